#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace advisor {

// Texts of inputs inside GitHub Flavored Markdown. What these functions return renders as the given
// text and as nothing else: no markup, HTML, mention (@user), issue reference (#1), link, emoji or
// formula comes of it, and printable() has made it visible.

// Text inside a line. Words that GitHub would give a meaning become code spans.
std::string markdown_inline(std::string_view text);
// The same for text that begins a line of a paragraph: also no list, heading or quote comes of it.
std::string markdown_line(std::string_view text);
// Code span. An empty text gives an empty string.
std::string markdown_code(std::string_view text);
// Text of a rule, in which its author may write `code`: one paragraph, line breaks become blanks.
std::string markdown_prose(std::string_view text);
// Cell of a table, of Markdown without line breaks: its '|' do not end the cell.
std::string markdown_cell(std::string_view markdown);
// https without characters that would end or change a link.
bool is_plain_url(std::string_view url);
// A link if the text is a plain URL, else code.
std::string markdown_url(std::string_view url);
// Fenced block of the given lines ('\n' between them). Every line is preceded by `indent` spaces;
// the result ends with a line break. info: "json", "yaml", "text"; never a text of an input.
std::string markdown_fence(std::string_view text, std::string_view info, std::size_t indent);

// At most `limit` code points, the cut marked with "...".
std::string shorten(std::string_view text, std::size_t limit);
// Length as GitHub's limits count it at worst: UTF-16 code units.
std::size_t utf16_length(std::string_view text);

}  // namespace advisor
