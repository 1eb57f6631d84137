// Conversions between kinds, and size(), type(), dyn().

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "src/base/text.h"
#include "src/cel/functions.h"
#include "src/cel/number_text.h"
#include "src/cel/pieces.h"
#include "src/cel/time.h"

namespace advisor::cel {
namespace {

using Kind = Val::Kind;
using Style = Function::Style;
constexpr auto kStrict = Function::Unknowns::kStrict;
constexpr auto kOwn = Function::Unknowns::kOwn;

Val not_convertible(Machine& machine, const Val& value, std::string_view kind) {
  return machine.error("'" + std::string(value.string_value()) + "' is no " + std::string(kind),
                       value.origin());
}

Val range_error(Machine& machine, const Val& value, std::string_view kind) {
  return machine.error("the number is outside the range of " + std::string(kind), value.origin());
}

void charge_text(Machine& machine, const Val& value) {
  if (value.is_string())
    machine.charge(value.string_value().size() / 10);
}

Val to_int(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  charge_text(machine, value);
  switch (value.kind()) {
    case Kind::kInt:
      return value;
    case Kind::kUint:
      return value.uint_value() > INT64_MAX
                 ? range_error(machine, value, "int")
                 : Val::integer(static_cast<std::int64_t>(value.uint_value()));
    case Kind::kDouble: {
      const double number = std::trunc(value.double_value());
      if (!(number > -0x1p63 && number < 0x1p63))
        return range_error(machine, value, "int");
      return Val::integer(static_cast<std::int64_t>(number));
    }
    case Kind::kString: {
      const auto number = parse_int(value.string_value());
      return number ? Val::integer(*number) : not_convertible(machine, value, "int");
    }
    case Kind::kTimestamp:
      return Val::integer(value.seconds());
    default:
      return machine.no_overload("int", arguments);
  }
}

Val to_uint(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  charge_text(machine, value);
  switch (value.kind()) {
    case Kind::kUint:
      return value;
    case Kind::kInt:
      return value.int_value() < 0
                 ? range_error(machine, value, "uint")
                 : Val::unsigned_integer(static_cast<std::uint64_t>(value.int_value()));
    case Kind::kDouble: {
      const double number = std::trunc(value.double_value());
      if (!(number >= 0 && number < 0x1p64))
        return range_error(machine, value, "uint");
      return Val::unsigned_integer(static_cast<std::uint64_t>(number));
    }
    case Kind::kString: {
      std::string_view digits = value.string_value();
      if (!digits.empty() && digits[0] == '+')
        digits.remove_prefix(1);
      std::uint64_t number = 0;
      const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      return parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size()
                 ? Val::unsigned_integer(number)
                 : not_convertible(machine, value, "uint");
    }
    default:
      return machine.no_overload("uint", arguments);
  }
}

Val to_double(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  charge_text(machine, value);
  switch (value.kind()) {
    case Kind::kDouble:
      return value;
    case Kind::kInt:
      return Val::real(static_cast<double>(value.int_value()));
    case Kind::kUint:
      return Val::real(static_cast<double>(value.uint_value()));
    case Kind::kString: {
      const auto number = parse_double(value.string_value());
      return number ? Val::real(*number) : not_convertible(machine, value, "double");
    }
    default:
      return machine.no_overload("double", arguments);
  }
}

Val to_string(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  switch (value.kind()) {
    case Kind::kString:
      return value;
    case Kind::kBool:
      return Val::literal(value.bool_value() ? "true" : "false");
    case Kind::kInt:
      return machine.string(std::to_string(value.int_value()));
    case Kind::kUint:
      return machine.string(std::to_string(value.uint_value()));
    case Kind::kDouble:
      return machine.string(shortest_text(value.double_value()));
    case Kind::kTimestamp:
      return machine.string(format_timestamp(value));
    case Kind::kDuration:
      return machine.string(format_duration(value.duration_value()));
    default:
      return machine.no_overload("string", arguments);
  }
}

Val to_bool(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  if (value.is_bool())
    return value;
  if (!value.is_string())
    return machine.no_overload("bool", arguments);
  for (const std::string_view text : {"1", "t", "true", "TRUE", "True"})
    if (value.string_value() == text)
      return Val::boolean(true);
  for (const std::string_view text : {"0", "f", "false", "FALSE", "False"})
    if (value.string_value() == text)
      return Val::boolean(false);
  return not_convertible(machine, value, "bool");
}

Val to_timestamp(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  charge_text(machine, value);
  std::optional<Val> made;
  switch (value.kind()) {
    case Kind::kTimestamp:
      return value;
    case Kind::kInt:
      made = make_timestamp(value.int_value(), 0);
      return made ? *made : machine.error("the timestamp is outside the years 1 to 9999");
    case Kind::kString:
      made = parse_timestamp(value.string_value());
      return made ? *made : not_convertible(machine, value, "timestamp");
    default:
      return machine.no_overload("timestamp", arguments);
  }
}

Val to_duration(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  charge_text(machine, value);
  if (value.kind() == Kind::kDuration)
    return value;
  if (!value.is_string())
    return machine.no_overload("duration", arguments);
  const auto nanoseconds = parse_duration(value.string_value());
  return nanoseconds ? Val::duration(*nanoseconds) : not_convertible(machine, value, "duration");
}

Val dyn(Machine& /*machine*/, Arguments arguments) {
  return arguments[0];
}

Val type(Machine& /*machine*/, Arguments arguments) {
  return Val::type(arguments[0].kind());
}

Val size(Machine& machine, Arguments arguments) {
  const Val& value = arguments[0];
  const auto of = [&](const auto& view) {
    machine.charge(view.size() / 16);
    if (view.fixed())
      return Val::integer(static_cast<std::int64_t>(view.size()));
    Doubt doubt;
    for (std::size_t i = 0; i < view.size(); ++i)
      if (view.uncertain(i))
        view.doubt_element(doubt, i);
    if (view.open())
      view.doubt_end(doubt);
    return machine.unknown(doubt);
  };
  if (value.is_string()) {
    machine.charge(value.string_value().size() / 10);
    return Val::integer(static_cast<std::int64_t>(count_code_points(value.string_value())));
  }
  if (value.is_list())
    return of(ListView(value));
  return value.is_map() ? of(MapView(value)) : machine.no_overload("size", arguments);
}

constexpr std::array<Function, 10> kFunctions = {{
    {"size", Style::kBoth, 1, 1, kStrict, size},
    {"int", Style::kGlobal, 1, 1, kStrict, to_int},
    {"uint", Style::kGlobal, 1, 1, kStrict, to_uint},
    {"double", Style::kGlobal, 1, 1, kStrict, to_double},
    {"string", Style::kGlobal, 1, 1, kStrict, to_string},
    {"bool", Style::kGlobal, 1, 1, kStrict, to_bool},
    {"timestamp", Style::kGlobal, 1, 1, kStrict, to_timestamp},
    {"duration", Style::kGlobal, 1, 1, kStrict, to_duration},
    {"dyn", Style::kGlobal, 1, 1, kOwn, dyn},
    {"type", Style::kGlobal, 1, 1, kStrict, type},
}};

}  // namespace

std::span<const Function> conversion_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
