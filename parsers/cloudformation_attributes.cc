// What references to resources look like, as far as the "Return values" sections of the
// CloudFormation resource reference say it. Only shapes without exception are here.

#include <algorithm>
#include <array>

#include "parsers/cloudformation_evaluator.h"

namespace advisor::cfn {
namespace {

struct Attribute {
  std::string_view type;
  std::string_view name;  // empty: Ref
  std::string_view pattern;
};

#define ARN(service) "arn:{partition}:" service ":{region}:{account}:"

constexpr Attribute kAttributes[] = {
    {"AWS::ApiGateway::RestApi", "", "{name}"},
    {"AWS::ApiGatewayV2::Api", "", "{name}"},
    {"AWS::CloudWatch::Alarm", "", "{AlarmName}"},
    {"AWS::CloudWatch::Alarm", "Arn", ARN("cloudwatch") "alarm:{AlarmName}"},
    {"AWS::DAX::ParameterGroup", "", "{ParameterGroupName}"},
    {"AWS::DocDB::DBClusterParameterGroup", "", "{Name}"},
    {"AWS::DynamoDB::Table", "", "{TableName}"},
    {"AWS::DynamoDB::Table", "Arn", ARN("dynamodb") "table/{TableName}"},
    {"AWS::DynamoDB::Table", "StreamArn", ARN("dynamodb") "table/{TableName}/stream/{any}"},
    {"AWS::EC2::Subnet", "", "subnet-{name}"},
    {"AWS::EC2::Subnet", "SubnetId", "subnet-{name}"},
    {"AWS::EC2::SecurityGroup", "GroupId", "sg-{name}"},
    {"AWS::EC2::VPC", "", "vpc-{name}"},
    {"AWS::EC2::VPC", "VpcId", "vpc-{name}"},
    {"AWS::ECS::CapacityProvider", "", "{Name}"},
    {"AWS::ECS::Cluster", "", "{ClusterName}"},
    {"AWS::ECS::Cluster", "Arn", ARN("ecs") "cluster/{ClusterName}"},
    {"AWS::ECS::Service", "", ARN("ecs") "service/{any}"},
    {"AWS::ECS::Service", "ServiceArn", ARN("ecs") "service/{any}"},
    {"AWS::ECS::Service", "Name", "{ServiceName}"},
    {"AWS::ECS::TaskDefinition", "", ARN("ecs") "task-definition/{Family}:{name}"},
    {"AWS::ECS::TaskDefinition", "TaskDefinitionArn", ARN("ecs") "task-definition/{Family}:{name}"},
    {"AWS::ElastiCache::ParameterGroup", "", "{name}"},
    {"AWS::ElastiCache::SubnetGroup", "", "{CacheSubnetGroupName}"},
    {"AWS::ElasticLoadBalancingV2::Listener", "", ARN("elasticloadbalancing") "listener/{any}"},
    {"AWS::ElasticLoadBalancingV2::Listener", "ListenerArn",
     ARN("elasticloadbalancing") "listener/{any}"},
    {"AWS::ElasticLoadBalancingV2::ListenerRule", "",
     ARN("elasticloadbalancing") "listener-rule/{any}"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "",
     ARN("elasticloadbalancing") "loadbalancer/{name}/{Name}/{name}"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn",
     ARN("elasticloadbalancing") "loadbalancer/{name}/{Name}/{name}"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerFullName", "{name}/{Name}/{name}"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerName", "{Name}"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName", "{word}"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "",
     ARN("elasticloadbalancing") "targetgroup/{Name}/{name}"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupArn",
     ARN("elasticloadbalancing") "targetgroup/{Name}/{name}"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupFullName",
     "targetgroup/{Name}/{name}"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupName", "{Name}"},
    {"AWS::Events::EventBus", "", "{Name}"},
    {"AWS::Events::EventBus", "Arn", ARN("events") "event-bus/{Name}"},
    {"AWS::Events::Rule", "Arn", ARN("events") "rule/{any}"},
    {"AWS::IAM::Role", "", "{RoleName}"},
    {"AWS::IAM::Role", "Arn", "arn:{partition}:iam::{account}:role/{any}"},
    {"AWS::Kinesis::Stream", "", "{Name}"},
    {"AWS::Kinesis::Stream", "Arn", ARN("kinesis") "stream/{Name}"},
    {"AWS::KMS::Key", "", "{name}"},
    {"AWS::KMS::Key", "Arn", ARN("kms") "key/{name}"},
    {"AWS::Lambda::Alias", "", ARN("lambda") "function:{word}:{Name}"},
    {"AWS::Lambda::Alias", "AliasArn", ARN("lambda") "function:{word}:{Name}"},
    {"AWS::Lambda::Function", "", "{FunctionName}"},
    {"AWS::Lambda::Function", "Arn", ARN("lambda") "function:{FunctionName}"},
    {"AWS::Lambda::LayerVersion", "", ARN("lambda") "layer:{word}:{name}"},
    {"AWS::Lambda::LayerVersion", "LayerVersionArn", ARN("lambda") "layer:{word}:{name}"},
    {"AWS::Lambda::Version", "", ARN("lambda") "function:{word}:{name}"},
    {"AWS::Lambda::Version", "FunctionArn", ARN("lambda") "function:{word}:{name}"},
    {"AWS::Lambda::Version", "Version", "{name}"},
    {"AWS::Logs::LogGroup", "", "{LogGroupName}"},
    {"AWS::Logs::LogGroup", "Arn", ARN("logs") "log-group:{LogGroupName}:*"},
    {"AWS::MemoryDB::ParameterGroup", "", "{ParameterGroupName}"},
    {"AWS::Neptune::DBClusterParameterGroup", "", "{Name}"},
    {"AWS::Neptune::DBParameterGroup", "", "{Name}"},
    {"AWS::RDS::DBCluster", "", "{DBClusterIdentifier}"},
    {"AWS::RDS::DBClusterParameterGroup", "", "{DBClusterParameterGroupName}"},
    {"AWS::RDS::DBInstance", "", "{DBInstanceIdentifier}"},
    {"AWS::RDS::DBParameterGroup", "", "{DBParameterGroupName}"},
    {"AWS::RDS::DBParameterGroup", "DBParameterGroupName", "{DBParameterGroupName}"},
    {"AWS::RDS::DBSubnetGroup", "", "{DBSubnetGroupName}"},
    {"AWS::RDS::OptionGroup", "", "{OptionGroupName}"},
    {"AWS::Redshift::ClusterParameterGroup", "", "{ParameterGroupName}"},
    {"AWS::S3::Bucket", "", "{BucketName}"},
    {"AWS::S3::Bucket", "Arn", "arn:{partition}:s3:::{BucketName}"},
    {"AWS::SecretsManager::Secret", "", ARN("secretsmanager") "secret:{any}"},
    {"AWS::SNS::Topic", "", ARN("sns") "{TopicName}"},
    {"AWS::SNS::Topic", "TopicArn", ARN("sns") "{TopicName}"},
    {"AWS::SNS::Topic", "TopicName", "{TopicName}"},
    {"AWS::SQS::Queue", "", "https://{any}"},
    {"AWS::SQS::Queue", "QueueUrl", "https://{any}"},
    {"AWS::SQS::Queue", "Arn", ARN("sqs") "{QueueName}"},
    {"AWS::SQS::Queue", "QueueName", "{QueueName}"},
    {"AWS::StepFunctions::StateMachine", "", ARN("states") "stateMachine:{StateMachineName}"},
    {"AWS::StepFunctions::StateMachine", "Arn", ARN("states") "stateMachine:{StateMachineName}"},
    {"AWS::StepFunctions::StateMachine", "Name", "{StateMachineName}"},
    {"AWS::StepFunctions::StateMachineAlias", "", ARN("states") "stateMachine:{word}:{Name}"},
    {"AWS::StepFunctions::StateMachineAlias", "Arn", ARN("states") "stateMachine:{word}:{Name}"},
    {"AWS::StepFunctions::StateMachineVersion", "", ARN("states") "stateMachine:{word}:{name}"},
    {"AWS::StepFunctions::StateMachineVersion", "Arn", ARN("states") "stateMachine:{word}:{name}"},
};

#undef ARN

}  // namespace

std::string_view attribute_pattern(std::string_view type, std::string_view attribute) {
  const auto* found = std::ranges::find_if(
      kAttributes, [&](const Attribute& a) { return a.type == type && a.name == attribute; });
  return found == std::end(kAttributes) ? std::string_view() : found->pattern;
}

std::vector<std::string_view> attributes_of(std::string_view type) {
  std::vector<std::string_view> out;
  for (const Attribute& attribute : kAttributes)
    if (attribute.type == type)
      out.push_back(attribute.name);
  return out;
}

}  // namespace advisor::cfn
