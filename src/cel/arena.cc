#include "src/cel/arena.h"

#include <algorithm>
#include <cstring>

namespace advisor::cel {
namespace {

constexpr std::size_t kFirstBlock = std::size_t{4} << 10U;
constexpr std::size_t kLargestBlock = std::size_t{1} << 20U;

}  // namespace

void* Arena::allocate(std::size_t bytes, std::size_t alignment) {
  for (; block_ < blocks_.size(); ++block_, used_ = 0) {
    const std::size_t begin = (used_ + alignment - 1) & ~(alignment - 1);
    if (begin + bytes <= blocks_[block_].size) {
      used_ = begin + bytes;
      return blocks_[block_].bytes.get() + begin;
    }
  }
  const std::size_t grown =
      blocks_.empty() ? kFirstBlock : std::min(blocks_.back().size * 2, kLargestBlock);
  const std::size_t size = std::max(grown, bytes);
  // NOLINTNEXTLINE(modernize-avoid-c-arrays): uninitialized on purpose, make_unique would clear it
  blocks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[size]), size});
  block_ = blocks_.size() - 1;
  used_ = bytes;
  return blocks_.back().bytes.get();
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty())
    return {};
  char* bytes = static_cast<char*>(allocate(text.size(), 1));
  std::memcpy(bytes, text.data(), text.size());
  return {bytes, text.size()};
}

const Value& Arena::keep(Value document) {
  documents_.push_back(std::move(document));
  return documents_.back();
}

void Arena::clear() {
  block_ = 0;
  used_ = 0;
  if (!documents_.empty())
    documents_.clear();
}

}  // namespace advisor::cel
