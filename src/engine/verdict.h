#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/engine/rule.h"
#include "src/model/resource.h"

namespace advisor {

enum class Outcome : std::uint8_t { kGood, kFinding, kUndetermined, kNotApplicable, kError };
std::string_view outcome_name(Outcome outcome);      // "good", "finding", ...
std::string_view severity_name(Severity severity);   // "critical", "warning", "info"
std::string_view severity_title(Severity severity);  // "Critical", "Warning", "Info"

// Why a verdict is undetermined.
struct Reason {
  std::string path;    // in the source's own key names: "containerDefinitions[0].image"
  std::string text;    // what stands there: "{{ must_env `TAG` }}"
  std::string advice;  // what would decide it: "--env TAG=..."; may be empty
  Span span;
};

struct Suppression {
  std::string reason;
  std::string owner;
  std::string expires;     // date; may be empty
  Span span;               // the entry in advisor.yaml, or the comment or metadata of the input
  bool in_source = false;  // written into the input
};

// Why a finding is none of those that a run was asked for.
enum class Known : std::uint8_t {
  kNo,
  kBaseline,   // --baseline lists it
  kUnchanged,  // --diff-base: nothing it is about has changed
};

// One rule on one resource, or on one element of it.
struct Verdict {
  const Rule* rule = nullptr;
  const Resource* resource = nullptr;
  std::string label;     // the element's name (container); empty for the resource as a whole
  std::string check_id;  // empty for the only check of a rule
  Outcome outcome = Outcome::kGood;
  Severity severity = Severity::kWarning;  // of a finding
  std::string message;          // finding: in the language of the run; error: what failed
  std::string recommendation;   // may be empty
  std::string fix;              // snippet for the resource's format; may be empty
  Span primary;                 // where it is; without source: only the resource is known
  std::vector<Span> related;    // further places, in order
  std::string element_path;     // path inside the resource in source key names; may be empty
  std::string key;              // identity for fingerprints: stable when lines move
  std::vector<Reason> reasons;  // undetermined
  std::optional<Suppression> suppressed;  // a mark on a finding, nothing is erased
  Known known = Known::kNo;               // likewise; only on findings that are not suppressed
};

std::string rule_label(const Verdict& verdict);  // "rule-id", "rule-id/check-id"
// Resource::id without what the next deploy changes: the revision of a live task definition.
std::string_view lasting_id(const Resource& resource);
// Verdict::key where the rule gives none: resource, check and element.
std::string default_key(const Verdict& verdict);

}  // namespace advisor
