#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/engine/language.h"
#include "src/engine/verdict.h"

namespace advisor {

struct Counts {
  int critical = 0, warning = 0, info = 0;  // findings, neither suppressed nor known
  int suppressed = 0;
  int in_baseline = 0, unchanged = 0;  // known findings
  int undetermined = 0;
  int good = 0;
  int errors = 0;         // verdicts with Outcome::kError
  int not_available = 0;  // checks of AWS Trusted Advisor without a result
  int findings() const { return critical + warning + info; }
  int known() const { return in_baseline + unchanged; }
};

struct ReportOptions {
  bool show_undetermined = false;
  bool show_good = false;
  bool colour = false;
  bool quiet = false;            // text: findings and errors only, no excerpt, no summary
  int verbosity = 0;             // -v: related places, postmortem, files left alone
  int width = 80;                // of the terminal
  bool postmortems = false;      // the incidents behind the rule, below each finding
  bool postmortem_links = true;  // with their addresses, which may be internal
};

struct ReportedAccount {
  std::string id;
  std::vector<std::string> regions;
};

// What is deployed, but in none of the files.
struct Drift {
  const Resource* resource = nullptr;
  // A file has a resource of the type whose name is not known: it may be this one.
  bool unsure = false;
};

// All that a reporter may see.
struct Report {
  const SourceSet* sources = nullptr;
  // For the values that no excerpt may show; without it those of the verdicts' resources are known.
  const Inventory* inventory = nullptr;
  Language language = Language::kEnglish;
  ReportOptions options;
  std::vector<Verdict> verdicts;  // by path, position, rule id, label; not applicable ones left out
  Diagnostics diagnostics;        // by path, position
  Counts counts;
  std::size_t files_read = 0;
  std::vector<ReportedAccount> accounts;  // that were scanned
  std::size_t live_resources = 0;         // read from them
  bool lists_drift = false;               // --show-drift: `drift` has all there is
  std::vector<Drift> drift;
  std::string diff_base;  // what kUnchanged compares with, as the user named it
  std::string version;    // of the tool
};

// Sorts (what has no place in a file comes last), drops kNotApplicable and repeated diagnostics,
// and counts. files_read is the number of sources and may be corrected by the caller; version is
// that of the build.
Report make_report(std::vector<Verdict> verdicts, Diagnostics diagnostics, const SourceSet& sources,
                   Language language, ReportOptions options);

// A place as people read it. All texts are as in the input: a reporter makes them fit to print.
struct Place {
  std::string path;                      // or the resource's id where there is no file
  std::optional<LineColumn> begin, end;  // `end` is behind the last character
};
// The verdict's own span, else the resource's; without source if neither stands in a file.
Span span_of(const Verdict& verdict);
Place place_of(const Report& report, Span span);
// The verdict's own place, else the resource's, else its file, else its id.
Place place_of(const Report& report, const Verdict& verdict);
Place place_of(const Report& report, const Diagnostic& diagnostic);
std::string to_string(const Place& place);  // "path:line:column", "path"

bool is_finding(const Verdict& verdict);            // neither suppressed nor known
std::string_view language_name(Language language);  // "en", "ja"

// "Advisor finished: 0 Critical, 1 Warning, 2 Suppressed, 30 Good. 1 recommended action."
std::string summary_sentence(const Report& report);
// Says that something could not be analysed; empty if everything could.
std::string incomplete_sentence(const Report& report);
// Says how many known findings are not shown; empty if there are none. Holds diff_base as it is.
std::string known_sentence(const Report& report);
// Says which accounts were scanned; empty if none was. Holds ids as they are.
std::string accounts_sentence(const Report& report);
// "AWS::Lambda::Function hello: arn:aws:…", one printable line.
std::string drift_line(const Report& report, const Drift& drift);
// The heading for them, for plain text and Markdown.
std::string_view drift_title(Language language);
// Says that no finding was made, or that nothing to analyse was there; empty if there are findings.
std::string nothing_sentence(const Report& report);

struct Reporter {
  std::string_view name;
  std::string_view description;
  void (*write)(const Report&, std::ostream&);
};
std::span<const Reporter> reporters();
const Reporter* find_reporter(std::string_view name);

}  // namespace advisor
