#pragma once

#include <cstddef>

#include "src/model/value.h"

namespace advisor::sam {

// The properties of a SAM resource with what Globals says about its type: maps are merged, lists
// are joined (the global one first), everything else is the resource's where it has it. A function
// counts as one value. IgnoreGlobals of the resource is heeded.
Value with_globals(const Value* globals, const Value& resource, std::string_view type);

}  // namespace advisor::sam
