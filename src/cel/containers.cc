#include "src/cel/containers.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "src/cel/equal.h"

namespace advisor::cel {

void Doubt::add(const Value* node) {
  if (node == nullptr || count == nodes.size())
    return;
  if (std::find(nodes.begin(), nodes.begin() + count, node) == nodes.begin() + count)
    nodes[count++] = node;
}

void Doubt::add(const Doubt& other) {
  for (std::uint32_t i = 0; i < other.count; ++i)
    add(other.nodes[i]);
}

void Doubt::add(const Val& unknown) {
  if (!unknown.is_unknown())
    return;
  if (unknown.is_node())
    add(&unknown.node());
  else
    add(unknown.unknown_data()->doubt);
}

ListView::ListView(const Val& list) : list_(list) {
  if (list.is_node()) {
    const List& items = *list.node().as_list();
    nodes_ = items.data();
    size_ = items.size();
    open_ = list.node().open();
    if (nodes_ == nullptr) {
      static const ListData kEmpty;
      data_ = &kEmpty;
    }
  } else {
    data_ = list.list_data();
    size_ = data_->size;
    open_ = data_->open;
  }
}

bool ListView::fixed() const {
  if (open_)
    return false;
  for (std::size_t i = 0; i < size_; ++i)
    if (uncertain(i))
      return false;
  return true;
}

void ListView::doubt_element(Doubt& doubt, std::size_t i) const {
  if (nodes_ != nullptr)
    doubt.add(&nodes_[i]);
  else if (data_->doubt != nullptr)
    doubt.add(*data_->doubt);
}

void ListView::doubt_end(Doubt& doubt) const {
  if (list_.is_node())
    doubt.add(&list_.node());
  else if (data_->doubt != nullptr)
    doubt.add(*data_->doubt);
}

MapView::MapView(const Val& map) : map_(map) {
  if (map.is_node()) {
    const Map& members = *map.node().as_map();
    members_ = members.data();
    size_ = members.size();
    open_ = map.node().open();
    if (members_ == nullptr) {
      static const MapData kEmpty;
      data_ = &kEmpty;
    }
  } else {
    data_ = map.map_data();
    size_ = data_->size;
    open_ = data_->open;
  }
}

bool MapView::fixed() const {
  if (open_)
    return false;
  for (std::size_t i = 0; i < size_; ++i)
    if (uncertain(i))
      return false;
  return true;
}

void MapView::doubt_element(Doubt& doubt, std::size_t i) const {
  if (members_ != nullptr)
    doubt.add(&members_[i].value);
  else if (data_->doubt != nullptr)
    doubt.add(*data_->doubt);
}

void MapView::doubt_end(Doubt& doubt) const {
  if (map_.is_node())
    doubt.add(&map_.node());
  else if (data_->doubt != nullptr)
    doubt.add(*data_->doubt);
}

std::optional<std::size_t> MapView::find(std::string_view key) const {
  if (members_ != nullptr) {
    for (std::size_t i = 0; i < size_; ++i)
      if (members_[i].key == key)
        return i;
    return std::nullopt;
  }
  for (std::size_t i = 0; i < size_; ++i)
    if (data_->keys[i].is_string() && data_->keys[i].string_value() == key)
      return i;
  return std::nullopt;
}

std::optional<std::size_t> MapView::find(const Val& key) const {
  if (key.is_string())
    return find(key.string_value());
  if (members_ != nullptr)
    return std::nullopt;
  for (std::size_t i = 0; i < size_; ++i) {
    const Val& candidate = data_->keys[i];
    if (candidate.is_bool() || key.is_bool()) {
      if (candidate.kind() == key.kind() && candidate.bool_value() == key.bool_value())
        return i;
    } else if (compare_numbers(candidate, key) == Order::kEqual) {
      return i;
    }
  }
  return std::nullopt;
}

bool is_key_kind(Val::Kind kind) {
  return kind == Val::Kind::kString || kind == Val::Kind::kInt || kind == Val::Kind::kUint ||
         kind == Val::Kind::kBool;
}

Val make_unknown(Arena& arena, const Doubt& doubt) {
  return Val::unknown(arena.make(UnknownData{doubt, nullptr, 0}));
}

Val make_some(Arena& arena, const Val& value) {
  return Val::optional(arena.make(OptionalData{value, false, nullptr}));
}

Val make_maybe(Arena& arena, const Val& value, const Doubt& doubt) {
  return Val::optional(arena.make(OptionalData{value, true, arena.make(doubt)}));
}

void ListBuilder::grow(std::size_t capacity) {
  Val* items = static_cast<Val*>(arena_.allocate(sizeof(Val) * capacity, alignof(Val)));
  bool* uncertain = static_cast<bool*>(arena_.allocate(capacity, alignof(bool)));
  if (size_ != 0) {
    std::memcpy(static_cast<void*>(items), items_, size_ * sizeof(Val));
    std::memcpy(uncertain, uncertain_, size_);
  }
  items_ = items;
  uncertain_ = uncertain;
  capacity_ = capacity;
}

void ListBuilder::reserve(std::size_t count) {
  if (count > capacity_)
    grow(count);
}

void ListBuilder::add(const Val& value, bool uncertain) {
  if (size_ == capacity_)
    grow(capacity_ == 0 ? 4 : capacity_ * 2);
  items_[size_] = value;
  uncertain_[size_] = uncertain;
  any_uncertain_ = any_uncertain_ || uncertain;
  ++size_;
}

Val ListBuilder::build() {
  ListData data;
  data.items = items_;
  data.uncertain = any_uncertain_ ? uncertain_ : nullptr;
  data.size = static_cast<std::uint32_t>(size_);
  data.open = open_;
  data.doubt = doubt_.count == 0 ? nullptr : arena_.make(doubt_);
  data.origin = origin_;
  return Val::list(arena_.make(data));
}

Val make_list(const Elements& elements, Arena& arena, const Value* why) {
  ListBuilder builder(arena);
  builder.reserve(elements.items.size());
  for (const Element& element : elements.items) {
    builder.add(element.value, element.uncertain);
    if (element.uncertain && why == nullptr)
      builder.doubt().add(element.value.origin());
  }
  if (elements.open)
    builder.set_open();
  builder.doubt().add(why);
  return builder.build();
}

void MapBuilder::add(const Val& key, const Val& value, bool uncertain) {
  keys_.add(key);
  values_.add(value, uncertain);
}

bool MapBuilder::contains(const Val& key) const {
  MapData data;
  data.keys = keys_.items();
  data.size = static_cast<std::uint32_t>(keys_.size());
  return MapView(Val::map(&data)).find(key).has_value();
}

Val MapBuilder::build() {
  const ListData& keys = *keys_.build().list_data();
  const ListData& values = *values_.build().list_data();
  MapData data;
  data.keys = keys.items;
  data.values = values.items;
  data.uncertain = values.uncertain;
  data.size = keys.size;
  data.open = values.open;
  data.doubt = values.doubt;
  return Val::map(arena_.make(data));
}

}  // namespace advisor::cel
