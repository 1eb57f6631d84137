#include "src/cel/time.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace advisor::cel {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t kDay = 86400;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

bool is_leap(std::int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
  constexpr std::array<std::int64_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Reads fixed forms from the left of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c)
      return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_[0]) == std::string_view::npos)
      return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits.
  bool number(std::size_t count, std::int64_t& out) {
    const std::string_view digits = rest_.substr(0, count);
    if (digits.size() != count || digits.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    std::from_chars(digits.data(), digits.data() + count, out);
    rest_.remove_prefix(count);
    return true;
  }
  // Digits behind a point as nanoseconds; further digits are dropped.
  bool fraction(std::int64_t& nanoseconds) {
    std::int64_t scale = kBillion / 10;
    std::size_t count = 0;
    for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count, scale /= 10)
      nanoseconds += (rest_[count] - '0') * scale;
    rest_.remove_prefix(count);
    return count != 0;
  }
  std::string_view rest() const { return rest_; }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool read_clock(Reader& reader, std::int64_t& seconds) {
  std::int64_t h = 0;
  std::int64_t m = 0;
  std::int64_t s = 0;
  if (!reader.number(2, h) || !reader.take(':') || !reader.number(2, m) || !reader.take(':') ||
      !reader.number(2, s) || h > 23 || m > 59 || s > 59)
    return false;
  seconds = h * 3600 + m * 60 + s;
  return true;
}

bool read_offset(Reader& reader, std::int64_t& seconds) {
  if (reader.take_any("Zz"))
    return reader.done();
  const bool west = !reader.rest().empty() && reader.rest()[0] == '-';
  if (!reader.take_any("+-"))
    return false;
  std::int64_t h = 0;
  std::int64_t m = 0;
  if (!reader.number(2, h) || !reader.take(':') || !reader.number(2, m) || h > 23 || m > 59)
    return false;
  seconds = (west ? -1 : 1) * (h * 3600 + m * 60);
  return reader.done();
}

std::string fraction_text(std::int64_t nanoseconds) {
  if (nanoseconds == 0)
    return "";
  std::string digits = fmt::format(".{:09}", nanoseconds);
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

}  // namespace

std::optional<Val> make_timestamp(std::int64_t seconds, std::int64_t nanoseconds) {
  if (__builtin_add_overflow(seconds, floor_divide(nanoseconds, kBillion), &seconds))
    return std::nullopt;
  nanoseconds -= floor_divide(nanoseconds, kBillion) * kBillion;
  if (seconds < kFirstSecond || seconds > kLastSecond)
    return std::nullopt;
  return Val::timestamp(seconds, static_cast<std::uint32_t>(nanoseconds));
}

std::optional<Val> add_time(const Val& timestamp, std::int64_t nanoseconds, bool subtract) {
  const std::int64_t seconds = floor_divide(nanoseconds, kBillion);
  const std::int64_t rest = nanoseconds - seconds * kBillion;
  const std::int64_t sign = subtract ? -1 : 1;
  return make_timestamp(timestamp.seconds() + sign * seconds,
                        static_cast<std::int64_t>(timestamp.nanoseconds()) + sign * rest);
}

std::optional<Val> time_between(const Val& from, const Val& to) {
  std::int64_t nanoseconds = 0;
  const std::int64_t rest =
      static_cast<std::int64_t>(to.nanoseconds()) - static_cast<std::int64_t>(from.nanoseconds());
  if (__builtin_mul_overflow(to.seconds() - from.seconds(), kBillion, &nanoseconds) ||
      __builtin_add_overflow(nanoseconds, rest, &nanoseconds))
    return std::nullopt;
  return Val::duration(nanoseconds);
}

std::optional<Val> parse_timestamp(std::string_view text) {
  Reader reader(text);
  std::int64_t year = 0;
  std::int64_t month = 0;
  std::int64_t day = 0;
  std::int64_t clock = 0;
  std::int64_t nanoseconds = 0;
  std::int64_t offset = 0;
  if (!reader.number(4, year) || !reader.take('-') || !reader.number(2, month) ||
      !reader.take('-') || !reader.number(2, day) || !reader.take_any("Tt") ||
      !read_clock(reader, clock))
    return std::nullopt;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return std::nullopt;
  if (reader.take('.') && !reader.fraction(nanoseconds))
    return std::nullopt;
  if (!read_offset(reader, offset))
    return std::nullopt;
  return make_timestamp(days_from_civil(year, month, day) * kDay + clock - offset, nanoseconds);
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  Reader reader(text);
  const bool negative = !text.empty() && text[0] == '-';
  reader.take_any("+-");
  if (reader.rest() == "0")
    return 0;
  if (reader.done())
    return std::nullopt;
  // Summed as a negative number, because that range is larger by one.
  std::int64_t total = 0;
  while (!reader.done()) {
    const std::size_t length =
        std::min(reader.rest().find_first_not_of("0123456789."), reader.rest().size());
    const std::string_view digits = reader.rest().substr(0, length);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    Reader after(reader.rest().substr(length));
    static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
        {"ms", 1'000'000},      {"us", 1'000},        {"\xC2\xB5s", 1'000}, {"ns", 1},
        {"h", 3600 * kBillion}, {"m", 60 * kBillion}, {"s", kBillion},
    };
    std::int64_t unit = 0;
    for (const auto& [name, value] : kUnits) {
      if (after.rest().substr(0, name.size()) != name)
        continue;
      unit = value;
      after = Reader(after.rest().substr(name.size()));
      break;
    }
    if (unit == 0 || digits.empty() || digits == "." || digits.find('.', point + 1) < digits.size())
      return std::nullopt;
    std::int64_t whole = 0;
    if (point != 0) {
      const auto parsed = std::from_chars(digits.data(), digits.data() + point, whole);
      if (parsed.ec != std::errc())
        return std::nullopt;
    }
    std::int64_t nanoseconds = 0;
    if (__builtin_mul_overflow(whole, -unit, &nanoseconds))
      return std::nullopt;
    double part = 0;
    double scale = 0.1;
    for (std::size_t i = point + 1; i < digits.size(); ++i, scale /= 10)
      part += (digits[i] - '0') * scale;
    nanoseconds -= std::llround(part * static_cast<double>(unit));
    if (__builtin_add_overflow(total, nanoseconds, &total))
      return std::nullopt;
    reader = after;
  }
  if (negative)
    return total;
  if (total == INT64_MIN)
    return std::nullopt;
  return -total;
}

std::string format_timestamp(const Val& timestamp) {
  const CivilTime t = civil_time(timestamp.seconds());
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", t.year, t.month, t.day, t.hours,
                     t.minutes, t.seconds, fraction_text(timestamp.nanoseconds()));
}

std::string format_duration(std::int64_t nanoseconds) {
  const std::int64_t seconds = nanoseconds / kBillion;
  const std::int64_t rest = nanoseconds % kBillion;
  return fmt::format("{}{}{}s", nanoseconds < 0 ? "-" : "", seconds < 0 ? -seconds : seconds,
                     fraction_text(rest < 0 ? -rest : rest));
}

std::optional<std::int64_t> parse_zone(std::string_view text) {
  if (text == "UTC")
    return 0;
  Reader reader(text);
  const bool west = !text.empty() && text[0] == '-';
  reader.take_any("+-");
  std::int64_t h = 0;
  std::int64_t m = 0;
  if (!reader.number(2, h) || !reader.take(':') || !reader.number(2, m) || !reader.done() ||
      h > 23 || m > 59)
    return std::nullopt;
  return (west ? -1 : 1) * (h * 3600 + m * 60);
}

// The two conversions count years from March, so that the leap day is the last day of a year, and
// in eras of 400 years.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

CivilTime civil_time(std::int64_t unix_seconds) {
  CivilTime t;
  const std::int64_t days = floor_divide(unix_seconds, kDay);
  const std::int64_t clock = unix_seconds - days * kDay;
  t.hours = clock / 3600;
  t.minutes = clock / 60 % 60;
  t.seconds = clock % 60;
  t.day_of_week = ((days + 4) % 7 + 7) % 7;
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = floor_divide(shifted, 146097);
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  t.day = day_of_year - (153 * month + 2) / 5 + 1;
  t.month = month < 10 ? month + 3 : month - 9;
  t.year = year_of_era + era * 400 + (t.month <= 2 ? 1 : 0);
  t.day_of_year = days - days_from_civil(t.year, 1, 1);
  return t;
}

}  // namespace advisor::cel
