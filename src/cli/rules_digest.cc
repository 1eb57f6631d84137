#include "src/report/rule_digest.h"

#include <fmt/format.h>

#include "src/base/date.h"
#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/git.h"
#include "src/cli/session.h"

namespace advisor::cli {
namespace {

// A file that does not tell its history may be in a repository that does.
std::vector<RuleChange> history_of(const Rule& rule, Diagnostics& diagnostics) {
  if (!rule.history.empty() || rule.builtin)
    return rule.history;
  const auto dates = commit_dates(rule.path);
  if (!dates) {
    diagnostics.push_back({Diagnostic::Level::kNote,
                           fmt::format("the rule '{}' is left out: it has no 'history', and {}",
                                       rule.id, dates.error().message),
                           {},
                           {},
                           rule.path});
    return {};
  }
  std::vector<RuleChange> history;
  for (const std::string& date : *dates)
    if (history.empty() || history.back().date != date)
      history.push_back({date, rule.revision, {}});
  return history;
}

}  // namespace

int rules_digest_command(const Options& options, Environment& environment) {
  if (!parse_date(options.since)) {
    environment.err << fmt::format("advisor: --since needs a date such as 2026-11-22, not '{}'\n",
                                   printable(options.since));
    return kExitUsage;
  }
  Session session;
  if (!load_session(options, environment, session))
    return kExitUsage;
  Diagnostics diagnostics;
  std::vector<DigestEntry> entries;
  for (const Rule* rule : session.rules.rules())
    entries.push_back({rule, history_of(*rule, diagnostics)});
  DigestOptions digest;
  digest.since = options.since;
  digest.language = session.language;
  digest.postmortem_links = !options.no_postmortem_links;
  if (!options.pages.empty())
    digest.pages = options.pages.substr(0, options.pages.find_last_not_of('/') + 1);
  environment.out << write_digest(entries, digest);
  environment.out.flush();
  print_diagnostics(environment.err, diagnostics, session.sources, session.language);
  return kExitClean;
}

}  // namespace advisor::cli
