// Operators on evaluated operands: rule-language.md 2.4, and Table 2 of 2.7.

#include <array>
#include <cmath>

#include "src/cel/equal.h"
#include "src/cel/machine.h"
#include "src/cel/pieces.h"
#include "src/cel/time.h"

namespace advisor::cel {
namespace {

using Kind = Val::Kind;

Val overflow(Machine& machine, std::string_view kind) {
  return machine.error(std::string(kind) + " overflow");
}

Val int_arithmetic(Machine& machine, Op op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool bad = false;
  switch (op) {
    case Op::kAdd:
      bad = __builtin_add_overflow(a, b, &result);
      break;
    case Op::kSubtract:
      bad = __builtin_sub_overflow(a, b, &result);
      break;
    case Op::kMultiply:
      bad = __builtin_mul_overflow(a, b, &result);
      break;
    default:
      if (b == 0)
        return machine.error("division by zero");
      bad = a == INT64_MIN && b == -1;
      if (!bad)
        result = op == Op::kDivide ? a / b : a % b;
      break;
  }
  return bad ? overflow(machine, "int") : Val::integer(result);
}

Val uint_arithmetic(Machine& machine, Op op, std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  bool bad = false;
  switch (op) {
    case Op::kAdd:
      bad = __builtin_add_overflow(a, b, &result);
      break;
    case Op::kSubtract:
      bad = __builtin_sub_overflow(a, b, &result);
      break;
    case Op::kMultiply:
      bad = __builtin_mul_overflow(a, b, &result);
      break;
    default:
      if (b == 0)
        return machine.error("division by zero");
      result = op == Op::kDivide ? a / b : a % b;
      break;
  }
  return bad ? overflow(machine, "uint") : Val::unsigned_integer(result);
}

std::optional<Val> double_arithmetic(Op op, double a, double b) {
  switch (op) {
    case Op::kAdd:
      return Val::real(a + b);
    case Op::kSubtract:
      return Val::real(a - b);
    case Op::kMultiply:
      return Val::real(a * b);
    case Op::kDivide:
      return Val::real(a / b);
    default:
      return std::nullopt;
  }
}

Val time_result(Machine& machine, const std::optional<Val>& result) {
  return result ? *result : machine.error("time range overflow");
}

std::optional<Val> time_arithmetic(Machine& machine, Op op, const Val& a, const Val& b) {
  const bool add = op == Op::kAdd;
  if (a.kind() == Kind::kTimestamp && b.kind() == Kind::kDuration)
    return time_result(machine, add_time(a, b.duration_value(), !add));
  if (add && a.kind() == Kind::kDuration && b.kind() == Kind::kTimestamp)
    return time_result(machine, add_time(b, a.duration_value(), false));
  if (!add && a.kind() == Kind::kTimestamp && b.kind() == Kind::kTimestamp)
    return time_result(machine, time_between(b, a));
  if (a.kind() != Kind::kDuration || b.kind() != Kind::kDuration)
    return std::nullopt;
  std::int64_t sum = 0;
  const bool bad = add ? __builtin_add_overflow(a.duration_value(), b.duration_value(), &sum)
                       : __builtin_sub_overflow(a.duration_value(), b.duration_value(), &sum);
  return bad ? overflow(machine, "duration") : Val::duration(sum);
}

Val concatenate_strings(Machine& machine, std::string_view a, std::string_view b) {
  machine.charge((a.size() + b.size()) / 10);
  if (a.size() + b.size() > machine.limits().string_bytes)
    return machine.too_long();
  char* joined = static_cast<char*>(machine.arena().allocate(a.size() + b.size() + 1, 1));
  std::copy(a.begin(), a.end(), joined);
  std::copy(b.begin(), b.end(), joined + a.size());
  return Val::literal({joined, a.size() + b.size()});
}

Val concatenate_lists(Machine& machine, const Val& a, const Val& b) {
  ListBuilder builder(machine.arena());
  const ListView first(a);
  const ListView second(b);
  builder.reserve(first.size() + second.size());
  for (const ListView* list : {&first, &second}) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      builder.add((*list)[i], list->uncertain(i));
      if (list->uncertain(i))
        list->doubt_element(builder.doubt(), i);
    }
    if (list->open()) {
      builder.set_open();
      list->doubt_end(builder.doubt());
    }
  }
  return machine.list(builder);
}

// An operand is unknown. A string and something unknown give a partly known string: if the unknown
// turns out to be no string, the whole is an error, which is no wrong answer.
Val add_unknown(Machine& machine, const Val& a, const Val& b) {
  Doubt doubt;
  doubt.add(a);
  doubt.add(b);
  Fragments whole;
  bool any_text = false;
  for (const Val* operand : {&a, &b}) {
    const auto fragments = fragments_of(*operand);
    any_text = any_text || fragments;
    if (fragments)
      whole.insert(whole.end(), fragments->begin(), fragments->end());
    else if (operand->is_unknown())
      whole.push_back({"", Piece::Hole::kAny});
    else
      return machine.unknown(doubt);
  }
  const std::size_t size = extent(whole);
  machine.charge(size / 10);
  if (!any_text || machine.exhausted() || size > machine.limits().string_bytes)
    return machine.unknown(doubt);
  return make_string(machine.arena(), whole, doubt);
}

Val arithmetic(Machine& machine, Op op, const Val& a, const Val& b) {
  std::optional<Val> result;
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kInt:
        return int_arithmetic(machine, op, a.int_value(), b.int_value());
      case Kind::kUint:
        return uint_arithmetic(machine, op, a.uint_value(), b.uint_value());
      case Kind::kDouble:
        result = double_arithmetic(op, a.double_value(), b.double_value());
        break;
      case Kind::kString:
        if (op == Op::kAdd)
          return concatenate_strings(machine, a.string_value(), b.string_value());
        break;
      case Kind::kList:
        if (op == Op::kAdd)
          return concatenate_lists(machine, a, b);
        break;
      default:
        break;
    }
  }
  if (!result && (op == Op::kAdd || op == Op::kSubtract))
    result = time_arithmetic(machine, op, a, b);
  if (result)
    return *result;
  const std::array<Val, 2> both = {a, b};
  return machine.no_overload(operator_text(op), both);
}

Val order(Machine& machine, Op op, const Val& a, const Val& b) {
  if (a.is_string() && b.is_string())
    machine.charge(std::min(a.string_value().size(), b.string_value().size()) / 10);
  switch (compare(a, b)) {
    case Order::kLess:
      return Val::boolean(op == Op::kLess || op == Op::kLessEqual);
    case Order::kEqual:
      return Val::boolean(op == Op::kLessEqual || op == Op::kGreaterEqual);
    case Order::kGreater:
      return Val::boolean(op == Op::kGreater || op == Op::kGreaterEqual);
    case Order::kUnordered:
      return Val::boolean(false);
    case Order::kIncomparable:
      break;
  }
  const std::array<Val, 2> both = {a, b};
  return machine.no_overload(operator_text(op), both);
}

Val equality(Machine& machine, Op op, const Val& a, const Val& b) {
  Doubt doubt;
  const Truth same = machine.equal(a, b, doubt);
  return machine.truth(op == Op::kEqual ? same : truth_not(same), doubt);
}

Val membership(Machine& machine, const Val& a, const Val& b) {
  Doubt doubt;
  if (b.is_list()) {
    const Truth there = machine.contained(a, ListView(b), doubt);
    return machine.truth(there, doubt);
  }
  if (b.is_map()) {
    const Truth there = machine.key_in(a, MapView(b), doubt);
    return machine.truth(there, doubt);
  }
  const std::array<Val, 2> both = {a, b};
  const Val early = machine.strict(both);
  return early.kind() != Kind::kUnset ? early : machine.no_overload("in", both);
}

}  // namespace

Val apply_operator(Machine& machine, Op op, const Val& a, const Val& b) {
  if (a.is_error())
    return a;
  if (b.is_error())
    return b;
  if (op == Op::kEqual || op == Op::kNotEqual)
    return equality(machine, op, a, b);
  if (op == Op::kIn)
    return membership(machine, a, b);
  if (a.is_unknown() || b.is_unknown()) {
    if (op == Op::kAdd)
      return add_unknown(machine, a, b);
    const std::array<Val, 2> both = {a, b};
    return machine.strict(both);
  }
  if (op == Op::kLess || op == Op::kLessEqual || op == Op::kGreater || op == Op::kGreaterEqual)
    return order(machine, op, a, b);
  return arithmetic(machine, op, a, b);
}

Val negate(Machine& machine, const Val& operand) {
  switch (operand.kind()) {
    case Kind::kInt:
      return int_arithmetic(machine, Op::kSubtract, 0, operand.int_value());
    case Kind::kDouble:
      return Val::real(-operand.double_value());
    case Kind::kError:
      return operand;
    case Kind::kUnknown:
      return machine.strict({&operand, 1});
    default:
      return machine.no_overload("-", {&operand, 1});
  }
}

std::string_view operator_text(Op op) {
  switch (op) {
    case Op::kAdd:
      return "+";
    case Op::kSubtract:
      return "-";
    case Op::kMultiply:
      return "*";
    case Op::kDivide:
      return "/";
    case Op::kModulo:
      return "%";
    case Op::kEqual:
      return "==";
    case Op::kNotEqual:
      return "!=";
    case Op::kLess:
      return "<";
    case Op::kLessEqual:
      return "<=";
    case Op::kGreater:
      return ">";
    case Op::kGreaterEqual:
      return ">=";
    case Op::kIn:
      return "in";
    default:
      return "";
  }
}

std::string_view macro_name(Op op) {
  switch (op) {
    case Op::kAll:
      return "all";
    case Op::kExists:
      return "exists";
    case Op::kExistsOne:
      return "exists_one";
    case Op::kFilter:
      return "filter";
    case Op::kTransformList:
      return "map";
    case Op::kTransformMap:
      return "transformMap";
    case Op::kSortBy:
      return "sortBy";
    case Op::kOptMap:
      return "optMap";
    case Op::kOptFlatMap:
      return "optFlatMap";
    default:
      return "";
  }
}

}  // namespace advisor::cel
