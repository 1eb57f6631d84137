#include "src/report/json_writer.h"

#include <fmt/format.h>

#include <utility>

#include "src/base/text.h"

namespace advisor {
namespace {

bool is_invisible(char32_t c) {
  return (c >= 0x80 && c <= 0x9F) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

void append_plain(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      else
        out.push_back(c);
  }
}

// A multi-byte sequence that is known to be valid.
void append_sequence(std::string& out, std::string_view sequence) {
  char32_t c = static_cast<unsigned char>(sequence.front()) & (0x7FU >> sequence.size());
  for (const char next : sequence.substr(1))
    c = (c << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
  if (!is_invisible(c))
    out += sequence;
  else if (c < 0x10000)
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  else
    out +=
        fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + ((static_cast<unsigned>(c) - 0x10000U) >> 10U),
                    0xDC00U + (static_cast<unsigned>(c) & 0x3FFU));
}

void append_valid(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) {
      append_plain(out, text[at++]);
      continue;
    }
    const std::size_t length = prefix_of_code_points(text.substr(at), 1);
    append_sequence(out, text.substr(at, length));
    at += length;
  }
}

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (const auto invalid = find_invalid_utf8(text)) {
    append_valid(out, text.substr(0, *invalid));
    out += "\\ufffd";
    text.remove_prefix(*invalid + 1);
  }
  append_valid(out, text);
  out.push_back('"');
}

}  // namespace

void JsonWriter::key(std::string_view name) {
  next();
  append_string(buffer_, name);
  buffer_ += ": ";
  after_key_ = true;
}

void JsonWriter::text(std::string_view value) {
  next();
  append_string(buffer_, value);
}

void JsonWriter::number(long long value) {
  next();
  buffer_ += std::to_string(value);
}

void JsonWriter::member(std::string_view name, std::string_view value) {
  key(name);
  text(value);
}

void JsonWriter::member(std::string_view name, long long value) {
  key(name);
  number(value);
}

void JsonWriter::flag(std::string_view name, bool value) {
  key(name);
  next();
  buffer_ += value ? "true" : "false";
}

void JsonWriter::optional(std::string_view name, std::string_view value) {
  if (!value.empty())
    member(name, value);
}

void JsonWriter::begin_object(std::string_view name) {
  key(name);
  begin('{');
}

void JsonWriter::begin_list(std::string_view name) {
  key(name);
  begin('[');
}

void JsonWriter::finish() {
  buffer_ += "\n";
  flush();
}

void JsonWriter::begin(char bracket) {
  next();
  buffer_.push_back(bracket);
  empty_.push_back(true);
}

void JsonWriter::end(char bracket) {
  const bool empty = empty_.back();
  empty_.pop_back();
  if (!empty)
    new_line();
  buffer_.push_back(bracket);
  if (buffer_.size() > (1U << 16U))
    flush();
}

void JsonWriter::next() {
  if (std::exchange(after_key_, false) || empty_.empty())
    return;
  if (!empty_.back())
    buffer_.push_back(',');
  empty_.back() = false;
  new_line();
}

void JsonWriter::flush() {
  out_ << buffer_;
  buffer_.clear();
}

}  // namespace advisor
