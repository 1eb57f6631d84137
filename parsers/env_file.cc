#include "parsers/env_file.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "src/base/text.h"

namespace advisor {
namespace {

struct Fault {
  std::string message;
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_key_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_key(char c) {
  return is_key_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '/';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

class LineReader {
 public:
  LineReader(std::string_view line, std::size_t begin) : line_(line), begin_(begin) {}

  // nullopt without a fault: an empty line or a comment.
  std::optional<std::pair<std::string, std::string>> read() {
    skip_blanks();
    if (at_end() || line_[position_] == '#')
      return std::nullopt;
    if (line_.substr(position_).starts_with("export ")) {
      position_ += 7;
      skip_blanks();
    }
    std::string key = read_key();
    std::string value;
    if (!fault_)
      value = read_value();
    if (fault_)
      return std::nullopt;
    return std::pair{std::move(key), std::move(value)};
  }

  const std::optional<Fault>& fault() const { return fault_; }

 private:
  bool at_end() const { return position_ >= line_.size(); }

  void skip_blanks() {
    while (!at_end() && is_blank(line_[position_]))
      ++position_;
  }

  void fail(std::string message, std::size_t from, std::size_t to) {
    if (!fault_)
      fault_ = Fault{std::move(message), begin_ + from, begin_ + to};
  }

  std::string read_key() {
    const std::size_t equals = line_.find('=', position_);
    if (equals == std::string_view::npos) {
      fail("missing '=' in an env file", position_, line_.size());
      return "";
    }
    const std::size_t begin = position_;
    const std::string_view key = trim(line_.substr(begin, equals - begin));
    if (key.empty())
      fail("missing variable name in an env file", begin, equals + 1);
    for (std::size_t i = 0; i < key.size(); ++i)
      if (!(i == 0 ? is_key_start(key[i]) : is_key(key[i])))
        fail("'" + printable(key.substr(i, 1)) + "' must not stand in a variable name", begin + i,
             begin + i + 1);
    position_ = equals + 1;
    return std::string(key);
  }

  // Pieces side by side: bare text, '...', "...". White space around the whole value is dropped.
  std::string read_value() {
    skip_blanks();
    std::string value;
    std::size_t solid = 0;  // up to here the value is kept even if it ends in white space
    while (!at_end() && !fault_) {
      const char c = line_[position_];
      if (c == '#')  // a comment even without a blank before it
        break;
      if (c == '\'') {
        single_quoted(value);
        solid = value.size();
      } else if (c == '"') {
        double_quoted(value);
        solid = value.size();
      } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
        fail("control character in an env file", position_, position_ + 1);
      } else {
        value += c;
        ++position_;
        if (!is_blank(c))
          solid = value.size();
      }
    }
    value.resize(solid);
    return value;
  }

  void single_quoted(std::string& value) {
    const std::size_t close = line_.find('\'', position_ + 1);
    if (close == std::string_view::npos)
      return fail("unterminated single quote in an env file", position_, line_.size());
    value += line_.substr(position_ + 1, close - position_ - 1);
    position_ = close + 1;
  }

  void double_quoted(std::string& value) {
    const std::size_t begin = position_++;
    while (!at_end() && line_[position_] != '"') {
      if (line_[position_] == '\\')
        escape(value);
      else
        value += line_[position_++];
      if (fault_)
        return;
    }
    if (at_end())
      return fail("unterminated double quote in an env file", begin, line_.size());
    ++position_;
  }

  // Precondition: a backslash stands here. The escapes are those of JSON.
  void escape(std::string& value) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    const char c = position_ + 1 < line_.size() ? line_[position_ + 1] : '\0';
    if (c == 'u')
      return unicode_escape(value);
    const std::size_t i = kNames.find(c);
    if (i == std::string_view::npos)
      return fail("invalid escape in an env file", position_,
                  std::min(position_ + 2, line_.size()));
    value += kValues[i];
    position_ += 2;
  }

  std::optional<char32_t> hex4() {
    if (!line_.substr(position_).starts_with("\\u") || position_ + 6 > line_.size())
      return std::nullopt;
    char32_t code = 0;
    for (const char c : line_.substr(position_ + 2, 4)) {
      static constexpr std::string_view kDigits = "0123456789abcdef";
      const std::size_t digit = kDigits.find(static_cast<char>(c | 0x20));
      if (digit == std::string_view::npos)
        return std::nullopt;
      code = code * 16 + static_cast<char32_t>(digit);
    }
    position_ += 6;
    return code;
  }

  void unicode_escape(std::string& value) {
    const std::size_t begin = position_;
    auto code = hex4();
    if (!code)
      return fail("invalid escape in an env file", begin, std::min(begin + 6, line_.size()));
    if (*code >= 0xD800 && *code < 0xDC00) {
      const std::size_t before = position_;
      const auto low = hex4();
      if (low && *low >= 0xDC00 && *low < 0xE000)
        code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
      else
        position_ = before;
    }
    append_utf8(value, *code);
  }

  std::string_view line_;
  std::size_t begin_;
  std::size_t position_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace

Diagnostics read_env_file(std::string_view text, SourceId source,
                          std::map<std::string, std::string>& environment) {
  std::map<std::string, std::string> pairs;
  std::size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    LineReader reader(line, begin);
    auto pair = reader.read();
    if (const auto& fault = reader.fault())
      return {{Diagnostic::Level::kError,
               fault->message,
               "",
               {source, static_cast<std::uint32_t>(fault->begin),
                static_cast<std::uint32_t>(fault->end)},
               ""}};
    // An empty value does not unset or empty the variable: the tools skip such lines.
    if (pair && !pair->second.empty())
      pairs.insert_or_assign(std::move(pair->first), std::move(pair->second));
    begin = end + 1;
  }
  for (auto& [key, value] : pairs)
    environment.insert_or_assign(key, std::move(value));
  return {};
}

}  // namespace advisor
