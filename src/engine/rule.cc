#include "src/engine/rule.h"

namespace advisor {

std::vector<const RuleExpression*> Rule::expressions() const {
  std::vector<const RuleExpression*> out = {&when, &at, &key};
  for (const auto& [signature, body] : functions)
    out.push_back(&body);
  for (const auto& [name, expression] : let)
    out.push_back(&expression);
  for (const RuleMatch& entry : match)
    out.insert(out.end(), {&entry.when, &entry.each, &entry.label});
  for (const RuleLookup& entry : lookup)
    out.insert(out.end(), {&entry.follow, &entry.where});
  for (const RuleCheck& check : checks) {
    out.insert(out.end(), {&check.assertion, &check.when, &check.at});
    for (const RuleVariant& variant : check.variants)
      out.push_back(&variant.condition);
  }
  return out;
}

Value default_params(const Rule& rule) {
  Value params = Value::map();
  for (const RuleParam& param : rule.params)
    params.set(param.name, param.default_value);
  return params;
}

}  // namespace advisor
