#include "src/aws/collect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "src/aws/permissions.h"
#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Collect, NothingWithoutAnIdentity) {
  FakeApi api;
  api.fail("sts:GetCallerIdentity", "ExpiredToken");
  const Account account = collect(api, kTokyo, {});
  EXPECT_EQ(account.id, "");
  ASSERT_EQ(account.failures.size(), 1U);
  EXPECT_EQ(account.failures[0].code, "ExpiredToken");
  EXPECT_EQ(api.calls(), 1U);
}

TEST(Collect, KnowsAccountAndPartition) {
  FakeApi api;
  api.on("sts:GetCallerIdentity",
         R"({"Account": "111122223333", "Arn": "arn:aws-cn:iam::111122223333:user/x"})");
  const Account account = collect(api, {"cn-north-1"}, {});
  EXPECT_EQ(account.id, "111122223333");
  EXPECT_EQ(account.partition, "aws-cn");
  EXPECT_EQ(account.identity, "arn:aws-cn:iam::111122223333:user/x");
  EXPECT_TRUE(account.failures.empty());
}

TEST(Collect, AsksOnlyForWantedTypes) {
  FakeApi api;
  collect(api, kTokyo, {"AWS::SQS::Queue"});
  EXPECT_EQ(api.operations(), (std::set<std::string>{"sts:GetCallerIdentity", "sqs:ListQueues",
                                                     "tagging:GetResources"}));
}

TEST(Collect, EveryOperationIsInTheTable) {
  for (const std::string& operation : collector_operations()) {
    const std::size_t colon = operation.find(':');
    EXPECT_NE(find_operation(operation.substr(0, colon), operation.substr(colon + 1)), nullptr)
        << operation;
  }
}

TEST(Collect, RegionsKeepApart) {
  FakeApi api;
  for (const std::string region : {"ap-northeast-1", "us-east-1"})
    api.on("logs:DescribeLogGroups", R"({"logGroups": [{"logGroupName": "g"}]})", "{}", region);
  api.deny("lambda:ListFunctions", "{}", "us-east-1");
  const Collected found(api, {}, {"ap-northeast-1", "us-east-1"});
  std::vector<std::string> ids;
  for (const LiveResource& resource : found.account.resources)
    ids.push_back(resource.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"arn:aws:logs:ap-northeast-1:123456789012:log-group:g",
                                           "arn:aws:logs:us-east-1:123456789012:log-group:g"}));
  ASSERT_EQ(found.account.failures.size(), 1U);
  EXPECT_EQ(found.account.failures[0].region, "us-east-1");
  EXPECT_EQ(api.count("s3:ListBuckets"), 1U) << "not once per region";
}

TEST(Collect, CallsOfServicesAndRegionsAreMadeTogether) {
  FakeApi api;
  api.on("ecs:ListClusters", R"({"clusterArns": ["arn:c"]})")
      .on("lambda:ListFunctions",
          R"({"Functions": [{"FunctionName": "f", "FunctionArn": "a:function:f"}]})")
      .on("sqs:ListQueues", R"({"QueueUrls": ["https://q/1/q"]})");
  collect(api, {"ap-northeast-1", "us-east-1", "eu-west-1"}, {});
  EXPECT_LE(api.rounds(), 5U);
}

TEST(Collect, ANameThatComesTwiceCountsOnce) {
  FakeApi api;
  api.on("sqs:ListQueues", R"({"QueueUrls": ["https://q/1/q", "https://q/1/q"]})")
      .on("sqs:GetQueueAttributes", R"({"Attributes": {"VisibilityTimeout": "1"}})");
  EXPECT_EQ(Collected(api, {"AWS::SQS::Queue"}).count("AWS::SQS::Queue"), 1U);
}

// Lists with elements that are no objects, and lists that are none.
TEST(Collect, AnswersOfTheWrongShapeAreNoResources) {
  constexpr const char* kLists[] = {"clusterArns",
                                    "clusters",
                                    "services",
                                    "LoadBalancers",
                                    "TargetGroups",
                                    "Functions",
                                    "EventSourceMappings",
                                    "EventBuses",
                                    "Rules",
                                    "Schedules",
                                    "DBInstances",
                                    "DBClusters",
                                    "GlobalClusters",
                                    "DBParameterGroups",
                                    "OptionGroupsList",
                                    "Topics",
                                    "Subscriptions",
                                    "CacheClusters",
                                    "ReplicationGroups",
                                    "logGroups",
                                    "MetricAlarms",
                                    "ScalableTargets",
                                    "AutoScalingGroups",
                                    "Buckets",
                                    "capacityProviders",
                                    "Aliases",
                                    "Listeners"};
  for (const char* broken : {R"([1, null, {}, [], true])", R"("x")", "null", "{}"}) {
    Json answer;
    for (const char* list : kLists)
      answer[list] = Json::parse(broken);
    FakeApi api;
    for (const std::string& operation : collector_operations())
      if (operation != "sts:GetCallerIdentity")
        api.on(operation, answer.dump());
    EXPECT_TRUE(collect(api, kTokyo, {}).resources.empty()) << broken;
  }
}

// --- What rules look at -------------------------------------------------------------------------

// Types that rules judge or look up and that are not collected.
const std::map<std::string, std::string> kLeftOut = {
    {"AWS::AmazonMQ::Broker", "template or plan"},
    {"AWS::ApiGateway::Authorizer", "its permission is there"},
    {"AWS::ApiGateway::Method", "its permission is there"},
    {"AWS::ApiGateway::RestApi", "its permission is there"},
    {"AWS::ApiGatewayV2::Api", "its permission is there"},
    {"AWS::ApiGatewayV2::Authorizer", "its permission is there"},
    {"AWS::ApiGatewayV2::Integration", "its permission is there"},
    {"AWS::AppSync::DataSource", "not yet"},
    {"AWS::AppSync::GraphQLApi", "its permission is there"},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", "an ARN tells"},
    {"AWS::AutoScaling::ScalingPolicy", "an ARN tells"},
    {"AWS::Backup::BackupVault", "template or plan"},
    {"AWS::Bedrock::Agent", "its permission is there"},
    {"AWS::CertificateManager::Certificate", "template or plan"},
    {"AWS::CloudFormation::CustomResource", "template or plan"},
    {"AWS::CloudFormation::Stack", "template or plan"},
    {"AWS::CloudFront::Distribution", "not yet"},
    {"AWS::Cognito::IdentityPool", "template or plan"},
    {"AWS::Cognito::UserPool", "its permission is there"},
    {"AWS::Config::ConfigRule", "its permission is there"},
    {"AWS::DAX::Cluster", "not yet"},
    {"AWS::DynamoDB::GlobalTable", "a table in each region"},
    {"AWS::EC2::EIP", "template or plan"},
    {"AWS::EC2::Instance", "template or plan"},
    {"AWS::EC2::NatGateway", "template or plan"},
    {"AWS::EC2::SecurityGroup", "template or plan"},
    {"AWS::EC2::Subnet", "template or plan"},
    {"AWS::EC2::VPC", "template or plan"},
    {"AWS::EC2::VPCEndpoint", "template or plan"},
    {"AWS::EC2::Volume", "template or plan"},
    {"AWS::ECR::Repository", "template or plan"},
    {"AWS::ECS::ClusterCapacityProviderAssociations", "part of the cluster"},
    {"AWS::EFS::FileSystem", "template or plan"},
    {"AWS::EMR::Cluster", "template or plan"},
    {"AWS::ElastiCache::ServerlessCache", "template or plan"},
    {"AWS::Elasticsearch::Domain", "template or plan"},
    {"AWS::FSx::FileSystem", "template or plan"},
    {"AWS::IAM::Policy", "template or plan"},
    {"AWS::IAM::Role", "template or plan"},
    {"AWS::IoT::TopicRule", "its permission is there"},
    {"AWS::KMS::Key", "template or plan"},
    {"AWS::Kinesis::Stream", "template or plan"},
    {"AWS::KinesisFirehose::DeliveryStream", "not yet"},
    {"AWS::Lambda::Version", "an ARN tells"},
    {"AWS::Lex::BotAlias", "its permission is there"},
    {"AWS::Logs::SubscriptionFilter", "its permission is there"},
    {"AWS::MSK::Cluster", "template or plan"},
    {"AWS::MemoryDB::Cluster", "not yet"},
    {"AWS::OpenSearchService::Domain", "template or plan"},
    {"AWS::Organizations::Account", "template or plan"},
    {"AWS::Pipes::Pipe", "not yet"},
    {"AWS::Redshift::Cluster", "not yet"},
    {"AWS::RedshiftServerless::Namespace", "template or plan"},
    {"AWS::Route53::HostedZone", "not yet"},
    {"AWS::Route53::RecordSet", "not yet"},
    {"AWS::Route53::RecordSetGroup", "template or plan"},
    {"AWS::S3Express::DirectoryBucket", "template or plan"},
    {"AWS::S3ObjectLambda::AccessPoint", "not yet"},
    {"AWS::SES::ReceiptRule", "its permission is there"},
    {"AWS::SSM::Parameter", "template or plan"},
    {"AWS::SecretsManager::RotationSchedule", "its permission is there"},
    {"AWS::SecretsManager::Secret", "template or plan"},
    {"AWS::StepFunctions::StateMachine", "not yet"},
    {"AWS::Timestream::Database", "template or plan"},
    {"AWS::Timestream::Table", "template or plan"},
    {"AWS::VpcLattice::TargetGroup", "its permission is there"},
};

void add_types(const std::string& text, std::set<std::string>& out) {
  static const std::regex kType("AWS::[A-Za-z0-9]+::[A-Za-z0-9]+");
  for (std::sregex_iterator it(text.begin(), text.end(), kType), end; it != end; ++it)
    out.insert(it->str());
}

// The types in the parts of a rule that say what it judges and looks up.
std::set<std::string> types_of_rules() {
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(ADVISOR_SOURCE_DIR) / "rules")) {
    if (entry.path().extension() != ".yaml" || entry.path().parent_path().filename() == "data")
      continue;
    bool looks = false;
    std::istringstream lines(read(entry.path()));
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty() && line[0] >= 'a' && line[0] <= 'z')
        looks = line.starts_with("match:") || line.starts_with("lookup:");
      if (looks)
        add_types(line, out);
    }
  }
  return out;
}

TEST(CollectedTypes, EveryTypeOfTheRulesIsCollectedOrLeftOutForAReason) {
  const std::set<std::string> of_rules = types_of_rules();
  ASSERT_GT(of_rules.size(), 50U);
  const std::set<std::string> collected = collected_types();
  for (const std::string& type : of_rules)
    EXPECT_NE(collected.contains(type), kLeftOut.contains(type)) << type;
  for (const auto& [type, why] : kLeftOut)
    EXPECT_TRUE(of_rules.contains(type)) << type << " is in no rule any more";
  for (const std::string& type : collected)
    EXPECT_TRUE(of_rules.contains(type)) << "no rule looks at " << type;
}

TEST(CollectedTypes, LookupsOfWhatIsNotCollectedAreOpen) {
  std::set<std::string> open;
  for (const auto& [type, why] : kLeftOut)
    if (why == "open")
      open.insert(type);
  EXPECT_EQ(open, uncollected_lookups());
  FakeApi api;
  EXPECT_EQ(collect(api, kTokyo, {}).incomplete_types, open);
  EXPECT_TRUE(collect(api, kTokyo, {"AWS::SQS::Queue"}).incomplete_types.empty());
}

TEST(CollectedTypes, AreInTheDocumentation) {
  const std::string page = read(std::filesystem::path(ADVISOR_SOURCE_DIR) / "docs/live-design.md");
  for (const std::string& type : collected_types())
    EXPECT_THAT(page, testing::HasSubstr(type.substr(5))) << type;
}

// --- Permissions --------------------------------------------------------------------------------

// An account in which every collector has something to ask.
void fill(FakeApi& api) {
  api.on("ecs:ListClusters", R"({"clusterArns": ["arn:c"]})")
      .on("ecs:ListServices", R"({"serviceArns": ["arn:s"]})")
      .on("ecs:ListTaskDefinitionFamilies", R"({"families": ["web"]})")
      .on("elasticloadbalancing:DescribeLoadBalancers",
          R"({"LoadBalancers": [{"LoadBalancerArn": "arn:lb"}]})")
      .on("elasticloadbalancing:DescribeListeners",
          R"({"Listeners": [{"ListenerArn": "arn:l", "LoadBalancerArn": "arn:lb"}]})")
      .on("elasticloadbalancing:DescribeTargetGroups",
          R"({"TargetGroups": [{"TargetGroupArn": "arn:tg", "TargetType": "lambda"}]})")
      .on("lambda:ListFunctions",
          R"({"Functions": [{"FunctionName": "f", "FunctionArn": "a:function:f"}]})")
      .on("lambda:ListEventSourceMappings",
          R"({"EventSourceMappings": [{"UUID": "u", "FunctionArn": "a:function:f"}]})")
      .on("events:ListEventBuses", R"({"EventBuses": [{"Name": "default"}]})")
      .on("events:ListRules", R"({"Rules": [{"Name": "r"}]})")
      .on("scheduler:ListSchedules", R"({"Schedules": [{"Name": "n", "GroupName": "g"}]})")
      .on("rds:DescribeDBParameterGroups",
          R"({"DBParameterGroups": [{"DBParameterGroupName": "g"}]})")
      .on("rds:DescribeDBClusterParameterGroups",
          R"({"DBClusterParameterGroups": [{"DBClusterParameterGroupName": "g"}]})")
      .on("sqs:ListQueues", R"({"QueueUrls": ["https://q/1/q"]})")
      .on("sns:ListSubscriptions",
          R"({"Subscriptions": [{"SubscriptionArn": "arn:s", "Protocol": "sqs"}]})")
      .on("dynamodb:ListTables", R"({"TableNames": ["t"]})")
      .on("autoscaling:DescribeAutoScalingGroups", R"({"AutoScalingGroups":
          [{"AutoScalingGroupName": "g", "AutoScalingGroupARN": "arn:g"}]})")
      .on("codedeploy:ListApplications", R"({"applications": ["a"]})")
      .on("codedeploy:ListDeploymentGroups", R"({"deploymentGroups": ["g"]})")
      .on("appconfig:ListApplications", R"({"Items": [{"Id": "a"}]})")
      .on("backup:ListBackupPlans", R"({"BackupPlansList": [{"BackupPlanId": "p"}]})")
      .on("backup:ListBackupSelections", R"({"BackupSelectionsList": [{"SelectionId": "s"}]})")
      .on("s3:ListBuckets", R"({"Buckets": [{"Name": "b"}]})")
      .on("s3:GetBucketLocation", R"({"LocationConstraint": "ap-northeast-1"})");
}

TEST(Permissions, TablesSayExactlyWhichCallsAreMade) {
  FakeApi api;
  fill(api);
  collect(api, kTokyo, {}, {true, {"/parameter"}});
  EXPECT_EQ(api.operations(), collector_operations());
}

TEST(Permissions, PolicyHasExactlyTheActionsThatAreUsed) {
  const Json policy = Json::parse(permissions());
  std::set<std::string> allowed;
  for (const Json& statement : policy["Statement"]) {
    EXPECT_EQ(statement["Effect"], "Allow");
    for (const Json& action : statement["Action"])
      EXPECT_TRUE(allowed.insert(action.get<std::string>()).second) << action << " is there twice";
  }
  std::set<std::string> used = collector_actions();
  EXPECT_EQ(used.size(), collector_operations().size() - 1) << "without sts:GetCallerIdentity";
  for (const auto& more :
       {region_actions(), trusted_advisor_actions(), trusted_advisor_refresh_actions()})
    used.insert(more.begin(), more.end());
  EXPECT_EQ(allowed, used);
}

TEST(Permissions, OnlyReads) {
  for (const std::string& action : collector_actions())
    EXPECT_THAT(action, testing::ContainsRegex(":(Get|List|Describe|BatchGet)"));
}

TEST(Permissions, PageIsUpToDate) {
  EXPECT_EQ(read(std::filesystem::path(ADVISOR_SOURCE_DIR) / "docs/iam-policy.json"),
            permissions());
}

// The role of the recipe may do the same.
TEST(Permissions, AuditRoleHasTheSameActions) {
  const std::string role =
      read(std::filesystem::path(ADVISOR_SOURCE_DIR) / "docs/recipes/audit-role.yaml");
  std::set<std::string> listed;
  static const std::regex kAction("- ([a-z0-9-]+:[A-Z][A-Za-z]+)\n");
  for (std::sregex_iterator it(role.begin(), role.end(), kAction), end; it != end; ++it)
    listed.insert((*it)[1].str());
  std::set<std::string> wanted = collector_actions();
  for (const auto& more : {region_actions(), trusted_advisor_actions()})
    wanted.insert(more.begin(), more.end());
  EXPECT_EQ(listed, wanted);
}

// --- A large account ----------------------------------------------------------------------------

void fill_large(FakeApi& api, int functions, int services) {
  Json list = Json::array();
  for (int i = 0; i < functions; ++i) {
    const std::string name = "f" + std::to_string(i);
    list.push_back({{"FunctionName", name},
                    {"FunctionArn", "arn:aws:lambda:ap-northeast-1:123456789012:function:" + name},
                    {"Environment", {{"Variables", {{"A", "b"}, {"C", "d"}}}}}});
  }
  std::vector<std::string> arns;
  Json described = Json::array();
  for (int i = 0; i < services; ++i) {
    arns.push_back("arn:aws:ecs:ap-northeast-1:123456789012:service/prod/s" + std::to_string(i));
    described.push_back({{"serviceArn", arns.back()},
                         {"serviceName", "s" + std::to_string(i)},
                         {"clusterArn", "arn:c/prod"},
                         {"taskDefinition", "arn:task-definition/t" + std::to_string(i) + ":1"}});
  }
  api.on("lambda:ListFunctions", Json({{"Functions", list}}).dump())
      .on("ecs:ListClusters", R"({"clusterArns": ["arn:c/prod"]})")
      .on("ecs:ListServices", Json({{"serviceArns", arns}}).dump());
  for (int i = 0; i < services; i += 10) {
    const std::vector<std::string> ten(arns.begin() + i, arns.begin() + i + 10);
    api.on("ecs:DescribeServices",
           Json({{"services", Json(described.begin() + i, described.begin() + i + 10)}}).dump(),
           Json({{"services", ten}}).dump());
  }
}

TEST(LargeAccount, CallsAreBounded) {
  FakeApi api;
  fill_large(api, 2000, 500);
  const Collected found(api, {});
  EXPECT_EQ(found.count("AWS::Lambda::Function"), 2000U);
  EXPECT_EQ(found.count("AWS::ECS::Service"), 500U);
  // Per function: policy, aliases, URLs, invoke configs. Per service: its task definition.
  EXPECT_EQ(api.count("lambda:GetPolicy"), 2000U);
  EXPECT_EQ(api.count("lambda:GetFunctionConcurrency"), 0U);
  EXPECT_EQ(api.count("ecs:DescribeServices"), 50U);
  EXPECT_EQ(api.count("ecs:DescribeTaskDefinition"), 500U);
  EXPECT_LE(api.calls(), 2000U * 4 + 500U + 50U + 60U);
}

TEST(LargeAccount, TimeGrowsWithTheAccountOnly) {
  const auto seconds = [](int functions) {
    FakeApi api;
    fill_large(api, functions, 10);
    const auto begin = std::chrono::steady_clock::now();
    collect(api, kTokyo, {});
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  seconds(100);  // schemas are read
  const double few = seconds(1000);
  // Eight times as many; a square would take 64 times as long.
  EXPECT_LT(seconds(8000), 24 * few + 0.05);
}

}  // namespace
}  // namespace advisor::aws
