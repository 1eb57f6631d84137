// End to end: the built binary on small projects.

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

constexpr const char* kConfig = R"(region: ap-northeast-1
cluster: main
service: web
task_definition: task-def.json
service_definition: service-def.json
)";

constexpr const char* kTask = R"({
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [
    {
      "name": "app",
      "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/app:{{ must_env `TAG` }}",
      "essential": true,
      "portMappings": [{"containerPort": 80}],
      "environment": [{"name": "PASSWORD", "value": "hunter2-secret"}]
    }
  ]
}
)";

constexpr const char* kService = R"({
  "desiredCount": 2,
  "deploymentConfiguration": {
    "deploymentCircuitBreaker": {"enable": true, "rollback": true}
  },
  "healthCheckGracePeriodSeconds": 60,
  "loadBalancers": [
    {
      "containerName": "app",
      "containerPort": 8080,
      "targetGroupArn": "{{ tfstate `aws_lb_target_group.web.arn` }}"
    }
  ]
}
)";

std::map<std::string, std::string> project() {
  return {{"ecspresso.yml", kConfig}, {"task-def.json", kTask}, {"service-def.json", kService}};
}

TEST(Run, FindsAndPointsAtTheSource) {
  const Workspace workspace(project());
  const RunResult result = workspace.advisor("run .");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("task-def.json:8:5: Warning[ecs-container-ulimits/nofile]"));
  EXPECT_THAT(result.out, HasSubstr("service-def.json:10:24: "
                                    "Critical[ecs-load-balancer-container-mismatch/port]"));
  EXPECT_THAT(result.out, HasSubstr("Advisor finished: 1 Critical, 1 Warning, 0 Suppressed, "));
  EXPECT_EQ(result.err, "");
}

TEST(Run, WithProjectJudgesAFileTogetherWithWhatBelongsToIt) {
  Files files = {{"ecs/deep/other.json", kTask}, {".git/HEAD", ""}};
  for (const auto& [path, text] : project())
    files["ecs/" + path] = text;
  const Workspace workspace(files);
  const std::string mismatch = "Critical[ecs-load-balancer-container-mismatch/port]";
  EXPECT_THAT(workspace.advisor("run ecs/task-def.json").out, Not(HasSubstr(mismatch)));
  const RunResult joined = workspace.advisor("run --with-project ecs/task-def.json");
  EXPECT_EQ(joined.exit_code, 1);
  EXPECT_THAT(joined.out, HasSubstr("ecs/service-def.json:10:24: " + mismatch));
  EXPECT_EQ(joined.err, "");
  const RunResult from_below =
      workspace.shell("cd ecs/deep && \"$ADVISOR\" run --with-project ../task-def.json");
  EXPECT_THAT(from_below.out, HasSubstr("../service-def.json:10:24: " + mismatch));
  EXPECT_THAT(workspace.advisor("run --with-project ecs/deep/other.json").out,
              Not(HasSubstr(mismatch)));
}

TEST(Run, WithoutPathChecksTheWorkingDirectory) {
  const Workspace workspace(project());
  EXPECT_EQ(workspace.advisor("run").out, workspace.advisor("run .").out);
}

TEST(Run, GivesTheSameBytesEveryTime) {
  const Workspace workspace(project());
  for (const char* reporter : {"text", "github", "json", "sarif", "annotations", "junit",
                               "checkstyle", "rdjson", "gitlab"}) {
    const std::string command = std::string("run . --show-undetermined --show-good --reporter ");
    const RunResult first = workspace.advisor(command + reporter);
    EXPECT_EQ(first.out, workspace.advisor(command + reporter).out);
    EXPECT_NE(first.out, "");
  }
}

TEST(Run, FailOnDecidesTheExitCode) {
  Workspace workspace(Files{{"task-def.json", kTask}});  // one warning
  EXPECT_EQ(workspace.advisor("run .").exit_code, 1);
  EXPECT_EQ(workspace.advisor("run . --fail-on warning").exit_code, 1);
  EXPECT_EQ(workspace.advisor("run . --fail-on critical").exit_code, 0);
  EXPECT_EQ(workspace.advisor("run . --fail-on never").exit_code, 0);
  EXPECT_EQ(workspace.advisor("run . --skip ecs_container_ulimits").exit_code, 0);
  EXPECT_EQ(
      workspace.advisor("run . --skip ecs-container-ulimits --fail-on undetermined").exit_code, 1);
  workspace.write("advisor.yaml", "fail_on: critical\n");
  EXPECT_EQ(workspace.advisor("run .").exit_code, 0);
  EXPECT_EQ(workspace.advisor("run . --fail-on warning").exit_code, 1);
}

TEST(Run, BrokenInputIsReportedAndTheRestIsAnalysed) {
  auto files = project();
  files["service-def.json"] = "{\n  \"desiredCount\": 2,\n}\n";
  const RunResult result = Workspace(files).advisor("run .");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, HasSubstr("service-def.json:2:20: error: a comma before the closing "));
  EXPECT_THAT(result.out, HasSubstr("task-def.json:8:5: Warning[ecs-container-ulimits/nofile]"));
}

TEST(Run, UndeterminedIsShownOnRequest) {
  const Workspace workspace(Files{{"task-def.json", kTask}});
  EXPECT_THAT(workspace.advisor("run .").out, Not(HasSubstr("must_env `TAG`")));
  const RunResult shown = workspace.advisor("run . --show-undetermined");
  EXPECT_THAT(shown.out, HasSubstr("ecs-image-mutable-tag"));
  EXPECT_THAT(shown.out, HasSubstr("containerDefinitions[0].image"));
  EXPECT_THAT(shown.out, HasSubstr("must_env `TAG`"));
}

TEST(Run, EnvFilesDecideTemplates) {
  Workspace workspace(Files{{"task-def.json", kTask}, {"prod.env", "TAG=latest\n"}});
  EXPECT_THAT(workspace.advisor("run . --envfile prod.env").out,
              HasSubstr("Warning[ecs-image-mutable-tag/tag]"));
  workspace.write("prod.env", "TAG=3f2c1d9\n");
  const RunResult pinned = workspace.advisor("run . --envfile prod.env --show-undetermined");
  EXPECT_THAT(pinned.out, Not(HasSubstr("ecs-image-mutable-tag")));
}

TEST(Run, ReadsStandardInput) {
  const Workspace workspace(Files{{"x", ""}});
  const RunResult result = workspace.advisor("run - --stdin-filename ecs/api.json", kTask);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("ecs/api.json:8:5: Warning[ecs-container-ulimits/nofile]"));
}

TEST(Run, SuppressionsAreMarkedAndCounted) {
  Workspace workspace(project());
  workspace.write("advisor.yaml", R"(rules:
  ecs_container_ulimits:
    suppression_rules:
      - {container: app, reason: "short-lived", expires: 2026-12-31}
)");
  const RunResult result = workspace.advisor("run . --as-of 2026-11-22");
  EXPECT_THAT(result.out, HasSubstr("1 Critical, 0 Warning, 1 Suppressed, "));
  const RunResult expired = workspace.advisor("run . --as-of 2027-01-01");
  EXPECT_THAT(expired.out, HasSubstr("1 Critical, 1 Warning, 0 Suppressed, "));
  EXPECT_THAT(expired.out, HasSubstr("expired on 2026-12-31"));
}

TEST(Run, ParametersAndSeverityComeFromTheConfiguration) {
  Workspace workspace(Files{{"task-def.json", kTask}});
  workspace.write("advisor.yaml", "rules: {ecs-container-ulimits: {severity: info}}\n");
  const RunResult result = workspace.advisor("run .");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("Info[ecs-container-ulimits/nofile]"));
  workspace.write("advisor.yaml",
                  "rules: {ecs-container-ulimits: {params: {ignore_containers: [app]}}}\n");
  EXPECT_THAT(workspace.advisor("run .").out, Not(HasSubstr("[ecs-container-ulimits")));
}

TEST(Run, WritesSeveralReports) {
  const Workspace workspace(project());
  const RunResult result = workspace.advisor(
      "run . --reporter text --reporter github=out.md --reporter json=out.json "
      "--reporter sarif=out.sarif --reporter junit=out.xml");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("Advisor finished"));
  EXPECT_THAT(workspace.read("out.md"), HasSubstr("## Recommended actions"));
  EXPECT_THAT(workspace.read("out.json"), HasSubstr("\"schema\": 1"));
  EXPECT_THAT(workspace.read("out.sarif"), HasSubstr("\"version\": \"2.1.0\""));
  EXPECT_THAT(workspace.read("out.xml"), HasSubstr("<testsuites name=\"sre-advisor\""));
}

TEST(Run, ColoursOnlyWhereAsked) {
  const Workspace workspace(project());
  EXPECT_THAT(workspace.advisor("run .").out, Not(HasSubstr("\x1b[")));  // no terminal
  EXPECT_THAT(workspace.advisor("run . --color always").out, HasSubstr("\x1b["));
  EXPECT_THAT(workspace.advisor("run . --color never").out, Not(HasSubstr("\x1b[")));
}

TEST(Run, AConfigurationWithoutServiceOnlyRunsTasks) {
  auto files = project();
  files["ecspresso.yml"] =
      "cluster: main\ntask_definition: task-def.json\nservice_definition: service-def.json\n";
  const RunResult result = Workspace(files).advisor("run .");
  EXPECT_THAT(result.out, Not(HasSubstr("service-def.json")));
  EXPECT_THAT(result.out, HasSubstr("task-def.json:8:5: Warning[ecs-container-ulimits/nofile]"));
}

TEST(Inspect, NeverPrintsPartlyKnownEnvironmentValues) {
  auto files = project();
  std::string task = kTask;
  task.replace(task.find("hunter2-secret"), 14, "hunter2-{{ must_env `X` }}");
  files["task-def.json"] = task;
  EXPECT_THAT(Workspace(files).advisor("inspect .").out, Not(HasSubstr("hunter2")));
}

TEST(Run, SpeaksJapanese) {
  const Workspace workspace(project());
  const RunResult by_option = workspace.advisor("run . --lang ja --reporter github");
  EXPECT_THAT(by_option.out,
              HasSubstr("Advisor が完走しました。: 1 Critical, 1 Warning, 0 Suppressed"));
  EXPECT_THAT(by_option.out, HasSubstr("## 推奨アクション"));
  EXPECT_EQ(workspace.shell("LANG=ja_JP.UTF-8 \"$ADVISOR\" run . --reporter github").out,
            by_option.out);
}

TEST(Run, NeverPrintsEnvironmentValues) {
  auto files = project();
  // On one line, so that every excerpt would show the value.
  std::string task = kTask;
  std::string one_line;
  for (const char c : task)
    if (c != '\n')
      one_line += c;
  files["task-def.json"] = one_line;
  const Workspace workspace(files);
  for (const char* arguments :
       {"run . -vv --show-good --show-undetermined", "run . --reporter github -v",
        "run . --reporter json --show-good", "run . --reporter sarif --show-undetermined",
        "run . --reporter annotations --show-undetermined", "run . --reporter junit",
        "run . --reporter checkstyle --show-undetermined",
        "run . --reporter rdjson --show-undetermined",
        "run . --reporter gitlab --show-undetermined", "inspect ."}) {
    const RunResult result = workspace.advisor(arguments);
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("hunter2"))) << arguments;
    EXPECT_NE(result.out, "");
  }
}

TEST(Run, RulesOfOnesOwn) {
  const Workspace workspace(
      Files{{"task-def.json", kTask}, {"sre/ecs/team-family.yaml", R"(format: 1
id: team-family
severity: critical
title: {en: Families carry the team's name, ja: family にチーム名が含まれている}
match: [{type: "AWS::ECS::TaskDefinition"}]
check: resource.Family.startsWith('sre-')
message: {en: "The family {{ resource.Family }} does not begin with sre-."}
)"}});
  const RunResult result = workspace.advisor("run . --rules sre --only team-family");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("task-def.json:2:13: Critical[team-family] The family web does "
                                    "not begin with sre-."));
}

TEST(Run, ARuleThatFailsIsAnErrorNotAFinding) {
  const Workspace workspace(
      Files{{"task-def.json", kTask}, {"sre/ecs/team-broken.yaml", R"(format: 1
id: team-broken
severity: critical
title: {en: Broken}
match: [{type: "AWS::ECS::TaskDefinition"}]
check: resource.IpcMode == 'task'
message: {en: "Never shown."}
)"}});
  const RunResult result = workspace.advisor("run . --rules sre --only team-broken");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, HasSubstr("team-broken.yaml:6:"));
  EXPECT_THAT(result.out, Not(HasSubstr("Never shown")));
}

TEST(Run, ARuleThatCannotWorkIsNotLoaded) {
  const Workspace workspace(
      Files{{"task-def.json", kTask}, {"sre/ecs/team-broken.yaml", R"(format: 1
id: team-broken
severity: critical
title: {en: Broken}
match: [{type: "AWS::ECS::TaskDefinition"}]
check: resource.network_mode == 'awsvpc'
message: {en: "Never shown."}
)"}});
  const RunResult result = workspace.advisor("run . --rules sre");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(
      result.err,
      R"(sre/ecs/team-broken.yaml:6:17: error: AWS::ECS::TaskDefinition has no property 'network_mode'
    6 | check: resource.network_mode == 'awsvpc'
      |                 ^~~~~~~~~~~~
      = did you mean 'NetworkMode'?
)");
}

TEST(Run, WrongUseIsExplained) {
  const Workspace workspace(project());
  struct Case {
    const char* arguments;
    const char* message;
  };
  const Case cases[] = {
      {"run nowhere", "advisor: nowhere: no such file or directory\n"},
      {"run . --reportr text", "did you mean '--reporter'?"},
      {"rnu .", "did you mean 'run'?"},
      {"run . --reporter sariff", "there is no reporter 'sariff'; did you mean 'sarif'?"},
      {"run . --reporter text --reporter json", "only one reporter can write to standard output"},
      {"run . --only ecs-container-ulimit", "did you mean 'ecs-container-ulimits'?"},
      {"run . --fail-on bad", "--fail-on"},
      {"run . --as-of tomorrow", "--as-of needs a date such as 2026-11-22, not 'tomorrow'"},
      {"run . --ext-str novalue", "--ext-str needs KEY=VALUE, not 'novalue'"},
      {"run . --config nowhere.yaml", "cannot read nowhere.yaml"},
      {"rules show no-such-rule", "there is no rule 'no-such-rule'"},
  };
  for (const Case& c : cases) {
    const RunResult result = workspace.advisor(c.arguments);
    EXPECT_EQ(result.exit_code, 2) << c.arguments;
    EXPECT_THAT(result.err, HasSubstr(c.message)) << c.arguments;
    EXPECT_EQ(result.out, "") << c.arguments;
  }
}

TEST(Run, NothingToAnalyseIsSaid) {
  const Workspace workspace(Files{{"README.md", "hello"}, {"package.json", "{\"name\": \"x\"}"}});
  const RunResult result = workspace.advisor("run .");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("0 Critical, 0 Warning, 0 Suppressed, 0 Good"));
}

TEST(Run, VersionAndHelp) {
  const Workspace workspace(Files{{"x", ""}});
  EXPECT_EQ(workspace.advisor("--version").out, "advisor " ADVISOR_TEST_VERSION "\n");
  const RunResult help = workspace.advisor("--help");
  EXPECT_EQ(help.exit_code, 0);
  for (const char* word : {"run", "rules", "inspect", "completions", "Exit codes"})
    EXPECT_THAT(help.out, HasSubstr(word));
  const RunResult run_help = workspace.advisor("run --help");
  for (const char* option :
       {"--reporter", "--lang", "--fail-on", "--only", "--skip", "--show-undetermined",
        "--show-good", "--quiet", "--verbose", "--envfile", "--ext-str", "--ext-code", "--tfstate",
        "--stdin-filename", "--config", "--rules", "--as-of"})
    EXPECT_THAT(run_help.out, HasSubstr(option));
}

TEST(Inspect, ShowsResourcesAsRulesSeeThem) {
  const Workspace workspace(project());
  const RunResult result = workspace.advisor("inspect .");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("AWS::ECS::TaskDefinition web (ecspresso)"));
  EXPECT_THAT(result.out, HasSubstr("ContainerDefinitions[0].Name = str\"app\"  @9:15-9:20"));
  EXPECT_THAT(result.out, HasSubstr("unknown: template, written {{ tfstate "
                                    "`aws_lb_target_group.web.arn` }}"));
}

const char* const kTemplate = R"(
Parameters:
  Runtime: {Type: String}
  Password: {Type: String, NoEcho: true}
Conditions:
  Node: !Equals [!Ref Runtime, nodejs12.x]
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: !Ref Runtime
      Environment:
        Variables:
          PASSWORD: !Ref Password
          TOKEN: !If [Node, t0psecret, "also"]
)";

TEST(Inspect, ShowsNoSecretOfATemplate) {
  const Workspace workspace(Files{{"t.yaml", kTemplate}});
  const RunResult result = workspace.advisor("inspect t.yaml --parameter Password=hunter2");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("AWS::Lambda::Function F (cloudformation)"));
  EXPECT_THAT(result.out, HasSubstr("Environment.Variables.TOKEN if Node = (not shown)"));
  EXPECT_THAT(result.out, Not(HasSubstr("hunter2")));
  EXPECT_THAT(result.out, Not(HasSubstr("t0psecret")));
}

TEST(Run, ParametersDecideWhatATemplateLeavesOpen) {
  const Workspace workspace(
      Files{{"t.yaml", kTemplate}, {"p.json", R"({"Runtime": "nodejs12.x"})"}});
  const RunResult open =
      workspace.advisor("run t.yaml --only lambda-runtime-deprecated --show-undetermined");
  EXPECT_EQ(open.exit_code, 0) << open.out << open.err;
  EXPECT_THAT(open.out, HasSubstr("--parameters FILE (Runtime=…)"));
  const RunResult known =
      workspace.advisor("run t.yaml --only lambda-runtime-deprecated --parameters p.json");
  EXPECT_EQ(known.exit_code, 1) << known.out << known.err;
}

TEST(RulesCommand, ListShowAndTest) {
  const Workspace workspace(Files{{"x", ""}});
  const RunResult list = workspace.advisor("rules list");
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_THAT(list.out, HasSubstr("lambda-unqualified-invocation"));
  const RunResult show = workspace.advisor("rules show ecs_container_ulimits --lang ja");
  EXPECT_EQ(show.exit_code, 0);
  EXPECT_THAT(show.out, HasSubstr("きっかけとなった障害"));
  EXPECT_THAT(show.out, HasSubstr("\"nofile\""));
  const RunResult test = workspace.advisor("rules test");
  EXPECT_EQ(test.exit_code, 0) << test.out;
  EXPECT_THAT(test.out, HasSubstr(" 0 failed\n"));
}

TEST(Completions, AreValidAndComplete) {
  const Workspace workspace(Files{{"x", ""}});
  EXPECT_EQ(workspace.shell("\"$ADVISOR\" completions bash | bash -n").exit_code, 0);
  const auto complete = [&](const std::string& words, int at) {
    return workspace
        .shell("bash -c 'source <(\"$ADVISOR\" completions bash); COMP_WORDS=(" + words +
               "); COMP_CWORD=" + std::to_string(at) + "; _advisor; echo \"${COMPREPLY[*]}\"'")
        .out;
  };
  EXPECT_EQ(complete("advisor ru", 1), "run rules\n");
  EXPECT_EQ(complete("advisor run --rep", 2), "--reporter\n");
  EXPECT_EQ(complete("advisor run --reporter ''", 3),
            "text github json sarif annotations junit checkstyle rdjson gitlab\n");
  EXPECT_EQ(complete("advisor run --reporter j", 3), "json junit\n");
  EXPECT_EQ(complete("advisor rules sh", 2), "show\n");
  EXPECT_EQ(complete("advisor run --lang ja --sho", 4),
            "--show-drift --show-undetermined --show-good\n");
  for (const char* shell : {"zsh", "fish"}) {
    const RunResult script = workspace.advisor(std::string("completions ") + shell);
    EXPECT_EQ(script.exit_code, 0);
    EXPECT_THAT(script.out, HasSubstr("stdin-filename"));
    const RunResult check = workspace.shell(std::string("command -v ") + shell +
                                            " >/dev/null && \"$ADVISOR\" completions " + shell +
                                            " > s." + shell + " && " + shell + " -n s." + shell);
    if (workspace.shell(std::string("command -v ") + shell).exit_code == 0) {
      EXPECT_EQ(check.exit_code, 0) << check.err;
    }
  }
}

}  // namespace
}  // namespace advisor
