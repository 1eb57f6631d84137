#include "tests/cel/textproto.h"

#include <cctype>

namespace advisor {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool message(TextMessage& out, char end) {
    while (true) {
      space();
      if (at_ == text_.size())
        return end == '\0';
      if (text_[at_] == end) {
        ++at_;
        return true;
      }
      if (text_[at_] == ',' || text_[at_] == ';') {
        ++at_;
        continue;
      }
      if (!field(out))
        return false;
    }
  }

 private:
  void space() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
        ++at_;
      else
        return;
    }
  }

  std::string word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
            std::string_view("_.+-").find(text_[at_]) != std::string_view::npos))
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  bool field(TextMessage& out) {
    TextMessage::Field made;
    if (text_[at_] == '[') {  // an extension or Any name
      const std::size_t close = text_.find(']', at_);
      if (close == std::string_view::npos)
        return false;
      made.name = std::string(text_.substr(at_, close + 1 - at_));
      at_ = close + 1;
    } else {
      made.name = word();
    }
    space();
    if (made.name.empty() || at_ == text_.size())
      return false;
    if (text_[at_] == ':') {
      ++at_;
      space();
    }
    if (at_ == text_.size())
      return false;
    const char c = text_[at_];
    if (c == '{') {
      ++at_;
      made.message.emplace_back();
      if (!message(made.message.back(), '}'))
        return false;
    } else if (c == '"' || c == '\'') {
      if (!strings(made.scalar))
        return false;
    } else {
      made.scalar = word();
      if (made.scalar.empty())
        return false;
    }
    out.fields.push_back(std::move(made));
    return true;
  }

  // Adjacent strings are joined.
  bool strings(std::string& out) {
    while (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const char quote = text_[at_++];
      while (at_ < text_.size() && text_[at_] != quote) {
        if (text_[at_] != '\\')
          out += text_[at_++];
        else if (!escape(out))
          return false;
      }
      if (at_ == text_.size())
        return false;
      ++at_;
      space();
    }
    return true;
  }

  bool escape(std::string& out) {
    ++at_;
    if (at_ == text_.size())
      return false;
    const char c = text_[at_];
    constexpr std::string_view kNames = "abfnrtv\\'\"?";
    constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\'\"?";
    if (const std::size_t i = kNames.find(c); i != std::string_view::npos) {
      out += kValues[i];
      ++at_;
      return true;
    }
    if (c == 'x' || c == 'X')
      return digits(out, 1, 2, 16);
    if (c >= '0' && c <= '7')
      return digits(out, 0, 3, 8);
    if (c == 'u' || c == 'U')
      return code_point(out, c == 'u' ? 4 : 8);
    return false;
  }

  bool digits(std::string& out, std::size_t skip, std::size_t count, int base) {
    at_ += skip;
    std::size_t used = 0;
    const int value = std::stoi(std::string(text_.substr(at_, count)), &used, base);
    at_ += used;
    out += static_cast<char>(value);
    return true;
  }

  bool code_point(std::string& out, std::size_t count) {
    ++at_;
    const unsigned long value = std::stoul(std::string(text_.substr(at_, count)), nullptr, 16);
    at_ += count;
    const auto put = [&](unsigned long byte) { out += static_cast<char>(byte); };
    if (value < 0x80) {
      put(value);
    } else if (value < 0x800) {
      put(0xC0 | (value >> 6));
      put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
      put(0xE0 | (value >> 12));
      put(0x80 | ((value >> 6) & 0x3F));
      put(0x80 | (value & 0x3F));
    } else {
      put(0xF0 | (value >> 18));
      put(0x80 | ((value >> 12) & 0x3F));
      put(0x80 | ((value >> 6) & 0x3F));
      put(0x80 | (value & 0x3F));
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const TextMessage* TextMessage::find(std::string_view name) const {
  for (const Field& field : fields)
    if (field.name == name && !field.message.empty())
      return &field.message[0];
  return nullptr;
}

std::optional<std::string> TextMessage::text(std::string_view name) const {
  for (const Field& field : fields)
    if (field.name == name && field.message.empty())
      return field.scalar;
  return std::nullopt;
}

std::vector<const TextMessage*> TextMessage::all(std::string_view name) const {
  std::vector<const TextMessage*> found;
  for (const Field& field : fields)
    if (field.name == name && !field.message.empty())
      found.push_back(&field.message[0]);
  return found;
}

std::optional<TextMessage> parse_textproto(std::string_view text) {
  TextMessage message;
  if (!Reader(text).message(message, '\0'))
    return std::nullopt;
  return message;
}

}  // namespace advisor
