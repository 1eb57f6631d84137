#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/model/value.h"

// Helpers that turn what an API answers into properties of the common model.

namespace advisor::aws {

using Fields = std::initializer_list<std::pair<std::string_view, Value>>;

Value map_of(Fields fields);
Value text(std::string_view value);
Value texts(const std::vector<std::string>& values);

// What stands there as text; empty if nothing does.
std::string text_at(const Value& map, std::string_view key);
std::string text_at(const Value& map, std::initializer_list<std::string_view> path);
// The elements of a list that are maps; none where there is no list. As long-lived as the list.
std::vector<std::reference_wrapper<const Value>> maps_at(const Value& map, std::string_view key);
// The elements of a list that are text.
std::vector<std::string> texts_at(const Value& map, std::string_view key);
// "true" of XML, or a boolean.
bool is_true(const Value* value);

// Takes a member out of the map; null where it is not there.
Value take(Value& map, std::string_view key);
// Nothing where `from` is not there. The second form takes it from inside another map.
void rename(Value& map, std::string_view from, std::string_view to);
void lift(Value& map, std::initializer_list<std::string_view> path, std::string_view to);
// The field of each element of a list, as a list: [{Arn: a}] -> [a].
void pluck(Value& map, std::string_view from, std::string_view field, std::string_view to);
// The field of the first element of a list.
void pluck_first(Value& map, std::string_view from, std::string_view field, std::string_view to);
void erase(Value& map, std::initializer_list<std::string_view> keys);
// Replaces JSON text by what it says; other text stays.
void parse_json_text(Value* value);
// [{Key, Value}] of a map.
Value key_values(const Value& map);

// A value that a call would have told which was denied or failed.
Value not_collected(std::string_view action, std::string_view code);
// What is not asked for, since no rule needs it: the property may be there.
Value not_read();
// A secret, or what may hold one. Nothing of the text is kept.
Value redacted();
// Replaces the values of a map of the user's keys.
void redact_values(Value* map);

// Properties in CloudFormation's names and types: letter case mended, what the schema of the type
// does not have left out, nothing that counts as absent, numbers and JSON read from text.
Value conform(Value raw, std::string_view type);

// "arn:p:s:r:a:x/y" -> "y", "arn:…:name" -> "name"
std::string last_part(std::string_view arn);
// "arn:p:lambda:r:a:function:f:q" -> "arn:p:lambda:r:a:function:f" and "q" (empty without one)
std::pair<std::string, std::string> split_qualifier(std::string_view function_arn);

}  // namespace advisor::aws
