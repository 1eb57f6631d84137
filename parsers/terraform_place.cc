#include "parsers/terraform_place.h"

#include <iterator>
#include <utility>

#include "parsers/terraform_values.h"

namespace advisor::tf {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// 0: differs, 1: the same word, 2: the property has an "s" more.
int match(std::string_view property, std::string_view attribute) {
  std::size_t at = 0;
  for (const char c : attribute) {
    if (c == '_')
      continue;
    if (at == property.size() || lower(property[at]) != lower(c))
      return 0;
    ++at;
  }
  if (at == property.size())
    return 1;
  return at + 1 == property.size() && property[at] == 's' ? 2 : 0;
}

void merge(Value& there, Value value) {
  if (there.as_map() != nullptr && value.as_map() != nullptr) {
    there.set_open(there.open() || value.open());
    for (Member& member : *value.as_map())
      put(there, {member.key}, std::move(member.value), member.key_span);
  } else if (there.uncertain() && !value.uncertain()) {
    there = std::move(value);
  } else if (value.is_unknown() && there.as_map() != nullptr) {
    there.set_open(true);
  }
}

}  // namespace

const Schema::Property* property_of(const Schema& schema, std::string_view attribute) {
  const Schema::Property* plural = nullptr;
  for (const Schema::Property& property : schema.properties) {
    const int fits = match(property.name, attribute);
    if (fits == 1)
      return &property;
    if (fits == 2)
      plural = &property;
  }
  return plural;
}

std::string pascal_case(std::string_view attribute) {
  std::string name;
  bool raise = true;
  for (const char c : attribute) {
    if (c != '_')
      name += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = c == '_';
  }
  return name;
}

const Schema* element_of(const Schema* schema) {
  return schema != nullptr && !schema->element.empty() ? &schema->element[0] : nullptr;
}

const Schema* below(const Schema* schema, const std::vector<std::string>& path) {
  for (const std::string& name : path) {
    const Schema::Property* property =
        schema != nullptr && schema->kind == Schema::Kind::kObject ? schema->find(name) : nullptr;
    schema = property != nullptr ? &property->schema : nullptr;
  }
  return schema;
}

void put(Value& map, const std::vector<std::string>& path, Value value, Span key_span) {
  Value* at = &map;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (at->as_map() == nullptr)
      return;
    Value* next = at->find(path[i]);
    if (next == nullptr) {
      next = &at->set(path[i], Value::map({}, value.span()), key_span);
      next->set_uncertain(value.uncertain());
    }
    next->set_uncertain(next->uncertain() && value.uncertain());
    at = next;
  }
  if (at->as_map() == nullptr)
    return;
  if (Value* there = at->find(path.back()))
    merge(*there, std::move(value));
  else
    at->as_map()->push_back({path.back(), key_span, std::move(value)});
}

void extend(Value& map, const std::vector<std::string>& path, Value list, Span key_span) {
  Value* there = &map;
  for (const std::string& name : path)
    there = there != nullptr ? there->find(name) : nullptr;
  if (there == nullptr) {
    if (list.is_unknown() || !is_absent(list))
      put(map, path, std::move(list), key_span);
    return;
  }
  if (there->is_unknown() && list.as_list() != nullptr) {
    *there = std::move(list);
    there->set_open(true);
    return;
  }
  List* elements = there->as_list();
  if (elements == nullptr)
    return;
  there->set_open(there->open() || list.is_unknown() || list.open());
  if (List* more = list.as_list())
    std::ranges::move(*more, std::back_inserter(*elements));
}

}  // namespace advisor::tf
