#include "src/report/report.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/report/sample.h"

namespace advisor {
namespace {

TEST(Verdict, Names) {
  EXPECT_EQ(outcome_name(Outcome::kGood), "good");
  EXPECT_EQ(outcome_name(Outcome::kFinding), "finding");
  EXPECT_EQ(outcome_name(Outcome::kUndetermined), "undetermined");
  EXPECT_EQ(outcome_name(Outcome::kNotApplicable), "not-applicable");
  EXPECT_EQ(outcome_name(Outcome::kError), "error");
  EXPECT_EQ(severity_name(Severity::kInfo), "info");
  EXPECT_EQ(severity_name(Severity::kWarning), "warning");
  EXPECT_EQ(severity_name(Severity::kCritical), "critical");
  EXPECT_EQ(severity_title(Severity::kInfo), "Info");
  EXPECT_EQ(severity_title(Severity::kWarning), "Warning");
  EXPECT_EQ(severity_title(Severity::kCritical), "Critical");
}

Report with(Counts counts, Language language) {
  Report report;
  report.counts = counts;
  report.language = language;
  return report;
}

TEST(Summary, ShowsWhatTheTalkShowsAndTheRestOnlyIfNotZero) {
  Counts talk;
  talk.warning = 1;
  talk.suppressed = 2;
  talk.good = 30;
  Counts all{2, 1, 3, 4, 8, 3, 5, 6, 7};
  EXPECT_EQ(summary_sentence(with(talk, Language::kEnglish)),
            "Advisor finished: 0 Critical, 1 Warning, 2 Suppressed, 30 Good. "
            "1 recommended action.");
  EXPECT_EQ(summary_sentence(with(talk, Language::kJapanese)),
            "Advisor が完走しました。: 0 Critical, 1 Warning, 2 Suppressed, 30 Good"
            "（推奨アクション 1 件）");
  EXPECT_EQ(summary_sentence(with(all, Language::kEnglish)),
            "Advisor finished: 2 Critical, 1 Warning, 3 Info, 4 Suppressed, 11 Known, "
            "5 Undetermined, "
            "7 Error, 6 Good. 6 recommended actions.");
}

std::string outline(const Report& report) {
  std::string out;
  for (const Verdict& verdict : report.verdicts)
    out += to_string(place_of(report, verdict)) + " " + rule_label(verdict) + " " +
           std::string(outcome_name(verdict.outcome)) + "\n";
  return out;
}

TEST(Report, SortsByPlaceThenRule) {
  EXPECT_EQ(outline(Sample(Language::kEnglish).report()),
            "ecs/ecs-task-def.json:1:1 ecs-log-configuration good\n"
            "ecs/ecs-task-def.json:4:5 ecs-container-ulimits finding\n"
            "ecs/ecs-task-def.json:5:15 ecs-log-configuration finding\n"
            "ecs/ecs-task-def.json:6:16 ecs-log-configuration undetermined\n"
            "ecs/ecs-task-def.json:9:12 ecs-container-ulimits/nproc finding\n"
            "ecs/ecs-task-def.json:9:12 ecs-log-configuration finding\n"
            "ecs/ecs-task-def.json:10:15 ecs-container-ulimits finding\n"
            "lambda/function_url.json:1:1 ecs-log-configuration good\n"
            "lambda/function_url.json:2:3 lambda-unqualified-invocation finding\n"
            "lambda/function_url.json:3:5 ecs-log-configuration error\n"
            "lambda/function_url.json:3:17 ecs-log-configuration error\n"
            "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/live:7 "
            "ecs-container-ulimits finding\n"
            "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/live:7 "
            "lambda-unqualified-invocation good\n");
}

TEST(Report, OrderOfTheInputDoesNotMatter) {
  Sample sample(Language::kEnglish);
  ReportOptions options;
  options.show_good = options.show_undetermined = true;
  options.verbosity = 1;
  for (const Reporter& reporter : reporters()) {
    const std::string forward = written_by(reporter.name, sample.report(options));
    std::reverse(sample.verdicts.begin(), sample.verdicts.end());
    std::reverse(sample.diagnostics.begin(), sample.diagnostics.end());
    EXPECT_EQ(written_by(reporter.name, sample.report(options)), forward) << reporter.name;
  }
}

TEST(Report, ElementsAtOnePlaceAreSortedByLabelThenCheck) {
  SourceSet sources;
  const SourceId id = sources.add("a", "x");
  Rule rule;
  rule.id = "r";
  std::vector<Verdict> verdicts(4);
  const char* names[][2] = {{"b", ""}, {"a", "2"}, {"a", ""}, {"a", "1"}};
  for (std::size_t i = 0; i < 4; ++i) {
    verdicts[i].rule = &rule;
    verdicts[i].primary = {id, 0, 1};
    verdicts[i].label = names[i][0];
    verdicts[i].check_id = names[i][1];
  }
  std::string order;
  const Report report = make_report(verdicts, {}, sources, Language::kEnglish, {});
  for (const Verdict& verdict : report.verdicts)
    order += verdict.label + verdict.check_id + " ";
  EXPECT_EQ(order, "a a1 a2 b ");
}

TEST(Report, Counts) {
  const Counts counts = Sample(Language::kEnglish).report().counts;
  EXPECT_EQ(counts.critical, 1);
  EXPECT_EQ(counts.warning, 3);
  EXPECT_EQ(counts.info, 1);
  EXPECT_EQ(counts.suppressed, 2);
  EXPECT_EQ(counts.undetermined, 1);
  EXPECT_EQ(counts.good, 3);
  EXPECT_EQ(counts.errors, 2);
  EXPECT_EQ(counts.findings(), 5);
}

TEST(Report, DiagnosticsAreSortedAndNotRepeated) {
  const Sample sample(Language::kEnglish);
  const Report report = sample.report();
  std::string out;
  for (const Diagnostic& diagnostic : report.diagnostics)
    out += to_string(place_of(report, diagnostic)) + "\n";
  EXPECT_EQ(out,
            "data/big.json\n"
            "ecs/ecs-task-def.json:7:7\n"
            "ecs/ecspresso.yml:4:18\n"
            "lambda/function_url.json:3:17\n");
}

TEST(Report, SaysWhatIsIncomplete) {
  EXPECT_EQ(incomplete_sentence(Sample(Language::kEnglish).report()),
            "Not everything could be analysed: 2 input errors, 2 rule errors.");
  EXPECT_EQ(incomplete_sentence(Sample(Language::kJapanese).report()),
            "一部を解析できなかったため、結果は完全ではありません（入力のエラー 2 件、"
            "ルールのエラー 2 件）。");
  const SourceSet sources;
  EXPECT_EQ(incomplete_sentence(empty_report(sources, Language::kEnglish)), "");
}

TEST(Reporters, AreFoundByName) {
  std::string names;
  for (const Reporter& reporter : reporters()) {
    names += std::string(reporter.name) + " ";
    EXPECT_FALSE(reporter.description.empty());
    EXPECT_EQ(find_reporter(reporter.name), &reporter);
  }
  EXPECT_EQ(names, "text github json sarif annotations junit checkstyle rdjson gitlab ");
  EXPECT_EQ(find_reporter("xml"), nullptr);
}

}  // namespace
}  // namespace advisor
