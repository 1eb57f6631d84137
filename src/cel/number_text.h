#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace advisor::cel {

// Decimal digits with an optional sign and nothing else.
std::optional<std::int64_t> parse_int(std::string_view text);
// Decimal and exponent forms, "NaN", "Infinity" and "-Infinity".
std::optional<double> parse_double(std::string_view text);
// The shortest text that reads back as the same number.
std::string shortest_text(double number);

}  // namespace advisor::cel
