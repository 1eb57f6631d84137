#pragma once

#include <memory>
#include <string_view>

#include "src/cel/machine.h"

namespace advisor::cel {

// RE2 with the limits of rule-language.md 4.1; the caller asks ok().
std::unique_ptr<re2::RE2> compile_pattern(std::string_view text);
// Whether the pattern matches somewhere in the text.
// Units of rule-language.md 4.2.
std::uint64_t match_cost(std::string_view text, const re2::RE2& pattern);
Val match(Machine& machine, std::string_view text, const re2::RE2& pattern);

}  // namespace advisor::cel
