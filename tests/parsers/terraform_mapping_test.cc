#include "parsers/terraform_mapping.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <sstream>

#include "parsers/json.h"
#include "parsers/terraform_place.h"
#include "parsers/terraform_table.h"
#include "src/model/dump.h"
#include "src/model/schema.h"

namespace advisor {
namespace {

// Texts of a test: "?" is unknown, "??" unknown and maybe absent.
void mark(Value& value) {
  if (const std::string* text = value.as_string(); text != nullptr && text->starts_with('?')) {
    const bool uncertain = *text == "??";
    Unknown unknown;
    unknown.cause = Unknown::Cause::kAfterApply;
    unknown.links.push_back({Link::Kind::kResource, "", "other", "Arn"});
    value = Value::unknown(std::move(unknown), value.span());
    value.set_uncertain(uncertain);
  }
  if (List* list = value.as_list())
    for (Value& element : *list)
      mark(element);
  if (Map* map = value.as_map())
    for (Member& member : *map)
      mark(member.value);
}

Value attributes_of(const std::string& json) {
  Parsed parsed = parse_json(json, 1);
  EXPECT_TRUE(parsed.ok) << json;
  mark(parsed.root);
  return std::move(parsed.root);
}

Value mapped(const std::string& type, const std::string& json) {
  SourceSet sources;
  sources.add("plan.json", json);
  const TerraformType* known = terraform_type(type);
  EXPECT_NE(known, nullptr) << type;
  return known == nullptr ? Value() : map_terraform(*known, attributes_of(json), sources);
}

struct Case {
  const char* type;
  const char* attributes;
  const char* properties;
};

void expect_all(const std::vector<Case>& cases) {
  for (const Case& test : cases)
    EXPECT_EQ(dump(mapped(test.type, test.attributes)), test.properties) << test.attributes;
}

TEST(TerraformMapping, NamesFollowTheSchema) {
  expect_all({
      {"aws_ecs_service",
       R"({"name": "api", "launch_type": "FARGATE", "enable_ecs_managed_tags": true})",
       R"(map{ServiceName:str"api" LaunchType:str"FARGATE" EnableECSManagedTags:true DesiredCount:int0})"},
      {"aws_db_instance", R"({"identifier": "db", "multi_az": true, "backup_retention_period": 7})",
       R"(map{DBInstanceIdentifier:str"db" MultiAZ:true BackupRetentionPeriod:int7})"},
      {"aws_alb", R"({"name": "x", "load_balancer_type": "network"})",
       R"(map{Name:str"x" Type:str"network"})"},
  });
}

TEST(TerraformMapping, ArgumentsOfTheProviderAreKeptApart) {
  expect_all({
      {"aws_s3_bucket",
       R"({"bucket": "b", "force_destroy": true, "id": "b", "arn": "arn:aws:s3:::b"})",
       R"(map{BucketName:str"b" Terraform:map{force_destroy:true id:str"b" arn:str"arn:aws:s3:::b"}})"},
      {"aws_sqs_queue", R"({"name": "q", "timeouts": null, "region": "eu-west-1"})",
       R"(map{QueueName:str"q" Terraform:map{region:str"eu-west-1"}})"},
      {"aws_lambda_permission", R"({"function_name": "f", "qualifier": "live"})",
       R"(map{FunctionName:str"f" Qualifier:str"live"})"},
  });
}

TEST(TerraformMapping, ListsOfOneBlockAreObjects) {
  expect_all({
      {"aws_ecs_service",
       R"({"desired_count": 2, "deployment_circuit_breaker": [{"enable": true, "rollback": false}],
           "deployment_maximum_percent": 200,
           "network_configuration": [{"subnets": ["s"], "assign_public_ip": false, "security_groups": []}],
           "load_balancer": [{"container_name": "c", "container_port": 80, "elb_name": ""}]})",
       R"(map{DesiredCount:int2 DeploymentConfiguration:map{DeploymentCircuitBreaker:map{Enable:true Rollback:false} MaximumPercent:int200} NetworkConfiguration:map{AwsvpcConfiguration:map{Subnets:list[str"s"] AssignPublicIp:str"DISABLED"}} LoadBalancers:list[map{ContainerName:str"c" ContainerPort:int80}]})"},
      {"aws_lambda_function",
       R"({"function_name": "f", "vpc_config": [{"subnet_ids": [], "security_group_ids": []}],
           "environment": [], "reserved_concurrent_executions": -1, "image_uri": "x:1"})",
       R"(map{FunctionName:str"f" Code:map{ImageUri:str"x:1"}})"},
      {"aws_wafv2_web_acl", R"({"default_action": [{"allow": [null], "block": []}],
           "rule": [{"name": "r", "override_action": [{"none": [{}], "count": []}]}]})",
       R"(map{DefaultAction:map{Allow:map{}} Rules:list[map{Name:str"r" OverrideAction:map{None:map{}}}]})"},
  });
}

TEST(TerraformMapping, ValuesThatMeanNothingAreAbsent) {
  expect_all({
      {"aws_cloudwatch_log_group", R"({"name": "l", "retention_in_days": 0, "kms_key_id": ""})",
       R"(map{LogGroupName:str"l"})"},
      {"aws_kinesis_stream", R"({"encryption_type": "NONE"})", "map{}"},
      {"aws_lambda_function", R"({"reserved_concurrent_executions": 0})",
       "map{ReservedConcurrentExecutions:int0}"},
      {"aws_s3_bucket_versioning", R"({"versioning_configuration": [{"status": "Disabled"}]})",
       "map{}"},
      {"aws_sqs_queue", R"({"fifo_queue": false, "tags": {}, "tags_all": {}})", "map{}"},
  });
}

TEST(TerraformMapping, DefaultsThatDifferFromCloudFormationAreFilledIn) {
  expect_all({
      {"aws_db_instance", R"({"engine": "mysql"})",
       R"(map{Engine:str"mysql" BackupRetentionPeriod:int0})"},
      {"aws_db_instance", R"({"backup_retention_period": "?"})",
       "map{BackupRetentionPeriod:unknown(after-apply)}"},
      {"aws_db_instance", R"({"snapshot_identifier": "s"})", R"(map{DBSnapshotIdentifier:str"s"})"},
      {"aws_db_instance", R"({"snapshot_identifier": "?"})",
       R"(map{DBSnapshotIdentifier:unknown(after-apply)})"},
      {"aws_db_instance", R"({"snapshot_identifier": "??"})",
       R"(map{DBSnapshotIdentifier:unknown(after-apply)? BackupRetentionPeriod:int0?})"},
      {"aws_ecs_service", R"({"scheduling_strategy": "DAEMON"})",
       R"(map{SchedulingStrategy:str"DAEMON"})"},
      {"aws_autoscaling_group", R"({"min_size": 1})",
       R"(map{MinSize:str"1" HealthCheckGracePeriod:int300})"},
  });
}

TEST(TerraformMapping, TypesFollowTheSchema) {
  expect_all({
      {"aws_db_instance", R"({"allocated_storage": 20, "backup_retention_period": 1})",
       R"(map{AllocatedStorage:str"20" BackupRetentionPeriod:int1})"},
      {"aws_elasticache_replication_group",
       R"({"auto_minor_version_upgrade": "true", "at_rest_encryption_enabled": "false"})",
       "map{AutoMinorVersionUpgrade:true AtRestEncryptionEnabled:false}"},
      {"aws_route53_record", R"({"ttl": 300, "weighted_routing_policy": [{"weight": 10}]})",
       R"(map{TTL:str"300" Weight:int10})"},
  });
}

TEST(TerraformMapping, BooleansBecomeWords) {
  expect_all({
      {"aws_lb", R"({"internal": true})", R"(map{Scheme:str"internal"})"},
      {"aws_lb", R"({"internal": false})", R"(map{Scheme:str"internet-facing"})"},
      {"aws_lb", R"({"internal": "?"})", "map{Scheme:unknown(after-apply)}"},
      {"aws_cloudwatch_event_rule", R"({"is_enabled": false})", R"(map{State:str"DISABLED"})"},
      {"aws_s3_bucket", R"({"acl": "public-read"})", R"(map{AccessControl:str"PublicRead"})"},
      {"aws_iot_topic_rule", R"({"name": "r", "enabled": false})",
       R"(map{RuleName:str"r" TopicRulePayload:map{RuleDisabled:true}})"},
  });
}

TEST(TerraformMapping, JsonTextsAreRead) {
  expect_all({
      {"aws_ecs_task_definition",
       R"({"family": "f", "container_definitions": "[{\"name\": \"a\", \"mountPoints\": [], \"CPU\": \"10\", \"environment\": [{\"name\": \"E\", \"value\": \"\"}], \"logConfiguration\": {\"options\": {\"awslogs-group\": \"g\"}}}]"})",
       R"(map{Family:str"f" ContainerDefinitions:list[map{Name:str"a" Cpu:int10 Environment:list[map{Name:str"E" Value:str""}] LogConfiguration:map{Options:map{awslogs-group:str"g"}}}]})"},
      {"aws_ecs_task_definition", R"({"container_definitions": "?"})",
       "map{ContainerDefinitions:unknown(after-apply)}"},
      {"aws_ecs_task_definition", R"({"container_definitions": "[{"})",
       R"(map{ContainerDefinitions:str"[{"})"},
      {"aws_sqs_queue",
       R"({"redrive_policy": "{\"deadLetterTargetArn\": \"a\", \"maxReceiveCount\": \"3\"}"})",
       R"(map{RedrivePolicy:map{deadLetterTargetArn:str"a" maxReceiveCount:str"3"}})"},
      {"aws_sns_topic_policy", R"({"arn": "t", "policy": "{\"Statement\": []}"})",
       R"(map{Topics:list[str"t"] PolicyDocument:map{Statement:list[]}})"},
  });
}

TEST(TerraformMapping, TagsBecomePairs) {
  expect_all({
      {"aws_sqs_queue", R"({"tags": {"a": "b"}})",
       R"(map{Tags:list[map{Key:str"a" Value:str"b"}]})"},
      {"aws_sqs_queue", R"({"tags": {"a": "b"}, "tags_all": {"a": "b", "d": "?"}})",
       R"(map{Tags:list[map{Key:str"a" Value:str"b"} map{Key:str"d" Value:unknown(after-apply)}]})"},
      {"aws_sqs_queue", R"({"tags": {"a": ""}, "tags_all": "?"})",
       R"(map{Tags:list[map{Key:str"a" Value:str""}]})"},
      {"aws_msk_cluster", R"({"tags": {"a": "b"}})", R"(map{Tags:map{a:str"b"}})"},
      {"aws_efs_file_system", R"({"tags": {"a": "b"}})",
       R"(map{FileSystemTags:list[map{Key:str"a" Value:str"b"}]})"},
      {"aws_autoscaling_group",
       R"({"health_check_grace_period": 9, "tag": [{"key": "a", "value": "b", "propagate_at_launch": true}]})",
       R"(map{HealthCheckGracePeriod:int9 Tags:list[map{Key:str"a" Value:str"b" PropagateAtLaunch:true}]})"},
      {"aws_lb_listener", R"({"tags": {"a": "b"}})", R"(map{Terraform:map{tags:map{a:str"b"}}})"},
  });
}

TEST(TerraformMapping, MapsAndListsOfPairsChangePlaces) {
  expect_all({
      {"aws_cloudwatch_metric_alarm", R"({"dimensions": {"QueueName": "q"}})",
       R"(map{Dimensions:list[map{Name:str"QueueName" Value:str"q"}]})"},
      {"aws_ecs_task_definition",
       R"({"proxy_configuration": [{"container_name": "e", "properties": {"AppPorts": "80"}}]})",
       R"(map{ProxyConfiguration:map{ContainerName:str"e" ProxyConfigurationProperties:list[map{Name:str"AppPorts" Value:str"80"}]}})"},
      {"aws_db_parameter_group",
       R"({"parameter": [{"name": "a", "value": "1", "apply_method": "immediate"}, {"name": "?", "value": "2"}]})",
       R"(map{Parameters:map{a:str"1"...}})"},
      {"aws_lambda_alias", R"({"routing_config": [{"additional_version_weights": {"2": 0.1}}]})",
       R"(map{RoutingConfig:map{AdditionalVersionWeights:list[map{FunctionVersion:str"2" FunctionWeight:double0.1}]}})"},
      {"aws_opensearch_domain",
       R"({"log_publishing_options": [{"log_type": "ES_APPLICATION_LOGS", "cloudwatch_log_group_arn": "a", "enabled": true}]})",
       R"(map{LogPublishingOptions:map{ES_APPLICATION_LOGS:map{CloudWatchLogsLogGroupArn:str"a" Enabled:true}}})"},
  });
}

TEST(TerraformMapping, AttributeListsHoldWhatTerraformShows) {
  expect_all({
      {"aws_lb",
       R"({"enable_deletion_protection": false, "idle_timeout": 60,
           "access_logs": [{"enabled": true, "bucket": "?", "prefix": ""}]})",
       R"(map{LoadBalancerAttributes:list[map{Key:str"deletion_protection.enabled" Value:str"false"} map{Key:str"idle_timeout.timeout_seconds" Value:str"60"} map{Key:str"access_logs.s3.enabled" Value:str"true"} map{Key:str"access_logs.s3.bucket" Value:unknown(after-apply)}]})"},
      {"aws_lb_target_group",
       R"({"deregistration_delay": "??", "health_check": [{"path": "/", "matcher": "200"}]})",
       R"(map{TargetGroupAttributes:list[map{Key:str"deregistration_delay.timeout_seconds" Value:unknown(after-apply)}?] HealthCheckPath:str"/" Matcher:map{HttpCode:str"200"}})"},
  });
}

TEST(TerraformMapping, UnknownBlocksLandWhereTheyWouldBe) {
  expect_all({
      {"aws_ecs_service",
       R"({"desired_count": "?", "deployment_maximum_percent": 100, "deployment_circuit_breaker": "??"})",
       R"(map{DesiredCount:unknown(after-apply) DeploymentConfiguration:map{MaximumPercent:int100 DeploymentCircuitBreaker:unknown(after-apply)?}})"},
      {"aws_ecs_service", R"({"desired_count": 1, "alarms": "??"})",
       R"(map{DesiredCount:int1 DeploymentConfiguration:map{Alarms:unknown(after-apply)?}?})"},
      {"aws_lb_target_group", R"({"stickiness": "?", "health_check": [{"path": "?"}]})",
       R"(map{TargetGroupAttributes:list[map{Key:str"stickiness.enabled" Value:unknown(after-apply)}? map{Key:str"stickiness.type" Value:unknown(after-apply)}? map{Key:str"stickiness.lb_cookie.duration_seconds" Value:unknown(after-apply)}? map{Key:str"stickiness.app_cookie.cookie_name" Value:unknown(after-apply)}?] HealthCheckPath:unknown(after-apply)})"},
      {"aws_lambda_function",
       R"({"environment": [{"variables": {"A": "?", "B": ""}}], "vpc_config": "?"})",
       R"(map{Environment:map{Variables:map{A:unknown(after-apply) B:str""}} VpcConfig:unknown(after-apply)})"},
      {"aws_lb_listener",
       R"({"certificate_arn": "?", "default_action": [{"type": "forward", "order": "?", "target_group_arn": "?"}]})",
       R"(map{Certificates:list[map{CertificateArn:unknown(after-apply)}] DefaultActions:list[map{Type:str"forward" Order:unknown(after-apply) TargetGroupArn:unknown(after-apply)}]})"},
      {"aws_s3_bucket_versioning", R"({"versioning_configuration": "?"})",
       R"(map{VersioningConfiguration:map{Status:unknown(after-apply)?}? Terraform:map{versioning_configuration:map{mfa_delete:unknown(after-apply)?}}})"},
      {"aws_rds_cluster", R"({"iam_roles": "?"})", "map{AssociatedRoles:unknown(after-apply)}"},
      {"aws_instance",
       R"({"root_block_device": "?", "ebs_block_device": [{"device_name": "d", "encrypted": true}]})",
       R"(map{BlockDeviceMappings:list[map{DeviceName:str"d" Ebs:map{Encrypted:true}}...]})"},
  });
}

TEST(TerraformMapping, OneBlockMayBeSeveralElements) {
  expect_all({
      {"aws_security_group",
       R"({"ingress": [{"from_port": 80, "to_port": 80, "protocol": "tcp", "cidr_blocks": ["a", "b"],
           "ipv6_cidr_blocks": [], "self": false, "security_groups": ["?"]}]})",
       R"(map{SecurityGroupIngress:list[map{FromPort:int80 ToPort:int80 IpProtocol:str"tcp" CidrIp:str"a"} map{FromPort:int80 ToPort:int80 IpProtocol:str"tcp" CidrIp:str"b"} map{FromPort:int80 ToPort:int80 IpProtocol:str"tcp" SourceSecurityGroupId:unknown(after-apply)}?]})"},
      {"aws_s3_bucket_notification",
       R"({"lambda_function": [{"lambda_function_arn": "f", "events": ["x", "y"], "filter_suffix": ".log"}]})",
       R"(map{NotificationConfiguration:map{LambdaConfigurations:list[map{Function:str"f" Filter:map{S3Key:map{Rules:list[map{Value:str".log" Name:str"suffix"}]}} Event:str"x"} map{Function:str"f" Filter:map{S3Key:map{Rules:list[map{Value:str".log" Name:str"suffix"}]}} Event:str"y"}]}})"},
      {"aws_lb_listener_rule",
       R"({"condition": [{"host_header": [{"values": ["h"]}], "source_ip": []}]})",
       R"(map{Conditions:list[map{HostHeaderConfig:map{Values:list[str"h"]} Field:str"host-header"}]})"},
      {"aws_dynamodb_table", R"({"hash_key": "a", "range_key": "b"})",
       R"(map{KeySchema:list[map{AttributeName:str"a" KeyType:str"HASH"} map{AttributeName:str"b" KeyType:str"RANGE"}]})"},
  });
}

TEST(TerraformMapping, PlacesAndLinksCarryOver) {
  const std::string json =
      R"({"internal": true, "idle_timeout": "?", "tags": {"a": "b"}, "subnets": ["s"]})";
  SourceSet sources;
  sources.add("plan.json", json);
  const Value value = map_terraform(*terraform_type("aws_lb"), attributes_of(json), sources);
  EXPECT_EQ(sources.text(value.find("Scheme")->span()), "true");
  EXPECT_EQ(sources.text(value.find_member("Scheme")->key_span), "\"internal\"");
  const Value& timeout = *value.find("LoadBalancerAttributes")->as_list()->at(0).find("Value");
  EXPECT_EQ(sources.text(timeout.span()), "\"?\"");
  EXPECT_EQ(timeout.as_unknown()->links.at(0).target, "other");
  const Value& tag = value.find("Tags")->as_list()->at(0);
  EXPECT_EQ(sources.text(tag.span()), "\"b\"");
  EXPECT_EQ(sources.text(tag.find("Key")->span()), "\"a\"");
  EXPECT_EQ(sources.text(value.find("Subnets")->as_list()->at(0).span()), "\"s\"");
}

TEST(TerraformMapping, PartsOfAJsonTextStandAtTheText) {
  const std::string json = R"({"container_definitions": "[{\"name\": \"a\"}]"})";
  SourceSet sources;
  sources.add("plan.json", json);
  const Value value =
      map_terraform(*terraform_type("aws_ecs_task_definition"), attributes_of(json), sources);
  const Value& container = value.find("ContainerDefinitions")->as_list()->at(0);
  EXPECT_EQ(sources.text(container.find("Name")->span()), R"("[{\"name\": \"a\"}]")");
}

TEST(TerraformMapping, ChildrenFoldIntoTheirOwners) {
  struct Fold {
    const char* child;
    const char* attributes;
    const char* owner;
    const char* owner_attributes;
    const char* properties;
  };
  const std::vector<Fold> folds = {
      {"aws_s3_bucket_versioning",
       R"({"bucket": "b", "versioning_configuration": [{"status": "Enabled"}]})", "aws_s3_bucket",
       R"({"bucket": "b"})",
       R"(map{BucketName:str"b" VersioningConfiguration:map{Status:str"Enabled"}})"},
      {"aws_cloudwatch_event_target", R"({"rule": "r", "target_id": "t", "arn": "?"})",
       "aws_cloudwatch_event_rule", R"({"name": "r"})",
       R"(map{Name:str"r" Targets:list[map{Id:str"t" Arn:unknown(after-apply)}]})"},
      {"aws_sqs_queue_redrive_policy", R"({"queue_url": "?", "redrive_policy": "?"})",
       "aws_sqs_queue", R"({"name": "q"})",
       R"(map{QueueName:str"q" RedrivePolicy:unknown(after-apply)})"},
      {"aws_autoscaling_attachment", R"({"lb_target_group_arn": "b"})", "aws_autoscaling_group",
       R"({"health_check_grace_period": 1, "target_group_arns": ["a"]})",
       R"(map{HealthCheckGracePeriod:int1 TargetGroupARNs:list[str"a" str"b"]})"},
      {"aws_lambda_provisioned_concurrency_config",
       R"({"qualifier": "live", "function_name": "f", "provisioned_concurrent_executions": 5})",
       "aws_lambda_alias", R"({"name": "live"})",
       R"(map{Name:str"live" ProvisionedConcurrencyConfig:map{ProvisionedConcurrentExecutions:int5}})"},
      {"aws_api_gateway_integration", R"({"type": "AWS_PROXY", "http_method": "GET"})",
       "aws_api_gateway_method", R"({"http_method": "GET", "authorization": "NONE"})",
       R"(map{HttpMethod:str"GET" AuthorizationType:str"NONE" Integration:map{Type:str"AWS_PROXY"}})"},
  };
  for (const Fold& test : folds) {
    const TerraformType* child = terraform_type(test.child);
    ASSERT_TRUE(child != nullptr && child->fold) << test.child;
    EXPECT_EQ(child->fold->owners, std::vector<std::string>{test.owner});
    Value owner = mapped(test.owner, test.owner_attributes);
    fold_into(owner, *child->fold, mapped(test.child, test.attributes));
    EXPECT_EQ(dump(owner), test.properties);
  }
}

TEST(TerraformMapping, WhatAChildMayAddIsNotKnown) {
  const Unknown unknown;
  Value rule = mapped("aws_cloudwatch_event_rule", R"({"name": "r"})");
  const TerraformFold& fold = *terraform_type("aws_cloudwatch_event_target")->fold;
  mark_foldable(rule, fold, unknown, {});
  EXPECT_EQ(dump(rule), R"(map{Name:str"r" Targets:unknown(template)?})");
  Value group = mapped("aws_autoscaling_group",
                       R"({"health_check_grace_period": 1, "target_group_arns": ["a"]})");
  mark_foldable(group, *terraform_type("aws_autoscaling_attachment")->fold, unknown, {});
  EXPECT_EQ(dump(group), R"(map{HealthCheckGracePeriod:int1 TargetGroupARNs:list[str"a"...] )"
                         R"(LoadBalancerNames:unknown(template)?})");
  std::set<std::string> children;
  for (const TerraformFold* into : folds_into("aws_sqs_queue"))
    children.insert(into->child);
  EXPECT_EQ(children, (std::set<std::string>{"aws_sqs_queue_redrive_allow_policy",
                                             "aws_sqs_queue_redrive_policy"}));
  EXPECT_EQ(folds_into("aws_alb_target_group").size(), 1U);
  EXPECT_TRUE(folds_into("no_such_type").empty());
}

TEST(TerraformMapping, ReferencesAreThoseOfTheModel) {
  const auto target = [](const char* type, const char* attribute) {
    const TerraformReference* reference = terraform_type(type)->reference(attribute);
    return reference == nullptr ? std::string("-") : "'" + reference->target + "'";
  };
  EXPECT_EQ(target("aws_lb", "arn"), "''");
  EXPECT_EQ(target("aws_lb", "dns_name"), "'DNSName'");
  EXPECT_EQ(target("aws_lambda_function", "arn"), "'Arn'");
  EXPECT_EQ(target("aws_lambda_function", "function_name"), "''");
  EXPECT_EQ(target("aws_lambda_alias", "arn"), "''");
  EXPECT_EQ(target("aws_sqs_queue", "url"), "''");
  EXPECT_EQ(target("aws_sqs_queue", "arn"), "'Arn'");
  EXPECT_EQ(target("aws_ecs_task_definition", "arn"), "''");
  EXPECT_EQ(target("aws_db_instance", "identifier"), "''");
  EXPECT_EQ(target("aws_lb", "subnets"), "-");
  EXPECT_EQ(terraform_type("aws_lambda_alias")->reference("name")->pattern, "{Name}");
}

// What a rule of the tables says must exist in the model.
const Schema* resolve(const Schema* schema, const std::vector<std::string>& path) {
  for (const std::string& name : path) {
    if (schema == nullptr || schema->kind != Schema::Kind::kObject)
      return schema != nullptr && schema->kind == Schema::Kind::kObject ? nullptr : schema;
    const Schema::Property* property = schema->find(name);
    if (property == nullptr)
      return nullptr;
    schema = &property->schema;
  }
  return schema;
}

const Schema* element(const Schema* schema) {
  return schema != nullptr && !schema->element.empty() ? &schema->element[0] : schema;
}

void expect_paths(const TerraformType& type, const std::vector<TerraformRule>& rules,
                  const Schema* schema, const Schema* root) {
  for (const TerraformRule& rule : rules) {
    using Target = TerraformRule::Target;
    if (rule.target == Target::kTerraform || rule.target == Target::kNowhere)
      continue;
    const std::string place = type.name + ": " + rule.attribute;
    if (rule.target == Target::kFlat) {
      EXPECT_FALSE(rule.children.empty()) << place;
      expect_paths(type, rule.children, schema, root);
      continue;
    }
    if (type.name == "aws_lambda_permission" && rule.attribute == "qualifier")
      continue;  // no property of CloudFormation; rules look for it
    const Schema* target = nullptr;
    if (rule.target == Target::kPath) {
      target = resolve(rule.from_root ? root : schema, rule.path);
      if (rule.append)
        target = resolve(element(target), rule.element_path);
    } else {
      const Schema::Property* found = tf::property_of(*schema, rule.attribute);
      target = found == nullptr ? nullptr : &found->schema;
    }
    EXPECT_NE(target, nullptr) << place << " has no place in " << type.type;
    if (target != nullptr)
      expect_paths(type, rule.children,
                   target->kind == Schema::Kind::kList || target->kind == Schema::Kind::kMap
                       ? element(target)
                       : target,
                   root);
  }
}

TEST(TerraformTables, EveryLineCanBeReadAndEveryPropertyExists) {
  std::set<std::string> seen;
  for (const EmbeddedText& file : embedded_terraform_tables())
    for (const TerraformHeading& heading : terraform_headings(file.text)) {
      std::vector<std::string> errors;
      const TerraformType type = read_terraform_type(heading, errors);
      EXPECT_EQ(errors, std::vector<std::string>()) << file.name;
      EXPECT_TRUE(seen.insert(type.name).second) << type.name << " has two tables";
      const Schema* root = resource_schema(type.type);
      ASSERT_NE(root, nullptr) << type.type;
      const Schema* schema = resolve(root, type.table->under);
      ASSERT_NE(schema, nullptr) << type.name;
      expect_paths(type, type.table->rules, type.table->under_list ? element(schema) : schema,
                   root);
      if (type.fold)
        for (const std::string& owner : type.fold->owners) {
          ASSERT_NE(terraform_type(owner), nullptr) << owner;
          EXPECT_EQ(terraform_type(owner)->type, type.type) << type.name;
          for (const std::string& path : type.fold->adds)
            EXPECT_NE(resolve(root, {path}), nullptr) << type.name << " adds " << path;
        }
    }
  EXPECT_GE(seen.size(), 68U);
  EXPECT_EQ(terraform_types().size(), seen.size());
}

TEST(TerraformTables, ThePageNamesEveryType) {
  std::ifstream file(ADVISOR_SOURCE_DIR "/docs/terraform.md");
  std::stringstream page;
  page << file.rdbuf();
  for (const std::string_view name : terraform_types()) {
    const TerraformType& type = *terraform_type(name);
    const std::size_t row = page.str().find("\n| " + type.type + " | ");
    ASSERT_NE(row, std::string::npos) << type.type;
    const std::string line = page.str().substr(row + 1, page.str().find('\n', row + 1) - row - 1);
    const std::string word = "`" + type.name + "`" + (type.fold ? "*" : "");
    EXPECT_NE(line.find(word), std::string::npos) << word;
  }
}

TEST(TerraformTables, SaysWhichLineIsWrong) {
  const auto headings = terraform_headings(
      "# x\naws_x = AWS::X::Y\n  a -> B wrong(1)\n"
      "      deep -> C\n  @what\n  @fold into y\n  b -> C.D[].E\n");
  ASSERT_EQ(headings.size(), 1U);
  std::vector<std::string> errors;
  const TerraformType type = read_terraform_type(headings[0], errors);
  EXPECT_EQ(errors, (std::vector<std::string>{"aws_x: a -> B wrong(1)", "aws_x: deep -> C",
                                              "aws_x: @what", "aws_x: @fold"}));
  EXPECT_EQ(type.table->rules.back().path, (std::vector<std::string>{"C", "D"}));
  EXPECT_EQ(type.table->rules.back().element_path, std::vector<std::string>{"E"});
}

// Every attribute that a table names, in one flat list of "TYPE ATTRIBUTE.ATTRIBUTE".
void collect(const std::string& prefix, const std::vector<TerraformRule>& rules,
             std::vector<std::string>& out) {
  for (const TerraformRule& rule : rules) {
    out.push_back(prefix + rule.attribute);
    collect(prefix + rule.attribute + ".", rule.children, out);
  }
}

const Value* provider_attribute(const Value* block, const std::string& name) {
  for (const char* group : {"attributes", "block_types"})
    if (const Value* found = block->find(group))
      if (const Value* attribute = found->find(name))
        return attribute;
  return nullptr;
}

// With ADVISOR_PROVIDER_SCHEMA=FILE, the output of `terraform providers schema -json`.
TEST(TerraformTables, EveryAttributeExistsInTheProvider) {
  const char* path = std::getenv("ADVISOR_PROVIDER_SCHEMA");
  if (path == nullptr)
    GTEST_SKIP() << "ADVISOR_PROVIDER_SCHEMA names no provider schema";
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const Parsed parsed = parse_json(text.str(), 1);
  ASSERT_TRUE(parsed.ok) << path;
  const Value* providers = parsed.root.find("provider_schemas");
  ASSERT_TRUE(providers != nullptr && providers->as_map() != nullptr);
  const Value* resources = providers->as_map()->front().value.find("resource_schemas");
  ASSERT_NE(resources, nullptr);
  for (const std::string_view name : terraform_types()) {
    const Value* resource = resources->find(name);
    ASSERT_NE(resource, nullptr) << name;
    std::vector<std::string> attributes;
    collect("", terraform_type(name)->table->rules, attributes);
    for (const std::string& attribute : attributes) {
      const Value* block = resource->find("block");
      std::stringstream steps(attribute);
      for (std::string step; block != nullptr && std::getline(steps, step, '.');) {
        const Value* found = provider_attribute(block, step);
        EXPECT_NE(found, nullptr) << name << " " << attribute;
        // Below an attribute of objects there is only its type, which names no single attributes.
        block = found == nullptr ? nullptr : found->find("block");
        if (block == nullptr && found != nullptr)
          block = found->find("nested_type");
      }
    }
  }
}

class Anything {
 public:
  explicit Anything(unsigned seed) : random_(seed) {}

  Value value(int depth) {
    switch (random_() % (depth > 0 ? 9 : 7)) {
      case 0:
        return Value::null();
      case 1:
        return Value::boolean(random_() % 2 == 0);
      case 2:
        return Value::integer(static_cast<std::int64_t>(random_() % 3) - 1);
      case 3:
        return Value::number(0.5);
      case 4:
        return Value::string(random_() % 2 == 0 ? "[{\"name\": [1, {\"a\": null}]}]" : "x");
      case 5:
      case 6: {
        Value unknown = Value::unknown({});
        unknown.set_uncertain(random_() % 2 == 0);
        return unknown;
      }
      case 7: {
        Value list = Value::list();
        for (auto i = random_() % 3; i > 0; --i)
          list.as_list()->push_back(value(depth - 1));
        list.set_open(random_() % 3 == 0);
        return list;
      }
      default:
        return map({"name", "value", "key", "rule", "enabled", "x"}, depth - 1);
    }
  }

  Value map(const std::vector<std::string>& keys, int depth) {
    Value map = Value::map();
    for (const std::string& key : keys)
      if (random_() % 4 != 0)
        map.as_map()->push_back({key, {}, random_() % 3 == 0 ? blocks(depth) : value(depth)});
    map.set_open(random_() % 4 == 0);
    return map;
  }

  // What tables have rules for.
  void use(std::vector<std::string> names) { names_ = std::move(names); }

 private:
  Value blocks(int depth) {
    Value list = Value::list();
    if (depth > 0)
      list.as_list()->push_back(map(names_, depth - 1));
    return list;
  }

  std::mt19937 random_;
  std::vector<std::string> names_;
};

void leaves(const std::vector<TerraformRule>& rules, std::set<std::string>& names) {
  for (const TerraformRule& rule : rules) {
    names.insert(rule.attribute);
    leaves(rule.children, names);
  }
}

TEST(TerraformMapping, WrongTypesEverywhereDoNoHarm) {
  const SourceSet sources;
  unsigned seed = 1;
  for (const std::string_view name : terraform_types()) {
    const TerraformType& type = *terraform_type(name);
    std::set<std::string> names = {"tags", "tags_all", "policy", "name"};
    leaves(type.table->rules, names);
    for (int round = 0; round < 5; ++round) {
      Anything anything(++seed);
      anything.use({names.begin(), names.end()});
      Value properties = map_terraform(
          type, anything.map({names.begin(), names.end()}, names.size() > 25 ? 1 : 2), sources);
      EXPECT_NE(properties.as_map(), nullptr);
      if (type.fold) {
        Value owner =
            map_terraform(*terraform_type(type.fold->owners[0]),
                          anything.map({"name", "rule", "bucket", "policy", "tags"}, 3), sources);
        mark_foldable(owner, *type.fold, {}, {});
        fold_into(owner, *type.fold, std::move(properties));
      }
      EXPECT_FALSE(map_terraform(type, anything.value(0), sources).open());
    }
  }
}

}  // namespace
}  // namespace advisor
