#include <fmt/format.h>
#include <gtest/gtest.h>

#include "src/engine/rule_file.h"
#include "src/engine/rule_set.h"

namespace advisor {
namespace {

constexpr const char* kRule = R"(format: 1
id: my-rule
revision: 2
severity: warning
title: A title
match: [{type: "AWS::ECS::Service"}]
check: "true"
message: A message.
)";

struct Loaded {
  SourceSet sources;
  RuleSet rules;
  std::string problems;
};

Loaded load(const std::string& text) {
  Loaded out;
  Diagnostics diagnostics;
  out.rules.add_path("rules/x/my-rule.yaml", memory_file_system({{"rules/x/my-rule.yaml", text}}),
                     out.sources, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    const LineColumn at = out.sources.file(diagnostic.span.source).locate(diagnostic.span.begin);
    out.problems += fmt::format("{}:{}: {}\n", at.line, at.column, diagnostic.message);
  }
  return out;
}

TEST(History, IsRead) {
  const Loaded loaded = load(std::string(kRule) + R"(history:
  - {date: 2026-04-01, revision: 1, en: Added., ja: 追加しました。}
  - {date: "2026-05-01", revision: 2, en: Fargate too.}
)");
  EXPECT_EQ(loaded.problems, "");
  const Rule* rule = loaded.rules.find("my-rule");
  ASSERT_NE(rule, nullptr);
  ASSERT_EQ(rule->history.size(), 2U);
  EXPECT_EQ(rule->history[0].date, "2026-04-01");
  EXPECT_EQ(rule->history[0].note.ja, "追加しました。");
  EXPECT_EQ(rule->history[1].revision, 2);
  EXPECT_EQ(rule->history[1].note.in(Language::kJapanese), "Fargate too.");
}

TEST(History, MistakesPointIntoTheFile) {
  const std::pair<const char*, const char*> cases[] = {
      {"history: [{date: 2026-13-01, revision: 1, en: x}]\n",
       "9:18: 'date' must be a date such as 2026-11-22\n"},
      {"history: [{date: 2026-01-01, en: x}]\n",
       "9:11: an entry of 'history' needs the key 'revision'\n"},
      {"history: [{date: 2026-01-01, revision: 1, en: x, note: y}]\n",
       "9:50: an entry of 'history' has no key 'note'\n"},
      {"history: [{date: 2026-02-01, revision: 1, en: x}, {date: 2026-01-01, revision: 2, en: "
       "y}]\n",
       "9:51: 'history' must be in order: the oldest entry first, revisions growing\n"},
      {"history: [{date: 2026-01-01, revision: 1, en: x}, {date: 2026-01-01, revision: 1, en: "
       "y}]\n",
       "9:51: 'history' must be in order: the oldest entry first, revisions growing\n"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(load(std::string(kRule) + text).problems, expected) << text;
}

std::string history_lint(const std::string& history) {
  const Loaded loaded = load(std::string(kRule) + history);
  Diagnostics diagnostics;
  lint_texts(*loaded.rules.find("my-rule"), diagnostics);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics)
    if (diagnostic.message.find("history") != std::string::npos)
      out += diagnostic.message + "\n";
  return out;
}

TEST(History, OfAShippedRuleEndsWithItsRevision) {
  const char* const missing = "the rule 'my-rule' lacks a history that ends with its revision, 2\n";
  EXPECT_EQ(history_lint(""), missing);
  EXPECT_EQ(history_lint("history: [{date: 2026-01-01, revision: 1, en: x, ja: x}]\n"), missing);
  EXPECT_EQ(history_lint("history: [{date: 2026-01-01, revision: 2, en: x, ja: x}]\n"), "");
  EXPECT_EQ(history_lint("history: [{date: 2026-01-01, revision: 2, en: x}]\n"),
            "the rule 'my-rule' lacks a note of its history in English and Japanese\n");
}

}  // namespace
}  // namespace advisor
