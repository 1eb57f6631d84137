// The stages between the bytes of the inputs and those of the report, each alone: reading, loading
// and compiling rules, evaluating, reporting. Bytes per second are those of the inputs.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <deque>
#include <map>
#include <sstream>
#include <string>

#include "parsers/reader.h"
#include "parsers/template.h"
#include "src/engine/evaluate.h"
#include "src/engine/program.h"
#include "src/report/report.h"

namespace advisor {
namespace {

constexpr int kDefinitions = 200;
constexpr std::int64_t kNow = 1'793'000'000;  // 2026-10-26

std::string task_definition(int number) {
  const char* ulimits = number % 10 == 9 ? "" : R"("ulimits": [
        {"name": "nofile", "softLimit": 65536, "hardLimit": 65536},
        {"name": "nproc", "softLimit": 65536, "hardLimit": 65536}
      ],
      )";
  return fmt::format(R"({{
  "family": "service-{0}",
  "cpu": "512",
  "memory": "1024",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "containerDefinitions": [
    {{
      "name": "app",
      "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/service-{0}:v1.{0}",
      "essential": true,
      "portMappings": [{{"containerPort": 8080, "protocol": "tcp"}}],
      {1}"environment": [{{"name": "RAILS_ENV", "value": "production"}}],
      "logConfiguration": {{
        "logDriver": "awslogs",
        "options": {{"awslogs-group": "/ecs/service-{0}", "awslogs-region": "ap-northeast-1"}}
      }}
    }}
  ]
}}
)",
                     number, ulimits);
}

std::map<std::string, std::string> project() {
  std::map<std::string, std::string> files;
  for (int number = 0; number < kDefinitions; ++number)
    files.emplace(fmt::format("{}/ecs-task-def.json", number), task_definition(number));
  return files;
}

std::int64_t bytes_of(const std::map<std::string, std::string>& files) {
  std::size_t bytes = 0;
  for (const auto& [path, text] : files)
    bytes += text.size();
  return static_cast<std::int64_t>(bytes);
}

struct Loaded {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  InputSet inputs;
  std::vector<ActiveRule> active;
  std::int64_t bytes = 0;
};

Loaded load() {
  Loaded loaded;
  const auto files = project();
  loaded.bytes = bytes_of(files);
  loaded.rules.add_builtin();
  loaded.inputs = read_inputs({"."}, memory_file_system(files), loaded.sources, ReadOptions());
  loaded.active = active_rules(loaded.rules, Config(), loaded.inputs.inventory, {}, {});
  return loaded;
}

void template_actions(benchmark::State& state) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i)
    text += fmt::format("{}\"x{{{{ must_env `NAME_{}` }}}}y\"", i == 0 ? "" : ",\n", i);
  text += "]";
  for (auto iteration : state)
    benchmark::DoNotOptimize(render_template(text, 1, TemplateHost::kJson, TemplateContext()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(template_actions);

void read_task_definitions(benchmark::State& state) {
  const auto files = project();
  const FileSystem memory = memory_file_system(files);
  for (auto iteration : state) {
    SourceSet sources;
    benchmark::DoNotOptimize(read_inputs({"."}, memory, sources, ReadOptions()));
  }
  state.SetBytesProcessed(state.iterations() * bytes_of(files));
}
BENCHMARK(read_task_definitions)->Unit(benchmark::kMillisecond);

// As many rules as the catalogue has: the shipped ones under new names.
struct ManyRules {
  std::deque<std::string> ids;
  std::vector<EmbeddedRule> rules;
  explicit ManyRules(std::size_t count) {
    const auto shipped = embedded_rules();
    for (std::size_t i = 0; i < count; ++i) {
      EmbeddedRule rule = shipped[i % shipped.size()];
      ids.push_back(fmt::format("{}-{}", rule.id, i));
      rule.id = ids.back();
      rules.push_back(rule);
    }
  }
};

void load_200_rules(benchmark::State& state) {
  const ManyRules many(200);
  for (auto iteration : state) {
    RuleSet rules;
    rules.add_embedded(many.rules);
    benchmark::DoNotOptimize(rules);
  }
}
BENCHMARK(load_200_rules)->Unit(benchmark::kMicrosecond);

// The worst case: inputs of every type that a rule is about.
void load_and_unpack_200_rules(benchmark::State& state) {
  const ManyRules many(200);
  for (auto iteration : state) {
    RuleSet rules;
    rules.add_embedded(many.rules);
    benchmark::DoNotOptimize(rules.rules());
  }
}
BENCHMARK(load_and_unpack_200_rules)->Unit(benchmark::kMicrosecond);

void compile_shipped_rules(benchmark::State& state) {
  const Loaded loaded = load();
  for (auto iteration : state) {
    Diagnostics diagnostics;
    for (const ActiveRule& active : loaded.active)
      benchmark::DoNotOptimize(compile_rule(*active.rule, active.params, {Language::kEnglish},
                                            loaded.sources, diagnostics));
  }
}
BENCHMARK(compile_shipped_rules)->Unit(benchmark::kMicrosecond);

void evaluate_rules(benchmark::State& state) {
  Loaded loaded = load();
  EvaluateOptions options;
  options.now = kNow;
  for (auto iteration : state)
    benchmark::DoNotOptimize(evaluate(loaded.active, loaded.rules, loaded.inputs.inventory,
                                      loaded.sources, options, loaded.diagnostics));
  state.SetBytesProcessed(state.iterations() * loaded.bytes);
}
BENCHMARK(evaluate_rules)->Unit(benchmark::kMillisecond);

void write_report(benchmark::State& state, const char* reporter) {
  Loaded loaded = load();
  EvaluateOptions options;
  options.now = kNow;
  const std::vector<Verdict> verdicts =
      evaluate(loaded.active, loaded.rules, loaded.inputs.inventory, loaded.sources, options,
               loaded.diagnostics);
  for (auto iteration : state) {
    std::ostringstream out;
    find_reporter(reporter)->write(
        make_report(verdicts, {}, loaded.sources, Language::kEnglish, ReportOptions()), out);
    benchmark::DoNotOptimize(out.str());
  }
  state.SetBytesProcessed(state.iterations() * loaded.bytes);
}
BENCHMARK_CAPTURE(write_report, text, "text")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(write_report, github, "github")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(write_report, json, "json")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace advisor
