#include "src/engine/suppress.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "src/base/text.h"

namespace advisor {
namespace {

bool file_matches(const std::string& path, const std::string& pattern) {
  return matches_glob(path, pattern) || matches_glob(file_name(path), pattern) ||
         matches_glob(path, "*/" + pattern) || is_below(path, pattern);
}

bool resource_matches(const Resource& resource, const std::string& pattern) {
  return matches_glob(resource.name, pattern) || matches_glob(resource.id, pattern) ||
         std::ranges::any_of(resource.aliases, [&](const std::string& alias) {
           return matches_glob(alias, pattern);
         });
}

std::string path_of(const Verdict& verdict, const SourceSet& sources) {
  const Span span = verdict.primary.valid() ? verdict.primary : verdict.resource->span;
  return span.valid() ? sources.file(span.source).path() : std::string();
}

bool matches(const SuppressionRule& entry, const Verdict& verdict, const SourceSet& sources) {
  const auto either = [&](const std::string& pattern, const std::string& text) {
    return pattern.empty() || matches_glob(text, pattern);
  };
  return entry.check_id.empty() && either(entry.check, verdict.check_id) &&
         either(entry.element, verdict.label) &&
         (entry.resource.empty() || resource_matches(*verdict.resource, entry.resource)) &&
         (entry.file.empty() || file_matches(path_of(verdict, sources), entry.file));
}

// Files that this run looked at, for telling an unused entry from one about other files.
bool names_scanned_file(const SuppressionRule& entry, const SourceSet& sources) {
  for (SourceId id = 1; id <= sources.size(); ++id)
    if (file_matches(sources.file(id).path(), entry.file))
      return true;
  return false;
}

void report_expired(std::string_view what, std::string_view expires, bool used, Span span,
                    Diagnostics& diagnostics) {
  diagnostics.push_back(
      {Diagnostic::Level::kWarning,
       fmt::format("this suppression of {} expired on {} and no longer applies", what, expires),
       used ? "mend the findings or give it a new date" : "remove the entry",
       span,
       {}});
}

bool covers(const InlineSuppression& entry, const Verdict& verdict) {
  if (!entry.resources.empty())
    return std::ranges::find(entry.resources, verdict.resource->id) != entry.resources.end();
  const Span place = verdict.primary.valid() ? verdict.primary : verdict.resource->span;
  return place.source == entry.covered.source && place.begin >= entry.covered.begin &&
         place.begin < entry.covered.end;
}

}  // namespace

std::vector<SuppressionUse> suppression_uses(const RuleConfig& rule, std::string_view today) {
  std::vector<SuppressionUse> uses;
  for (const SuppressionRule& entry : rule.suppressions)
    uses.push_back({&entry, !entry.expires.empty() && entry.expires < today});
  return uses;
}

Suppression suppression_by(const SuppressionRule& entry) {
  return {entry.reason, entry.owner, entry.expires, entry.span};
}

void report_uses(std::string_view id, const std::vector<SuppressionUse>& uses,
                 const SourceSet& sources, Diagnostics& diagnostics) {
  for (const SuppressionUse& use : uses) {
    const SuppressionRule& entry = *use.entry;
    if (use.expired)
      report_expired(id, entry.expires, use.used, entry.span, diagnostics);
    else if (!use.used && (entry.file.empty() || names_scanned_file(entry, sources)))
      diagnostics.push_back({Diagnostic::Level::kNote,
                             fmt::format("this suppression of {} matched no finding", id),
                             "remove it if the reason is gone",
                             entry.span,
                             {}});
  }
}

void suppress(const Config& config, const SourceSet& sources, std::string_view today,
              std::vector<Verdict>& verdicts, Diagnostics& diagnostics) {
  std::map<std::string, std::vector<SuppressionUse>> by_rule;
  for (const auto& [id, rule] : config.rules)
    if (id != kTrustedAdvisor)
      by_rule.emplace(id, suppression_uses(rule, today));

  for (Verdict& verdict : verdicts) {
    if (verdict.outcome != Outcome::kFinding)
      continue;
    std::vector<std::string> ids = verdict.rule->aliases;  // former ids keep working
    ids.push_back(verdict.rule->id);
    for (const std::string& id : ids) {
      const auto entries = by_rule.find(id);
      if (entries == by_rule.end())
        continue;
      for (SuppressionUse& use : entries->second) {
        if (!matches(*use.entry, verdict, sources))
          continue;
        use.used = true;
        if (!use.expired && !verdict.suppressed)
          verdict.suppressed = suppression_by(*use.entry);
      }
    }
  }

  for (const auto& [id, uses] : by_rule)
    report_uses(id, uses, sources, diagnostics);
}

void suppress_inline(const std::vector<InlineSuppression>& entries, const Config& config,
                     const RuleSet& rules, std::string_view today, std::vector<Verdict>& verdicts,
                     Diagnostics& diagnostics) {
  for (const InlineSuppression& entry : entries) {
    const Rule* rule = rules.find(entry.rule);
    if (rule == nullptr) {
      diagnostics.push_back({Diagnostic::Level::kWarning,
                             fmt::format("there is no rule '{}'", printable(entry.rule)),
                             rules.nearest(entry.rule),
                             entry.span,
                             {}});
      continue;
    }
    if (entry.reason.empty())
      diagnostics.push_back(
          {config.require_reason ? Diagnostic::Level::kError : Diagnostic::Level::kNote,
           fmt::format("this suppression of {} gives no reason", rule->id),
           "write it after the rule, so that the next reader knows why",
           entry.span,
           {}});
    const bool expired = !entry.expires.empty() && entry.expires < today;
    bool used = false;
    for (Verdict& verdict : verdicts) {
      if (verdict.outcome != Outcome::kFinding || verdict.rule != rule || !covers(entry, verdict))
        continue;
      used = true;
      if (!expired && !verdict.suppressed)
        verdict.suppressed = Suppression{entry.reason, "", entry.expires, entry.span, true};
    }
    if (expired)
      report_expired(rule->id, entry.expires, used, entry.span, diagnostics);
    else if (!used)
      diagnostics.push_back({Diagnostic::Level::kNote,
                             fmt::format("this suppression of {} matched no finding", rule->id),
                             "remove it if the reason is gone",
                             entry.span,
                             {}});
  }
}

}  // namespace advisor
