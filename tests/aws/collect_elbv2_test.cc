#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
const std::string kListener = "AWS::ElasticLoadBalancingV2::Listener";
const std::string kRule = "AWS::ElasticLoadBalancingV2::ListenerRule";
const std::string kGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";
const std::string kElb = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:";
const std::string kWeb = kElb + "loadbalancer/app/web/1";

// As an XML answer is read: all text.
FakeApi& with_balancer(FakeApi& api) {
  return api
      .on("elasticloadbalancing:DescribeLoadBalancers", R"({"LoadBalancers": [{
          "LoadBalancerArn": ")" + kWeb + R"(", "LoadBalancerName": "web", "Type": "application",
          "DNSName": "web-1.elb.amazonaws.com", "CanonicalHostedZoneId": "Z1",
          "Scheme": "internet-facing", "State": {"Code": "active"}, "CreatedTime": "2026-01-01",
          "AvailabilityZones": [{"ZoneName": "a", "SubnetId": "subnet-1"}],
          "SecurityGroups": ["sg-1"], "IpAddressType": "ipv4"}]})")
      .on("elasticloadbalancing:DescribeLoadBalancerAttributes",
          R"({"Attributes": [{"Key": "deletion_protection.enabled", "Value": "false"},
                             {"Key": "access_logs.s3.bucket", "Value": ""}]})")
      .on("elasticloadbalancing:DescribeListeners",
          R"({"Listeners": [{
          "ListenerArn": ")" +
              kElb + R"(listener/app/web/1/2", "LoadBalancerArn": ")" + kWeb +
              R"(", "Port": "80", "Protocol": "HTTP", "AlpnPolicy": [], "DefaultActions": [{
          "Type": "forward", "Order": "1", "TargetGroupArn": ")" +
              kElb + R"(targetgroup/web/3",
          "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": ")" +
              kElb +
              R"(targetgroup/web/3", "Weight": "1"}],
          "TargetGroupStickinessConfig": {"Enabled": "false"}}}]}]})")
      .on("elasticloadbalancing:DescribeRules", R"({"Rules": [
          {"RuleArn": ")" + kElb + R"(listener-rule/app/web/1/2/9", "Priority": "10",
           "IsDefault": "false", "Conditions": [{"Field": "host-header", "Values": ["a.example"]}],
           "Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]},
          {"RuleArn": ")" + kElb + R"(listener-rule/app/web/1/2/8", "Priority": "default",
           "IsDefault": "true", "Conditions": [], "Actions": [{"Type": "forward"}]}]})")
      .on("elasticloadbalancing:DescribeTags",
          R"({"TagDescriptions": [{"ResourceArn": ")" + kWeb +
              R"(", "Tags": [{"Key": "Env", "Value": "prod"}]}]})");
}

TEST(CollectElbv2, LoadBalancerWithItsAttributesAndTags) {
  FakeApi api;
  const Collected found(with_balancer(api), {kBalancer});
  EXPECT_EQ(found.properties(kBalancer, "web"), Json::parse(R"({"Name": "web",
    "Type": "application", "Scheme": "internet-facing", "Subnets": ["subnet-1"],
    "SecurityGroups": ["sg-1"], "IpAddressType": "ipv4", "LoadBalancerAttributes": [
      {"Key": "deletion_protection.enabled", "Value": "false"},
      {"Key": "access_logs.s3.bucket", "Value": ""}],
    "Tags": [{"Key": "Env", "Value": "prod"}]})"));
  EXPECT_EQ(found.resource(kBalancer, "web")["aliases"],
            Json({kWeb, "web", "web-1.elb.amazonaws.com"}));
  EXPECT_EQ(api.count("elasticloadbalancing:DescribeListeners"), 0U);
}

TEST(CollectElbv2, ListenersAndRulesWithNumbersAndWithoutTheDefaultRule) {
  FakeApi api;
  const Collected found(with_balancer(api), {kListener, kRule});
  EXPECT_EQ(
      found.properties(kListener, "web:80"),
      Json::parse(
          R"({"LoadBalancerArn": ")" + kWeb +
          R"(", "Port": 80, "Protocol": "HTTP", "DefaultActions": [{"Type": "forward", "Order": 1,
    "TargetGroupArn": ")" +
          kElb + R"(targetgroup/web/3", "ForwardConfig": {"TargetGroups":
    [{"TargetGroupArn": ")" +
          kElb + R"(targetgroup/web/3", "Weight": 1}],
    "TargetGroupStickinessConfig": {"Enabled": false}}}]})"));
  EXPECT_EQ(found.count(kRule), 1U);
  const Json rule = found.properties(kRule, "rule 10");
  EXPECT_EQ(rule["Priority"], 10);
  EXPECT_EQ(rule["ListenerArn"], kElb + "listener/app/web/1/2");
  EXPECT_FALSE(rule.contains("IsDefault"));
  EXPECT_EQ(api.count("elasticloadbalancing:DescribeLoadBalancerAttributes"), 0U);
}

TEST(CollectElbv2, TargetsOnlyOfGroupsOfFunctions) {
  FakeApi api;
  api.on("elasticloadbalancing:DescribeTargetGroups", R"({"TargetGroups": [
      {"TargetGroupArn": ")" + kElb + R"(targetgroup/web/3", "TargetGroupName": "web",
       "Protocol": "HTTP", "Port": "80", "TargetType": "ip", "HealthCheckEnabled": "true",
       "HealthCheckIntervalSeconds": "30", "Matcher": {"HttpCode": "200"}, "LoadBalancerArns": []},
      {"TargetGroupArn": ")" + kElb + R"(targetgroup/fn/4", "TargetGroupName": "fn",
       "TargetType": "lambda"}]})")
      .on("elasticloadbalancing:DescribeTargetGroupAttributes", R"({"Attributes":
          [{"Key": "deregistration_delay.timeout_seconds", "Value": "0"}]})")
      .on("elasticloadbalancing:DescribeTargetHealth", R"({"TargetHealthDescriptions":
          [{"Target": {"Id": "arn:aws:lambda:x:1:function:f"}, "TargetHealth": {"State": "x"}}]})");
  const Collected found(api, {kGroup});
  const Json web = found.properties(kGroup, "web");
  EXPECT_EQ(web["HealthCheckIntervalSeconds"], 30);
  EXPECT_EQ(web["HealthCheckEnabled"], true);
  EXPECT_EQ(web["Matcher"]["HttpCode"], "200");
  EXPECT_EQ(web["TargetGroupAttributes"][0]["Value"], "0");
  EXPECT_EQ(web["Targets"], not_read_value());
  EXPECT_EQ(found.properties(kGroup, "fn")["Targets"],
            Json::parse(R"([{"Id": "arn:aws:lambda:x:1:function:f"}])"));
  EXPECT_EQ(api.count("elasticloadbalancing:DescribeTargetHealth"), 1U);
}

TEST(CollectElbv2, WhatWasDeniedIsUnknownAndListedOnce) {
  FakeApi api;
  std::vector<Json> balancers;
  for (int i = 0; i < 45; ++i)
    balancers.push_back(
        {{"LoadBalancerArn", kElb + "loadbalancer/app/b" + std::to_string(i) + "/1"},
         {"LoadBalancerName", "b" + std::to_string(i)}});
  api.on("elasticloadbalancing:DescribeLoadBalancers", Json({{"LoadBalancers", balancers}}).dump())
      .deny("elasticloadbalancing:DescribeLoadBalancerAttributes")
      .deny("elasticloadbalancing:DescribeTags");
  const Collected found(api, {kBalancer});
  const std::string tags = "elasticloadbalancing:DescribeTags";
  EXPECT_EQ(
      found.properties(kBalancer, "b7")["LoadBalancerAttributes"],
      unknown("elasticloadbalancing:DescribeLoadBalancerAttributes", "AccessDeniedException"));
  EXPECT_EQ(found.properties(kBalancer, "b7")["Tags"], unknown(tags, "AccessDeniedException"));
  EXPECT_EQ(api.count(tags), 3U) << "20 a call";
  ASSERT_EQ(found.account.failures.size(), 2U);
  EXPECT_EQ(found.account.failures[0].count, 45);
  EXPECT_EQ(found.account.failures[1].count, 3);
  EXPECT_TRUE(found.account.incomplete_types.empty()) << "the list itself is whole";
}

TEST(CollectElbv2, ListsThatFail) {
  FakeApi api;
  with_balancer(api).deny("elasticloadbalancing:DescribeRules");
  EXPECT_EQ(Collected(api, {kListener, kRule}).account.incomplete_types,
            std::set<std::string>{kRule});
  api.fail("elasticloadbalancing:DescribeLoadBalancers", "Transport");
  EXPECT_EQ(Collected(api, {kListener, kRule, kBalancer}).account.incomplete_types,
            (std::set<std::string>{kBalancer, kListener, kRule}));
}

TEST(CollectElbv2, EmptyAccount) {
  FakeApi api;
  const Collected found(api, {kBalancer, kListener, kRule, kGroup});
  EXPECT_TRUE(found.account.resources.empty());
  EXPECT_EQ(api.count("elasticloadbalancing:DescribeTags"), 0U);
}

}  // namespace
}  // namespace advisor::aws
