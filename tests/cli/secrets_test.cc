// Values of environment variables and what an input marks as sensitive are in no output of any
// command. Every secret planted below begins with "planted-".

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Files;
using testing_support::RunResult;
using testing_support::Workspace;

// Updates, because these hold old and new values.
constexpr const char* kPlan = R"json({
  "format_version": "1.2", "terraform_version": "1.11.4",
  "variables": {"password": {"value": "planted-variable"}},
  "planned_values": {
    "outputs": {"password": {"sensitive": true, "type": "string", "value": "planted-output"}},
    "root_module": {"resources": [
      {"address": "aws_rds_cluster.main", "mode": "managed", "type": "aws_rds_cluster", "name": "main",
       "values": {"cluster_identifier": "main", "engine": "aurora-mysql", "master_password": "planted-planned"},
       "sensitive_values": {"master_password": true}}
    ]}
  },
  "resource_changes": [
    {
      "address": "aws_rds_cluster.main", "mode": "managed", "type": "aws_rds_cluster", "name": "main",
      "change": {
        "actions": ["update"],
        "before": {"cluster_identifier": "main", "engine": "aurora-mysql", "backup_retention_period": 7,
                   "master_username": "planted-user-before", "master_password": "planted-before"},
        "after": {"cluster_identifier": "main", "engine": "aurora-mysql", "backup_retention_period": 1,
                  "master_username": "planted-user-after", "master_password": "planted-after"},
        "before_sensitive": {"master_password": true, "master_username": true},
        "after_sensitive": {"master_password": true, "master_username": true}
      }
    },
    {
      "address": "aws_ecs_task_definition.web", "mode": "managed", "type": "aws_ecs_task_definition", "name": "web",
      "change": {
        "actions": ["delete", "create"],
        "before": {"family": "web", "container_definitions": "[{\"name\":\"web\",\"image\":\"example/web:1\",\"environment\":[{\"name\":\"A\",\"value\":\"planted-container-before\"}]}]"},
        "after": {"family": "web", "container_definitions": "[{\"name\":\"web\",\"image\":\"example/web:latest\",\"environment\":[{\"name\":\"A\",\"value\":\"planted-container-after\"}]}]"},
        "replace_paths": [["container_definitions"]]
      }
    },
    {
      "address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f",
      "change": {
        "actions": ["update"],
        "before": {"function_name": "f", "runtime": "python3.8", "environment": [{"variables": {"A": "planted-function-before"}}]},
        "after": {"function_name": "f", "runtime": "python3.8", "environment": [{"variables": {"A": "planted-function-after"}}]}
      }
    },
    {
      "address": "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q",
      "change": {"actions": ["create"], "before": null, "after": {"name": "q"}, "after_unknown": {"redrive_policy": true}}
    },
    {
      "address": "aws_lambda_permission.open", "mode": "managed", "type": "aws_lambda_permission", "name": "open",
      "change": {
        "actions": ["create"], "before": null,
        "after": {"action": "lambda:InvokeFunction", "principal": "events.amazonaws.com"},
        "after_unknown": {"function_name": true}
      }
    },
    {
      "address": "aws_ssm_parameter.token", "mode": "managed", "type": "aws_ssm_parameter", "name": "token",
      "change": {
        "actions": ["create"], "before": null,
        "after": {"name": "/token", "type": "SecureString", "value": "planted-parameter"},
        "after_sensitive": {"value": true}
      }
    },
    {
      "address": "aws_secretsmanager_secret_version.s", "mode": "managed", "type": "aws_secretsmanager_secret_version", "name": "s",
      "change": {"actions": ["delete"], "before": {"secret_string": "planted-secret-version"}, "after": null, "before_sensitive": {"secret_string": true}}
    }
  ],
  "output_changes": {"password": {"actions": ["create"], "before": null, "after": "planted-output-change", "after_sensitive": true}},
  "configuration": {
    "provider_config": {"aws": {"name": "aws", "expressions": {
      "access_key": {"constant_value": "planted-access-key"}, "secret_key": {"constant_value": "planted-secret-key"},
      "region": {"constant_value": "ap-northeast-1"}}}},
    "root_module": {"resources": [
      {"address": "aws_rds_cluster.main", "mode": "managed", "type": "aws_rds_cluster", "name": "main",
       "expressions": {"master_password": {"constant_value": "planted-constant"}}},
      {"address": "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q",
       "expressions": {"redrive_policy": {"references": ["aws_sqs_queue.dead.arn", "aws_sqs_queue.dead"]}}},
      {"address": "aws_lambda_permission.open", "mode": "managed", "type": "aws_lambda_permission", "name": "open",
       "expressions": {"function_name": {"references": ["data.aws_lambda_function.x.arn", "data.aws_lambda_function.x"]}}}
    ]}
  }
})json";

// The blocks of the plan stand on one line each, so that an excerpt would show all of them.
constexpr const char* kSource = R"(provider "aws" { secret_key = "planted-tf-secret-key" }
resource "aws_rds_cluster" "main" { master_password = "planted-tf-password" }
resource "aws_ecs_task_definition" "web" { container_definitions = jsonencode([{ name = "web", image = "example/web:latest", environment = [{ name = "A", value = "planted-tf-container" }] }]) }
resource "aws_lambda_function" "f" { environment { variables = { A = "planted-tf-function" } } }
resource "aws_ssm_parameter" "token" { value = "planted-tf-parameter" }
)";

constexpr const char* kState = R"json({
  "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "1",
  "outputs": {"password": {"value": "planted-state-output", "type": "string", "sensitive": true}},
  "resources": [
    {
      "mode": "managed", "type": "aws_db_instance", "name": "main", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
      "instances": [{
        "schema_version": 2,
        "attributes": {"identifier": "db", "engine": "mysql", "engine_version": "8.0", "instance_class": "db.t3.micro",
                       "username": "planted-state-marked", "password": "planted-state-password", "backup_retention_period": 0},
        "sensitive_attributes": [[{"type": "get_attr", "value": "username"}], [{"type": "get_attr", "value": "password"}]]
      }]
    },
    {
      "mode": "managed", "type": "aws_ecs_task_definition", "name": "job", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
      "instances": [{
        "schema_version": 1,
        "attributes": {"family": "job", "container_definitions": "[{\"name\":\"job\",\"image\":\"example/job\",\"environment\":[{\"name\":\"A\",\"value\":\"planted-state-container\"}]}]"},
        "sensitive_attributes": []
      }]
    },
    {
      "mode": "managed", "type": "aws_elasticache_replication_group", "name": "r", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
      "instances": [{
        "schema_version": 2,
        "attributes": {"replication_group_id": "r", "engine": "redis", "auth_token": "planted-state-unmarked"},
        "sensitive_attributes": []
      }]
    },
    {
      "mode": "managed", "type": "aws_sqs_queue", "name": "jobs", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
      "instances": [{
        "schema_version": 0,
        "attributes": {"name": "jobs", "arn": "arn:aws:sqs:ap-northeast-1:123456789012:jobs"},
        "sensitive_attributes": []
      }]
    }
  ]
})json";

Files all_files() {
  return {
      {"tf/plan.json", kPlan},
      {"tf/main.tf", kSource},
      {"state/all.tfstate", kState},
      {"ecs/ecspresso.yml",
       "cluster: c\nservice: web\ntask_definition: task.json\nservice_definition: service.json\n"
       "plugins:\n  - {name: tfstate, config: {url: s3://states/terraform.tfstate}}\n"},
      {"ecs/service.json",
       R"({"launchType": "FARGATE", "loadBalancers": [{"containerName": "web", "containerPort": 80, )"
       R"("targetGroupArn": "{{ tfstate `aws_lb_target_group.web.arn` }}"}]})"},
      {"ecs/task.json",
       R"({"family": "web", "containerDefinitions": [{"name": "web", "image": "example/web:{{ must_env `TAG` }}", )"
       R"("environment": [{"name": "A", "value": "planted-ecs"}, {"name": "B", "value": "planted-ecs-part-{{ must_env `B` }}"}, )"
       R"({"name": "C", "value": "{{ must_env `C` }}"}, {"name": "D", "value": "{{ tfstate `aws_db_instance.main.password` }}"}]}]})"},
      {"ecs/.env", "TAG=1\nC=planted-env-file\nnonsense planted-env-line\n"},
      {"lambda/function.json",
       R"({"FunctionName": "g", "Runtime": "python3.8", "Environment": {"Variables": {"A": "planted-lambroll"}}})"},
      {"lambda/function_url.json", R"({"Config": {"AuthType": "NONE"}})"},
      {"jsonnet/function.jsonnet",
       "{FunctionName: 'h', Runtime: 'python3.8', Environment: {Variables: {A: 'planted-' + "
       "'jsonnet'}}}\n"},
      {"cfn/t.yaml",
       "Parameters:\n"
       "  Password: {Type: String, NoEcho: true, Default: planted-default}\n"
       "Resources:\n"
       "  F: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.8, Environment: "
       "{Variables: {A: "
       "planted-template, B: !Sub 'planted-sub-${AWS::Region}', C: !Ref Password}}}}\n"
       "  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, MasterUserPassword: !Ref "
       "Password}}\n"
       "  E: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql, MasterUserPassword: "
       "planted-literal}}\n"
       "  G: {Type: AWS::RDS::DBCluster, Properties: {Engine: mysql, MasterUserPassword: !Sub "
       "'planted-sub-${AWS::Region}'}}\n"},
  };
}

constexpr const char* kInputs = " . state/all.tfstate ";
constexpr const char* kReading = " --parameter Password=planted-given --tfstate state/all.tfstate ";

void expect_nothing_planted(const RunResult& result, const std::string& command) {
  EXPECT_THAT(result.out, Not(HasSubstr("planted-"))) << command;
  EXPECT_THAT(result.err, Not(HasSubstr("planted-"))) << command;
  EXPECT_FALSE(result.out.empty()) << command << result.err;
}

TEST(Secrets, NotInReports) {
  const Workspace workspace(all_files());
  for (const char* reporter : {"text", "github", "json", "sarif", "junit", "gitlab", "rdjson",
                               "checkstyle", "annotations"})
    for (const char* options : {"", "--lang ja --postmortems", "--envfile ecs/.env",
                                "--only lambda-unqualified-invocation"}) {
      const std::string command = std::string("run") + kInputs + kReading + "-v -v --show-good " +
                                  "--show-undetermined --reporter " + reporter + " " + options;
      expect_nothing_planted(workspace.advisor(command), command);
    }
}

// Everything is judged and shown: each resource as a whole is a reason, a place, and a good one.
TEST(Secrets, NotWhereRulesPointAtWholeResources) {
  Files files = all_files();
  for (const char* type : {"AWS::Lambda::Function", "AWS::ECS::TaskDefinition",
                           "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::SSM::Parameter"}) {
    std::string name = type;
    name = name.substr(name.rfind(':') + 1);
    for (char& c : name)
      c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    const std::string head = "format: 1\nrevision: 1\nseverity: warning\ntitle: A title\n";
    files["rules/mine-" + name + ".yaml"] =
        "id: mine-" + name + "\n" + head + "match: [{type: \"" + type +
        "\"}]\ncheck: \"false\"\nat: resource\nmessage: See {{ meta.name }}.\n";
    files["rules/other-" + name + ".yaml"] =
        "id: other-" + name + "\n" + head +
        "match: [{type: \"AWS::SQS::Queue\"}]\nlookup:\n  all: {find: \"" + type +
        "\", complete: true}\ncheck: \"!all.exists(x, true)\"\nat: all[0]\nmessage: Found.\n";
  }
  files["rules/message.yaml"] =
      "id: message\nformat: 1\nrevision: 1\nseverity: warning\ntitle: A title\nmatch:\n"
      "  - type: AWS::Lambda::Function\n    each: \"[resource.?Environment.?Variables.?A]\"\n    "
      "as: a\n"
      "    label: a.orValue('')\n"
      "check: \"false\"\nmessage: \"See {{ resource.?Environment }}, {{ a }}, {{ a.orValue('') "
      "}}.\"\n";
  const Workspace workspace(files);
  for (const char* reporter : {"text", "github", "json", "sarif"}) {
    const std::string command = std::string("run") + kInputs + kReading +
                                "--rules rules -v -v --show-good --show-undetermined --reporter " +
                                reporter;
    const RunResult result = workspace.advisor(command);
    expect_nothing_planted(result, command);
    EXPECT_THAT(result.out, HasSubstr("mine-function")) << result.err;
    EXPECT_THAT(result.out, HasSubstr("other-function"));
    EXPECT_THAT(result.out, HasSubstr("***"));
  }
}

TEST(Secrets, NotInOtherCommands) {
  const Workspace workspace(all_files());
  const std::string inputs = std::string(kInputs) + kReading;
  std::vector<std::string> commands = {"inspect" + inputs,
                                       "inspect" + inputs + "--envfile ecs/.env"};
  for (const char* format : {"text", "json", "dot"})
    commands.push_back("graph" + inputs + "--format " + format);
  for (const char* expression :
       {"resource", "resource.Environment", "resource.?Environment.?Variables",
        "resource.?ContainerDefinitions", "resource.?ContainerDefinitions[0].?Environment",
        "resource.?MasterUserPassword.orValue(string(1))", "resource.?MasterUsername",
        "resource.?Value", "change", "change.?before", "change.?after", "meta"})
    for (const char* format : {"text", "json"})
      commands.push_back("eval '" + std::string(expression) + "'" + inputs + "--format " + format);
  for (const std::string& command : commands)
    expect_nothing_planted(workspace.advisor(command), command);
}

}  // namespace
}  // namespace advisor
