#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kCluster = "AWS::ECS::Cluster";
const std::string kService = "AWS::ECS::Service";
const std::string kTask = "AWS::ECS::TaskDefinition";
const std::string kProvider = "AWS::ECS::CapacityProvider";

constexpr const char* kServices = R"({"failures": [], "services": [{
  "serviceArn": "arn:aws:ecs:ap-northeast-1:123456789012:service/prod/web", "serviceName": "web",
  "clusterArn": "arn:aws:ecs:ap-northeast-1:123456789012:cluster/prod", "status": "ACTIVE",
  "taskDefinition": "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:7",
  "desiredCount": 2, "runningCount": 1, "launchType": "FARGATE", "platformVersion": "LATEST",
  "roleArn": "arn:aws:iam::123456789012:role/aws-service-role/x", "loadBalancers": [],
  "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": false},
                              "maximumPercent": 200, "minimumHealthyPercent": 100},
  "placementStrategy": [{"type": "spread", "field": "host"}],
  "deployments": [{"status": "ACTIVE", "serviceConnectConfiguration": {"enabled": false}},
                  {"status": "PRIMARY", "serviceConnectConfiguration": {"enabled": true,
                   "services": [{"portName": "http"}]}}],
  "events": [{"message": "steady"}], "tags": [{"key": "Env", "value": "prod"}]}]})";

constexpr const char* kTaskAnswer =
    R"({"tags": [{"key": "Env", "value": "prod"}], "taskDefinition": {
  "taskDefinitionArn": "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:7",
  "family": "web", "revision": 7, "status": "ACTIVE", "cpu": "256", "memory": "512",
  "requiresCompatibilities": ["FARGATE"], "compatibilities": ["EC2", "FARGATE"],
  "requiresAttributes": [{"name": "x"}], "volumes": [],
  "proxyConfiguration": {"type": "APPMESH", "containerName": "envoy",
                         "properties": [{"name": "AppPorts", "value": "80"}]},
  "containerDefinitions": [{"name": "nginx", "image": "nginx:1.27", "cpu": 0, "essential": true,
    "environment": [{"name": "PASSWORD", "value": "hunter2"}], "mountPoints": [], "volumesFrom": [],
    "secrets": [{"name": "TOKEN", "valueFrom": "arn:aws:ssm:ap-northeast-1:123456789012:parameter/t"}],
    "logConfiguration": {"logDriver": "splunk",
                         "options": {"splunk-token": "hunter3", "apiKey": "hunter4",
                                     "awslogs-group": "/ecs/web"}},
    "firelensConfiguration": {"type": "fluentbit", "options": {"HTTP_Passwd": "hunter5"}},
    "portMappings": [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}],
    "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}]}]}})";

FakeApi& with_service(FakeApi& api) {
  return api
      .on("ecs:ListClusters",
          R"({"clusterArns": ["arn:aws:ecs:ap-northeast-1:123456789012:cluster/prod"]})")
      .on("ecs:ListServices",
          R"({"serviceArns": ["arn:aws:ecs:ap-northeast-1:123456789012:service/prod/web"]})")
      .on("ecs:DescribeServices", kServices)
      .on("ecs:DescribeTaskDefinition", kTaskAnswer);
}

TEST(CollectEcs, ServiceInTheCommonModel) {
  FakeApi api;
  const Collected found(with_service(api), {kService});
  const Json service = found.resource(kService, "web");
  EXPECT_EQ(service["id"], "arn:aws:ecs:ap-northeast-1:123456789012:service/prod/web");
  EXPECT_THAT(service["aliases"].get<std::vector<std::string>>(), testing::Contains("prod/web"));
  EXPECT_EQ(service["console"],
            "https://ap-northeast-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/web/"
            "health?region=ap-northeast-1");
  EXPECT_EQ(service["properties"], Json::parse(R"({
    "ServiceName": "web", "Cluster": "arn:aws:ecs:ap-northeast-1:123456789012:cluster/prod",
    "TaskDefinition": "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:7",
    "DesiredCount": 2, "LaunchType": "FARGATE", "PlatformVersion": "LATEST",
    "DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Enable": true, "Rollback": false},
                                "MaximumPercent": 200, "MinimumHealthyPercent": 100},
    "PlacementStrategies": [{"Type": "spread", "Field": "host"}],
    "ServiceConnectConfiguration": {"Enabled": true, "Services": [{"PortName": "http"}]},
    "Tags": [{"Key": "Env", "Value": "prod"}]})"));
  EXPECT_EQ(api.count("ecs:DescribeTaskDefinition"), 0U) << "nobody wants them";
  EXPECT_EQ(api.count("ecs:DescribeClusters"), 0U);
}

TEST(CollectEcs, TaskDefinitionWithoutValuesOfTheEnvironment) {
  FakeApi api;
  const Collected found(with_service(api), {kTask});
  EXPECT_EQ(found.properties(kTask, "web"), Json::parse(R"({
    "Family": "web", "Cpu": "256", "Memory": "512", "RequiresCompatibilities": ["FARGATE"],
    "ProxyConfiguration": {"Type": "APPMESH", "ContainerName": "envoy",
      "ProxyConfigurationProperties": [{"Name": "AppPorts", "Value": "80"}]},
    "ContainerDefinitions": [{"Name": "nginx", "Image": "nginx:1.27", "Cpu": 0, "Essential": true,
      "Environment": [{"Name": "PASSWORD", "Value": {"$unknown": {"redacted": true}}}],
      "Secrets": [{"Name": "TOKEN",
                   "ValueFrom": "arn:aws:ssm:ap-northeast-1:123456789012:parameter/t"}],
      "LogConfiguration": {"LogDriver": "splunk",
        "Options": {"splunk-token": {"$unknown": {"redacted": true}},
          "apiKey": {"$unknown": {"redacted": true}}, "awslogs-group": "/ecs/web"}},
      "FirelensConfiguration": {"Type": "fluentbit",
        "Options": {"HTTP_Passwd": {"$unknown": {"redacted": true}}}},
      "PortMappings": [{"ContainerPort": 80, "HostPort": 80, "Protocol": "tcp"}],
      "Ulimits": [{"Name": "nofile", "SoftLimit": 1024, "HardLimit": 4096}]}],
    "Tags": [{"Key": "Env", "Value": "prod"}]})"));
  EXPECT_THAT(found.text, testing::Not(testing::HasSubstr("hunter")));
}

TEST(CollectEcs, NewestRevisionOnlyOfFamiliesWithoutService) {
  FakeApi api;
  with_service(api)
      .on("ecs:ListTaskDefinitionFamilies", R"({"families": ["batch", "web"]})")
      .on("ecs:DescribeTaskDefinition",
          R"({"taskDefinition": {"family": "batch", "taskDefinitionArn":
              "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/batch:3"}})",
          R"({"taskDefinition": "batch"})");
  const Collected found(api, {kTask});
  EXPECT_EQ(api.count("ecs:DescribeTaskDefinition"), 2U);
  EXPECT_EQ(found.resource(kTask, "batch")["aliases"],
            Json({"arn:aws:ecs:ap-northeast-1:123456789012:task-definition/batch:3", "batch:3",
                  "batch"}));
  // Revision 7 is in use; it need not be the newest.
  EXPECT_EQ(found.resource(kTask, "web")["aliases"],
            Json({"arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:7", "web:7"}));
}

TEST(CollectEcs, ClustersAndTheAccountsOwnCapacityProviders) {
  FakeApi api;
  with_service(api)
      .on("ecs:DescribeClusters", R"({"failures": [], "clusters": [{"clusterName": "prod",
          "clusterArn": "arn:aws:ecs:ap-northeast-1:123456789012:cluster/prod", "status": "ACTIVE",
          "capacityProviders": ["FARGATE_SPOT"], "runningTasksCount": 3,
          "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
          "settings": [{"name": "containerInsights", "value": "enabled"}]}]})")
      .on("ecs:DescribeCapacityProviders", R"({"capacityProviders": [
          {"name": "FARGATE", "capacityProviderArn": "arn:aws:ecs:x:1:capacity-provider/FARGATE"},
          {"name": "spot", "capacityProviderArn": "arn:aws:ecs:x:1:capacity-provider/spot",
           "autoScalingGroupProvider": {"autoScalingGroupArn": "arn:asg",
                                        "managedDraining": "ENABLED"}}]})");
  const Collected found(api, {kCluster, kProvider});
  EXPECT_EQ(found.properties(kCluster, "prod"), Json::parse(R"({"ClusterName": "prod",
    "CapacityProviders": ["FARGATE_SPOT"],
    "DefaultCapacityProviderStrategy": [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}],
    "ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}]})"));
  EXPECT_EQ(found.count(kProvider), 1U);
  EXPECT_EQ(found.properties(kProvider, "spot")["AutoScalingGroupProvider"],
            Json::parse(R"({"AutoScalingGroupArn": "arn:asg", "ManagedDraining": "ENABLED"})"));
  EXPECT_EQ(api.count("ecs:ListServices"), 0U);
}

TEST(CollectEcs, DescribesTenServicesAtATime) {
  FakeApi api;
  std::vector<std::string> arns;
  for (int i = 0; i < 25; ++i)
    arns.push_back("arn:aws:ecs:ap-northeast-1:123456789012:service/prod/s" + std::to_string(i));
  api.on("ecs:ListClusters", R"({"clusterArns": ["arn:c"]})")
      .on("ecs:ListServices", Json({{"serviceArns", arns}}).dump());
  collect(api, kTokyo, {kService});
  EXPECT_EQ(api.count("ecs:DescribeServices"), 3U);
  for (const Json& parameters : api.parameters("ecs:DescribeServices"))
    EXPECT_LE(parameters["services"].size(), 10U);
}

TEST(CollectEcs, DeniedListLeavesTheTypesIncomplete) {
  FakeApi api;
  with_service(api).deny("ecs:ListServices");
  const Collected found(api, {kService, kTask, kCluster});
  EXPECT_EQ(found.account.incomplete_types, (std::set<std::string>{kService, kTask}));
  ASSERT_EQ(found.account.failures.size(), 1U);
  EXPECT_EQ(found.account.failures[0].action, "ecs:ListServices");
  EXPECT_TRUE(found.account.failures[0].denied);
}

TEST(CollectEcs, ServicesThatVanishBetweenTwoCallsAreNoGap) {
  FakeApi api;
  with_service(api).on("ecs:DescribeServices",
                       R"({"services": [], "failures": [{"arn": "a", "reason": "MISSING"}]})");
  EXPECT_TRUE(Collected(api, {kService}).account.incomplete_types.empty());
  api.on("ecs:DescribeServices", R"({"services": [], "failures": [{"arn": "a", "reason": "X"}]})");
  EXPECT_FALSE(Collected(api, {kService}).account.incomplete_types.empty());
}

TEST(CollectEcs, OneTaskDefinitionThatCannotBeRead) {
  FakeApi api;
  with_service(api).fail("ecs:DescribeTaskDefinition", "ServerException");
  const Collected found(api, {kService, kTask});
  EXPECT_EQ(found.count(kService), 1U);
  EXPECT_EQ(found.count(kTask), 0U);
  EXPECT_EQ(found.account.incomplete_types, std::set<std::string>{kTask});
}

}  // namespace
}  // namespace advisor::aws
