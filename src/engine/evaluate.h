#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/engine/config.h"
#include "src/engine/language.h"
#include "src/engine/rule_set.h"
#include "src/engine/verdict.h"
#include "src/model/resource.h"

namespace advisor {

// Other settings for some subjects.
struct ActiveOverride {
  RuleExpression condition;
  bool enabled = true;
  Value params;                      // every parameter with its value
  std::optional<Severity> severity;  // instead of the rule's own
};

// A rule as this run uses it.
struct ActiveRule {
  const Rule* rule = nullptr;
  Value params;                      // every parameter with its value
  std::optional<Severity> severity;  // from the configuration, instead of the rule's own
  bool enabled = true;               // false: only where an override turns it on
  std::vector<ActiveOverride> overrides;
};

// The rule with the settings of the configuration, whether it is on or not.
ActiveRule configured_rule(const Rule& rule, const RuleSet& rules, const Config& config);

// The rules that are on and have subjects among the inventory's types, with their parameters. Ids
// in `only` and `skip` must exist; `only` also turns on what is off by default.
std::vector<ActiveRule> active_rules(const RuleSet& rules, const Config& config,
                                     const Inventory& inventory,
                                     const std::vector<std::string>& only,
                                     const std::vector<std::string>& skip);

struct EvaluateOptions {
  Language language = Language::kEnglish;
  std::int64_t now = 0;  // Unix seconds; `now` in rules
  // Verdicts that a rule does not apply; only examples ask for them.
  bool keep_not_applicable = false;
  // If set, good verdicts are counted here and not kept: a large plan has more of them than
  // memory should be spent on.
  std::size_t* good = nullptr;
};

// Runs every rule over every subject. Verdicts come in no particular order (make_report sorts).
// Rules that do not compile and tables past their age are diagnostics.
std::vector<Verdict> evaluate(const std::vector<ActiveRule>& active, const RuleSet& rules,
                              const Inventory& inventory, SourceSet& sources,
                              const EvaluateOptions& options, Diagnostics& diagnostics);

}  // namespace advisor
