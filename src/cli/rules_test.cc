#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/session.h"
#include "src/cli/watch.h"
#include "src/cli/wording.h"
#include "src/engine/examples.h"
#include "src/engine/program.h"

namespace advisor::cli {
namespace {

bool compiles(const Rule& rule, const SourceSet& sources, Diagnostics& diagnostics) {
  Value params = Value::map();
  for (const RuleParam& param : rule.params)
    params.set(param.name, param.default_value);
  return compile_rule(rule, params, {Language::kEnglish, Language::kJapanese}, sources,
                      diagnostics) != nullptr;
}

struct TestCounts {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

void test_rule(const Rule& rule, const RuleSet& rules, SourceSet& sources, bool quiet,
               std::ostream& out, Diagnostics& diagnostics, TestCounts& counts) {
  if (!compiles(rule, sources, diagnostics))
    return;
  const std::vector<ExampleResult> results = run_examples(rule, rules, sources, diagnostics);
  const auto failed = static_cast<std::size_t>(std::ranges::count_if(
      results, [](const ExampleResult& result) { return !result.failures.empty(); }));
  counts.failed += failed;
  counts.passed += results.size() - failed;
  if (failed == 0 && !quiet)
    out << fmt::format("ok      {} ({})\n", rule.id, counted(results.size(), "example"));
  for (const ExampleResult& result : results) {
    if (result.failures.empty())
      continue;
    const SourceFile& file = sources.file(result.span.source);
    out << fmt::format("FAILED  {}: {} ({}:{})\n", rule.id, result.name, file.path(),
                       file.locate(result.span.begin).line);
    for (const std::string& failure : result.failures)
      out << "          " << printable(failure) << '\n';
  }
}

int test_once(const Options& options, Environment& environment) {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  if (options.files.empty())
    rules.add_builtin();
  for (const std::string& path : options.files)
    rules.add_path(path, environment.files, sources, diagnostics);
  TestCounts counts;
  for (const Rule* rule : rules.rules())
    test_rule(*rule, rules, sources, options.quiet, environment.out, diagnostics, counts);
  environment.out.flush();
  print_diagnostics(environment.err, diagnostics, sources, Language::kEnglish);
  environment.err.flush();
  environment.out << fmt::format("{}, {} passed, {} failed\n",
                                 counted(rules.rules().size(), "rule"),
                                 counted(counts.passed, "example"), counts.failed);
  environment.out.flush();
  if (has_errors(diagnostics))
    return kExitUsage;
  return counts.failed > 0 ? kExitFindings : kExitClean;
}

std::string time_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
}

}  // namespace

int rules_test_command(const Options& options, Environment& environment) {
  if (!options.watch)
    return test_once(options, environment);
  if (options.files.empty()) {
    environment.err << "advisor: --watch needs the files or folders to watch\n";
    return kExitUsage;
  }
  Watcher watcher(options.files);
  int code = test_once(options, environment);
  for (int runs = 1; options.watch_runs == 0 || runs < options.watch_runs; ++runs) {
    if (!watcher.wait())
      break;
    environment.out << fmt::format("\n---- {} ----\n", time_of_day());
    code = test_once(options, environment);
  }
  return code;
}

}  // namespace advisor::cli
