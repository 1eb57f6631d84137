// Findings that --baseline or --diff-base leave out: counted by every reporter, shown by none that
// a person or a check reads.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/hostile.h"
#include "tests/report/sample.h"

namespace advisor {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Three findings: a new one, one of the baseline, one that is unchanged.
struct Known3 {
  explicit Known3(Language chosen = Language::kEnglish) : language(chosen) {
    rule.id = "some-rule";
    const SourceId source = sources.add("app.json", "first\nsecond\nthird\n");
    for (const char* message : {"the new one", "the listed one", "the old one"}) {
      Verdict verdict;
      verdict.rule = &rule;
      verdict.outcome = Outcome::kFinding;
      verdict.message = message;
      const SourceFile& file = sources.file(source);
      const int line = static_cast<int>(verdicts.size()) + 1;
      verdict.primary = {source, file.offset({line, 1}), file.offset({line, 4})};
      verdicts.push_back(verdict);
    }
    verdicts[1].known = Known::kBaseline;
    verdicts[2].known = Known::kUnchanged;
  }

  Report report(ReportOptions options = {}) const {
    Report out = make_report(verdicts, {}, sources, language, options);
    out.diff_base = diff_base;
    return out;
  }

  Language language;
  std::string diff_base = "origin/main";
  Rule rule;
  SourceSet sources;
  std::vector<Verdict> verdicts;
};

TEST(KnownFindings, AreCountedApart) {
  const Report report = Known3().report();
  EXPECT_EQ(report.counts.findings(), 1);
  EXPECT_EQ(report.counts.known(), 2);
  EXPECT_EQ(summary_sentence(report),
            "Advisor finished: 0 Critical, 1 Warning, 0 Suppressed, 2 Known, 0 Good. "
            "1 recommended action.");
  EXPECT_EQ(known_sentence(report),
            "Known findings that are not shown: 1 in the baseline, 1 unchanged since origin/main.");
  EXPECT_EQ(
      known_sentence(Known3(Language::kJapanese).report()),
      "表示していない既知の指摘: ベースラインにある 1 件、origin/main から変わっていない 1 件。");
}

TEST(KnownFindings, OfASuppressedFindingNothingIsKnown) {
  Known3 sample;
  sample.verdicts[1].suppressed = Suppression{};
  EXPECT_EQ(sample.report().counts.suppressed, 1);
  EXPECT_EQ(sample.report().counts.known(), 1);
}

TEST(KnownFindings, NothingNewIsSaidAsSuch) {
  Known3 sample;
  sample.verdicts.erase(sample.verdicts.begin());
  EXPECT_EQ(nothing_sentence(sample.report()), "No new findings.");
}

TEST(KnownFindings, AreNotShown) {
  for (const char* reporter :
       {"text", "github", "annotations", "sarif", "checkstyle", "rdjson", "gitlab"})
    EXPECT_THAT(written_by(reporter, Known3().report()),
                AllOf(HasSubstr("the new one"), Not(HasSubstr("the listed one")),
                      Not(HasSubstr("the old one"))))
        << reporter;
}

TEST(KnownFindings, AreCountedWherePeopleRead) {
  for (const char* reporter : {"text", "github", "annotations", "sarif"})
    EXPECT_THAT(written_by(reporter, Known3().report()),
                HasSubstr("1 in the baseline, 1 unchanged since "))
        << reporter;
}

TEST(KnownFindings, VerboseTextShowsThem) {
  ReportOptions options;
  options.verbosity = 1;
  EXPECT_THAT(written_by("text", Known3().report(options)),
              AllOf(HasSubstr("app.json:2:1: Known Warning[some-rule] the listed one\n"),
                    HasSubstr("app.json:3:1: Known Warning[some-rule] the old one\n")));
}

TEST(KnownFindings, JsonAndJunitMarkThem) {
  const std::string json = written_by("json", Known3().report());
  EXPECT_THAT(json, AllOf(HasSubstr("\"known\": 2"), HasSubstr("\"known\": \"baseline\""),
                          HasSubstr("\"known\": \"unchanged\"")));
  EXPECT_THAT(written_by("junit", Known3().report()),
              AllOf(HasSubstr("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"2\""),
                    HasSubstr("<skipped type=\"known\" message=\"known before\">")));
}

// A pull request chooses the name of its branch.
TEST(KnownFindings, TheNameOfTheBaseCannotForgeOutput) {
  Known3 sample;
  sample.diff_base = std::string(kNasty);
  for (const Reporter& reporter : reporters()) {
    const std::string text = written_by(reporter.name, sample.report());
    EXPECT_TRUE(is_harmless(text)) << reporter.name;
    EXPECT_THAT(text, Not(HasSubstr("\n::error::forged"))) << reporter.name;
  }
  sample.diff_base = "x](https://evil.example) @everyone";
  EXPECT_THAT(written_by("github", sample.report()),
              HasSubstr("unchanged since `x](https://evil.example)` `@everyone`"));
}

}  // namespace
}  // namespace advisor
