#include "src/base/date.h"

#include <chrono>
#include <cstddef>
#include <cstdio>

namespace advisor {

std::string format_date(std::int64_t unix_seconds) {
  using namespace std::chrono;
  const year_month_day date(floor<days>(sys_seconds(seconds(unix_seconds))));
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    return std::nullopt;
  int parts[3] = {0, 0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-')
      ++part;
    else if (c < '0' || c > '9' || part > 2)
      return std::nullopt;
    else
      parts[part] = parts[part] * 10 + (c - '0');
  }
  const year_month_day date{year{parts[0]}, month{static_cast<unsigned>(parts[1])},
                            day{static_cast<unsigned>(parts[2])}};
  if (!date.ok())
    return std::nullopt;
  return sys_seconds(sys_days(date)).time_since_epoch().count();
}

}  // namespace advisor
