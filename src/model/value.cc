#include "src/model/value.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

namespace advisor {

Value::Value(Data data, Span span) : data_(std::move(data)), span_(span) {}

Value Value::null(Span span) {
  return {std::monostate(), span};
}
Value Value::boolean(bool value, Span span) {
  return {value, span};
}
Value Value::integer(std::int64_t value, Span span) {
  return {value, span};
}
Value Value::number(double value, Span span) {
  return {value, span};
}
Value Value::string(std::string value, Span span) {
  return {std::move(value), span};
}
Value Value::list() {
  return list(List());
}
Value Value::list(List value, Span span) {
  return {std::move(value), span};
}
Value Value::map() {
  return map(Map());
}
Value Value::map(Map value, Span span) {
  return {std::move(value), span};
}
Value Value::unknown(Unknown value, Span span) {
  return {Box<Unknown>(std::move(value)), span};
}

const Unknown* Value::as_unknown() const {
  const auto* box = std::get_if<Box<Unknown>>(&data_);
  return box == nullptr ? nullptr : &**box;
}

Unknown* Value::as_unknown() {
  auto* box = std::get_if<Box<Unknown>>(&data_);
  return box == nullptr ? nullptr : &**box;
}

const Member* Value::find_member(std::string_view key) const {
  const Map* map = as_map();
  if (map == nullptr)
    return nullptr;
  for (const Member& member : *map)
    if (member.key == key)
      return &member;
  return nullptr;
}

const Value* Value::find(std::string_view key) const {
  const Member* member = find_member(key);
  return member == nullptr ? nullptr : &member->value;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

const Value* Value::at(std::initializer_list<std::string_view> keys) const {
  const Value* value = this;
  for (const std::string_view key : keys) {
    value = value->find(key);
    if (value == nullptr)
      return nullptr;
  }
  return value;
}

Value& Value::set(std::string key, Value value, Span key_span) {
  Map* map = as_map();
  assert(map != nullptr);
  if (Value* existing = find(key)) {
    *existing = std::move(value);
    return *existing;
  }
  map->push_back({std::move(key), key_span, std::move(value)});
  return map->back().value;
}

bool Value::erase(std::string_view key) {
  Map* map = as_map();
  assert(map != nullptr);
  return std::erase_if(*map, [&](const Member& member) { return member.key == key; }) != 0;
}

namespace {

bool same_branch(const std::shared_ptr<const Value>& a, const std::shared_ptr<const Value>& b) {
  return a == b || (a != nullptr && b != nullptr && same_value(*a, *b));
}

bool same_choice(const std::shared_ptr<const Choice>& a, const std::shared_ptr<const Choice>& b) {
  return a == b || (a != nullptr && b != nullptr && a->condition == b->condition &&
                    same_branch(a->then, b->then) && same_branch(a->otherwise, b->otherwise));
}

// Most maps that are compared have their keys in one order. What is left is looked up in an index:
// a search per key would take too long for maps of many thousand entries.
bool same_map(const Map& a, const Map& b) {
  if (a.size() != b.size())
    return false;
  std::size_t i = 0;
  for (; i < a.size() && a[i].key == b[i].key; ++i)
    if (!same_value(a[i].value, b[i].value))
      return false;
  std::unordered_map<std::string_view, const Value*> rest;
  for (std::size_t j = i; j < b.size(); ++j)
    rest.emplace(b[j].key, &b[j].value);
  return std::all_of(a.begin() + static_cast<std::ptrdiff_t>(i), a.end(), [&](const Member& m) {
    const auto found = rest.find(m.key);
    return found != rest.end() && same_value(m.value, *found->second);
  });
}

}  // namespace

bool same_value(const Value& a, const Value& b) {
  if (a.kind() != b.kind() || a.uncertain() != b.uncertain() || a.open() != b.open())
    return false;
  switch (a.kind()) {
    case Value::Kind::kNull:
      return true;
    case Value::Kind::kBool:
      return *a.as_bool() == *b.as_bool();
    case Value::Kind::kInt:
      return *a.as_int() == *b.as_int();
    case Value::Kind::kDouble:
      return *a.as_double() == *b.as_double();
    case Value::Kind::kString:
      return *a.as_string() == *b.as_string();
    case Value::Kind::kList:
      return std::ranges::equal(*a.as_list(), *b.as_list(), same_value);
    case Value::Kind::kMap: {
      return same_map(*a.as_map(), *b.as_map());
    }
    case Value::Kind::kUnknown: {
      const Unknown& x = *a.as_unknown();
      const Unknown& y = *b.as_unknown();
      return x.cause == y.cause && x.function == y.function && x.arguments == y.arguments &&
             x.text == y.text && x.fallback == y.fallback && x.identity == y.identity &&
             x.links == y.links && x.pieces == y.pieces && same_choice(x.choice, y.choice);
    }
  }
  return false;
}

}  // namespace advisor
