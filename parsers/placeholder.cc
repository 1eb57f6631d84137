#include "parsers/placeholder.h"

#include <optional>
#include <string_view>
#include <vector>

#include "parsers/partial.h"

namespace advisor {
namespace {

bool is_capital(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_name(char c) {
  return is_capital(c) || (c >= 'a' && c <= 'z');
}

struct Found {
  std::string_view whole;
  std::string_view name;
  std::string_view fallback;
};

// ${NAME}, ${NAME:-default}, ${NAME-default}
std::optional<Found> shell_variable(std::string_view text) {
  const std::size_t close = text.find('}');
  if (!text.starts_with("${") || close == std::string_view::npos)
    return std::nullopt;
  const std::string_view inner = text.substr(2, close - 2);
  std::size_t length = 0;
  while (length < inner.size() && is_name(inner[length]))
    ++length;
  std::string_view rest = inner.substr(length);
  if (length == 0)
    return std::nullopt;
  if (rest.starts_with(':'))
    rest.remove_prefix(1);
  if (!rest.empty() && !rest.starts_with('-'))
    return std::nullopt;
  return Found{text.substr(0, close + 1), inner.substr(0, length),
               rest.empty() ? rest : rest.substr(1)};
}

std::optional<Found> angle_name(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && is_capital(text[length]))
    ++length;
  if (length < 2 || length >= text.size() || text[length] != '>')
    return std::nullopt;
  return Found{text.substr(0, length + 1), text.substr(1, length - 1), ""};
}

Unknown placeholder(const Found& found) {
  Unknown out;
  out.cause = Unknown::Cause::kPlaceholder;
  out.text = std::string(found.whole);
  out.fallback = std::string(found.fallback);
  if (found.whole.starts_with('$'))
    out.links.push_back({Link::Kind::kEnvironment, "", std::string(found.name), ""});
  return out;
}

}  // namespace

Value resolve_placeholders(const std::string& text, Span span) {
  std::vector<StringPart> parts;
  std::string literal;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto found = rest[0] == '$'   ? shell_variable(rest)
                       : rest[0] == '<' ? angle_name(rest)
                                        : std::nullopt;
    if (!found) {
      literal += rest[0];
      rest.remove_prefix(1);
      continue;
    }
    parts.emplace_back(std::move(literal));
    literal.clear();
    parts.emplace_back(placeholder(*found));
    rest.remove_prefix(found->whole.size());
  }
  parts.emplace_back(std::move(literal));
  return assemble_string(std::move(parts), span);
}

}  // namespace advisor
