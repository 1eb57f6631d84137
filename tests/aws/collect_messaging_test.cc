// SQS, SNS, EventBridge and EventBridge Scheduler.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kQueue = "AWS::SQS::Queue";
const std::string kTopic = "AWS::SNS::Topic";
const std::string kSubscription = "AWS::SNS::Subscription";
const std::string kRule = "AWS::Events::Rule";
const std::string kSchedule = "AWS::Scheduler::Schedule";

TEST(CollectSqs, QueueWithNumbersAndParsedRedrivePolicy) {
  FakeApi api;
  api.on("sqs:ListQueues", R"({"QueueUrls": ["https://sqs.example/123456789012/jobs"]})")
      .on("sqs:GetQueueAttributes", R"({"Attributes": {
        "QueueArn": "arn:aws:sqs:ap-northeast-1:123456789012:jobs", "VisibilityTimeout": "30",
        "MessageRetentionPeriod": "345600", "ApproximateNumberOfMessages": "7",
        "SqsManagedSseEnabled": "true", "Policy": "{}", "RedrivePolicy":
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:ap-northeast-1:123456789012:dlq\",\"maxReceiveCount\":3}"}})");
  const Collected found(api, {kQueue});
  EXPECT_EQ(found.resource(kQueue, "jobs")["aliases"],
            Json({"arn:aws:sqs:ap-northeast-1:123456789012:jobs", "jobs",
                  "https://sqs.example/123456789012/jobs"}));
  Json expected = Json::parse(R"({"QueueName": "jobs", "VisibilityTimeout": 30,
    "MessageRetentionPeriod": 345600, "SqsManagedSseEnabled": true, "RedrivePolicy":
    {"deadLetterTargetArn": "arn:aws:sqs:ap-northeast-1:123456789012:dlq", "maxReceiveCount": 3}})");
  EXPECT_EQ(found.properties(kQueue, "jobs"), expected);
  EXPECT_EQ(api.parameters("sqs:ListQueues")[0]["MaxResults"], 1000);
}

TEST(CollectSqs, QueueThatCannotBeReadAndOneThatIsGone) {
  FakeApi api;
  api.on("sqs:ListQueues", R"({"QueueUrls": ["https://sqs.example/1/gone"]})")
      .missing("sqs:GetQueueAttributes");
  EXPECT_TRUE(Collected(api, {kQueue}).account.incomplete_types.empty());
  api.deny("sqs:GetQueueAttributes");
  EXPECT_EQ(Collected(api, {kQueue}).account.incomplete_types, std::set<std::string>{kQueue});
}

TEST(CollectSns, SubscriptionsWithoutAddressesOfPeople) {
  FakeApi api;
  api.on("sns:ListSubscriptions", R"({"Subscriptions": [
        {"SubscriptionArn": "arn:aws:sns:x:1:alerts:1", "Protocol": "lambda", "Owner": "1",
         "TopicArn": "arn:aws:sns:x:1:alerts", "Endpoint": "arn:aws:lambda:x:1:function:f"},
        {"SubscriptionArn": "arn:aws:sns:x:1:alerts:2", "Protocol": "email", "Owner": "1",
         "TopicArn": "arn:aws:sns:x:1:alerts", "Endpoint": "someone@example.com"},
        {"SubscriptionArn": "PendingConfirmation", "Protocol": "sqs", "Owner": "1",
         "TopicArn": "arn:aws:sns:x:1:alerts", "Endpoint": "arn:aws:sqs:x:1:q"}]})")
      .on("sns:GetSubscriptionAttributes", R"({"Attributes": {"RawMessageDelivery": "true",
        "RedrivePolicy": "{\"deadLetterTargetArn\": \"arn:aws:sqs:x:1:dlq\"}"}})");
  const Collected found(api, {kSubscription});
  EXPECT_EQ(found.count(kSubscription), 2U);
  EXPECT_EQ(found.properties(kSubscription, "alerts to lambda"), Json::parse(R"({
    "Protocol": "lambda", "TopicArn": "arn:aws:sns:x:1:alerts", "RawMessageDelivery": true,
    "Endpoint": "arn:aws:lambda:x:1:function:f",
    "RedrivePolicy": {"deadLetterTargetArn": "arn:aws:sqs:x:1:dlq"}})"));
  EXPECT_EQ(found.properties(kSubscription, "alerts to email")["Endpoint"], redacted_value());
  EXPECT_THAT(found.text, testing::Not(testing::HasSubstr("someone")));
  EXPECT_EQ(api.count("sns:GetSubscriptionAttributes"), 1U);
  api.deny("sns:GetSubscriptionAttributes");
  EXPECT_EQ(Collected(api, {kSubscription})
                .properties(kSubscription, "alerts to lambda")["RedrivePolicy"],
            unknown("sns:GetSubscriptionAttributes", "AccessDeniedException"));
}

TEST(CollectSns, TopicsAreKnownByTheirNames) {
  FakeApi api;
  api.on("sns:ListTopics", R"({"Topics": [{"TopicArn": "arn:aws:sns:x:1:jobs.fifo"}]})");
  const Json topic = Collected(api, {kTopic}).properties(kTopic, "jobs.fifo");
  EXPECT_EQ(topic["TopicName"], "jobs.fifo");
  EXPECT_EQ(topic["FifoTopic"], true);
  EXPECT_EQ(topic["KmsMasterKeyId"], not_read_value());
}

FakeApi& with_rules(FakeApi& api) {
  return api.on("events:ListEventBuses", R"({"EventBuses": [{"Name": "default"}]})")
      .on("events:ListRules", R"({"Rules": [
        {"Name": "tick", "Arn": "arn:aws:events:x:1:rule/tick", "EventBusName": "default",
         "State": "ENABLED", "EventPattern": "{\"source\": [\"aws.cloudwatch\"]}"},
        {"Name": "aws-made", "Arn": "arn:aws:events:x:1:rule/m", "ManagedBy": "ecs.amazonaws.com"}]})")
      .on("events:ListTargetsByRule", R"({"Targets": [{"Id": "1", "RoleArn": "arn:role",
        "Arn": "arn:aws:ecs:x:1:cluster/prod", "Input": "{\"password\": \"hunter2\"}",
        "DeadLetterConfig": {"Arn": "arn:aws:sqs:x:1:dlq"},
        "EcsParameters": {"TaskDefinitionArn": "arn:td", "LaunchType": "FARGATE",
          "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-1"]}},
          "PlacementStrategy": [{"type": "spread"}]}}]})");
}

TEST(CollectEvents, RulesWithTheirTargetsAndWithoutInputs) {
  FakeApi api;
  const Collected found(with_rules(api), {kRule});
  EXPECT_EQ(found.count(kRule), 1U) << "AWS's own rules are left out";
  const Json rule = found.properties(kRule, "tick");
  EXPECT_EQ(rule["EventPattern"], Json::parse(R"({"source": ["aws.cloudwatch"]})"));
  EXPECT_FALSE(rule.contains("EventBusName"));
  EXPECT_EQ(rule["Targets"], Json::parse(R"([{"Id": "1", "RoleArn": "arn:role",
    "Arn": "arn:aws:ecs:x:1:cluster/prod", "Input": {"$unknown": {"redacted": true}},
    "DeadLetterConfig": {"Arn": "arn:aws:sqs:x:1:dlq"},
    "EcsParameters": {"TaskDefinitionArn": "arn:td", "LaunchType": "FARGATE",
      "NetworkConfiguration": {"AwsVpcConfiguration": {"Subnets": ["subnet-1"]}},
      "PlacementStrategies": [{"Type": "spread"}]}}])"));
  EXPECT_THAT(found.text, testing::Not(testing::HasSubstr("hunter2")));
  EXPECT_EQ(api.count("events:ListTargetsByRule"), 1U);
}

TEST(CollectEvents, DeniedTargetsAreUnknown) {
  FakeApi api;
  with_rules(api).deny("events:ListTargetsByRule");
  const Collected found(api, {kRule});
  EXPECT_EQ(found.properties(kRule, "tick")["Targets"],
            unknown("events:ListTargetsByRule", "AccessDeniedException"));
}

TEST(CollectScheduler, ScheduleWithItsWholeTarget) {
  FakeApi api;
  const std::string summary = R"("Name": "nightly", "GroupName": "default", "State": "ENABLED",
    "Arn": "arn:aws:scheduler:x:1:schedule/default/nightly")";
  api.on("scheduler:ListSchedules",
         R"({"Schedules": [{)" + summary +
             R"(, "Target": {"Arn": "arn:aws:lambda:x:1:function:f"}}]})")
      .on("scheduler:GetSchedule", "{" + summary + R"j(, "Description": null,
        "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"},
        "StartDate": 1795376518.7, "Target": {"Arn": "arn:aws:lambda:x:1:function:f",
        "Input": "{\"token\": \"hunter2\"}",
        "RetryPolicy": {"MaximumRetryAttempts": 185}, "RoleArn": "arn:role"}})j");
  const Json expected = Json::parse(R"j({"Name": "nightly", "GroupName": "default",
    "State": "ENABLED", "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:lambda:x:1:function:f", "Input": {"$unknown": {"redacted": true}},
    "RetryPolicy": {"MaximumRetryAttempts": 185}, "RoleArn": "arn:role"}})j");
  EXPECT_EQ(Collected(api, {kSchedule}).properties(kSchedule, "nightly"), expected);
  EXPECT_EQ(api.parameters("scheduler:GetSchedule")[0],
            Json({{"Name", "nightly"}, {"GroupName", "default"}}));
  api.deny("scheduler:GetSchedule");
  const Json target = Collected(api, {kSchedule}).properties(kSchedule, "nightly")["Target"];
  EXPECT_EQ(target["Arn"], "arn:aws:lambda:x:1:function:f");
  EXPECT_EQ(target["DeadLetterConfig"], unknown("scheduler:GetSchedule", "AccessDeniedException"));
}

TEST(CollectScheduler, UniversalTargetKeepsWhichFunctionItCalls) {
  FakeApi api;
  api.on("scheduler:ListSchedules", R"({"Schedules": [{"Name": "n", "GroupName": "g"}]})")
      .on("scheduler:GetSchedule", R"({"Name": "n", "GroupName": "g", "Target": {
        "Arn": "arn:aws:scheduler:::aws-sdk:lambda:invoke",
        "Input": "{\"FunctionName\": \"f\", \"Payload\": \"hunter2\"}"}})");
  const Json target = Collected(api, {kSchedule}).properties(kSchedule, "n")["Target"];
  EXPECT_EQ(Json::parse(target["Input"].get<std::string>()), Json({{"FunctionName", "f"}}));
}

}  // namespace
}  // namespace advisor::aws
