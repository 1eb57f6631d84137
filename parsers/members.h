#pragma once

#include <string_view>

#include "src/model/document.h"

namespace advisor {

// Makes the keys of a map that was read in document order unique: of equal keys the last value
// stays, at the place of the first. `warn` hears about every key that was written again, in
// document order. Cost: O(n log n) at worst.
class DuplicateKeys {
 public:
  explicit DuplicateKeys(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void remove(Map& members);
  // After the last map: says how many warnings were held back, and orders all by position.
  void finish();

 private:
  void warn(const Member& again);

  Diagnostics& diagnostics_;
  std::size_t warnings_ = 0;
};

}  // namespace advisor
