#include "src/aws/operations.h"

#include <algorithm>

#include "src/base/text.h"

namespace advisor::aws {
namespace {

using enum Protocol;

constexpr Service kServices[] = {
    {.id = "appconfig",
     .endpoint = "appconfig",
     .variable = "APPCONFIG",
     .protocol = kRestJson,
     .version = ""},
    {.id = "application-autoscaling",
     .endpoint = "application-autoscaling",
     .variable = "APPLICATION_AUTO_SCALING",
     .protocol = kJson11,
     .version = "AnyScaleFrontendService"},
    {.id = "autoscaling",
     .endpoint = "autoscaling",
     .variable = "AUTO_SCALING",
     .protocol = kQuery,
     .version = "2011-01-01",
     .lists = "AcceleratorManufacturers AcceleratorNames AcceleratorTypes Alarms "
              "AllowedInstanceTypes AutoScalingGroups AvailabilityZoneIds AvailabilityZones "
              "BlockDeviceMappings CapacityReservationIds CapacityReservationResourceGroupArns "
              "ClassicLinkVPCSecurityGroups CpuManufacturers Dimensions EnabledMetrics "
              "ExcludedInstanceTypes InstanceGenerations Instances LaunchConfigurations "
              "LifecycleHooks LoadBalancerNames LocalStorageTypes MetricDataQueries "
              "MetricSpecifications Metrics Overrides Reference=References ScalingPolicies "
              "ScheduledUpdateGroupActions SecurityGroups StepAdjustments SuspendedProcesses Tags "
              "TargetGroupARNs TerminationPolicies TrafficSources"},
    {.id = "backup",
     .endpoint = "backup",
     .variable = "BACKUP",
     .protocol = kRestJson,
     .version = ""},
    {.id = "cloudformation",
     .endpoint = "cloudformation",
     .variable = "CLOUDFORMATION",
     .protocol = kQuery,
     .version = "2010-05-15",
     .lists = "Capabilities NotificationARNs Outputs Parameters RollbackTriggers Stacks Tags"},
    {.id = "cloudwatch",
     .endpoint = "monitoring",
     .variable = "CLOUDWATCH",
     .protocol = kQuery,
     .version = "2010-08-01",
     .lists =
         "AlarmActions CompositeAlarms Dimensions InsufficientDataActions MetricAlarms Metrics "
         "OKActions"},
    {.id = "codedeploy",
     .endpoint = "codedeploy",
     .variable = "CODEDEPLOY",
     .protocol = kJson11,
     .version = "CodeDeploy_20141006"},
    {.id = "dynamodb",
     .endpoint = "dynamodb",
     .variable = "DYNAMODB",
     .protocol = kJson10,
     .version = "DynamoDB_20120810"},
    {.id = "ec2",
     .endpoint = "ec2",
     .variable = "EC2",
     .protocol = kEc2,
     .version = "2016-11-15",
     .lists = "addressesSet=Addresses geographySet=Geography "
              "ipv6CidrBlockAssociationSet=Ipv6CidrBlockAssociationSet regionInfo=Regions "
              "subnetSet=Subnets tagSet=Tags",
     .list_parameters = "AllocationIds=AllocationId Filters=Filter PublicIps=PublicIp "
                        "RegionNames=RegionName SubnetIds=SubnetId Values=Value"},
    {.id = "ecs",
     .endpoint = "ecs",
     .variable = "ECS",
     .protocol = kJson11,
     .version = "AmazonEC2ContainerServiceV20141113"},
    {.id = "elasticache",
     .endpoint = "elasticache",
     .variable = "ELASTICACHE",
     .protocol = kQuery,
     .version = "2015-02-02",
     .lists =
         "CacheClusters CacheNodeIdsToReboot CacheNodeIdsToRemove "
         "CacheNodeTypeSpecificParameters CacheNodeTypeSpecificValues CacheNodes "
         "CacheParameterGroups CacheSecurityGroups CacheSubnetGroups LogDeliveryConfigurations "
         "MemberClusters MemberClustersOutpostArns NodeGroupMembers NodeGroups Parameters "
         "PendingLogDeliveryConfiguration=LogDeliveryConfigurations ReplicationGroups "
         "SecurityGroupIds SecurityGroups ServerlessCaches SubnetIds Subnets "
         "SupportedNetworkTypes TagList UserGroupIds UserGroupIdsToAdd UserGroupIdsToRemove"},
    {.id = "elasticloadbalancing",
     .endpoint = "elasticloadbalancing",
     .variable = "ELASTIC_LOAD_BALANCING_V2",
     .protocol = kQuery,
     .version = "2015-12-01",
     .lists = "Actions AdditionalClaims AlpnPolicy Attributes AvailabilityZones Certificates "
              "Conditions DefaultActions Listeners LoadBalancerAddresses LoadBalancerArns "
              "LoadBalancers RegexValues Rewrites Rules SecurityGroups SourceNatIpv6Prefixes "
              "TagDescriptions Tags TargetGroups TargetHealthDescriptions Transforms Values",
     .maps = "AuthenticationRequestExtraParams"},
    {.id = "events",
     .endpoint = "events",
     .variable = "EVENTBRIDGE",
     .protocol = kJson11,
     .version = "AWSEvents"},
    {.id = "lambda",
     .endpoint = "lambda",
     .variable = "LAMBDA",
     .protocol = kRestJson,
     .version = ""},
    {.id = "logs",
     .endpoint = "logs",
     .variable = "CLOUDWATCH_LOGS",
     .protocol = kJson11,
     .version = "Logs_20140328"},
    {.id = "organizations",
     .endpoint = "organizations",
     .variable = "ORGANIZATIONS",
     .protocol = kJson11,
     .version = "AWSOrganizationsV20161128"},
    {.id = "rds",
     .endpoint = "rds",
     .variable = "RDS",
     .protocol = kQuery,
     .version = "2014-10-31",
     .lists =
         "AdditionalStorageVolumes AssociatedRoles AvailabilityZones CustomEndpoints "
         "DBClusterMembers DBClusterOptionGroupMemberships DBClusterParameterGroups DBClusters "
         "DBInstanceAutomatedBackupsReplications DBInstances DBParameterGroups "
         "DBSecurityGroupMemberships DBSecurityGroups "
         "DBSubnetGroups DnsIps DomainMemberships EnabledCloudwatchLogsExports "
         "GlobalClusterMembers "
         "GlobalClusters LogTypesToDisable LogTypesToEnable OptionGroupMemberships "
         "OptionGroupsList OptionSettings Options Parameters "
         "ProcessorFeatures ReadReplicaDBClusterIdentifiers ReadReplicaDBInstanceIdentifiers "
         "ReadReplicaIdentifiers Readers StatusInfos Subnets SupportedEngineModes "
         "SupportedNetworkTypes TagList VpcSecurityGroupMemberships VpcSecurityGroups",
     .list_parameters = "Filters=Filter Values=Value"},
    {.id = "route53",
     .endpoint = "route53",
     .variable = "ROUTE_53",
     .protocol = kRestXml,
     .version = "",
     .lists = "ChildHealthChecks HealthChecks Regions"},
    {.id = "s3",
     .endpoint = "s3",
     .variable = "S3",
     .protocol = kRestXml,
     .version = "",
     .lists = "Buckets",
     .repeated = "CloudFunctionConfiguration=LambdaFunctionConfigurations EncryptionType "
                 "Event=Events FilterRule=FilterRules "
                 "NoncurrentVersionTransition=NoncurrentVersionTransitions "
                 "QueueConfiguration=QueueConfigurations Rule=Rules "
                 "TopicConfiguration=TopicConfigurations Transition=Transitions",
     .renamed = "CloudFunction=LambdaFunctionArn MfaDelete=MFADelete Queue=QueueArn S3Key=Key "
                "Topic=TopicArn"},
    {.id = "scheduler",
     .endpoint = "scheduler",
     .variable = "SCHEDULER",
     .protocol = kRestJson,
     .version = ""},
    {.id = "sns",
     .endpoint = "sns",
     .variable = "SNS",
     .protocol = kQuery,
     .version = "2010-03-31",
     .lists = "Subscriptions Tags Topics",
     .maps = "Attributes"},
    {.id = "sqs",
     .endpoint = "sqs",
     .variable = "SQS",
     .protocol = kJson10,
     .version = "AmazonSQS"},
    {.id = "ssm",
     .endpoint = "ssm",
     .variable = "SSM",
     .protocol = kJson11,
     .version = "AmazonSSM"},
    {.id = "sts",
     .endpoint = "sts",
     .variable = "STS",
     .protocol = kQuery,
     .version = "2011-06-15"},
    {.id = "support",
     .endpoint = "support",
     .variable = "SUPPORT",
     .protocol = kJson11,
     .version = "AWSSupport_20130415"},
    {.id = "tagging",
     .endpoint = "tagging",
     .variable = "RESOURCE_GROUPS_TAGGING_API",
     .protocol = kJson11,
     .version = "ResourceGroupsTaggingAPI_20170126"},
};

// Rows of the common kinds.
constexpr Operation one(std::string_view service, std::string_view name,
                        std::string_view path = "/") {
  return {.service = service, .name = name, .path = path};
}
constexpr Operation pages(std::string_view service, std::string_view name, std::string_view token,
                          std::string_view members, std::string_view size_parameter, int size) {
  return {.service = service,
          .name = name,
          .input_token = token,
          .output_token = token,
          .page_members = members,
          .page_size_parameter = size_parameter,
          .page_size = size};
}
// ELBv2 and Lambda: Marker in, NextMarker out.
constexpr Operation elb_pages(std::string_view name, std::string_view members) {
  return {.service = "elasticloadbalancing",
          .name = name,
          .input_token = "Marker",
          .output_token = "NextMarker",
          .page_members = members,
          .page_size_parameter = "PageSize",
          .page_size = 400};
}
constexpr Operation lambda_pages(std::string_view name, std::string_view path,
                                 std::string_view members, int size) {
  return {.service = "lambda",
          .name = name,
          .path = path,
          .input_token = "Marker",
          .output_token = "NextMarker",
          .page_members = members,
          .page_size_parameter = "MaxItems",
          .page_size = size};
}
constexpr Operation bucket(std::string_view name, std::string_view path,
                           std::string_view action = "") {
  return {.service = "s3", .name = name, .path = path, .action = action};
}

// AppConfig and Backup: tokens and sizes are query parameters with names of their own.
constexpr Operation rest_pages(std::string_view service, std::string_view name,
                               std::string_view path, std::string_view members,
                               std::string_view query_names, int size) {
  return {.service = service,
          .name = name,
          .path = path,
          .input_token = "NextToken",
          .output_token = "NextToken",
          .page_members = members,
          .page_size_parameter = "MaxResults",
          .page_size = size,
          .query_names = query_names};
}
constexpr std::string_view kAppConfigNames = "MaxResults=max_results NextToken=next_token";
constexpr std::string_view kBackupNames = "MaxResults=maxResults NextToken=nextToken";

constexpr Operation kOperations[] = {
    rest_pages("appconfig", "ListApplications", "/applications", "Items", kAppConfigNames, 50),
    rest_pages("appconfig", "ListEnvironments", "/applications/{ApplicationId}/environments",
               "Items", kAppConfigNames, 50),
    pages("application-autoscaling", "DescribeScalableTargets", "NextToken", "ScalableTargets",
          "MaxResults", 50),
    pages("application-autoscaling", "DescribeScalingPolicies", "NextToken", "ScalingPolicies",
          "MaxResults", 10),
    pages("application-autoscaling", "DescribeScheduledActions", "NextToken", "ScheduledActions",
          "MaxResults", 50),
    pages("autoscaling", "DescribeAutoScalingGroups", "NextToken", "AutoScalingGroups",
          "MaxRecords", 100),
    pages("autoscaling", "DescribeLaunchConfigurations", "NextToken", "LaunchConfigurations",
          "MaxRecords", 100),
    one("autoscaling", "DescribeLifecycleHooks"),
    pages("autoscaling", "DescribePolicies", "NextToken", "ScalingPolicies", "MaxRecords", 100),
    pages("autoscaling", "DescribeScheduledActions", "NextToken", "ScheduledUpdateGroupActions",
          "MaxRecords", 100),
    one("backup", "GetBackupSelection", "/backup/plans/{BackupPlanId}/selections/{SelectionId}"),
    rest_pages("backup", "ListBackupPlans", "/backup/plans/", "BackupPlansList", kBackupNames,
               1000),
    rest_pages("backup", "ListBackupSelections", "/backup/plans/{BackupPlanId}/selections/",
               "BackupSelectionsList", kBackupNames, 1000),
    pages("cloudformation", "DescribeStacks", "NextToken", "Stacks", "", 0),
    pages("cloudwatch", "DescribeAlarms", "NextToken", "MetricAlarms CompositeAlarms", "MaxRecords",
          100),
    one("codedeploy", "BatchGetDeploymentGroups"),
    pages("codedeploy", "ListApplications", "nextToken", "applications", "", 0),
    pages("codedeploy", "ListDeploymentGroups", "nextToken", "deploymentGroups", "", 0),
    one("dynamodb", "DescribeContinuousBackups"),
    one("dynamodb", "DescribeTable"),
    one("dynamodb", "DescribeTimeToLive"),
    {.service = "dynamodb",
     .name = "ListTables",
     .input_token = "ExclusiveStartTableName",
     .output_token = "LastEvaluatedTableName",
     .page_members = "TableNames",
     .page_size_parameter = "Limit",
     .page_size = 100},
    pages("dynamodb", "ListTagsOfResource", "NextToken", "Tags", "", 0),
    one("ec2", "DescribeAddresses"),
    one("ec2", "DescribeRegions"),
    pages("ec2", "DescribeSubnets", "NextToken", "Subnets", "MaxResults", 1000),
    pages("ecs", "DescribeCapacityProviders", "nextToken", "capacityProviders", "", 0),
    one("ecs", "DescribeClusters"),
    one("ecs", "DescribeServices"),
    one("ecs", "DescribeTaskDefinition"),
    pages("ecs", "ListClusters", "nextToken", "clusterArns", "maxResults", 100),
    pages("ecs", "ListServices", "nextToken", "serviceArns", "maxResults", 100),
    pages("ecs", "ListTaskDefinitionFamilies", "nextToken", "families", "maxResults", 100),
    pages("ecs", "ListTaskDefinitions", "nextToken", "taskDefinitionArns", "maxResults", 100),
    pages("elasticache", "DescribeCacheClusters", "Marker", "CacheClusters", "MaxRecords", 100),
    pages("elasticache", "DescribeCacheParameterGroups", "Marker", "CacheParameterGroups",
          "MaxRecords", 100),
    // Its CacheNodeTypeSpecificParameters come in pages too.
    pages("elasticache", "DescribeCacheParameters", "Marker",
          "Parameters CacheNodeTypeSpecificParameters", "MaxRecords", 100),
    pages("elasticache", "DescribeCacheSubnetGroups", "Marker", "CacheSubnetGroups", "MaxRecords",
          100),
    pages("elasticache", "DescribeReplicationGroups", "Marker", "ReplicationGroups", "MaxRecords",
          100),
    pages("elasticache", "DescribeServerlessCaches", "NextToken", "ServerlessCaches", "MaxResults",
          50),
    one("elasticache", "ListTagsForResource"),
    one("elasticloadbalancing", "DescribeListenerAttributes"),
    elb_pages("DescribeListenerCertificates", "Certificates"),
    elb_pages("DescribeListeners", "Listeners"),
    one("elasticloadbalancing", "DescribeLoadBalancerAttributes"),
    elb_pages("DescribeLoadBalancers", "LoadBalancers"),
    elb_pages("DescribeRules", "Rules"),
    one("elasticloadbalancing", "DescribeTags"),
    one("elasticloadbalancing", "DescribeTargetGroupAttributes"),
    elb_pages("DescribeTargetGroups", "TargetGroups"),
    one("elasticloadbalancing", "DescribeTargetHealth"),
    one("events", "DescribeEventBus"),
    pages("events", "ListEventBuses", "NextToken", "EventBuses", "Limit", 100),
    pages("events", "ListRules", "NextToken", "Rules", "Limit", 100),
    one("events", "ListTagsForResource"),
    pages("events", "ListTargetsByRule", "NextToken", "Targets", "Limit", 100),
    one("lambda", "GetFunctionConcurrency", "/2019-09-30/functions/{FunctionName}/concurrency"),
    one("lambda", "GetFunctionConfiguration", "/2015-03-31/functions/{FunctionName}/configuration"),
    one("lambda", "GetFunctionEventInvokeConfig",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config"),
    one("lambda", "GetFunctionUrlConfig", "/2021-10-31/functions/{FunctionName}/url"),
    one("lambda", "GetPolicy", "/2015-03-31/functions/{FunctionName}/policy"),
    lambda_pages("ListAliases", "/2015-03-31/functions/{FunctionName}/aliases", "Aliases", 50),
    lambda_pages("ListEventSourceMappings", "/2015-03-31/event-source-mappings",
                 "EventSourceMappings", 100),
    lambda_pages("ListFunctionEventInvokeConfigs",
                 "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",
                 "FunctionEventInvokeConfigs", 50),
    lambda_pages("ListFunctionUrlConfigs", "/2021-10-31/functions/{FunctionName}/urls",
                 "FunctionUrlConfigs", 50),
    lambda_pages("ListFunctions", "/2015-03-31/functions", "Functions", 50),
    lambda_pages("ListProvisionedConcurrencyConfigs",
                 "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL",
                 "ProvisionedConcurrencyConfigs", 50),
    one("lambda", "ListTags", "/2017-03-31/tags/{Resource}"),
    lambda_pages("ListVersionsByFunction", "/2015-03-31/functions/{FunctionName}/versions",
                 "Versions", 50),
    pages("logs", "DescribeLogGroups", "nextToken", "logGroups", "limit", 50),
    pages("logs", "DescribeMetricFilters", "nextToken", "metricFilters", "limit", 50),
    pages("logs", "DescribeSubscriptionFilters", "nextToken", "subscriptionFilters", "limit", 50),
    one("organizations", "DescribeOrganization"),
    pages("organizations", "ListAccounts", "NextToken", "Accounts", "MaxResults", 20),
    pages("rds", "DescribeDBClusterParameterGroups", "Marker", "DBClusterParameterGroups",
          "MaxRecords", 100),
    pages("rds", "DescribeDBClusterParameters", "Marker", "Parameters", "MaxRecords", 100),
    pages("rds", "DescribeDBClusters", "Marker", "DBClusters", "MaxRecords", 100),
    pages("rds", "DescribeDBInstances", "Marker", "DBInstances", "MaxRecords", 100),
    pages("rds", "DescribeDBParameterGroups", "Marker", "DBParameterGroups", "MaxRecords", 100),
    pages("rds", "DescribeDBParameters", "Marker", "Parameters", "MaxRecords", 100),
    pages("rds", "DescribeDBSubnetGroups", "Marker", "DBSubnetGroups", "MaxRecords", 100),
    pages("rds", "DescribeGlobalClusters", "Marker", "GlobalClusters", "MaxRecords", 100),
    pages("rds", "DescribeOptionGroups", "Marker", "OptionGroupsList", "MaxRecords", 100),
    {.service = "route53",
     .name = "ListHealthChecks",
     .path = "/2013-04-01/healthcheck",
     .input_token = "Marker",
     .output_token = "NextMarker",
     .page_members = "HealthChecks",
     .page_size_parameter = "MaxItems",
     .page_size = 1000,
     .query_names = "Marker=marker MaxItems=maxitems"},
    bucket("GetBucketEncryption", "/{Bucket}?encryption=", "s3:GetEncryptionConfiguration"),
    bucket("GetBucketLifecycleConfiguration",
           "/{Bucket}?lifecycle=", "s3:GetLifecycleConfiguration"),
    bucket("GetBucketLocation", "/{Bucket}?location="),
    bucket("GetBucketNotificationConfiguration",
           "/{Bucket}?notification=", "s3:GetBucketNotification"),
    bucket("GetBucketPolicy", "/{Bucket}?policy="),
    bucket("GetBucketVersioning", "/{Bucket}?versioning="),
    bucket("GetBucketWebsite", "/{Bucket}?website="),
    bucket("GetPublicAccessBlock", "/{Bucket}?publicAccessBlock=", "s3:GetBucketPublicAccessBlock"),
    {.service = "s3",
     .name = "ListBuckets",
     .input_token = "ContinuationToken",
     .output_token = "ContinuationToken",
     .page_members = "Buckets",
     .page_size_parameter = "MaxBuckets",
     .page_size = 1000,
     .query_names = "BucketRegion=bucket-region ContinuationToken=continuation-token "
                    "MaxBuckets=max-buckets Prefix=prefix",
     .action = "s3:ListAllMyBuckets"},
    {.service = "scheduler",
     .name = "GetSchedule",
     .path = "/schedules/{Name}",
     .query_names = "GroupName=groupName"},
    {.service = "scheduler",
     .name = "ListSchedules",
     .path = "/schedules",
     .input_token = "NextToken",
     .output_token = "NextToken",
     .page_members = "Schedules",
     .page_size_parameter = "MaxResults",
     .page_size = 100,
     .query_names = "GroupName=ScheduleGroup"},
    one("sns", "GetSubscriptionAttributes"),
    one("sns", "GetTopicAttributes"),
    pages("sns", "ListSubscriptions", "NextToken", "Subscriptions", "", 0),
    pages("sns", "ListSubscriptionsByTopic", "NextToken", "Subscriptions", "", 0),
    one("sns", "ListTagsForResource"),
    pages("sns", "ListTopics", "NextToken", "Topics", "", 0),
    one("sqs", "GetQueueAttributes"),
    one("sqs", "ListQueueTags"),
    pages("sqs", "ListQueues", "NextToken", "QueueUrls", "MaxResults", 1000),
    one("ssm", "GetParameters"),
    one("sts", "AssumeRole"),
    one("sts", "AssumeRoleWithWebIdentity"),
    one("sts", "GetCallerIdentity"),
    one("support", "DescribeTrustedAdvisorCheckRefreshStatuses"),
    one("support", "DescribeTrustedAdvisorCheckResult"),
    one("support", "DescribeTrustedAdvisorChecks"),
    one("support", "DescribeTrustedAdvisorCheckSummaries"),
    one("support", "RefreshTrustedAdvisorCheck"),
    {.service = "tagging",
     .name = "GetResources",
     .input_token = "PaginationToken",
     .output_token = "PaginationToken",
     .page_members = "ResourceTagMappingList",
     .page_size_parameter = "ResourcesPerPage",
     .page_size = 100,
     .action = "tag:GetResources"},
};

}  // namespace

std::span<const Service> services() {
  return kServices;
}
std::span<const Operation> operations() {
  return kOperations;
}

const Service* find_service(std::string_view id) {
  const auto* found = std::ranges::find(kServices, id, &Service::id);
  return found == std::end(kServices) ? nullptr : found;
}

const Operation* find_operation(std::string_view service, std::string_view name) {
  const auto* found = std::ranges::find_if(kOperations, [&](const Operation& operation) {
    return operation.service == service && operation.name == name;
  });
  return found == std::end(kOperations) ? nullptr : found;
}

std::string iam_action(const Operation& operation) {
  if (!operation.action.empty())
    return std::string(operation.action);
  return std::string(operation.service) + ":" + std::string(operation.name);
}

std::string_view find_name(std::string_view names, std::string_view name) {
  for (const std::string_view entry : split(names, ' ')) {
    const std::size_t equals = entry.find('=');
    if (entry.substr(0, equals) == name && !name.empty())
      return equals == std::string_view::npos ? entry : entry.substr(equals + 1);
  }
  return "";
}

}  // namespace advisor::aws
