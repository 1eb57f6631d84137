#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/value.h"

namespace advisor::yaml {

// By the first byte of a scalar: a quote, '|' or '>', anything else is plain.
enum class Style : std::uint8_t { kPlain, kSingleQuoted, kDoubleQuoted, kLiteral, kFolded };
Style style_at(std::string_view text, std::size_t begin);

// Where the scalar at `begin` ends. `value` is what yaml-cpp made of it; it tells how far a plain
// scalar reaches over line breaks, which otherwise hangs on the context.
std::size_t scalar_end(std::string_view text, std::size_t begin, std::string_view value);
// False for a quoted scalar without its second quote.
bool is_closed(std::string_view text, std::size_t begin);

// Whether the flow collection that opens at `at` has its closing bracket.
bool is_flow_closed(std::string_view text, std::size_t at);

// What stands in [begin, end), with the offset of the source of every byte of the value; offsets
// has one entry more, the end.
struct Decoded {
  std::string value;
  std::vector<std::uint32_t> offsets;
};
Decoded decode_scalar(std::string_view text, std::size_t begin, std::size_t end);

// A plain scalar by the YAML 1.2 core schema.
Value typed_scalar(std::string_view plain, Span span);
bool is_null_word(std::string_view plain);

}  // namespace advisor::yaml
