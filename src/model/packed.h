#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/model/value.h"

namespace advisor {

// A compact binary form of a Value tree (no unknowns) with its spans' byte ranges, for what the
// build puts into the binary: reading it back costs a fraction of parsing YAML.
std::string pack(const Value& value);

// Inverse of pack(). All spans get the given source. nullopt for bytes that pack() did not write.
std::optional<Value> unpack(std::string_view bytes, SourceId source);

}  // namespace advisor
