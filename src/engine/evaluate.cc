#include "src/engine/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

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

std::set<std::string_view> types_of(const Inventory& inventory) {
  std::set<std::string_view> types;
  for (const Resource& resource : inventory.resources)
    types.insert(resource.type);
  return types;
}

Value merged(Value params, const Value& given) {
  for (const Member& member : *given.as_map())
    params.set(member.key, member.value);
  return params;
}

bool is_on_by_default(const Rule& rule, const Config& config) {
  return rule.enabled && (rule.profiles.empty() ||
                          std::ranges::find(rule.profiles, config.profile) != rule.profiles.end());
}

ActiveRule configured(const Rule& rule, const RuleConfig* config) {
  ActiveRule entry;
  entry.rule = &rule;
  entry.params = default_params(rule);
  if (config == nullptr)
    return entry;
  entry.severity = config->severity;
  entry.params = merged(std::move(entry.params), config->params);
  for (const RuleOverride& given : config->overrides)
    entry.overrides.push_back({given.condition, given.enabled.value_or(true),
                               merged(entry.params, given.params),
                               given.severity ? given.severity : config->severity});
  return entry;
}

// The kinds of change of which a match entry has subjects.
bool concerns_change(const RuleMatch& match, const Resource& resource) {
  const Value* action = resource.change.find("action");
  const std::string* name = action == nullptr ? nullptr : action->as_string();
  if (!match.changes.empty())
    return name != nullptr && std::ranges::find(match.changes, *name) != match.changes.end();
  return name == nullptr || (*name != "delete" && *name != "forget");
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

// A rule over all its subjects: a program and a judge for every set of parameters.
class RuleRun {
 public:
  RuleRun(const ActiveRule& active, const RuleSet& rules, Graph& graph, SourceSet& sources,
          const EvaluateOptions& options, std::vector<Verdict>& verdicts)
      : active_(active),
        rules_(rules),
        graph_(graph),
        sources_(sources),
        options_(options),
        verdicts_(verdicts) {}

  // Mistakes become diagnostics; false if there were any.
  bool compile(Diagnostics& diagnostics) {
    std::vector<RuleExpression> conditions;
    for (const ActiveOverride& given : active_.overrides)
      conditions.push_back(given.condition);
    if (!add(active_.params, conditions, diagnostics))
      return false;
    for (const ActiveOverride& given : active_.overrides)
      if (!add(given.params, {}, diagnostics))
        return false;
    return true;
  }

  void judge_all() {
    const std::vector<RuleMatch>& matches = active_.rule->match;
    for (std::size_t i = 0; i < matches.size(); ++i)
      for (const std::string& type : matches[i].types)
        for (const Resource* resource : graph_.of_type(type))
          judge(i, *resource);
  }

 private:
  struct Variant {
    std::unique_ptr<Program> program;
    std::unique_ptr<Judge> judge;
  };

  bool add(const Value& params, const std::vector<RuleExpression>& conditions,
           Diagnostics& diagnostics) {
    const Rule& rule = *active_.rule;
    Variant variant;
    variant.program = compile_rule(rule, params, {options_.language}, sources_, diagnostics,
                                   Texts::kLeaveForLater, conditions);
    if (variant.program == nullptr)
      return false;
    variant.judge =
        std::make_unique<Judge>(*variant.program, rules_, graph_, sources_, options_, verdicts_);
    variants_.push_back(std::move(variant));
    return true;
  }

  void judge(std::size_t match, const Resource& resource) {
    if (!concerns_change(active_.rule->match[match], resource)) {
      if (options_.keep_not_applicable)
        add_not_applicable(resource);
      return;
    }
    const auto chosen = variants_[0].judge->override_for(resource);
    const bool enabled = chosen ? active_.overrides[*chosen].enabled : active_.enabled;
    if (!enabled)
      return;
    const auto severity = chosen ? active_.overrides[*chosen].severity : active_.severity;
    const Variant& variant = variants_[chosen ? *chosen + 1 : 0];
    variant.judge->subject(variant.program->matches[match], resource, severity);
  }

  void add_not_applicable(const Resource& resource) {
    Verdict verdict;
    verdict.rule = active_.rule;
    verdict.resource = &resource;
    verdict.outcome = Outcome::kNotApplicable;
    verdict.primary = resource.span;
    verdicts_.push_back(std::move(verdict));
  }

  const ActiveRule& active_;
  const RuleSet& rules_;
  Graph& graph_;
  SourceSet& sources_;
  const EvaluateOptions& options_;
  std::vector<Verdict>& verdicts_;
  std::vector<Variant> variants_;  // the first where no override holds, then one per override
};

}  // namespace

ActiveRule configured_rule(const Rule& rule, const RuleSet& rules, const Config& config) {
  const RuleConfig* given = config_of(config, rules, &rule);
  ActiveRule entry = configured(rule, given);
  entry.enabled = is_on_by_default(rule, config);
  if (given != nullptr && given->enabled)
    entry.enabled = *given->enabled;
  return entry;
}

std::vector<ActiveRule> active_rules(const RuleSet& rules, const Config& config,
                                     const Inventory& inventory,
                                     const std::vector<std::string>& only,
                                     const std::vector<std::string>& skip) {
  std::vector<ActiveRule> active;
  for (const Rule* rule : rules.rules_for(types_of(inventory))) {
    ActiveRule entry = configured_rule(*rule, rules, config);
    if (!only.empty())
      entry.enabled = contains(rules, only, rule);
    const bool sometimes_on =
        only.empty() &&
        std::ranges::any_of(entry.overrides, [](const auto& o) { return o.enabled; });
    if ((entry.enabled || sometimes_on) && !contains(rules, skip, rule))
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
    RuleRun run(entry, rules, graph, sources, options, verdicts);
    if (!run.compile(diagnostics))
      continue;
    report_old_tables(*entry.rule, options.now, diagnostics);
    run.judge_all();
  }
  return verdicts;
}

}  // namespace advisor
