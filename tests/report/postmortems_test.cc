// The incidents behind a rule, in the reports that can name them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/sample.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Case {
  const char* reporter;
  Language language;
  const char* with_link;
  const char* without_link;
};

const Case kCases[] = {
    {"text", Language::kEnglish,
     "= postmortem: Too many open files on a sale day (2022-05-14) "
     "https://postmortems.example.com/42\n",
     "= postmortem: Too many open files on a sale day (2022-05-14)\n"},
    {"text", Language::kJapanese,
     "= ポストモーテム: セール当日のファイル枯渇 (2022-05-14) https://postmortems.example.com/42\n",
     "= ポストモーテム: セール当日のファイル枯渇 (2022-05-14)\n"},
    {"github", Language::kEnglish,
     "\n  Postmortem: Too many open files on a sale day (2022-05-14) "
     "<https://postmortems.example.com/42>\n",
     "\n  Postmortem: Too many open files on a sale day (2022-05-14)\n"},
    {"github", Language::kJapanese,
     "\n  ポストモーテム: セール当日のファイル枯渇 (2022-05-14) "
     "<https://postmortems.example.com/42>\n",
     "\n  ポストモーテム: セール当日のファイル枯渇 (2022-05-14)\n"},
    {"json", Language::kEnglish, R"(      "postmortems": [
        {
          "title": "Too many open files on a sale day",
          "date": "2022-05-14",
          "url": "https://postmortems.example.com/42",
          "summary": "Tasks stopped one after the other."
        }
      ],
)",
     R"(      "postmortems": [
        {
          "title": "Too many open files on a sale day",
          "date": "2022-05-14",
          "summary": "Tasks stopped one after the other."
        }
      ],
)"},
};

TEST(Postmortems, AreNamedWhenAskedFor) {
  for (const Case& c : kCases) {
    const Sample sample(c.language);
    ReportOptions options;
    EXPECT_THAT(written_by(c.reporter, sample.report(options)),
                Not(HasSubstr("postmortems.example.com")));
    options.postmortems = true;
    EXPECT_THAT(written_by(c.reporter, sample.report(options)), HasSubstr(c.with_link));
    options.postmortem_links = false;
    const std::string text = written_by(c.reporter, sample.report(options));
    EXPECT_THAT(text, HasSubstr(c.without_link));
    EXPECT_THAT(text, Not(HasSubstr("postmortems.example.com")));
  }
}

TEST(Postmortems, VerboseTextLeavesOutTheLinkToo) {
  ReportOptions options;
  options.verbosity = 1;
  options.postmortem_links = false;
  const std::string text = written_by("text", Sample(Language::kEnglish).report(options));
  EXPECT_THAT(text, HasSubstr("(2022-05-14)\n"));
  EXPECT_THAT(text, HasSubstr("Tasks stopped one after the other.\n"));
  EXPECT_THAT(text, Not(HasSubstr("postmortems.example.com")));
}

TEST(Postmortems, QuietTextNamesNone) {
  ReportOptions options;
  options.quiet = true;
  options.postmortems = true;
  EXPECT_THAT(written_by("text", Sample(Language::kEnglish).report(options)),
              Not(HasSubstr("sale day")));
}

// Names in postmortems of users' rules are text as any other.
TEST(Postmortems, AreEscaped) {
  Sample sample(Language::kEnglish);
  sample.rules[0].postmortems[0].title.en = "<b>@octocat</b> \x1b[31m";
  sample.rules[0].postmortems[0].url = "javascript:alert(1)";
  ReportOptions options;
  options.postmortems = true;
  EXPECT_THAT(written_by("github", sample.report(options)),
              HasSubstr("Postmortem: `<b>@octocat</b>` `\\x1b[31m` (2022-05-14) "
                        "`javascript:alert(1)`\n"));
  EXPECT_THAT(written_by("text", sample.report(options)), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace advisor
