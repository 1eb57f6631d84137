#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "src/model/value.h"

namespace advisor::cel {

// Memory for the values of one evaluation. Nothing is freed one by one; clear() takes everything
// back and keeps the blocks, so that a warm arena allocates nothing from the heap.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;
  ~Arena() = default;

  // Alignment at most that of std::max_align_t.
  void* allocate(std::size_t bytes, std::size_t alignment);

  template <class T>
  T* make(T value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T(std::move(value));
  }
  // `count` value-initialized elements.
  template <class T>
  T* array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    T* items = static_cast<T*>(allocate(sizeof(T) * (count == 0 ? 1 : count), alignof(T)));
    for (std::size_t i = 0; i < count; ++i)
      new (items + i) T();
    return items;
  }
  template <class T>
  const T* copy(const std::vector<T>& items) {
    T* copied = array<T>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i)
      copied[i] = items[i];
    return copied;
  }
  std::string_view copy(std::string_view text);
  // A document that is built while evaluating (json()); lives until clear().
  const Value& keep(Value document);

  void clear();

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0;  // the one in use
  std::size_t used_ = 0;   // bytes of it
  std::deque<Value> documents_;
};

}  // namespace advisor::cel
