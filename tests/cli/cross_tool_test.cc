// References from tool to tool (fixtures/equivalence/mixed): ecspresso and lambroll to Terraform
// and CloudFormation and back. All resolve when both sides are inputs, and rules see both.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/cli/binary.h"

namespace advisor {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;
using testing_support::Files;
using testing_support::RunResult;
using testing_support::Workspace;

constexpr const char* kService = "ecspresso/ecs-service-def.json";
constexpr const char* kTask = "ecspresso/ecs-task-def.json";
constexpr const char* kPlan = "terraform/plan.json";
constexpr const char* kRoles = "cloudformation/roles.yaml";

Files mixed() {
  namespace fs = std::filesystem;
  const fs::path root = std::string(ADVISOR_SOURCE_DIR) + "/fixtures/equivalence/mixed";
  Files out;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file())
      continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out[entry.path().lexically_relative(root).string()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return out;
}

Files without(Files files, const std::string& path) {
  EXPECT_EQ(files.erase(path), 1U) << path;
  return files;
}

Files with(Files files, const std::string& path, const std::string& old, const std::string& now) {
  std::string& text = files.at(path);
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  text.replace(at, old.size(), now);
  return files;
}

// "from path -> to", with "?" before what would resolve it.
std::vector<std::string> references(const Files& files, const std::string& options = "") {
  const RunResult result = Workspace(files).advisor("graph . --format json " + options);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::vector<std::string> out;
  const json graph = json::parse(result.out);
  for (const json& edge : graph["references"])
    out.push_back(edge["from"].get<std::string>() + " " + edge["path"].get<std::string>() + " -> " +
                  (edge["to"].is_null() ? "? " + edge["resolved_by"].get<std::string>()
                                        : edge["to"].get<std::string>()));
  return out;
}

const std::string kWeb = std::string(kService) + "#service_definition ";
const std::string kWebTask = std::string(kTask) + "#task_definition ";
const std::string kOrders = "lambroll/orders/function.json#function";
const std::string kImages = "lambroll/images/function.json#function";
const std::string kNetwork = "NetworkConfiguration.AwsvpcConfiguration.";

TEST(CrossTool, EveryReferenceResolves) {
  const std::string plan = std::string(kPlan) + "#";
  const std::string mapping = plan + "aws_lambda_event_source_mapping.";
  EXPECT_THAT(references(mixed()),
              IsSupersetOf(
                  {kWeb + kNetwork + "Subnets[0] -> " + plan + "aws_subnet.shop[\"a\"]",
                   kWeb + kNetwork + "Subnets[1] -> " + plan + "aws_subnet.shop[\"c\"]",
                   kWeb + kNetwork + "SecurityGroups[0] -> " + plan + "aws_security_group.web",
                   kWeb + "LoadBalancers[0].TargetGroupArn -> " + plan +
                       "module.web.aws_lb_target_group.this",
                   kWeb + "Cluster -> " + plan + "aws_ecs_cluster.shop",
                   kWeb + "TaskDefinition -> " + std::string(kTask) + "#task_definition",
                   kWebTask + "ExecutionRoleArn -> " + kRoles + "#ExecutionRole",
                   kOrders + " Role -> " + plan + "aws_iam_role.functions",
                   kImages + " Role -> " + plan + "aws_iam_role.functions",
                   "lambroll/images/function_url.json#function_url TargetFunctionArn -> " + kImages,
                   mapping + "orders FunctionName -> " + kOrders,  // the ARN of an alias
                   mapping + "images FunctionName -> " + kImages,  // a name that a queue has, too
                   plan + "aws_lambda_permission.images FunctionName -> " + kImages,
                   plan + "module.web.aws_lb_listener_rule.this Actions[0].TargetGroupArn -> " +
                       plan + "module.web.aws_lb_target_group.this"}));
  EXPECT_THAT(Workspace(mixed()).advisor("graph .").out, HasSubstr(" references, 0 unresolved\n"));
}

TEST(CrossTool, WithoutThePlanItSaysWhatIsMissing) {
  const Files files = without(mixed(), kPlan);
  const std::string wanted = "-> ? the Terraform plan or state with ";
  EXPECT_THAT(
      references(files),
      ElementsAre(kWeb + kNetwork + "Subnets[0] " + wanted + "aws_subnet.shop[\"a\"]",
                  kWeb + kNetwork + "Subnets[1] " + wanted + "aws_subnet.shop[\"c\"]",
                  kWeb + kNetwork +
                      "SecurityGroups[0] -> ? the template or plan with the SSM parameter "
                      "/shop/web/security-group",
                  kWeb + "LoadBalancers[0].TargetGroupArn " + wanted +
                      "module.web.aws_lb_target_group.this",
                  kWeb + "TaskDefinition -> " + std::string(kTask) + "#task_definition",
                  kWebTask + "ExecutionRoleArn -> " + kRoles + "#ExecutionRole",
                  kImages + " Role " + wanted + "aws_iam_role.functions",
                  "lambroll/images/function_url.json#function_url TargetFunctionArn -> " + kImages,
                  kOrders + " Role " + wanted + "aws_iam_role.functions"));
  EXPECT_THAT(Workspace(files).advisor("graph .").out,
              HasSubstr("  LoadBalancers[0].TargetGroupArn -> ? {{ tfstate "
                        "`module.web.aws_lb_target_group.this.arn` }}\n      = resolved by the "
                        "Terraform plan or state with module.web.aws_lb_target_group.this\n"));
}

TEST(CrossTool, OutputsAndExportsOfStacks) {
  const Files output = with(mixed(), kTask, "cfn_export `shop-web-execution-role`",
                            "cfn_output `shop-roles` `ExecutionRoleArn`");
  EXPECT_THAT(references(output),
              testing::Contains(kWebTask + "ExecutionRoleArn -> " + kRoles + "#ExecutionRole"));
  EXPECT_THAT(references(without(output, kRoles)),
              testing::Contains(kWebTask + "ExecutionRoleArn -> ? the template of stack shop-roles "
                                           "(output ExecutionRoleArn)"));
  EXPECT_THAT(
      references(without(mixed(), kRoles)),
      testing::Contains(kWebTask +
                        "ExecutionRoleArn -> ? the template that exports shop-web-execution-role"));
  // Another template imports the same.
  Files importing = mixed();
  importing["cloudformation/job.yaml"] =
      "Resources:\n  Job:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n"
      "      ExecutionRoleArn: !ImportValue shop-web-execution-role\n";
  EXPECT_THAT(references(importing),
              testing::Contains("cloudformation/job.yaml#Job ExecutionRoleArn -> " +
                                std::string(kRoles) + "#ExecutionRole"));
}

// The plan may be that of another day: a state says the same.
TEST(CrossTool, AStateInPlaceOfThePlan) {
  Files files = without(mixed(), kPlan);
  files["all.tfstate"] = R"json({
  "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "1", "outputs": {},
  "resources": [
    {"module": "module.web", "mode": "managed", "type": "aws_lb_target_group", "name": "this",
     "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
     "instances": [{"schema_version": 0, "attributes": {
       "arn": "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/shop-web/1234567890123456",
       "name": "shop-web", "target_type": "instance", "port": 8080, "protocol": "HTTP"}}]}
  ]})json";
  const std::string edge =
      kWeb + "LoadBalancers[0].TargetGroupArn -> all.tfstate#module.web.aws_lb_target_group.this";
  EXPECT_THAT(references(files, "all.tfstate"), testing::Contains(edge));
  EXPECT_THAT(references(files, "all.tfstate --tfstate all.tfstate"), testing::Contains(edge));
}

// A small reader of the DOT language: strings are skipped, braces counted, nodes and edges noted.
struct Dot {
  int depth = 0;
  std::set<std::string> nodes;
  std::vector<std::pair<std::string, std::string>> edges;
};

Dot dot_of(const std::string& text) {
  Dot out;
  std::vector<std::string> strings;  // of the statement
  std::string rest;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      std::string& string = strings.emplace_back();
      for (++i; i < text.size() && text[i] != '"'; ++i)
        string += text[i] == '\\' ? text[++i] : text[i];
    } else if (text[i] == ';') {
      if (rest.find("->") != std::string::npos && strings.size() >= 2)
        out.edges.emplace_back(strings[0], strings[1]);
      else if (rest.find('=') < rest.find('[') || strings.empty())
        EXPECT_THAT(rest, Not(HasSubstr("->")));
      else if (rest.find("node") == std::string::npos)
        out.nodes.insert(strings[0]);
      strings.clear();
      rest.clear();
    } else {
      out.depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
      EXPECT_GE(out.depth, 0);
      rest += text[i];
    }
  }
  return out;
}

TEST(CrossTool, DotIsWellFormed) {
  for (const Files& files : {mixed(), without(mixed(), kPlan)}) {
    const RunResult result = Workspace(files).advisor("graph . --format dot");
    const Dot dot = dot_of(result.out);
    EXPECT_THAT(result.out, testing::StartsWith("digraph advisor {\n"));
    EXPECT_EQ(dot.depth, 0);
    EXPECT_EQ(dot.edges.size(), references(files).size());
    EXPECT_GE(dot.nodes.size(), 6U);
    for (const auto& [from, to] : dot.edges) {
      EXPECT_TRUE(dot.nodes.contains(from)) << from;
      EXPECT_TRUE(dot.nodes.contains(to)) << to;
    }
  }
}

// Verdicts of one rule: "outcome severity id label".
std::vector<std::string> verdicts(const Files& files, const std::string& rule,
                                  const std::string& options = "") {
  const RunResult result = Workspace(files).advisor(
      "run . --reporter json --show-good --show-undetermined --lang en --as-of 2026-11-28 --only " +
      rule + " " + options);
  std::vector<std::string> out;
  const json report = json::parse(result.out);
  for (const json& verdict : report["verdicts"]) {
    std::string& line = out.emplace_back(verdict["outcome"]);
    if (verdict.contains("severity"))
      line += " " + verdict["severity"].get<std::string>();
    line += " " + verdict["resource"]["id"].get<std::string>();
    if (verdict.contains("message"))
      line += ": " + verdict["message"].get<std::string>();
  }
  std::ranges::sort(out);
  return out;
}

const std::string kOrdersMapping = std::string(kPlan) + "#aws_lambda_event_source_mapping.orders";
const std::string kImagesMapping = std::string(kPlan) + "#aws_lambda_event_source_mapping.images";

TEST(CrossToolRules, QueueOfTerraformAndFunctionOfLambroll) {
  constexpr const char* kRule = "lambda-sqs-visibility-timeout";
  EXPECT_THAT(
      verdicts(mixed(), kRule),
      ElementsAre("finding warning " + kOrdersMapping +
                      ": Queue aws_sqs_queue.orders hides messages 120 s, function orders may "
                      "run 60 s (needs at least 360 s).",
                  "good " + kImagesMapping));
  const auto with_timeout = [](const std::string& seconds) {
    return with(mixed(), "lambroll/orders/function.json", "\"Timeout\": 60",
                "\"Timeout\": " + seconds);
  };
  EXPECT_THAT(verdicts(with_timeout("20"), kRule),
              ElementsAre("good " + kImagesMapping, "good " + kOrdersMapping));
  EXPECT_THAT(verdicts(with_timeout("300"), kRule),
              testing::Contains(HasSubstr("finding critical " + kOrdersMapping)));
  EXPECT_THAT(verdicts(with_timeout("\"{{ must_env `TIMEOUT` }}\""), kRule),
              testing::Contains("undetermined " + kOrdersMapping));
  EXPECT_THAT(verdicts(without(mixed(), "lambroll/orders/function.json"), kRule),
              testing::Contains("undetermined " + kOrdersMapping));
}

TEST(CrossToolRules, ServiceOfEcspressoAndTargetGroupOfTerraform) {
  constexpr const char* kRule = "ecs-target-group-type-mismatch";
  const std::string service = std::string(kService) + "#service_definition";
  EXPECT_THAT(verdicts(mixed(), kRule), ElementsAre("good " + service));
  EXPECT_THAT(
      verdicts(with(mixed(), kPlan, "\"target_type\": \"ip\"", "\"target_type\": \"instance\""),
               kRule),
      ElementsAre(HasSubstr("finding critical " + service)));
  EXPECT_THAT(verdicts(without(mixed(), kPlan), kRule), ElementsAre("undetermined " + service));
}

TEST(CrossToolRules, ServiceAndTaskDefinition) {
  const std::string service = std::string(kService) + "#service_definition";
  EXPECT_THAT(
      verdicts(with(mixed(), kService, "8080", "9090"), "ecs-load-balancer-container-mismatch"),
      ElementsAre("finding critical " + service +
                  ": The ECS service web routes to web:9090, which the task definition does "
                  "not expose."));
  EXPECT_THAT(verdicts(mixed(), "ecs-health-check-grace-period"),
              ElementsAre(HasSubstr("finding warning " + service)));
  EXPECT_THAT(verdicts(with(mixed(), kService, "\"desiredCount\": 2",
                            "\"desiredCount\": 2, \"healthCheckGracePeriodSeconds\": 60"),
                       "ecs-health-check-grace-period"),
              ElementsAre("good " + service));
}

// What a rule of the user's can ask over four files of three tools: the rule of the listener that
// leads to the service, and what its target group checks.
constexpr const char* kListenerRule = R"yaml(format: 1
id: listener-reaches-service
revision: 1
severity: warning
title: Listener rules lead to a port of a service that its health check asks
match: [{type: "AWS::ElasticLoadBalancingV2::ListenerRule"}]
lookup:
  group: {follow: "resource.Actions[0].TargetGroupArn", type: "AWS::ElasticLoadBalancingV2::TargetGroup"}
  services:
    find: AWS::ECS::Service
    where: it.?LoadBalancers.orValue([]).exists(b, refers(b.TargetGroupArn, group))
    complete: true
  task: {follow: "services[0].TaskDefinition", type: "AWS::ECS::TaskDefinition"}
let:
  port: services[0].LoadBalancers[0].ContainerPort
check: |
  services.size() == 1 && group.Port == port &&
    task.ContainerDefinitions.exists(c, c.PortMappings.exists(p, p.ContainerPort == group.Port))
message: "{{ metaOf(group).name }} checks {{ group.Port }}, {{ metaOf(services[0]).name }} listens on {{ port }}."
)yaml";

TEST(CrossToolRules, ListenerRuleOfTerraformAndServiceOfEcspresso) {
  Files files = mixed();
  files["rules/listener-reaches-service.yaml"] = kListenerRule;
  const std::string rule = std::string(kPlan) + "#module.web.aws_lb_listener_rule.this";
  EXPECT_THAT(verdicts(files, "listener-reaches-service", "--rules rules"),
              ElementsAre("good " + rule));
  EXPECT_THAT(
      verdicts(with(files, kService, "8080", "8081"), "listener-reaches-service", "--rules rules"),
      ElementsAre("finding warning " + rule +
                  ": module.web.aws_lb_target_group.this checks 8080, web listens on 8081."));
}

// Every way in which Terraform names a function that lambroll deploys.
constexpr const char* kFunctions = R"json({
  "format_version": "1.2", "terraform_version": "1.11.4",
  "resource_changes": [
    {"address": "aws_lambda_function_url.open", "mode": "managed", "type": "aws_lambda_function_url", "name": "open",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "images", "authorization_type": "NONE", "qualifier": null}}},
    {"address": "aws_lambda_function_url.alias", "mode": "managed", "type": "aws_lambda_function_url", "name": "alias",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "images", "authorization_type": "NONE", "qualifier": "current"}}},
    {"address": "aws_lambda_alias.live", "mode": "managed", "type": "aws_lambda_alias", "name": "live",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "images", "name": "live", "function_version": "7"}}},
    {"address": "aws_lambda_event_source_mapping.name", "mode": "managed", "type": "aws_lambda_event_source_mapping", "name": "name",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "images"}}},
    {"address": "aws_lambda_event_source_mapping.arn", "mode": "managed", "type": "aws_lambda_event_source_mapping", "name": "arn",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "arn:aws:lambda:ap-northeast-1:123456789012:function:images"}}},
    {"address": "aws_lambda_event_source_mapping.partial", "mode": "managed", "type": "aws_lambda_event_source_mapping", "name": "partial",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "123456789012:function:images"}}},
    {"address": "aws_lambda_event_source_mapping.qualified", "mode": "managed", "type": "aws_lambda_event_source_mapping", "name": "qualified",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "images:current"}}},
    {"address": "aws_lambda_permission.topic", "mode": "managed", "type": "aws_lambda_permission", "name": "topic",
     "change": {"actions": ["create"], "before": null, "after": {"action": "lambda:InvokeFunction", "principal": "sns.amazonaws.com", "function_name": "images"}}},
    {"address": "aws_lambda_function_event_invoke_config.images", "mode": "managed", "type": "aws_lambda_function_event_invoke_config", "name": "images",
     "change": {"actions": ["create"], "before": null, "after": {"function_name": "images", "maximum_retry_attempts": 1}}}
  ],
  "configuration": {"root_module": {}}
})json";

TEST(CrossTool, EveryNameOfALambrollFunction) {
  const Files files = {{"plan.json", kFunctions},
                       {"function.json", R"({"FunctionName": "images", "Runtime": "python3.13"})"}};
  const std::string function = " -> function.json#function";
  EXPECT_THAT(
      references(files),
      ElementsAre(
          "plan.json#aws_lambda_function_url.open TargetFunctionArn" + function,
          "plan.json#aws_lambda_function_url.alias TargetFunctionArn" + function,
          "plan.json#aws_lambda_alias.live FunctionName" + function,
          "plan.json#aws_lambda_event_source_mapping.name FunctionName" + function,
          "plan.json#aws_lambda_event_source_mapping.arn FunctionName" + function,
          "plan.json#aws_lambda_event_source_mapping.partial FunctionName" + function,
          "plan.json#aws_lambda_event_source_mapping.qualified FunctionName" + function,
          "plan.json#aws_lambda_permission.topic FunctionName" + function,
          "plan.json#aws_lambda_function_event_invoke_config.images FunctionName" + function));
  std::vector<std::string> found;
  for (const std::string& verdict : verdicts(files, "lambda-unqualified-invocation"))
    found.push_back(verdict.substr(0, verdict.find(": ")));
  EXPECT_THAT(found,
              ElementsAre("finding warning plan.json#aws_lambda_event_source_mapping.arn",
                          "finding warning plan.json#aws_lambda_event_source_mapping.name",
                          "finding warning plan.json#aws_lambda_event_source_mapping.partial",
                          "finding warning plan.json#aws_lambda_function_url.open",
                          "finding warning plan.json#aws_lambda_permission.topic",
                          "good plan.json#aws_lambda_event_source_mapping.qualified",
                          "good plan.json#aws_lambda_function_url.alias"));
}

}  // namespace
}  // namespace advisor
