#include "src/engine/evaluate.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/date.h"
#include "src/engine/graph.h"
#include "src/engine/judge.h"
#include "src/engine/program.h"

namespace advisor {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

bool contains(const RuleSet& rules, const std::vector<std::string>& ids, const Rule* rule) {
  return std::ranges::any_of(ids, [&](const std::string& id) { return rules.find(id) == rule; });
}

const RuleConfig* config_of(const Config& config, const RuleSet& rules, const Rule* rule) {
  for (const auto& [id, rule_config] : config.rules)
    if (rules.find(id) == rule)
      return &rule_config;
  return nullptr;
}

bool has_subject(const Rule& rule, const Inventory& inventory) {
  return std::ranges::any_of(rule.match, [&](const RuleMatch& match) {
    return std::ranges::any_of(match.types, [&](const std::string& type) {
      return std::ranges::find(inventory.resources, type, &Resource::type) !=
             inventory.resources.end();
    });
  });
}

void report_old_tables(const Rule& rule, std::int64_t now, Diagnostics& diagnostics) {
  for (const RuleData& data : rule.data) {
    const auto as_of = parse_date(data.as_of);
    if (data.max_age_days == 0 || !as_of || now - *as_of <= data.max_age_days * kSecondsPerDay)
      continue;
    diagnostics.push_back({Diagnostic::Level::kNote,
                           fmt::format("the table '{}' of the rule {} is of {}, older than {} days",
                                       data.name, rule.id, data.as_of, data.max_age_days),
                           "update advisor, or compare with " + data.source,
                           {},
                           rule.path});
  }
}

}  // namespace

std::vector<ActiveRule> active_rules(const RuleSet& rules, const Config& config,
                                     const std::vector<std::string>& only,
                                     const std::vector<std::string>& skip) {
  std::vector<ActiveRule> active;
  for (const Rule* rule : rules.rules()) {
    const RuleConfig* rule_config = config_of(config, rules, rule);
    bool on = rule->enabled;
    if (rule_config != nullptr && rule_config->enabled)
      on = *rule_config->enabled;
    if (!only.empty())
      on = contains(rules, only, rule);
    if (!on || contains(rules, skip, rule))
      continue;
    ActiveRule entry{rule, Value::map(), {}};
    for (const RuleParam& param : rule->params)
      entry.params.set(param.name, param.default_value);
    if (rule_config != nullptr) {
      entry.severity = rule_config->severity;
      for (const Member& member : *rule_config->params.as_map())
        entry.params.set(member.key, member.value);
    }
    active.push_back(std::move(entry));
  }
  return active;
}

std::vector<Verdict> evaluate(const std::vector<ActiveRule>& active, const RuleSet& rules,
                              const Inventory& inventory, SourceSet& sources,
                              const EvaluateOptions& options, Diagnostics& diagnostics) {
  std::vector<Verdict> verdicts;
  Graph graph(inventory);
  for (const ActiveRule& entry : active) {
    if (!has_subject(*entry.rule, inventory))
      continue;
    const auto program =
        compile_rule(*entry.rule, entry.params, {options.language}, sources, diagnostics);
    if (program == nullptr)
      continue;
    report_old_tables(*entry.rule, options.now, diagnostics);
    Judge judge(*program, entry, rules, graph, sources, options, verdicts);
    for (const CompiledMatch& match : program->matches)
      for (const std::string& type : match.source->types)
        for (const Resource* resource : graph.of_type(type))
          judge.subject(match, *resource);
  }
  return verdicts;
}

}  // namespace advisor
