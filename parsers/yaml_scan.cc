#include "parsers/yaml_scan.h"

#include <algorithm>

namespace advisor::yaml {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

std::size_t tag_end(std::string_view text, std::size_t at) {
  constexpr std::string_view kOthers = "#;/?:@&=+$_.~*'()!%";
  std::size_t end = at + 1;
  if (end < text.size() && text[end] == '<')
    return std::min(text.find('>', end), text.size() - 1) + 1;
  while (end < text.size() &&
         (is_word(text[end]) || kOthers.find(text[end]) != std::string_view::npos))
    ++end;
  return end;
}

// The column of the innermost collection that the text of one line between `begin` and `end` opens
// or continues: a dash, a question mark, or the key of an entry. -1: none.
int line_parent_column(std::string_view text, std::size_t begin, std::size_t end) {
  const Indicators indicators = read_indicators(text, begin, end);
  const std::size_t key = indicators.end;
  if (skip_space(text.substr(0, end), key) >= end)
    return indicators.column;
  const Properties properties = read_properties(text.substr(0, end), key);
  if (properties.content < end)
    return static_cast<int>(key - begin);
  // Properties alone belong to the scalar. yaml-cpp takes them for the start of a key, but for a
  // single tag (see yaml_masks.h).
  const bool line_open = text.substr(key, end - key).find('\n') == std::string_view::npos;
  const bool single_tag = properties.end == properties.tag_end && text[key] == '!' &&
                          tag_end(text, key) == properties.end;
  const bool document_start = indicators.column < 0 && text[begin] == '-';
  if (properties.end > key && line_open && !single_tag && !document_start)
    return static_cast<int>(key - begin);
  return indicators.column;
}

bool is_empty_line(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t at = skip_blanks(text, begin);
  return at >= end || text[at] == '#' || break_length(text, at) != 0;
}

// Whether the line holds nothing but properties, so that the parent stands further up.
bool is_property_line(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view upto = text.substr(0, end);
  return read_properties(upto, skip_blanks(upto, begin)).content >= end;
}

}  // namespace

Indicators read_indicators(std::string_view text, std::size_t line, std::size_t end) {
  Indicators found;
  std::size_t at = line;
  if (text.substr(at).starts_with("---") && is_blank_or_break(text, at + 3))
    at += 3;
  for (at = skip_blanks(text, at); at < end; at = skip_blanks(text, at)) {
    const char c = text[at];
    if ((c != '-' && c != '?' && c != ':') || !is_blank_or_break(text, at + 1))
      break;
    found.column = static_cast<int>(at - line);
    ++at;
  }
  found.end = at;
  return found;
}

std::size_t break_length(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '\n')
    return 1;
  return at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 0;
}

bool is_blank_or_break(std::string_view text, std::size_t at) {
  return at >= text.size() || is_blank(text[at]) || break_length(text, at) != 0;
}

std::size_t text_begin(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? text_begin(text) : before + 1;
}

std::size_t column_of(std::string_view text, std::size_t at) {
  return at - line_begin(text, at);
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at]))
    ++at;
  return at;
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == '#')
      at = std::min(text.find('\n', at), text.size());
    else if (is_blank(text[at]))
      ++at;
    else if (const std::size_t length = break_length(text, at))
      at += length;
    else
      break;
  }
  return at;
}

std::size_t anchor_end(std::string_view text, std::size_t at) {
  constexpr std::string_view kTerminators = "[]{},";
  std::size_t end = at + 1;
  while (!is_blank_or_break(text, end) && kTerminators.find(text[end]) == std::string_view::npos)
    ++end;
  return end;
}

Properties read_properties(std::string_view text, std::size_t at) {
  Properties found;
  found.end = at;
  found.content = at;
  while (found.content < text.size()) {
    const std::size_t begin = found.content;
    if (text[begin] == '!') {
      found.end = tag_end(text, begin);
      if (found.tag_end == 0) {
        found.tag = begin;
        found.tag_end = found.end;
      }
    } else if (text[begin] == '&') {
      found.end = anchor_end(text, begin);
    } else {
      break;
    }
    found.content = skip_space(text, found.end);
  }
  return found;
}

int block_parent_column(std::string_view text, std::size_t at) {
  std::size_t begin = line_begin(text, at);
  for (std::size_t end = at;; end = begin, begin = line_begin(text, begin - 1)) {
    if (!is_empty_line(text, begin, end)) {
      const int column = line_parent_column(text, begin, end);
      if (column >= 0 || !is_property_line(text, begin, end))
        return column;
    }
    if (begin <= text_begin(text))
      return -1;
  }
}

}  // namespace advisor::yaml
