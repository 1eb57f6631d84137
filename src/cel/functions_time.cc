#include <array>
#include <cmath>

#include "src/cel/functions.h"
#include "src/cel/time.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;
constexpr auto kStrict = Function::Unknowns::kStrict;
constexpr std::int64_t kBillion = 1'000'000'000;

// Calendar fields of a timestamp in the zone of the optional second argument.
template <class Get>
Val field(Machine& machine, std::string_view name, Arguments arguments, Get get) {
  if (arguments[0].kind() != Val::Kind::kTimestamp ||
      (arguments.size() == 2 && !arguments[1].is_string()))
    return machine.no_overload(name, arguments);
  std::int64_t offset = 0;
  if (arguments.size() == 2) {
    const auto zone = parse_zone(arguments[1].string_value());
    if (!zone)
      return machine.error("'" + std::string(arguments[1].string_value()) +
                           "' is no time zone; write 'UTC' or '+09:00'");
    offset = *zone;
  }
  return Val::integer(get(civil_time(arguments[0].seconds() + offset)));
}

// The same names on durations give whole amounts.
template <class Get>
Val field_or_amount(Machine& machine, std::string_view name, Arguments arguments, Get get,
                    std::int64_t unit) {
  if (arguments.size() == 1 && arguments[0].kind() == Val::Kind::kDuration)
    return Val::integer(arguments[0].duration_value() / unit);
  return field(machine, name, arguments, get);
}

Val get_full_year(Machine& machine, Arguments arguments) {
  return field(machine, "getFullYear", arguments, [](const CivilTime& t) { return t.year; });
}
Val get_month(Machine& machine, Arguments arguments) {
  return field(machine, "getMonth", arguments, [](const CivilTime& t) { return t.month - 1; });
}
Val get_date(Machine& machine, Arguments arguments) {
  return field(machine, "getDate", arguments, [](const CivilTime& t) { return t.day; });
}
Val get_day_of_month(Machine& machine, Arguments arguments) {
  return field(machine, "getDayOfMonth", arguments, [](const CivilTime& t) { return t.day - 1; });
}
Val get_day_of_week(Machine& machine, Arguments arguments) {
  return field(machine, "getDayOfWeek", arguments,
               [](const CivilTime& t) { return t.day_of_week; });
}
Val get_day_of_year(Machine& machine, Arguments arguments) {
  return field(machine, "getDayOfYear", arguments,
               [](const CivilTime& t) { return t.day_of_year; });
}
Val get_hours(Machine& machine, Arguments arguments) {
  return field_or_amount(
      machine, "getHours", arguments, [](const CivilTime& t) { return t.hours; }, 3600 * kBillion);
}
Val get_minutes(Machine& machine, Arguments arguments) {
  return field_or_amount(
      machine, "getMinutes", arguments, [](const CivilTime& t) { return t.minutes; },
      60 * kBillion);
}
Val get_seconds(Machine& machine, Arguments arguments) {
  return field_or_amount(
      machine, "getSeconds", arguments, [](const CivilTime& t) { return t.seconds; }, kBillion);
}
Val get_milliseconds(Machine& machine, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].kind() == Val::Kind::kDuration)
    return Val::integer(arguments[0].duration_value() % kBillion / 1'000'000);
  const std::int64_t part = arguments[0].kind() == Val::Kind::kTimestamp
                                ? static_cast<std::int64_t>(arguments[0].nanoseconds())
                                : 0;
  return field(machine, "getMilliseconds", arguments,
               [part](const CivilTime& /*t*/) { return part / 1'000'000; });
}

Val duration_of(Machine& machine, std::string_view name, Arguments arguments, std::int64_t unit) {
  const Val& amount = arguments[0];
  std::int64_t nanoseconds = 0;
  bool bad = false;
  if (amount.kind() == Val::Kind::kInt) {
    bad = __builtin_mul_overflow(amount.int_value(), unit, &nanoseconds);
  } else if (amount.kind() == Val::Kind::kUint) {
    bad =
        amount.uint_value() > INT64_MAX ||
        __builtin_mul_overflow(static_cast<std::int64_t>(amount.uint_value()), unit, &nanoseconds);
  } else if (amount.kind() == Val::Kind::kDouble) {
    const double scaled = amount.double_value() * static_cast<double>(unit);
    bad = !(std::abs(scaled) < 0x1p63);
    nanoseconds = bad ? 0 : static_cast<std::int64_t>(scaled);
  } else {
    return machine.no_overload(name, arguments);
  }
  return bad ? machine.error("duration overflow") : Val::duration(nanoseconds);
}

Val seconds(Machine& machine, Arguments arguments) {
  return duration_of(machine, "seconds", arguments, kBillion);
}
Val days(Machine& machine, Arguments arguments) {
  return duration_of(machine, "days", arguments, 86400 * kBillion);
}

constexpr std::array<Function, 12> kFunctions = {{
    {"getFullYear", Style::kMember, 1, 2, kStrict, get_full_year},
    {"getMonth", Style::kMember, 1, 2, kStrict, get_month},
    {"getDate", Style::kMember, 1, 2, kStrict, get_date},
    {"getDayOfMonth", Style::kMember, 1, 2, kStrict, get_day_of_month},
    {"getDayOfWeek", Style::kMember, 1, 2, kStrict, get_day_of_week},
    {"getDayOfYear", Style::kMember, 1, 2, kStrict, get_day_of_year},
    {"getHours", Style::kMember, 1, 2, kStrict, get_hours},
    {"getMinutes", Style::kMember, 1, 2, kStrict, get_minutes},
    {"getSeconds", Style::kMember, 1, 2, kStrict, get_seconds},
    {"getMilliseconds", Style::kMember, 1, 2, kStrict, get_milliseconds},
    {"seconds", Style::kGlobal, 1, 1, kStrict, seconds},
    {"days", Style::kGlobal, 1, 1, kStrict, days},
}};

}  // namespace

std::span<const Function> time_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
