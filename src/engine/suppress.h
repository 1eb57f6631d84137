#pragma once

#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/engine/config.h"
#include "src/engine/rule_set.h"
#include "src/engine/verdict.h"
#include "src/model/resource.h"

namespace advisor {

// The id under which advisor.yaml and reports know AWS Trusted Advisor.
inline constexpr std::string_view kTrustedAdvisor = "trusted-advisor";

// An entry of suppression_rules in a run.
struct SuppressionUse {
  const SuppressionRule* entry;
  bool expired;
  bool used = false;
};
std::vector<SuppressionUse> suppression_uses(const RuleConfig& rule, std::string_view today);
Suppression suppression_by(const SuppressionRule& entry);
// Reports the entries of rule `id` that expired or suppressed nothing.
void report_uses(std::string_view id, const std::vector<SuppressionUse>& uses,
                 const SourceSet& sources, Diagnostics& diagnostics);

// Marks suppressed findings, but those of AWS Trusted Advisor (trusted_advisor.h). Expired entries
// do not suppress and are reported, entries that suppressed nothing are reported unless they name a
// file that was not part of this run. today: "2026-11-22".
void suppress(const Config& config, const SourceSet& sources, std::string_view today,
              std::vector<Verdict>& verdicts, Diagnostics& diagnostics);

// The same with the suppressions that stand in the inputs themselves. Entries for an unknown rule
// and, if the configuration requires reasons, entries without one are reported.
void suppress_inline(const std::vector<InlineSuppression>& entries, const Config& config,
                     const RuleSet& rules, std::string_view today, std::vector<Verdict>& verdicts,
                     Diagnostics& diagnostics);

}  // namespace advisor
