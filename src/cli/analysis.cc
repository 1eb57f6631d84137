#include "src/cli/analysis.h"

#include <fmt/format.h>

#include "src/base/date.h"
#include "src/base/text.h"
#include "src/cli/progress.h"
#include "src/engine/evaluate.h"
#include "src/engine/suppress.h"

namespace advisor::cli {
namespace {

bool check_paths(const std::vector<std::string>& paths, const Environment& environment) {
  bool ok = true;
  for (const std::string& path : paths) {
    if (path == "-" || environment.files.kind(path) != FileSystem::Kind::kMissing)
      continue;
    environment.err << fmt::format("advisor: {}: no such file or directory\n", printable(path));
    ok = false;
  }
  return ok;
}

}  // namespace

bool analyse(const Options& options, bool keep_good, Environment& environment, Analysis& analysis) {
  auto reading = read_options(options);
  const auto now = options.as_of.empty() ? environment.now : parse_date(options.as_of);
  for (const std::string& message :
       {reading ? std::string() : reading.error().message,
        now ? std::string()
            : fmt::format("--as-of needs a date such as 2026-11-22, not '{}'",
                          printable(options.as_of))}) {
    if (message.empty())
      continue;
    environment.err << "advisor: " << message << '\n';
    return false;
  }
  Session& session = analysis.session;
  if (!check_paths(options.paths, environment) || !load_session(options, environment, session))
    return false;

  reading->wants = [types = session.rules.related_types(session.sources)](std::string_view type) {
    return types.contains(std::string(type));
  };
  const auto input = standard_input(options, environment);
  {
    Progress progress(environment.err, environment.err_is_terminal && !options.quiet);
    analysis.inputs = read_inputs(options.paths, progress.watch(environment.files), session.sources,
                                  *reading, input ? &*input : nullptr);
    const Inventory& inventory = analysis.inputs.inventory;
    analysis.diagnostics = inventory.diagnostics;
    EvaluateOptions evaluating{session.language, *now};
    if (!keep_good)
      evaluating.good = &analysis.good;
    analysis.verdicts =
        evaluate(active_rules(session.rules, session.config, inventory, options.only, options.skip),
                 session.rules, inventory, session.sources, evaluating, analysis.diagnostics);
  }
  const std::string today = format_date(*now);
  suppress(session.config, session.sources, today, analysis.verdicts, analysis.diagnostics);
  suppress_inline(analysis.inputs.inventory.suppressions, session.config, session.rules, today,
                  analysis.verdicts, analysis.diagnostics);
  return true;
}

}  // namespace advisor::cli
