#include "parsers/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>

#include "parsers/yaml.h"
#include "parsers/yaml_scan.h"
#include "src/base/text.h"

// Decoding follows yaml-cpp 0.7 also where that leaves the YAML specification (folding of lines
// that are indented more, line breaks before a closing quote), because the offsets must belong to
// the value that the rest of the program sees.

namespace advisor::yaml {
namespace {

// A run of blanks and line breaks.
struct Gap {
  std::size_t end = 0;
  std::vector<std::size_t> breaks;
};

Gap gap_at(std::string_view text, std::size_t at, std::size_t limit) {
  Gap gap;
  while (at < limit) {
    const std::size_t length = break_length(text, at);
    if (length != 0)
      gap.breaks.push_back(at);
    else if (!is_blank(text[at]))
      break;
    at += std::max<std::size_t>(length, 1);
  }
  gap.end = at;
  return gap;
}

bool is_gap(std::string_view text, std::size_t at) {
  return is_blank(text[at]) || break_length(text, at) != 0;
}

std::size_t plain_end(std::string_view text, std::size_t begin, std::string_view value) {
  std::size_t at = begin;
  for (std::size_t done = 0; done < value.size() && at < text.size();) {
    if (!is_gap(text, at)) {
      ++at;
      ++done;
      continue;
    }
    const Gap gap = gap_at(text, at, text.size());
    const std::size_t breaks = gap.breaks.size();
    done += breaks == 0 ? gap.end - at : std::max<std::size_t>(breaks - 1, 1);
    at = gap.end;
  }
  return at;
}

// npos: there is none.
std::size_t closing_quote(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    const bool doubled = quote == '\'' && text.substr(at, 2) == "''";
    if (doubled || (quote == '"' && text[at] == '\\'))
      ++at;
    else if (text[at] == quote)
      return at;
  }
  return std::string_view::npos;
}

class Decoder {
 public:
  explicit Decoder(std::string_view text) : text_(text) {}

  void put(std::string_view bytes, std::size_t from) {
    out_.value += bytes;
    out_.offsets.resize(out_.value.size(), static_cast<std::uint32_t>(from));
  }
  void copy(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at)
      put(text_.substr(at, 1), at);
  }
  std::size_t size() const { return out_.value.size(); }
  std::size_t last_not_break() const { return out_.value.find_last_not_of('\n'); }
  void cut(std::size_t size) {
    out_.value.resize(size);
    out_.offsets.resize(size);
  }
  // Removes final line breaks but for `keep` of them; all if there is nothing else.
  void chomp(std::size_t keep) {
    const std::size_t last = last_not_break();
    cut(last == std::string::npos ? 0 : std::min(last + 1 + keep, size()));
  }

  // Blanks as they are; with line breaks in it, folded. Returns its end.
  std::size_t gap(std::size_t begin, std::size_t limit) {
    const Gap gap = gap_at(text_, begin, limit);
    if (gap.breaks.empty())
      copy(begin, gap.end);
    else if (gap.breaks.size() == 1)
      put(" ", begin);
    else
      folded_breaks(gap);
    return gap.end;
  }
  void folded_breaks(const Gap& gap) {
    for (std::size_t i = 0; i + 1 < gap.breaks.size(); ++i)
      put("\n", gap.breaks[i]);
  }

  Decoded finish(std::size_t end) {
    out_.offsets.push_back(static_cast<std::uint32_t>(end));
    return std::move(out_);
  }

 private:
  std::string_view text_;
  Decoded out_;
};

Decoded decode_plain(std::string_view text, std::size_t begin, std::size_t end) {
  Decoder out(text);
  for (std::size_t at = begin; at < end;) {
    if (is_gap(text, at)) {
      at = out.gap(at, end);
    } else {
      out.copy(at, at + 1);
      ++at;
    }
  }
  return out.finish(end);
}

// yaml-cpp removes line breaks before the closing quote but for one, or two behind an escape.
// `escaped`: size of the value behind the last escape, 0 without one.
Decoded finish_quoted(Decoder& out, std::size_t escaped, std::size_t end) {
  const std::size_t last = out.last_not_break();
  if (escaped > 0 && (last == std::string::npos || last < escaped))
    out.cut(std::min(out.size(), escaped + 2));
  else
    out.chomp(1);
  return out.finish(end);
}

Decoded decode_single_quoted(std::string_view text, std::size_t begin, std::size_t end) {
  Decoder out(text);
  const std::size_t close = end - 1;
  std::size_t escaped = 0;
  for (std::size_t at = begin + 1; at < close;) {
    if (is_gap(text, at)) {
      at = out.gap(at, close);
    } else if (text[at] == '\'') {
      out.put("'", at);
      at += 2;
      escaped = out.size();
    } else {
      out.copy(at, at + 1);
      ++at;
    }
  }
  return finish_quoted(out, escaped, end);
}

std::string hex_escape(std::string_view digits) {
  std::uint32_t code = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  std::string out;
  append_utf8(out, code);
  return out;
}

struct Escape {
  std::string value;
  std::size_t length = 2;
};

Escape read_escape(std::string_view text, std::size_t at) {
  constexpr std::string_view kNames = "0abt\tnvfre \"'\\/N_LP";
  constexpr std::string_view kValues[] = {std::string_view("\0", 1),
                                          "\a",
                                          "\b",
                                          "\t",
                                          "\t",
                                          "\n",
                                          "\v",
                                          "\f",
                                          "\r",
                                          "\x1B",
                                          " ",
                                          "\"",
                                          "'",
                                          "\\",
                                          "/",
                                          "\xC2\x85",
                                          "\xC2\xA0",
                                          "\xE2\x80\xA8",
                                          "\xE2\x80\xA9"};
  const char name = at + 1 < text.size() ? text[at + 1] : '\0';
  if (const std::size_t known = kNames.find(name); known != std::string_view::npos)
    return {std::string(kValues[known]), 2};
  const std::size_t digits = name == 'x' ? 2 : name == 'u' ? 4 : name == 'U' ? 8 : 0;
  if (digits == 0)
    return {std::string(text.substr(at, 2)), 2};
  return {hex_escape(text.substr(std::min(at + 2, text.size()), digits)), 2 + digits};
}

Decoded decode_double_quoted(std::string_view text, std::size_t begin, std::size_t end) {
  Decoder out(text);
  const std::size_t close = end - 1;
  std::size_t escaped = 0;
  for (std::size_t at = begin + 1; at < close;) {
    if (is_gap(text, at)) {
      at = out.gap(at, close);
    } else if (text[at] != '\\') {
      out.copy(at, at + 1);
      ++at;
    } else if (break_length(text, at + 1) != 0) {
      const Gap gap = gap_at(text, at + 1, close);
      escaped = out.size();
      out.folded_breaks(gap);
      at = gap.end;
    } else {
      const Escape escape = read_escape(text, at);
      out.put(escape.value, at);
      escaped = out.size();
      at += escape.length;
    }
  }
  return finish_quoted(out, escaped, end);
}

struct Line {
  std::size_t begin = 0;  // behind the indentation
  std::size_t end = 0;    // before the line break, or the end of the text
  bool empty = false;     // nothing behind the indentation
  bool more = false;      // begins with a blank: indented more, not folded
};

struct Block {
  char chomp = ' ';            // '+', '-' or ' '
  std::size_t header_end = 0;  // behind the indicators
  std::vector<Line> lines;

  std::size_t end() const {
    for (std::size_t i = lines.size(); i > 0; --i)
      if (chomp == '+' || !lines[i - 1].empty)
        return lines[i - 1].end;
    return header_end;
  }
};

std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  return end < text.size() && end > at && text[end - 1] == '\r' ? end - 1 : end;
}

// The lines of the block scalar at `begin` as far as they start at or before `limit`.
Block read_block(std::string_view text, std::size_t begin, std::size_t limit) {
  Block block;
  std::size_t at = begin + 1;
  std::size_t given = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '+' || text[at] == '-')
      block.chomp = text[at];
    else if (text[at] >= '1' && text[at] <= '9')
      given = static_cast<std::size_t>(text[at] - '0');
    else
      break;
  }
  block.header_end = at;
  const int parent = std::max(block_parent_column(text, begin), 0);
  std::size_t indent = static_cast<std::size_t>(parent) + std::max<std::size_t>(given, 1);
  bool detect = given == 0;
  at = line_end(text, at);
  for (std::size_t skip = break_length(text, at); skip != 0; skip = break_length(text, at)) {
    const std::size_t start = at + skip;
    if (start > limit || start >= text.size())
      break;
    Line line;
    line.begin = start;
    while (line.begin < text.size() && text[line.begin] == ' ' &&
           (detect || line.begin - start < indent))
      ++line.begin;
    if (detect)
      indent = std::max(indent, line.begin - start);
    line.empty = break_length(text, line.begin) != 0;
    if (!line.empty && line.begin - start < indent)
      break;
    // yaml-cpp folds blanks behind the last line break of the text into the scalar.
    if (line.begin == text.size() && text[begin] != '>')
      break;
    line.more = line.begin < text.size() && is_blank(text[line.begin]);
    line.end = line.empty ? line.begin : line_end(text, line.begin);
    detect = detect && line.empty;
    at = line.end;
    block.lines.push_back(line);
  }
  return block;
}

void fold_line(Decoder& out, const Line& before, const Line* after, bool content_seen,
               std::size_t& held_breaks, bool& held_after_more) {
  const bool next_empty = after != nullptr && after->empty;
  const bool next_more = after != nullptr && after->more;
  if (held_breaks == 0 && next_empty)
    held_after_more = before.more;
  if (after != nullptr && !before.empty && !next_empty && !before.more && !next_more)
    out.put(" ", before.end);
  else if (next_empty)
    ++held_breaks;
  else
    out.put("\n", before.end);
  if (next_empty || held_breaks == 0)
    return;
  const bool extra = held_after_more || next_more || !content_seen;
  out.put(std::string(held_breaks - (extra ? 0 : 1), '\n'), before.end);
  held_breaks = 0;
}

Decoded decode_block(std::string_view text, std::size_t begin, std::size_t end) {
  const Block block = read_block(text, begin, end);
  const bool folded = text[begin] == '>';
  Decoder out(text);
  std::size_t held_breaks = 0;
  bool held_after_more = false;
  bool content_seen = false;
  for (std::size_t i = 0; i < block.lines.size(); ++i) {
    const Line& line = block.lines[i];
    out.copy(line.begin, line.end);
    content_seen = content_seen || !line.empty;
    if (break_length(text, line.end) == 0)
      break;
    const Line* next = i + 1 < block.lines.size() ? &block.lines[i + 1] : nullptr;
    if (folded)
      fold_line(out, line, next, content_seen, held_breaks, held_after_more);
    else
      out.put("\n", line.end);
  }
  if (block.chomp != '+')
    out.chomp(block.chomp == '-' ? 0 : 1);
  return out.finish(end);
}

bool all_digits(std::string_view text, std::string_view digits) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

std::optional<std::int64_t> based_integer(std::string_view digits, int base) {
  std::int64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return value;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto skip_any = [&](std::string_view any) {
    const bool found = at < text.size() && any.find(text[at]) != std::string_view::npos;
    at += found ? 1 : 0;
    return found;
  };
  const auto digits = [&] {
    const std::size_t begin = at;
    while (skip_any("0123456789")) {
    }
    return at > begin;
  };
  skip_any("+-");
  const bool integral = digits();
  const bool fraction = skip_any(".") && digits();
  if (!integral && !fraction)
    return false;
  if (skip_any("eE")) {
    skip_any("+-");
    if (!digits())
      return false;
  }
  return at == text.size();
}

std::optional<Value> special_float(std::string_view text, Span span) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (text == ".nan" || text == ".NaN" || text == ".NAN")
    return Value::number(std::numeric_limits<double>::quiet_NaN(), span);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+'))
    text.remove_prefix(1);
  if (text == ".inf" || text == ".Inf" || text == ".INF")
    return Value::number(negative ? -kInfinity : kInfinity, span);
  return std::nullopt;
}

Value number(std::string_view text, Span span) {
  if (text.starts_with('+'))
    text.remove_prefix(1);
  if (const auto integer = based_integer(text, 10))
    return Value::integer(*integer, span);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range)
    value = std::strtod(std::string(text).c_str(), nullptr);  // knows too large from too small
  if (std::trunc(value) == value && std::abs(value) < 0x1p63)
    return Value::integer(static_cast<std::int64_t>(value), span);
  return Value::number(value, span);
}

}  // namespace

Style style_at(std::string_view text, std::size_t begin) {
  switch (begin < text.size() ? text[begin] : ' ') {
    case '\'':
      return Style::kSingleQuoted;
    case '"':
      return Style::kDoubleQuoted;
    case '|':
      return Style::kLiteral;
    case '>':
      return Style::kFolded;
    default:
      return Style::kPlain;
  }
}

std::size_t scalar_end(std::string_view text, std::size_t begin, std::string_view value) {
  switch (style_at(text, begin)) {
    case Style::kSingleQuoted:
    case Style::kDoubleQuoted:
      return std::min(closing_quote(text, begin), text.size() - 1) + 1;
    case Style::kLiteral:
    case Style::kFolded:
      return read_block(text, begin, text.size()).end();
    case Style::kPlain:
      break;
  }
  return plain_end(text, begin, value);
}

bool is_closed(std::string_view text, std::size_t begin) {
  const Style style = style_at(text, begin);
  const bool quoted = style == Style::kSingleQuoted || style == Style::kDoubleQuoted;
  return !quoted || closing_quote(text, begin) != std::string_view::npos;
}

bool is_flow_closed(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  bool token_start = true;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (token_start && (c == '"' || c == '\'')) {
      at = scalar_end(text, at, {}) - 1;
    } else if (token_start && c == '#') {
      at = std::min(text.find('\n', at), text.size() - 1);
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && --depth == 0) {
      return true;
    }
    token_start = std::string_view(" \t\r\n[{,:").find(text[at]) != std::string_view::npos;
  }
  return false;
}

Decoded decode_scalar(std::string_view text, std::size_t begin, std::size_t end) {
  end = std::min(end, text.size());
  if (begin >= end)
    return {{}, {static_cast<std::uint32_t>(end)}};
  switch (style_at(text, begin)) {
    case Style::kSingleQuoted:
      return decode_single_quoted(text, begin, end);
    case Style::kDoubleQuoted:
      return decode_double_quoted(text, begin, end);
    case Style::kLiteral:
    case Style::kFolded:
      return decode_block(text, begin, end);
    case Style::kPlain:
      break;
  }
  return decode_plain(text, begin, end);
}

bool is_null_word(std::string_view plain) {
  return plain == "~" || plain == "null" || plain == "Null" || plain == "NULL";
}

Value typed_scalar(std::string_view plain, Span span) {
  if (plain.empty() || is_null_word(plain))
    return Value::null(span);
  if (plain == "true" || plain == "True" || plain == "TRUE")
    return Value::boolean(true, span);
  if (plain == "false" || plain == "False" || plain == "FALSE")
    return Value::boolean(false, span);
  if (is_number(plain))
    return number(plain, span);
  const bool hexadecimal = plain.starts_with("0x");
  if (hexadecimal || plain.starts_with("0o")) {
    const std::string_view digits = plain.substr(2);
    if (all_digits(digits, hexadecimal ? "0123456789abcdefABCDEF" : "01234567"))
      if (const auto integer = based_integer(digits, hexadecimal ? 16 : 8))
        return Value::integer(*integer, span);
  }
  if (const auto special = special_float(plain, span))
    return *special;
  return Value::string(std::string(plain), span);
}

}  // namespace advisor::yaml

namespace advisor {

std::uint32_t yaml_scalar_offset(std::string_view text, Span span, std::size_t offset) {
  const yaml::Decoded decoded = yaml::decode_scalar(text, span.begin, span.end);
  return decoded.offsets[std::min(offset, decoded.value.size())];
}

}  // namespace advisor
