#include "src/cli/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "src/base/date.h"
#include "src/base/text.h"
#include "src/cli/live.h"
#include "src/cli/live_options.h"
#include "src/cli/progress.h"
#include "src/engine/embedded.h"
#include "src/engine/evaluate.h"
#include "src/engine/named_types.h"
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

bool turns_trusted_advisor_off(const Config& config) {
  const auto found = config.rules.find(std::string(kTrustedAdvisor));
  return found != config.rules.end() && !found->second.enabled.value_or(true);
}

// With --only an account is asked for what these rules look at and nothing else. Not with files:
// which of their resources are the account's is told by resources of other types, too.
std::set<std::string> types_of_account(const Options& options, const Session& session,
                                       const std::set<std::string>& all) {
  if (options.only.empty() || !options.paths.empty())
    return all;
  std::set<std::string> out;
  for (const std::string& id : options.only) {
    const Rule* rule = session.rules.find(id);
    if (rule == nullptr)
      continue;
    const auto shipped = std::ranges::find(embedded_rules(), rule->id, &EmbeddedRule::id);
    if (!rule->builtin || shipped == embedded_rules().end())
      collect_type_names(session.rules.text(*rule, session.sources), out);
    else
      for (const std::string_view type : split(shipped->related, ' '))
        out.emplace(type);
  }
  return out;
}

std::set<std::string> types_of_own_rules(const Session& session) {
  std::set<std::string> out;
  for (const Rule* rule : session.rules.rules())
    if (!rule->builtin)
      collect_type_names(session.rules.text(*rule, session.sources), out);
  return out;
}

// False on mistakes of the user.
bool read_accounts(Options options, const WantedOfAccount& wanted, Environment& environment,
                   Analysis& analysis) {
  if (options.live.trusted_advisor.empty() && turns_trusted_advisor_off(analysis.session.config))
    options.live.trusted_advisor = "off";
  LiveScan scan = scan_live(options, analysis.session.language, wanted, environment);
  analysis.live = std::move(scan.accounts);
  std::ranges::move(scan.diagnostics, std::back_inserter(analysis.diagnostics));
  std::ranges::move(failure_diagnostics(analysis.live), std::back_inserter(analysis.diagnostics));
  return !scan.refused;
}

void add_trusted_advisor(std::string_view today, bool keep_good, Analysis& analysis) {
  const Session& session = analysis.session;
  TrustedAdvisorVerdicts& said = analysis.trusted_advisor;
  judge_trusted_advisor(analysis.live, session.config, session.sources, session.language, today,
                        said, analysis.diagnostics);
  for (Verdict& verdict : said.verdicts) {
    if (verdict.outcome == Outcome::kGood && !keep_good)
      ++analysis.good;
    else
      analysis.verdicts.push_back(std::move(verdict));
  }
  said.verdicts.clear();
}

}  // namespace

bool analyse(const Options& options, bool keep_good, Environment& environment, Analysis& analysis) {
  auto reading = read_options(options);
  const auto now = options.as_of.empty() ? environment.now : parse_date(options.as_of);
  for (const std::string& message :
       {reading ? std::string() : reading.error().message, wrong_live_options(options).value_or(""),
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

  const std::set<std::string> types = session.rules.related_types(session.sources);
  reading->wants = [&types](std::string_view type) { return types.contains(std::string(type)); };
  bool refused = false;
  const auto input = standard_input(options, environment);
  {
    Progress progress(environment.err, environment.err_is_terminal && !options.quiet);
    if (options.live.wanted())
      // Only now it is known what the files fetch from the account.
      reading->join = [&](Inventory& inventory) {
        progress.erase();
        const std::set<std::string> wanted = types_of_account(options, session, types);
        refused =
            !read_accounts(options, {wanted, fetched_names(inventory), types_of_own_rules(session)},
                           environment, analysis);
        if (!analysis.live.accounts.empty())
          analysis.join = join_live(analysis.live, inventory);
      };
    analysis.inputs = read_inputs(options.paths, progress.watch(environment.files), session.sources,
                                  *reading, input ? &*input : nullptr);
    if (refused)
      return false;
    const Inventory& inventory = analysis.inputs.inventory;
    std::ranges::copy(inventory.diagnostics, std::back_inserter(analysis.diagnostics));
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
  if (options.live.wanted())
    add_trusted_advisor(today, keep_good, analysis);
  return true;
}

}  // namespace advisor::cli
