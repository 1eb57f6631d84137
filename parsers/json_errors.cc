#include "parsers/json_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "src/base/text.h"

// nlohmann's messages name its internal grammar and count from the start of its buffer. What was
// read before the error is known exactly, so the error is found again from there: skip what
// separates tokens and look at the first byte that cannot stand where it stands.

namespace advisor {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

struct Problem {
  std::size_t at = 0;
  std::size_t length = 1;
  std::string message;
  std::string hint;
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class Explainer {
 public:
  Explainer(std::string_view text, const JsonProgress& progress)
      : text_(text), progress_(progress) {}

  Problem explain() {
    at_ = skip_space(progress_.end);
    const bool in_object = !progress_.open.empty() && text_[progress_.open.back()] == '{';
    switch (progress_.after) {
      case JsonProgress::After::kKey:
        return after_key();
      case JsonProgress::After::kValue:
        return after_value(in_object);
      case JsonProgress::After::kStart:
        break;
    }
    return in_object ? at_key() : at_value();
  }

 private:
  std::size_t skip_space(std::size_t at) const {
    return std::min(text_.find_first_not_of(kSpace, at), text_.size());
  }
  bool looking_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  int line_of(std::size_t at) const {
    return 1 +
           static_cast<int>(std::count(text_.begin(), text_.begin() + std::ptrdiff_t(at), '\n'));
  }
  std::string_view word() const {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end]))
      ++end;
    return text_.substr(at_, end - at_);
  }
  // The character at the error, as it is shown to people.
  std::string found() const {
    const std::string_view rest = text_.substr(at_);
    return "'" +
           printable(rest.substr(0, std::max<std::size_t>(prefix_of_code_points(rest, 1), 1))) +
           "'";
  }

  Problem at_end() const {
    if (progress_.open.empty())
      return {at_, 0, "expected a JSON value, but the text is empty", {}};
    const std::size_t open = progress_.open.back();
    return {at_,
            0,
            fmt::format("unexpected end of the text: the '{}' of line {} is not closed",
                        text_[open], line_of(open)),
            {}};
  }

  // What JSON never allows, wherever it stands.
  std::optional<Problem> foreign() const {
    if (looking_at("//") || looking_at("/*") || looking_at("#"))
      return Problem{at_, 1, "JSON has no comments", "remove the comment"};
    if (looking_at("'"))
      return Problem{at_, 1, "a string in single quotes",
                     "write strings in double quotes: \"text\""};
    return std::nullopt;
  }

  Problem after_key() {
    if (at_ == text_.size())
      return at_end();
    if (text_[at_] == ':') {
      at_ = skip_space(at_ + 1);
      return at_value();
    }
    return {at_, 1, "expected ':' after a key, found " + found(), {}};
  }

  Problem after_value(bool in_object) {
    if (at_ == text_.size())
      return at_end();
    const std::size_t comma = at_;
    if (text_[at_] == ',') {
      at_ = skip_space(at_ + 1);
      if (at_ < text_.size() && (text_[at_] == '}' || text_[at_] == ']'))
        return {comma, 1, fmt::format("a comma before the closing '{}'", text_[at_]),
                "remove the comma"};
      return in_object ? at_key() : at_value();
    }
    if (const auto problem = foreign())
      return *problem;
    if (at_ == progress_.end && text_[at_ - 1] == '0' && is_digit(text_[at_])) {
      --at_;
      return in_number();
    }
    const bool starts_value = at_ > progress_.end && (text_[at_] == '"' || text_[at_] == '{' ||
                                                      text_[at_] == '[' || is_word(text_[at_]));
    return {
        at_, 1,
        fmt::format("expected ',' or '{}' after a value, found {}", in_object ? '}' : ']', found()),
        starts_value ? "put a comma behind the value before" : ""};
  }

  Problem at_key() {
    if (at_ == text_.size())
      return at_end();
    // Only behind a bracket that opens at once: "{ {" is more likely a forgotten key.
    if (text_[at_] == '{' && at_ > 0 && text_[at_ - 1] == '{')
      return {at_ - 1, 2, "a template action {{ ... }} that nothing has replaced",
              "the file must be JSON once the template is rendered"};
    if (text_[at_] == '"')
      return in_string();
    if (text_[at_] == ',')
      return {at_, 1, "expected a key in double quotes, found ','", "remove the comma"};
    if (const auto problem = foreign())
      return *problem;
    if (is_word(text_[at_]))
      return {at_, word().size(),
              "expected a key in double quotes, found '" + printable(word()) + "'",
              "write \"" + printable(word()) + "\""};
    return {at_, 1, "expected a key in double quotes, found " + found(), {}};
  }

  Problem at_value() {
    if (at_ == text_.size())
      return at_end();
    if (text_[at_] == '"')
      return in_string();
    if (const auto problem = foreign())
      return *problem;
    if (is_digit(text_[at_]) || text_[at_] == '-' || text_[at_] == '+' || text_[at_] == '.')
      return in_number();
    if (is_word(text_[at_]))
      return in_word();
    return {at_, 1, "expected a value, found " + found(),
            text_[at_] == ',' ? "remove the comma or put a value before it" : ""};
  }

  Problem in_word() const {
    constexpr std::array<std::string_view, 3> kWords = {"true", "false", "null"};
    const std::string_view given = word();
    Problem problem{at_, given.size(), "expected a value, found '" + printable(given) + "'", {}};
    if (given == "NaN" || given == "Infinity" || given == "nan" || given == "inf")
      problem.message = "JSON has no number '" + std::string(given) + "'";
    else if (given == "None" || given == "undefined" || given == "nil")
      problem.hint = "write null";
    else if (const auto nearest = nearest_word(given, kWords))
      problem.hint = "write " + std::string(*nearest);
    else
      problem.hint = "write strings in double quotes";
    return problem;
  }

  Problem in_number() const {
    std::size_t at = at_;
    const auto digits = [&] {
      const std::size_t begin = at;
      while (at < text_.size() && is_digit(text_[at]))
        ++at;
      return at - begin;
    };
    const auto peek = [&](std::string_view any) {
      return at < text_.size() && any.find(text_[at]) != std::string_view::npos;
    };
    if (peek("+"))
      return {at, 1, "a number must not start with '+'", "remove the '+'"};
    if (peek("-"))
      ++at;
    if (text_.substr(at).starts_with("Infinity"))
      return {at_, 9, "JSON has no number '-Infinity'", {}};
    const std::size_t first = at;
    const std::size_t integral = digits();
    if (integral == 0)
      return {at, 1, peek(".") ? "a number needs a digit before the '.'" : "expected a digit", {}};
    if (integral > 1 && text_[first] == '0')
      return {first, integral, "a number must not start with 0",
              "write the number without leading zeros, or as a string"};
    if (peek(".")) {
      ++at;
      if (digits() == 0)
        return {at, 1, "a number needs a digit behind the '.'", {}};
    }
    if (peek("eE")) {
      ++at;
      if (peek("+-"))
        ++at;
      if (digits() == 0)
        return {at, 1, "a number needs a digit in the exponent", {}};
    }
    return {at_, at - at_, "the number is out of range", {}};
  }

  Problem in_string() const {
    for (std::size_t at = at_ + 1; at < text_.size() && text_[at] != '"';) {
      const auto byte = static_cast<unsigned char>(text_[at]);
      if (byte == '\n' || byte == '\r')
        return {at_, at - at_, "a string is not closed before the end of its line",
                "write a line break inside a string as \\n"};
      if (byte < 0x20)
        return {at,
                1,
                fmt::format("a control character in a string must be written as \\u{:04x}", byte),
                {}};
      if (byte == '\\') {
        const std::size_t length = escape_length(at);
        if (length == 0)
          return bad_escape(at);
        at += length;
        continue;
      }
      const std::size_t length =
          std::max<std::size_t>(prefix_of_code_points(text_.substr(at), 1), 1);
      if (find_invalid_utf8(text_.substr(at, length)))
        return {at, 1, "the text is not valid UTF-8", "save the file as UTF-8"};
      at += length;
    }
    return {at_, 1, "a string is not closed", "put '\"' behind its last character"};
  }

  // 0: not valid. A high surrogate counts with the low one that must follow.
  std::size_t escape_length(std::size_t at) const {
    const std::string_view rest = text_.substr(at);
    if (rest.size() < 2)
      return 0;
    if (rest[1] != 'u')
      return std::string_view("\"\\/bfnrt").find(rest[1]) == std::string_view::npos ? 0 : 2;
    const auto unit = code_unit(at);
    if (!unit || (*unit >= 0xDC00 && *unit <= 0xDFFF))
      return 0;
    if (*unit < 0xD800 || *unit > 0xDBFF)
      return 6;
    const auto low = code_unit(at + 6);
    return low && *low >= 0xDC00 && *low <= 0xDFFF ? 12 : 0;
  }

  std::optional<unsigned> code_unit(std::size_t at) const {
    const std::string_view escape = text_.substr(std::min(at, text_.size()), 6);
    if (escape.size() < 6 || !escape.starts_with("\\u") ||
        !std::all_of(escape.begin() + 2, escape.end(), is_hex))
      return std::nullopt;
    return static_cast<unsigned>(std::stoul(std::string(escape.substr(2)), nullptr, 16));
  }

  Problem bad_escape(std::size_t at) const {
    const std::string_view rest = text_.substr(at);
    if (rest.size() < 2)
      return {at_, 1, "a string is not closed", "put '\"' behind its last character"};
    if (rest[1] != 'u')
      return {at, 2,
              "JSON has no escape \"" +
                  printable(rest.substr(0, 1 + prefix_of_code_points(rest.substr(1), 1))) + "\"",
              "write a backslash as \\\\"};
    if (code_unit(at))
      return {at, 6, "half of a surrogate pair: " + std::string(rest.substr(0, 6)), {}};
    return {at, 2, "\\u needs four hexadecimal digits", {}};
  }

  std::string_view text_;
  const JsonProgress& progress_;
  std::size_t at_ = 0;
};

}  // namespace

Diagnostic explain_json_error(std::string_view text, SourceId source,
                              const JsonProgress& progress) {
  Problem problem = Explainer(text, progress).explain();
  const std::size_t begin = std::min(problem.at, text.size());
  const std::size_t end = std::min(begin + problem.length, text.size());
  return {Diagnostic::Level::kError,
          std::move(problem.message),
          std::move(problem.hint),
          {source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
          {}};
}

}  // namespace advisor
