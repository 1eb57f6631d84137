#include "parsers/jsonnet_lexer.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "src/base/text.h"

namespace advisor {
namespace {

using Kind = JsonnetToken::Kind;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

bool is_symbol(char c) {
  return std::string_view("!$:~+-&|^=<>*/%").find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<JsonnetToken> run() {
    while (skip_blanks(), position_ < text_.size()) {
      JsonnetToken token;
      token.begin = static_cast<std::uint32_t>(position_);
      read(token);
      token.end = static_cast<std::uint32_t>(position_);
      if (token.kind != Kind::kString)
        token.text = std::string(text_.substr(token.begin, token.end - token.begin));
      token.partner = static_cast<std::uint32_t>(tokens_.size());
      tokens_.push_back(std::move(token));
      pair_bracket();
    }
    return std::move(tokens_);
  }

 private:
  bool at(std::string_view what) const { return text_.substr(position_).starts_with(what); }

  void skip_to(std::string_view what) {
    const std::size_t found = text_.find(what, position_);
    position_ = found == std::string_view::npos ? text_.size() : found + what.size();
  }

  void skip_blanks() {
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        ++position_;
      else if (c == '#' || at("//"))
        skip_to("\n");
      else if (at("/*"))
        skip_to("*/");
      else
        return;
    }
  }

  void read(JsonnetToken& token) {
    const char c = text_[position_];
    const char next = position_ + 1 < text_.size() ? text_[position_ + 1] : '\0';
    if (c == '"' || c == '\'')
      return string(token, c);
    if (c == '@' && (next == '"' || next == '\''))
      return verbatim(token, next);
    if (at("|||"))
      return block(token);
    if (is_digit(c))
      return number(token);
    if (is_word(c)) {
      token.kind = Kind::kIdentifier;
      while (position_ < text_.size() && is_word(text_[position_]))
        ++position_;
      return;
    }
    if (is_symbol(c))
      return symbol(token);
    ++position_;
    if (std::string_view("{}[]()").find(c) != std::string_view::npos)
      token.kind = Kind::kBracket;
    else if (c == ',' || c == ';' || c == '.')
      token.kind = Kind::kOperator;
  }

  void number(JsonnetToken& token) {
    token.kind = Kind::kNumber;
    while (position_ < text_.size()) {
      const char c = text_[position_];
      const bool sign = (c == '+' || c == '-') && (text_[position_ - 1] | 0x20) == 'e';
      if (!is_word(c) && c != '.' && !sign)
        break;
      ++position_;
    }
  }

  // Operators take all they can get, but end in + - ~ ! $ only if that is all of them.
  void symbol(JsonnetToken& token) {
    token.kind = Kind::kOperator;
    const std::size_t begin = position_++;
    while (position_ < text_.size() && is_symbol(text_[position_]) && !at("//") && !at("/*") &&
           !at("|||"))
      ++position_;
    while (position_ > begin + 1 &&
           std::string_view("+-~!$").find(text_[position_ - 1]) != std::string_view::npos)
      --position_;
  }

  void string(JsonnetToken& token, char quote) {
    token.kind = Kind::kString;
    ++position_;
    while (position_ < text_.size() && text_[position_] != quote) {
      if (text_[position_] == '\\')
        escape(token.text);
      else
        token.text += text_[position_++];
    }
    position_ = std::min(position_ + 1, text_.size());
  }

  void escape(std::string& out) {
    const char c = position_ + 1 < text_.size() ? text_[position_ + 1] : '\\';
    const std::string_view hex = text_.substr(std::min(position_ + 2, text_.size()), 4);
    position_ = std::min(position_ + 2, text_.size());
    static constexpr std::string_view kNames = "bfnrt";
    static constexpr std::string_view kValues = "\b\f\n\r\t";
    std::uint32_t code = 0;
    if (const auto simple = kNames.find(c); simple != std::string_view::npos) {
      out += kValues[simple];
    } else if (c == 'u' && std::from_chars(hex.data(), hex.data() + hex.size(), code, 16).ptr ==
                               hex.data() + 4) {
      append_utf8(out, static_cast<char32_t>(code));
      position_ += 4;
    } else {
      out += c;
    }
  }

  void verbatim(JsonnetToken& token, char quote) {
    token.kind = Kind::kString;
    position_ += 2;
    while (position_ < text_.size()) {
      const char c = text_[position_++];
      if (c != quote) {
        token.text += c;
      } else if (position_ < text_.size() && text_[position_] == quote) {
        token.text += quote;
        ++position_;
      } else {
        return;
      }
    }
  }

  // ||| on a line of its own, indented less than the text, ends a block.
  void block(JsonnetToken& token) {
    token.kind = Kind::kString;
    position_ += 3;
    skip_to("\n");
    const std::size_t begin = position_;
    std::size_t indent = 0;
    while (begin + indent < text_.size() &&
           (text_[begin + indent] == ' ' || text_[begin + indent] == '\t'))
      ++indent;
    const std::string_view margin = text_.substr(begin, indent);
    while (position_ < text_.size()) {
      if (text_[position_] != '\n' && (margin.empty() || !at(margin)))
        break;
      const std::size_t from = position_ + (text_[position_] == '\n' ? 0 : indent);
      skip_to("\n");
      token.text += text_.substr(from, position_ - from);
    }
    skip_to("|||");
  }

  void pair_bracket() {
    const auto index = static_cast<std::uint32_t>(tokens_.size() - 1);
    JsonnetToken& token = tokens_.back();
    if (token.kind != Kind::kBracket)
      return;
    const std::size_t which = std::string_view("{[(}])").find(token.text[0]);
    if (which < 3) {
      open_.push_back(index);
      return;
    }
    if (open_.empty() || tokens_[open_.back()].text[0] != "{[("[which - 3])
      return;
    token.partner = open_.back();
    tokens_[open_.back()].partner = index;
    open_.pop_back();
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<JsonnetToken> tokens_;
  std::vector<std::uint32_t> open_;
};

}  // namespace

std::vector<JsonnetToken> lex_jsonnet(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace advisor
