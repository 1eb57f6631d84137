#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace advisor {

// Calendar dates (UTC) as texts "2026-11-22" and as Unix seconds of their midnight.
std::string format_date(std::int64_t unix_seconds);
// nullopt for what is no date of the Gregorian calendar in that form.
std::optional<std::int64_t> parse_date(std::string_view text);

}  // namespace advisor
