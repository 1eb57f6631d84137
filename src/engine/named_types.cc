#include "src/engine/named_types.h"

namespace advisor {
namespace {

constexpr bool is_type_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':';
}

}  // namespace

void collect_type_names(std::string_view text, std::set<std::string>& names) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_type_char(text[end]))
      ++end;
    std::string_view word = text.substr(at, end - at);
    while (word.ends_with(':'))
      word.remove_suffix(1);
    if (word.starts_with("aws_") || word.find("::") != std::string_view::npos)
      names.emplace(word);
    at = end + 1;
  }
}

}  // namespace advisor
