#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/aws/lambda_policy.h"
#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kFunction = "AWS::Lambda::Function";
const std::string kAlias = "AWS::Lambda::Alias";
const std::string kPermission = "AWS::Lambda::Permission";
const std::string kUrl = "AWS::Lambda::Url";
const std::string kInvokeConfig = "AWS::Lambda::EventInvokeConfig";
const std::string kMapping = "AWS::Lambda::EventSourceMapping";
const std::string kArn = "arn:aws:lambda:ap-northeast-1:123456789012:function:worker";

FakeApi& with_function(FakeApi& api) {
  return api.on("lambda:ListFunctions", R"({"Functions": [{
      "FunctionName": "worker", "FunctionArn": ")" +
                                            kArn + R"(", "Runtime": "python3.12",
      "Handler": "index.handler", "CodeSize": 140, "CodeSha256": "x", "Description": "",
      "Timeout": 30, "MemorySize": 256, "Version": "$LATEST", "VpcConfig": null,
      "Layers": [{"Arn": "arn:layer:1", "CodeSize": 3}], "PackageType": "Zip",
      "Environment": {"Variables": {"SECRET": "hunter2"}}, "State": "Active",
      "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:ap-northeast-1:123456789012:dlq"},
      "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"}}]})");
}

std::string policy(const std::string& statements) {
  return Json({{"Policy", R"({"Version": "2012-10-17", "Statement": [)" + statements + "]}"}})
      .dump();
}
std::string statement(const std::string& sid, const std::string& resource) {
  return R"({"Sid": ")" + sid + R"(", "Effect": "Allow", "Action": "lambda:InvokeFunction",
    "Principal": {"Service": "events.amazonaws.com"}, "Resource": ")" +
         resource +
         R"(", "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:events:x:1:rule/r"}}})";
}

TEST(CollectLambda, FunctionInTheCommonModel) {
  FakeApi api;
  const Collected found(with_function(api), {kFunction});
  const Json function = found.resource(kFunction, "worker");
  EXPECT_EQ(function["id"], kArn);
  EXPECT_EQ(function["aliases"], Json({kArn, "worker"}));
  Json expected = Json::parse(R"({"FunctionName": "worker", "Runtime": "python3.12",
    "Handler": "index.handler", "Timeout": 30, "MemorySize": 256, "PackageType": "Zip",
    "Layers": ["arn:layer:1"], "Environment": {"Variables": {"SECRET": {"$unknown": {"redacted": true}}}},
    "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:ap-northeast-1:123456789012:dlq"},
    "SnapStart": {"ApplyOn": "None"}})");
  expected["ReservedConcurrentExecutions"] = not_read_value();
  EXPECT_EQ(function["properties"], expected);
  EXPECT_THAT(found.text, testing::Not(testing::HasSubstr("hunter2")));
  EXPECT_EQ(api.count("lambda:GetPolicy"), 0U);
}

TEST(CollectLambda, VariablesThatLambdaCouldNotDecryptAreUnknown) {
  FakeApi api;
  api.on("lambda:ListFunctions", R"({"Functions": [{"FunctionName": "f", "FunctionArn":
    "arn:aws:lambda:ap-northeast-1:1:function:f", "Environment": {"Error": {"Message": "kms"}}}]})");
  EXPECT_EQ(Collected(api, {kFunction}).properties(kFunction, "f")["Environment"]["Variables"],
            unknown("kms:Decrypt", "AccessDeniedException"));
}

TEST(CollectLambda, ReservedConcurrencyOfFunctionsThatReadFromASource) {
  FakeApi api;
  with_function(api)
      .on("lambda:ListEventSourceMappings",
          R"({"EventSourceMappings": [{"UUID": "u-1",
          "FunctionArn": ")" +
              kArn + R"(:live", "BatchSize": 10, "State": "Enabled", "Tags": {"a": "b"},
          "EventSourceArn": "arn:aws:sqs:ap-northeast-1:123456789012:jobs",
          "MaximumRetryAttempts": -1}]})")
      .on("lambda:GetFunctionConcurrency", R"({"ReservedConcurrentExecutions": 5})");
  const Collected found(api, {kFunction, kMapping});
  EXPECT_EQ(found.properties(kFunction, "worker")["ReservedConcurrentExecutions"], 5);
  EXPECT_EQ(found.properties(kMapping, "worker from jobs"), Json::parse(R"({
    "FunctionName": ")" + kArn + R"(:live", "BatchSize": 10, "Enabled": true,
    "EventSourceArn": "arn:aws:sqs:ap-northeast-1:123456789012:jobs", "MaximumRetryAttempts": -1,
    "Tags": {"$unknown": {"code": "NotRead"}}})"));
  api.deny("lambda:GetFunctionConcurrency");
  EXPECT_EQ(
      Collected(api, {kFunction}).properties(kFunction, "worker")["ReservedConcurrentExecutions"],
      unknown("lambda:GetFunctionConcurrency", "AccessDeniedException"));
  api.on("lambda:GetFunctionConcurrency", "{}");
  EXPECT_FALSE(Collected(api, {kFunction})
                   .properties(kFunction, "worker")
                   .contains("ReservedConcurrentExecutions"));
}

TEST(CollectLambda, MappingInBetweenIsNeitherOnNorOff) {
  FakeApi api;
  for (const auto& [state, enabled] : std::map<std::string, Json>{
           {"Disabled", false},
           {"Enabling", true},
           {"Updating", Json::parse(R"({"$unknown": {"code": "Updating"}})")}}) {
    api.on("lambda:ListEventSourceMappings",
           R"({"EventSourceMappings": [{"UUID": "u", "FunctionArn": "a:function:f", "State": ")" +
               state + R"(", "SelfManagedEventSource": {"Endpoints":
               {"KAFKA_BOOTSTRAP_SERVERS": ["k:9092"]}}}]})");
    const Json mapping = Collected(api, {kMapping}).properties(kMapping, "f from ");
    EXPECT_EQ(mapping["Enabled"], enabled) << state;
    EXPECT_EQ(mapping["SelfManagedEventSource"]["Endpoints"]["KafkaBootstrapServers"],
              Json({"k:9092"}));
  }
}

// On AWS each call gives its own statements; moto gives all to each.
TEST(CollectLambda, PoliciesOfAllQualifiersWithoutDoubles) {
  FakeApi api;
  with_function(api)
      .on("lambda:ListAliases", R"({"Aliases": [{"Name": "live", "AliasArn": ")" + kArn +
                                    R"(:live", "FunctionVersion": "1", "RoutingConfig":
                                    {"AdditionalVersionWeights": {"2": 0.1}}}]})")
      .on("lambda:GetPolicy", policy(statement("a", kArn) + "," + statement("b", kArn + ":live")))
      .on("lambda:GetPolicy", policy(statement("b", kArn + ":live")), R"({"Qualifier": "live"})");
  const Collected found(api, {kPermission, kAlias});
  EXPECT_EQ(api.count("lambda:GetPolicy"), 2U);
  EXPECT_EQ(found.count(kPermission), 2U);
  EXPECT_EQ(found.properties(kPermission, "b"), Json::parse(R"({"Action": "lambda:InvokeFunction",
    "FunctionName": ")" + kArn + R"(:live", "Principal": "events.amazonaws.com",
    "SourceArn": "arn:aws:events:x:1:rule/r"})"));
  EXPECT_EQ(found.properties(kPermission, "a")["FunctionName"], kArn);
  EXPECT_EQ(found.properties(kAlias, "worker:live"), Json::parse(R"({"Name": "live",
    "FunctionName": ")" + kArn + R"(", "FunctionVersion": "1", "RoutingConfig":
    {"AdditionalVersionWeights": [{"FunctionVersion": "2", "FunctionWeight": 0.1}]}})"));
}

TEST(CollectLambda, NoPolicyIsNoFailure) {
  FakeApi api;
  with_function(api).missing("lambda:GetPolicy");
  const Collected found(api, {kPermission});
  EXPECT_EQ(found.count(kPermission), 0U);
  EXPECT_TRUE(found.account.failures.empty());
  EXPECT_TRUE(found.account.incomplete_types.empty());
}

TEST(CollectLambda, DeniedAndBrokenPoliciesLeaveThePermissionsIncomplete) {
  FakeApi api;
  with_function(api).deny("lambda:GetPolicy");
  EXPECT_EQ(Collected(api, {kPermission}).account.incomplete_types,
            std::set<std::string>{kPermission});
  api.on("lambda:GetPolicy", R"({"Policy": "{\"Statement\": "})");
  EXPECT_EQ(Collected(api, {kPermission}).account.incomplete_types,
            std::set<std::string>{kPermission});
}

TEST(CollectLambda, UrlsAndInvokeConfigsWithTheirQualifier) {
  FakeApi api;
  with_function(api)
      .on("lambda:ListFunctionUrlConfigs", R"({"FunctionUrlConfigs": [{"FunctionArn": ")" + kArn +
                                               R"(:live", "AuthType": "NONE", "FunctionUrl":
                                               "https://secret.lambda-url.example"}]})")
      .on("lambda:ListFunctionEventInvokeConfigs",
          R"({"FunctionEventInvokeConfigs": [{"FunctionArn": ")" + kArn +
              R"(:$LATEST", "MaximumRetryAttempts": 0, "DestinationConfig": {"OnSuccess": {},
              "OnFailure": {"Destination": "arn:q"}}}]})");
  const Collected found(api, {kUrl, kInvokeConfig});
  EXPECT_EQ(found.properties(kUrl, "worker"),
            Json({{"TargetFunctionArn", kArn}, {"Qualifier", "live"}, {"AuthType", "NONE"}}));
  EXPECT_EQ(found.properties(kInvokeConfig, "worker"),
            Json::parse(R"({"FunctionName": ")" + kArn +
                        R"(", "Qualifier": "$LATEST", "MaximumRetryAttempts": 0,
    "DestinationConfig": {"OnFailure": {"Destination": "arn:q"}}})"));
}

// --- Statements ---------------------------------------------------------------------------------

std::vector<PolicyPermission> permissions(const std::string& statements) {
  const Value text = Value::string(R"({"Statement": [)" + statements + "]}");
  return permissions_of(&text, kArn).value_or(std::vector<PolicyPermission>());
}

TEST(LambdaPolicy, PrincipalsOfEveryForm) {
  const auto found = permissions(
      R"({"Sid": "s", "Effect": "Allow", "Action": ["lambda:InvokeFunction", "lambda:GetAlias"],
          "Resource": ")" +
      kArn + R"(", "Principal": {"AWS": ["111122223333", "444455556666"]}},
         {"Sid": "all", "Effect": "Allow", "Action": "lambda:*", "Principal": "*"})");
  ASSERT_EQ(found.size(), 5U);
  EXPECT_EQ(*found[0].properties.find("Principal")->as_string(), "111122223333");
  EXPECT_EQ(found[0].id, kArn + "/permission/s");
  EXPECT_EQ(found[3].id, kArn + "/permission/s/3");
  EXPECT_EQ(*found[4].properties.find("Principal")->as_string(), "*");
  EXPECT_EQ(*found[4].properties.find("FunctionName")->as_string(), kArn);
}

TEST(LambdaPolicy, ConditionsBecomeProperties) {
  const auto found = permissions(R"({"Sid": "u", "Effect": "Allow",
    "Action": "lambda:InvokeFunctionUrl", "Principal": "*", "Condition": {
      "StringEquals": {"lambda:FunctionUrlAuthType": "NONE", "AWS:SourceAccount": "111122223333"},
      "Bool": {"lambda:InvokedViaFunctionUrl": "true"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}})");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(*found[0].properties.find("FunctionUrlAuthType")->as_string(), "NONE");
  EXPECT_EQ(*found[0].properties.find("SourceAccount")->as_string(), "111122223333");
  EXPECT_EQ(*found[0].properties.find("InvokedViaFunctionUrl")->as_string(), "true");
}

TEST(LambdaPolicy, DenialsAreNoPermissions) {
  EXPECT_TRUE(permissions(R"({"Sid": "d", "Effect": "Deny", "Action": "lambda:*",
                              "Principal": "*"})")
                  .empty());
  EXPECT_FALSE(permissions_of(nullptr, kArn).has_value());
}

}  // namespace
}  // namespace advisor::aws
