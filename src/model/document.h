#pragma once

#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor {

// Bounds that every parser of untrusted text keeps.
struct ParseLimits {
  int depth = 200;                             // nested lists and maps
  std::size_t bytes = std::size_t{64} << 20U;  // of one file; plans are streamed and not bound
  std::size_t nodes = 5'000'000;
};

// What a parser makes of one text: the tree as far as it could be read, and what was wrong.
struct Parsed {
  Value root;
  Diagnostics diagnostics;
  // False if a syntax error ended the parse; then root holds nothing usable.
  bool ok = true;
};

}  // namespace advisor
