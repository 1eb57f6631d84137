#pragma once

// Places in the properties of a resource: which one an attribute has, and putting a value there.

#include <string>
#include <string_view>
#include <vector>

#include "src/model/schema.h"
#include "src/model/value.h"

namespace advisor::tf {

// The property that Terraform's name stands for: case and underscores ignored, else with an "s"
// behind it. nullptr if there is none. Precondition: the schema is an object's.
const Schema::Property* property_of(const Schema& schema, std::string_view attribute);

// "min_size" is "MinSize"; what remains where no schema tells.
std::string pascal_case(std::string_view attribute);

// Puts a value at a path below a map, with the maps on the way. What is there already stays, unless
// it was uncertain and the new value is not; maps are merged. Below an unknown nothing is put.
void put(Value& map, const std::vector<std::string>& path, Value value, Span key_span);
// Adds the elements of a list to the one that may be at that path. An unknown list opens it.
void extend(Value& map, const std::vector<std::string>& path, Value list, Span key_span);

// The schema of elements or of a map's values, and of what is at a path; nullptr if there is none.
const Schema* element_of(const Schema* schema);
const Schema* below(const Schema* schema, const std::vector<std::string>& path);

}  // namespace advisor::tf
