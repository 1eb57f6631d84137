// SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Without `fixes`:
// they replace text of a file, and what rules have is a snippet for people to fit in; it is in the
// Markdown form of the message. Without `snippet` of regions: no text of an input is quoted.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/base/text.h"
#include "src/report/identity.h"
#include "src/report/json_writer.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"
#include "src/report/sarif_parts.h"

namespace advisor {
namespace {

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kRoot = "SRCROOT";

class SarifLog {
 public:
  SarifLog(const Report& report, std::ostream& out)
      : report_(report), json_(out), rules_(rules_of(report)) {
    for (std::size_t i = 0; i < rules_.size(); ++i)
      rule_index_.emplace(rules_[i]->id, i);
  }
  void write();

 private:
  void write_message(std::string_view name, std::string_view text, const std::string& markdown);
  void write_artifact(const std::string& path);
  void write_physical(const Place& place);
  void write_logical(const Verdict& verdict);
  void write_locations(const Verdict& verdict);
  void write_related(const Verdict& verdict);
  void write_rule_reference(const Verdict& verdict);
  void write_suppressions(const Verdict& verdict);
  void write_result_properties(const Verdict& verdict);
  void write_result(const Verdict& verdict);
  void write_rule_error(const Verdict& verdict);
  void write_diagnostic(const Diagnostic& diagnostic);
  void write_invocation();
  void write_artifacts();

  const Report& report_;
  JsonWriter json_;
  std::vector<const Rule*> rules_;
  std::unordered_map<std::string, std::size_t> rule_index_;
  std::vector<std::string> artifacts_;  // in the order of their first use
  std::unordered_map<std::string, std::size_t> artifact_index_;
};

void SarifLog::write_message(std::string_view name, std::string_view text,
                             const std::string& markdown) {
  json_.begin_object(name);
  json_.member("text", sarif_plain(text));
  json_.optional("markdown", markdown);
  json_.end_object();
}

// An artifactLocation. Paths outside of the working directory stay absolute.
void SarifLog::write_artifact(const std::string& path) {
  const auto [known, added] = artifact_index_.emplace(path, artifacts_.size());
  if (added)
    artifacts_.push_back(path);
  json_.begin_object("artifactLocation");
  json_.member("uri", sarif_uri(path));
  if (!path.starts_with('/'))
    json_.member("uriBaseId", kRoot);
  json_.member("index", static_cast<long long>(known->second));
  json_.end_object();
}

void SarifLog::write_physical(const Place& place) {
  json_.begin_object("physicalLocation");
  write_artifact(place.path);
  if (place.begin) {
    json_.begin_object("region");
    json_.member("startLine", place.begin->line);
    json_.member("startColumn", place.begin->column);
    json_.member("endLine", place.end->line);
    json_.member("endColumn", place.end->column);
    json_.end_object();
  }
  json_.end_object();
}

void SarifLog::write_logical(const Verdict& verdict) {
  if (verdict.resource == nullptr)
    return;
  json_.begin_list("logicalLocations");
  json_.begin_object();
  json_.member("name", printable(verdict.resource->name));
  json_.member("fullyQualifiedName", printable(verdict.resource->id));
  json_.member("kind", "resource");
  json_.end_object();
  const std::string& element = verdict.element_path.empty() ? verdict.label : verdict.element_path;
  if (!element.empty()) {
    json_.begin_object();
    json_.member("name", printable(verdict.label.empty() ? element : verdict.label));
    json_.member("fullyQualifiedName", printable(verdict.resource->id + "/" + element));
    json_.member("kind", "element");
    json_.end_object();
  }
  json_.end_list();
}

void SarifLog::write_locations(const Verdict& verdict) {
  json_.begin_list("locations");
  if (has_file(verdict) || verdict.resource != nullptr) {
    json_.begin_object();
    if (has_file(verdict))
      write_physical(place_of(report_, verdict));
    write_logical(verdict);
    json_.end_object();
  }
  json_.end_list();
}

void SarifLog::write_related(const Verdict& verdict) {
  std::vector<Span> spans = verdict.related;
  for (const Reason& reason : verdict.reasons)
    spans.push_back(reason.span);
  std::vector<Span> shown;  // the standard wants each place once
  for (const Span& span : spans)
    if (span.valid() && std::ranges::find(shown, span) == shown.end())
      shown.push_back(span);
  if (shown.empty())
    return;
  json_.begin_list("relatedLocations");
  for (const Span& span : shown) {
    json_.begin_object();
    write_physical(place_of(report_, span));
    json_.end_object();
  }
  json_.end_list();
}

void SarifLog::write_rule_reference(const Verdict& verdict) {
  if (verdict.rule == nullptr)
    return;
  json_.member("ruleId", verdict.rule->id);
  json_.member("ruleIndex", static_cast<long long>(rule_index_.at(verdict.rule->id)));
}

// Where one result of a run has them, all must: an empty list says "not suppressed".
void SarifLog::write_suppressions(const Verdict& verdict) {
  json_.begin_list("suppressions");
  if (verdict.suppressed) {
    const Suppression& suppression = *verdict.suppressed;
    json_.begin_object();
    json_.member("kind", suppression.in_source ? "inSource" : "external");
    json_.member("status", "accepted");
    json_.optional("justification", printable_lines(suppression.reason));
    if (suppression.span.valid()) {
      json_.begin_object("location");
      write_physical(place_of(report_, suppression.span));
      json_.end_object();
    }
    if (!suppression.owner.empty() || !suppression.expires.empty()) {
      json_.begin_object("properties");
      json_.optional("owner", printable_lines(suppression.owner));
      json_.optional("expires", printable_lines(suppression.expires));
      json_.end_object();
    }
    json_.end_object();
  }
  json_.end_list();
}

void SarifLog::write_result_properties(const Verdict& verdict) {
  json_.begin_object("properties");
  json_.optional("check", verdict.check_id);
  if (verdict.resource != nullptr)
    json_.member("resourceType", verdict.resource->type);
  if (is_live(verdict)) {
    json_.optional("region", printable(verdict.resource->region));
    json_.optional("account", printable(verdict.resource->account));
    json_.optional("console", printable(verdict.resource->console));
  }
  json_.end_object();
}

void SarifLog::write_result(const Verdict& verdict) {
  const bool open = verdict.outcome == Outcome::kUndetermined;
  json_.begin_object();
  write_rule_reference(verdict);
  json_.member("kind", open ? "open" : "fail");
  json_.member("level", open ? "none" : sarif_level(verdict.severity));
  write_message("message", full_text(report_, verdict),
                open ? std::string() : sarif_markdown(verdict));
  write_locations(verdict);
  write_related(verdict);
  json_.begin_object("partialFingerprints");
  json_.member("findingIdentity/v1", finding_identity(verdict));
  json_.end_object();
  write_suppressions(verdict);
  write_result_properties(verdict);
  json_.end_object();
}

void SarifLog::write_rule_error(const Verdict& verdict) {
  json_.begin_object();
  json_.member("level", "error");
  write_message("message", rule_label(verdict) + ": " + full_text(report_, verdict), {});
  write_locations(verdict);
  if (verdict.rule != nullptr) {
    json_.begin_object("associatedRule");
    json_.member("id", verdict.rule->id);
    json_.member("index", static_cast<long long>(rule_index_.at(verdict.rule->id)));
    json_.end_object();
  }
  json_.end_object();
}

void SarifLog::write_diagnostic(const Diagnostic& diagnostic) {
  json_.begin_object();
  json_.member("level", level_name(diagnostic.level));
  write_message("message", full_text(diagnostic), {});
  if (const Place place = place_of(report_, diagnostic); !place.path.empty()) {
    json_.begin_list("locations");
    json_.begin_object();
    write_physical(place);
    json_.end_object();
    json_.end_list();
  }
  json_.end_object();
}

void SarifLog::write_invocation() {
  json_.begin_list("invocations");
  json_.begin_object();
  json_.flag("executionSuccessful", incomplete_sentence(report_).empty());
  json_.begin_list("toolExecutionNotifications");
  for (const Verdict& verdict : report_.verdicts)
    if (verdict.outcome == Outcome::kError)
      write_rule_error(verdict);
  for (const Diagnostic& diagnostic : report_.diagnostics)
    write_diagnostic(diagnostic);
  json_.end_list();
  json_.end_object();
  json_.end_list();
}

// Last, when all that is referred to is known.
void SarifLog::write_artifacts() {
  json_.begin_list("artifacts");
  for (const std::string& path : std::vector<std::string>(artifacts_)) {
    json_.begin_object();
    json_.begin_object("location");
    json_.member("uri", sarif_uri(path));
    if (!path.starts_with('/'))
      json_.member("uriBaseId", kRoot);
    json_.end_object();
    json_.end_object();
  }
  json_.end_list();
}

void SarifLog::write() {
  json_.begin_object();
  json_.member("$schema", kSchema);
  json_.member("version", "2.1.0");
  json_.begin_list("runs");
  json_.begin_object();
  write_sarif_tool(json_, report_, rules_);
  json_.member("language", language_name(report_.language));
  json_.member("columnKind", "unicodeCodePoints");
  json_.begin_object("originalUriBaseIds");
  json_.begin_object(kRoot);
  json_.begin_object("description");
  json_.member("text", "The directory in which advisor ran.");
  json_.end_object();
  json_.end_object();
  json_.end_object();
  write_invocation();
  json_.begin_list("results");
  for (const Verdict& verdict : report_.verdicts)
    if (is_finding(verdict) || verdict.suppressed ||
        (verdict.outcome == Outcome::kUndetermined && report_.options.show_undetermined))
      write_result(verdict);
  json_.end_list();
  write_artifacts();
  json_.begin_object("properties");
  json_.member("summary", summary_sentence(report_));
  json_.optional("known", printable(known_sentence(report_)));
  json_.end_object();
  json_.end_object();
  json_.end_list();
  json_.end_object();
  json_.finish();
}

}  // namespace

void write_sarif(const Report& report, std::ostream& out) {
  SarifLog(report, out).write();
}

}  // namespace advisor
