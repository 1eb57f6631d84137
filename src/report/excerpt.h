#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/source.h"

namespace advisor {

// Columns that a text takes on a terminal: two for East Asian wide characters and emoji, none for
// combining marks. Independent of the locale; ambiguous characters count one. The text must not
// contain control characters (see printable()).
std::size_t display_width(std::string_view text);

// The line where a span begins and the carets below it, as they are printed. Tabs are four spaces,
// other control characters are escaped; both lines are cut around the span ("...") where the line
// is longer than the width.
struct Excerpt {
  std::string code;
  std::string carets;  // at least one caret; to the end of the line if the span crosses lines
  int line = 1;        // of the begin of the span
  int last_line = 1;   // of its last character
};
// hidden: places whose text must not be shown, each is printed as "***". Spans of other sources
// are ignored. width: columns for the code, at least 20 are used.
Excerpt make_excerpt(const SourceFile& file, Span span, std::span<const Span> hidden, int width);

}  // namespace advisor
