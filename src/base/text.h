#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

// UTF-8 helpers accept any bytes: every byte that does not continue a sequence counts as one code
// point, so positions in broken text are still usable.
std::size_t count_code_points(std::string_view text);
// Length in bytes of the first `count` code points (or of the whole text if it has fewer).
std::size_t prefix_of_code_points(std::string_view text, std::size_t count);
// Byte offset of the first invalid UTF-8 sequence (overlong forms and surrogates are invalid), or
// nullopt.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);
// Appends the UTF-8 form of a code point; surrogates and values above 10FFFF become U+FFFD.
void append_utf8(std::string& out, char32_t code_point);
// The first character and its length in bytes; U+FFFD and 1 where the text does not begin with a
// valid sequence. Precondition: the text is not empty.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};
CodePoint first_code_point(std::string_view text);
// Characters other than ASCII that can hide or reorder text on a screen: C1 controls, zero-width
// and bidirectional marks, line and paragraph separators, the byte order mark, tag characters.
bool is_deceptive(char32_t code_point);

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);  // ASCII only
bool equals_ignoring_case(std::string_view a, std::string_view b);               // ASCII only
std::string to_lower_ascii(std::string_view text);
std::string_view trim(std::string_view text);  // ASCII white space on both sides
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);

// Text of an input made fit for one line of a terminal: control characters, ANSI escapes, invalid
// UTF-8 and bidirectional overrides become visible escapes such as \n, \x1b or \u202e.
std::string printable(std::string_view text);

// Optimal string alignment distance; stops counting above `limit` (returns limit + 1).
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);
// The candidate for "did you mean": nearest within a distance of 2 (1 for words below 4 letters)
// that changes less than half of the longer word, or equal but for case. Ties: the first.
std::optional<std::string_view> nearest_word(std::string_view word,
                                             std::span<const std::string_view> candidates);

// `*` matches any characters (also '/'), `?` one code point; the whole text must match.
bool matches_glob(std::string_view text, std::string_view pattern);

}  // namespace advisor
