// The XML of JUnit as Jenkins, GitLab, CircleCI and Azure Pipelines read it: a rule is a test
// suite, each of its verdicts a test case. tests/report/schemas has the schema. Names are without
// lines, so that a server sees the same test in every run.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "src/base/text.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"
#include "src/report/xml.h"

namespace advisor {
namespace {

constexpr std::string_view kInputs = "(inputs)";  // no id of a rule

struct Suite {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  std::string cases;
};

// "example app (ecs/ecs-task-def.json#taskDefinition)"
std::string case_name(const Report& report, const Verdict& verdict) {
  std::string name = verdict.resource == nullptr ? "" : verdict.resource->name;
  const std::string& element = verdict.label.empty() ? verdict.element_path : verdict.label;
  if (!element.empty())
    name += (name.empty() ? "" : " ") + element;
  const std::string where =
      verdict.resource == nullptr ? place_of(report, verdict).path : verdict.resource->id;
  return name.empty() ? where : name + " (" + where + ")";
}

// <failure>, <error>, <skipped> of a case.
std::string element(std::string_view name, std::string_view type, std::string_view message,
                    const std::string& body) {
  return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", name,
                     xml_attribute(type), xml_attribute(message), xml_text(body));
}

std::string test_case(std::string_view class_name, std::string_view name,
                      const std::string& content) {
  const std::string start = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
                                        xml_attribute(class_name), xml_attribute(printable(name)));
  return content.empty() ? start + "/>\n" : start + ">\n" + content + "    </testcase>\n";
}

std::string with_place(const Place& place, const std::string& text) {
  const std::string where = printable(to_string(place));
  return where + (where.empty() || text.empty() ? "" : "\n") + text;
}

std::string suppression_text(const Report& report, const Suppression& suppression) {
  if (trim(suppression.reason).empty())
    return std::string(say(report, "suppressed without a reason", "抑制（理由の記載なし）"));
  return fmt::format("{}: {}", say(report, "suppressed", "抑制"),
                     printable(trim(suppression.reason)));
}

void add(Suite& suite, const Report& report, const Verdict& verdict) {
  const std::string message = headline(report, verdict);
  const std::string body = with_place(place_of(report, verdict), details(report, verdict));
  std::string content;
  switch (verdict.outcome) {
    case Outcome::kFinding:
      if (verdict.suppressed) {
        ++suite.skipped;
        content = element("skipped", "suppressed", suppression_text(report, *verdict.suppressed),
                          with_place(place_of(report, verdict), message));
      } else if (verdict.known != Known::kNo) {
        ++suite.skipped;
        content = element("skipped", "known", say(report, "known before", "既知の指摘"),
                          with_place(place_of(report, verdict), message));
      } else {
        ++suite.failures;
        content = element("failure", severity_name(verdict.severity), message, body);
      }
      break;
    case Outcome::kUndetermined:
      ++suite.skipped;
      content =
          element("skipped", "undetermined",
                  say(report, "not known before the deploy", "デプロイ前に判定できません"), body);
      break;
    case Outcome::kError:
      ++suite.errors;
      content = element("error", "rule", message, body);
      break;
    case Outcome::kGood:
    case Outcome::kNotApplicable:
      break;
  }
  ++suite.tests;
  suite.cases += test_case(rule_label(verdict), case_name(report, verdict), content);
}

// What could not be read must not look like a run without failures.
Suite input_errors(const Report& report) {
  Suite suite;
  for (const Diagnostic& diagnostic : report.diagnostics) {
    if (diagnostic.level != Diagnostic::Level::kError)
      continue;
    ++suite.tests;
    ++suite.errors;
    const Place place = place_of(report, diagnostic);
    const std::string message = headline(diagnostic);
    suite.cases +=
        test_case(kInputs, place.path.empty() ? message : place.path,
                  element("error", "input", message, with_place(place, full_text(diagnostic))));
  }
  return suite;
}

void write_suite(std::ostream& out, std::string_view name, const Suite& suite) {
  out << fmt::format(
             "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
             "time=\"0\">\n",
             xml_attribute(name), suite.tests, suite.failures, suite.errors, suite.skipped)
      << suite.cases << "  </testsuite>\n";
}

}  // namespace

void write_junit(const Report& report, std::ostream& out) {
  std::map<std::string_view, Suite> suites;
  for (const Verdict& verdict : report.verdicts)
    add(suites[verdict.rule == nullptr ? std::string_view("rule") : verdict.rule->id], report,
        verdict);
  if (Suite inputs = input_errors(report); inputs.tests > 0)
    suites[kInputs] = std::move(inputs);
  Suite all;
  for (const auto& [name, suite] : suites) {
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.errors += suite.errors;
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << fmt::format(
             "<testsuites name=\"sre-advisor\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
             "time=\"0\">\n",
             all.tests, all.failures, all.errors);
  for (const auto& [name, suite] : suites)
    write_suite(out, name, suite);
  out << "</testsuites>\n";
}

}  // namespace advisor
