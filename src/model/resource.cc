#include "src/model/resource.h"

namespace advisor {

bool Resource::leaves() const {
  const Value* action = change.find("action");
  const std::string* what = action == nullptr ? nullptr : action->as_string();
  return what != nullptr && (*what == "delete" || *what == "forget");
}

ResourceIndex::ResourceIndex(const Inventory& inventory) {
  for (const Resource& resource : inventory.resources) {
    by_type_[resource.type].push_back(&resource);
    if (resource.leaves())
      continue;
    by_id_.emplace(resource.id, &resource);
    for (const std::string& alias : resource.aliases)
      by_alias_.emplace(alias, &resource);
  }
}

const std::vector<const Resource*>& ResourceIndex::of_type(std::string_view type) const {
  static const std::vector<const Resource*> kNone;
  const auto found = by_type_.find(type);
  return found == by_type_.end() ? kNone : found->second;
}

const Resource* ResourceIndex::by_id(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

const Resource* ResourceIndex::by_alias(std::string_view type, std::string_view alias) const {
  const Resource* only = nullptr;
  const auto [begin, end] = by_alias_.equal_range(alias);
  for (auto it = begin; it != end; ++it) {
    if (!type.empty() && it->second->type != type)
      continue;
    if (only != nullptr && only != it->second)
      return nullptr;
    only = it->second;
  }
  return only;
}

}  // namespace advisor
