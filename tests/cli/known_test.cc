// End to end: --baseline, `advisor baseline` and --diff-base.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::Files;
using testing_support::RunResult;
using testing_support::Workspace;

// Two queues without a dead-letter queue.
constexpr const char* kTemplate = R"(AWSTemplateFormatVersion: "2010-09-09"
Resources:
  First:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      QueueName: first
      VisibilityTimeout: 60
  Second:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      QueueName: second
      VisibilityTimeout: 60
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt First.Arn
      FunctionName: some-function:live
      FunctionResponseTypes: [ReportBatchItemFailures]
  OtherMapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Second.Arn
      FunctionName: some-function:live
      FunctionResponseTypes: [ReportBatchItemFailures]
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

const std::string kMended = with(kTemplate, "60\n  Second",
                                 "60\n      RedrivePolicy: {deadLetterTargetArn: "
                                 "'arn:aws:sqs:eu-west-1:123456789012:dead', maxReceiveCount: 5}\n"
                                 "  Second");

constexpr const char* kOnly = " --only sqs-no-redrive";

std::string run(const std::string& more) {
  return "run app.yaml -q" + std::string(kOnly) + " " + more;
}

TEST(Baseline, HidesWhatItListsAndShowsWhatIsNew) {
  Workspace workspace(Files{{"app.yaml", kTemplate}});
  const RunResult before = workspace.advisor(run(""));
  ASSERT_THAT(before.out, AllOf(HasSubstr("app.yaml:3:"), HasSubstr("app.yaml:10:")));
  const RunResult created = workspace.advisor("baseline create app.yaml" + std::string(kOnly));
  EXPECT_EQ(created.exit_code, 0) << created.err;
  EXPECT_EQ(created.out, "advisor-baseline.json: 2 findings (2 added, 0 taken out)\n");
  EXPECT_EQ(workspace.read("advisor-baseline.json"),
            R"({
  "schema": 1,
  "findings": [
    {"rule":"sqs-no-redrive/dead-letter-queue","file":"app.yaml","resource":"First"},
    {"rule":"sqs-no-redrive/dead-letter-queue","file":"app.yaml","resource":"Second"}
  ]
}
)");
  const RunResult none = workspace.advisor(run("--baseline advisor-baseline.json"));
  EXPECT_EQ(none.exit_code, 0) << none.out;
  EXPECT_THAT(none.out, IsEmpty());

  // Lines move, a queue comes: only that is new.
  workspace.write("app.yaml",
                  with(with(kTemplate, "Resources:\n", "\n\n\nResources:\n"),
                       "  Mapping:", "  Third:\n    Type: AWS::SQS::Queue\n  Mapping:"));
  workspace.write("app.yaml", with(workspace.read("app.yaml"), "GetAtt Second", "GetAtt Third"));
  workspace.write("app.yaml",
                  workspace.read("app.yaml") +
                      "  More:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n"
                      "      EventSourceArn: !GetAtt Second.Arn\n"
                      "      FunctionName: some-function:live\n");
  const RunResult one = workspace.advisor(run("--baseline advisor-baseline.json"));
  EXPECT_EQ(one.exit_code, 1);
  EXPECT_THAT(one.out, AllOf(HasSubstr("Queue Third "), Not(HasSubstr("Queue first ")),
                             Not(HasSubstr("Queue second "))));
}

TEST(Baseline, IsTheSameFromEveryDirectory) {
  Workspace workspace(Files{{"ecs/app.yaml", kTemplate}});
  ASSERT_EQ(workspace.advisor("baseline create ecs --baseline ecs/known.json").exit_code, 0);
  for (const char* command :
       {"$ADVISOR run . --baseline ecs/known.json",
        "cd ecs && $ADVISOR run . --baseline known.json",
        "cd ecs && $ADVISOR run app.yaml --baseline \"$PWD/known.json\"",
        "mkdir -p deep && cd deep && $ADVISOR run ../ecs --baseline ../ecs/known.json"}) {
    const RunResult result = workspace.shell(command);
    EXPECT_EQ(result.exit_code, 0) << command << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr("No new findings.\n")) << command;
  }
}

TEST(Baseline, SaysWhatIsGoneAndPruneTakesItOut) {
  Workspace workspace(Files{{"app.yaml", kTemplate}, {"other.yaml", kTemplate}});
  ASSERT_EQ(workspace.advisor("baseline create .").exit_code, 0);
  const std::string known = workspace.read("advisor-baseline.json");
  workspace.write("app.yaml", kMended);
  const std::string baseline = " --baseline advisor-baseline.json";
  EXPECT_THAT(workspace.advisor("run . -v" + baseline).out,
              HasSubstr("note: 1 of its entries match no finding any more"));
  // A run over other files cannot tell.
  EXPECT_THAT(workspace.advisor("run other.yaml -v" + baseline).out,
              Not(HasSubstr("match no finding")));
  EXPECT_EQ(workspace.advisor("baseline prune other.yaml").out,
            "advisor-baseline.json: 4 findings (0 added, 0 taken out)\n");
  EXPECT_EQ(workspace.read("advisor-baseline.json"), known);
  EXPECT_EQ(workspace.advisor("baseline prune app.yaml --skip sqs-no-redrive").out,
            "advisor-baseline.json: 4 findings (0 added, 0 taken out)\n");
  EXPECT_EQ(workspace.advisor("baseline prune app.yaml").out,
            "advisor-baseline.json: 3 findings (0 added, 1 taken out)\n");
  // Of a file that is gone everything is.
  workspace.shell("rm app.yaml");
  EXPECT_EQ(workspace.advisor("baseline prune .").out,
            "advisor-baseline.json: 2 findings (0 added, 1 taken out)\n");
}

// Whether the finding is still there cannot be told: the entry stays.
TEST(Baseline, WhatIsUndeterminedIsNotGone) {
  Workspace workspace(Files{{"app.yaml", kTemplate}});
  ASSERT_EQ(workspace.advisor("baseline create .").exit_code, 0);
  workspace.write("app.yaml", with(kTemplate, "      QueueName: first\n",
                                   "      RedrivePolicy: !ImportValue policy\n"));
  EXPECT_THAT(workspace.advisor("run . -v --baseline advisor-baseline.json").out,
              Not(HasSubstr("match no finding")));
  EXPECT_THAT(workspace.advisor("baseline prune .").out, HasSubstr("(0 added, 0 taken out)"));
}

TEST(Baseline, PruneAddsNothingUpdateDoes) {
  Workspace workspace(Files{{"app.yaml", kMended}});
  ASSERT_THAT(workspace.advisor("baseline create .").out, HasSubstr(": 1 findings (1 added"));
  workspace.write("app.yaml", kTemplate);
  EXPECT_THAT(workspace.advisor("baseline prune .").out, HasSubstr("(0 added, 0 taken out)"));
  EXPECT_THAT(workspace.advisor("baseline update . --lang ja").out,
              HasSubstr("advisor-baseline.json: 2 件の指摘（追加 1 件、削除 0 件）"));
}

TEST(Baseline, WhatCannotBeReadTakesNothingOut) {
  Workspace workspace(Files{{"app.yaml", kTemplate}});
  ASSERT_EQ(workspace.advisor("baseline create .").exit_code, 0);
  const std::string known = workspace.read("advisor-baseline.json");
  workspace.write("app.yaml", std::string(kTemplate) + "  : [\n");
  for (const char* command : {"baseline prune .", "baseline update ."}) {
    const RunResult result = workspace.advisor(command);
    EXPECT_EQ(result.exit_code, 3) << command;
    EXPECT_THAT(result.err, HasSubstr("app.yaml:")) << command;
    EXPECT_EQ(workspace.read("advisor-baseline.json"), known) << command;
  }
}

TEST(Baseline, CreateOverwritesNothing) {
  Workspace workspace(Files{{"app.yaml", kTemplate}, {"advisor-baseline.json", "precious"}});
  const RunResult result = workspace.advisor("baseline create app.yaml");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("advisor-baseline.json exists already"));
  EXPECT_EQ(workspace.read("advisor-baseline.json"), "precious");
}

TEST(Baseline, MistakesInTheFileHaveAPlace) {
  Workspace workspace(Files{{"app.yaml", kTemplate}});
  const auto errors = [&](const std::string& text) {
    workspace.write("known.json", text);
    const RunResult result = workspace.advisor("run app.yaml --baseline known.json");
    EXPECT_EQ(result.exit_code, 2) << text;
    return result.err;
  };
  EXPECT_THAT(errors("{"), HasSubstr("known.json:1:"));
  EXPECT_THAT(errors("[]"), HasSubstr("known.json:1:1: error: "));
  EXPECT_THAT(errors(R"({"schema": 2, "findings": []})"), HasSubstr("known.json:1:12: error: "));
  EXPECT_THAT(errors(R"({"schema": 1, "findings": [{"file": "x"}]})"), HasSubstr("rule"));
  EXPECT_THAT(errors(R"({"schema": 1, "findings": [{"rule": "x", "count": -1}]})"),
              HasSubstr("known.json:1:51: error: 'count'"));
  EXPECT_THAT(errors(R"({"schema": 1, "findings": [{"rule": "x", "flie": "y"}]})"),
              HasSubstr("flie"));
  EXPECT_THAT(workspace.advisor("run app.yaml --baseline missing.json").err,
              HasSubstr("missing.json"));
}

TEST(Baseline, SuppressedFindingsStaySuppressed) {
  Workspace workspace(Files{{"app.yaml", with(kTemplate, "  First:\n",
                                              "  # advisor:ignore sqs-no-redrive on purpose\n"
                                              "  First:\n")}});
  EXPECT_THAT(workspace.advisor("baseline create .").out, HasSubstr(": 1 findings"));
  EXPECT_THAT(workspace.advisor("run . --baseline advisor-baseline.json").out,
              HasSubstr("1 Suppressed, 1 Known"));
}

class DiffBase : public testing::Test {
 protected:
  void SetUp() override {
    if (workspace.shell("git --version").exit_code != 0)
      GTEST_SKIP() << "git is not installed";
    git("init -q -b main . && git add -A");
    commit();
  }
  void git(const std::string& arguments) {
    const RunResult result = workspace.shell("git -c init.defaultBranch=main " + arguments);
    ASSERT_EQ(result.exit_code, 0) << arguments << result.err;
  }
  void commit() { git("add -A && git -c user.name=x -c user.email=x@example.com commit -qm x"); }
  RunResult since(const std::string& base) { return workspace.advisor(run("--diff-base " + base)); }

  Workspace workspace{Files{{"app.yaml", kTemplate}, {"other.yaml", kTemplate}}};
};

TEST_F(DiffBase, ShowsOnlyWhatChanged) {
  EXPECT_EQ(since("HEAD").exit_code, 0);
  EXPECT_THAT(workspace.advisor("run . --diff-base HEAD").out,
              HasSubstr("Known findings that are not shown: 4 unchanged since HEAD."));
  git("checkout -q -b feature");
  workspace.write("app.yaml", with(kTemplate, "VisibilityTimeout: 60\n  Second",
                                   "VisibilityTimeout: 90\n  Second"));
  const RunResult uncommitted = since("main");
  EXPECT_EQ(uncommitted.exit_code, 1);
  EXPECT_THAT(uncommitted.out, AllOf(HasSubstr("Queue first "), Not(HasSubstr("Queue second "))));
  commit();
  EXPECT_EQ(since("main").out, uncommitted.out);
  EXPECT_EQ(since("HEAD").exit_code, 0);
}

// What came to main after the branch left is none of the branch's business.
TEST_F(DiffBase, ComparesWithTheMergeBase) {
  git("checkout -q -b feature");
  workspace.write("note.txt", "x");
  commit();
  git("checkout -q main");
  workspace.write("app.yaml", with(kTemplate, "VisibilityTimeout: 60", "VisibilityTimeout: 90"));
  commit();
  git("checkout -q feature");
  EXPECT_EQ(since("main").exit_code, 0) << since("main").out;
}

TEST_F(DiffBase, ALineThatWasTakenOutCounts) {
  workspace.write("app.yaml", with(kTemplate, "      VisibilityTimeout: 60\n  Second", "  Second"));
  EXPECT_THAT(since("HEAD").out, AllOf(HasSubstr("Queue first "), Not(HasSubstr("Queue second "))));
}

TEST_F(DiffBase, NewFilesCountAsAWhole) {
  workspace.write("new/app.yaml", kTemplate);
  const RunResult result = workspace.advisor("run . -q --diff-base HEAD" + std::string(kOnly));
  EXPECT_THAT(result.out, AllOf(HasSubstr("new/app.yaml:3:"), HasSubstr("new/app.yaml:10:"),
                                Not(HasSubstr("other.yaml"))));
  commit();
  EXPECT_EQ(workspace.advisor("run . -q --diff-base HEAD~1" + std::string(kOnly)).out, result.out);
}

// The queue is too quick for the function: a change of either end is one of the finding.
TEST_F(DiffBase, TheOtherEndCounts) {
  const std::string ends = with(kTemplate, "  Mapping:",
                                "  Function:\n    Type: AWS::Lambda::Function\n    Properties:\n"
                                "      FunctionName: some-function\n      Timeout: 50\n  Mapping:");
  workspace.write("app.yaml", ends);
  commit();
  const std::string command = "run app.yaml -q --only lambda-sqs-visibility-timeout";
  ASSERT_THAT(workspace.advisor(command).out, HasSubstr("needs at least 300 s"));
  EXPECT_THAT(workspace.advisor(command + " --diff-base HEAD").out, IsEmpty());
  workspace.write("app.yaml", with(ends, "Timeout: 50", "Timeout: 55"));
  EXPECT_THAT(workspace.advisor(command + " --diff-base HEAD").out,
              HasSubstr("needs at least 330 s"));
}

TEST_F(DiffBase, WorksFromBelowAndOutsideOfTheRepository) {
  workspace.write("sub/app.yaml", kTemplate);
  commit();
  EXPECT_EQ(workspace.shell("cd sub && $ADVISOR run . --diff-base HEAD").exit_code, 0);
  const RunResult outside =
      workspace.shell("d=$PWD && cd / && $ADVISOR run \"$d/sub\" --diff-base HEAD");
  EXPECT_EQ(outside.exit_code, 0) << outside.err;
}

TEST_F(DiffBase, SaysWhyItCannotCompare) {
  for (const char* base : {"nowhere", "--output=x", "''"}) {
    const RunResult result = workspace.advisor(std::string("run . --diff-base=") + base);
    EXPECT_EQ(result.exit_code, 2) << base;
    EXPECT_THAT(result.err, HasSubstr("--diff-base")) << base;
  }
  git("checkout -q --orphan alone");
  workspace.write("note.txt", "another commit");
  commit();
  EXPECT_THAT(since("main").err, HasSubstr("no common ancestor of 'main' and HEAD"));
  const RunResult outside = workspace.shell(
      "d=$(mktemp -d) && cp app.yaml $d && cd $d && $ADVISOR run . --diff-base HEAD; rm -r $d");
  EXPECT_THAT(outside.err, HasSubstr("is not in a git repository"));
}

// A parameter may decide any resource of its template, an output none.
TEST_F(DiffBase, AChangeBetweenTheResourcesIsAboutAllOfThem) {
  const std::string text = std::string("Parameters:\n  Size: {Type: Number, Default: 1}\n") +
                           kTemplate + "Outputs:\n  Url:\n    Value: !Ref First\n";
  workspace.write("app.yaml", text);
  commit();
  workspace.write("app.yaml", with(text, "Value: !Ref First", "Value: !Ref Second"));
  EXPECT_THAT(since("HEAD").out, IsEmpty());
  workspace.write("app.yaml", with(text, "Default: 1", "Default: 2"));
  EXPECT_THAT(since("HEAD").out, AllOf(HasSubstr("Queue first "), HasSubstr("Queue second ")));
}

TEST_F(DiffBase, SoIsAChangeOfALocalOfJsonnet) {
  const std::string text =
      "local timeout = 3;\n{\n  FunctionName: 'f', Runtime: 'nodejs12.x', Handler: 'a.b',\n"
      "  Role: 'r', Timeout: timeout,\n}\n";
  workspace.write("function.jsonnet", text);
  commit();
  const std::string command = "run function.jsonnet -q --diff-base HEAD";
  const RunResult same = workspace.advisor(command);
  if (same.err.find("libjsonnet") != std::string::npos)
    GTEST_SKIP() << "libjsonnet is not installed";
  EXPECT_THAT(same.out, IsEmpty());
  workspace.write("function.jsonnet", with(text, "= 3", "= 4"));
  EXPECT_THAT(workspace.advisor(command).out, HasSubstr("lambda-runtime-deprecated"));
}

// The plan knows what its sources come to.
TEST_F(DiffBase, WhatAPlanChangesHasChanged) {
  const auto plan = [](const std::string& action) {
    return R"({"format_version": "1.2", "terraform_version": "1.9.0",
      "planned_values": {"root_module": {"resources": [
        {"address": "aws_lb.a", "mode": "managed", "type": "aws_lb", "name": "a",
         "values": {"name": "a", "load_balancer_type": "application",
                    "enable_deletion_protection": false}}]}},
      "resource_changes": [
        {"address": "aws_lb.a", "mode": "managed", "type": "aws_lb", "name": "a",
         "change": {"actions": [")" +
           action + R"("], "before": null, "after": {"name": "a",
           "load_balancer_type": "application", "enable_deletion_protection": false},
           "after_unknown": {}}}],
      "configuration": {"root_module": {"resources": [
        {"address": "aws_lb.a", "mode": "managed", "type": "aws_lb", "name": "a",
         "expressions": {}}]}}})";
  };
  workspace.write(".gitignore", "plan.json\n");
  workspace.write("main.tf", "resource \"aws_lb\" \"a\" {\n  name = \"a\"\n}\n");
  commit();
  const std::string command = "run plan.json -q --only lb-deletion-protection --diff-base HEAD";
  workspace.write("plan.json", plan("no-op"));
  EXPECT_THAT(workspace.advisor(command).out, IsEmpty());
  workspace.write("plan.json", plan("update"));
  EXPECT_THAT(workspace.advisor(command).out, HasSubstr("main.tf:1:"));
  workspace.write("plan.json", plan("no-op"));
  workspace.write("main.tf", "resource \"aws_lb\" \"a\" {\n  name = \"b\"\n}\n");
  EXPECT_THAT(workspace.advisor(command).out, HasSubstr("main.tf:1:"));
}

// Imports and environment files decide values elsewhere.
TEST_F(DiffBase, AChangedImportBringsAllFindingsBack) {
  workspace.write("lib.libsonnet", "{ size: 1 }");
  workspace.write("function.jsonnet",
                  "local lib = import 'lib.libsonnet';\n"
                  "{ FunctionName: 'f', Runtime: 'nodejs12.x', Handler: 'a.b', Role: 'r',\n"
                  "  Timeout: lib.size }\n");
  commit();
  const std::string command = "run function.jsonnet --diff-base HEAD";
  const RunResult same = workspace.advisor(command);
  if (same.err.find("libjsonnet") != std::string::npos)
    GTEST_SKIP() << "libjsonnet is not installed";
  EXPECT_EQ(same.exit_code, 0) << same.out;
  EXPECT_THAT(same.out, HasSubstr("unchanged since HEAD"));
  workspace.write("lib.libsonnet", "{ size: 2 }");
  EXPECT_THAT(workspace.advisor(command).out, Not(HasSubstr("unchanged since HEAD")));
}

// A setting of the repository must not make git run a program.
TEST_F(DiffBase, RunsNothingThatTheRepositoryNames) {
  workspace.write(".gitattributes", "*.yaml diff=evil\n");
  git("config diff.evil.textconv 'touch ran #' && git config diff.external 'touch ran #' && "
      "git config core.fsmonitor 'touch ran #'");
  workspace.write("app.yaml", with(kTemplate, "VisibilityTimeout: 60", "VisibilityTimeout: 90"));
  EXPECT_EQ(since("HEAD").exit_code, 1);
  EXPECT_NE(workspace.shell("test -e ran").exit_code, 0);
}

}  // namespace
}  // namespace advisor
