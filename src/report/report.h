#pragma once

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
  int critical = 0, warning = 0, info = 0;  // findings that are not suppressed
  int suppressed = 0;
  int undetermined = 0;
  int good = 0;
  int errors = 0;  // verdicts with Outcome::kError
  int findings() const { return critical + warning + info; }
};

struct ReportOptions {
  bool show_undetermined = false;
  bool show_good = false;
  bool colour = false;
  bool quiet = false;  // text: findings and errors only, no excerpt, no summary
  int verbosity = 0;   // -v: related places, postmortem, files left alone
  int width = 80;      // of the terminal
};

// All that a reporter may see.
struct Report {
  const SourceSet* sources = nullptr;
  Language language = Language::kEnglish;
  ReportOptions options;
  std::vector<Verdict> verdicts;  // by path, position, rule id, label; not applicable ones left out
  Diagnostics diagnostics;        // by path, position
  Counts counts;
  std::size_t files_read = 0;
  std::string version;  // of the tool
};

// Sorts, drops kNotApplicable and counts.
Report make_report(std::vector<Verdict> verdicts, Diagnostics diagnostics, const SourceSet& sources,
                   Language language, ReportOptions options);

struct Reporter {
  std::string_view name;
  std::string_view description;
  void (*write)(const Report&, std::ostream&);
};
std::span<const Reporter> reporters();
const Reporter* find_reporter(std::string_view name);

}  // namespace advisor
