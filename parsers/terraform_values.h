#pragma once

// Conversions of single values, for the mapping of Terraform resources.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/model/schema.h"
#include "src/model/value.h"

namespace advisor::tf {

// Span, uncertainty and, of collections, openness of another value.
Value placed_like(Value value, const Value& model);

// The content of a JSON text, all of it at the place of the text; a value that is no such text
// stays. `schema`: keys in any case are renamed by it, and what counts as absent is left out.
Value parse_json_text(Value value, const Schema* schema);

// true, 60 and "x" as the texts "true", "60" and "x"; anything else stays.
Value to_text(Value value);

// {"a": 1} as [{Key: "a", Value: 1}].
Value map_to_pairs(Value value, const std::string& key, const std::string& content);
// [{name: "a", value: 1}] as {"a": 1}, or, without `content`, as {"a": {value: 1}}. An element
// whose key is not known opens the map.
Value list_to_map(Value value, const std::string& key, const std::string& content);

// The word that stands for a boolean or text; nullptr if there is none.
const std::string* word_for(const Value& value,
                            const std::vector<std::pair<std::string, std::string>>& words);

// The element of a list of at most one block; an empty list that may have one is unknown.
// Precondition: the value is a list.
Value only_block(Value value);

}  // namespace advisor::tf
