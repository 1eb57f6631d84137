// What holds for every reporter.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <limits>

#include "src/report/identity.h"
#include "tests/report/hostile.h"
#include "tests/report/sample.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;

ReportOptions everything() {
  ReportOptions options;
  options.show_undetermined = options.show_good = options.postmortems = true;
  options.verbosity = 2;
  return options;
}

TEST(Reporters, NoneShowsSecrets) {
  for (const Reporter& reporter : reporters())
    for (const Language language : {Language::kEnglish, Language::kJapanese})
      EXPECT_THAT(written_by(reporter.name, Sample(language).report(everything())),
                  Not(HasSubstr("hunter2")))
          << reporter.name;
}

TEST(Reporters, AllEndWithALineBreak) {
  const SourceSet sources;
  for (const Reporter& reporter : reporters()) {
    EXPECT_TRUE(written_by(reporter.name, Sample(Language::kEnglish).report()).ends_with('\n'));
    EXPECT_TRUE(
        written_by(reporter.name, empty_report(sources, Language::kJapanese)).ends_with('\n'));
    EXPECT_TRUE(is_harmless(written_by(reporter.name, Hostile().report()))) << reporter.name;
  }
}

// Time of the processor, the best of some runs: other work on the machine must not count.
double seconds(const Reporter& reporter, const Report& report) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < 3; ++i) {
    const std::clock_t start = std::clock();
    written_by(reporter.name, report);
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

TEST(Reporters, TimeIsLinear) {
  const Crowd few(5'000);
  const Crowd many(40'000);
  const Report small = few.report();
  const Report large = many.report();
  for (const Reporter& reporter : reporters()) {
    const double once = seconds(reporter, small);
    EXPECT_LT(once, 1.0) << reporter.name;
    EXPECT_LT(seconds(reporter, large), 20 * std::max(once, 0.002)) << reporter.name;
  }
}

// Users keep lists of identities: these values may never change.
TEST(Identity, IsStable) {
  Rule rule;
  rule.id = "ecs-container-ulimits";
  Resource resource;
  resource.type = "AWS::ECS::TaskDefinition";
  resource.id = "ecs-task-def.json#taskDefinition";
  Verdict verdict;
  verdict.rule = &rule;
  verdict.resource = &resource;
  verdict.label = "app";
  EXPECT_EQ(finding_identity(verdict), "46e219a7b9c3df26");
  verdict.primary = {1, 2, 3};
  verdict.element_path = "containerDefinitions[3]";
  verdict.message = "in any language";
  EXPECT_EQ(finding_identity(verdict), "46e219a7b9c3df26");
  verdict.check_id = "nofile";
  EXPECT_NE(finding_identity(verdict), "46e219a7b9c3df26");
}

}  // namespace
}  // namespace advisor
