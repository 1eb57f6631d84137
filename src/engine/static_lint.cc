#include "src/engine/static_lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <variant>

#include "src/base/text.h"
#include "src/cel/cel.h"

namespace advisor {
namespace {

using cel::Ast;
using cel::AstNode;
using Level = Diagnostic::Level;
using Node = AstNode::Kind;

struct Use {
  const RuleExpression* by = nullptr;
  std::string name;
  bool operator<(const Use& other) const {
    return std::tie(name, by) < std::tie(other.name, other.by);
  }
};

// "limits", "params.min_nofile" and "covers()" as they are used; "params.*" for params as a whole.
void collect_uses(const StaticExpression& expression, std::set<Use>& uses) {
  const Ast& ast = expression.ast;
  std::set<cel::NodeId> resolved;
  for (const AstNode& node : ast.nodes) {
    if (node.kind == Node::kCall && !node.member)
      uses.insert({expression.source, std::string(node.name) + "()"});
    if (node.kind != Node::kSelect && node.kind != Node::kHas && node.kind != Node::kIndex)
      continue;
    const AstNode& operand = ast.nodes[ast.child(node, 0)];
    if (operand.kind != Node::kIdent || operand.name != "params")
      continue;
    std::string key(node.name);
    if (node.kind == Node::kIndex) {
      const auto text = ast.nodes[ast.child(node, 1)].literal.as_string();
      if (!text)
        continue;
      key = *text;
    }
    uses.insert({expression.source, "params." + key});
    resolved.insert(ast.child(node, 0));
  }
  for (cel::NodeId id = 0; id < ast.nodes.size(); ++id)
    if (ast.nodes[id].kind == Node::kIdent && !resolved.contains(id))
      uses.insert({expression.source,
                   std::string(ast.nodes[id].name) + (ast.nodes[id].name == "params" ? ".*" : "")});
}

class Uses {
 public:
  explicit Uses(const std::deque<StaticExpression>& expressions) {
    for (const StaticExpression& expression : expressions) {
      // What does not parse may use anything.
      complete_ = complete_ && !expression.ast.nodes.empty();
      collect_uses(expression, uses_);
    }
  }

  // Used by anything but `self`?
  bool used(const std::string& name, const RuleExpression* self = nullptr) const {
    return !complete_ || std::ranges::any_of(uses_, [&](const Use& use) {
      return use.name == name && use.by != self;
    });
  }

 private:
  std::set<Use> uses_;
  bool complete_ = true;
};

// Notes about a `let` stand at its expression: its name has no place of its own.
void note_let(const std::string& name, const RuleExpression& expression, StaticReport& report) {
  const std::size_t size = std::min(expression.text.find('\n'), expression.text.size());
  report.add(Level::kNote, fmt::format("the let '{}' is not used", name), "", {&expression, 0, {}},
             0, static_cast<std::uint32_t>(size));
}

void lint_unused(const Rule& rule, const Uses& uses, StaticReport& report) {
  const auto note = [&](std::string_view what, std::string_view name, Span span) {
    report.add(Level::kNote, fmt::format("the {} '{}' is not used", what, name), "", span);
  };
  for (const RuleParam& param : rule.params)
    if (!uses.used("params." + param.name) && !uses.used("params.*"))
      note("parameter", param.name, param.span);
  for (const RuleLookup& lookup : rule.lookup)
    if (!uses.used(lookup.name))
      note("lookup", lookup.name, lookup.span);
  for (const auto& [name, expression] : rule.let)
    if (!uses.used(name, &expression))
      note_let(name, expression, report);
  for (const auto& [signature, body] : rule.functions) {
    const std::string name = signature.text.substr(0, signature.text.find('('));
    if (!uses.used(name + "()", &body))
      note("function", name, signature.span);
  }
}

// All names of the rule without values: what has one all the same is constant.
class Constants {
 public:
  explicit Constants(const Rule& rule) {
    std::set<std::string> names = {"resource", "meta", "change", "now",
                                   "key",      "it",   "params", "data"};
    for (const RuleMatch& match : rule.match)
      names.insert(match.as);
    for (const RuleLookup& lookup : rule.lookup)
      names.insert(lookup.name);
    for (const std::string& name : names)
      if (cel::is_valid_name(name))
        scope_.declare(name);
    for (const auto& [signature, body] : rule.functions)
      broken_ = broken_ || scope_.define_function(signature.text, body.text).has_value();
    for (const auto& [name, expression] : rule.let)
      broken_ = broken_ || !cel::is_valid_name(name) || !names.insert(name).second ||
                scope_.define(name, expression.text).has_value();
  }

  std::optional<bool> value_of(const RuleExpression& expression) {
    if (broken_ || expression.empty())
      return std::nullopt;
    const cel::Compiled compiled = scope_.compile(expression.text);
    const auto* program = std::get_if<const cel::Expression*>(&compiled);
    if (program == nullptr)
      return std::nullopt;
    cel::Frame frame(scope_);
    return frame.eval(**program).as_bool();
  }

 private:
  cel::Scope scope_;
  bool broken_ = false;
};

void lint_constants(const Rule& rule, StaticReport& report) {
  Constants constants(rule);
  const auto check = [&](const RuleExpression& expression) {
    if (const auto value = constants.value_of(expression))
      report.add(Level::kNote,
                 fmt::format("this condition is always {}", *value ? "true" : "false"), "",
                 {&expression, 0, {}}, 0, static_cast<std::uint32_t>(expression.text.size()));
  };
  for (const RuleMatch& match : rule.match)
    check(match.when);
  check(rule.when);
  for (const RuleCheck& one : rule.checks) {
    check(one.when);
    check(one.assertion);
    for (const RuleVariant& variant : one.variants)
      check(variant.condition);
  }
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> placeholders(std::string_view text,
                                                              std::string_view opening) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t at = text.find(opening); at != std::string_view::npos;
       at = text.find(opening, at)) {
    at += opening.size();
    const std::size_t close = text.find("}}", at);
    if (close == std::string_view::npos)
      break;
    found.emplace_back(at, close - at);
    at = close;
  }
  return found;
}

void lint_rule(const Rule& rule, const std::deque<StaticExpression>& expressions,
               StaticReport& report) {
  lint_unused(rule, Uses(expressions), report);
  lint_constants(rule, report);
}

}  // namespace advisor
