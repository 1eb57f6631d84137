#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "src/report/report.h"

namespace advisor {

// One report that holds everything a reporter can meet: every outcome and severity, both languages,
// a span over several lines, a resource without text, suppressed verdicts, rule errors, diagnostics
// of all levels, secrets beside a finding, and names made to break out of the output.
struct Sample {
  explicit Sample(Language chosen);
  Report report(ReportOptions options = {}) const;

  Language language;
  SourceSet sources;
  std::deque<Rule> rules;
  std::deque<Resource> resources;
  std::vector<Verdict> verdicts;
  Diagnostics diagnostics;

 private:
  std::string say(std::string_view english, std::string_view japanese) const;
  // The place of a text in a source; the test data must contain it.
  Span find(SourceId source, std::string_view text) const;
  void add_rules();
  void add_resources();
  void add_findings();
  void add_other_verdicts();
  void add_diagnostics();
  Verdict verdict(std::size_t rule, std::size_t resource, Outcome outcome) const;

  SourceId task_ = 0, function_ = 0, config_ = 0, rules_ = 0;
};

// A report without any file.
Report empty_report(const SourceSet& sources, Language language);
std::string written_by(std::string_view reporter, const Report& report);

// Compares with fixtures/reports/<name>. With ADVISOR_ACCEPT=1 the file is rewritten and the test
// counts as skipped.
void expect_golden(const std::string& name, const std::string& text);

}  // namespace advisor
