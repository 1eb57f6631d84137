#include "src/model/schema.h"

#include <gtest/gtest.h>

#include "src/model/dump.h"

namespace advisor {
namespace {

Value text(std::string value) {
  return Value::string(std::move(value));
}

Value map(std::vector<std::pair<std::string, Value>> members) {
  Map out;
  for (auto& [key, value] : members)
    out.push_back({key, {}, std::move(value)});
  return Value::map(std::move(out));
}

Value list(List elements) {
  return Value::list(std::move(elements));
}

std::string described(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics) {
    static constexpr const char* kLevels[] = {"note", "warning", "error"};
    out += std::string(kLevels[static_cast<int>(d.level)]) + ": " + d.message;
    out += d.hint.empty() ? "\n" : " (" + d.hint + ")\n";
  }
  return out;
}

const Schema& at(const Schema& root, std::initializer_list<std::string_view> path) {
  const Schema* here = &root;
  for (const std::string_view step : path) {
    if (step == "[]") {
      here = &here->element.at(0);
      continue;
    }
    const Schema::Property* property = here->find(step);
    if (property == nullptr) {
      ADD_FAILURE() << "no property " << step;
      return root;
    }
    here = &property->schema;
  }
  return *here;
}

TEST(Schema, KnowsTheTypesThatRulesAreAbout) {
  EXPECT_EQ(schema_types().size(), 156U);
  for (const std::string_view type : schema_types()) {
    const Schema* schema = resource_schema(type);
    ASSERT_NE(schema, nullptr) << type;
    EXPECT_EQ(schema->kind, Schema::Kind::kObject) << type;
    EXPECT_FALSE(schema->properties.empty()) << type;
    EXPECT_EQ(resource_schema(type), schema) << "parsed once, and stays where it is";
  }
  EXPECT_EQ(resource_schema("AWS::Serverless::Function"), nullptr);
  EXPECT_EQ(resource_schema("AWS::S3::Buckets"), nullptr);
}

TEST(Schema, HoldsKindsOfOtherServices) {
  const auto kind = [](std::string_view type, std::initializer_list<std::string_view> path) {
    return at(*resource_schema(type), path).kind;
  };
  EXPECT_EQ(kind("AWS::ElasticLoadBalancingV2::Listener", {"Port"}), Schema::Kind::kInt);
  EXPECT_EQ(kind("AWS::RDS::DBInstance", {"Port"}), Schema::Kind::kString);
  EXPECT_EQ(kind("AWS::RDS::DBInstance", {"MultiAZ"}), Schema::Kind::kBool);
  EXPECT_EQ(kind("AWS::SQS::Queue", {"VisibilityTimeout"}), Schema::Kind::kInt);
  EXPECT_EQ(kind("AWS::SQS::Queue", {"RedrivePolicy"}), Schema::Kind::kJson);
  EXPECT_EQ(kind("AWS::IAM::Role", {"Policies", "[]", "PolicyDocument"}), Schema::Kind::kJson);
  EXPECT_EQ(kind("AWS::CloudWatch::Alarm", {"Threshold"}), Schema::Kind::kNumber);
  EXPECT_EQ(kind("AWS::DynamoDB::Table", {"KeySchema"}), Schema::Kind::kAny);
}

TEST(Schema, HoldsEnumeratedValuesOfOtherServices) {
  const auto values = [](std::string_view type, std::initializer_list<std::string_view> path) {
    return at(*resource_schema(type), path).enumerated;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(values("AWS::ElasticLoadBalancingV2::Listener", {"DefaultActions", "[]", "Type"}),
            (Names{"authenticate-cognito", "authenticate-oidc", "fixed-response", "forward",
                   "jwt-validation", "redirect"}));
  EXPECT_EQ(values("AWS::RDS::DBInstance", {"DatabaseInsightsMode"}),
            (Names{"advanced", "standard"}));
  EXPECT_EQ(values("AWS::CloudWatch::Alarm", {"TreatMissingData"}),
            (Names{"breaching", "ignore", "missing", "notBreaching"}));
  EXPECT_EQ(values("AWS::SQS::Queue", {"QueueName"}), Names());
}

TEST(Schema, HoldsKindsRequiredAndEnumeratedValues) {
  const Schema& task = *resource_schema("AWS::ECS::TaskDefinition");
  EXPECT_EQ(at(task, {"Cpu"}).kind, Schema::Kind::kString);
  const Schema& container = at(task, {"ContainerDefinitions", "[]"});
  EXPECT_EQ(at(container, {"Cpu"}).kind, Schema::Kind::kInt);
  EXPECT_EQ(at(container, {"Essential"}).kind, Schema::Kind::kBool);
  EXPECT_EQ(at(container, {"LogConfiguration", "Options"}).kind, Schema::Kind::kMap);
  EXPECT_EQ(at(container, {"DependsOn", "[]", "Condition"}).enumerated,
            (std::vector<std::string>{"COMPLETE", "HEALTHY", "START", "SUCCESS"}));
  const Schema& ulimit = at(container, {"Ulimits", "[]"});
  EXPECT_TRUE(ulimit.find("SoftLimit")->required);
  EXPECT_EQ(ulimit.find("softLimit"), nullptr);
  EXPECT_EQ(ulimit.find_ignoring_case("SOFTLIMIT"), ulimit.find("SoftLimit"));
  EXPECT_EQ(ulimit.find_ignoring_case("soft_limit"), nullptr);
  EXPECT_FALSE(task.find("Family")->required);
  EXPECT_TRUE(resource_schema("AWS::Lambda::Url")->find("AuthType")->required);
}

// What the APIs of ECS and Lambda take and CloudFormation's schema lacks, or gained lately.
TEST(Schema, HoldsNewAndAddedProperties) {
  const Schema& service = *resource_schema("AWS::ECS::Service");
  EXPECT_EQ(
      at(service, {"DeploymentConfiguration", "LifecycleHooks", "[]", "TargetType"}).enumerated,
      (std::vector<std::string>{"AWS_LAMBDA", "PAUSE"}));
  EXPECT_EQ(at(service, {"DeploymentConfiguration", "LifecycleHooks", "[]", "HookDetails"}).kind,
            Schema::Kind::kJson);
  EXPECT_EQ(at(service, {"LaunchType"}).enumerated,
            (std::vector<std::string>{"EC2", "EXTERNAL", "FARGATE", "MANAGED_INSTANCES"}));
  EXPECT_NE(service.find("AvailabilityZoneRebalancing"), nullptr);
  EXPECT_NE(service.find("Monitoring"), nullptr);
  EXPECT_NE(at(service, {"DeploymentConfiguration", "DeploymentCircuitBreaker"}).find("Enable"),
            nullptr);
  EXPECT_NE(
      at(service, {"LoadBalancers", "[]", "AdvancedConfiguration"}).find("ProductionListenerRule"),
      nullptr);
  const Schema& task = *resource_schema("AWS::ECS::TaskDefinition");
  EXPECT_EQ(at(task, {"EnableFaultInjection"}).kind, Schema::Kind::kBool);
  EXPECT_NE(task.find("InferenceAccelerators"), nullptr);
  EXPECT_NE(at(task, {"ContainerDefinitions", "[]"}).find("VersionConsistency"), nullptr);
  EXPECT_EQ(at(*resource_schema("AWS::Lambda::Function"), {"Environment", "Variables", "[]"}).kind,
            Schema::Kind::kString);
}

TEST(RenameBySchema, IgnoresCaseAtEveryLevelAndLeavesTheKeysOfMaps) {
  Value value =
      map({{"family", text("app")},
           {"containerDefinitions",
            list({map(
                {{"NAME", text("web")},
                 {"ulimits", list({map({{"softLimit", Value::integer(1)}})})},
                 {"dockerLabels", map({{"com.example.team", text("a")}})},
                 {"logConfiguration", map({{"options", map({{"awslogs-group", text("g")}})}})}})})},
           {"volumes",
            list({map({{"efsVolumeConfiguration", map({{"fileSystemId", text("fs")}})}})})}});
  Diagnostics notes;
  rename_by_schema(value, *resource_schema("AWS::ECS::TaskDefinition"), notes);
  EXPECT_EQ(dump(value),
            R"(map{Family:str"app" ContainerDefinitions:list[map{Name:str"web" )"
            R"(Ulimits:list[map{SoftLimit:int1}] DockerLabels:map{com.example.team:str"a"} )"
            R"(LogConfiguration:map{Options:map{awslogs-group:str"g"}}}] )"
            R"(Volumes:list[map{EFSVolumeConfiguration:map{FilesystemId:str"fs"}}]})");
  EXPECT_EQ(described(notes), "");
}

TEST(RenameBySchema, ReportsUnknownKeysAndKeysGivenTwice) {
  Value value = map(
      {{"containerDefinitions", list({map({{"healtCheck", map({})}, {"whatever", text("x")}})})},
       {"cpu", text("256")},
       {"Cpu", text("512")}});
  Diagnostics notes;
  rename_by_schema(value, *resource_schema("AWS::ECS::TaskDefinition"), notes);
  EXPECT_EQ(
      dump(value),
      R"(map{ContainerDefinitions:list[map{HealtCheck:map{} Whatever:str"x"}] Cpu:str"512"})");
  EXPECT_EQ(
      described(notes),
      "warning: unknown key healtCheck in ContainerDefinitions[] (did you mean HealthCheck?)\n"
      "note: unknown key whatever in ContainerDefinitions[]\n"
      "warning: Cpu is given twice; the later one counts\n");
}

TEST(RenameBySchema, StopsReportingUnknownKeys) {
  Value value = Value::map();
  for (int i = 0; i < 1000; ++i)
    value.set("unknown-" + std::to_string(i), Value::integer(i));
  Diagnostics notes;
  rename_by_schema(value, *resource_schema("AWS::ECS::TaskDefinition"), notes);
  EXPECT_EQ(notes.size(), 20U);
  EXPECT_EQ(value.as_map()->size(), 1000U);
}

struct RepairCase {
  const char* name;
  Value value;
  const char* repaired;
  const char* notes;
};

TEST(RepairBySchema, MendsTypesAndDropsNulls) {
  const auto container = [](std::string key, Value value) {
    return map({{"ContainerDefinitions", list({map({{std::move(key), std::move(value)}})})}});
  };
  const std::vector<RepairCase> cases = {
      {"number to string", map({{"Cpu", Value::integer(256)}}), R"(map{Cpu:str"256"})",
       "note: Cpu should be a string; read as one\n"},
      {"string to int", container("Memory", text("512")),
       "map{ContainerDefinitions:list[map{Memory:int512}]}",
       "note: Memory should be a number; read as one\n"},
      {"string to bool", container("Essential", text("true")),
       "map{ContainerDefinitions:list[map{Essential:true}]}",
       "note: Essential should be a boolean; read as one\n"},
      {"no number", container("Memory", text("0x10")),
       R"(map{ContainerDefinitions:list[map{Memory:str"0x10"}]})", ""},
      {"fraction for an int", container("Memory", text("1.5")),
       R"(map{ContainerDefinitions:list[map{Memory:str"1.5"}]})", ""},
      {"bool in other case", container("Essential", text("True")),
       R"(map{ContainerDefinitions:list[map{Essential:str"True"}]})", ""},
      {"null", container("Memory", Value::null()), "map{ContainerDefinitions:list[map{}]}", ""},
      {"map values", container("DockerLabels", map({{"a", Value::boolean(false)}})),
       R"(map{ContainerDefinitions:list[map{DockerLabels:map{a:str"false"}}]})",
       "note: a should be a string; read as one\n"},
      {"object as text", map({{"RuntimePlatform", text(R"({"CpuArchitecture": "ARM64"})")}}),
       R"(map{RuntimePlatform:map{CpuArchitecture:str"ARM64"}})",
       "note: RuntimePlatform should be an object; read as one\n"},
      {"broken text", map({{"RuntimePlatform", text("{")}}), R"(map{RuntimePlatform:str"{"})", ""},
      {"unknown stays", map({{"Cpu", Value::unknown(Unknown{})}}), "map{Cpu:unknown(template)}",
       ""},
  };
  for (const RepairCase& c : cases) {
    SCOPED_TRACE(c.name);
    Value value = c.value;
    SourceSet sources;
    Diagnostics notes;
    repair_by_schema(value, *resource_schema("AWS::ECS::TaskDefinition"), sources, &notes);
    EXPECT_EQ(dump(value), c.repaired);
    EXPECT_EQ(described(notes), c.notes);
  }
}

TEST(RepairBySchema, TakesStringsFromTheSourceText) {
  SourceSet sources;
  const SourceId id = sources.add("t.yml", "version: 007.50 computed: f(x)");
  const Schema& schema = *resource_schema("AWS::ECS::TaskDefinition");
  Value value = map(
      {{"Cpu", Value::number(7.5, {id, 9, 15})}, {"Memory", Value::integer(512, {id, 26, 30})}});
  repair_by_schema(value, schema, sources);
  EXPECT_EQ(dump(value), R"(map{Cpu:str"007.50" Memory:str"512"})");
  EXPECT_EQ(value.find("Cpu")->span(), (Span{id, 9, 15}));
}

TEST(RepairBySchema, BoundsJsonInsideText) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  Value value = map({{"RuntimePlatform", text(deep)}});
  SourceSet sources;
  repair_by_schema(value, *resource_schema("AWS::ECS::TaskDefinition"), sources);
  EXPECT_EQ(value.find("RuntimePlatform")->kind(), Value::Kind::kList);
}

}  // namespace
}  // namespace advisor
