#include "src/cli/precommit_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace advisor::cli {
namespace {

const PrecommitEntry kEntry{"https://github.com/acme/sre-advisor", "v1.2.3", "sre-advisor", ""};

std::string extended(std::string_view text) {
  return with_precommit_entry(text, kEntry).value_or("(refused)");
}

TEST(PrecommitConfig, AppendsInTheStyleOfTheFile) {
  EXPECT_EQ(extended("repos:\n"
                     "  - repo: https://x/y\n"
                     "    rev: v1\n"
                     "    hooks:\n"
                     "      - id: a\n"),
            "repos:\n"
            "  - repo: https://x/y\n"
            "    rev: v1\n"
            "    hooks:\n"
            "      - id: a\n"
            "  - repo: https://github.com/acme/sre-advisor\n"
            "    rev: v1.2.3\n"
            "    hooks:\n"
            "      - id: sre-advisor\n");
  // As pre-commit's own sample has it.
  EXPECT_EQ(extended("repos:\n"
                     "-   repo: https://x/y\n"
                     "    rev: v1\n"
                     "    hooks:\n"
                     "    -   id: a\n"),
            "repos:\n"
            "-   repo: https://x/y\n"
            "    rev: v1\n"
            "    hooks:\n"
            "    -   id: a\n"
            "-   repo: https://github.com/acme/sre-advisor\n"
            "    rev: v1.2.3\n"
            "    hooks:\n"
            "    -   id: sre-advisor\n");
  // Flow style inside, no line break at the end.
  EXPECT_EQ(extended("repos:\n- {repo: local, hooks: [{id: a}]}"),
            "repos:\n- {repo: local, hooks: [{id: a}]}\n"
            "- repo: https://github.com/acme/sre-advisor\n"
            "  rev: v1.2.3\n"
            "  hooks:\n"
            "    - id: sre-advisor\n");
}

TEST(PrecommitConfig, LeavesEveryOtherByte) {
  const std::string before =
      "# top\n"
      "ci: {skip: [a]}   # odd   spaces\n"
      "repos:   # ours\n"
      "\n"
      "    - repo:   'https://x/y'\n"
      "      rev:    \"v1\"\n"
      "      hooks:\n"
      "      - id: a  # why\n"
      "        args: [--x,\n"
      "               --y]\n"
      "        exclude: |\n"
      "            ^a/\n"
      "            ^b/\n"
      "      # - id: not yet\n"
      "    # - repo: nor this\n";
  const std::string behind =
      "\n"
      "# about the rest\n"
      "exclude: ^vendor/\n"
      "default_stages: [commit]  # end\n";
  EXPECT_EQ(extended(before + behind), before +
                                           "    - repo: https://github.com/acme/sre-advisor\n"
                                           "      rev: v1.2.3\n"
                                           "      hooks:\n"
                                           "      - id: sre-advisor\n" +
                                           behind);
}

TEST(PrecommitConfig, ACommentOfTheNextKeyStaysWithIt) {
  EXPECT_EQ(extended("repos:\n- repo: meta\n  hooks: []\n# about ci\nci: {}\n"),
            "repos:\n- repo: meta\n  hooks: []\n"
            "- repo: https://github.com/acme/sre-advisor\n"
            "  rev: v1.2.3\n"
            "  hooks:\n"
            "    - id: sre-advisor\n"
            "# about ci\nci: {}\n");
}

TEST(PrecommitConfig, KeepsTheLineEnds) {
  EXPECT_EQ(extended("repos:\r\n- repo: x\r\n  rev: v1\r\n  hooks:\r\n  - id: a\r\n"),
            "repos:\r\n- repo: x\r\n  rev: v1\r\n  hooks:\r\n  - id: a\r\n"
            "- repo: https://github.com/acme/sre-advisor\r\n"
            "  rev: v1.2.3\r\n"
            "  hooks:\r\n"
            "  - id: sre-advisor\r\n");
}

TEST(PrecommitConfig, PutsTheCommentAboveTheEntry) {
  PrecommitEntry entry = kEntry;
  entry.comment = "hello";
  EXPECT_THAT(with_precommit_entry("repos:\n  - repo: local\n    hooks: []\n", entry).value_or(""),
              testing::HasSubstr("hooks: []\n  # hello\n  - repo: https://github.com"));
}

TEST(PrecommitConfig, RefusesWhereAnEditIsNotSafe) {
  for (const char* text : {
           "",                                            // nothing
           "# nothing yet\n",                             //
           "repos: []\n",                                 // no style to follow
           "repos:\n",                                    //
           "repos: [{repo: local, hooks: []}]\n",         // flow
           "repos: [\n  {repo: local, hooks: []},\n]\n",  //
           "{repos: [{repo: local, hooks: []}]}\n",       //
           "- repo: local\n  hooks: []\n",                // the form before pre-commit 1.0
           "ci: {}\n",                                    //
           // What follows would change the text that is there.
           "repos:\n- repo: a\n  hooks:\n  - id: a\n    exclude: |+\n      ^a\n\n\nci: {}\n",
           "repos:\n- local\n",                           // no entry that pre-commit knows
           "repos:\n- repo: local\n  hooks: []\n bad\n",  // broken
           "repos:\n- repo: a\n  hooks: []\nrepos:\n- repo: b\n  hooks: []\n",
           "repos:\n- repo: a\n  hooks: []\n---\nrepos:\n- repo: b\n  hooks: []\n",
           "x: &list\n- repo: a\n  hooks: []\nrepos: *list\n",
           "repos:\n-\trepo: a\n",
       })
    EXPECT_EQ(extended(text), "(refused)") << text;
}

TEST(PrecommitConfig, AnAnchoredListIsExtendedOnlyWhereNothingElseTakesIt) {
  EXPECT_EQ(extended("repos: &all\n- repo: a\n  hooks: []\nother: *all\n"), "(refused)");
  EXPECT_NE(extended("repos: &all\n- repo: a\n  hooks: []\n"), "(refused)");
}

}  // namespace
}  // namespace advisor::cli
