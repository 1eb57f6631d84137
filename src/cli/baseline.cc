#include "src/engine/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/analysis.h"

namespace advisor::cli {
namespace {

using Command = Options::Command;
using Findings = std::map<FindingIdentity, int>;

bool is_complete(const Analysis& analysis) {
  return !has_errors(analysis.diagnostics) &&
         std::ranges::none_of(analysis.verdicts, [](const Verdict& verdict) {
           return verdict.outcome == Outcome::kError;
         });
}

// Which entries this run can tell to be gone.
class Scope {
 public:
  Scope(const Options& options, const std::string& baseline, const Environment& environment,
        const Analysis& analysis, const Identified& run)
      : options_(options),
        folder_(parent_path(baseline)),
        files_(environment.files),
        complete_(is_complete(analysis)),
        run_(run) {}

  bool covers(const FindingIdentity& entry) const {
    const std::string rule = entry.rule.substr(0, entry.rule.find('/'));
    const auto names = [&](const std::vector<std::string>& rules) {
      return std::ranges::find(rules, rule) != rules.end();
    };
    if (!complete_ || names(options_.skip) || !(options_.only.empty() || names(options_.only)))
      return false;
    const bool is_missing = !entry.file.empty() && files_.kind(join_path(folder_, entry.file)) ==
                                                       FileSystem::Kind::kMissing;
    return is_missing || run_.decides(entry);
  }

 private:
  const Options& options_;
  std::string folder_;
  const FileSystem& files_;
  bool complete_;
  const Identified& run_;
};

// The entries that stay, and with `add` what they do not have yet.
Findings merge(const Baseline& before, bool add, const Scope& scope, const Identified& run) {
  Findings after;
  for (const auto& entry : before.findings)
    if (!scope.covers(entry.first))
      after.insert(entry);
  for (const auto& [identity, same] : run.findings) {
    const auto entry = before.find(identity, *same.front());
    const int number = static_cast<int>(same.size());
    if (add)
      after[identity] = number;
    else if (entry != before.findings.end())
      after[entry->first] = std::min(number, entry->second);
  }
  return after;
}

int total(const Findings& findings) {
  int number = 0;
  for (const auto& [identity, count] : findings)
    number += count;
  return number;
}

// How many findings of `all` are not in `other`.
int beyond(const Findings& all, const Findings& other) {
  int number = 0;
  for (const auto& [identity, count] : all) {
    const auto same = other.find(identity);
    number += std::max(0, count - (same == other.end() ? 0 : same->second));
  }
  return number;
}

std::string result_sentence(const std::string& file, const Findings& before, const Findings& after,
                            Language language) {
  return language == Language::kJapanese
             ? fmt::format("{}: {} 件の指摘（追加 {} 件、削除 {} 件）\n", file, total(after),
                           beyond(after, before), beyond(before, after))
             : fmt::format("{}: {} findings ({} added, {} taken out)\n", file, total(after),
                           beyond(after, before), beyond(before, after));
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return !file.fail();
}

}  // namespace

int baseline_command(const Options& given, Environment& environment) {
  Options options = given;
  if (options.paths.empty() && !options.live.wanted())
    options.paths = {"."};
  const std::string path = options.baseline.empty() ? kDefaultBaseline : options.baseline;
  const bool create = options.command == Command::kBaselineCreate;
  if (create && environment.files.kind(path) != FileSystem::Kind::kMissing) {
    environment.err << fmt::format(
        "advisor: {} exists already; `advisor baseline update` changes it\n", printable(path));
    return kExitUsage;
  }
  Analysis analysis;
  if (!analyse(options, false, environment, analysis))
    return kExitUsage;
  const Session& session = analysis.session;
  Baseline baseline{path, {}};
  if (!create) {
    Diagnostics mistakes;
    baseline = read_baseline(path, environment.files, analysis.session.sources, mistakes);
    print_diagnostics(environment.err, mistakes, session.sources, session.language);
    if (has_errors(mistakes))
      return kExitUsage;
  }
  Diagnostics errors = analysis.diagnostics;
  std::erase_if(errors, [](const Diagnostic& d) { return d.level != Diagnostic::Level::kError; });
  print_diagnostics(environment.err, errors, session.sources, session.language);

  const Identified run = identify(analysis.verdicts, path, environment.files, session.sources);
  const Findings before = baseline.findings;
  baseline.findings = merge(baseline, options.command != Command::kBaselinePrune,
                            Scope(options, path, environment, analysis, run), run);
  if ((create || baseline.findings != before) && !write_file(path, write_baseline(baseline))) {
    environment.err << fmt::format("advisor: cannot write {}\n", printable(path));
    return kExitUsage;
  }
  environment.out << result_sentence(printable(path), before, baseline.findings, session.language);
  return is_complete(analysis) ? kExitClean : kExitIncomplete;
}

}  // namespace advisor::cli
