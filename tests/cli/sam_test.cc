// End to end: templates of AWS SAM with the shipped rules.

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

std::string with(const std::string& alias, const std::string& metadata = "") {
  return "Transform: AWS::Serverless-2016-10-31\nParameters: {P: {Type: String}}\n"
         "Conditions: {C: !Equals [!Ref P, a]}\nResources:\n  Report:\n"
         "    Type: AWS::Serverless::Function\n" +
         metadata + "    Properties:\n      Handler: a.b\n      FunctionName: report\n" + alias +
         "      Events:\n"
         "        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}\n"
         "        Get: {Type: Api, Properties: {Path: /report, Method: get}}\n";
}

RunResult run(const std::string& text, const std::string& options = "") {
  return Workspace(Files{{"template.yaml", text}})
      .advisor("run . --only lambda-unqualified-invocation --show-undetermined --lang en " +
               options);
}

TEST(SamRun, EventsWithoutAlias) {
  const RunResult result = run(with(""));
  EXPECT_THAT(result.out, HasSubstr("template.yaml:11:9: Warning[lambda-unqualified-invocation]"));
  EXPECT_THAT(result.out, HasSubstr("function report can be invoked by Report (event Nightly)"));
  EXPECT_THAT(result.out, HasSubstr("template.yaml:12:9: Warning[lambda-unqualified-invocation]"));
  EXPECT_THAT(result.out, HasSubstr("2 Warning"));
  EXPECT_EQ(result.exit_code, 1);
}

TEST(SamRun, EventsWithAlias) {
  for (const char* alias : {"live", "!Ref P", "!Sub '${P}-x'"}) {
    const RunResult result = run(with("      AutoPublishAlias: " + std::string(alias) + "\n"));
    EXPECT_THAT(result.out, HasSubstr("0 Critical, 0 Warning")) << alias;
    EXPECT_EQ(result.exit_code, 0) << alias;
  }
}

TEST(SamRun, AnAliasUnderACondition) {
  const std::string text = with("      AutoPublishAlias: !If [C, live, !Ref AWS::NoValue]\n");
  const RunResult open = run(text);
  EXPECT_THAT(open.out, HasSubstr("fails when C is false"));
  EXPECT_THAT(run(text, "--parameter P=a").out, HasSubstr("0 Critical, 0 Warning"));
  EXPECT_THAT(run(text, "--parameter P=b").out, HasSubstr("2 Warning"));
}

TEST(SamRun, ASuppressionOfTheFunctionCoversWhatItMakes) {
  const RunResult result =
      run(with("",
               "    Metadata: {Advisor: {suppress: [{rule: lambda-unqualified-invocation, "
               "reason: it is small}]}}\n"));
  EXPECT_THAT(result.out, HasSubstr("0 Critical, 0 Warning, 2 Suppressed"));
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("matched no finding")));
}

}  // namespace
}  // namespace advisor
