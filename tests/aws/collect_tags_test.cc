// Tags that the calls of a resource's own service do not tell.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kQueue = "AWS::SQS::Queue";
const std::string kLogGroup = "AWS::Logs::LogGroup";
const std::string kGroup = "AWS::ElastiCache::ReplicationGroup";

void add_resources(FakeApi& api) {
  api.on("sqs:ListQueues", R"({"QueueUrls": ["https://q/1/jobs", "https://q/1/plain"]})")
      .on("sqs:GetQueueAttributes", R"({"Attributes": {"VisibilityTimeout": "1"}})")
      .on("logs:DescribeLogGroups", R"({"logGroups": [{"logGroupName": "g",
          "arn": "arn:aws:logs:ap-northeast-1:123456789012:log-group:g:*"}]})")
      .on("elasticache:DescribeReplicationGroups",
          R"({"ReplicationGroups": [{"ReplicationGroupId": "r", "ARN": "arn:r"}]})")
      .on("tagging:GetResources", R"({"PaginationToken": "", "ResourceTagMappingList": [
          {"ResourceARN": "arn:aws:sqs:ap-northeast-1:123456789012:jobs",
           "Tags": [{"Key": "Env", "Value": "dev"}]},
          {"ResourceARN": "arn:aws:logs:ap-northeast-1:123456789012:log-group:g",
           "Tags": [{"Key": "Team", "Value": "sre"}]},
          {"ResourceARN": "arn:aws:sqs:ap-northeast-1:123456789012:plain"}, null]})");
}

TEST(CollectTags, AreThoseThatTheTaggingApiLists) {
  FakeApi api;
  add_resources(api);
  const Collected found(api, {kQueue, kLogGroup, kGroup});
  EXPECT_EQ(found.properties(kQueue, "jobs")["Tags"],
            Json::parse(R"([{"Key": "Env", "Value": "dev"}])"));
  EXPECT_EQ(found.properties(kLogGroup, "g")["Tags"],
            Json::parse(R"([{"Key": "Team", "Value": "sre"}])"));
  EXPECT_FALSE(found.properties(kQueue, "plain").contains("Tags")) << "it has none";
  EXPECT_EQ(found.properties(kGroup, "r")["Tags"], not_read_value())
      << "not all of this type are known to the API";
  ASSERT_EQ(api.count("tagging:GetResources"), 1U);
  EXPECT_EQ(api.parameters("tagging:GetResources")[0]["ResourceTypeFilters"],
            Json({"elasticache", "logs", "sqs"}));
}

TEST(CollectTags, ADeniedCallLeavesThemUnknown) {
  FakeApi api;
  add_resources(api);
  api.deny("tagging:GetResources");
  const Collected found(api, {kQueue});
  for (const char* name : {"jobs", "plain"})
    EXPECT_EQ(found.properties(kQueue, name)["Tags"],
              unknown("tag:GetResources", "AccessDeniedException"));
  ASSERT_EQ(found.account.failures.size(), 1U);
  EXPECT_EQ(found.account.failures[0].action, "tag:GetResources");
}

// "Unsupported service=codedeploy in ResourceTypeFilter": then without a filter, and no error.
TEST(CollectTags, ARefusedFilterIsLeftOut) {
  FakeApi api;
  add_resources(api);
  api.fail("tagging:GetResources", "InvalidParameterException",
           R"({"ResourceTypeFilters": ["logs", "sqs"]})");
  const Collected found(api, {kQueue, kLogGroup});
  EXPECT_EQ(found.properties(kQueue, "jobs")["Tags"][0]["Value"], "dev");
  EXPECT_EQ(found.properties(kQueue, "plain")["Tags"], not_read_value())
      << "which service it does not know is not known";
  EXPECT_TRUE(found.account.failures.empty());
  ASSERT_EQ(api.count("tagging:GetResources"), 2U);
  EXPECT_FALSE(api.parameters("tagging:GetResources")[1].contains("ResourceTypeFilters"));
  // A refusal for another reason is one.
  api.fail("tagging:GetResources", "InvalidParameterException");
  const Collected refused(api, {kQueue});
  ASSERT_EQ(refused.account.failures.size(), 1U);
  EXPECT_EQ(refused.account.failures[0].count, 1);
}

TEST(CollectTags, EachRegionHasItsOwn) {
  FakeApi api;
  add_resources(api);
  api.deny("tagging:GetResources", "{}", "us-east-1");
  const Collected found(api, {kQueue}, {"ap-northeast-1", "us-east-1"});
  for (const Json& resource : found.file["accounts"][0]["resources"]) {
    const bool known = resource["region"] == "ap-northeast-1";
    const Json tags = resource["properties"].value("Tags", Json());
    EXPECT_EQ(tags == unknown("tag:GetResources", "AccessDeniedException"), !known) << resource;
  }
}

TEST(CollectTags, AreNotAskedForWhereNobodyNeedsThem) {
  FakeApi api;
  collect(api, kTokyo, {"AWS::RDS::DBInstance", "AWS::ECS::Service"});
  EXPECT_EQ(api.count("tagging:GetResources"), 0U);
}

}  // namespace
}  // namespace advisor::aws
