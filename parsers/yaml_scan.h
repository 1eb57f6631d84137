#pragma once

#include <cstddef>
#include <string_view>

// Small steps over YAML text, for finding what yaml-cpp's events do not tell. All positions are
// byte offsets; "break" is a line feed, alone or behind a carriage return.

namespace advisor::yaml {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
// Length of the line break at `at`: 0, 1 or 2.
std::size_t break_length(std::string_view text, std::size_t at);
// True also at the end of the text.
bool is_blank_or_break(std::string_view text, std::size_t at);
std::size_t text_begin(std::string_view text);  // behind a byte order mark
std::size_t line_begin(std::string_view text, std::size_t at);
std::size_t column_of(std::string_view text, std::size_t at);  // in bytes from the line's start

// Behind white space, line breaks and comments.
std::size_t skip_space(std::string_view text, std::size_t at);
// Behind blanks on the same line.
std::size_t skip_blanks(std::string_view text, std::size_t at);

// What may stand before a node: its tag and its anchor. Those of a block map and those of its first
// key follow one another; the tag is the first.
struct Properties {
  std::size_t tag = 0;  // where the tag begins; meaningful if tag_end > tag
  std::size_t tag_end = 0;
  std::size_t end = 0;      // behind the last property, or where the search began
  std::size_t content = 0;  // the first byte behind them that is no space or comment
};
Properties read_properties(std::string_view text, std::size_t at);
// Behind the anchor or alias name that begins with '&' or '*' at `at`.
std::size_t anchor_end(std::string_view text, std::size_t at);

// The dashes, question marks and colons that a line begins with.
struct Indicators {
  int column = -1;      // of the last one; -1: there is none
  std::size_t end = 0;  // the first byte behind them that is no blank
};
Indicators read_indicators(std::string_view text, std::size_t line, std::size_t end);

// The column of the innermost block collection that a block scalar with its indicator at `at`
// belongs to; -1 at the top level. Its content must be indented more.
int block_parent_column(std::string_view text, std::size_t at);

}  // namespace advisor::yaml
