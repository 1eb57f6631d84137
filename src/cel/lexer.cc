// Text to tokens. One pass, the longest token wins; string literals are decoded here, numbers stay
// text because only the parser knows whether a sign belongs to them.

#include "src/cel/lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "src/base/text.h"

namespace advisor::cel {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool starts_name(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool continues_name(char c) {
  return starts_name(c) || is_digit(c);
}
bool in_backticks(char c) {
  return continues_name(c) || c == '.' || c == '-' || c == '/' || c == ' ';
}

char32_t hex_value(char c) {
  if (is_digit(c))
    return static_cast<char32_t>(c - '0');
  return static_cast<char32_t>((c | 0x20) - 'a' + 10);
}

class Lexer {
 public:
  Lexer(std::string_view source, Arena& arena) : source_(source), arena_(arena) {}

  std::variant<std::vector<Token>, Issue> run() {
    if (source_.size() > kMaxSourceBytes)
      return Issue{"the expression is longer than 64 KiB", "", 0, 0};
    if (const auto bad = find_invalid_utf8(source_))
      return issue("invalid UTF-8", *bad, *bad + 1);
    while (!issue_) {
      skip_space();
      if (at_ == source_.size())
        break;
      next();
    }
    if (issue_)
      return *issue_;
    add(Token::Kind::kEnd, at_, "");
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool looking_at(std::string_view text) const { return source_.substr(at_, text.size()) == text; }

  Issue issue(std::string message, std::size_t begin, std::size_t end) {
    issue_ = Issue{std::move(message), "", static_cast<std::uint32_t>(begin),
                   static_cast<std::uint32_t>(end)};
    return *issue_;
  }

  void add(Token::Kind kind, std::size_t begin, std::string_view text) {
    tokens_.push_back(
        {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_), text});
  }

  void skip_space() {
    while (at_ < source_.size()) {
      if (std::string_view(" \t\n\f\r").find(source_[at_]) != std::string_view::npos)
        ++at_;
      else if (looking_at("//"))
        at_ = std::min(source_.find('\n', at_), source_.size());
      else
        return;
    }
  }

  void next() {
    const char c = peek();
    if (string_prefix())
      return string();
    if (starts_name(c))
      return name();
    if (is_digit(c) || (c == '.' && is_digit(peek(1))))
      return number();
    if (c == '`')
      return backtick();
    punctuation();
  }

  // Whether a string literal starts here, with or without prefix letters.
  bool string_prefix() const {
    std::size_t i = at_;
    while (i < source_.size() && i - at_ < 2 &&
           std::string_view("rRbB").find(source_[i]) != std::string_view::npos)
      ++i;
    return i < source_.size() && (source_[i] == '"' || source_[i] == '\'');
  }

  void name() {
    const std::size_t begin = at_;
    while (continues_name(peek()))
      ++at_;
    add(Token::Kind::kName, begin, source_.substr(begin, at_ - begin));
  }

  void backtick() {
    const std::size_t begin = at_++;
    while (in_backticks(peek()))
      ++at_;
    if (peek() != '`' || at_ == begin + 1) {
      issue("a name in backticks holds letters, digits, '_', '.', '-', '/' and blanks only", begin,
            std::min(at_ + 1, source_.size()));
      return;
    }
    ++at_;
    add(Token::Kind::kBacktick, begin, source_.substr(begin + 1, at_ - begin - 2));
  }

  void digits() {
    while (is_digit(peek()))
      ++at_;
  }

  void number() {
    const std::size_t begin = at_;
    Token::Kind kind = Token::Kind::kInt;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
      at_ += 2;
      while (is_hex(peek()))
        ++at_;
    } else {
      kind = decimal();
    }
    const std::string_view text = source_.substr(begin, at_ - begin);
    if (kind == Token::Kind::kInt && (peek() == 'u' || peek() == 'U')) {
      ++at_;
      kind = Token::Kind::kUint;
    }
    if (continues_name(peek())) {
      while (continues_name(peek()))
        ++at_;
      issue("'" + std::string(source_.substr(begin, at_ - begin)) + "' is no number", begin, at_);
      return;
    }
    add(kind, begin, text);
  }

  Token::Kind decimal() {
    Token::Kind kind = Token::Kind::kInt;
    digits();
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      digits();
      kind = Token::Kind::kDouble;
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      at_ += 1 + sign;
      digits();
      kind = Token::Kind::kDouble;
    }
    return kind;
  }

  void string() {
    const std::size_t begin = at_;
    bool raw = false;
    for (; peek() != '"' && peek() != '\''; ++at_) {
      if (peek() == 'b' || peek() == 'B') {
        issue("bytes literals are not supported", begin, at_ + 1);
        return;
      }
      raw = true;
    }
    const std::string_view quote =
        source_.substr(at_, looking_at("\"\"\"") || looking_at("'''") ? 3 : 1);
    at_ += quote.size();
    std::string text;
    while (!looking_at(quote)) {
      if (at_ == source_.size() || (quote.size() == 1 && (peek() == '\n' || peek() == '\r'))) {
        issue("this string literal has no end", begin, at_);
        return;
      }
      if (peek() != '\\') {
        text += source_[at_++];
      } else if (raw) {
        raw_backslash(text);
      } else if (!escape(text)) {
        return;
      }
    }
    at_ += quote.size();
    add(Token::Kind::kString, begin, arena_.copy(text));
  }

  // A backslash keeps the quote behind it from ending a raw string, and both stay in it.
  void raw_backslash(std::string& text) {
    text += source_[at_++];
    if (at_ < source_.size() && (peek() == '"' || peek() == '\'' || peek() == '\\'))
      text += source_[at_++];
  }

  bool escape(std::string& text) {
    constexpr std::string_view kNames = "abfnrtv?\"'\\`";
    constexpr std::string_view kValues = "\a\b\f\n\r\t\v?\"'\\`";
    const std::size_t begin = at_++;
    const char c = peek();
    if (const std::size_t i = kNames.find(c); c != '\0' && i != std::string_view::npos) {
      text += kValues[i];
      ++at_;
      return true;
    }
    switch (c) {
      case 'x':
      case 'X':
        return code_point(text, begin, 2);
      case 'u':
        return code_point(text, begin, 4);
      case 'U':
        return code_point(text, begin, 8);
      default:
        return octal(text, begin);
    }
  }

  bool code_point(std::string& text, std::size_t begin, std::size_t count) {
    ++at_;
    char32_t value = 0;
    for (std::size_t i = 0; i < count; ++i, ++at_) {
      if (!is_hex(peek())) {
        issue("this escape needs " + std::to_string(count) + " hexadecimal digits", begin, at_);
        return false;
      }
      value = value * 16 + hex_value(peek());
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
      issue("'" + std::string(source_.substr(begin, at_ - begin)) + "' is no code point", begin,
            at_);
      return false;
    }
    append_utf8(text, value);
    return true;
  }

  bool octal(std::string& text, std::size_t begin) {
    char32_t value = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const char c = peek(i);
      if (c < '0' || c > (i == 0 ? '3' : '7')) {
        const std::size_t end = begin + 1 + prefix_of_code_points(source_.substr(begin + 1), 1);
        issue("'" + std::string(source_.substr(begin, end - begin)) + "' is no escape", begin, end);
        return false;
      }
      value = value * 8 + static_cast<char32_t>(c - '0');
    }
    at_ += 3;
    append_utf8(text, value);
    return true;
  }

  void punctuation() {
    static constexpr std::array<std::string_view, 25> kTokens = {
        "==", "!=", "<=", ">=", "&&", "||", ".", ",", ":", "?", "[", "]", "{",
        "}",  "(",  ")",  "+",  "-",  "*",  "/", "%", "!", "<", ">", "="};
    const std::size_t begin = at_;
    for (const std::string_view token : kTokens) {
      if (!looking_at(token))
        continue;
      at_ += token.size();
      if (token == "=") {
        issue("'=' is no operator", begin, at_);
        issue_->hint = "write '==' to compare";
        return;
      }
      add(Token::Kind::kPunctuation, begin, token);
      return;
    }
    const std::size_t end = begin + prefix_of_code_points(source_.substr(begin), 1);
    issue("unexpected character '" + printable(source_.substr(begin, end - begin)) + "'", begin,
          end);
    if (peek() == '&' || peek() == '|')
      issue_->hint = std::string("write '") + peek() + peek() + "'";
  }

  std::string_view source_;
  Arena& arena_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::optional<Issue> issue_;
};

}  // namespace

std::variant<std::vector<Token>, Issue> tokenize(std::string_view source, Arena& arena) {
  return Lexer(source, arena).run();
}

bool is_keyword(std::string_view name) {
  return name == "true" || name == "false" || name == "null" || name == "in";
}

bool is_reserved(std::string_view name) {
  static constexpr std::array<std::string_view, 17> kReserved = {
      "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
      "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

}  // namespace advisor::cel
