#!/usr/bin/env python3
"""Reduces AWS's CloudFormation resource schemas to what advisor needs (names, types, required
properties, enumerations) and writes src/model/schemas/*.json.

For developers only, when AWS adds properties: pip install cfn-lint, then run this script from
anywhere and read the difference. The build uses the committed result.

A node of the output is one of
  "any" "bool" "int" "number" "string" "json"
  {"enum": [...]}                              a string with its documented values
  {"list": node}, {"map": node}                a map's keys are the user's
  {"object": {name: node}, "required": [...]}
"""
import datetime
import importlib.metadata
import json
import pathlib

import cfnlint
from cfnlint.data.schemas.providers import us_east_1

TYPES = [
    "AWS::AmazonMQ::Broker",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Stage",
    "AWS::AppConfig::Environment",
    "AWS::AppMesh::VirtualNode",
    "AWS::AppSync::DataSource",
    "AWS::AppSync::GraphQLApi",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::AutoScaling::LifecycleHook",
    "AWS::AutoScaling::ScalingPolicy",
    "AWS::AutoScaling::ScheduledAction",
    "AWS::Backup::BackupPlan",
    "AWS::Backup::BackupSelection",
    "AWS::Backup::BackupVault",
    "AWS::Bedrock::Agent",
    "AWS::CertificateManager::Certificate",
    "AWS::CloudFormation::Stack",
    "AWS::CloudFront::Distribution",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::CodePipeline::Pipeline",
    "AWS::Cognito::IdentityPool",
    "AWS::Cognito::UserPool",
    "AWS::Config::ConfigRule",
    "AWS::DAX::Cluster",
    "AWS::DAX::ParameterGroup",
    "AWS::DocDB::DBCluster",
    "AWS::DocDB::DBClusterParameterGroup",
    "AWS::DocDB::DBInstance",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::EIP",
    "AWS::EC2::EIPAssociation",
    "AWS::EC2::Instance",
    "AWS::EC2::LaunchTemplate",
    "AWS::EC2::NatGateway",
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::Volume",
    "AWS::ECR::Repository",
    "AWS::ECS::CapacityProvider",
    "AWS::ECS::Cluster",
    "AWS::ECS::ClusterCapacityProviderAssociations",
    "AWS::ECS::ExpressGatewayService",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::ECS::TaskSet",
    "AWS::EFS::FileSystem",
    "AWS::EFS::MountTarget",
    "AWS::EKS::Addon",
    "AWS::EKS::Cluster",
    "AWS::EKS::Nodegroup",
    "AWS::EMR::Cluster",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ParameterGroup",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerCertificate",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::Elasticsearch::Domain",
    "AWS::Events::Rule",
    "AWS::FSx::FileSystem",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IoT::TopicRule",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Kinesis::StreamConsumer",
    "AWS::KinesisFirehose::DeliveryStream",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Url",
    "AWS::Lambda::Version",
    "AWS::Lex::BotAlias",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
    "AWS::Logs::SubscriptionFilter",
    "AWS::MSK::Cluster",
    "AWS::MSK::Configuration",
    "AWS::MemoryDB::Cluster",
    "AWS::MemoryDB::ParameterGroup",
    "AWS::Neptune::DBCluster",
    "AWS::Neptune::DBClusterParameterGroup",
    "AWS::Neptune::DBInstance",
    "AWS::Neptune::DBParameterGroup",
    "AWS::OpenSearchService::Domain",
    "AWS::Organizations::Account",
    "AWS::Pipes::Pipe",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBClusterParameterGroup",
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBParameterGroup",
    "AWS::RDS::DBProxy",
    "AWS::RDS::DBProxyTargetGroup",
    "AWS::RDS::DBSubnetGroup",
    "AWS::RDS::GlobalCluster",
    "AWS::RDS::OptionGroup",
    "AWS::Redshift::Cluster",
    "AWS::Redshift::ClusterParameterGroup",
    "AWS::RedshiftServerless::Namespace",
    "AWS::Route53::HealthCheck",
    "AWS::Route53::HostedZone",
    "AWS::Route53::RecordSet",
    "AWS::Route53::RecordSetGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::S3Express::DirectoryBucket",
    "AWS::S3ObjectLambda::AccessPoint",
    "AWS::SES::ReceiptRule",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::Queue",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SSM::MaintenanceWindow",
    "AWS::SSM::Parameter",
    "AWS::Scheduler::Schedule",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::SecretsManager::Secret",
    "AWS::ServiceDiscovery::Service",
    "AWS::StepFunctions::StateMachine",
    "AWS::StepFunctions::StateMachineVersion",
    "AWS::Timestream::Database",
    "AWS::Timestream::Table",
    "AWS::VpcLattice::TargetGroup",
    "AWS::WAFv2::WebACL",
]

ECS_API = "ECS API model of botocore 1.43.11"
LAMBDA_API = "Lambda API model of botocore 1.43.11"

# What the service's own API (and so ecspresso and lambroll) takes and the CloudFormation schema
# does not have yet: type -> [(path, node, source)]. A list in place of a node adds enumerated values.
ADDITIONS = {
    "AWS::ECS::TaskDefinition": [
        ("InferenceAccelerators", {"list": {"object": {"DeviceName": "string", "DeviceType": "string"},
                                            "required": ["DeviceName", "DeviceType"]}},
         "ECS API reference before Elastic Inference ended"),
        ("ContainerDefinitions[].LogConfiguration.LogDriver",
         ["awsfirelens", "awslogs", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog"], ECS_API),
    ],
    "AWS::ECS::Service": [
        ("LaunchType", ["MANAGED_INSTANCES"], ECS_API),
        ("PropagateTags", ["NONE"], ECS_API),
        ("Monitoring",
         {"object": {"MetricConfigurations": {"list": {"object": {
             "MetricNames": {"list": "string"}, "ResolutionSeconds": "int"}}}}},
         "changelog of ecspresso 2.8.5"),
        ("DeploymentConfiguration.LifecycleHooks[].TargetType", {"enum": ["AWS_LAMBDA", "PAUSE"]}, ECS_API),
        ("DeploymentConfiguration.LifecycleHooks[].LifecycleStages[]", ["PRE_PRODUCTION_TRAFFIC_SHIFT"], ECS_API),
        ("DeploymentConfiguration.LifecycleHooks[].TimeoutConfiguration",
         {"object": {"Action": {"enum": ["CONTINUE", "ROLLBACK"]}, "TimeoutInMinutes": "int"}}, ECS_API),
        ("ServiceConnectConfiguration.LogConfiguration.LogDriver",
         ["awsfirelens", "awslogs", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog"], ECS_API),
    ],
    "AWS::Lambda::Function": [
        ("Publish", "bool", LAMBDA_API),
        ("PublishTo", {"enum": ["LATEST_PUBLISHED"]}, LAMBDA_API),
        ("Environment.Variables", {"map": "string"}, LAMBDA_API),
    ],
}

SCALARS = {"boolean": "bool", "integer": "int", "number": "number", "string": "string"}


class Reducer:
    def __init__(self, schema):
        self.definitions = schema.get("definitions", {})

    def node(self, raw, above=()):
        if "$ref" in raw:
            name = raw["$ref"].split("/")[-1]
            return "any" if name in above else self.node(self.definitions[name], above + (name,))
        kind = raw.get("type")
        if isinstance(kind, list):
            return "json" if set(kind) == {"object", "string"} else "any"
        if "properties" in raw:
            return self.object(raw, above)
        if kind == "array":
            return {"list": self.node(raw.get("items", {}), above)}
        if kind == "object":
            return self.map(raw, above)
        if kind == "string" and "enum" in raw:
            return {"enum": sorted(raw["enum"])}
        return SCALARS.get(kind, "any")

    def map(self, raw, above):
        patterns = raw.get("patternProperties")
        if not patterns:
            return "json"
        return {"map": self.node(next(iter(patterns.values())), above)}

    def object(self, raw, above=()):
        out = {"object": {name: self.node(child, above) for name, child in sorted(raw["properties"].items())}}
        if raw.get("required"):
            out["required"] = sorted(raw["required"])
        return out


def add(root, path, node):
    """Adds a node (or enumerated values) at a path like "A.B[].C"."""
    steps = path.replace("[]", ".[]").split(".")
    here = root
    for step in steps[:-1]:
        here = here["list"] if step == "[]" else here["object"][step]
    holder, key = (here, "list") if steps[-1] == "[]" else (here["object"], steps[-1])
    if isinstance(node, list):
        known = holder[key]["enum"] if isinstance(holder[key], dict) else []
        node = {"enum": sorted(set(known) | set(node))}
    holder[key] = node
    if holder is not here:
        here["object"] = dict(sorted(here["object"].items()))


def reduce(name, folder, version, date):
    raw = json.loads((folder / f"{us_east_1.types[name]}.json").read_text())
    root = Reducer(raw).object(raw)
    additions = ADDITIONS.get(name, [])
    for path, node, _ in additions:
        add(root, path, node)
    return {
        "type": name,
        "source": f"AWS CloudFormation resource schema of {name}, us-east-1, as carried by cfn-lint {version}",
        "date": date,
        "additions": [{"path": path, "source": source} for path, _, source in additions],
        "schema": root,
    }


def text_of(reduced):
    """Compact, but one property per line, so that a difference can be read."""
    compact = lambda value: json.dumps(value, separators=(",", ":"))
    head = [f" {compact(key)}: {compact(reduced[key])}" for key in ("type", "source", "date", "additions")]
    schema = reduced["schema"]
    properties = ",\n".join(f"  {compact(k)}: {compact(v)}" for k, v in schema["object"].items())
    required = compact(schema.get("required", []))
    body = f' "schema": {{"required": {required}, "object": {{\n{properties}\n }}}}'
    return "{\n" + ",\n".join(head + [body]) + "\n}\n"


def main():
    version = importlib.metadata.version("cfn-lint")
    folder = pathlib.Path(list(cfnlint.__path__)[0]) / "data" / "schemas" / "resources"
    target = pathlib.Path(__file__).resolve().parent.parent / "src" / "model" / "schemas"
    target.mkdir(exist_ok=True)
    for name in TYPES:
        written = (folder / f"{us_east_1.types[name]}.json").stat().st_mtime
        date = datetime.date.fromtimestamp(written).isoformat()
        path = target / (name.replace("::", "-") + ".json")
        path.write_text(text_of(reduce(name, folder, version, date)))


if __name__ == "__main__":
    main()
