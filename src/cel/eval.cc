// The walk over the nodes: literals, names, logic, calls. Selection is in eval_select.cc, macros in
// eval_macros.cc, operators in operators.cc.

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "src/cel/equal.h"
#include "src/cel/functions.h"
#include "src/cel/machine.h"
#include "src/cel/regex.h"

namespace advisor::cel {
namespace {

constexpr std::size_t kCachedPatterns = 256;
constexpr std::size_t kMaxMessageBytes = 1000;

std::string_view shortened(std::string_view message) {
  std::size_t end = kMaxMessageBytes;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U)
    --end;
  return message.substr(0, end);
}

}  // namespace

Machine::Machine(const ScopeData& scope, Arena& arena, const Host* host, Limits limits)
    : scope_(scope), arena_(arena), host_(host), limits_(limits) {
  ensure_slots();
}

Machine::~Machine() = default;

// A Scope may grow while its frames are in use; slots are only ever added behind the others.
void Machine::ensure_slots() {
  if (variables_.size() < scope_.variables.size())
    variables_.resize(scope_.variables.size(), Val::unset());
  if (lets_.size() < scope_.lets.size())
    lets_.resize(scope_.lets.size(), Val::unset());
  if (locals_.size() < scope_.locals)
    locals_.resize(scope_.locals, Val::unset());
}

void Machine::set(Slot slot, const Val& value) {
  ensure_slots();
  variables_[slot] = value;
}

void Machine::forget_variables() {
  std::fill(variables_.begin(), variables_.end(), Val::unset());
}

void Machine::forget_lets() {
  std::fill(lets_.begin(), lets_.end(), Val::unset());
}

Val Machine::run(const Program& program) {
  ensure_slots();
  cost_ = 0;
  const Val result = eval(program, program.root);
  return exhausted() ? cost_error() : result;
}

Val Machine::cost_error() {
  return error("the evaluation costs more than " + std::to_string(limits_.cost) + " units");
}

Val Machine::error(std::string_view message, const Value* data) {
  charge(message.size() / 10);
  EvalError made;
  made.message = arena_.copy(message.size() > kMaxMessageBytes ? shortened(message) : message);
  made.data = data;
  if (at_ != nullptr) {
    made.begin = at_->begin;
    made.end = at_->end;
    made.expression = program_->sources[at_->source];
  }
  return Val::failure(arena_.make(made));
}

Val Machine::no_overload(std::string_view function, std::span<const Val> arguments) {
  std::string message = "no such overload: " + std::string(function) + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    message += i == 0 ? "" : ", ";
    message += kind_name(arguments[i].kind());
  }
  const Value* data = nullptr;
  for (const Val& argument : arguments)
    if (data == nullptr)
      data = argument.origin();
  return error(message + ")", data);
}

Val Machine::truth(Truth value, const Doubt& doubt) {
  return value == Truth::kUnknown ? unknown(doubt) : Val::boolean(value == Truth::kTrue);
}

Val Machine::too_long() {
  return error("the string is longer than " + std::to_string(limits_.string_bytes) + " bytes");
}

Val Machine::string(std::string_view text) {
  if (!charge(text.size() / 10))
    return cost_error();
  if (text.size() > limits_.string_bytes)
    return too_long();
  return Val::string(text, arena_);
}

Val Machine::list(ListBuilder& builder) {
  charge(builder.size());
  if (builder.size() > limits_.list_elements)
    return error("the list has more than " + std::to_string(limits_.list_elements) + " elements");
  return builder.build();
}

void Machine::settle(const Budget& budget, std::uint64_t before) {
  charge(before - budget.left() + (budget.exhausted() ? 1 : 0));
}

Truth Machine::equal(const Val& a, const Val& b, Doubt& doubt) {
  const std::uint64_t before = units_left();
  Budget budget(before);
  const Truth result = cel::equal(a, b, doubt, budget);
  settle(budget, before);
  return result;
}

bool Machine::identical(const Val& a, const Val& b) {
  const std::uint64_t before = units_left();
  Budget budget(before);
  const bool result = cel::identical(a, b, budget);
  settle(budget, before);
  return result;
}

Truth Machine::contained(const Val& value, const ListView& list, Doubt& doubt) {
  const std::uint64_t before = units_left();
  Budget budget(before);
  const Truth result = cel::contained(value, list, doubt, budget);
  settle(budget, before);
  return result;
}

Truth Machine::key_in(const Val& key, const MapView& map, Doubt& doubt) {
  const std::uint64_t before = units_left();
  Budget budget(before);
  const Truth result = cel::key_in(key, map, doubt, budget);
  settle(budget, before);
  return result;
}

Val Machine::strict(std::span<const Val> operands) {
  bool any_unknown = false;
  for (const Val& operand : operands) {
    if (operand.is_error())
      return operand;
    any_unknown = any_unknown || operand.is_unknown();
  }
  if (!any_unknown)
    return Val::unset();
  Doubt doubt;
  for (const Val& operand : operands)
    doubt.add(operand);
  return unknown(doubt);
}

const re2::RE2* Machine::pattern(std::string_view text, Val& failure) {
  const auto found = pattern_index_.find(text);
  if (found != pattern_index_.end()) {
    patterns_.splice(patterns_.begin(), patterns_, found->second);
    return patterns_.front().pattern.get();
  }
  if (!charge(text.size() + 100)) {
    failure = cost_error();
    return nullptr;
  }
  auto compiled = compile_pattern(text);
  charge(static_cast<std::uint64_t>(std::max(compiled->ProgramSize(), 0)));
  if (!compiled->ok()) {
    failure = error("invalid regular expression: " + compiled->error());
    return nullptr;
  }
  if (patterns_.size() == kCachedPatterns) {
    pattern_index_.erase(patterns_.back().text);
    patterns_.pop_back();
  }
  patterns_.push_front({std::string(text), std::move(compiled)});
  pattern_index_.emplace(patterns_.front().text, patterns_.begin());
  return patterns_.front().pattern.get();
}

Val Machine::eval(const Program& program, NodeId id) {
  const Node& node = program.nodes[id];
  switch (node.op) {
    case Op::kConst:
      return program.constants[node.a];
    case Op::kLocal:
      return eval_local(program, node);
    case Op::kSelect: {
      const Val operand = eval(program, node.a);
      charge(1);
      program_ = &program;
      at_ = &node;
      return select(operand, program.names[node.b], node.optional);
    }
    case Op::kAnd:
      return eval_logic(program, node, false);
    case Op::kOr:
      return eval_logic(program, node, true);
    case Op::kVariable:
    case Op::kLet:
      return eval_variable(node);
    default:
      if (exhausted()) {
        program_ = &program;
        at_ = &node;
        return cost_error();
      }
      return eval_node(program, node);
  }
}

Val Machine::eval_node(const Program& program, const Node& node) {
  switch (node.op) {
    case Op::kHas: {
      const Val operand = eval(program, node.a);
      charge(1);
      program_ = &program;
      at_ = &node;
      return has(operand, program.names[node.b]);
    }
    case Op::kIndex: {
      const Val operand = eval(program, node.a);
      const Val key = eval(program, node.b);
      charge(1);
      program_ = &program;
      at_ = &node;
      return index(operand, key, node.optional);
    }
    case Op::kList:
      return eval_list(program, node);
    case Op::kMap:
      return eval_map(program, node);
    case Op::kConditional:
      return eval_conditional(program, node);
    case Op::kCall:
      return eval_call(program, node);
    case Op::kMatches:
      return eval_matches(program, node);
    case Op::kInSet:
      return eval_in_set(program, node);
    case Op::kOptionalOr:
      return eval_optional_or(program, node);
    case Op::kOptionalOrValue:
      return eval_optional_or_value(program, node);
    case Op::kAll:
    case Op::kExists:
    case Op::kExistsOne:
    case Op::kFilter:
    case Op::kTransformList:
    case Op::kTransformMap:
    case Op::kSortBy:
    case Op::kBind:
    case Op::kOptMap:
    case Op::kOptFlatMap:
      return eval_macro(program, node);
    default:
      return eval_operator(program, node);
  }
}

Val Machine::eval_operator(const Program& program, const Node& node) {
  const Val a = eval(program, node.a);
  const Val b = node.b == kNoNode ? Val() : eval(program, node.b);
  charge(1);
  program_ = &program;
  at_ = &node;
  if (node.op == Op::kNot)
    return eval_not(a);
  if (node.op == Op::kNegate)
    return negate(*this, a);
  return apply_operator(*this, node.op, a, b);
}

Val Machine::eval_not(const Val& operand) {
  if (operand.is_bool())
    return Val::boolean(!operand.bool_value());
  if (operand.is_error())
    return operand;
  if (operand.is_unknown()) {
    Doubt doubt;
    doubt.add(operand);
    return unknown(doubt);
  }
  return no_overload("!", {&operand, 1});
}

Val Machine::eval_local(const Program& program, const Node& node) {
  charge(1);
  Val& value = locals_[node.a];
  if (value.kind() == Val::Kind::kUnset)  // a bind whose variable is used for the first time
    value = eval(program, node.b);
  return value;
}

Val Machine::eval_variable(const Node& node) {
  charge(1);
  if (node.op == Op::kLet)
    return let(node.a);
  const Val& value = variables_[node.a];
  if (value.kind() != Val::Kind::kUnset)
    return value;
  return error("variable '" + scope_.variables[node.a] + "' is not set");
}

Val Machine::let(std::uint32_t number) {
  Val& cached = lets_[number];
  if (cached.kind() == Val::Kind::kUnset) {
    const Program* outer_program = program_;
    const Node* outer_node = at_;
    const Program& program = scope_.lets[number].program;
    const Val value = eval(program, program.root);
    program_ = outer_program;
    at_ = outer_node;
    if (exhausted())  // an error of this evaluation, not of the next one
      return value;
    cached = value;
  }
  return cached;
}

Val Machine::eval_list(const Program& program, const Node& node) {
  charge(10 + node.b / 8);
  ListBuilder builder(arena_);
  builder.reserve(node.b);
  bool undecided = false;
  for (std::uint32_t i = 0; i < node.b; ++i) {
    const std::uint32_t argument = program.arguments[node.a + i];
    const Val value = eval(program, argument & ~kOptionalEntry);
    if (value.is_error())
      return value;
    if ((argument & kOptionalEntry) == 0) {
      builder.add(value);
    } else if (value.is_unknown()) {
      undecided = true;
      builder.doubt().add(value);
    } else if (!value.is_optional()) {
      program_ = &program;
      at_ = &node;
      return no_overload("[?]", {&value, 1});
    } else if (const OptionalData* data = value.optional_data()) {
      builder.add(data->value, data->maybe);
      if (data->maybe)
        builder.doubt().add(*data->doubt);
    }
  }
  return undecided ? unknown(builder.doubt()) : builder.build();
}

Val Machine::eval_map(const Program& program, const Node& node) {
  charge(30 + node.b / 8);
  MapBuilder builder(arena_);
  std::vector<Val> maybe_keys;
  bool undecided = false;
  for (std::uint32_t i = 0; i < node.b; i += 2) {
    const std::uint32_t first = program.arguments[node.a + i];
    const Val key = eval(program, first & ~kOptionalEntry);
    if (key.is_error())
      return key;
    Val value = eval(program, program.arguments[node.a + i + 1] & ~kOptionalEntry);
    if (value.is_error())
      return value;
    program_ = &program;
    at_ = &node;
    if (!key.is_unknown() && !is_key_kind(key.kind()))
      return no_overload("{key: value}", {&key, 1});
    bool maybe = false;
    if ((first & kOptionalEntry) != 0 && !value.is_unknown()) {
      if (!value.is_optional())
        return no_overload("{?}", {&value, 1});
      const OptionalData* data = value.optional_data();
      if (data == nullptr)
        continue;
      maybe = data->maybe;
      if (maybe)
        builder.doubt().add(*data->doubt);
      value = data->value;
    } else if ((first & kOptionalEntry) != 0) {
      undecided = true;
      builder.doubt().add(value);
    }
    if (key.is_unknown()) {
      undecided = true;
      builder.doubt().add(key);
    } else if (!undecided && builder.contains(key)) {
      // Whether both entries are there may hang on an optional.
      if (!maybe && maybe_keys.empty())
        return error("repeated key in a map");
      undecided = true;
    } else {
      builder.add(key, value, maybe);
    }
    if (maybe)
      maybe_keys.push_back(key);
    charge(builder.size() / 16);
  }
  return undecided ? unknown(builder.doubt()) : builder.build();
}

// Table 1 of rule-language.md 2.7. `decider` is the value that settles the whole: false for &&.
Val Machine::eval_logic(const Program& program, const Node& node, bool decider) {
  Val failure = Val::unset();
  bool undecided = false;
  Doubt doubt;
  for (std::uint32_t i = 0; i < node.b; ++i) {
    const Val value = eval(program, program.arguments[node.a + i]);
    if (value.is_bool()) {
      if (value.bool_value() == decider)
        return Val::boolean(decider);
    } else if (value.is_unknown()) {
      undecided = true;
      doubt.add(value);
    } else if (failure.kind() == Val::Kind::kUnset) {
      program_ = &program;
      at_ = &program.nodes[program.arguments[node.a + i]];
      failure = value.is_error() ? value : no_overload(decider ? "||" : "&&", {&value, 1});
    }
  }
  if (undecided)
    return unknown(doubt);
  return failure.kind() == Val::Kind::kUnset ? Val::boolean(!decider) : failure;
}

Val Machine::eval_conditional(const Program& program, const Node& node) {
  const Val condition = eval(program, node.a);
  if (condition.is_bool())
    return eval(program, condition.bool_value() ? node.b : node.c);
  if (condition.is_error())
    return condition;
  if (!condition.is_unknown()) {
    program_ = &program;
    at_ = &node;
    return no_overload("?:", {&condition, 1});
  }
  const Val yes = eval(program, node.b);
  const Val no = eval(program, node.c);
  if (identical(yes, no))
    return yes;
  Doubt doubt;
  doubt.add(condition);
  doubt.add(yes);
  doubt.add(no);
  return unknown(doubt);
}

Val Machine::eval_call(const Program& program, const Node& node) {
  std::array<Val, 4> few;
  Val* arguments = node.b <= few.size() ? few.data() : arena_.array<Val>(node.b);
  for (std::uint32_t i = 0; i < node.b; ++i)
    arguments[i] = eval(program, program.arguments[node.a + i]);
  charge(1);
  program_ = &program;
  at_ = &node;
  const Function& function = function_at(node.c);
  const std::span<const Val> all(arguments, node.b);
  for (const Val& argument : all)
    if (argument.is_error())
      return argument;
  if (function.unknowns == Function::Unknowns::kStrict) {
    const Val early = strict(all);
    if (early.kind() != Val::Kind::kUnset)
      return early;
  }
  return function.call(*this, all);
}

Val Machine::eval_matches(const Program& program, const Node& node) {
  const Val text = eval(program, node.a);
  const re2::RE2& pattern = *program.patterns[node.b];
  charge(1);
  program_ = &program;
  at_ = &node;
  const Val early = strict({&text, 1});
  if (early.kind() != Val::Kind::kUnset)
    return early;
  if (!text.is_string())
    return no_overload("matches", {&text, 1});
  return match(*this, text.string_value(), pattern);
}

Val Machine::eval_in_set(const Program& program, const Node& node) {
  const Val value = eval(program, node.a);
  charge(1);
  program_ = &program;
  at_ = &node;
  if (value.is_string())
    return Val::boolean(program.sets[node.c].count(value.string_value()) != 0);
  return apply_operator(*this, Op::kIn, value, eval(program, node.b));
}

}  // namespace advisor::cel
