#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

const std::string kInstance = "AWS::RDS::DBInstance";
const std::string kCluster = "AWS::RDS::DBCluster";
const std::string kGroup = "AWS::RDS::DBParameterGroup";
const std::string kClusterGroup = "AWS::RDS::DBClusterParameterGroup";
const std::string kRds = "arn:aws:rds:ap-northeast-1:123456789012:";

TEST(CollectRds, InstanceInTheCommonModel) {
  FakeApi api;
  api.on("rds:DescribeDBInstances", R"({"DBInstances": [{"DBInstanceIdentifier": "db1",
    "DBInstanceArn": ")" + kRds + R"(db:db1", "DBInstanceClass": "db.t3.micro", "Engine": "mysql",
    "EngineVersion": "8.0.36", "DBInstanceStatus": "available", "MultiAZ": "false",
    "AllocatedStorage": "20", "StorageType": "gp2", "BackupRetentionPeriod": "1",
    "DeletionProtection": "false", "CACertificateIdentifier": "rds-ca-rsa2048-g1",
    "Endpoint": {"Address": "db1.example", "Port": "3306"}, "MasterUsername": "admin",
    "PendingModifiedValues": {"MasterUserPassword": "****"},
    "DBParameterGroups": [{"DBParameterGroupName": "default.mysql8.0",
                           "ParameterApplyStatus": "in-sync"}],
    "OptionGroupMemberships": [{"OptionGroupName": "default:mysql-8-0", "Status": "in-sync"}],
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
    "DBSubnetGroup": {"DBSubnetGroupName": "main", "VpcId": "vpc-1"},
    "EnabledCloudwatchLogsExports": ["error"], "PerformanceInsightsEnabled": "true",
    "IAMDatabaseAuthenticationEnabled": "false", "ReadReplicaDBInstanceIdentifiers": [],
    "ReadReplicaSourceDBInstanceIdentifier": "db0",
    "MasterUserSecret": {"SecretArn": "arn:secret", "KmsKeyId": "arn:key"},
    "TagList": [{"Key": "Env", "Value": "prod"}]}]})");
  const Collected found(api, {kInstance});
  EXPECT_EQ(found.properties(kInstance, "db1"), Json::parse(R"({"DBInstanceIdentifier": "db1",
    "DBInstanceClass": "db.t3.micro", "Engine": "mysql", "EngineVersion": "8.0.36",
    "MultiAZ": false, "AllocatedStorage": "20", "StorageType": "gp2", "BackupRetentionPeriod": 1,
    "DeletionProtection": false, "CACertificateIdentifier": "rds-ca-rsa2048-g1", "Port": "3306",
    "MasterUsername": "admin", "DBParameterGroupName": "default.mysql8.0",
    "OptionGroupName": "default:mysql-8-0", "VPCSecurityGroups": ["sg-1"],
    "DBSubnetGroupName": "main", "EnableCloudwatchLogsExports": ["error"],
    "EnablePerformanceInsights": true, "EnableIAMDatabaseAuthentication": false,
    "SourceDBInstanceIdentifier": "db0", "ManageMasterUserPassword": true,
    "MasterUserSecret": {"KmsKeyId": "arn:key"}, "Tags": [{"Key": "Env", "Value": "prod"}]})"));
  EXPECT_EQ(found.resource(kInstance, "db1")["aliases"], Json({kRds + "db:db1", "db1"}));
}

TEST(CollectRds, EngineTellsNeptuneAndDocumentDbApart) {
  FakeApi api;
  api.on("rds:DescribeDBInstances", R"({"DBInstances": [
        {"DBInstanceIdentifier": "n", "DBInstanceArn": "a:n", "Engine": "neptune",
         "DBClusterIdentifier": "nc", "DBParameterGroups": [{"DBParameterGroupName": "g"}]},
        {"DBInstanceIdentifier": "d", "DBInstanceArn": "a:d", "Engine": "docdb"}]})")
      .on("rds:DescribeDBClusters", R"({"DBClusters": [
        {"DBClusterIdentifier": "nc", "DBClusterArn": "a:nc", "Engine": "neptune",
         "DBClusterParameterGroup": "default.neptune1.3", "IAMDatabaseAuthenticationEnabled": "true"},
        {"DBClusterIdentifier": "dc", "DBClusterArn": "a:dc", "Engine": "docdb",
         "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}]}]})");
  const Collected found(api, {});
  EXPECT_EQ(found.properties("AWS::Neptune::DBInstance", "n")["DBParameterGroupName"], "g");
  EXPECT_EQ(found.count("AWS::DocDB::DBInstance"), 1U);
  EXPECT_EQ(found.properties("AWS::Neptune::DBCluster", "nc"),
            Json::parse(R"({"DBClusterIdentifier": "nc", "IamAuthEnabled": true,
                            "DBClusterParameterGroupName": "default.neptune1.3"})"));
  EXPECT_EQ(found.properties("AWS::DocDB::DBCluster", "dc")["VpcSecurityGroupIds"], Json({"sg-1"}));
  EXPECT_EQ(found.count(kInstance) + found.count(kCluster), 0U);
}

TEST(CollectRds, SecondaryClusterOfAGlobalCluster) {
  FakeApi api;
  api.on("rds:DescribeDBClusters", R"({"DBClusters": [
        {"DBClusterIdentifier": "c1", "DBClusterArn": ")" +
                                       kRds + R"(cluster:c1",
         "Engine": "aurora-mysql", "MasterUsername": "admin", "Port": "3306"},
        {"DBClusterIdentifier": "c2", "DBClusterArn": ")" +
                                       kRds + R"(cluster:c2",
         "Engine": "aurora-mysql", "MasterUsername": "admin"}]})")
      .on("rds:DescribeGlobalClusters", R"({"GlobalClusters": [{"GlobalClusterIdentifier": "g",
        "GlobalClusterArn": "arn:g", "DeletionProtection": "true", "GlobalClusterMembers": [
          {"DBClusterArn": ")" + kRds + R"(cluster:c1", "IsWriter": "true"},
          {"DBClusterArn": ")" + kRds + R"(cluster:c2", "IsWriter": "false"}]}]})");
  const Collected found(api, {kCluster, "AWS::RDS::GlobalCluster"});
  EXPECT_EQ(found.properties(kCluster, "c1")["MasterUsername"], "admin");
  EXPECT_EQ(found.properties(kCluster, "c1")["Port"], 3306);
  EXPECT_FALSE(found.properties(kCluster, "c1").contains("GlobalClusterIdentifier"));
  EXPECT_EQ(found.properties(kCluster, "c2")["GlobalClusterIdentifier"], "g");
  EXPECT_FALSE(found.properties(kCluster, "c2").contains("MasterUsername"));
  EXPECT_EQ(found.properties("AWS::RDS::GlobalCluster", "g")["DeletionProtection"], true);
}

TEST(CollectRds, ParametersThatAUserHasSetAndNoFreeText) {
  FakeApi api;
  api.on("rds:DescribeDBParameterGroups", R"({"DBParameterGroups": [
        {"DBParameterGroupName": "mine", "DBParameterGroupArn": "arn:pg:mine",
         "DBParameterGroupFamily": "mysql8.0", "Description": "d"},
        {"DBParameterGroupName": "graph", "DBParameterGroupFamily": "neptune1.3"},
        {"DBParameterGroupName": "default.mysql8.0", "DBParameterGroupFamily": "mysql8.0"}]})")
      .on("rds:DescribeDBParameters", R"({"Parameters": [
        {"ParameterName": "sync_binlog", "ParameterValue": "0", "DataType": "integer"},
        {"ParameterName": "binlog_format", "ParameterValue": "ROW", "DataType": "string",
         "AllowedValues": "ROW,STATEMENT"},
        {"ParameterName": "init_connect", "ParameterValue": "hunter2", "DataType": "string"}]})");
  const Collected found(api, {kGroup});
  EXPECT_EQ(found.count(kGroup), 1U);
  const Json group = found.properties(kGroup, "mine");
  EXPECT_EQ(group["Parameters"], Json::parse(R"({"sync_binlog": "0", "binlog_format": "ROW",
    "init_connect": {"$unknown": {"redacted": true}}})"));
  EXPECT_EQ(group["Family"], "mysql8.0");
  ASSERT_EQ(api.count("rds:DescribeDBParameters"), 1U);
  EXPECT_EQ(api.parameters("rds:DescribeDBParameters")[0]["Source"], "user");
  api.deny("rds:DescribeDBParameters");
  EXPECT_EQ(Collected(api, {kGroup}).properties(kGroup, "mine")["Parameters"],
            unknown("rds:DescribeDBParameters", "AccessDeniedException"));
}

TEST(CollectRds, OptionGroupsWithoutSettings) {
  FakeApi api;
  api.on("rds:DescribeOptionGroups", R"({"OptionGroupsList": [
      {"OptionGroupName": "default:mysql-8-0", "OptionGroupArn": "a"},
      {"OptionGroupName": "sql", "OptionGroupArn": "arn:og:sql", "EngineName": "sqlserver-ee",
       "Options": [{"OptionName": "Mirroring", "OptionSettings": [{"Name": "P",
                    "Value": "hunter2"}]}]}]})");
  const Collected found(api, {"AWS::RDS::OptionGroup"});
  EXPECT_EQ(found.count("AWS::RDS::OptionGroup"), 1U);
  EXPECT_EQ(found.properties("AWS::RDS::OptionGroup", "sql")["OptionConfigurations"],
            Json::parse(R"([{"OptionName": "Mirroring"}])"));
}

TEST(CollectRds, FailedLists) {
  FakeApi api;
  api.deny("rds:DescribeDBInstances").deny("rds:DescribeDBClusterParameterGroups");
  EXPECT_EQ(Collected(api, {kInstance, kClusterGroup, kGroup}).account.incomplete_types,
            (std::set<std::string>{kInstance, kClusterGroup}));
}

}  // namespace
}  // namespace advisor::aws
