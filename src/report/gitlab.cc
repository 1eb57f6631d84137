// The report of GitLab Code Quality: https://docs.gitlab.com/ci/testing/code_quality/. A list of
// issues; GitLab compares the fingerprints of two branches to tell what a merge request adds, and
// takes two issues of one fingerprint for one.

#include <map>
#include <string>
#include <string_view>

#include "src/report/identity.h"
#include "src/report/json_writer.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"

namespace advisor {
namespace {

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "critical";
    case Severity::kWarning:
      return "major";
    case Severity::kInfo:
      break;
  }
  return "info";
}

class CodeQuality {
 public:
  CodeQuality(const Report& report, std::ostream& out) : report_(report), json_(out) {}

  void write() {
    json_.begin_list();
    for (const Verdict& verdict : report_.verdicts)
      write(verdict);
    for (const Diagnostic& diagnostic : report_.diagnostics)
      if (diagnostic.level != Diagnostic::Level::kNote)
        write(diagnostic);
    json_.end_list();
    json_.finish();
  }

 private:
  void write(const Verdict& verdict) {
    std::string_view severity;
    if (is_finding(verdict))
      severity = severity_of(verdict.severity);
    else if (verdict.outcome == Outcome::kError)
      severity = "blocker";
    else if (verdict.outcome == Outcome::kUndetermined && report_.options.show_undetermined)
      severity = "info";
    else
      return;
    write_issue(full_text(report_, verdict), rule_label(verdict), finding_identity(verdict),
                severity, place_of(report_, verdict));
  }

  void write(const Diagnostic& diagnostic) {
    const Place place = place_of(report_, diagnostic);
    Fingerprint print;
    print.add("input");
    print.add(place.path);
    print.add(diagnostic.message);
    write_issue(full_text(diagnostic), "input", print.hex(),
                diagnostic.level == Diagnostic::Level::kError ? "blocker" : "minor", place);
  }

  void write_issue(std::string_view description, std::string_view check,
                   const std::string& fingerprint, std::string_view severity, const Place& place) {
    json_.begin_object();
    json_.member("description", description);
    json_.member("check_name", check);
    json_.member("fingerprint", unique(fingerprint));
    json_.member("severity", severity);
    json_.begin_object("location");
    json_.member("path", place.path);
    json_.begin_object("lines");
    json_.member("begin", place.begin ? place.begin->line : 1);
    if (place.begin)
      json_.member("end", last_line(place));
    json_.end_object();
    json_.end_object();
    json_.end_object();
  }

  std::string unique(const std::string& fingerprint) {
    const int number = ++seen_[fingerprint];
    return number == 1 ? fingerprint : fingerprint + "-" + std::to_string(number);
  }

  const Report& report_;
  JsonWriter json_;
  std::map<std::string, int> seen_;
};

}  // namespace

void write_gitlab(const Report& report, std::ostream& out) {
  CodeQuality(report, out).write();
}

}  // namespace advisor
