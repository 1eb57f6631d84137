#pragma once

#include <cstddef>

#include "src/model/value.h"

namespace advisor {

// Every value and key of the tree stands at that place.
void place_all(Value& value, Span span);

// The value itself, and all that are in it.
std::size_t count_nodes(const Value& value);

}  // namespace advisor
