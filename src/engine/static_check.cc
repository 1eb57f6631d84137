#include "src/engine/static_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <variant>

#include "src/base/text.h"
#include "src/cel/parser.h"
#include "src/engine/static_infer.h"
#include "src/engine/static_lint.h"

namespace advisor {
namespace {

using cel::AstNode;
using Kind = StaticType::Kind;
using Level = Diagnostic::Level;

StaticType record(std::string_view name,
                  const std::vector<std::pair<std::string, StaticType>>& properties) {
  StaticType type = StaticType::of(Kind::kRecord);
  type.resource = name;
  for (const auto& [key, property] : properties) {
    type.values.push_back(key);
    type.parts.push_back(property);
  }
  return type;
}

StaticType meta_type() {
  const StaticType text = StaticType::of(Kind::kString);
  StaticType tags = StaticType::of(Kind::kMap);
  tags.parts = {text};
  tags.resource = "meta";
  tags.path = "tags";
  return record("meta", {{"id", text},
                         {"name", text},
                         {"type", text},
                         {"source", text},
                         {"file", text},
                         {"region", text},
                         {"account", text},
                         {"tags", tags},
                         {"stack", {}},
                         {"deletion_policy", {}},
                         {"update_replace_policy", {}},
                         {"depends_on", {}},
                         {"update_policy", {}},
                         {"creation_policy", {}},
                         {"logical_id", {}},
                         {"cdk_path", {}},
                         {"generated", {}},
                         {"repeated", {}},
                         {"address", {}},
                         {"provider_type", {}},
                         {"previous_address", {}}});
}

StaticType param_type(const RuleParam& param) {
  // A decimal parameter may be given without a fraction; times are texts.
  static constexpr std::pair<std::string_view, Kind> kKinds[] = {{"int", Kind::kInt},
                                                                 {"double", Kind::kNumber},
                                                                 {"bool", Kind::kBool},
                                                                 {"string", Kind::kString},
                                                                 {"list", Kind::kList}};
  for (const auto& [name, kind] : kKinds)
    if (name == param.type)
      return StaticType::of(kind);
  return {};
}

StaticType resource_type(const std::string& type) {
  const Schema* schema = resource_schema(type);
  return schema == nullptr ? StaticType() : StaticType::of_schema(*schema, type, "");
}

StaticType resource_type(const std::vector<std::string>& types) {
  if (types.empty())
    return {};
  StaticType all = resource_type(types[0]);
  for (const std::string& type : types)
    all = join(all, resource_type(type));
  return all;
}

Facts both(Facts a, const Facts& b) {
  a.insert(b.begin(), b.end());
  return a;
}

void keep_common(Facts& facts, const Facts& other) {
  std::erase_if(facts, [&](const std::string& fact) { return !other.contains(fact); });
}

class RuleChecker {
 public:
  RuleChecker(const Rule& rule, const SourceSet& sources, Diagnostics& diagnostics)
      : rule_(rule), report_(sources, diagnostics), inference_(names_, report_) {}

  void run() {
    declare();
    for (const RuleMatch& match : rule_.match)
      check_match(match);
    share_items();
    check_lookups();
    const Facts facts = check_when(rule_.when, shared_);
    std::optional<Facts> of_findings;
    for (const RuleCheck& check : rule_.checks) {
      Facts found = check_check(check, facts);
      if (of_findings)
        keep_common(*of_findings, found);
      else
        of_findings = std::move(found);
    }
    const Facts found = of_findings.value_or(facts);
    infer(rule_.key, found);
    for (const auto& [format, snippet] : rule_.fix)
      check_text(snippet, "{{=", found);
    for (const auto& [name, function] : names_.functions)
      inference_.infer_function(function);
    lint_rule(rule_, expressions_, report_);
  }

 private:
  const StaticExpression& parse(const RuleExpression& expression, std::size_t offset,
                                std::size_t size) {
    for (const StaticExpression& known : expressions_)
      if (known.source == &expression && known.offset == offset)
        return known;
    StaticExpression& added = expressions_.emplace_back();
    added.source = &expression;
    added.offset = static_cast<std::uint32_t>(offset);
    auto parsed = cel::parse(std::string_view(expression.text).substr(offset, size), arena_);
    if (auto* ast = std::get_if<cel::Ast>(&parsed))
      added.ast = std::move(*ast);
    return added;
  }

  const StaticExpression& parse(const RuleExpression& expression) {
    return parse(expression, 0, expression.text.size());
  }

  StaticType infer(const RuleExpression& expression, const Facts& facts, bool unguarded = true) {
    return expression.empty() ? StaticType()
                              : inference_.infer(parse(expression), facts, {unguarded});
  }

  Facts facts_if(const RuleExpression& expression, bool value) {
    return expression.empty() ? Facts()
                              : inference_.finder().facts_if(parse(expression), {}, value);
  }

  void declare() {
    names_.variables = {{"meta", meta_type()}, {"now", StaticType::of(Kind::kTimestamp)}};
    names_.variables["change"] = record("change", {{"action", StaticType::of(Kind::kString)},
                                                   {"before", {}},
                                                   {"after", {}},
                                                   {"replace_paths", {}},
                                                   {"reason", StaticType::of(Kind::kString)},
                                                   {"create_first", StaticType::of(Kind::kBool)}});
    std::vector<std::pair<std::string, StaticType>> params;
    for (const RuleParam& param : rule_.params)
      params.emplace_back(param.name, param_type(param));
    names_.variables["params"] = record("params", params);
    for (const auto& [signature, body] : rule_.functions)
      declare_function(signature, body);
    for (const auto& [name, expression] : rule_.let)
      names_.lets[name] = parse(expression);
    for (const RuleMatch& match : rule_.match)
      check_type_name(match.types, match.type_span);
  }

  void declare_function(const RuleExpression& signature, const RuleExpression& body) {
    const auto parsed = cel::parse(signature.text, arena_);
    const auto* ast = std::get_if<cel::Ast>(&parsed);
    if (ast == nullptr || ast->nodes[ast->root].kind != AstNode::Kind::kCall)
      return;
    const AstNode& call = ast->nodes[ast->root];
    StaticFunction function;
    for (std::uint32_t i = 0; i < call.count; ++i)
      function.parameters.emplace_back(ast->nodes[ast->child(call, i)].name);
    function.body = parse(body);
    names_.functions[std::string(call.name)] = std::move(function);
  }

  void check_type_name(const std::vector<std::string>& types, Span span) {
    const std::vector<std::string_view> known = schema_types();
    for (const std::string& type : types) {
      if (!type.starts_with("AWS::") || resource_schema(type) != nullptr)
        continue;
      if (const auto near = nearest_word(type, known))
        report_.add(Level::kNote, fmt::format("no schema of {} is known", printable(type)),
                    fmt::format("did you mean {}?", *near), span);
    }
  }

  void check_match(const RuleMatch& match) {
    names_.variables["resource"] = resource_type(match.types);
    names_.variables[match.as] = {};
    expect_bool(match.when, infer(match.when, {}));
    Facts facts = facts_if(match.when, true);
    StaticType item = names_.variables["resource"];
    if (!match.each.empty()) {
      const StaticType list = infer(match.each, facts);
      item = list.kind == Kind::kList || list.kind == Kind::kMap ? list.part() : StaticType();
      if (!may_be(list, {Kind::kList, Kind::kMap, Kind::kObject, Kind::kRecord}))
        report_.add(Level::kError,
                    fmt::format("'each' needs a list or a map, not {}", describe(list)),
                    list.kind == Kind::kOptional ? "take it out with .orValue([])" : "",
                    parse(match.each), 0, static_cast<std::uint32_t>(match.each.text.size()));
    }
    names_.variables[match.as] = item;
    if (!match.each.empty())
      facts.merge(inference_.finder().facts_if_not_empty(parse(match.each)));
    infer(match.label, facts);
    const auto [known, is_new] = items_.emplace(match.as, item);
    if (!is_new)
      known->second = join(known->second, item);
    if (&match == &rule_.match.front())
      shared_ = facts;
    else
      keep_common(shared_, facts);
  }

  void share_items() {
    std::vector<std::string> types;
    for (const RuleMatch& match : rule_.match)
      types.insert(types.end(), match.types.begin(), match.types.end());
    names_.variables["resource"] = resource_type(types);
    for (const auto& [name, type] : items_)
      names_.variables[name] = type;
  }

  // What fails in a lookup makes it unknown: properties that may be missing are harmless there.
  void check_lookups() {
    for (const RuleLookup& lookup : rule_.lookup) {
      check_type_name({lookup.follow.empty() ? lookup.find : lookup.type}, lookup.span);
      if (!lookup.follow.empty()) {
        infer(lookup.follow, {}, false);
        names_.variables[lookup.name] = resource_type(lookup.type);
        continue;
      }
      const StaticType candidate = resource_type(lookup.find);
      names_.variables["it"] = candidate;
      expect_bool(lookup.where, infer(lookup.where, {}, false));
      names_.variables[lookup.name] =
          StaticType::list_of(narrowed(candidate, "it.", facts_if(lookup.where, true)));
    }
  }

  // The facts where `when` is true as well.
  Facts check_when(const RuleExpression& when, const Facts& facts) {
    expect_bool(when, infer(when, facts));
    return both(facts, facts_if(when, true));
  }

  void expect_bool(const RuleExpression& expression, const StaticType& type) {
    if (!may_be(type, {Kind::kBool}))
      report_.add(Level::kError, fmt::format("a condition is needed, this is {}", describe(type)),
                  "", parse(expression), 0, static_cast<std::uint32_t>(expression.text.size()));
  }

  // Returns what is certain where the check has a finding.
  Facts check_check(const RuleCheck& check, const Facts& rule_facts) {
    const Facts facts = check_when(check.when, rule_facts);
    expect_bool(check.assertion, infer(check.assertion, facts));
    Facts found = both(facts, facts_if(check.assertion, false));
    infer(check.at.empty() ? rule_.at : check.at, found);
    check_texts(check.message.empty() ? rule_.message : check.message, found);
    check_texts(check.recommendation.empty() ? rule_.recommendation : check.recommendation, found);
    for (const RuleVariant& variant : check.variants) {
      expect_bool(variant.condition, infer(variant.condition, found));
      const Facts chosen = both(found, facts_if(variant.condition, true));
      check_texts(variant.message, chosen);
      check_texts(variant.recommendation, chosen);
    }
    return found;
  }

  void check_texts(const LocalizedExpression& texts, const Facts& facts) {
    check_text(texts.en, "{{", facts);
    check_text(texts.ja, "{{", facts);
  }

  void check_text(const RuleExpression& text, std::string_view opening, const Facts& facts) {
    for (const auto& [begin, size] : placeholders(text.text, opening))
      inference_.infer(parse(text, begin, size), facts);
  }

  const Rule& rule_;
  StaticReport report_;
  cel::Arena arena_;
  StaticNames names_;
  std::deque<StaticExpression> expressions_;
  StaticInference inference_;
  std::map<std::string, StaticType> items_;
  Facts shared_;  // what holds in every match
};

}  // namespace

void check_expressions(const Rule& rule, const SourceSet& sources, Diagnostics& diagnostics) {
  RuleChecker(rule, sources, diagnostics).run();
}

}  // namespace advisor
