#pragma once

// Timestamps (years 1 to 9999, nanoseconds, UTC) and durations (int64 nanoseconds).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/cel/val.h"

namespace advisor::cel {

// nullopt out of range in all of these.
std::optional<Val> make_timestamp(std::int64_t seconds, std::int64_t nanoseconds);
std::optional<Val> add_time(const Val& timestamp, std::int64_t nanoseconds, bool subtract);
std::optional<Val> time_between(const Val& from, const Val& to);

std::optional<Val> parse_timestamp(std::string_view text);          // RFC 3339
std::optional<std::int64_t> parse_duration(std::string_view text);  // "1h30m", "-1.5s"
std::string format_timestamp(const Val& timestamp);
std::string format_duration(std::int64_t nanoseconds);  // "5400s", "1.5s"
// 'UTC', '+09:00', '-02:30', '02:00' as seconds east of UTC.
std::optional<std::int64_t> parse_zone(std::string_view text);

struct CivilTime {
  std::int64_t year = 1970;
  std::int64_t month = 1;  // 1 to 12
  std::int64_t day = 1;    // 1 to 31
  std::int64_t day_of_year = 0;
  std::int64_t day_of_week = 0;  // Sunday is 0
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
};
CivilTime civil_time(std::int64_t unix_seconds);
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day);

}  // namespace advisor::cel
