// Name resolution and constant folding, from the leaves up. Functions of the scope are inlined: a
// call becomes one bind per parameter around a fresh copy of the body, resolved in the scope that
// the function was declared in.

#include "src/cel/check.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "src/base/text.h"
#include "src/cel/functions.h"
#include "src/cel/lexer.h"
#include "src/cel/macros.h"
#include "src/cel/parser.h"
#include "src/cel/regex.h"

namespace advisor::cel {
namespace {

constexpr std::size_t kSetThreshold = 8;
constexpr std::size_t kMaxFoldedElements = 10'000;
// Constants that cost more are computed when they are used; nothing gives their memory back here.
constexpr std::uint64_t kFoldingCost = 2'000;

Limits folding_limits() {
  Limits limits;
  limits.cost = kFoldingCost;
  return limits;
}

struct Local {
  std::string_view name;
  std::uint32_t slot = 0;
  NodeId init = kNoNode;  // of a bind
};

constexpr std::pair<std::string_view, Val::Kind> kTypeNames[] = {
    {"bool", Val::Kind::kBool},
    {"int", Val::Kind::kInt},
    {"uint", Val::Kind::kUint},
    {"double", Val::Kind::kDouble},
    {"string", Val::Kind::kString},
    {"list", Val::Kind::kList},
    {"map", Val::Kind::kMap},
    {"null_type", Val::Kind::kNull},
    {"type", Val::Kind::kType},
    {"optional_type", Val::Kind::kOptional},
    {"google.protobuf.Timestamp", Val::Kind::kTimestamp},
    {"google.protobuf.Duration", Val::Kind::kDuration},
};

std::optional<Val> type_named(std::string_view name) {
  for (const auto& [text, kind] : kTypeNames)
    if (text == name)
      return Val::type(kind);
  return std::nullopt;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const auto nearest = nearest_word(word, candidates);
  return nearest ? "did you mean '" + std::string(*nearest) + "'?" : "";
}

std::string arguments_text(std::uint32_t min, std::uint32_t max) {
  if (max == 0)
    return "no arguments";
  std::string text = std::to_string(min);
  if (max >= kMaxArguments)
    return text + " or more arguments";
  if (max != min)
    text += (max == min + 1 ? " or " : " to ") + std::to_string(max);
  return text + (max == 1 ? " argument" : " arguments");
}

class Checker {
 public:
  Checker(ScopeData& scope, Program& out)
      : scope_(scope), out_(out), machine_(scope, scope.arena, nullptr, folding_limits()) {}

  std::optional<Issue> run(const Ast& ast) {
    ast_ = &ast;
    order_ = static_cast<std::uint32_t>(scope_.names.size());
    out_.sources.push_back(ast.source);
    out_.root = resolve(ast.root);
    return finish(ast);
  }

  std::optional<Issue> run_function(const UserFunction& function) {
    ast_ = &function.body;
    order_ = function.order;
    out_.sources.push_back(function.body.source);
    for (const std::string& parameter : function.parameters)
      locals_.push_back({parameter, scope_.locals++, kNoNode});
    ++guarded_;
    out_.root = resolve(function.body.root);
    return finish(function.body);
  }

 private:
  std::optional<Issue> finish(const Ast& ast) {
    if (issue_)
      return issue_;
    const std::uint32_t own = depth_of(out_.root);
    if (own > kMaxProgramDepth || own + let_depth_ > kMaxTotalDepth)
      return Issue{"the expression and what it uses are nested too deeply", "", 0,
                   static_cast<std::uint32_t>(ast.source.size())};
    out_.depth = own + let_depth_;
    return std::nullopt;
  }

  // ---- Building nodes

  // Issues inside inlined functions are reported at the outermost call.
  NodeId fail(std::string message, std::string hint, std::uint32_t begin, std::uint32_t end) {
    if (!issue_)
      issue_ = inlining_ ? Issue{std::move(message), std::move(hint), call_begin_, call_end_}
                         : Issue{std::move(message), std::move(hint), begin, end};
    return kNoNode;
  }

  Node start(const AstNode& from, Op op) const {
    Node node;
    node.op = op;
    node.optional = from.optional;
    node.source = source_;
    node.begin = from.begin;
    node.end = from.end;
    return node;
  }

  NodeId add(const Node& node, std::uint32_t depth) {
    if (out_.nodes.size() >= kMaxNodes)
      return fail("the expression has more than 10000 parts", "", node.begin, node.end);
    out_.nodes.push_back(node);
    depths_.push_back(depth);
    return static_cast<NodeId>(out_.nodes.size() - 1);
  }

  std::uint32_t depth_of(NodeId id) const { return id == kNoNode ? 0 : depths_[id]; }

  NodeId constant(Node node, const Val& value) {
    node.op = Op::kConst;
    node.a = static_cast<std::uint32_t>(out_.constants.size());
    out_.constants.push_back(value);
    return add(node, 1);
  }

  bool is_constant(NodeId id) const { return out_.nodes[id].op == Op::kConst; }
  const Val& constant_value(NodeId id) const { return out_.constants[out_.nodes[id].a]; }

  std::uint32_t name_index(std::string_view name) {
    const auto found = std::find(out_.names.begin(), out_.names.end(), name);
    if (found != out_.names.end())
      return static_cast<std::uint32_t>(found - out_.names.begin());
    out_.names.push_back(name);
    return static_cast<std::uint32_t>(out_.names.size() - 1);
  }

  // Adds a node whose operands are `operands`, computed now if they are all constant.
  NodeId add_folded(const Node& node, std::span<const NodeId> operands, bool pure = true) {
    std::uint32_t depth = 0;
    bool all_constant = pure;
    for (const NodeId operand : operands) {
      depth = std::max(depth, depth_of(operand));
      all_constant = all_constant && is_constant(operand);
    }
    const NodeId id = add(node, depth + 1);
    return id == kNoNode || !all_constant ? id : fold(id);
  }

  NodeId fold(NodeId id) {
    const Node node = out_.nodes[id];
    out_.root = id;
    const Val value = machine_.run(out_);
    if (machine_.exhausted())
      return id;
    if (value.is_error()) {
      if (guarded_ == 0 && !inlining_)
        return fail(std::string(value.error().message), key_hint(node), node.begin, node.end);
      return id;
    }
    if (!worth_keeping(value))
      return id;
    return constant(node, value);
  }

  std::string key_hint(const Node& node) const {
    if (node.op != Op::kSelect || !is_constant(node.a) || !constant_value(node.a).is_map())
      return "";
    const MapView map(constant_value(node.a));
    std::vector<std::string_view> keys;
    for (std::size_t i = 0; i < map.size(); ++i)
      if (map.key(i).is_string())
        keys.push_back(map.key(i).string_value());
    return did_you_mean(out_.names[node.b], keys);
  }

  static bool worth_keeping(const Val& value) {
    if (value.is_list() && !value.is_node())
      return value.list_data()->size <= kMaxFoldedElements;
    return !value.is_string() || value.string_value().size() <= kMaxSourceBytes;
  }

  std::uint32_t add_arguments(std::span<const NodeId> ids) {
    const auto first = static_cast<std::uint32_t>(out_.arguments.size());
    out_.arguments.insert(out_.arguments.end(), ids.begin(), ids.end());
    return first;
  }

  // ---- Resolving

  NodeId resolve(NodeId id) {
    if (issue_)
      return kNoNode;
    const AstNode& node = ast_->nodes[id];
    switch (node.kind) {
      case AstNode::Kind::kLiteral:
        return constant(start(node, Op::kConst), node.literal);
      case AstNode::Kind::kIdent:
      case AstNode::Kind::kSelect:
        return select(node);
      case AstNode::Kind::kHas:
        return has(node);
      case AstNode::Kind::kIndex:
        return index(node);
      case AstNode::Kind::kList:
      case AstNode::Kind::kMap:
        return collection(node);
      case AstNode::Kind::kUnary:
      case AstNode::Kind::kBinary:
        return operation(node);
      case AstNode::Kind::kLogic:
        return logic(node);
      case AstNode::Kind::kConditional:
        return conditional(node);
      case AstNode::Kind::kCall:
        return call(node);
      case AstNode::Kind::kMacro:
        return macro(node);
    }
    return kNoNode;
  }

  NodeId resolve_guarded(NodeId id) {
    ++guarded_;
    const NodeId result = resolve(id);
    --guarded_;
    return result;
  }

  const Local* find_local(std::string_view name) const {
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local)
      if (local->name == name)
        return &*local;
    return nullptr;
  }

  const Name* find_name(std::string_view name) const {
    const auto found = scope_.names.find(name);
    return found == scope_.names.end() || found->second.order >= order_ ? nullptr : &found->second;
  }

  // "a.b.c" if the node is a chain of plain names; the leading dot is not part of it.
  std::string dotted_name(const AstNode& node, bool& leading_dot) const {
    if (node.kind == AstNode::Kind::kIdent) {
      leading_dot = node.leading_dot;
      return std::string(node.name);
    }
    if (node.kind != AstNode::Kind::kSelect || node.optional)
      return "";
    const std::string left = dotted_name(ast_->nodes[ast_->child(node, 0)], leading_dot);
    return left.empty() ? "" : left + "." + std::string(node.name);
  }

  NodeId select(const AstNode& node) {
    if (const NodeId named = whole_name(node); named != kNoNode || issue_)
      return named;
    if (node.kind == AstNode::Kind::kIdent)
      return unknown_name(node);
    const NodeId operand = resolve(ast_->child(node, 0));
    if (issue_)
      return kNoNode;
    Node made = start(node, Op::kSelect);
    made.a = operand;
    made.b = name_index(node.name);
    return add_folded(made, {&operand, 1});
  }

  // A variable, let, constant or type, with or without dots in its name; kNoNode if it is none.
  NodeId whole_name(const AstNode& node) {
    const bool simple = node.kind == AstNode::Kind::kIdent;
    bool leading_dot = simple && node.leading_dot;
    if (simple && !leading_dot)
      if (const Local* local = find_local(node.name))
        return local_node(node, *local);
    std::string joined;
    std::string_view name = node.name;
    if (!simple) {
      joined = dotted_name(node, leading_dot);
      if (joined.empty() || (!leading_dot && find_local(first_part(joined)) != nullptr))
        return kNoNode;
      name = joined;
    }
    if (const Name* found = find_name(name))
      return named_node(node, *found);
    if (const auto type = type_named(name))
      return constant(start(node, Op::kConst), *type);
    return kNoNode;
  }

  static std::string_view first_part(std::string_view name) {
    return name.substr(0, name.find('.'));
  }

  NodeId local_node(const AstNode& node, const Local& local) {
    if (local.init != kNoNode && is_constant(local.init))
      return constant(start(node, Op::kConst), constant_value(local.init));
    Node made = start(node, Op::kLocal);
    made.a = local.slot;
    made.b = local.init;
    return add(made, 1 + depth_of(local.init));
  }

  NodeId named_node(const AstNode& node, const Name& name) {
    Node made = start(node, Op::kVariable);
    made.a = name.index;
    switch (name.kind) {
      case Name::Kind::kVariable:
        return add(made, 1);
      case Name::Kind::kConstant:
        return constant(made, scope_.constants[name.index]);
      case Name::Kind::kLet: {
        made.op = Op::kLet;
        const Program& program = scope_.lets[name.index].program;
        const Node& root = program.nodes[program.root];
        if (root.op == Op::kConst)
          return constant(made, program.constants[root.a]);
        let_depth_ = std::max(let_depth_, program.depth);
        return add(made, 1);
      }
      case Name::Kind::kFunction:
        break;
    }
    return fail("'" + std::string(node.name) + "' is a function", "call it with its arguments",
                node.begin, node.end);
  }

  NodeId unknown_name(const AstNode& node) {
    if (find_function(node.name) || is_macro_name(node.name))
      return fail("'" + std::string(node.name) + "' is a function", "call it with its arguments",
                  node.begin, node.end);
    return fail("no variable or function '" + std::string(node.name) + "'",
                did_you_mean(node.name, visible_names()), node.begin, node.end);
  }

  std::vector<std::string_view> visible_names() const {
    std::vector<std::string_view> names;
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local)
      names.push_back(local->name);
    for (const auto& [name, entry] : scope_.names)
      if (entry.order < order_)
        names.push_back(name);
    return names;
  }

  NodeId has(const AstNode& node) {
    const NodeId operand = resolve(ast_->child(node, 0));
    if (issue_)
      return kNoNode;
    Node made = start(node, Op::kHas);
    made.a = operand;
    made.b = name_index(node.name);
    return add_folded(made, {&operand, 1});
  }

  NodeId index(const AstNode& node) {
    const std::array<NodeId, 2> operands = {resolve(ast_->child(node, 0)),
                                            resolve(ast_->child(node, 1))};
    if (issue_)
      return kNoNode;
    Node made = start(node, Op::kIndex);
    made.a = operands[0];
    made.b = operands[1];
    return add_folded(made, operands);
  }

  std::vector<NodeId> resolve_children(const AstNode& node, std::uint32_t from = 0) {
    std::vector<NodeId> ids;
    for (std::uint32_t i = from; i < node.count && !issue_; ++i)
      ids.push_back(resolve(ast_->child(node, i)));
    return ids;
  }

  NodeId collection(const AstNode& node) {
    const std::vector<NodeId> operands = resolve_children(node);
    if (issue_)
      return kNoNode;
    Node made = start(node, node.kind == AstNode::Kind::kList ? Op::kList : Op::kMap);
    made.b = node.count;
    made.a = add_arguments(operands);
    for (std::uint32_t i = 0; i < node.count; ++i)
      if (ast_->children[node.first + i].optional)
        out_.arguments[made.a + i] |= kOptionalEntry;
    return add_folded(made, operands);
  }

  NodeId operation(const AstNode& node) {
    const std::vector<NodeId> operands = resolve_children(node);
    if (issue_)
      return kNoNode;
    Node made = start(node, node.op);
    made.a = operands[0];
    if (operands.size() == 2)
      made.b = operands[1];
    const NodeId result = add_folded(made, operands);
    if (result != kNoNode && node.op == Op::kIn)
      make_set(out_.nodes[result]);
    return result;
  }

  // `x in [constants]` with many strings looks into a hash set.
  void make_set(Node& node) {
    if (node.op != Op::kIn || !is_constant(node.b) || !constant_value(node.b).is_list())
      return;
    const ListView list(constant_value(node.b));
    if (list.size() < kSetThreshold || !list.fixed())
      return;
    std::unordered_set<std::string_view> set;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!list[i].is_string())
        return;
      set.insert(list[i].string_value());
    }
    node.op = Op::kInSet;
    node.c = static_cast<std::uint32_t>(out_.sets.size());
    out_.sets.push_back(std::move(set));
  }

  NodeId logic(const AstNode& node) {
    std::vector<NodeId> operands;
    ++guarded_;
    operands = resolve_children(node);
    --guarded_;
    if (issue_)
      return kNoNode;
    Node made = start(node, node.op);
    for (const NodeId operand : operands)
      if (is_constant(operand) && constant_value(operand).is_bool() &&
          constant_value(operand).bool_value() == (node.op == Op::kOr))
        return constant(made, constant_value(operand));
    made.b = static_cast<std::uint32_t>(operands.size());
    made.a = add_arguments(operands);
    return add_folded(made, operands);
  }

  NodeId conditional(const AstNode& node) {
    const NodeId condition = resolve(ast_->child(node, 0));
    const std::array<NodeId, 3> operands = {condition, resolve_guarded(ast_->child(node, 1)),
                                            resolve_guarded(ast_->child(node, 2))};
    if (issue_)
      return kNoNode;
    if (is_constant(condition) && constant_value(condition).is_bool())
      return operands[constant_value(condition).bool_value() ? 1 : 2];
    Node made = start(node, Op::kConditional);
    made.a = operands[0];
    made.b = operands[1];
    made.c = operands[2];
    return add_folded(made, operands);
  }

  // ---- Calls

  NodeId call(const AstNode& node) {
    if (!node.member)
      if (const Name* name = find_name(node.name); name && name->kind == Name::Kind::kFunction)
        return inline_function(node, scope_.functions[name->index]);
    if (node.member) {
      if (const NodeId qualified = qualified_call(node); qualified != kNoNode || issue_)
        return qualified;
      if (node.count == 2 && (node.name == "or" || node.name == "orValue"))
        return optional_or(node);
    }
    return built_in(node, node.name, 0);
  }

  // math.greatest(...): a function whose name has a dot in it, not a call on a value.
  NodeId qualified_call(const AstNode& node) {
    const AstNode& receiver = ast_->nodes[ast_->child(node, 0)];
    if (receiver.kind != AstNode::Kind::kIdent || find_local(receiver.name) != nullptr ||
        find_name(receiver.name) != nullptr)
      return kNoNode;
    const std::string name = std::string(receiver.name) + "." + std::string(node.name);
    if (find_function(name))
      return built_in(node, name, 1);
    for (const std::string_view known : function_names())
      if (first_part(known) == receiver.name && known != receiver.name)
        return fail("no function '" + name + "'", did_you_mean(name, function_names()),
                    receiver.begin, node.name_end);
    return kNoNode;
  }

  NodeId built_in(const AstNode& node, std::string_view name, std::uint32_t skip) {
    const auto number = find_function(name);
    if (!number)
      return no_function(node);
    const Function& function = function_at(*number);
    const bool on_value = node.member && skip == 0;
    if ((on_value && function.style == Function::Style::kGlobal) ||
        (!on_value && function.style == Function::Style::kMember))
      return wrong_style(node, on_value);
    const std::uint32_t given = node.count - skip;
    if (given < function.min_arguments || given > function.max_arguments) {
      const std::uint32_t receiver = on_value ? 1 : 0;
      return fail(
          std::string(name) + "() takes " +
              arguments_text(function.min_arguments - std::min(receiver, function.min_arguments),
                             function.max_arguments - receiver) +
              ", not " + std::to_string(given - receiver),
          "", node.name_begin, node.end);
    }
    const std::vector<NodeId> arguments = resolve_children(node, skip);
    if (issue_)
      return kNoNode;
    if (name == "matches" && is_constant(arguments[1]) && constant_value(arguments[1]).is_string())
      return matches(node, arguments);
    Node made = start(node, Op::kCall);
    made.a = add_arguments(arguments);
    made.b = given;
    made.c = *number;
    return add_folded(made, arguments, function.pure);
  }

  NodeId no_function(const AstNode& node) {
    if (is_macro_name(node.name))
      return fail(std::string(node.name) + "() is called as x." + std::string(node.name) +
                      "(name, expression)",
                  "", node.name_begin, node.end);
    std::vector<std::string_view> candidates = function_names();
    if (!node.member)
      for (const std::string_view name : visible_names())
        candidates.push_back(name);
    for (const std::string_view macro :
         {"all", "exists", "exists_one", "map", "filter", "sortBy", "optMap", "orValue", "or"})
      candidates.push_back(macro);
    return fail("no function '" + std::string(node.name) + "'", did_you_mean(node.name, candidates),
                node.name_begin, node.name_end);
  }

  NodeId wrong_style(const AstNode& node, bool on_value) {
    const std::string name(node.name);
    return fail(on_value ? name + "() is called as " + name + "(x)"
                         : name + "() is called as x." + name + "()",
                "", node.name_begin, node.name_end);
  }

  NodeId matches(const AstNode& node, std::span<const NodeId> arguments) {
    auto pattern = compile_pattern(constant_value(arguments[1]).string_value());
    if (!pattern->ok()) {
      const AstNode& written = ast_->nodes[ast_->child(node, 1)];
      return fail("invalid regular expression: " + pattern->error(), "", written.begin,
                  written.end);
    }
    Node made = start(node, Op::kMatches);
    made.a = arguments[0];
    made.b = static_cast<std::uint32_t>(out_.patterns.size());
    out_.patterns.push_back(std::move(pattern));
    return add_folded(made, arguments.first(1));
  }

  NodeId optional_or(const AstNode& node) {
    const std::array<NodeId, 2> operands = {resolve(ast_->child(node, 0)),
                                            resolve_guarded(ast_->child(node, 1))};
    if (issue_)
      return kNoNode;
    Node made = start(node, node.name == "or" ? Op::kOptionalOr : Op::kOptionalOrValue);
    made.a = operands[0];
    made.b = operands[1];
    return add_folded(made, operands);
  }

  NodeId inline_function(const AstNode& node, const UserFunction& function) {
    const auto wanted = static_cast<std::uint32_t>(function.parameters.size());
    if (node.count != wanted)
      return fail(function.name + "() takes " + arguments_text(wanted, wanted) + ", not " +
                      std::to_string(node.count),
                  "", node.begin, node.end);
    ++guarded_;
    const std::vector<NodeId> arguments = resolve_children(node);
    --guarded_;
    if (issue_)
      return kNoNode;
    std::vector<Local> inner;
    for (std::uint32_t i = 0; i < wanted; ++i)
      inner.push_back({function.parameters[i], scope_.locals++, arguments[i]});
    const std::vector<Local> parameters = inner;
    const NodeId body = resolve_body(node, function, std::move(inner));
    NodeId result = body;
    for (std::size_t i = wanted; i-- > 0 && !issue_;) {
      Node bind = start(node, Op::kBind);
      bind.a = parameters[i].init;
      bind.b = parameters[i].slot;
      bind.e = result;
      result = is_constant(result) || is_constant(bind.a)
                   ? result
                   : add(bind, 1 + std::max(depth_of(result), depth_of(bind.a)));
    }
    return issue_ ? kNoNode : result;
  }

  NodeId resolve_body(const AstNode& node, const UserFunction& function,
                      std::vector<Local> parameters) {
    const Ast* outer_ast = ast_;
    const std::uint32_t outer_order = order_;
    const std::uint16_t outer_source = source_;
    const bool outer_inlining = inlining_;
    if (!inlining_) {
      call_begin_ = node.begin;
      call_end_ = node.end;
    }
    locals_.swap(parameters);
    ast_ = &function.body;
    order_ = function.order;
    source_ = source_index(function.body.source);
    inlining_ = true;
    const NodeId body = resolve(function.body.root);
    inlining_ = outer_inlining;
    source_ = outer_source;
    order_ = outer_order;
    ast_ = outer_ast;
    locals_.swap(parameters);
    return body;
  }

  std::uint16_t source_index(std::string_view source) {
    const auto same = [&](std::string_view other) { return other.data() == source.data(); };
    const auto found = std::find_if(out_.sources.begin(), out_.sources.end(), same);
    if (found == out_.sources.end())
      out_.sources.push_back(source);
    return static_cast<std::uint16_t>(std::find_if(out_.sources.begin(), out_.sources.end(), same) -
                                      out_.sources.begin());
  }

  // ---- Macros

  NodeId macro(const AstNode& node) {
    if (node.op == Op::kBind)
      return bind(node);
    Node made = start(node, node.op);
    made.a = resolve(ast_->child(node, 0));
    if (issue_)
      return kNoNode;
    const bool loop = node.op != Op::kOptMap && node.op != Op::kOptFlatMap;
    if (loop && ++macro_nesting_ > kMaxMacroNesting)
      return fail("macros are nested more than 4 deep", "", node.begin, node.end);
    const std::size_t outer = locals_.size();
    made.b = scope_.locals++;
    locals_.push_back({node.name, made.b, kNoNode});
    if (!node.second.empty()) {
      made.c = scope_.locals++;
      locals_.push_back({node.second, made.c, kNoNode});
    }
    std::uint32_t depth = depth_of(made.a);
    std::vector<NodeId> bodies;
    for (std::uint32_t i = 1; i < node.count; ++i) {
      bodies.push_back(resolve_guarded(ast_->child(node, i)));
      if (issue_)
        return kNoNode;
      depth = std::max(depth, depth_of(bodies.back()));
    }
    locals_.resize(outer);
    if (loop)
      --macro_nesting_;
    if (bodies.size() == 2)
      made.d = bodies[0];
    (node.op == Op::kFilter ? made.d : made.e) = bodies.back();
    return add(made, depth + 1);
  }

  NodeId bind(const AstNode& node) {
    const NodeId init = resolve_guarded(ast_->child(node, 0));
    if (issue_)
      return kNoNode;
    Node made = start(node, Op::kBind);
    made.a = init;
    made.b = scope_.locals++;
    locals_.push_back({node.name, made.b, init});
    made.e = resolve(ast_->child(node, 1));
    locals_.pop_back();
    if (issue_)
      return kNoNode;
    if (is_constant(init) || is_constant(made.e))
      return made.e;
    return add(made, 1 + std::max(depth_of(made.e), depth_of(init)));
  }

  ScopeData& scope_;
  Program& out_;
  Machine machine_;  // for folding
  const Ast* ast_ = nullptr;
  std::uint32_t order_ = 0;
  std::uint16_t source_ = 0;
  std::vector<std::uint32_t> depths_;
  std::vector<Local> locals_;
  std::uint32_t guarded_ = 0;  // inside something that may leave an error unused
  std::uint32_t macro_nesting_ = 0;
  std::uint32_t let_depth_ = 0;
  bool inlining_ = false;
  std::uint32_t call_begin_ = 0;
  std::uint32_t call_end_ = 0;
  std::optional<Issue> issue_;
};

}  // namespace

std::optional<Issue> check(const Ast& ast, ScopeData& scope, Program& out) {
  return Checker(scope, out).run(ast);
}

std::optional<Issue> check_function(const UserFunction& function, ScopeData& scope) {
  Program out;
  return Checker(scope, out).run_function(function);
}

}  // namespace advisor::cel
