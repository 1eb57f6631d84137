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

// Marks suppressed findings. Expired entries do not suppress and are reported, entries that
// suppressed nothing are reported unless they name a file that was not part of this run.
// today: "2026-11-22".
void suppress(const Config& config, const SourceSet& sources, std::string_view today,
              std::vector<Verdict>& verdicts, Diagnostics& diagnostics);

// The same with the suppressions that stand in the inputs themselves. Entries for an unknown rule
// and, if the configuration requires reasons, entries without one are reported.
void suppress_inline(const std::vector<InlineSuppression>& entries, const Config& config,
                     const RuleSet& rules, std::string_view today, std::vector<Verdict>& verdicts,
                     Diagnostics& diagnostics);

}  // namespace advisor
