// Outputs of stacks and SSM parameters that files refer to.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

const std::set<std::string> kQueues = {"AWS::SQS::Queue"};

// "kind stack name=text"
std::vector<std::string> lines(const Account& account) {
  std::vector<std::string> out;
  for (const LiveValue& value : account.values) {
    const char* kind = value.kind == LiveValue::Kind::kParameter     ? "parameter "
                       : value.kind == LiveValue::Kind::kStackOutput ? "output "
                                                                     : "export ";
    out.push_back(kind + (value.stack.empty() ? "" : value.stack + " ") + value.name + "=" +
                  value.text);
  }
  return out;
}

void add_values(FakeApi& api) {
  api.on("sqs:ListQueues", R"({"QueueUrls": ["https://q/1/jobs"]})")
      .on("sqs:GetQueueAttributes", R"({"Attributes": {"VisibilityTimeout": "1"}})")
      .on("cloudformation:DescribeStacks", R"({"Stacks": [
        {"StackName": "net", "Outputs": [
          {"OutputKey": "Target", "OutputValue": "arn:aws:elasticloadbalancing:x"},
          {"OutputKey": "Subnet", "OutputValue": "subnet-0a1b2c3d", "ExportName": "net-subnet"},
          {"OutputKey": "Password", "OutputValue": "hunter2", "ExportName": "net-password"}]},
        {"StackName": "empty"}]})")
      .on("ssm:GetParameters", R"({"Parameters": [
        {"Name": "/queue", "Type": "String", "Value": "jobs"},
        {"Name": "/url", "Type": "String", "Value": "https://sqs.x.amazonaws.com/1/jobs"},
        {"Name": "/hook", "Type": "String", "Value": "https://user:hunter2@example.com/"},
        {"Name": "/token", "Type": "String", "Value": "hunter2"},
        {"Name": "/key", "Type": "SecureString", "Value": "arn:hunter2"},
        {"Name": "/list", "Type": "StringList", "Value": "arn:a,arn:b"}],
        "InvalidParameters": ["/gone"]})");
}

TEST(CollectValues, NothingIsAskedThatNobodyWants) {
  FakeApi api;
  add_values(api);
  const Account account = collect(api, kTokyo, kQueues);
  EXPECT_EQ(api.count("cloudformation:DescribeStacks"), 0U);
  EXPECT_EQ(api.count("ssm:GetParameters"), 0U);
  EXPECT_THAT(account.values, SizeIs(0));
}

// What is no reference may be a secret, whatever its type.
TEST(CollectValues, OnlyReferencesAreKept) {
  FakeApi api;
  add_values(api);
  const Account account = collect(api, kTokyo, kQueues, {true, {"/queue", "/url", "/token"}});
  EXPECT_THAT(
      lines(account),
      ElementsAre("output net Target=arn:aws:elasticloadbalancing:x",
                  "export net-subnet=subnet-0a1b2c3d", "output net Subnet=subnet-0a1b2c3d",
                  "parameter /queue=jobs", "parameter /url=https://sqs.x.amazonaws.com/1/jobs"));
  std::ostringstream file;
  write_account_file(file, {account});
  EXPECT_THAT(file.str(), Not(HasSubstr("hunter2")));
  const Json values = Json::parse(file.str())["accounts"][0]["values"];
  EXPECT_EQ(values[0], Json::parse(R"({"kind": "stackOutput", "stack": "net", "name": "Target",
                                       "value": "arn:aws:elasticloadbalancing:x"})"));
  EXPECT_EQ(values[1], Json::parse(R"({"kind": "stackExport", "name": "net-subnet",
                                       "value": "subnet-0a1b2c3d"})"));
  EXPECT_EQ(values[3], Json::parse(R"({"kind": "parameter", "name": "/queue", "value": "jobs"})"));
}

TEST(CollectValues, ParametersAreAskedForByTenAndNeverDecrypted) {
  FakeApi api;
  WantedValues wanted;
  for (int i = 0; i < 25; ++i)
    wanted.parameters.push_back("/app/" + std::to_string(i));
  wanted.parameters.insert(wanted.parameters.end(), {"", "/with space", "/a/{{ x }}", "/app/1"});
  collect(api, kTokyo, kQueues, wanted);
  const std::vector<Json>& asked = api.parameters("ssm:GetParameters");
  ASSERT_THAT(asked, SizeIs(3));
  std::size_t names = 0;
  for (const Json& call : asked) {
    EXPECT_LE(call["Names"].size(), 10U);
    EXPECT_EQ(call["WithDecryption"], false);
    names += call["Names"].size();
  }
  EXPECT_EQ(names, 25U) << "once each, and only what the API takes";
  EXPECT_EQ(api.count("cloudformation:DescribeStacks"), 0U);
}

// `find` with `complete: true` in a rule of the user must not take "not collected" for "none".
TEST(CollectValues, TypesOfOwnRulesThatAreNotCollectedAreOpen) {
  FakeApi api;
  WantedValues values;
  values.own_types = {"AWS::SQS::Queue", "AWS::ApplicationAutoScaling::ScalingPolicy"};
  EXPECT_EQ(collect(api, kTokyo, kQueues, values).incomplete_types,
            (std::set<std::string>{"AWS::ApplicationAutoScaling::ScalingPolicy"}));
  api.fail("sts:GetCallerIdentity", "ExpiredToken");
  EXPECT_EQ(collect(api, kTokyo, kQueues).incomplete_types, kQueues) << "nothing was read";
}

TEST(CollectValues, ADeniedCallIsNamedAndLeavesTheTypesAlone) {
  FakeApi api;
  add_values(api);
  api.deny("ssm:GetParameters").deny("cloudformation:DescribeStacks");
  const Account account = collect(api, kTokyo, kQueues, {true, {"/queue"}});
  ASSERT_THAT(account.failures, SizeIs(2));
  EXPECT_EQ(account.failures[0].action, "cloudformation:DescribeStacks");
  EXPECT_EQ(account.failures[1].action, "ssm:GetParameters");
  EXPECT_FALSE(account.incomplete_types.contains("AWS::SQS::Queue"));
  EXPECT_THAT(account.values, SizeIs(0));
}

}  // namespace
}  // namespace advisor::aws
