#include "src/engine/verdict.h"

#include <fmt/format.h>

namespace advisor {

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kGood:
      return "good";
    case Outcome::kFinding:
      return "finding";
    case Outcome::kUndetermined:
      return "undetermined";
    case Outcome::kNotApplicable:
      return "not-applicable";
    case Outcome::kError:
      return "error";
  }
  return "";
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kCritical:
      return "critical";
  }
  return "";
}

std::string_view severity_title(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "Info";
    case Severity::kWarning:
      return "Warning";
    case Severity::kCritical:
      return "Critical";
  }
  return "";
}

std::string rule_label(const Verdict& verdict) {
  std::string label = verdict.rule == nullptr ? std::string() : verdict.rule->id;
  if (!verdict.check_id.empty())
    label += "/" + verdict.check_id;
  return label;
}

std::string default_key(const Verdict& verdict) {
  return fmt::format("{}|{}|{}", verdict.resource->id, verdict.check_id, verdict.label);
}

}  // namespace advisor
