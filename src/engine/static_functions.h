#pragma once

#include <string_view>

#include "src/engine/static_type.h"

namespace advisor {

// What is known of a function of the rule language.
struct StaticSignature {
  std::string_view name;
  StaticType::Kind result = StaticType::Kind::kAny;
  // The kind of the receiver (or of the only argument); kAny: not checked.
  StaticType::Kind subject = StaticType::Kind::kAny;
};

// nullptr: nothing is known of it.
const StaticSignature* static_signature(std::string_view name);

}  // namespace advisor
