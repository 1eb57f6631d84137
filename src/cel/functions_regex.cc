#include <array>

#include <re2/re2.h>

#include "src/cel/functions.h"
#include "src/cel/regex.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;

Val matches(Machine& machine, Arguments arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_string())
    return machine.no_overload("matches", arguments);
  Val failure;
  const re2::RE2* pattern = machine.pattern(arguments[1].string_value(), failure);
  return pattern == nullptr ? failure : match(machine, arguments[0].string_value(), *pattern);
}

// Finds the first match at or behind `from`. The extracted text is the capture group if there is
// one; `from` moves behind the match.
bool next_match(const re2::RE2& pattern, std::string_view text, std::size_t& from,
                std::optional<std::string_view>& found) {
  std::array<re2::StringPiece, 2> groups;
  const int count = pattern.NumberOfCapturingGroups() + 1;
  if (from > text.size() || !pattern.Match(re2::StringPiece(text.data(), text.size()), from,
                                           text.size(), re2::RE2::UNANCHORED, groups.data(), count))
    return false;
  const re2::StringPiece& wanted = groups[count == 2 ? 1 : 0];
  found = std::nullopt;
  if (wanted.data() != nullptr)
    found = std::string_view(wanted.data(), wanted.size());
  const auto end = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
  from = end + (groups[0].empty() ? 1 : 0);
  while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U)
    ++from;
  return true;
}

const re2::RE2* extraction_pattern(Machine& machine, std::string_view name, Arguments arguments,
                                   Val& failure) {
  if (!arguments[0].is_string() || !arguments[1].is_string()) {
    failure = machine.no_overload(name, arguments);
    return nullptr;
  }
  const re2::RE2* pattern = machine.pattern(arguments[1].string_value(), failure);
  if (pattern != nullptr && pattern->NumberOfCapturingGroups() > 1) {
    failure = machine.error("the regular expression has more than one capture group");
    return nullptr;
  }
  if (pattern != nullptr && !machine.charge(match_cost(arguments[0].string_value(), *pattern))) {
    failure = Val();
    return nullptr;
  }
  return pattern;
}

Val extract(Machine& machine, Arguments arguments) {
  Val failure;
  const re2::RE2* pattern = extraction_pattern(machine, "regex.extract", arguments, failure);
  if (pattern == nullptr)
    return failure;
  std::size_t from = 0;
  std::optional<std::string_view> found;
  if (!next_match(*pattern, arguments[0].string_value(), from, found) || !found)
    return make_none();
  return make_some(machine.arena(), machine.string(*found));
}

Val extract_all(Machine& machine, Arguments arguments) {
  Val failure;
  const re2::RE2* pattern = extraction_pattern(machine, "regex.extractAll", arguments, failure);
  if (pattern == nullptr)
    return failure;
  ListBuilder builder(machine.arena());
  std::size_t from = 0;
  std::optional<std::string_view> found;
  while (next_match(*pattern, arguments[0].string_value(), from, found)) {
    machine.charge(pattern->pattern().size() / 40 + 1);
    if (found)
      builder.add(machine.string(*found));
    if (machine.exhausted() || builder.size() > machine.limits().list_elements)
      break;
  }
  return machine.list(builder);
}

constexpr std::array<Function, 3> kFunctions = {{
    {"matches", Style::kBoth, 2, 2, Function::Unknowns::kStrict, matches},
    {"regex.extract", Style::kGlobal, 2, 2, Function::Unknowns::kStrict, extract},
    {"regex.extractAll", Style::kGlobal, 2, 2, Function::Unknowns::kStrict, extract_all},
}};

}  // namespace

std::span<const Function> regex_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
