#include "parsers/yaml_merge.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

namespace advisor::yaml {
namespace {

bool is_mergeable(const Value& value) {
  if (value.as_map() != nullptr)
    return true;
  const List* list = value.as_list();
  return list != nullptr && std::ranges::all_of(*list, [](const Value& element) {
           return element.as_map() != nullptr;
         });
}

void take_entries(Value& value, std::unordered_set<std::string>& known, Map& out) {
  if (List* list = value.as_list()) {
    for (Value& element : *list)
      take_entries(element, known, out);
    return;
  }
  for (Member& member : *value.as_map())
    if (known.insert(member.key).second)
      out.push_back(std::move(member));
}

}  // namespace

void apply_merges(Map& members, const std::vector<std::size_t>& merges, Diagnostics& diagnostics) {
  if (merges.empty())
    return;
  std::unordered_set<std::string> known;
  const auto merges_at = [&](std::size_t index) {
    return std::ranges::binary_search(merges, index) && is_mergeable(members[index].value);
  };
  for (std::size_t i = 0; i < members.size(); ++i)
    if (!merges_at(i))
      known.insert(members[i].key);
  Map out;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (merges_at(i)) {
      take_entries(members[i].value, known, out);
      continue;
    }
    if (std::ranges::binary_search(merges, i))
      diagnostics.push_back({Diagnostic::Level::kWarning,
                             "the value of a merge key '<<' must be a map or a list of maps",
                             "quote the key if it is meant as it stands",
                             members[i].value.span(),
                             {}});
    out.push_back(std::move(members[i]));
  }
  members = std::move(out);
}

}  // namespace advisor::yaml
