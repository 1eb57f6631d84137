#include "parsers/members.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"

namespace advisor {
namespace {

// Pairs {index of the first member with that key, index of a later one}, ordered by the later one.
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

constexpr std::size_t kSmallMap = 16;
constexpr std::size_t kMaxWarnings = 50;

Pairs find_in_small(const Map& members) {
  Pairs pairs;
  for (std::size_t later = 1; later < members.size(); ++later) {
    std::size_t first = 0;
    while (members[first].key != members[later].key)
      ++first;
    if (first != later)
      pairs.emplace_back(first, later);
  }
  return pairs;
}

Pairs find_in_large(const Map& members) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {},
                           [&](std::size_t i) -> const std::string& { return members[i].key; });
  Pairs pairs;
  for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
    if (members[order[i]].key == members[order[first]].key)
      pairs.emplace_back(order[first], order[i]);
    else
      first = i;
  }
  std::ranges::sort(pairs, {}, &Pairs::value_type::second);
  return pairs;
}

}  // namespace

void DuplicateKeys::warn(const Member& again) {
  if (++warnings_ > kMaxWarnings)
    return;
  diagnostics_.push_back(
      {Diagnostic::Level::kWarning,
       "the key \"" + printable(again.key) + "\" is written again: the last value counts",
       "remove one of the two entries",
       again.key_span,
       {}});
}

void DuplicateKeys::remove(Map& members) {
  const Pairs pairs = members.size() <= kSmallMap ? find_in_small(members) : find_in_large(members);
  if (pairs.empty())
    return;
  std::vector<bool> dropped(members.size());
  for (const auto& [first, later] : pairs) {
    warn(members[later]);
    members[first].key_span = members[later].key_span;
    members[first].value = std::move(members[later].value);
    dropped[later] = true;
  }
  std::size_t index = 0;
  std::erase_if(members, [&](const Member&) { return dropped[index++]; });
}

void DuplicateKeys::finish() {
  std::ranges::stable_sort(diagnostics_, {},
                           [](const Diagnostic& diagnostic) { return diagnostic.span.begin; });
  if (warnings_ > kMaxWarnings)
    diagnostics_.push_back(
        {Diagnostic::Level::kWarning,
         std::to_string(warnings_ - kMaxWarnings) + " more keys are written again in this file",
         {},
         diagnostics_.back().span,
         {}});
}

}  // namespace advisor
