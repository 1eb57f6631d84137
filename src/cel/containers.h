#pragma once

// Lists, maps, optionals and unknowns as the evaluator builds them, and views that read these and
// the ones of documents in the same way.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "src/cel/arena.h"
#include "src/cel/val.h"

namespace advisor::cel {

// Why something is not known: document nodes, at most 8 (rule-language.md 2.7).
struct Doubt {
  std::array<const Value*, 8> nodes{};
  std::uint32_t count = 0;

  void add(const Value* node);
  void add(const Doubt& other);
  void add(const Val& unknown);  // the reasons of an unknown; anything else adds nothing
};

struct ListData {
  const Val* items = nullptr;
  const bool* uncertain = nullptr;  // nullptr: no element is
  std::uint32_t size = 0;
  bool open = false;
  const Doubt* doubt = nullptr;   // why elements are uncertain or the end is open
  const Value* origin = nullptr;  // the document list of which this is a part
};

struct MapData {
  const Val* keys = nullptr;
  const Val* values = nullptr;
  const bool* uncertain = nullptr;
  std::uint32_t size = 0;
  bool open = false;
  const Doubt* doubt = nullptr;
};

struct OptionalData {
  Val value;
  bool maybe = false;  // some(value) or none, not decided
  const Doubt* doubt = nullptr;
};

// A piece of a partly known string.
struct Fragment {
  std::string_view text;
  Piece::Hole hole = Piece::Hole::kNone;
};

struct UnknownData {
  Doubt doubt;
  const Fragment* fragments = nullptr;  // a partly known string
  std::uint32_t fragment_count = 0;
};

class ListView {
 public:
  ListView() = default;
  explicit ListView(const Val& list);  // precondition: kList

  std::size_t size() const { return size_; }
  Val operator[](std::size_t i) const {
    return nodes_ != nullptr ? Val::part(list_, nodes_[i]) : data_->items[i];
  }
  bool uncertain(std::size_t i) const {
    return nodes_ != nullptr ? nodes_[i].uncertain()
                             : data_->uncertain != nullptr && data_->uncertain[i];
  }
  bool open() const { return open_; }
  // Every element is present and there are no others.
  bool fixed() const;
  // Why the presence of element i, or the end of the list, is not known.
  void doubt_element(Doubt& doubt, std::size_t i) const;
  void doubt_end(Doubt& doubt) const;

 private:
  Val list_;
  const Value* nodes_ = nullptr;
  const ListData* data_ = nullptr;
  std::size_t size_ = 0;
  bool open_ = false;
};

class MapView {
 public:
  MapView() = default;
  explicit MapView(const Val& map);  // precondition: kMap

  std::size_t size() const { return size_; }
  Val key(std::size_t i) const {
    return members_ != nullptr ? Val::literal(members_[i].key) : data_->keys[i];
  }
  Val value(std::size_t i) const {
    return members_ != nullptr ? Val::part(map_, members_[i].value) : data_->values[i];
  }
  bool uncertain(std::size_t i) const {
    return members_ != nullptr ? members_[i].value.uncertain()
                               : data_->uncertain != nullptr && data_->uncertain[i];
  }
  bool open() const { return open_; }
  bool fixed() const;
  void doubt_element(Doubt& doubt, std::size_t i) const;
  void doubt_end(Doubt& doubt) const;
  // Index of the entry; numbers are looked up by value across their kinds. nullopt: no such key,
  // or the value cannot be a key.
  std::optional<std::size_t> find(const Val& key) const;
  std::optional<std::size_t> find(std::string_view key) const;

 private:
  Val map_;
  const Member* members_ = nullptr;
  const MapData* data_ = nullptr;
  std::size_t size_ = 0;
  bool open_ = false;
};

// True for kinds that may be map keys: string, int, uint, bool.
bool is_key_kind(Val::Kind kind);

Val make_unknown(Arena& arena, const Doubt& doubt);
Val make_some(Arena& arena, const Val& value);
Val make_maybe(Arena& arena, const Val& value, const Doubt& doubt);
inline Val make_none() {
  return Val::optional(nullptr);
}

// Collects elements for a new list.
class ListBuilder {
 public:
  explicit ListBuilder(Arena& arena) : arena_(arena) {}
  void reserve(std::size_t count);
  void add(const Val& value, bool uncertain = false);
  void set_open() { open_ = true; }
  void set_origin(const Value* origin) { origin_ = origin; }
  Doubt& doubt() { return doubt_; }
  std::size_t size() const { return size_; }
  const Val* items() const { return items_; }
  Val build();

 private:
  void grow(std::size_t capacity);
  Arena& arena_;
  Val* items_ = nullptr;
  bool* uncertain_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  bool any_uncertain_ = false;
  bool open_ = false;
  Doubt doubt_;
  const Value* origin_ = nullptr;
};

// Collects entries for a new map. Keys must be distinct; MapView::find of a built map or contains()
// tells.
class MapBuilder {
 public:
  explicit MapBuilder(Arena& arena) : keys_(arena), values_(arena), arena_(arena) {}
  void add(const Val& key, const Val& value, bool uncertain = false);
  void add(std::string_view key, const Val& value) { add(Val::literal(key), value); }
  bool contains(const Val& key) const;
  void set_open() { values_.set_open(); }
  Doubt& doubt() { return values_.doubt(); }
  std::size_t size() const { return values_.size(); }
  Val build();

 private:
  ListBuilder keys_;
  ListBuilder values_;
  Arena& arena_;
};

}  // namespace advisor::cel
