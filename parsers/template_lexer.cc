#include "parsers/template_lexer.h"

#include <charconv>
#include <optional>

#include "src/base/text.h"

namespace advisor {
namespace {

using Kind = TemplateToken::Kind;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Bytes above 127 belong to letters of other scripts, which Go allows in names.
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

std::uint32_t offset(std::size_t value) {
  return static_cast<std::uint32_t>(value);
}

// Go's escapes of interpreted strings and character constants.
class EscapeReader {
 public:
  EscapeReader(std::string_view text, std::size_t position) : text_(text), position_(position) {}

  // Precondition: text[position] is a backslash.
  bool read(std::string& out) {
    ++position_;
    if (position_ >= text_.size())
      return false;
    const char c = text_[position_++];
    static constexpr std::string_view kNames = "abfnrtv\\\"'";
    static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\\"'";
    if (const auto simple = kNames.find(c); simple != std::string_view::npos) {
      out += kValues[simple];
      return true;
    }
    if (c == 'x')
      return read_byte(out, 2, 16);
    if (c >= '0' && c <= '7') {
      --position_;
      return read_byte(out, 3, 8);
    }
    return (c == 'u' && read_rune(out, 4)) || (c == 'U' && read_rune(out, 8));
  }

  std::size_t position() const { return position_; }

 private:
  std::optional<std::uint32_t> number(std::size_t digits, int base) {
    const std::string_view part = text_.substr(position_, digits);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value, base);
    if (error != std::errc() || part.size() != digits || end != part.data() + part.size())
      return std::nullopt;
    position_ += digits;
    return value;
  }

  bool read_byte(std::string& out, std::size_t digits, int base) {
    const auto value = number(digits, base);
    if (!value || *value > 255)
      return false;
    out += static_cast<char>(*value);
    return true;
  }

  bool read_rune(std::string& out, std::size_t digits) {
    const auto value = number(digits, 16);
    if (!value || *value > 0x10FFFFU)
      return false;
    append_utf8(out, static_cast<char32_t>(*value));
    return true;
  }

  std::string_view text_;
  std::size_t position_;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  LexedTemplate run() {
    std::size_t from = 0;
    bool trim_left = false;
    while (out_.faults.empty()) {
      const std::size_t open = text_.find("{{", from);
      std::size_t end = open == std::string_view::npos ? text_.size() : open;
      if (trim_left)
        while (from < end && is_space(text_[from]))
          ++from;
      if (open != std::string_view::npos && trims(open))
        while (end > from && is_space(text_[end - 1]))
          --end;
      if (end > from)
        out_.segments.push_back({false, offset(from), offset(end), {}});
      if (open == std::string_view::npos)
        break;
      position_ = open + (trims(open) ? 3 : 2);
      trim_left = action(open);
      from = position_;
    }
    return std::move(out_);
  }

 private:
  bool trims(std::size_t open) const {
    return open + 3 < text_.size() && text_[open + 2] == '-' && is_space(text_[open + 3]);
  }

  bool at(std::string_view what) const { return text_.substr(position_).starts_with(what); }

  bool at_trimmed_end() const {
    return position_ < text_.size() && is_space(text_[position_]) &&
           text_.substr(position_ + 1).starts_with("-}}");
  }

  void fail(std::string message, std::size_t begin, std::size_t end) {
    if (out_.faults.empty())
      out_.faults.push_back({std::move(message), offset(begin), offset(end)});
  }

  // Reads one action or comment; returns whether it trims the text behind it.
  bool action(std::size_t open) {
    std::size_t comment = position_;
    while (comment < text_.size() && is_space(text_[comment]) && trims(open))
      ++comment;
    if (text_.substr(comment).starts_with("/*"))
      return skip_comment(open, comment);
    TemplateSegment segment{true, offset(open), 0, {}};
    const bool trim = tokens(open, segment.tokens);
    segment.end = offset(position_);
    if (out_.faults.empty())
      out_.segments.push_back(std::move(segment));
    return trim;
  }

  bool skip_comment(std::size_t open, std::size_t begin) {
    const std::size_t close = text_.find("*/", begin + 2);
    if (close == std::string_view::npos) {
      fail("unclosed comment", open, text_.size());
      return false;
    }
    position_ = close + 2;
    const bool trim = at_trimmed_end();
    if (!trim && !at("}}"))
      fail("a comment must fill its action", open, position_);
    position_ += trim ? 4 : 2;
    return trim;
  }

  bool tokens(std::size_t open, std::vector<TemplateToken>& out) {
    bool space = false;
    while (out_.faults.empty()) {
      if (at_trimmed_end()) {
        position_ += 4;
        return true;
      }
      if (at("}}")) {
        position_ += 2;
        return false;
      }
      if (position_ >= text_.size()) {
        fail("unclosed action", open, std::min(open + 2, text_.size()));
        return false;
      }
      if (is_space(text_[position_])) {
        ++position_;
        space = true;
        continue;
      }
      TemplateToken token;
      token.begin = offset(position_);
      token.space_before = space;
      space = false;
      token_at(token);
      token.end = offset(position_);
      out.push_back(std::move(token));
    }
    return false;
  }

  void token_at(TemplateToken& token) {
    const char c = text_[position_];
    const char next = position_ + 1 < text_.size() ? text_[position_ + 1] : '\0';
    if (c == '"')
      return quoted(token, '"', Kind::kString);
    if (c == '\'')
      return character(token);
    if (c == '`')
      return raw(token);
    if (is_digit(c) || ((c == '+' || c == '-' || c == '.') && is_digit(next)))
      return number(token);
    if (c == '.')
      return field(token, is_word(next));
    if (c == '$') {
      token.kind = Kind::kVariable;
      ++position_;
      token.text = "$" + word();
      return;
    }
    if (is_word(c)) {
      token.kind = Kind::kIdentifier;
      token.text = word();
      return;
    }
    symbol(token, c, next);
  }

  void symbol(TemplateToken& token, char c, char next) {
    ++position_;
    switch (c) {
      case '|':
        token.kind = Kind::kPipe;
        return;
      case '(':
        token.kind = Kind::kOpen;
        return;
      case ')':
        token.kind = Kind::kClose;
        return;
      case ',':
        token.kind = Kind::kComma;
        return;
      case '=':
        token.kind = Kind::kAssign;
        return;
      default:
        break;
    }
    if (c == ':' && next == '=') {
      ++position_;
      token.kind = Kind::kDeclare;
      return;
    }
    fail("unexpected '" + printable(std::string_view(&c, 1)) + "' in a template action",
         position_ - 1, position_);
  }

  std::string word() {
    const std::size_t begin = position_;
    while (position_ < text_.size() && is_word(text_[position_]))
      ++position_;
    return std::string(text_.substr(begin, position_ - begin));
  }

  void field(TemplateToken& token, bool named) {
    ++position_;
    token.kind = named ? Kind::kField : Kind::kDot;
    token.text = named ? word() : "";
  }

  void raw(TemplateToken& token) {
    const std::size_t close = text_.find('`', position_ + 1);
    if (close == std::string_view::npos)
      return fail("unterminated raw quoted string", position_, text_.size());
    token.kind = Kind::kString;
    for (const char c : text_.substr(position_ + 1, close - position_ - 1))
      if (c != '\r')  // Go drops carriage returns from raw strings
        token.text += c;
    position_ = close + 1;
  }

  void quoted(TemplateToken& token, char quote, Kind kind) {
    const std::size_t begin = position_++;
    token.kind = kind;
    while (position_ < text_.size() && text_[position_] != quote && text_[position_] != '\n') {
      if (text_[position_] != '\\') {
        token.text += text_[position_++];
        continue;
      }
      EscapeReader escape(text_, position_);
      if (!escape.read(token.text))
        return fail("invalid escape in a quoted string", position_,
                    std::min(position_ + 2, text_.size()));
      position_ = escape.position();
    }
    if (position_ >= text_.size() || text_[position_] != quote)
      return fail(quote == '"' ? "unterminated quoted string" : "unterminated character constant",
                  begin, position_);
    ++position_;
  }

  void character(TemplateToken& token) {
    const std::size_t begin = position_;
    quoted(token, '\'', Kind::kCharacter);
    if (out_.faults.empty() && count_code_points(token.text) != 1)
      fail("malformed character constant: " + printable(text_.substr(begin, position_ - begin)) +
               " (strings take double quotes or backquotes)",
           begin, position_);
  }

  void number(TemplateToken& token) {
    const std::size_t begin = position_++;
    while (position_ < text_.size()) {
      const char c = text_[position_];
      const char before = text_[position_ - 1];
      const bool exponent_sign =
          (c == '+' || c == '-') && (before == 'e' || before == 'E') && begin + 1 < position_;
      if (!is_word(c) && c != '.' && !exponent_sign)
        break;
      ++position_;
    }
    token.kind = Kind::kNumber;
    token.text = std::string(text_.substr(begin, position_ - begin));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  LexedTemplate out_;
};

}  // namespace

LexedTemplate lex_template(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace advisor
