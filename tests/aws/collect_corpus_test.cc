// Recorded answers, read by the client and collected: of moto_server, whose account the format
// notes describe, and the examples of the AWS CLI.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "src/aws/protocol.h"
#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// DescribeDBInstances -> describe_db_instances
std::string in_words(const std::string& operation, char separator) {
  const auto is_upper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  std::string out;
  for (std::size_t i = 0; i < operation.size(); ++i) {
    const bool follows = i > 0 && !is_upper(operation[i - 1]);
    const bool leads = i > 0 && i + 1 < operation.size() && !is_upper(operation[i + 1]);
    if (is_upper(operation[i]) && (follows || leads))
      out += separator;
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(operation[i])));
  }
  return out;
}

std::string folder_of(const std::string& service) {
  return service == "elasticloadbalancing" ? "elbv2" : service;
}

class CollectCorpus : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus" / "aws-api";
    if (!fs::exists(root_))
      GTEST_SKIP() << "no corpus beside the source tree";
  }
  fs::path root_;
};

// Answers a call with the recording of its operation, whatever its parameters are.
class Recorded final : public Api {
 public:
  explicit Recorded(fs::path folder) : folder_(std::move(folder)) {}

  std::vector<Answer> run(const std::vector<Call>& calls) override {
    std::vector<Answer> out;
    for (const Call& call : calls)
      out.push_back(answer(call));
    return out;
  }

 private:
  Answer answer(const Call& call) {
    Answer out;
    out.value = Value::map();
    if (call.service == "cloudwatch")  // recorded in a protocol that the client does not speak
      return out;
    const Operation* operation = find_operation(call.service, call.operation);
    const std::string name = in_words(call.operation, '_');
    for (const char* ending : {".200.json", ".200.xml"}) {
      const fs::path file = folder_ / folder_of(call.service) / (name + ending);
      if (operation == nullptr || !fs::exists(file))
        continue;
      HttpResponse response;
      response.status = 200;
      response.body = read(file);
      Decoded decoded = decode(*operation, response);
      EXPECT_EQ(decoded.code, "") << file << decoded.message;
      out.value = std::move(decoded.value);
    }
    return out;
  }

  fs::path folder_;
};

TEST_F(CollectCorpus, AccountOfMoto) {
  Recorded api(root_ / "moto-wire");
  const Collected found(api, {});
  for (const std::string type : {"AWS::ECS::Cluster",
                                 "AWS::ECS::Service",
                                 "AWS::ECS::TaskDefinition",
                                 "AWS::ElasticLoadBalancingV2::LoadBalancer",
                                 "AWS::ElasticLoadBalancingV2::Listener",
                                 "AWS::ElasticLoadBalancingV2::ListenerRule",
                                 "AWS::ElasticLoadBalancingV2::TargetGroup",
                                 "AWS::Lambda::Function",
                                 "AWS::Lambda::Alias",
                                 "AWS::Lambda::Permission",
                                 "AWS::Lambda::EventSourceMapping",
                                 "AWS::Events::Rule",
                                 "AWS::Scheduler::Schedule",
                                 "AWS::RDS::DBInstance",
                                 "AWS::RDS::DBCluster",
                                 "AWS::RDS::DBParameterGroup",
                                 "AWS::RDS::DBClusterParameterGroup",
                                 "AWS::SQS::Queue",
                                 "AWS::SNS::Topic",
                                 "AWS::SNS::Subscription",
                                 "AWS::DynamoDB::Table",
                                 "AWS::ElastiCache::ReplicationGroup",
                                 "AWS::Logs::LogGroup",
                                 "AWS::ApplicationAutoScaling::ScalableTarget",
                                 "AWS::S3::Bucket"})
    EXPECT_GT(found.count(type), 0U) << type;
  EXPECT_EQ(found.properties("AWS::ECS::TaskDefinition", "web")["ContainerDefinitions"].size(), 2U);
  EXPECT_EQ(found.count("AWS::ElasticLoadBalancingV2::Listener"), 2U);
  EXPECT_EQ(found.properties("AWS::RDS::DBInstance", "db1")["DBParameterGroupName"],
            "default.mysql8.0");
  EXPECT_EQ(
      found.properties(
          "AWS::S3::Bucket",
          "assets-example")["NotificationConfiguration"]["LambdaConfigurations"][0]["Function"],
      "arn:aws:lambda:ap-northeast-1:123456789012:function:worker");
  EXPECT_THAT(found.text, testing::Not(testing::HasSubstr("hunter2")));
}

// One output after the other, for a page shows several.
TEST_F(CollectCorpus, ExamplesOfTheCli) {
  std::size_t files = 0;
  std::size_t resources = 0;
  for (std::size_t turn = 0; turn < 3; ++turn) {
    FakeApi api;
    for (const std::string& name : collector_operations()) {
      const std::size_t colon = name.find(':');
      const fs::path file = root_ / "aws-cli-examples" / folder_of(name.substr(0, colon)) /
                            (in_words(name.substr(colon + 1), '-') + ".json");
      if (!fs::exists(file) || name.starts_with("sts:"))
        continue;
      const Json outputs = Json::parse(read(file), nullptr, false);
      const Json& output = outputs.is_array() ? outputs[turn % outputs.size()] : outputs;
      if (output.is_object())
        api.on(name, output.dump());
      ++files;
    }
    const Collected found(api, {});
    for (const LiveResource& resource : found.account.resources)
      EXPECT_TRUE(resource.properties.as_map() != nullptr && !resource.properties.as_map()->empty())
          << resource.id;
    resources += found.account.resources.size();
  }
  EXPECT_GT(files, 60U);
  EXPECT_GT(resources, 40U);
}

}  // namespace
}  // namespace advisor::aws
