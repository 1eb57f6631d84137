#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/model/value.h"

namespace advisor {

// The shape of a CloudFormation resource type, reduced from AWS's published resource schemas
// (src/model/schemas/*.json; source and date in each file). Parsed on first use, so that types a
// run does not meet cost nothing.
struct Schema {
  enum class Kind : std::uint8_t {
    kAny,
    kBool,
    kInt,
    kNumber,
    kString,
    kList,
    kMap,
    kObject,
    kJson
  };
  struct Property;
  Kind kind = Kind::kAny;
  std::vector<Property> properties;     // kObject; sorted by name
  std::vector<std::string> enumerated;  // kString: the documented values; empty = any
  std::vector<Schema> element;          // kList, kMap: one schema; empty = any

  const Property* find(std::string_view name) const;                // exact
  const Property* find_ignoring_case(std::string_view name) const;  // "softLimit", "SOFTLIMIT"
};
struct Schema::Property {
  std::string name;
  bool required = false;
  Schema schema;
};

// nullptr: no schema for that type. The pointer stays valid for the life of the process.
const Schema* resource_schema(std::string_view type);
std::vector<std::string_view> schema_types();

// Renames keys that differ from the schema's only in case (API camelCase, PascalCase, any mixture)
// at every level; keys of maps (Options, Labels, Variables) stay. Irregular API names are given as
// {"placementStrategy", "PlacementStrategies"} pairs per path by the reader beforehand.
// Unknown keys keep their name with a raised first letter and are reported: as a warning with "did
// you mean" where a property is near, else as a note. Of two keys that become one the later counts.
void rename_by_schema(Value& value, const Schema& schema, Diagnostics& notes);

// null, "", [] and {} say nothing; not so if they may have more.
bool is_absent(const Value& value);
// Removes what counts as absent at every level: null, "", [] and {}, unless open. The values of
// maps whose keys are the user's, and members called Value, keep their empty strings. `schema` may
// be null.
void drop_absent(Value& value, const Schema* schema);

// rule-language.md 4.5: decimal strings where a number is wanted, "true" where a bool is, numbers
// and bools where a string is (from the source text, leading zeros kept), JSON text where an object
// is wanted, nulls removed; plain YAML 1.1 scalars (yes, 010) where the schema wants their type.
// Both branches of a choice are mended. What cannot be repaired stays. `repaired`, if given,
// receives a note for every value whose type was mended.
void repair_by_schema(Value& value, const Schema& schema, const SourceSet& sources,
                      Diagnostics* repaired = nullptr);

}  // namespace advisor
