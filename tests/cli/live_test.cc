// advisor run --aws, with a stand-in for advisor-aws that prints account files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/text.h"
#include "tests/cli/binary.h"

namespace advisor {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::StartsWith;
using testing_support::Files;
using testing_support::RunResult;
using testing_support::Workspace;

json resource(const std::string& type, const std::string& id, const std::string& name,
              json properties, std::vector<std::string> aliases = {}) {
  return {{"type", type},
          {"id", id},
          {"name", name},
          {"region", "ap-northeast-1"},
          {"aliases", aliases},
          {"console", "https://console.aws.amazon.com/x/" + name},
          {"properties", std::move(properties)}};
}

std::string arn(const std::string& service, const std::string& rest) {
  return "arn:aws:" + service + ":ap-northeast-1:123456789012:" + rest;
}

// What the four seed rules find something in.
json seeded() {
  const std::string balancer = arn("elasticloadbalancing", "loadbalancer/app/web/50dc6c495c0c9188");
  return json::array({
      resource("AWS::ECS::TaskDefinition", arn("ecs", "task-definition/web:12"), "web",
               {{"Family", "web"},
                {"ContainerDefinitions",
                 {{{"Name", "nginx"},
                   {"Image", "nginx:1.27"},
                   {"Environment", {{{"Name", "TOKEN"}, {"Value", "hunter2"}}}}}}}}),
      resource("AWS::ElasticLoadBalancingV2::LoadBalancer", balancer, "web",
               {{"Name", "web"}, {"Type", "application"}, {"Scheme", "internet-facing"}}),
      resource("AWS::ElasticLoadBalancingV2::Listener",
               arn("elasticloadbalancing", "listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2"),
               "web:80",
               {{"LoadBalancerArn", balancer},
                {"Protocol", "HTTP"},
                {"Port", 80},
                {"DefaultActions", {{{"Type", "forward"}, {"TargetGroupArn", "arn:tg"}}}}}),
      resource("AWS::Lambda::Function", arn("lambda", "function:worker"), "worker",
               {{"FunctionName", "worker"}}, {"worker"}),
      resource("AWS::Events::Rule", arn("events", "rule/tick"), "tick",
               {{"Name", "tick"},
                {"ScheduleExpression", "rate(5 minutes)"},
                {"Targets", {{{"Id", "1"}, {"Arn", arn("lambda", "function:worker")}}}}}),
      resource("AWS::RDS::DBInstance", arn("rds", "db:db1"), "db1",
               {{"DBInstanceIdentifier", "db1"},
                {"Engine", "mysql"},
                {"DBParameterGroupName", "default.mysql8.0"}}),
  });
}

json account(json resources = json::array()) {
  return {{"account", "123456789012"},
          {"partition", "aws"},
          {"identity", arn("sts", "assumed-role/audit/x")},
          {"regions", {"ap-northeast-1"}},
          {"resources", std::move(resources)},
          {"trustedAdvisor", {{"status", "off"}}}};
}

json trusted_advisor() {
  return {
      {"status", "ok"},
      {"checks",
       {{{"id", "Pfx0RwqBli"},
         {"category", "security"},
         {"name", "Amazon S3 バケット許可"},
         {"status", "error"},
         {"recommendedAction", "バケットのアクセス許可を確認してください。"},
         {"flagged", 1},
         {"resources",
          {{{"id", "b"},
            {"region", "ap-northeast-1"},
            {"status", "error"},
            {"cells", json::array({json::array({"Bucket Name", "logs"})})}}}}},
        {{"id", "f2iK5R6Dep"},
         {"category", "fault_tolerance"},
         {"name", "Amazon RDS Multi-AZ"},
         {"status", "warning"},
         {"recommendedAction",
          "Multi-AZ\n\n- one\n  1. two\n\nSee (https://docs.aws.amazon.com/x)."},
         {"flagged", 2}},
        {{"id", "H7IgTzjTYb"}, {"category", "fault_tolerance"}, {"name", "EBS"}, {"status", "ok"}},
        {{"id", "Qch7DwouX1"},
         {"category", "cost_optimizing"},
         {"name", "Low"},
         {"status", "not_available"}}}}};
}

// A copy of advisor with a program beside it that keeps the request and prints the account.
class Installed {
 public:
  explicit Installed(const json& account, Files files = {}, const std::string& folder = "bin")
      : workspace_(with(std::move(files), account)) {
    const RunResult made = workspace_.shell("mkdir -p bin " + folder +
                                            " && cp \"$ADVISOR\" bin/advisor && mv advisor-aws " +
                                            folder + "/ && chmod +x " + folder + "/advisor-aws");
    EXPECT_EQ(made.exit_code, 0) << made.err;
  }

  RunResult run(const std::string& arguments) const {
    return workspace_.shell("bin/advisor run " + arguments);
  }
  json report(const std::string& arguments) const {
    return json::parse(run(arguments + " --reporter json").out);
  }
  // What the program was asked; null if it was not started.
  json request() const {
    return json::parse(workspace_.shell("cat request.json 2>/dev/null || echo null").out);
  }
  Workspace& workspace() { return workspace_; }

 private:
  static Files with(Files files, const json& account) {
    files["account.json"] = json{{"schema", 1}, {"accounts", {account}}}.dump();
    files.emplace("advisor-aws", "#!/bin/sh\ncat >request.json\ncat account.json\n");
    return files;
  }

  Workspace workspace_;
};

// "rule resource" of findings, without what is info.
std::vector<std::string> findings(const json& report) {
  std::vector<std::string> out;
  for (const json& verdict : report["verdicts"])
    if (verdict["outcome"] == "finding" && verdict["severity"] != "info")
      out.push_back(verdict["rule"].get<std::string>() + " " +
                    verdict["resource"]["id"].get<std::string>());
  return out;
}

std::vector<std::string> outcomes(const json& report, const std::string& rule) {
  std::vector<std::string> out;
  for (const json& verdict : report["verdicts"])
    if (verdict["rule"] == rule)
      out.push_back(verdict["outcome"]);
  return out;
}

TEST(Live, TheSeedRulesJudgeTheAccount) {
  const Installed installed(account(seeded()));
  const json report = installed.report("--aws");
  EXPECT_THAT(findings(report),
              IsSupersetOf({"ecs-container-ulimits " + arn("ecs", "task-definition/web:12"),
                            "alb-listener-default-action-forward " +
                                arn("elasticloadbalancing",
                                    "listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2"),
                            "lambda-unqualified-invocation " + arn("events", "rule/tick"),
                            "rds-default-parameter-group " + arn("rds", "db:db1")}));
  EXPECT_EQ(report["filesRead"], 0);
  EXPECT_EQ(report["accounts"], (json{{{"id", "123456789012"}, {"regions", {"ap-northeast-1"}}}}));
  for (const json& verdict : report["verdicts"]) {
    EXPECT_FALSE(verdict.contains("location")) << verdict;
    EXPECT_EQ(verdict["resource"]["account"], "123456789012");
    EXPECT_THAT(verdict["resource"]["console"].get<std::string>(), StartsWith("https://"));
  }
  EXPECT_EQ(installed.run("--aws").exit_code, 1);
}

TEST(Live, TextNamesResourceAndConsole) {
  const Installed installed(account(seeded()));
  const RunResult text = installed.run("--aws --only rds-default-parameter-group");
  EXPECT_THAT(
      text.out,
      AllOf(StartsWith(arn("rds", "db:db1") + ": Warning[rds-default-parameter-group] "),
            HasSubstr("= resource: db1 (ap-northeast-1, account 123456789012)\n"),
            HasSubstr("= console: https://console.aws.amazon.com/x/db1\n"),
            HasSubstr("Account 123456789012 (ap-northeast-1) was scanned: 6 resources.\n")));
  const RunResult markdown =
      installed.run("--aws --only rds-default-parameter-group --reporter github --lang ja");
  EXPECT_THAT(markdown.out, AllOf(HasSubstr("`" + arn("rds", "db:db1") + "`"),
                                  HasSubstr("<https://console.aws.amazon.com/x/db1>"),
                                  HasSubstr("アカウント `123456789012`（ap-northeast-1）")));
  const json sarif =
      json::parse(installed.run("--aws --only rds-default-parameter-group --reporter sarif").out);
  const json& result = sarif["runs"][0]["results"][0];
  EXPECT_EQ(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            arn("rds", "db:db1"));
  EXPECT_EQ(result["properties"]["console"], "https://console.aws.amazon.com/x/db1");
}

TEST(Live, TheRequestSaysWhatTheCommandLineSays) {
  const Installed installed(account());
  installed.run(
      "--aws --region us-east-1 --region eu-west-1 --profile audit --role-arn arn:a --role-arn "
      "arn:b --trusted-advisor only --refresh-trusted-advisor --lang ja");
  json request = installed.request();
  EXPECT_THAT(request["types"].get<std::vector<std::string>>(),
              AllOf(Each(StartsWith("AWS::")), Contains("AWS::RDS::DBInstance")));
  request.erase("types");
  EXPECT_EQ(request, (json{{"schema", 1},
                           {"regions", {"us-east-1", "eu-west-1"}},
                           {"profile", "audit"},
                           {"roleArns", {"arn:a", "arn:b"}},
                           {"org", false},
                           {"roleName", ""},
                           {"language", "ja"},
                           {"trustedAdvisor", "only"},
                           {"refreshTrustedAdvisor", true},
                           {"ownTypes", json::array()},
                           {"stacks", false},
                           {"parameters", json::array()}}));
  // A run of few rules asks for what they look at; with files all of it, to tell which is which.
  installed.run("--aws --only rds-default-parameter-group");
  EXPECT_EQ(installed.request()["types"],
            json({"AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::DBParameterGroup"}));
  installed.run("--aws --only rds-default-parameter-group account.json");
  EXPECT_GT(installed.request()["types"].size(), 20U);
  installed.run("--aws --org --role-name audit --region all");
  request = installed.request();
  EXPECT_EQ(request["regions"], json{"all"});
  EXPECT_EQ(request["org"], true);
  EXPECT_EQ(request["roleName"], "audit");
  EXPECT_EQ(request["trustedAdvisor"], "on");
}

TEST(Live, WrongOptionsAreSaidAndStartNothing) {
  const Installed installed(account(), {{"a.json", "{}"}});
  const std::pair<const char*, const char*> cases[] = {
      {". --profile x", "--profile works only with --aws"},
      {". --role-arn x", "--role-arn works only with --aws"},
      {". --org", "--org works only with --aws"},
      {". --trusted-advisor only", "--trusted-advisor works only with --aws"},
      {". --show-drift", "--show-drift works only with --aws"},
      {". --region a --region b", "--region is given once"},
      {"--aws --show-drift", "--show-drift needs the paths"},
      {"--aws --org", "--org needs --role-name"},
      {"--aws --role-name x", "--role-name works only with --org"},
      {"--aws --org --role-name x --role-arn y", "do not go together"},
      {"--aws --region all --region b", "--region all stands alone"},
      {"--aws --account-file account.json", "do not go together"},
      {"--aws --trusted-advisor maybe", "trusted-advisor"},
      {"--account-file none.json", "none.json"},
  };
  for (const auto& [arguments, message] : cases) {
    const RunResult result = installed.run(arguments);
    EXPECT_EQ(result.exit_code, 2) << arguments;
    EXPECT_THAT(result.err, HasSubstr(message)) << arguments;
    EXPECT_EQ(result.out, "") << arguments;
  }
  EXPECT_TRUE(installed.request().is_null());
}

TEST(Live, OnlyTheCommandLineStartsIt) {
  for (const char* config : {"aws: true\n", "live: {aws: true}\n",
                             "rules: {aws: {enabled: true}}\n", "account_file: account.json\n"}) {
    const Installed installed(account(seeded()), {{"advisor.yaml", config}});
    EXPECT_EQ(installed.run(".").exit_code, 2) << config;
    EXPECT_TRUE(installed.request().is_null());
  }
  // An account file in the tree is no input either, and no program of it is started.
  const Installed installed(account(seeded()), {{"sub/advisor-aws", "#!/bin/sh\ntouch started\n"}});
  const RunResult plain = installed.run(". --reporter json");
  EXPECT_THAT(json::parse(plain.out)["verdicts"], IsEmpty());
  EXPECT_TRUE(installed.request().is_null());
}

TEST(Live, WithoutTheProgramItSaysWhatToInstall) {
  const Workspace workspace(Files{{"advisor-aws", "#!/bin/sh\ntouch started\n"}});
  const RunResult result = workspace.shell(
      "mkdir bin && cp \"$ADVISOR\" bin/advisor && chmod +x advisor-aws && PATH=$PWD:$PATH "
      "bin/advisor run --aws . ; code=$?; test ! -e started && exit $code");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err,
              AllOf(StartsWith("advisor: --aws needs the program advisor-aws, which is not "
                               "installed"),
                    HasSubstr("/libexec/sre-advisor/advisor-aws"), HasSubstr("libcurl")));
}

TEST(Live, TheProgramMayBeInLibexec) {
  const Installed installed(account(seeded()), {}, "libexec/sre-advisor");
  EXPECT_THAT(findings(installed.report("--aws")), Not(IsEmpty()));
}

// The start of advisor must not pay for a library that only --aws needs.
TEST(Live, AdvisorItselfMapsNoNetworkLibrary) {
  const Workspace workspace(Files{{"empty", ""}});
  const RunResult maps = workspace.shell(
      "mkfifo in; \"$ADVISOR\" run - >out 2>&1 <in &\n exec 3>in; for i in $(seq 100); do grep -q "
      "/advisor$ /proc/$!/maps && break; sleep 0.1; done; sleep 0.2; cat /proc/$!/maps; exec 3>&-; "
      "wait");
  EXPECT_THAT(maps.out, HasSubstr("/advisor\n"));
  EXPECT_THAT(maps.out, Not(AnyOf(HasSubstr("libcurl"), HasSubstr("libssl"), HasSubstr("libcrypto"),
                                  HasSubstr("pugixml"))));
}

TEST(Live, WhatTheProgramSaysOfMistakesEndsTheRun) {
  Installed installed(account(seeded()), {{"advisor-aws",
                                           "#!/bin/sh\necho 'advisor: there is no profile x' >&2\n"
                                           "exit 2\n"}});
  const RunResult result = installed.run("--aws --profile x");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "advisor: there is no profile x\n");
  EXPECT_EQ(result.out, "");
}

TEST(Live, ACrashOrAStrangeAnswerIsAnErrorOfTheInput) {
  const std::pair<const char*, const char*> cases[] = {
      {"#!/bin/sh\ncat account.json\nexit 9\n", "advisor-aws ended before it was done"},
      {"#!/bin/sh\nkill -9 $$\n", "advisor-aws ended before it was done"},
      {"#!/no/such/shell\n", "advisor-aws ended before it was done"},
      {"#!/bin/sh\necho '{\"schema\": 1'\n", "this account file cannot be used"},
      {"#!/bin/sh\n", "this account file cannot be used"},
  };
  for (const auto& [program, message] : cases) {
    const Installed installed(
        account(seeded()),
        {{"advisor-aws", program},
         {"ecs/task.json",
          R"({"family": "f", "containerDefinitions": [{"name": "a", "image": "b:1"}]})"}});
    const RunResult result = installed.run("--aws ecs");
    EXPECT_EQ(result.exit_code, 3) << program;
    EXPECT_THAT(result.out, HasSubstr(message)) << program;
    EXPECT_THAT(result.out, HasSubstr("ecs/task.json:1:")) << "files are judged all the same";
  }
}

TEST(Live, TheEnvironmentIsThePrograms) {
  Installed installed(account(), {{"advisor-aws",
                                   "#!/bin/sh\ntest $# = 0 && echo \"$AWS_PROFILE\" >seen\n"
                                   "cat account.json\n"}});
  EXPECT_EQ(installed.workspace().shell("AWS_PROFILE=p bin/advisor run --aws").exit_code, 0);
  EXPECT_EQ(installed.workspace().read("seen"), "p\n");
}

TEST(Live, WhatWasDeniedIsNeitherGoodNorAFinding) {
  json resources = seeded();
  for (json& entry : resources) {
    if (entry["type"] == "AWS::RDS::DBInstance")
      entry["properties"]["DBParameterGroupName"] = {
          {"$unknown", {{"action", "rds:DescribeDBParameterGroups"}, {"code", "AccessDenied"}}}};
    if (entry["type"] == "AWS::ECS::TaskDefinition")
      entry["properties"]["ContainerDefinitions"] = {
          {"$open",
           json::array({{{"Name", "ok"},
                         {"Ulimits",
                          {{{"Name", "nofile"}, {"SoftLimit", 65536}, {"HardLimit", 65536}},
                           {{"Name", "nproc"}, {"SoftLimit", 1}, {"HardLimit", 1}}}}}})}};
  }
  json denied = account(resources);
  denied["failures"] = {{{"action", "rds:DescribeDBParameterGroups"},
                         {"region", "ap-northeast-1"},
                         {"code", "AccessDenied"},
                         {"message", "no"},
                         {"denied", true},
                         {"count", 2}}};
  const Installed installed(denied);
  const RunResult text = installed.run("--aws --show-undetermined --fail-on never");
  EXPECT_EQ(text.exit_code, 3);
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("error: rds:DescribeDBParameterGroups was denied in ap-northeast-1 "
                              "(account 123456789012, 2 calls): AccessDenied: no\n"),
                    HasSubstr("= hint: allow rds:DescribeDBParameterGroups"),
                    HasSubstr("= not read from the account: DBParameterGroupName: "
                              "rds:DescribeDBParameterGroups: AccessDenied\n"),
                    HasSubstr("= would decide it: allow rds:DescribeDBParameterGroups\n")));
  for (json& entry : denied["resources"])
    if (entry["type"] == "AWS::RDS::DBInstance")
      entry["properties"]["DBParameterGroupName"]["$unknown"]["code"] = "ThrottlingException";
  EXPECT_THAT(Installed(denied).run("--aws --show-undetermined").out,
              HasSubstr("= would decide it: a scan in which rds:DescribeDBParameterGroups "
                        "succeeds\n"));
  const json report = installed.report("--aws --show-good");
  EXPECT_THAT(outcomes(report, "rds-default-parameter-group"), ElementsAre("undetermined"));
  EXPECT_THAT(outcomes(report, "ecs-container-ulimits"), Contains("undetermined"));
}

// complete lookups conclude from absence; not where the type could not be listed.
TEST(Live, IncompleteTypesProveNoAbsence) {
  json resources = seeded();
  json incomplete = account(resources);
  const std::string rule = "alb-listener-default-action-forward";
  EXPECT_THAT(outcomes(Installed(incomplete).report("--aws --show-good"), rule),
              ElementsAre("finding"));
  incomplete["incompleteTypes"] = {"AWS::CodeDeploy::DeploymentGroup"};
  EXPECT_THAT(outcomes(Installed(incomplete).report("--aws --show-good"), rule),
              ElementsAre("undetermined"));
}

TEST(Live, ThePermissionsCanBePrinted) {
  const Workspace workspace(Files{});
  const json policy = json::parse(workspace.advisor("aws permissions").out);
  EXPECT_THAT(policy.at("Statement").at(0).at("Action").dump(), HasSubstr("ecs:ListServices"));
}

// A name holds within a region of an account: the same one elsewhere is another resource.
TEST(Live, NamesOfOtherRegionsAreOthers) {
  json resources = json::array();
  for (const std::string region : {"ap-northeast-1", "us-east-1"})
    for (const std::string& cluster : {std::string("app"), "solo-" + region}) {
      const std::string base = "arn:aws:rds:" + region + ":123456789012:";
      json made =
          resource("AWS::RDS::DBCluster", base + "cluster:" + cluster, cluster,
                   {{"DBClusterIdentifier", cluster}, {"Engine", "aurora-mysql"}}, {cluster});
      json instance = resource("AWS::RDS::DBInstance", base + "db:" + cluster, cluster,
                               {{"DBInstanceIdentifier", cluster},
                                {"DBClusterIdentifier", cluster},
                                {"Engine", "aurora-mysql"}},
                               {cluster});
      made["region"] = instance["region"] = region;
      resources.push_back(std::move(made));
      resources.push_back(std::move(instance));
    }
  json alarm = resource("AWS::CloudWatch::Alarm", arn("cloudwatch", "alarm:errors"), "errors",
                        {{"AlarmName", "errors"}}, {"errors"});
  json watcher = resource("AWS::Events::Rule", "arn:aws:events:us-east-1:123456789012:rule/a", "a",
                          {{"Name", "a"}, {"EventPattern", {{"source", {"aws.cloudwatch"}}}}});
  json service = resource(
      "AWS::ECS::Service", "arn:aws:ecs:us-east-1:123456789012:service/main/web", "web",
      {{"ServiceName", "web"},
       {"DeploymentConfiguration", {{"Alarms", {{"AlarmNames", {"errors"}}, {"Enable", true}}}}}});
  watcher["region"] = service["region"] = "us-east-1";
  for (const json& one : {alarm, watcher, service})
    resources.push_back(one);
  const Installed installed(account(resources));
  const json report = installed.report("--aws --show-good --show-undetermined");
  EXPECT_THAT(outcomes(report, "aurora-single-instance"),
              ElementsAre("finding", "finding", "finding", "finding"));
  EXPECT_THAT(outcomes(report, "alarm-without-action"), ElementsAre("finding"));
  for (json& one : resources)
    if (one["name"] == "a")
      one["region"] = "ap-northeast-1";
  EXPECT_THAT(
      outcomes(Installed(account(resources)).report("--aws --show-good"), "alarm-without-action"),
      ElementsAre("good"));
}

// Rules that look at what stands together: of an account, the region.
TEST(Live, AQueueThatAnotherNamesIsADeadLetterQueue) {
  const auto queues = [](const std::string& region) {
    json dead = resource("AWS::SQS::Queue", arn("sqs", "failed"), "failed",
                         {{"QueueName", "failed"}}, {"failed"});
    json jobs =
        resource("AWS::SQS::Queue", arn("sqs", "jobs"), "jobs",
                 {{"QueueName", "jobs"},
                  {"RedrivePolicy",
                   {{"deadLetterTargetArn", arn("sqs", "failed")}, {"maxReceiveCount", 5}}}},
                 {"jobs"});
    jobs["region"] = region;
    return json::array({std::move(dead), std::move(jobs)});
  };
  const std::string command = "--aws --no-config --only sqs-no-redrive -q --fail-on info";
  EXPECT_THAT(Installed(account(queues("ap-northeast-1"))).run(command).out, IsEmpty());
  EXPECT_THAT(Installed(account(queues("eu-west-1"))).run(command).out, HasSubstr("failed"));
}

// The number of a live service is what auto scaling made of it.
TEST(Live, AScaledServiceMayHaveAnyNumber) {
  const Installed installed(account(json::array(
      {resource("AWS::ECS::Service", arn("ecs", "service/main/web"), "web",
                {{"ServiceName", "web"}, {"Cluster", "main"}, {"DesiredCount", 7}}, {"main/web"}),
       resource("AWS::ApplicationAutoScaling::ScalableTarget", "target", "target",
                {{"ResourceId", "service/main/web"},
                 {"ScalableDimension", "ecs:service:DesiredCount"},
                 {"ServiceNamespace", "ecs"},
                 {"MinCapacity", 1},
                 {"MaxCapacity", 9}})})));
  const RunResult result =
      installed.run("--aws --no-config --only ecs-desired-count-fights-autoscaling");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

TEST(Live, AResourceOfFileAndAccountIsJudgedOnce) {
  const Files files = {{"rds.yaml",
                        "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n"
                        "      DBInstanceIdentifier: db1\n      Engine: mysql\n"
                        "      DBParameterGroupName: mine\n"}};
  const Installed installed(account(seeded()), files);
  const json report =
      installed.report("--aws rds.yaml --show-good --only rds-default-parameter-group");
  EXPECT_THAT(outcomes(report, "rds-default-parameter-group"), ElementsAre("good"));
  const json drift = installed.report("--aws rds.yaml --show-drift")["drift"];
  std::vector<std::string> names;
  for (const json& entry : drift)
    names.push_back(entry["type"].get<std::string>() + " " + entry["name"].get<std::string>());
  EXPECT_THAT(names,
              AllOf(Contains("AWS::Events::Rule tick"), Not(Contains("AWS::RDS::DBInstance db1"))));
  EXPECT_EQ(drift.size(), 5U);
  const RunResult text = installed.run("--aws rds.yaml --show-drift");
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("Deployed, but in none of the files (5)\n"),
                    HasSubstr("  AWS::Events::Rule tick: " + arn("events", "rule/tick"))));
  const RunResult markdown = installed.run("--aws rds.yaml --show-drift --reporter github");
  EXPECT_THAT(markdown.out, HasSubstr("<summary>Deployed, but in none of the files (5)</summary>"));
}

// What a file refers to by ARN is found in the account.
TEST(Live, ReferencesOfFilesEndInTheAccount) {
  const Files files = {
      {"template.yaml",
       "Resources:\n  L:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties:\n"
       "      LoadBalancerArn: " +
           arn("elasticloadbalancing", "loadbalancer/app/web/50dc6c495c0c9188") +
           "\n      Port: 81\n      Protocol: HTTP\n"
           "      DefaultActions: [{Type: forward, TargetGroupArn: arn:tg}]\n"}};
  json resources = seeded();
  for (json& entry : resources)
    if (entry["type"] == "AWS::ElasticLoadBalancingV2::LoadBalancer")
      entry["properties"]["Scheme"] = "internal";
  const auto severity = [](const json& report) {
    for (const json& verdict : report["verdicts"])
      if (verdict["rule"] == "alb-listener-default-action-forward" && verdict.contains("location"))
        return verdict["severity"].get<std::string>();
    return std::string("none");
  };
  const Installed installed(account(resources), files);
  EXPECT_EQ(severity(installed.report("--aws template.yaml")), "info");
  EXPECT_NE(severity(installed.report("template.yaml")), "info");
}

// An export, an output and a parameter that no file defines: what they hold is asked for by name.
TEST(Live, NamesThatOnlyTheAccountKnowsAreResolved) {
  const std::string balancer = arn("elasticloadbalancing", "loadbalancer/app/web/50dc6c495c0c9188");
  json resources = seeded();
  for (json& entry : resources)
    if (entry["type"] == "AWS::ElasticLoadBalancingV2::LoadBalancer")
      entry["properties"]["Scheme"] = "internal";
  json live = account(resources);
  live["values"] = {
      {{"kind", "stackExport"}, {"name", "lb-arn"}, {"value", balancer}},
      {{"kind", "stackOutput"}, {"stack", "net"}, {"name", "Balancer"}, {"value", balancer}},
      {{"kind", "stackOutput"}, {"stack", "other"}, {"name", "Balancer"}, {"value", "arn:other"}},
      {{"kind", "parameter"}, {"name", "/lb/arn"}, {"value", balancer}}};
  const std::pair<const char*, bool> kEnds[] = {
      {"!ImportValue lb-arn", true},
      {"!ImportValue none", false},
      {"'{{resolve:ssm:/lb/arn}}'", true},
      {"'{{resolve:ssm:/lb/none}}'", false},
  };
  for (const auto& [end, known] : kEnds) {
    const Files files = {
        {"template.yaml",
         std::string("Resources:\n  L:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n"
                     "    Properties:\n      LoadBalancerArn: ") +
             end +
             "\n      Port: 81\n      Protocol: HTTP\n"
             "      DefaultActions: [{Type: forward, TargetGroupArn: arn:tg}]\n"}};
    const Installed installed(live, files);
    std::string severity = "none";
    const json report = installed.report("--aws template.yaml");
    for (const json& verdict : report["verdicts"])
      if (verdict["rule"] == "alb-listener-default-action-forward" && verdict.contains("location"))
        severity = verdict["severity"];
    EXPECT_EQ(severity == "info", known) << end << ": " << severity;
    const json request = installed.request();
    const bool parameter = std::string_view(end).find("ssm") != std::string_view::npos;
    EXPECT_EQ(request["stacks"], !parameter) << end;
    EXPECT_EQ(request["parameters"].size(), parameter ? 1U : 0U) << end;
  }
}

TEST(Live, TrustedAdvisorHasVerdicts) {
  json with = account();
  with["trustedAdvisor"] = trusted_advisor();
  const Installed installed(with);
  const RunResult markdown = installed.run("--aws --lang ja --reporter github");
  EXPECT_EQ(markdown.exit_code, 1);
  EXPECT_THAT(
      markdown.out,
      AllOf(HasSubstr("\n[Critical] Trusted Advisor[セキュリティ] Amazon S3 バケット許可 "
                      "CheckID:Pfx0RwqBli\n"),
            HasSubstr("\n[Warning] Trusted Advisor[耐障害性] Amazon RDS Multi-AZ "
                      "CheckID:f2iK5R6Dep\n"),
            HasSubstr("- [ ] [Critical] バケットのアクセス許可を確認してください。\n"),
            HasSubstr("\n  - one\n    1. two\n\n  See (<https://docs.aws.amazon.com/x>).\n")));
  const RunResult text = installed.run("--aws");
  EXPECT_THAT(
      text.out,
      AllOf(HasSubstr(": Critical[trusted-advisor/Pfx0RwqBli] Trusted Advisor[Security] "),
            HasSubstr("    - one\n      1. two\n\n    See (https://docs.aws.amazon.com/x)."),
            HasSubstr("Affected resources: 1\n"), HasSubstr("Bucket Name: logs\n"),
            HasSubstr("1 Critical, 1 Warning, 0 Suppressed, 1 Good, 1 Not available.")));
  EXPECT_EQ(installed.report("--aws")["counts"]["notAvailable"], 1);
  for (const char* reporter : {"annotations", "checkstyle", "gitlab", "json", "junit", "rdjson",
                               "sarif", "github", "text"}) {
    const RunResult out = installed.run(std::string("--aws --reporter ") + reporter);
    EXPECT_THAT(out.out, AllOf(HasSubstr("CheckID:Pfx0RwqBli"), HasSubstr("logs"))) << reporter;
  }
  EXPECT_THAT(installed.run("--aws --trusted-advisor off").out, Not(HasSubstr("Trusted")));
  EXPECT_EQ(installed.request()["trustedAdvisor"], "off");
}

TEST(Live, TrustedAdvisorIsSuppressedByTheConfiguration) {
  json with = account();
  with["trustedAdvisor"] = trusted_advisor();
  const Installed installed(with, {{"advisor.yaml",
                                    "rules:\n  trusted_advisor:\n    suppression_rules:\n"
                                    "      - {check_id: Pfx0RwqBli, reason: public on purpose}\n"
                                    "      - {check_id: f2iK5R6Dep, reason: batch}\n"}});
  const RunResult result = installed.run("--aws");
  EXPECT_EQ(result.exit_code, 0) << result.out;
  EXPECT_THAT(result.out, HasSubstr("0 Critical, 0 Warning, 2 Suppressed, 1 Good"));
  EXPECT_THAT(installed.run("--aws -v").out, HasSubstr("public on purpose"));
}

TEST(Live, WithoutASupportPlanTheExitCodeStays) {
  json without = account();
  without["trustedAdvisor"] = {{"status", "no-support-plan"}};
  const Installed installed(without);
  const RunResult result = installed.run("--aws");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("AWS Trusted Advisor is left out: the support plan"));
}

TEST(Live, SecretsAreNeverShown) {
  const Installed installed(account(seeded()));
  for (const char* reporter : {"annotations", "checkstyle", "gitlab", "json", "junit", "rdjson",
                               "sarif", "github", "text"}) {
    const RunResult out = installed.run(
        std::string("--aws -vv --show-undetermined --show-good --reporter ") + reporter);
    EXPECT_THAT(out.out + out.err, Not(HasSubstr("hunter2"))) << reporter;
  }
}

std::string outside_of_fences(const std::string& markdown) {
  std::string out;
  bool fenced = false;
  for (const std::string_view line : split(markdown, '\n')) {
    if (trim(line).starts_with("```"))
      fenced = !fenced;
    else if (!fenced)
      out += std::string(line) + "\n";
  }
  return out;
}

TEST(Live, HostileTextsOfAnAccountStayTexts) {
  const std::string nasty =
      "<img src=x> @octocat ](https://evil.example) \n::error::x\x1b[31m</details>`";
  json entry = resource("AWS::RDS::DBInstance", nasty, nasty,
                        {{"DBInstanceIdentifier", nasty},
                         {"Engine", "mysql"},
                         {"DBParameterGroupName", "default.mysql8.0"}});
  entry["console"] = "javascript:alert(1)";
  json hostile = account(json::array({entry}));
  hostile["trustedAdvisor"] = {{"status", "ok"},
                               {"checks",
                                {{{"id", nasty},
                                  {"category", nasty},
                                  {"name", nasty},
                                  {"status", "warning"},
                                  {"recommendedAction", nasty},
                                  {"flagged", 1},
                                  {"timestamp", nasty},
                                  {"resources",
                                   {{{"id", nasty},
                                     {"status", "warning"},
                                     {"cells", json::array({json::array({nasty, nasty})})}}}}}}}};
  hostile["failures"] = {
      {{"action", nasty}, {"code", nasty}, {"message", nasty}, {"region", nasty}}};
  const Installed installed(hostile);
  for (const char* reporter : {"annotations", "checkstyle", "gitlab", "json", "junit", "rdjson",
                               "sarif", "github", "text"}) {
    const RunResult out = installed.run(std::string("--aws -v --reporter ") + reporter);
    EXPECT_EQ(out.exit_code, 3) << reporter;
    EXPECT_THAT(out.out, Not(HasSubstr("\x1b"))) << reporter;
    for (const std::string_view line : split(out.out, '\n'))
      EXPECT_FALSE(trim(line).starts_with("::error::x")) << reporter;
  }
  const std::string markdown = outside_of_fences(installed.run("--aws --reporter github").out);
  EXPECT_THAT(markdown, AllOf(HasSubstr("`<img` `src=x>` `@octocat`"),
                              Not(AnyOf(HasSubstr("\n<img"), HasSubstr("<javascript")))));
}

TEST(Live, AnAccountFileIsReadAgainWithoutTheProgram) {
  const Workspace workspace(
      Files{{"saved.json", json{{"schema", 1}, {"accounts", {account(seeded())}}}.dump()}});
  const RunResult result = workspace.advisor("run --account-file saved.json --reporter json");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(findings(json::parse(result.out)),
              Contains("rds-default-parameter-group " + arn("rds", "db:db1")));
  EXPECT_THAT(workspace.advisor("run --help").out, Not(HasSubstr("account-file")));
}

TEST(Live, FindingsOfAnAccountCanBeKeptInABaseline) {
  Installed installed(account(seeded()));
  const RunResult made = installed.workspace().shell("bin/advisor baseline create --aws");
  EXPECT_EQ(made.exit_code, 0) << made.err;
  const RunResult again = installed.run("--aws --baseline advisor-baseline.json");
  EXPECT_EQ(again.exit_code, 0) << again.out;
  EXPECT_THAT(again.out, HasSubstr(" Known"));
  EXPECT_EQ(installed.run("--aws --diff-base HEAD").exit_code, 2) << "this is no repository";
}

// The next deploy makes a new revision; the finding is the same.
TEST(Live, TheRevisionOfATaskDefinitionIsNoPartOfTheIdentity) {
  json resources = seeded();
  const auto fingerprint = [&] {
    const json report = Installed(account(resources)).report("--aws --only ecs-container-ulimits");
    return report["verdicts"][0]["fingerprint"].get<std::string>();
  };
  const std::string before = fingerprint();
  resources[0]["id"] = arn("ecs", "task-definition/web:13");
  EXPECT_EQ(fingerprint(), before);
  resources[0]["id"] = arn("ecs", "task-definition/other:13");
  EXPECT_NE(fingerprint(), before);
}

}  // namespace
}  // namespace advisor
