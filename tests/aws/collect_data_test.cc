// DynamoDB, ElastiCache and S3.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kTable = "AWS::DynamoDB::Table";
const std::string kReplicationGroup = "AWS::ElastiCache::ReplicationGroup";
const std::string kCluster = "AWS::ElastiCache::CacheCluster";
const std::string kBucket = "AWS::S3::Bucket";
const std::string kPolicy = "AWS::S3::BucketPolicy";

FakeApi& with_table(FakeApi& api) {
  return api.on("dynamodb:ListTables", R"({"TableNames": ["items"]})")
      .on("dynamodb:DescribeTable", R"({"Table": {"TableName": "items", "TableStatus": "ACTIVE",
        "TableArn": "arn:aws:dynamodb:ap-northeast-1:123456789012:table/items", "ItemCount": 3,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
        "DeletionProtectionEnabled": false,
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:key"},
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}}})")
      .on("dynamodb:DescribeContinuousBackups", R"({"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription":
        {"PointInTimeRecoveryStatus": "DISABLED"}}})");
}

TEST(CollectDynamodb, TableInTheCommonModel) {
  FakeApi api;
  Json expected = Json::parse(R"({"TableName": "items", "DeletionProtectionEnabled": false,
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "SSESpecification": {"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": "arn:key"},
    "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": false}})");
  expected["TimeToLiveSpecification"] = not_read_value();
  EXPECT_EQ(Collected(with_table(api), {kTable}).properties(kTable, "items"), expected);
}

TEST(CollectDynamodb, DeniedBackupsAreUnknownAndNotOff) {
  FakeApi api;
  with_table(api).deny("dynamodb:DescribeContinuousBackups");
  EXPECT_EQ(
      Collected(api, {kTable}).properties(kTable, "items")["PointInTimeRecoverySpecification"],
      unknown("dynamodb:DescribeContinuousBackups", "AccessDeniedException"));
  api.fail("dynamodb:DescribeTable", "InternalServerError");
  const Collected found(api, {kTable});
  EXPECT_EQ(found.count(kTable), 0U);
  EXPECT_EQ(found.account.incomplete_types, std::set<std::string>{kTable});
}

FakeApi& with_caches(FakeApi& api) {
  return api
      .on("elasticache:DescribeReplicationGroups", R"({"ReplicationGroups": [{
        "ReplicationGroupId": "sessions", "ARN": "arn:rg", "Description": "d",
        "AutomaticFailover": "enabled", "MultiAZ": "disabled", "SnapshotRetentionLimit": "0",
        "CacheNodeType": "cache.t4g.small", "NodeGroups": [{}, {}], "MemberClusters": ["s-1"],
        "AtRestEncryptionEnabled": "true", "ConfigurationEndpoint": {"Address": "x"}}]})")
      .on("elasticache:DescribeCacheClusters", R"({"CacheClusters": [
        {"CacheClusterId": "s-1", "ReplicationGroupId": "sessions", "Engine": "redis",
         "EngineVersion": "7.1", "CacheParameterGroup":
         {"CacheParameterGroupName": "default.redis7", "ParameterApplyStatus": "in-sync"}},
        {"CacheClusterId": "mem", "ARN": "arn:mem", "Engine": "memcached", "NumCacheNodes": "2",
         "CacheParameterGroup": {"CacheParameterGroupName": "default.memcached1.6"},
         "SecurityGroups": [{"SecurityGroupId": "sg-1"}]}]})");
}

TEST(CollectElasticache, ReplicationGroupTakesTheParameterGroupOfItsClusters) {
  FakeApi api;
  const Collected found(with_caches(api), {kReplicationGroup, kCluster});
  Json expected = Json::parse(R"({"ReplicationGroupId": "sessions",
    "ReplicationGroupDescription": "d", "AutomaticFailoverEnabled": true, "MultiAZEnabled": false,
    "SnapshotRetentionLimit": 0, "CacheNodeType": "cache.t4g.small", "NumNodeGroups": 2,
    "AtRestEncryptionEnabled": true, "CacheParameterGroupName": "default.redis7",
    "Engine": "redis", "EngineVersion": "7.1"})");
  expected["Tags"] = not_read_value();
  EXPECT_EQ(found.properties(kReplicationGroup, "sessions"), expected);
  EXPECT_EQ(found.count(kCluster), 1U) << "clusters of a group are no resources of their own";
  EXPECT_EQ(found.properties(kCluster, "mem")["CacheParameterGroupName"], "default.memcached1.6");
  EXPECT_EQ(found.properties(kCluster, "mem")["NumCacheNodes"], 2);
  EXPECT_EQ(found.properties(kCluster, "mem")["VpcSecurityGroupIds"], Json({"sg-1"}));
}

TEST(CollectElasticache, WithoutTheClustersTheParameterGroupIsUnknown) {
  FakeApi api;
  with_caches(api).deny("elasticache:DescribeCacheClusters");
  const Collected found(api, {kReplicationGroup, kCluster});
  EXPECT_EQ(found.properties(kReplicationGroup, "sessions")["CacheParameterGroupName"],
            unknown("elasticache:DescribeCacheClusters", "AccessDeniedException"));
  EXPECT_EQ(found.account.incomplete_types, std::set<std::string>{kCluster});
}

TEST(CollectElasticache, GroupWithoutClustersHasSomeParameterGroup) {
  FakeApi api;
  with_caches(api).on("elasticache:DescribeCacheClusters", R"({"CacheClusters": []})");
  EXPECT_EQ(Collected(api, {kReplicationGroup})
                .properties(kReplicationGroup, "sessions")["CacheParameterGroupName"],
            Json({{"$unknown", {{"code", "NotTold"}}}}));
}

FakeApi& with_bucket(FakeApi& api) {
  return api
      .on("s3:ListBuckets", R"({"Buckets": [
        {"Name": "here", "BucketRegion": "ap-northeast-1"}, {"Name": "old"},
        {"Name": "there", "BucketRegion": "us-west-2"}]})")
      .on("s3:GetBucketLocation", R"({"LocationConstraint": "EU"})")
      .on("s3:GetBucketNotificationConfiguration", R"({"LambdaFunctionConfigurations": [
        {"Id": "x", "LambdaFunctionArn": "arn:f", "Events": ["s3:ObjectCreated:*", "s3:Restore:*"],
         "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}}],
        "QueueConfigurations": [{"QueueArn": "arn:q", "Events": ["s3:ObjectRemoved:*"]}],
        "EventBridgeConfiguration": ""})")
      .on("s3:GetPublicAccessBlock", R"({"BlockPublicAcls": "true", "BlockPublicPolicy": "false"})")
      .missing("s3:GetBucketWebsite")
      .on("s3:GetBucketWebsite", R"({"IndexDocument": {"Suffix": "index.html"},
          "ErrorDocument": {"Key": "error.html"}, "RoutingRules": ""})",
          R"({"Bucket": "here"})")
      .missing("s3:GetBucketPolicy")
      .on("s3:GetBucketPolicy", R"({"Policy": "{\"Statement\": [{\"Effect\": \"Allow\"}]}"})",
          R"({"Bucket": "here"})");
}

TEST(CollectS3, BucketsOfTheRegionsThatAreLookedAt) {
  FakeApi api;
  const Collected found(with_bucket(api), {kBucket, kPolicy});
  EXPECT_EQ(found.count(kBucket), 1U);
  EXPECT_EQ(api.count("s3:GetBucketLocation"), 1U) << "only where the list does not tell";
  const Json bucket = found.properties(kBucket, "here");
  EXPECT_EQ(bucket["BucketName"], "here");
  EXPECT_EQ(bucket["NotificationConfiguration"], Json::parse(R"({
    "LambdaConfigurations": [
      {"Function": "arn:f", "Event": "s3:ObjectCreated:*",
       "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}]}}},
      {"Function": "arn:f", "Event": "s3:Restore:*",
       "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}]}}}],
    "QueueConfigurations": [{"Queue": "arn:q", "Event": "s3:ObjectRemoved:*"}],
    "EventBridgeConfiguration": {"EventBridgeEnabled": true}})"));
  EXPECT_EQ(bucket["PublicAccessBlockConfiguration"],
            Json::parse(R"({"BlockPublicAcls": true, "BlockPublicPolicy": false})"));
  EXPECT_EQ(bucket["WebsiteConfiguration"],
            Json::parse(R"({"IndexDocument": "index.html", "ErrorDocument": "error.html"})"));
  EXPECT_EQ(bucket["BucketEncryption"], not_read_value());
  EXPECT_EQ(found.properties(kPolicy, "here"), Json::parse(R"({"Bucket": "here", "PolicyDocument":
                            {"Statement": [{"Effect": "Allow"}]}})"));
}

TEST(CollectS3, OldNamesOfRegions) {
  FakeApi api;
  const Collected found(with_bucket(api), {kBucket}, {"eu-west-1"});
  EXPECT_EQ(found.resource(kBucket, "old")["region"], "eu-west-1");
  EXPECT_FALSE(found.properties(kBucket, "old").contains("WebsiteConfiguration"));
  api.on("s3:GetBucketLocation", R"({"LocationConstraint": ""})");
  EXPECT_EQ(Collected(api, {kBucket}, {"us-east-1"}).resource(kBucket, "old")["region"],
            "us-east-1");
}

TEST(CollectS3, NothingConfiguredIsAbsentAndDeniedIsUnknown) {
  FakeApi api;
  with_bucket(api)
      .missing("s3:GetPublicAccessBlock")
      .on("s3:GetBucketNotificationConfiguration", "{}")
      .deny("s3:GetBucketPolicy");
  const Collected found(api, {kBucket, kPolicy});
  EXPECT_FALSE(found.properties(kBucket, "here").contains("PublicAccessBlockConfiguration"));
  EXPECT_FALSE(found.properties(kBucket, "here").contains("NotificationConfiguration"));
  EXPECT_EQ(found.account.incomplete_types, std::set<std::string>{kPolicy});
  api.deny("s3:GetPublicAccessBlock").deny("s3:GetBucketNotificationConfiguration");
  const Json bucket = Collected(api, {kBucket}).properties(kBucket, "here");
  EXPECT_EQ(bucket["PublicAccessBlockConfiguration"],
            unknown("s3:GetBucketPublicAccessBlock", "AccessDeniedException"));
  EXPECT_EQ(bucket["NotificationConfiguration"],
            unknown("s3:GetBucketNotification", "AccessDeniedException"));
}

}  // namespace
}  // namespace advisor::aws
