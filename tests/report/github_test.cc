#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>

#include "src/base/markdown.h"
#include "tests/report/sample.h"

namespace advisor {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

ReportOptions everything() {
  ReportOptions options;
  options.show_undetermined = true;
  options.verbosity = 1;
  return options;
}

TEST(Github, English) {
  expect_golden("github.en.golden.md", written_by("github", Sample(Language::kEnglish).report()));
}

TEST(Github, Japanese) {
  expect_golden("github.ja.golden.md", written_by("github", Sample(Language::kJapanese).report()));
}

TEST(Github, EverythingEnglish) {
  expect_golden("github-all.en.golden.md",
                written_by("github", Sample(Language::kEnglish).report(everything())));
}

TEST(Github, EverythingJapanese) {
  expect_golden("github-all.ja.golden.md",
                written_by("github", Sample(Language::kJapanese).report(everything())));
}

TEST(Github, NoFindings) {
  SourceSet sources;
  sources.add("a.json", "{}");
  EXPECT_EQ(written_by("github", empty_report(sources, Language::kEnglish)),
            "Advisor finished: 0 Critical, 0 Warning, 0 Suppressed, 0 Good. "
            "No recommended actions.\n"
            "\n"
            "No findings.\n");
}

// A report with many findings of all severities in mixed order.
struct Crowd {
  explicit Crowd(int number, std::string name = "app") {
    rule.id = "ecs-container-ulimits";
    const SourceId id = sources.add("task.json", "{\"name\": \"app\"}\n");
    for (int i = 0; i < number; ++i) {
      Verdict verdict;
      verdict.rule = &rule;
      verdict.outcome = Outcome::kFinding;
      verdict.severity = i % 100 == 99 ? Severity::kCritical
                         : i % 10 == 0 ? Severity::kInfo
                                       : Severity::kWarning;
      verdict.primary = {id, 1, 7};
      verdict.label = std::to_string(i);
      verdict.message = "Container " + name + " number " + std::to_string(i) + " has no ulimits.";
      verdict.recommendation = "Add ulimits to it.\nThe default is not enough.";
      verdict.fix = "\"ulimits\": []";
      verdicts.push_back(std::move(verdict));
    }
  }
  std::string markdown(Language language) const {
    return written_by("github", make_report(verdicts, {}, sources, language, {}));
  }
  Rule rule;
  SourceSet sources;
  std::vector<Verdict> verdicts;
};

int count(const std::string& text, const std::string& part) {
  int number = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++number;
  return number;
}

std::string with_recommendation(const std::string& text) {
  Crowd crowd(1);
  crowd.verdicts[0].recommendation = text;
  return crowd.markdown(Language::kEnglish);
}

// As the plain text of Trusted Advisor has them: two blanks for each level.
TEST(Github, ListsInRecommendationsAreLists) {
  EXPECT_THAT(
      with_recommendation("Do one.\n\nBefore:\n- a\n  goes on\n- b\n  1. c\n  2. d\n"
                          "    - e\nAfter.\n3. f\n  - g\n\nEnd."),
      HasSubstr("\n  Before:\n\n  - a\n    goes on\n  - b\n    1. c\n    2. d\n       - e\n\n"
                "  After.\n\n  3. f\n     - g\n\n  End.\n"));
  // What only looks like one, or would be more than one.
  EXPECT_THAT(
      with_recommendation("Do.\n-x\n+ y\n* z\n1) w\n- - v\n- [ ] u\n        - t"),
      HasSubstr("\n  \\-x\n  \\+ y\n  `*` z\n  1\\) w\n\n  - \\- v\n  - `[` `]` u\n    - t\n"));
}

TEST(Github, OnlyPagesOfAwsAreLinks) {
  const std::string page = "https://docs.aws.amazon.com/a/b.html#c";
  EXPECT_THAT(with_recommendation("See it (" + page + ").\nOr " + page + ", or\n" + page),
              AllOf(HasSubstr("] See it (<" + page + ">).\n"),
                    HasSubstr("\n  Or <" + page + ">, or"), HasSubstr("\n  <" + page + ">\n")));
  for (const std::string other :
       {"https://docs.aws.amazon.com.evil.example/", "http://docs.aws.amazon.com/",
        "https://docs.aws.amazon.com@evil.example/", "https://evil.example/docs.aws.amazon.com",
        "https://docs.aws.amazon.com/<b>", "https://docs.aws.amazon.com/`x", "https://"})
    EXPECT_THAT(with_recommendation("Do.\n" + other), Not(HasSubstr("<" + other))) << other;
}

TEST(Github, FiveThousandFindingsFitTheLimit) {
  const Crowd crowd(5000);
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    const std::string text = crowd.markdown(language);
    EXPECT_LE(utf16_length(text), 65'536U);
    EXPECT_GE(utf16_length(text), 60'000U) << "room is wasted";
    EXPECT_EQ(count(text, "- [ ] [Critical]"), 50) << "the most severe are kept";
    EXPECT_EQ(count(text, "- [ ] [Info]"), 0) << "the least severe are dropped";
    EXPECT_EQ(count(text, "<details>"), 1);
    EXPECT_EQ(count(text, "</details>"), 1);
    EXPECT_EQ(count(text, "```") % 2, 0);
    const int shown = count(text, "- [ ] [Warning]");
    EXPECT_THAT(text, HasSubstr(std::to_string(4450 - shown) + " Warning, 500 Info"));
  }
}

TEST(Github, EverythingIsShownWhereItFits) {
  const std::string text = Crowd(30).markdown(Language::kEnglish);
  EXPECT_EQ(count(text, "- [ ] ["), 30);
  EXPECT_THAT(text, Not(HasSubstr("Left out")));
}

TEST(Github, AMonstrousNameDoesNotPushOutOthers) {
  Crowd crowd(20);
  for (std::string* part :
       {&crowd.verdicts[3].message, &crowd.verdicts[3].recommendation, &crowd.verdicts[3].fix})
    *part = std::string(200'000, '`') + "\xF0\x9F\x98\x80";
  crowd.verdicts[3].severity = Severity::kCritical;
  const std::string text = crowd.markdown(Language::kEnglish);
  EXPECT_EQ(count(text, "- [ ] ["), 20);
  EXPECT_LE(utf16_length(text), 65'536U);
}

TEST(Github, LongFencesFitTheLimit) {
  Crowd crowd(5000);
  crowd.verdicts[99].message = std::string(200'000, '`');
  const std::string text = crowd.markdown(Language::kJapanese);
  EXPECT_LE(utf16_length(text), 65'536U);
  EXPECT_EQ(count(text, "- [ ] [Critical]"), 50);
}

TEST(Github, InvalidBytesAreBoundedToo) {
  Crowd crowd(2);
  crowd.verdicts[0].message = std::string(200'000, '\x80');
  crowd.verdicts[1].fix = std::string(200'000, '\x80');
  EXPECT_LE(utf16_length(crowd.markdown(Language::kEnglish)), 65'536U);
}

// What GitHub's own Markdown engine makes of the report; empty if it is not installed.
std::string rendered(const std::string& markdown) {
  if (std::system("command -v cmark-gfm > /dev/null 2>&1") != 0)
    return {};
  const std::string path = testing::TempDir() + "advisor-report.md";
  std::ofstream(path, std::ios::binary) << markdown;
  std::string html;
  FILE* pipe =
      popen(("cmark-gfm --unsafe -e table -e strikethrough -e autolink -e tasklist '" + path + "'")
                .c_str(),
            "r");
  char buffer[4096];
  while (const std::size_t length = std::fread(buffer, 1, sizeof buffer, pipe))
    html.append(buffer, length);
  pclose(pipe);
  return html;
}

std::string without_code(std::string html) {
  for (std::size_t at = html.find("<code"); at != std::string::npos; at = html.find("<code"))
    html.erase(at, html.find("</code>", at) + 7 - at);
  return html;
}

TEST(Github, HostileNamesStayText) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    const std::string markdown = written_by("github", Sample(language).report(everything()));
    EXPECT_THAT(markdown, Not(HasSubstr("\x1b")));
    EXPECT_THAT(markdown, Not(HasSubstr("\xE2\x80\xAE")));
    const std::string html = rendered(markdown);
    if (html.empty())
      GTEST_SKIP() << "cmark-gfm is not installed: the rendered report was not checked";
    const std::string outside = without_code(html);
    for (const char* forbidden :
         {"<img", "@octocat", "#1", "evil.example", "$a$", "<table", "```", "<h1"})
      EXPECT_THAT(outside, Not(HasSubstr(forbidden)));
    EXPECT_EQ(count(outside, "<h2>"), 1);
    EXPECT_EQ(count(outside, "type=\"checkbox\""), 5) << "one task per finding";
    EXPECT_EQ(count(outside, "<details>"), count(outside, "</details>"));
    EXPECT_EQ(count(outside, "<a href=\"https://docs.example.com/"), 8);
    EXPECT_EQ(count(outside, "<a href=\"https://console.aws.amazon.com/"), 1);
    EXPECT_EQ(count(outside, "<a href="), 9) << "only references and the console are links";
  }
}

TEST(Github, FiveThousandFindingsRenderAsOneList) {
  const std::string markdown = Crowd(5000, "`a` @b").markdown(Language::kEnglish);
  const std::string html = rendered(markdown);
  if (html.empty())
    GTEST_SKIP() << "cmark-gfm is not installed: the rendered report was not checked";
  EXPECT_EQ(count(without_code(html), "<ul>"), 1);
  EXPECT_EQ(count(without_code(html), "type=\"checkbox\""), count(markdown, "- [ ] ["));
}

}  // namespace
}  // namespace advisor
