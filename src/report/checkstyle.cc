// The XML of Checkstyle, which Jenkins (Warnings Next Generation), reviewdog and many others read:
// https://checkstyle.org. One <error> per finding below the <file> it is in.

#include <fmt/format.h>

#include <map>
#include <string>

#include "src/base/text.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"
#include "src/report/xml.h"

namespace advisor {
namespace {

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kInfo:
      break;
  }
  return "info";
}

std::string error_element(const Place& place, std::string_view severity, std::string_view source,
                          std::string_view message) {
  // Readers want a line; what concerns a file as a whole stands on its first.
  std::string out = fmt::format("    <error line=\"{}\"", place.begin ? place.begin->line : 1);
  if (place.begin)
    out += fmt::format(" column=\"{}\"", place.begin->column);
  return out + fmt::format(" severity=\"{}\" message=\"{}\" source=\"sre-advisor.{}\"/>\n",
                           severity, xml_attribute(message), xml_attribute(source));
}

class Files {
 public:
  explicit Files(const Report& report) : report_(report) {
    for (const Verdict& verdict : report.verdicts)
      add(verdict);
    for (const Diagnostic& diagnostic : report.diagnostics) {
      if (diagnostic.level == Diagnostic::Level::kNote)
        continue;
      const Place place = place_of(report, diagnostic);
      by_path_[place.path] +=
          error_element(place, level_name(diagnostic.level), "input", full_text(diagnostic));
    }
  }
  void write(std::ostream& out) const {
    for (const auto& [path, errors] : by_path_)
      out << fmt::format("  <file name=\"{}\">\n", xml_attribute(path)) << errors << "  </file>\n";
  }

 private:
  void add(const Verdict& verdict) {
    std::string_view severity;
    if (is_finding(verdict))
      severity = severity_of(verdict.severity);
    else if (verdict.outcome == Outcome::kError)
      severity = "error";
    else if (verdict.outcome == Outcome::kUndetermined && report_.options.show_undetermined)
      severity = "info";
    else
      return;
    const Place place = place_of(report_, verdict);
    by_path_[place.path] +=
        error_element(place, severity, rule_label(verdict), full_text(report_, verdict));
  }

  const Report& report_;
  std::map<std::string, std::string> by_path_;
};

}  // namespace

void write_checkstyle(const Report& report, std::ostream& out) {
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"8.0\">\n";
  Files(report).write(out);
  out << "</checkstyle>\n";
}

}  // namespace advisor
