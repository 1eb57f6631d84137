#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "src/base/date.h"
#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/progress.h"
#include "src/cli/session.h"
#include "src/engine/evaluate.h"
#include "src/engine/suppress.h"
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

}  // namespace

int run_command(const Options& given, Environment& environment) {
  Options options = given;
  if (options.paths.empty())
    options.paths = {"."};
  const auto where = targets(options);
  auto reading = read_options(options);
  const auto now = options.as_of.empty() ? environment.now : parse_date(options.as_of);
  for (const std::string& message :
       {where ? std::string() : where.error().message,
        reading ? std::string() : reading.error().message,
        now ? std::string()
            : fmt::format("--as-of needs a date such as 2026-11-22, not '{}'",
                          printable(options.as_of))}) {
    if (message.empty())
      continue;
    environment.err << "advisor: " << message << '\n';
    return kExitUsage;
  }
  if (!check_paths(options.paths, environment))
    return kExitUsage;
  Session session;
  if (!load_session(options, environment, session))
    return kExitUsage;

  reading->wants = [types = session.rules.related_types(session.sources)](std::string_view type) {
    return types.contains(std::string(type));
  };
  const auto input = standard_input(options, environment);
  InputSet inputs;
  Diagnostics diagnostics;
  std::vector<Verdict> verdicts;
  std::size_t good = 0;  // beside the verdicts
  {
    Progress progress(environment.err, environment.err_is_terminal && !options.quiet);
    inputs = read_inputs(options.paths, progress.watch(environment.files), session.sources,
                         *reading, input ? &*input : nullptr);
    diagnostics = inputs.inventory.diagnostics;
    EvaluateOptions evaluating{session.language, *now};
    if (!options.show_good && !lists_good(*where))
      evaluating.good = &good;
    verdicts = evaluate(
        active_rules(session.rules, session.config, inputs.inventory, options.only, options.skip),
        session.rules, inputs.inventory, session.sources, evaluating, diagnostics);
  }
  const std::string today = format_date(*now);
  suppress(session.config, session.sources, today, verdicts, diagnostics);
  suppress_inline(inputs.inventory.suppressions, session.config, session.rules, today, verdicts,
                  diagnostics);
  if (options.verbosity > 1)
    add_file_notes(inputs, diagnostics);
  Report report =
      make_report(std::move(verdicts), std::move(diagnostics), session.sources, session.language,
                  report_options(options, session.config, environment));
  report.counts.good += static_cast<int>(good);
  report.files_read =
      static_cast<std::size_t>(std::ranges::count_if(inputs.files, [](const FileOutcome& file) {
        return file.kind == FileOutcome::Kind::kRead || file.kind == FileOutcome::Kind::kSupporting;
      }));
  report.version = ADVISOR_VERSION;
  report.inventory = &inputs.inventory;
  if (!write_reports(report, *where, environment))
    return kExitUsage;
  const std::string fail_on =
      !options.fail_on.empty() ? options.fail_on : session.config.fail_on.value_or("warning");
  return exit_code(report, fail_on);
}

}  // namespace advisor::cli
