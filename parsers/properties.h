#pragma once

#include <string>
#include <string_view>

#include "src/base/diagnostic.h"
#include "src/model/schema.h"
#include "src/model/value.h"

namespace advisor {

// A definition in the API's spelling as properties of the common model: CloudFormation names, what
// counts as absent (null, "", [], {}) removed, types mended with a note. The values of maps whose
// keys are the user's, and members called Value, keep their empty strings. `${X}` becomes unknown
// where it can only be a text that another tool replaces (image, role, numbers, ...). Definitions
// of types without schema stay as they are.
Value model_properties(Value definition, std::string_view type, const SourceSet& sources,
                       Diagnostics& diagnostics);

// Removes the members with these names, letter case ignored. Nothing if `map` is no map.
void erase_ignoring_case(Value& map, std::initializer_list<std::string_view> names);
// Renames a member, letter case of the old name ignored.
void rename_ignoring_case(Value& map, std::string_view from, std::string_view to);

// The text by which a message calls a value: a string itself, an unknown as its source writes it,
// else empty.
std::string written_as(const Value* value);

}  // namespace advisor
