#include "src/engine/static_infer.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/engine/program.h"
#include "src/engine/static_functions.h"

namespace advisor {
namespace {

using cel::AstNode;
using cel::NodeId;
using cel::Op;
using Kind = StaticType::Kind;
using Level = Diagnostic::Level;
using Node = AstNode::Kind;

constexpr int kMaxDepth = 400;
// Rules have some hundred parts, each met a few times; beyond this everything is kAny.
constexpr int kMaxWork = 50'000;
constexpr std::size_t kLongestQuote = 60;

StaticType literal_type(const cel::Val& value) {
  switch (value.kind()) {
    case cel::Val::Kind::kNull:
      return StaticType::of(Kind::kNull);
    case cel::Val::Kind::kBool:
      return StaticType::of(Kind::kBool);
    case cel::Val::Kind::kInt:
      return StaticType::of(Kind::kInt);
    case cel::Val::Kind::kUint:
      return StaticType::of(Kind::kUint);
    case cel::Val::Kind::kDouble:
      return StaticType::of(Kind::kDouble);
    case cel::Val::Kind::kString: {
      StaticType type = StaticType::of(Kind::kString);
      type.values.emplace_back(value.string_value());
      return type;
    }
    default:
      return {};
  }
}

char sign_of(Op op) {
  switch (op) {
    case Op::kAdd:
      return '+';
    case Op::kSubtract:
      return '-';
    case Op::kMultiply:
      return '*';
    case Op::kDivide:
      return '/';
    case Op::kModulo:
      return '%';
    default:
      return 0;
  }
}

std::string hint_for(const StaticType& left, const StaticType& right) {
  const auto either = [&](Kind kind) { return (left.kind == kind) != (right.kind == kind); };
  if (either(Kind::kOptional))
    return "an optional holds a value or nothing: take it out with .orValue(...)";
  if (either(Kind::kNull))
    return "inputs hold no null, such properties are missing: ask with has()";
  return "";
}

}  // namespace

void StaticReport::add(Diagnostic::Level level, std::string message, std::string hint,
                       const StaticExpression& expression, std::uint32_t begin, std::uint32_t end) {
  add(level, std::move(message), std::move(hint),
      locate_in_rule(*expression.source, expression.offset + begin, expression.offset + end,
                     sources_));
}

void StaticReport::add(Diagnostic::Level level, std::string message, std::string hint, Span span) {
  if (seen_.emplace((std::uint64_t{span.begin} << 32U) | span.end, message).second)
    diagnostics_.push_back({level, std::move(message), std::move(hint), span, {}});
}

void StaticInference::add(Level level, std::string message, std::string hint, std::uint32_t begin,
                          std::uint32_t end) {
  report_.add(level, std::move(message), std::move(hint), *here_, begin, end);
}

std::string StaticInference::text(const AstNode& node) const {
  const std::string_view written = here_->ast.source.substr(node.begin, node.end - node.begin);
  return written.size() <= kLongestQuote && written.find('\n') == std::string_view::npos
             ? std::string(written)
             : "this";
}

StaticType StaticInference::infer(const StaticExpression& expression, const Facts& facts,
                                  Options options) {
  if (expression.ast.nodes.empty())
    return {};
  options_ = options;
  // What a let was found to be under other options has not been reported under these.
  lets_.clear();
  return nested(expression, {}, facts);
}

void StaticInference::infer_function(const StaticFunction& function) {
  if (function.body.ast.nodes.empty())
    return;
  std::vector<StaticBinding> parameters;
  for (const std::string& name : function.parameters)
    parameters.push_back({name, {}, ""});
  options_ = {false};  // its callers may have asked
  nested(function.body, std::move(parameters), {});
}

StaticType StaticInference::nested(const StaticExpression& expression,
                                   std::vector<StaticBinding> locals, const Facts& facts) {
  const StaticExpression* outer = here_;
  Facts outer_facts = facts;
  here_ = &expression;
  locals_.swap(locals);
  facts_.swap(outer_facts);
  StaticType type = node(expression.ast.root);
  facts_.swap(outer_facts);
  locals_.swap(locals);
  here_ = outer;
  return type;
}

StaticType StaticInference::with_facts(NodeId id, const Facts& added) {
  Facts before = facts_;
  facts_.insert(added.begin(), added.end());
  StaticType type = node(id);
  facts_.swap(before);
  return type;
}

StaticType StaticInference::node(NodeId id) {
  if (depth_ >= kMaxDepth || ++work_ > kMaxWork)
    return {};
  ++depth_;
  const AstNode& here = at(id);
  StaticType type;
  switch (here.kind) {
    case Node::kLiteral:
      type = literal_type(here.literal);
      break;
    case Node::kIdent:
      type = ident(here);
      break;
    case Node::kSelect:
      type = property_of(child(here, 0), {std::string(here.name), here.name_begin, here.name_end},
                         here.optional ? Access::kOptional : Access::kPlain);
      break;
    case Node::kHas:
      property_of(child(here, 0), {std::string(here.name), here.name_begin, here.name_end},
                  Access::kHas);
      type = StaticType::of(Kind::kBool);
      break;
    case Node::kIndex:
      type = index(here);
      break;
    case Node::kList:
      type = list(here);
      break;
    case Node::kMap:
      for (std::uint32_t i = 0; i < here.count; ++i)
        node(child(here, i));
      break;
    case Node::kUnary:
      type = unary(here);
      break;
    case Node::kBinary:
      type = binary(here);
      break;
    case Node::kLogic:
      type = logic(here);
      break;
    case Node::kConditional:
      type = conditional(here);
      break;
    case Node::kCall:
      type = call(here);
      break;
    case Node::kMacro:
      type = macro(here);
      break;
  }
  --depth_;
  return type;
}

StaticType StaticInference::ident(const AstNode& node) {
  if (!node.leading_dot)
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local)
      if (local->name == node.name)
        return local->type;
  if (const auto let = names_.lets.find(node.name); let != names_.lets.end()) {
    if (let->second.ast.nodes.empty())
      return {};
    auto key = std::pair(let->first, facts_);
    if (const auto known = lets_.find(key); known != lets_.end())
      return known->second;
    StaticType type = nested(let->second, {}, facts_);
    return lets_.emplace(std::move(key), std::move(type)).first->second;
  }
  const auto variable = names_.variables.find(node.name);
  return variable == names_.variables.end() ? StaticType() : variable->second;
}

StaticType StaticInference::index(const AstNode& node) {
  const AstNode& key = at(child(node, 1));
  const Access access = node.optional ? Access::kOptional : Access::kPlain;
  if (key.kind == Node::kLiteral && key.literal.is_string())
    return property_of(child(node, 0),
                       {std::string(key.literal.string_value()), key.begin, key.end}, access);
  const StaticType base = this->node(child(node, 0));
  this->node(child(node, 1));
  const bool optional = base.kind == Kind::kOptional;
  const StaticType holder = optional ? base.part() : base;
  StaticType element =
      may_be(holder, {Kind::kObject, Kind::kRecord}) ? StaticType() : holder.part();
  if (element.kind == Kind::kNever)
    element = {};
  return optional || node.optional ? StaticType::optional_of(element) : element;
}

StaticType StaticInference::list(const AstNode& node) {
  StaticType element = StaticType::of(Kind::kNever);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const StaticType one = this->node(child(node, i));
    element = join(element, here_->ast.children[node.first + i].optional ? one.part() : one);
  }
  return StaticType::list_of(element);
}

StaticType StaticInference::unary(const AstNode& node) {
  const StaticType operand = this->node(child(node, 0));
  const bool is_not = node.op == Op::kNot;
  const bool fits = is_not ? may_be(operand, {Kind::kBool})
                           : may_be(operand, {Kind::kInt, Kind::kDouble, Kind::kNumber});
  if (!fits)
    add(Level::kError, fmt::format("'{}' does not take {}", is_not ? "!" : "-", describe(operand)),
        hint_for(operand, StaticType::of(Kind::kBool)), node.begin, node.end);
  return is_not || !fits ? StaticType::of(is_not ? Kind::kBool : Kind::kAny) : operand;
}

StaticType StaticInference::binary(const AstNode& node) {
  const StaticType left = this->node(child(node, 0));
  const StaticType right = this->node(child(node, 1));
  if (const char sign = sign_of(node.op); sign != 0) {
    StaticType result;
    if (arithmetic(sign, left, right, result))
      return result;
    const bool mixed = may_be(left, {Kind::kInt, Kind::kDouble, Kind::kUint}) &&
                       may_be(right, {Kind::kInt, Kind::kDouble, Kind::kUint});
    std::string hint = mixed ? "convert one of them with double() or int()" : hint_for(left, right);
    add(Level::kError,
        fmt::format("'{}' does not take {} and {}", sign, describe(left), describe(right)),
        std::move(hint), node.begin, node.end);
    return {};
  }
  if (node.op == Op::kIn)
    membership(node, left, right);
  else
    compare(node, left, right);
  return StaticType::of(Kind::kBool);
}

void StaticInference::compare(const AstNode& node, const StaticType& left,
                              const StaticType& right) {
  const AstNode& first = at(child(node, 0));
  const AstNode& second = at(child(node, 1));
  if (node.op != Op::kEqual && node.op != Op::kNotEqual) {
    if (!may_order(left, right))
      add(Level::kError,
          fmt::format("{} and {} cannot be ordered", describe(left), describe(right)),
          hint_for(left, right), node.begin, node.end);
    return;
  }
  if (!may_equal(left, right)) {
    const bool swapped = first.kind == Node::kLiteral && second.kind != Node::kLiteral;
    const AstNode& other = swapped ? first : second;
    add(Level::kError,
        fmt::format("{} is {} and never equals {}", text(swapped ? second : first),
                    describe(swapped ? right : left), describe(swapped ? left : right)),
        hint_for(left, right), other.begin, other.end);
    return;
  }
  check_value(left, second);
  check_value(right, first);
}

void StaticInference::membership(const AstNode& node, const StaticType& left,
                                 const StaticType& right) {
  const AstNode& holder = at(child(node, 1));
  if (!may_be(right, {Kind::kList, Kind::kMap, Kind::kObject, Kind::kRecord})) {
    add(Level::kError, fmt::format("'in' needs a list or a map, not {}", describe(right)),
        right.kind == Kind::kOptional ? "take it out with .orValue([])" : "", holder.begin,
        holder.end);
    return;
  }
  if (right.kind != Kind::kList)
    return;
  if (!may_equal(left, right.part())) {
    add(Level::kError,
        fmt::format("{} is {} and never equals {}", text(at(child(node, 0))), describe(left),
                    describe(right.part())),
        hint_for(left, right.part()), holder.begin, holder.end);
    return;
  }
  if (holder.kind == Node::kList)
    for (std::uint32_t i = 0; i < holder.count; ++i)
      check_value(left, at(child(holder, i)));
  check_value(right.part(), at(child(node, 0)));
}

StaticType StaticInference::logic(const AstNode& node) {
  // An error in one operand is harmless where another one decides, whichever comes first.
  std::vector<Facts> facts;
  for (std::uint32_t i = 0; i < node.count; ++i)
    facts.push_back(finder_.facts_if(here_->ast, child(node, i), locals_, node.op == Op::kAnd));
  for (std::uint32_t i = 0; i < node.count; ++i) {
    Facts others;
    for (std::uint32_t k = 0; k < node.count; ++k)
      if (k != i)
        others.insert(facts[k].begin(), facts[k].end());
    const StaticType operand = with_facts(child(node, i), others);
    if (!may_be(operand, {Kind::kBool}))
      add(Level::kError,
          fmt::format("'{}' does not take {}", node.op == Op::kAnd ? "&&" : "||",
                      describe(operand)),
          hint_for(operand, StaticType::of(Kind::kBool)), at(child(node, i)).begin,
          at(child(node, i)).end);
  }
  return StaticType::of(Kind::kBool);
}

StaticType StaticInference::conditional(const AstNode& node) {
  const NodeId condition = child(node, 0);
  this->node(condition);
  const StaticType then =
      with_facts(child(node, 1), finder_.facts_if(here_->ast, condition, locals_, true));
  const StaticType otherwise =
      with_facts(child(node, 2), finder_.facts_if(here_->ast, condition, locals_, false));
  return join(then, otherwise);
}

StaticType StaticInference::user_function(const AstNode& node, const StaticFunction& function) {
  std::vector<StaticBinding> parameters;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const NodeId argument = child(node, i);
    StaticType type = this->node(argument);
    if (i < function.parameters.size())
      parameters.push_back({function.parameters[i], std::move(type), path_of(argument)});
  }
  if (function.body.ast.nodes.empty() || parameters.size() != function.parameters.size())
    return {};
  return nested(function.body, std::move(parameters), facts_);
}

StaticType StaticInference::macro(const AstNode& node) {
  const NodeId range_id = child(node, 0);
  const StaticType range = this->node(range_id);
  const std::string path = path_of(range_id);
  const std::size_t outer = locals_.size();
  StaticType type;
  if (node.op == Op::kBind) {
    locals_.push_back({std::string(node.name), range, path});
    type = this->node(child(node, 1));
  } else if (node.op == Op::kOptMap || node.op == Op::kOptFlatMap) {
    Facts there;
    add_path(path, there);
    locals_.push_back({std::string(node.name),
                       range.kind == Kind::kOptional ? range.part() : StaticType(), path});
    type = with_facts(child(node, 1), there);
    if (node.op == Op::kOptMap)
      type = StaticType::optional_of(type);
  } else {
    type = loop(node, range, path);
  }
  locals_.resize(outer);
  return type;
}

StaticType StaticInference::loop(const AstNode& node, const StaticType& range,
                                 const std::string& range_path) {
  if (!may_be(range, {Kind::kList, Kind::kMap, Kind::kObject, Kind::kRecord})) {
    const AstNode& written = at(child(node, 0));
    add(Level::kError, fmt::format("{} is {}, not a list", text(written), describe(range)),
        range.kind == Kind::kOptional ? "take it out with .orValue([])" : "", written.begin,
        written.end);
  }
  const bool is_list = range.kind == Kind::kList;
  StaticType element = is_list || range.kind == Kind::kMap ? range.part() : StaticType();
  if (element.kind == Kind::kNever)
    element = {};
  std::string path = std::string(node.second.empty() ? node.name : node.second) + "#" +
                     std::to_string(++variables_);
  if (!range_path.empty() && is_list)
    path += "@";  // keeps apart what filters of different lists say
  const StaticType key = is_list                    ? StaticType::of(Kind::kInt)
                         : range.kind == Kind::kMap ? StaticType::of(Kind::kString)
                                                    : StaticType();
  if (!node.second.empty()) {
    locals_.push_back({std::string(node.name), key, ""});
    locals_.push_back({std::string(node.second), element, path});
  } else {
    locals_.push_back({std::string(node.name), is_list ? element : key, is_list ? path : ""});
  }
  const NodeId result = child(node, node.count - 1);
  Facts filter;
  if (node.count == 3) {
    this->node(child(node, 1));
    filter = finder_.facts_if(here_->ast, child(node, 1), locals_, true);
  }
  const StaticType body = with_facts(result, filter);
  switch (node.op) {
    case Op::kAll:
    case Op::kExists:
    case Op::kExistsOne:
      return StaticType::of(Kind::kBool);
    case Op::kFilter: {
      const Facts facts = finder_.facts_if(here_->ast, result, locals_, true);
      return is_list ? StaticType::list_of(narrowed(element, path + ".", facts)) : StaticType();
    }
    case Op::kTransformList:
      return StaticType::list_of(body);
    case Op::kSortBy:
      return is_list ? range : StaticType();
    default:
      return {};
  }
}

std::string StaticInference::last_name(NodeId id) {
  const AstNode& node = at(id);
  if (node.kind == Node::kSelect)
    return std::string(node.name);
  if (node.kind == Node::kCall && node.member && (node.name == "orValue" || node.name == "value"))
    return last_name(child(node, 0));
  const std::string path = node.kind == Node::kIdent ? path_of(id) : "";
  return path.substr(path.rfind('.') + 1);
}

}  // namespace advisor
