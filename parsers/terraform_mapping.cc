#include "parsers/terraform_mapping.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

#include "parsers/terraform_mapper.h"
#include "parsers/terraform_place.h"
#include "parsers/terraform_table.h"
#include "src/model/schema.h"

namespace advisor {
namespace {

struct Slot {
  TerraformHeading heading;
  std::optional<TerraformFold> fold;
  std::once_flag once;
  TerraformType type;
};

// All headings, found in one pass over the texts; what a slot holds does not depend on when it is
// filled.
struct Index {
  std::deque<Slot> slots;
  std::map<std::string_view, Slot*> by_name;  // aliases, too
};

Index& index() {
  static Index* all = [] {
    auto* made = new Index;
    for (const EmbeddedText& file : embedded_terraform_tables())
      for (const TerraformHeading& heading : terraform_headings(file.text)) {
        Slot& slot = made->slots.emplace_back();
        slot.heading = heading;
        slot.fold = read_fold(heading);
        made->by_name.emplace(heading.name, &slot);
        const std::string_view aliases = directive(heading.body, "@alias");
        for (std::size_t at = 0; at < aliases.size();) {
          const std::size_t end = std::min(aliases.find(' ', at), aliases.size());
          made->by_name.emplace(aliases.substr(at, end - at), &slot);
          at = end + 1;
        }
      }
    return made;
  }();
  return *all;
}

Slot* slot_of(std::string_view type) {
  const auto found = index().by_name.find(type);
  return found == index().by_name.end() ? nullptr : found->second;
}

// AWS's own default tags come with `tags_all`.
void choose_tags(Value& attributes) {
  const Value* all = attributes.find("tags_all");
  if (all == nullptr)
    return;
  if (all->as_map() == nullptr || all->as_map()->empty()) {
    attributes.erase("tags_all");
    return;
  }
  attributes.erase("tags");
  for (Member& member : *attributes.as_map())
    if (member.key == "tags_all")
      member.key = "tags";
}

std::vector<std::string> steps(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    names.emplace_back(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return names;
}

void merge(Value& owner, Value child) {
  if (owner.is_unknown())
    return;
  if (List* list = owner.as_list(); list != nullptr && child.as_list() != nullptr) {
    owner.set_open(owner.open() || child.open());
    for (Value& element : *child.as_list())
      list->push_back(std::move(element));
  } else if (owner.as_list() != nullptr && child.is_unknown()) {
    owner.set_open(true);
  } else if (owner.as_map() != nullptr && child.as_map() != nullptr) {
    owner.set_open(owner.open() || child.open());
    for (Member& member : *child.as_map())
      if (Value* there = owner.find(member.key))
        merge(*there, std::move(member.value));
      else
        owner.as_map()->push_back(std::move(member));
  } else {
    owner = std::move(child);
  }
}

}  // namespace

const TerraformReference* TerraformType::reference(std::string_view attribute) const {
  const auto found = std::ranges::find(references, attribute, &TerraformReference::attribute);
  return found == references.end() ? nullptr : &*found;
}

const TerraformType* terraform_type(std::string_view type) {
  Slot* slot = slot_of(type);
  if (slot == nullptr)
    return nullptr;
  std::call_once(slot->once, [&] {
    std::vector<std::string> errors;
    slot->type = read_terraform_type(slot->heading, errors);
  });
  return &slot->type;
}

std::vector<std::string_view> terraform_types() {
  std::vector<std::string_view> types;
  for (const auto& [name, slot] : index().by_name)
    if (slot->heading.name == name)
      types.push_back(name);
  return types;
}

Value map_terraform(const TerraformType& type, Value attributes, const SourceSet& sources) {
  if (attributes.as_map() == nullptr)
    return attributes;
  choose_tags(attributes);
  const TerraformTable& table = *type.table;
  const Schema* schema = resource_schema(type.type);
  const Span span = attributes.span();
  Value root = Value::map({}, span);
  Value inner = Value::map({}, span);
  Value rest = Value::map({}, span);
  const bool direct = table.under.empty();
  const Schema* target = tf::below(schema, table.under);
  if (table.under_list)
    target = tf::element_of(target);
  tf::Mapper mapper(root, schema);
  mapper.map_members(attributes, table.rules, target, direct ? root : inner, rest, /*top=*/true);
  inner.set_open(attributes.open());
  if (!direct && table.under_list) {
    List one;
    one.push_back(std::move(inner));
    inner = Value::list(std::move(one), span);
  }
  if (!direct)
    tf::put(root, table.under, std::move(inner), span);
  root.set_open(attributes.open());
  if (!rest.as_map()->empty())
    root.set("Terraform", std::move(rest), span);
  if (schema != nullptr)
    repair_by_schema(root, *schema, sources);
  return root;
}

std::vector<const TerraformFold*> folds_into(std::string_view owner_type) {
  const Slot* owner = slot_of(owner_type);
  std::vector<const TerraformFold*> folds;
  for (const Slot& slot : index().slots)
    if (slot.fold &&
        std::ranges::find(slot.fold->owners, owner != nullptr ? owner->heading.name : owner_type) !=
            slot.fold->owners.end())
      folds.push_back(&*slot.fold);
  return folds;
}

void fold_into(Value& owner_properties, const TerraformFold& fold, Value child_properties) {
  if (owner_properties.as_map() == nullptr || child_properties.as_map() == nullptr)
    return;
  child_properties.erase("Terraform");
  for (const std::string& path : fold.adds) {
    // Only what the table says: the child's own reference to its owner is none of its properties.
    Value* part = &child_properties;
    const std::vector<std::string> names = steps(path);
    for (const std::string& name : names)
      part = part != nullptr ? part->find(name) : nullptr;
    if (part == nullptr)
      continue;
    Value* there = &owner_properties;
    for (const std::string& name : names)
      there = there != nullptr ? there->find(name) : nullptr;
    const Span span = part->span();
    if (there == nullptr)
      tf::put(owner_properties, names, std::move(*part), span);
    else
      merge(*there, std::move(*part));
  }
}

void mark_foldable(Value& owner_properties, const TerraformFold& fold, const Unknown& unknown,
                   Span span) {
  if (owner_properties.as_map() == nullptr)
    return;
  for (const std::string& path : fold.adds) {
    const std::vector<std::string> names = steps(path);
    Value* there = &owner_properties;
    for (const std::string& name : names)
      there = there != nullptr ? there->find(name) : nullptr;
    if (there == nullptr) {
      Value value = Value::unknown(unknown, span);
      value.set_uncertain(true);
      tf::put(owner_properties, names, std::move(value), span);
    } else if (there->as_list() != nullptr || there->as_map() != nullptr) {
      there->set_open(true);
    }
  }
}

}  // namespace advisor
