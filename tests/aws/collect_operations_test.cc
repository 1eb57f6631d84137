// CloudWatch, Auto Scaling and CodeDeploy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kLogGroup = "AWS::Logs::LogGroup";
const std::string kAlarm = "AWS::CloudWatch::Alarm";
const std::string kComposite = "AWS::CloudWatch::CompositeAlarm";
const std::string kTarget = "AWS::ApplicationAutoScaling::ScalableTarget";
const std::string kGroup = "AWS::AutoScaling::AutoScalingGroup";
const std::string kHook = "AWS::AutoScaling::LifecycleHook";
const std::string kDeployments = "AWS::CodeDeploy::DeploymentGroup";

TEST(CollectLogs, LogGroupsByBothFormsOfTheirArn) {
  FakeApi api;
  api.on("logs:DescribeLogGroups", R"({"logGroups": [
    {"logGroupName": "/ecs/web", "retentionInDays": 30, "storedBytes": 5, "logGroupClass": "STANDARD",
     "arn": "arn:aws:logs:ap-northeast-1:123456789012:log-group:/ecs/web:*"}]})");
  const Collected found(api, {kLogGroup});
  const Json group = found.resource(kLogGroup, "/ecs/web");
  const std::string arn = "arn:aws:logs:ap-northeast-1:123456789012:log-group:/ecs/web";
  EXPECT_EQ(group["aliases"], Json({arn, "/ecs/web", arn + ":*"}));
  EXPECT_EQ(group["console"],
            "https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1"
            "#logsV2:log-groups/log-group/$252Fecs$252Fweb");
  EXPECT_EQ(group["properties"]["RetentionInDays"], 30);
  EXPECT_FALSE(group["properties"].contains("StoredBytes"));
}

TEST(CollectAlarms, BothKinds) {
  FakeApi api;
  api.on("cloudwatch:DescribeAlarms", R"({
    "MetricAlarms": [{"AlarmName": "errors", "AlarmArn": "arn:a", "ActionsEnabled": "true",
      "AlarmActions": ["arn:t"], "OKActions": [], "MetricName": "Errors", "Namespace": "AWS/Lambda",
      "Threshold": "1.5", "EvaluationPeriods": "3", "StateValue": "OK",
      "ComparisonOperator": "GreaterThanThreshold", "Dimensions": [{"Name": "F", "Value": "f"}]}],
    "CompositeAlarms": [{"AlarmName": "all", "AlarmArn": "arn:c", "AlarmRule": "ALARM(errors) OR FALSE",
      "ActionsEnabled": "false"}]})");
  const Collected found(api, {kAlarm, kComposite});
  const Json alarm = found.properties(kAlarm, "errors");
  EXPECT_EQ(alarm["ActionsEnabled"], true);
  EXPECT_EQ(alarm["Threshold"], 1.5);
  EXPECT_EQ(alarm["EvaluationPeriods"], 3);
  EXPECT_FALSE(alarm.contains("OKActions"));
  EXPECT_FALSE(alarm.contains("StateValue"));
  EXPECT_EQ(found.properties(kComposite, "all")["AlarmRule"], "ALARM(errors) OR FALSE");
  // The API leaves composite alarms out unless they are asked for.
  EXPECT_EQ(api.parameters("cloudwatch:DescribeAlarms")[0]["AlarmTypes"],
            Json({"MetricAlarm", "CompositeAlarm"}));
  api.deny("cloudwatch:DescribeAlarms");
  EXPECT_EQ(Collected(api, {kAlarm, kComposite}).account.incomplete_types,
            (std::set<std::string>{kAlarm, kComposite}));
}

TEST(CollectScaling, ScalableTargetsWithTheirSchedules) {
  FakeApi api;
  const std::string ecs = R"({"ServiceNamespace": "ecs"})";
  api.on("application-autoscaling:DescribeScalableTargets", R"({"ScalableTargets": [
      {"ResourceId": "service/prod/web", "ServiceNamespace": "ecs", "MinCapacity": 1,
       "ScalableDimension": "ecs:service:DesiredCount", "MaxCapacity": 4, "CreationTime": 1.5}]})",
         ecs)
      .on("application-autoscaling:DescribeScheduledActions", R"({"ScheduledActions": [
      {"ResourceId": "service/prod/web", "ScalableDimension": "ecs:service:DesiredCount",
       "ScheduledActionName": "night", "Schedule": "cron", "ScheduledActionARN": "arn",
       "ScalableTargetAction": {"MinCapacity": 0}}]})",
          ecs);
  const Collected found(api, {kTarget});
  for (const Json& asked : api.parameters("application-autoscaling:DescribeScalableTargets"))
    EXPECT_NE(asked["ServiceNamespace"], "") << "the API refuses it";
  EXPECT_EQ(found.properties(kTarget, "service/prod/web"), Json::parse(R"({
    "ResourceId": "service/prod/web", "ServiceNamespace": "ecs", "MinCapacity": 1,
    "MaxCapacity": 4, "ScalableDimension": "ecs:service:DesiredCount", "ScheduledActions":
    [{"ScheduledActionName": "night", "Schedule": "cron",
      "ScalableTargetAction": {"MinCapacity": 0}}]})"));
  api.deny("application-autoscaling:DescribeScheduledActions");
  EXPECT_EQ(Collected(api, {kTarget}).properties(kTarget, "service/prod/web")["ScheduledActions"],
            unknown("application-autoscaling:DescribeScheduledActions", "AccessDeniedException"));
}

TEST(CollectScaling, ANamespaceThatIsNotKnownHasNoTargets) {
  FakeApi api;
  api.fail("application-autoscaling:DescribeScalableTargets", "ValidationException",
           R"({"ServiceNamespace": "neptune"})");
  const Collected found(api, {kTarget});
  EXPECT_TRUE(found.account.failures.empty());
  EXPECT_TRUE(found.account.incomplete_types.empty());
  api.fail("application-autoscaling:DescribeScalableTargets", "ThrottlingException",
           R"({"ServiceNamespace": "neptune"})");
  EXPECT_EQ(Collected(api, {kTarget}).account.incomplete_types, std::set<std::string>{kTarget});
}

TEST(CollectScaling, GroupsWithTheirHooks) {
  FakeApi api;
  api.on("autoscaling:DescribeAutoScalingGroups", R"({"AutoScalingGroups": [{
      "AutoScalingGroupName": "web", "AutoScalingGroupARN": "arn:asg", "MinSize": "1",
      "HealthCheckType": "ELB", "HealthCheckGracePeriod": "0", "DefaultCooldown": "300",
      "TargetGroupARNs": ["arn:tg"], "LoadBalancerNames": [], "Instances": [{"InstanceId": "i"}],
      "VPCZoneIdentifier": "subnet-1,subnet-2", "Tags": [{"Key": "Env", "Value": "prod",
      "ResourceId": "web", "PropagateAtLaunch": "true"}]}]})")
      .on("autoscaling:DescribeLifecycleHooks", R"({"LifecycleHooks": [{
      "LifecycleHookName": "wait", "AutoScalingGroupName": "web", "HeartbeatTimeout": "60",
      "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}]})");
  const Collected found(api, {kGroup, kHook});
  EXPECT_EQ(found.properties(kGroup, "web"), Json::parse(R"({"AutoScalingGroupName": "web",
    "MinSize": "1", "HealthCheckType": "ELB", "HealthCheckGracePeriod": 0, "Cooldown": "300",
    "TargetGroupARNs": ["arn:tg"], "VPCZoneIdentifier": ["subnet-1", "subnet-2"],
    "Tags": [{"Key": "Env", "Value": "prod", "PropagateAtLaunch": true}]})"));
  EXPECT_EQ(found.properties(kHook, "wait")["HeartbeatTimeout"], 60);
  api.deny("autoscaling:DescribeLifecycleHooks");
  EXPECT_EQ(Collected(api, {kGroup, kHook}).account.incomplete_types, std::set<std::string>{kHook});
}

TEST(CollectCodedeploy, GroupsOfAllApplications) {
  FakeApi api;
  api.on("codedeploy:ListApplications", R"({"applications": ["app"]})")
      .on("codedeploy:ListDeploymentGroups", R"({"deploymentGroups": ["blue"]})")
      .on("codedeploy:BatchGetDeploymentGroups", R"({"deploymentGroupsInfo": [{
        "applicationName": "app", "deploymentGroupName": "blue", "deploymentGroupId": "x",
        "alarmConfiguration": {"enabled": true, "alarms": [{"name": "errors"}]},
        "ecsServices": [{"serviceName": "web", "clusterName": "prod"}],
        "loadBalancerInfo": {"targetGroupPairInfoList": [{"targetGroups": [{"name": "a"}],
          "testTrafficRoute": {"listenerArns": ["arn:l"]}}]}}]})");
  const Json group = Collected(api, {kDeployments}).properties(kDeployments, "app/blue");
  EXPECT_EQ(group["AlarmConfiguration"]["Alarms"], Json::parse(R"([{"Name": "errors"}])"));
  EXPECT_EQ(group["ECSServices"],
            Json::parse(R"([{"ServiceName": "web", "ClusterName": "prod"}])"));
  EXPECT_EQ(group["LoadBalancerInfo"]["TargetGroupPairInfoList"][0]["TestTrafficRoute"],
            Json::parse(R"({"ListenerArns": ["arn:l"]})"));
  api.deny("codedeploy:ListApplications");
  EXPECT_EQ(Collected(api, {kDeployments}).account.incomplete_types,
            std::set<std::string>{kDeployments});
}

}  // namespace
}  // namespace advisor::aws
