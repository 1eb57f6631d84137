#include "parsers/json_cursor.h"

#include <algorithm>
#include <array>

#include "src/base/text.h"

namespace advisor {
namespace {

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_digit(char c) {
  if (is_digit(c))
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Bytes that end a run of plain characters in a string.
constexpr std::array<bool, 256> kStops = [] {
  std::array<bool, 256> stops{};
  for (std::size_t c = 0; c < 0x20; ++c)
    stops[c] = true;
  stops['"'] = true;
  stops['\\'] = true;
  return stops;
}();

// The code unit of four hex digits; -1 if they are none.
int code_unit(std::string_view text, std::size_t at) {
  int unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = i < text.size() ? hex_digit(text[i]) : -1;
    if (digit < 0)
      return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

}  // namespace

char JsonCursor::peek() {
  while (at_ < text_.size() && is_space(text_[at_]))
    ++at_;
  return failed_ || at_ == text_.size() ? '\0' : text_[at_];
}

bool JsonCursor::expect(char wanted) {
  if (peek() != wanted) {
    fail();
    return false;
  }
  ++at_;
  return true;
}

bool JsonCursor::next(char close) {
  const char c = peek();
  if (c != ',' && c != close)
    fail();
  ++at_;
  return c == ',';
}

bool JsonCursor::pass_string() {
  for (++at_; at_ < text_.size(); ++at_) {
    while (at_ < text_.size() && !kStops[static_cast<unsigned char>(text_[at_])])
      ++at_;
    if (at_ == text_.size())
      break;
    if (text_[at_] == '"') {
      ++at_;
      return true;
    }
    if (text_[at_] != '\\' || ++at_ == text_.size())
      break;
    if (text_[at_] == 'u') {
      if (code_unit(text_, at_ + 1) < 0)
        break;
      at_ += 4;
    } else if (std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) {
      break;
    }
  }
  fail();
  return false;
}

std::string_view JsonCursor::raw_string() {
  if (peek() != '"') {
    fail();
    return {};
  }
  const std::size_t begin = at_ + 1;
  return pass_string() ? text_.substr(begin, at_ - 1 - begin) : std::string_view();
}

bool JsonCursor::pass_word() {
  for (const std::string_view word : {"true", "false", "null"})
    if (text_.substr(at_, word.size()) == word) {
      at_ += word.size();
      return true;
    }
  const auto digits = [&] {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_]))
      ++at_;
    return at_ > begin;
  };
  const auto any = [&](std::string_view wanted) {
    const bool found = at_ < text_.size() && wanted.find(text_[at_]) != std::string_view::npos;
    at_ += found ? 1 : 0;
    return found;
  };
  any("-");
  bool ok = any("0") || digits();
  if (ok && any("."))
    ok = digits();
  if (ok && any("eE")) {
    any("+-");
    ok = digits();
  }
  if (!ok)
    fail();
  return ok;
}

bool JsonCursor::pass_scalar() {
  return text_[at_] == '"' ? pass_string() : pass_word();
}

ByteRange JsonCursor::skip() {
  const char first = peek();
  const std::size_t begin = at_;
  if (first == '\0') {
    fail();
    return {};
  }
  if (first != '{' && first != '[')
    return pass_scalar() ? ByteRange{begin, at_} : ByteRange{};
  open_.clear();
  bool value_next = true;  // else a comma or a closing bracket
  for (;;) {
    const char c = peek();
    if (value_next && (c == '{' || c == '[')) {
      if (static_cast<int>(open_.size()) >= max_depth_) {
        too_deep_ = true;
        break;
      }
      open_.push_back(c);
      ++at_;
      if (peek() != (c == '{' ? '}' : ']')) {
        if (c == '{' && (raw_string(), failed_ || !expect(':')))
          break;
        continue;
      }
      value_next = false;
      continue;
    }
    if (value_next) {
      if (c == '\0' || !pass_scalar())
        break;
      value_next = false;
      continue;
    }
    const bool object = open_.back() == '{';
    if (c == ',') {
      ++at_;
      if (object && (raw_string(), failed_ || !expect(':')))
        break;
      value_next = true;
      continue;
    }
    if (c != (object ? '}' : ']'))
      break;
    ++at_;
    open_.pop_back();
    if (open_.empty())
      return {begin, at_};
  }
  fail();
  return {};
}

std::string unescape_json(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      out += raw[i];
      continue;
    }
    constexpr std::string_view kEscapes = "bfnrt";
    constexpr std::string_view kMeanings = "\b\f\n\r\t";
    const char escape = raw[++i];
    if (escape == 'u') {
      auto code = static_cast<char32_t>(std::max(code_unit(raw, i + 1), 0));
      i += 4;
      if (code >= 0xD800 && code < 0xDC00 && raw.substr(i + 1, 2) == "\\u") {
        const int low = code_unit(raw, i + 3);
        if (low >= 0xDC00 && low < 0xE000) {
          code = 0x10000 + ((code - 0xD800) << 10U) + static_cast<char32_t>(low - 0xDC00);
          i += 6;
        }
      }
      append_utf8(out, code);
    } else if (const std::size_t known = kEscapes.find(escape); known != std::string_view::npos) {
      out += kMeanings[known];
    } else {
      out += escape;
    }
  }
  return out;
}

}  // namespace advisor
