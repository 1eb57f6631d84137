// Resources that no rule judges, but rules look up: AppConfig, AWS Backup, Route 53.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kEnvironment = "AWS::AppConfig::Environment";
const std::string kSelection = "AWS::Backup::BackupSelection";
const std::string kCheck = "AWS::Route53::HealthCheck";

TEST(CollectAppConfig, EnvironmentsWithTheirMonitors) {
  FakeApi api;
  api.on("appconfig:ListApplications", R"({"Items": [{"Id": "app1", "Name": "app"}]})")
      .on("appconfig:ListEnvironments", R"({"Items": [{"ApplicationId": "app1", "Id": "env1",
          "Name": "prod", "State": "ReadyForDeployment",
          "Monitors": [{"AlarmArn": "arn:alarm", "AlarmRoleArn": "arn:role"}]}]})",
          R"({"ApplicationId": "app1"})");
  const Collected found(api, {kEnvironment});
  EXPECT_EQ(found.resource(kEnvironment, "prod")["id"],
            "arn:aws:appconfig:ap-northeast-1:123456789012:application/app1/environment/env1");
  Json expected = Json::parse(R"({"ApplicationId": "app1", "Name": "prod",
      "Monitors": [{"AlarmArn": "arn:alarm", "AlarmRoleArn": "arn:role"}]})");
  expected["Tags"] = not_read_value();
  EXPECT_EQ(found.properties(kEnvironment, "prod"), expected);
  api.deny("appconfig:ListEnvironments");
  EXPECT_TRUE(Collected(api, {kEnvironment}).account.incomplete_types.contains(kEnvironment));
}

TEST(CollectBackup, SelectionsOfAllPlans) {
  FakeApi api;
  api.on("backup:ListBackupPlans",
         R"({"BackupPlansList": [{"BackupPlanId": "p1"}, {"BackupPlanId": "p2"}]})")
      .on("backup:ListBackupSelections",
          R"({"BackupSelectionsList": [{"SelectionId": "s1", "SelectionName": "db"}]})",
          R"({"BackupPlanId": "p1"})")
      .on("backup:GetBackupSelection", R"({"BackupPlanId": "p1", "SelectionId": "s1",
          "CreationDate": 1.5, "BackupSelection": {"SelectionName": "db", "IamRoleArn": "arn:r",
          "Resources": [], "ListOfTags": [{"ConditionType": "STRINGEQUALS",
          "ConditionKey": "backup", "ConditionValue": "yes"}]}})");
  const Collected found(api, {kSelection});
  EXPECT_EQ(found.count(kSelection), 1U);
  const Json selection = found.properties(kSelection, "db");
  EXPECT_EQ(selection["BackupPlanId"], "p1");
  EXPECT_EQ(selection["BackupSelection"]["ListOfTags"][0]["ConditionKey"], "backup");
  EXPECT_FALSE(selection.contains("CreationDate"));
  for (const char* operation :
       {"backup:ListBackupPlans", "backup:ListBackupSelections", "backup:GetBackupSelection"}) {
    FakeApi denied;
    denied.on("backup:ListBackupPlans", R"({"BackupPlansList": [{"BackupPlanId": "p1"}]})")
        .on("backup:ListBackupSelections", R"({"BackupSelectionsList": [{"SelectionId": "s1"}]})")
        .deny(operation);
    EXPECT_TRUE(Collected(denied, {kSelection}).account.incomplete_types.contains(kSelection))
        << operation;
  }
}

// The service has no regions.
TEST(CollectRoute53, HealthChecksAreAskedForOnce) {
  FakeApi api;
  api.on("route53:ListHealthChecks", R"({"HealthChecks": [
      {"Id": "h1", "CallerReference": "x", "HealthCheckVersion": "1", "HealthCheckConfig":
        {"Type": "CLOUDWATCH_METRIC", "Inverted": "false",
         "AlarmIdentifier": {"Region": "us-east-1", "Name": "errors"}}}]})");
  const Collected found(api, {kCheck}, {"ap-northeast-1", "us-east-1"});
  EXPECT_EQ(api.count("route53:ListHealthChecks"), 1U);
  EXPECT_EQ(found.resource(kCheck, "h1")["id"], "arn:aws:route53:::healthcheck/h1");
  Json expected = Json::parse(R"({"HealthCheckConfig": {"Type": "CLOUDWATCH_METRIC",
      "Inverted": false, "AlarmIdentifier": {"Region": "us-east-1", "Name": "errors"}}})");
  expected["HealthCheckTags"] = not_read_value();
  EXPECT_EQ(found.properties(kCheck, "h1"), expected);
  api.fail("route53:ListHealthChecks", "ThrottlingException");
  EXPECT_TRUE(Collected(api, {kCheck}).account.incomplete_types.contains(kCheck));
}

}  // namespace
}  // namespace advisor::aws
