#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace advisor::aws {

// Text of one kind inside a line. It holds no control characters and nothing that is_deceptive().
struct HtmlRun {
  std::string text;
  std::string url;  // what it links to; http or https only, no blanks
};

// A line as a browser would show it on a screen of any width: it has text, without blanks at its
// ends.
struct HtmlLine {
  std::vector<HtmlRun> runs;
  std::string marker;         // of a list item: "- ", "2. "
  int depth = 0;              // lists around it, counted up to kMaxListDepth
  bool blank_before = false;  // never of the first line
  bool heading = false;       // all of it is bold or in h1 to h6, and it is in no list
};

constexpr int kMaxListDepth = 8;
// What lies beyond these bounds is dropped, and the last line is then "...".
constexpr std::size_t kMaxHtmlBytes = std::size_t{64} << 10U;
constexpr std::size_t kMaxHtmlTags = 1'000;  // a parser may need memory by its square
constexpr std::size_t kMaxHtmlText = std::size_t{64} << 10U;  // bytes of texts and addresses

// Lines of a fragment of HTML, parsed as browsers do. Never fails: broken HTML has a meaning, too.
std::vector<HtmlLine> html_lines(std::string_view html);

}  // namespace advisor::aws
