#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/analysis.h"
#include "src/cli/git.h"
#include "src/cli/unchanged.h"
#include "src/engine/baseline.h"
#include "src/report/report.h"

namespace advisor::cli {
namespace {

struct Target {
  const Reporter* reporter = nullptr;
  std::string file;  // empty: standard output
};

Result<std::vector<Target>> targets(const Options& options) {
  std::vector<Target> out;
  for (const std::string& given : options.reporters) {
    const std::size_t equals = given.find('=');
    const std::string name = given.substr(0, equals);
    Target target{find_reporter(name),
                  equals == std::string::npos ? std::string() : given.substr(equals + 1)};
    if (target.reporter == nullptr) {
      std::vector<std::string_view> names;
      for (const Reporter& reporter : reporters())
        names.push_back(reporter.name);
      const auto near = nearest_word(name, names);
      return Error{fmt::format("there is no reporter '{}'{}", printable(name),
                               near ? fmt::format("; did you mean '{}'?", *near) : "")};
    }
    if (equals != std::string::npos && target.file.empty())
      return Error{fmt::format("--reporter {}= needs a file name", name)};
    out.push_back(std::move(target));
  }
  if (out.empty())
    out.push_back({find_reporter("text"), {}});
  if (std::ranges::count(out, std::string(), &Target::file) > 1)
    return Error{
        "only one reporter can write to standard output; give the others a file: NAME=FILE"};
  return out;
}

// JUnit has a test case for everything that was checked.
bool lists_good(const std::vector<Target>& where) {
  return std::ranges::any_of(where,
                             [](const Target& target) { return target.reporter->name == "junit"; });
}

bool reaches(const Report& report, const std::string& fail_on) {
  const Counts& counts = report.counts;
  if (fail_on == "never")
    return false;
  if (counts.critical > 0)
    return true;
  if (fail_on == "critical")
    return false;
  if (counts.warning > 0)
    return true;
  if (fail_on == "warning")
    return false;
  if (counts.info > 0)
    return true;
  return fail_on == "undetermined" && counts.undetermined > 0;
}

int exit_code(const Report& report, const std::string& fail_on) {
  if (has_errors(report.diagnostics) || report.counts.errors > 0)
    return kExitIncomplete;
  return reaches(report, fail_on) ? kExitFindings : kExitClean;
}

bool use_colour(const Options& options, const Environment& environment) {
  if (options.colour != "auto")
    return options.colour == "always";
  return environment.out_is_terminal && environment.variable("NO_COLOR").empty() &&
         environment.variable("TERM") != "dumb";
}

ReportOptions report_options(const Options& options, const Config& config,
                             const Environment& environment) {
  ReportOptions out;
  out.show_undetermined = options.show_undetermined;
  out.show_good = options.show_good;
  out.colour = use_colour(options, environment);
  out.quiet = options.quiet;
  out.verbosity = options.verbosity;
  out.width = environment.width;
  out.postmortems = options.postmortems || config.postmortems;
  out.postmortem_links = !options.no_postmortem_links;
  return out;
}

bool write_reports(const Report& report, const std::vector<Target>& where,
                   Environment& environment) {
  bool ok = true;
  for (const Target& target : where) {
    if (target.file.empty()) {
      target.reporter->write(report, environment.out);
      environment.out.flush();
      continue;
    }
    Report plain = report;
    plain.options.colour = false;
    std::ofstream file(target.file, std::ios::binary);
    target.reporter->write(plain, file);
    file.close();
    if (!file) {
      environment.err << fmt::format("advisor: cannot write {}\n", printable(target.file));
      ok = false;
    }
  }
  return ok;
}

void add_file_notes(const InputSet& inputs, Diagnostics& diagnostics) {
  for (const FileOutcome& file : inputs.files)
    if (file.kind == FileOutcome::Kind::kLeftAlone)
      diagnostics.push_back(
          {Diagnostic::Level::kNote,
           "left alone: " + (file.reason.empty() ? "not a deploy configuration" : file.reason),
           {},
           {},
           file.path});
}

// Findings that the user asked not to see again. False on mistakes of the user, who was told.
bool mark_known_findings(const Options& options, Environment& environment, Analysis& analysis) {
  Session& session = analysis.session;
  if (!options.baseline.empty()) {
    Diagnostics mistakes;
    const Baseline baseline =
        read_baseline(options.baseline, environment.files, session.sources, mistakes);
    print_diagnostics(environment.err, mistakes, session.sources, session.language);
    if (has_errors(mistakes))
      return false;
    const int stale = mark_known(baseline, environment.files, session.sources, analysis.verdicts);
    if (stale > 0 && options.only.empty() && options.skip.empty() &&
        !has_errors(analysis.diagnostics))
      analysis.diagnostics.push_back(
          {Diagnostic::Level::kNote,
           fmt::format("{} of its entries match no finding any more", stale),
           "`advisor baseline prune` takes them out",
           {},
           options.baseline});
  }
  if (options.diff_base.empty())
    return true;
  const std::string first = options.paths.empty() ? "." : options.paths.front();
  const std::string directory = first == "-" ? "."
                                : environment.files.kind(first) == FileSystem::Kind::kFile
                                    ? parent_path(first)
                                    : first;
  const auto changes = changes_since(options.diff_base, directory);
  if (!changes) {
    environment.err << "advisor: --diff-base: " << changes.error().message << '\n';
    return false;
  }
  mark_unchanged(*changes, analysis.inputs, environment.files, session.sources, analysis.verdicts);
  return true;
}

void add_accounts(const Options& options, const Analysis& analysis, Report& report) {
  report.counts.not_available = analysis.trusted_advisor.not_available;
  for (const LiveAccount& account : analysis.live.accounts)
    report.accounts.push_back({account.id, account.regions});
  report.live_resources = analysis.join.replaced;
  report.lists_drift = options.live.show_drift;
  for (const Resource& resource : analysis.inputs.inventory.resources) {
    if (resource.format != "live")
      continue;
    ++report.live_resources;
    if (options.live.show_drift)
      report.drift.push_back({&resource, analysis.join.unsure_types.contains(resource.type)});
  }
}

}  // namespace

int run_command(const Options& given, Environment& environment) {
  Options options = given;
  if (options.paths.empty() && !options.live.wanted())
    options.paths = {"."};
  const auto where = targets(options);
  if (!where) {
    environment.err << "advisor: " << where.error().message << '\n';
    return kExitUsage;
  }
  Analysis analysis;
  if (!analyse(options, options.show_good || lists_good(*where), environment, analysis) ||
      !mark_known_findings(options, environment, analysis))
    return kExitUsage;
  if (options.verbosity > 1)
    add_file_notes(analysis.inputs, analysis.diagnostics);
  const Session& session = analysis.session;
  Report report =
      make_report(std::move(analysis.verdicts), std::move(analysis.diagnostics), session.sources,
                  session.language, report_options(options, session.config, environment));
  report.counts.good += static_cast<int>(analysis.good);
  report.files_read = static_cast<std::size_t>(
      std::ranges::count_if(analysis.inputs.files, [](const FileOutcome& file) {
        return file.kind == FileOutcome::Kind::kRead || file.kind == FileOutcome::Kind::kSupporting;
      }));
  add_accounts(options, analysis, report);
  report.version = ADVISOR_VERSION;
  report.diff_base = options.diff_base;
  report.inventory = &analysis.inputs.inventory;
  if (!write_reports(report, *where, environment))
    return kExitUsage;
  const std::string fail_on =
      !options.fail_on.empty() ? options.fail_on : session.config.fail_on.value_or("warning");
  return exit_code(report, fail_on);
}

}  // namespace advisor::cli
