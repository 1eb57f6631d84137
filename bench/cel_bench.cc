// Speed of the rule language: compiling, and evaluating the condition of ecs-container-ulimits.

#include <benchmark/benchmark.h>

#include "src/cel/cel.h"

namespace advisor::cel {
namespace {

constexpr const char* kCondition =
    "limits.exists(u, u.Name == 'nofile' && u.SoftLimit >= params.min_nofile)";

Value ulimit(const char* name, std::int64_t soft) {
  Value map = Value::map();
  map.set("Name", Value::string(name));
  map.set("SoftLimit", Value::integer(soft));
  map.set("HardLimit", Value::integer(soft));
  return map;
}

Value container() {
  Value map = Value::map();
  map.set("Name", Value::string("app"));
  map.set("Image", Value::string("app:1"));
  map.set("Ulimits",
          Value::list({ulimit("nproc", 10000), ulimit("core", 0), ulimit("nofile", 65536)}));
  return map;
}

Slot prepare(Scope& scope) {
  Value params = Value::map();
  params.set("min_nofile", Value::integer(4096));
  const Slot slot = scope.declare("container");
  scope.define_constant("params", std::move(params));
  scope.define("limits", "container.?Ulimits.orValue([])");
  return slot;
}

// One condition, one container of three ulimits, the let included.
void evaluate_ulimits(benchmark::State& state) {
  Scope scope;
  const Slot slot = prepare(scope);
  const Expression* expression = std::get<const Expression*>(scope.compile(kCondition));
  const Value subject = container();
  Frame frame(scope);
  for (auto _ : state) {
    frame.clear();
    frame.set(slot, Val::from(subject));
    benchmark::DoNotOptimize(frame.eval(*expression));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(evaluate_ulimits);

// The same while a limit is not known.
void evaluate_unknown(benchmark::State& state) {
  Scope scope;
  const Slot slot = prepare(scope);
  const Expression* expression = std::get<const Expression*>(scope.compile(kCondition));
  Value subject = container();
  Value& nofile = subject.find("Ulimits")->as_list()->back();
  nofile.set("SoftLimit", Value::unknown({}));
  Frame frame(scope);
  for (auto _ : state) {
    frame.clear();
    frame.set(slot, Val::from(subject));
    benchmark::DoNotOptimize(frame.eval(*expression));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(evaluate_unknown);

void compile_ulimits(benchmark::State& state) {
  for (auto _ : state) {
    Scope scope;
    prepare(scope);
    benchmark::DoNotOptimize(scope.compile(kCondition));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(compile_ulimits);

}  // namespace
}  // namespace advisor::cel
