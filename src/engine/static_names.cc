#include "src/engine/static_names.h"

#include <algorithm>
#include <optional>
#include <variant>

#include <fmt/format.h>

#include "src/cel/cel.h"

namespace advisor {
namespace {

using cel::Ast;
using cel::AstNode;
using cel::NodeId;
using cel::Op;
using Node = AstNode::Kind;

constexpr int kMaxDepth = 150;
constexpr int kMaxWork = 20'000;

const StaticBinding* find_local(const std::vector<StaticBinding>& locals, std::string_view name) {
  for (auto local = locals.rbegin(); local != locals.rend(); ++local)
    if (local->name == name)
      return &*local;
  return nullptr;
}

std::optional<std::string_view> literal_text(const AstNode& node) {
  return node.kind == Node::kLiteral ? node.literal.as_string() : std::nullopt;
}

bool is_bool(const AstNode& node, bool value) {
  return node.kind == Node::kLiteral && node.literal.as_bool() == value;
}

bool is_or_value(const AstNode& node) {
  return node.kind == Node::kCall && node.member && node.name == "orValue" && node.count == 2;
}

std::string text_of(const Ast& ast, const AstNode& node) {
  return std::string(ast.source.substr(node.begin, node.end - node.begin));
}

Facts intersection(const Facts& a, const Facts& b) {
  Facts both;
  for (const std::string& fact : a)
    if (b.contains(fact))
      both.insert(fact);
  return both;
}

}  // namespace

// The expression `id` has the value, or what `about` makes of it, "size({}) > 0".
struct FactFinder::Claim {
  const Ast& ast;
  NodeId id;
  const Locals& locals;
  bool value;
  std::string_view about;
};

bool is_constantly(std::string_view text, bool value) {
  cel::Scope scope;
  const cel::Compiled compiled = scope.compile(text);
  const auto* expression = std::get_if<const cel::Expression*>(&compiled);
  if (expression == nullptr)
    return false;
  cel::Frame frame(scope);
  return frame.eval(**expression).as_bool() == value;
}

void add_path(std::string_view path, Facts& facts) {
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos;
       dot = path.find('.', dot + 1))
    facts.emplace(path.substr(0, dot));
  if (!path.empty())
    facts.emplace(path);
}

std::string FactFinder::path_of(const Ast& ast, NodeId id, const Locals& locals) {
  const AstNode& node = ast.nodes[id];
  switch (node.kind) {
    case Node::kIdent: {
      if (const StaticBinding* local = node.leading_dot ? nullptr : find_local(locals, node.name))
        return local->path;
      const auto let = names_.lets.find(node.name);
      if (let == names_.lets.end())
        return std::string(node.name);
      // A let that only shortens a path is that path.
      if (depth_ >= kMaxDepth)
        return "";
      ++depth_;
      std::string path = path_of(let->second.ast, let->second.ast.root, {});
      --depth_;
      return path.empty() ? "let " + std::string(node.name) : path;
    }
    case Node::kSelect: {
      const std::string left = path_of(ast, ast.child(node, 0), locals);
      return left.empty() ? "" : left + "." + std::string(node.name);
    }
    case Node::kIndex: {
      const std::string left = path_of(ast, ast.child(node, 0), locals);
      const AstNode& key = ast.nodes[ast.child(node, 1)];
      if (left.empty() || key.kind != Node::kLiteral)
        return "";
      if (const auto name = key.literal.as_string())
        return left + "." + std::string(*name);
      const auto number = key.literal.as_int();
      return number ? left + "[" + std::to_string(*number) + "]" : "";
    }
    case Node::kCall:
      return node.member && node.name == "value" && node.count == 1
                 ? path_of(ast, ast.child(node, 0), locals)
                 : "";
    default:
      return "";
  }
}

Facts FactFinder::facts_if(const StaticExpression& expression, const Locals& locals, bool value) {
  if (expression.ast.nodes.empty())
    return {};
  return facts_if(expression.ast, expression.ast.root, locals, value);
}

Facts FactFinder::facts_if(const Ast& ast, NodeId id, const Locals& locals, bool value) {
  Facts facts;
  if (++work_ > kMaxWork || depth_ >= kMaxDepth) {
    exhausted_ = true;
    return facts;
  }
  ++depth_;
  const AstNode& node = ast.nodes[id];
  switch (node.kind) {
    case Node::kHas: {
      const std::string left = path_of(ast, ast.child(node, 0), locals);
      if (!left.empty())
        add_path(value ? left + "." + std::string(node.name) : left, facts);
      break;
    }
    case Node::kUnary:
      if (node.op == Op::kNot)
        facts = facts_if(ast, ast.child(node, 0), locals, !value);
      break;
    case Node::kLogic:
      logic(ast, node, locals, value, facts);
      break;
    case Node::kConditional:
      conditional(ast, node, locals, value, facts);
      break;
    case Node::kIdent: {
      const auto let = names_.lets.find(node.name);
      if (let != names_.lets.end() && find_local(locals, node.name) == nullptr)
        facts = facts_if(let->second, {}, value);
      break;
    }
    case Node::kBinary:
      comparison(ast, node, locals, value, facts);
      defaults({ast, id, locals, value, ""}, id, facts);
      break;
    case Node::kCall:
      if (!call(ast, node, locals, value, facts))
        defaults({ast, id, locals, value, ""}, id, facts);
      break;
    case Node::kMacro:
      defaults({ast, id, locals, value, ""}, id, facts);
      break;
    default:
      break;
  }
  --depth_;
  return facts;
}

void FactFinder::logic(const Ast& ast, const AstNode& node, const Locals& locals, bool value,
                       Facts& facts) {
  const bool all = (node.op == Op::kAnd) == value;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    Facts one = facts_if(ast, ast.child(node, i), locals, value);
    if (all)
      facts.merge(one);
    else
      facts = i == 0 ? std::move(one) : intersection(facts, one);
  }
}

void FactFinder::conditional(const Ast& ast, const AstNode& node, const Locals& locals, bool value,
                             Facts& facts) {
  std::optional<Facts> known;
  for (const bool taken : {true, false}) {
    const NodeId branch = ast.child(node, taken ? 1 : 2);
    if (is_bool(ast.nodes[branch], !value))
      continue;
    Facts one = facts_if(ast, ast.child(node, 0), locals, taken);
    Facts inner = facts_if(ast, branch, locals, value);
    one.merge(inner);
    known = known ? intersection(*known, one) : std::move(one);
  }
  if (known)
    facts.merge(*known);
}

void FactFinder::comparison(const Ast& ast, const AstNode& node, const Locals& locals, bool value,
                            Facts& facts) {
  const NodeId left = ast.child(node, 0);
  const NodeId right = ast.child(node, 1);
  if (node.op == Op::kIn) {
    const auto key = literal_text(ast.nodes[left]);
    const std::string map = key && value ? path_of(ast, right, locals) : "";
    if (!map.empty())
      add_path(map + "." + std::string(*key), facts);
    return;
  }
  if (node.op != Op::kEqual && node.op != Op::kNotEqual)
    return;
  const bool equal = (node.op == Op::kEqual) == value;
  for (const auto& [subject, other] : {std::pair(left, right), std::pair(right, left)}) {
    const auto type = literal_text(ast.nodes[other]);
    if (type && path_of(ast, subject, locals) == "meta.type")
      facts.insert((equal ? "@resource=" : "@resource!") + std::string(*type));
  }
}

// Calls whose meaning is known. False: try defaults().
bool FactFinder::call(const Ast& ast, const AstNode& node, const Locals& locals, bool value,
                      Facts& facts) {
  if (node.member && node.name == "hasValue" && node.count == 1) {
    if (value)
      add_path(path_of(ast, ast.child(node, 0), locals), facts);
    return true;
  }
  if (!node.member && node.name == "isType" && node.count == 2) {
    const auto type = literal_text(ast.nodes[ast.child(node, 1)]);
    if (type && path_of(ast, ast.child(node, 0), locals) == "resource")
      facts.insert((value ? "@resource=" : "@resource!") + std::string(*type));
    return true;
  }
  const auto function = node.member ? names_.functions.end() : names_.functions.find(node.name);
  if (function == names_.functions.end() || function->second.parameters.size() != node.count)
    return false;
  Locals parameters;
  for (std::uint32_t i = 0; i < node.count; ++i)
    parameters.push_back(
        {function->second.parameters[i], {}, path_of(ast, ast.child(node, i), locals)});
  facts = facts_if(function->second.body, parameters, value);
  return true;
}

// `x.?Port.orValue(0) > 0` is only true if Port is there, because `0 > 0` is not: looks for such
// defaults in `inside`, which belongs to the claim.
void FactFinder::defaults(const Claim& claim, NodeId inside, Facts& facts) {
  if (++work_ > kMaxWork) {
    exhausted_ = true;
    return;
  }
  const AstNode& node = claim.ast.nodes[inside];
  if (is_or_value(node)) {
    default_at(claim, node, nullptr, facts);
    return;
  }
  if (node.kind == Node::kIdent && find_local(claim.locals, node.name) == nullptr) {
    const auto let = names_.lets.find(node.name);
    if (let != names_.lets.end())
      default_at(claim, node, &let->second, facts);
    return;
  }
  // Bodies of macros are about other values.
  const std::uint32_t count = node.kind == Node::kMacro ? std::min(node.count, 1U) : node.count;
  for (std::uint32_t i = 0; i < count; ++i)
    defaults(claim, claim.ast.child(node, i), facts);
}

// `site` is x.orValue(d), or a name of `let` that is one.
void FactFinder::default_at(const Claim& claim, const AstNode& site, const StaticExpression* let,
                            Facts& facts) {
  const Ast& inner = let == nullptr ? claim.ast : let->ast;
  if (inner.nodes.empty())
    return;
  const AstNode& call = let == nullptr ? site : inner.nodes[inner.root];
  if (!is_or_value(call))
    return;
  const std::string path =
      path_of(inner, inner.child(call, 0), let == nullptr ? claim.locals : Locals());
  if (path.empty())
    return;
  work_ += 20;
  const AstNode& whole = claim.ast.nodes[claim.id];
  const std::string_view source = claim.ast.source;
  const std::string text = std::string(source.substr(whole.begin, site.begin - whole.begin)) + "(" +
                           text_of(inner, inner.nodes[inner.child(call, 1)]) + ")" +
                           std::string(source.substr(site.end, whole.end - site.end));
  if (is_constantly(claim.about.empty() ? text : fmt::format(fmt::runtime(claim.about), text),
                    !claim.value))
    add_path(path, facts);
}

Facts FactFinder::facts_if_not_empty(const StaticExpression& expression) {
  Facts facts;
  if (expression.ast.nodes.empty())
    return facts;
  const NodeId root = expression.ast.root;
  add_path(path_of(expression.ast, root, {}), facts);
  const Locals none;
  defaults({expression.ast, root, none, true, "size({}) > 0"}, root, facts);
  return facts;
}

}  // namespace advisor
