#include "src/aws/ini.h"

#include <optional>

#include "src/base/text.h"

namespace advisor::aws {
namespace {

// [profile "a b"] and [profile a b] name the same.
std::string section_name(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const char blank = c == '\t' ? ' ' : c;
    if (c != '"' && c != '\'' && (blank != ' ' || !out.ends_with(' ')))
      out += blank;
  }
  return out;
}

class Parser {
 public:
  // False if the line is wrong.
  bool take(std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || text[0] == '#' || text[0] == ';')
      return true;
    if (line[0] == '[')
      return open(text);
    return line[0] == ' ' || line[0] == '\t' ? take_nested(text) : take_value(text);
  }

  IniFile result() && { return std::move(file_); }

 private:
  bool open(std::string_view text) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos)
      return false;
    section_ = &file_[section_name(text.substr(1, end - 1))];
    key_.clear();
    return true;
  }

  bool take_value(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (section_ == nullptr || equals == std::string_view::npos)
      return false;
    key_ = to_lower_ascii(trim(text.substr(0, equals)));
    section_->values[key_] = trim(text.substr(equals + 1));
    return true;
  }

  // Below a key without a value a setting of its own, else the value goes on.
  bool take_nested(std::string_view text) {
    if (section_ == nullptr || key_.empty())
      return false;
    std::string& value = section_->values[key_];
    const std::size_t equals = text.find('=');
    if (!value.empty())
      value.append("\n").append(text);
    else if (equals != std::string_view::npos)
      section_->nested[key_][to_lower_ascii(trim(text.substr(0, equals)))] =
          trim(text.substr(equals + 1));
    return true;
  }

  IniFile file_;
  IniSection* section_ = nullptr;
  std::string key_;
};

}  // namespace

const std::string* IniSection::find(std::string_view key) const {
  const auto found = values.find(std::string(key));
  return found == values.end() || found->second.empty() ? nullptr : &found->second;
}

Result<IniFile> parse_ini(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  Parser parser;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (!parser.take(line))
      return Error{"line " + std::to_string(number) + " is neither a section nor a setting"};
  }
  return std::move(parser).result();
}

}  // namespace advisor::aws
