// JSON and YAML into the Value tree, each against a bare pass of its library over the same bytes:
// what the tree and its places cost.

#include <benchmark/benchmark.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "parsers/json.h"
#include "parsers/reader.h"
#include "parsers/yaml.h"

namespace {

// Task definitions as people write them, one list of many.
std::string task_definitions(int count) {
  std::string out = "[\n";
  for (int i = 0; i < count; ++i) {
    out += i == 0 ? "" : ",\n";
    out += R"(  {
    "family": "web-)" +
           std::to_string(i) + R"(",
    "cpu": "1024",
    "memory": "2048",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
    "containerDefinitions": [
      {
        "name": "app",
        "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/web:latest",
        "essential": true,
        "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
        "environment": [
          {"name": "LOG_LEVEL", "value": "info"},
          {"name": "GREETING", "value": "こんにちは"}
        ],
        "ulimits": [{"name": "nofile", "softLimit": 65536, "hardLimit": 65536}],
        "logConfiguration": {
          "logDriver": "awslogs",
          "options": {"awslogs-group": "/ecs/web", "awslogs-region": "ap-northeast-1"}
        }
      }
    ]
  })";
  }
  return out + "\n]\n";
}

std::string services(int count) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += "service-" + std::to_string(i) + R"(:
  cluster: production   # the large one
  desiredCount: 4
  description: 'It''s the front'
  deploymentConfiguration:
    maximumPercent: 200
    deploymentCircuitBreaker: {enable: true, rollback: true}
  loadBalancers:
    - containerName: app
      containerPort: 8080
      targetGroupArn: "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/web/1"
  script: |
    set -e
    echo "hello"
)";
  return out;
}

void count_bytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(text.size()));
}

struct IgnoreJson : nlohmann::json::json_sax_t {
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(nlohmann::json::binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(std::string&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }
};

struct IgnoreYaml : YAML::EventHandler {
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

void json_tree(benchmark::State& state) {
  const std::string text = task_definitions(static_cast<int>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(advisor::parse_json(text, 1));
  count_bytes(state, text);
}
BENCHMARK(json_tree)->Arg(1)->Arg(1000);

void json_bare(benchmark::State& state) {
  const std::string text = task_definitions(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    IgnoreJson ignore;
    benchmark::DoNotOptimize(nlohmann::json::sax_parse(text, &ignore));
  }
  count_bytes(state, text);
}
BENCHMARK(json_bare)->Arg(1)->Arg(1000);

void yaml_tree(benchmark::State& state) {
  const std::string text = services(static_cast<int>(state.range(0)));
  for (auto _ : state)
    benchmark::DoNotOptimize(advisor::parse_yaml(text, 1));
  count_bytes(state, text);
}
BENCHMARK(yaml_tree)->Arg(1)->Arg(1000);

void yaml_bare(benchmark::State& state) {
  const std::string text = services(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    IgnoreYaml ignore;
    benchmark::DoNotOptimize(parser.HandleNextDocument(ignore));
  }
  count_bytes(state, text);
}
BENCHMARK(yaml_bare)->Arg(1)->Arg(1000);

// Public templates beside the repository, if they are there: discovered, parsed, evaluated and made
// into resources, against bare loading by yaml-cpp of the same bytes. The limit is half its speed.
std::vector<std::pair<std::string, std::string>> templates() {
  namespace fs = std::filesystem;
  std::vector<std::pair<std::string, std::string>> out;
  const fs::path root = fs::path(ADVISOR_SOURCE_DIR) / "../shared/corpus/cloudformation";
  if (!fs::exists(root))
    return out;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".md")
      continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    out.emplace_back(entry.path().filename().string(), text.str());
  }
  return out;
}

std::string joined(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out;
  for (const auto& [name, text] : files)
    out += text;
  return out;
}

void templates_read(benchmark::State& state) {
  const auto files = templates();
  if (files.empty())
    state.SkipWithError("there are no templates");
  const advisor::FileSystem memory = advisor::memory_file_system({files.begin(), files.end()});
  for (auto _ : state) {
    advisor::SourceSet sources;
    benchmark::DoNotOptimize(advisor::read_inputs({"."}, memory, sources, {}));
  }
  count_bytes(state, joined(files));
}
BENCHMARK(templates_read);

void templates_bare(benchmark::State& state) {
  const auto files = templates();
  if (files.empty())
    state.SkipWithError("there are no templates");
  for (auto _ : state)
    for (const auto& [name, text] : files) {
      try {
        benchmark::DoNotOptimize(YAML::Load(text));
      } catch (const YAML::Exception&) {  // some are broken on purpose
      }
    }
  count_bytes(state, joined(files));
}
BENCHMARK(templates_bare);

}  // namespace
