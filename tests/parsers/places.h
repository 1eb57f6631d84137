#pragma once

#include <string>

#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor {

// A diagnostic as "line:column-line:column message | hint".
inline std::string show(const Diagnostic& diagnostic, const std::string& text) {
  const SourceFile file("test", text);
  const LineColumn begin = file.locate(diagnostic.span.begin);
  const LineColumn end = file.locate(diagnostic.span.end);
  std::string out = std::to_string(begin.line) + ":" + std::to_string(begin.column) + "-" +
                    std::to_string(end.line) + ":" + std::to_string(end.column) + " " +
                    diagnostic.message;
  if (!diagnostic.hint.empty())
    out += " | " + diagnostic.hint;
  return out;
}

// The source text of every value as [text], of every key as (text), in document order. Spans of
// another source than 7 show as such.
inline std::string places(const Value& value, const std::string& text) {
  const auto piece = [&](Span span) {
    return span.source == 7 ? text.substr(span.begin, span.end - span.begin) : "<other source>";
  };
  std::string out = "[" + piece(value.span()) + "]";
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      out += places(element, text);
  if (const Map* map = value.as_map())
    for (const Member& member : *map)
      out += "(" + piece(member.key_span) + ")" + places(member.value, text);
  return out;
}

// The same with byte offsets instead of text.
inline std::string offsets(const Value& value) {
  const auto range = [](Span span) {
    return std::to_string(span.source) + ":" + std::to_string(span.begin) + "-" +
           std::to_string(span.end);
  };
  std::string out = "[" + range(value.span()) + "]";
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      out += offsets(element);
  if (const Map* map = value.as_map())
    for (const Member& member : *map)
      out += "(" + range(member.key_span) + ")" + offsets(member.value);
  return out;
}

}  // namespace advisor
