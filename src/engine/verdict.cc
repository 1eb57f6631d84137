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

std::string_view lasting_id(const Resource& resource) {
  const std::string_view id = resource.id;
  const std::size_t colon = id.rfind(':');
  const bool has_revision = resource.format == "live" &&
                            resource.type == "AWS::ECS::TaskDefinition" && colon + 1 < id.size() &&
                            id.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  return has_revision && colon != std::string_view::npos ? id.substr(0, colon) : id;
}

std::string default_key(const Verdict& verdict) {
  return fmt::format("{}|{}|{}", lasting_id(*verdict.resource), verdict.check_id, verdict.label);
}

}  // namespace advisor
