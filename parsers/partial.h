#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "src/model/value.h"

namespace advisor {

// A string while it is put together: text, and what is not known.
using StringPart = std::variant<std::string, Unknown>;

// A string if all parts are text, the unknown itself if it is the only part, else a partly known
// string (cause and function of its unknown, links of all of them).
Value assemble_string(std::vector<StringPart> parts, Span span);

// The same for a place that need not be a string (outside of quotes): text around an unknown then
// proves nothing, `1{{ x }}` may be a number.
Value assemble_bare(std::vector<StringPart> parts, Span span);

void add_links(Unknown& unknown, const std::vector<Link>& links);

// Compact JSON with sorted keys, as Go prints a value. nullopt if a part of it is unknown.
std::optional<std::string> compact_json(const Value& value);

}  // namespace advisor
