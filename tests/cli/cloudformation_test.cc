// End to end: templates with the shipped rules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Files;
using testing_support::RunResult;
using testing_support::Workspace;

constexpr const char* kTemplate = R"(Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Secret: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [EC2]
      ContainerDefinitions:
        - Name: always
          Image: example/app:1.2.3
        - Name: prod-only
          Image: example/app:1.2.3
          Environment:
            - {Name: PASSWORD, Value: !If [IsProd, hunter2-secret, hunter3-secret]}
          Ulimits: !If
            - IsProd
            - [{Name: nofile, SoftLimit: 65536, HardLimit: 65536}, {Name: nproc, SoftLimit: 65536, HardLimit: 65536}]
            - !Ref AWS::NoValue
)";

constexpr const char* kRun = "run . --only ecs-container-ulimits --show-undetermined --lang en ";

TEST(CloudFormationRun, AsksForTheParameterThatWouldDecide) {
  const Workspace workspace(Files{{"t.yaml", kTemplate}});
  const RunResult result = workspace.advisor(kRun);
  EXPECT_THAT(result.out, HasSubstr("t.yaml:12:11: Critical[ecs-container-ulimits/nofile]"));
  EXPECT_THAT(result.out, HasSubstr("fails when IsProd is false"));
  EXPECT_THAT(result.out, HasSubstr("--parameters FILE (Env=…)"));
  EXPECT_THAT(result.out, HasSubstr("1 Critical, 0 Warning, 0 Suppressed, 1 Undetermined, 0 Good"));
  EXPECT_THAT(result.out, Not(HasSubstr("-secret")));
  EXPECT_EQ(result.exit_code, 1);
}

TEST(CloudFormationRun, TakesParameters) {
  const Workspace workspace(
      Files{{"t.yaml", kTemplate},
            {"dev.json", R"([{"ParameterKey": "Env", "ParameterValue": "dev"}])"}});
  EXPECT_THAT(workspace.advisor(std::string(kRun) + "--parameters dev.json").out,
              HasSubstr("2 Critical, 0 Warning, 0 Suppressed, 0 Good"));
  EXPECT_THAT(workspace.advisor(std::string(kRun) + "--parameter Env=prod").out,
              HasSubstr("1 Critical, 0 Warning, 0 Suppressed, 1 Good"));
}

std::string with(const std::string& line, const std::string& replacement) {
  std::string text = kTemplate;
  return text.replace(text.find(line), line.size(), replacement);
}

TEST(CloudFormationRun, SuppressionsInTheTemplate) {
  const std::string comment = with("        - Name: always",
                                   "        # advisor:ignore ecs-container-ulimits a tiny tool\n"
                                   "        - Name: always");
  const RunResult by_comment = Workspace(Files{{"t.yaml", comment}}).advisor(kRun);
  EXPECT_THAT(by_comment.out, HasSubstr("0 Critical, 0 Warning, 1 Suppressed"));
  EXPECT_EQ(by_comment.exit_code, 0);

  const auto metadata = [](const std::string& entry) {
    return with("    Properties:\n",
                "    Metadata: {Advisor: {suppress: [" + entry + "]}}\n    Properties:\n");
  };
  const auto run = [](const std::string& text) {
    return Workspace(Files{{"t.yaml", text}}).advisor(std::string(kRun) + "--as-of 2026-11-22");
  };
  EXPECT_THAT(run(metadata("{rule: ecs-container-ulimits, reason: tiny}")).out,
              HasSubstr("0 Critical, 0 Warning, 1 Suppressed"));
  const RunResult expired =
      run(metadata("{rule: ecs-container-ulimits, reason: tiny, expires: 2026-01-01}"));
  EXPECT_THAT(expired.out, HasSubstr("1 Critical, 0 Warning, 0 Suppressed"));
  EXPECT_THAT(expired.out + expired.err, HasSubstr("expired on 2026-01-01"));
  const RunResult misspelt = run(metadata("{rule: ecs-container-ulimit, reason: tiny}"));
  EXPECT_THAT(misspelt.out + misspelt.err, HasSubstr("there is no rule 'ecs-container-ulimit'"));
  EXPECT_THAT(misspelt.out + misspelt.err, HasSubstr("did you mean 'ecs-container-ulimits'?"));
}

}  // namespace
}  // namespace advisor
