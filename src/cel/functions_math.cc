#include <array>
#include <cmath>

#include "src/cel/equal.h"
#include "src/cel/functions.h"
#include "src/cel/parser.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;
constexpr auto kStrict = Function::Unknowns::kStrict;

// The numbers of a call with arguments or with one list; unset if they are there.
Val collect(Machine& machine, std::string_view name, Arguments arguments, ListView& list) {
  if (arguments.size() != 1 || !arguments[0].is_list())
    return Val::unset();
  list = ListView(arguments[0]);
  machine.charge(list.size());
  Doubt doubt;
  for (std::size_t i = 0; i < list.size(); ++i) {
    doubt.add(list[i]);
    if (list.uncertain(i))
      list.doubt_element(doubt, i);
    else if (list[i].is_definite() && !is_number(list[i]))
      return machine.no_overload(name, arguments);
  }
  if (list.open())
    list.doubt_end(doubt);
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].is_unknown() || list.uncertain(i))
      return machine.unknown(doubt);
  if (list.open())
    return machine.unknown(doubt);
  return list.size() == 0 ? machine.error(std::string(name) + "() of an empty list") : Val::unset();
}

Val extreme(Machine& machine, std::string_view name, Arguments arguments, Order wanted) {
  ListView list;
  const Val early = collect(machine, name, arguments, list);
  if (early.kind() != Val::Kind::kUnset)
    return early;
  const bool from_list = arguments.size() == 1 && arguments[0].is_list();
  const std::size_t count = from_list ? list.size() : arguments.size();
  Val best = from_list ? list[0] : arguments[0];
  for (std::size_t i = 0; i < count; ++i) {
    const Val number = from_list ? list[i] : arguments[i];
    if (!is_number(number))
      return machine.no_overload(name, arguments);
    if (compare_numbers(number, best) == wanted)
      best = number;
  }
  return best;
}

Val greatest(Machine& machine, Arguments arguments) {
  return extreme(machine, "math.greatest", arguments, Order::kGreater);
}
Val least(Machine& machine, Arguments arguments) {
  return extreme(machine, "math.least", arguments, Order::kLess);
}

template <class Convert>
Val rounding(Machine& machine, std::string_view name, Arguments arguments, Convert convert) {
  const auto number = arguments[0].as_double();
  return number ? Val::real(convert(*number)) : machine.no_overload(name, arguments);
}

Val ceil_function(Machine& machine, Arguments arguments) {
  return rounding(machine, "math.ceil", arguments, [](double x) { return std::ceil(x); });
}
Val floor_function(Machine& machine, Arguments arguments) {
  return rounding(machine, "math.floor", arguments, [](double x) { return std::floor(x); });
}
Val round_function(Machine& machine, Arguments arguments) {
  return rounding(machine, "math.round", arguments, [](double x) { return std::round(x); });
}
Val trunc_function(Machine& machine, Arguments arguments) {
  return rounding(machine, "math.trunc", arguments, [](double x) { return std::trunc(x); });
}

template <class Test>
Val test(Machine& machine, std::string_view name, Arguments arguments, Test is) {
  const auto number = arguments[0].as_double();
  return number ? Val::boolean(is(*number)) : machine.no_overload(name, arguments);
}

Val is_nan(Machine& machine, Arguments arguments) {
  return test(machine, "math.isNaN", arguments, [](double x) { return std::isnan(x); });
}
Val is_inf(Machine& machine, Arguments arguments) {
  return test(machine, "math.isInf", arguments, [](double x) { return std::isinf(x); });
}
Val is_finite(Machine& machine, Arguments arguments) {
  return test(machine, "math.isFinite", arguments, [](double x) { return std::isfinite(x); });
}

Val abs_function(Machine& machine, Arguments arguments) {
  const Val& number = arguments[0];
  switch (number.kind()) {
    case Val::Kind::kUint:
      return number;
    case Val::Kind::kDouble:
      return Val::real(std::abs(number.double_value()));
    case Val::Kind::kInt:
      return number.int_value() < 0 ? negate(machine, number) : number;
    default:
      return machine.no_overload("math.abs", arguments);
  }
}

Val sign(Machine& machine, Arguments arguments) {
  const Val& number = arguments[0];
  switch (number.kind()) {
    case Val::Kind::kUint:
      return Val::unsigned_integer(number.uint_value() == 0 ? 0 : 1);
    case Val::Kind::kDouble: {
      const double x = number.double_value();
      return Val::real(std::isnan(x) ? x : x > 0 ? 1 : x < 0 ? -1 : 0);
    }
    case Val::Kind::kInt:
      return Val::integer((number.int_value() > 0 ? 1 : 0) - (number.int_value() < 0 ? 1 : 0));
    default:
      return machine.no_overload("math.sign", arguments);
  }
}

constexpr std::array<Function, 11> kFunctions = {{
    {"math.greatest", Style::kGlobal, 1, kMaxArguments, kStrict, greatest},
    {"math.least", Style::kGlobal, 1, kMaxArguments, kStrict, least},
    {"math.ceil", Style::kGlobal, 1, 1, kStrict, ceil_function},
    {"math.floor", Style::kGlobal, 1, 1, kStrict, floor_function},
    {"math.round", Style::kGlobal, 1, 1, kStrict, round_function},
    {"math.trunc", Style::kGlobal, 1, 1, kStrict, trunc_function},
    {"math.abs", Style::kGlobal, 1, 1, kStrict, abs_function},
    {"math.sign", Style::kGlobal, 1, 1, kStrict, sign},
    {"math.isNaN", Style::kGlobal, 1, 1, kStrict, is_nan},
    {"math.isInf", Style::kGlobal, 1, 1, kStrict, is_inf},
    {"math.isFinite", Style::kGlobal, 1, 1, kStrict, is_finite},
}};

}  // namespace

std::span<const Function> math_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
