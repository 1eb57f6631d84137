#include "tests/report/hostile.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "src/base/text.h"

namespace advisor {

Hostile::Hostile() {
  const std::string nasty(kNasty);
  const SourceId file =
      sources.add(std::string(kNastyPath), "{\n  \"name\": \"" + nasty + "\"\n}\n");
  rule.id = "ecs-container-ulimits";
  rule.title = {nasty, nasty};
  rule.description = {nasty, nasty};
  rule.tags = {nasty, "ecs", "ecs"};
  rule.references = {nasty, "javascript:alert(1)", "https://docs.example.com/ulimits"};
  rule.postmortems.push_back({{nasty, nasty}, nasty, nasty, {nasty, nasty}});
  resource.type = "AWS::ECS::TaskDefinition";
  resource.id = std::string(kNastyPath) + "#" + nasty;
  resource.name = nasty;
  resource.span = {file, 0, 12};
  resource.sources = {file};

  Verdict verdict;
  verdict.rule = &rule;
  verdict.resource = &resource;
  verdict.outcome = Outcome::kFinding;
  verdict.severity = Severity::kCritical;
  verdict.label = verdict.element_path = nasty;
  verdict.message = verdict.recommendation = verdict.fix = nasty;
  verdict.primary = {file, 4, 30};
  verdict.related = {{file, 4, 10}, {file, 4, 10}};
  verdicts.push_back(verdict);
  verdict.suppressed = Suppression{nasty, nasty, nasty, {file, 0, 1}};
  verdicts.push_back(verdict);
  verdict.suppressed.reset();
  verdict.outcome = Outcome::kUndetermined;
  verdict.message.clear();
  verdict.label = "~" + nasty;  // the last in the order of the report
  verdict.reasons.push_back({nasty, nasty, nasty, {file, 4, 10}});
  verdicts.push_back(verdict);
  verdict.reasons.clear();
  verdict.label = nasty;
  verdict.outcome = Outcome::kError;
  verdict.message = nasty;
  verdicts.push_back(verdict);
  verdict.outcome = Outcome::kGood;
  verdicts.push_back(verdict);
  diagnostics.push_back({Diagnostic::Level::kError, nasty, nasty, {file, 0, 1}, ""});
  diagnostics.push_back({Diagnostic::Level::kError, nasty, nasty, {}, ""});
}

Report Hostile::report() const {
  ReportOptions options;
  options.show_undetermined = options.show_good = options.postmortems = true;
  options.verbosity = 1;
  return make_report(verdicts, diagnostics, sources, Language::kEnglish, options);
}

Crowd::Crowd(int number) {
  rule.id = "ecs-container-ulimits";
  SourceId file = 0;
  for (int i = 0; i < number; ++i) {
    if (i % 100 == 0)
      file = sources.add("task-" + std::to_string(i) + ".json", "{\"name\": \"app\"}\n");
    Verdict verdict;
    verdict.rule = &rule;
    verdict.outcome = Outcome::kFinding;
    verdict.severity = i % 100 == 99 ? Severity::kCritical
                       : i % 10 == 0 ? Severity::kInfo
                                     : Severity::kWarning;
    verdict.primary = {file, 1, 7};
    verdict.related = {{file, 9, 14}};
    verdict.label = std::to_string(i);
    verdict.message = "Container number " + std::to_string(i) + " has no ulimits.";
    verdict.recommendation = "Add ulimits to it.\nThe default is not enough.";
    verdict.fix = "\"ulimits\": []";
    verdicts.push_back(std::move(verdict));
  }
}

Report Crowd::report(Language language) const {
  return make_report(verdicts, {}, sources, language, {});
}

bool is_harmless(std::string_view text) {
  for (const std::string_view line : split(text, '\n'))
    if (printable(line) != line)
      return false;
  return true;
}

int run_tool(const std::string& tool, const std::string& command, const std::string& text) {
  if (std::system((tool + " > /dev/null 2>&1").c_str()) != 0)
    return -1;
  const std::string path =
      testing::TempDir() + "advisor-report-" + std::to_string(getpid()) + ".txt";
  std::ofstream(path, std::ios::binary) << text;
  const int status = std::system((command + " < '" + path + "'").c_str());
  std::remove(path.c_str());
  return status;
}

}  // namespace advisor
