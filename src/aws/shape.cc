#include "src/aws/shape.h"

#include <algorithm>
#include <array>

#include "src/base/source.h"
#include "src/model/schema.h"

namespace advisor::aws {
namespace {

void prune(Value& value, const Schema& schema) {
  if (List* list = value.as_list(); list != nullptr && schema.kind == Schema::Kind::kList)
    for (Value& element : *list)
      prune(element, schema.element[0]);
  Map* map = value.as_map();
  if (map == nullptr)
    return;
  if (schema.kind == Schema::Kind::kMap)
    for (Member& member : *map)
      prune(member.value, schema.element[0]);
  if (schema.kind != Schema::Kind::kObject)
    return;
  std::erase_if(*map, [&](const Member& member) { return schema.find(member.key) == nullptr; });
  for (Member& member : *map)
    prune(member.value, schema.find(member.key)->schema);
}

const List& list_at(const Value& map, std::string_view key) {
  static const List kNone;
  const Value* value = map.find(key);
  const List* list = value != nullptr ? value->as_list() : nullptr;
  return list != nullptr ? *list : kNone;
}

}  // namespace

Value map_of(Fields fields) {
  Map members;
  for (const auto& [key, value] : fields)
    members.push_back({std::string(key), {}, value});
  return Value::map(std::move(members));
}

Value text(std::string_view value) {
  return Value::string(std::string(value));
}

Value texts(const std::vector<std::string>& values) {
  List list;
  for (const std::string& value : values)
    list.push_back(Value::string(value));
  return Value::list(std::move(list));
}

std::string text_at(const Value& map, std::string_view key) {
  return text_at(map, {key});
}

std::string text_at(const Value& map, std::initializer_list<std::string_view> path) {
  const Value* value = map.at(path);
  const std::string* found = value != nullptr ? value->as_string() : nullptr;
  return found != nullptr ? *found : std::string();
}

std::vector<std::reference_wrapper<const Value>> maps_at(const Value& map, std::string_view key) {
  std::vector<std::reference_wrapper<const Value>> out;
  for (const Value& element : list_at(map, key))
    if (element.as_map() != nullptr)
      out.emplace_back(element);
  return out;
}

std::vector<std::string> texts_at(const Value& map, std::string_view key) {
  std::vector<std::string> out;
  for (const Value& element : list_at(map, key))
    if (const std::string* found = element.as_string())
      out.push_back(*found);
  return out;
}

bool is_true(const Value* value) {
  if (value == nullptr)
    return false;
  const bool* flag = value->as_bool();
  const std::string* word = value->as_string();
  return (flag != nullptr && *flag) || (word != nullptr && *word == "true");
}

Value take(Value& map, std::string_view key) {
  Value* value = map.find(key);
  if (value == nullptr)
    return {};
  Value out = std::move(*value);
  map.erase(key);
  return out;
}

void rename(Value& map, std::string_view from, std::string_view to) {
  if (Value value = take(map, from); !value.is_null())
    map.set(std::string(to), std::move(value));
}

void lift(Value& map, std::initializer_list<std::string_view> path, std::string_view to) {
  const Value* value = map.at(path);
  Value copy = value != nullptr ? *value : Value();
  map.erase(*path.begin());
  if (!copy.is_null())
    map.set(std::string(to), std::move(copy));
}

void pluck(Value& map, std::string_view from, std::string_view field, std::string_view to) {
  const Value source = take(map, from);
  const List* list = source.as_list();
  if (list == nullptr)
    return;
  List out;
  for (const Value& element : *list)
    if (const Value* value = element.find(field))
      out.push_back(*value);
  map.set(std::string(to), Value::list(std::move(out)));
}

void pluck_first(Value& map, std::string_view from, std::string_view field, std::string_view to) {
  const Value source = take(map, from);
  const List* list = source.as_list();
  if (list == nullptr || list->empty())
    return;
  if (const Value* value = list->front().find(field))
    map.set(std::string(to), *value);
}

void erase(Value& map, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    map.erase(key);
}

void parse_json_text(Value* value) {
  static const Schema kJson = [] {
    Schema schema;
    schema.kind = Schema::Kind::kJson;
    return schema;
  }();
  if (value != nullptr)
    repair_by_schema(*value, kJson, SourceSet());
}

Value key_values(const Value& map) {
  List out;
  if (const Map* members = map.as_map())
    for (const Member& member : *members)
      out.push_back(map_of({{"Key", text(member.key)}, {"Value", member.value}}));
  return Value::list(std::move(out));
}

Value not_collected(std::string_view action, std::string_view code) {
  Unknown unknown;
  unknown.cause = Unknown::Cause::kNotCollected;
  unknown.function = action;
  unknown.arguments.emplace_back(code);
  return Value::unknown(std::move(unknown));
}

Value not_read() {
  return not_collected("", "NotRead");
}

Value redacted() {
  Unknown unknown;
  unknown.cause = Unknown::Cause::kRedacted;
  return Value::unknown(std::move(unknown));
}

void redact_values(Value* map) {
  if (map != nullptr && map->as_map() != nullptr)
    for (Member& member : *map->as_map())
      member.value = redacted();
}

Value conform(Value raw, std::string_view type) {
  const Schema* schema = resource_schema(type);
  if (schema == nullptr)
    return Value::map();
  Diagnostics notes;
  rename_by_schema(raw, *schema, notes);
  prune(raw, *schema);
  drop_absent(raw, schema);
  repair_by_schema(raw, *schema, SourceSet());
  return raw;
}

std::string last_part(std::string_view arn) {
  const std::size_t at = arn.find_last_of(":/");
  return std::string(at == std::string_view::npos ? arn : arn.substr(at + 1));
}

std::pair<std::string, std::string> split_qualifier(std::string_view function_arn) {
  constexpr std::string_view kWord = ":function:";
  const std::size_t word = function_arn.find(kWord);
  const std::size_t colon = word == std::string_view::npos
                                ? std::string_view::npos
                                : function_arn.find(':', word + kWord.size());
  if (colon == std::string_view::npos)
    return {std::string(function_arn), std::string()};
  return {std::string(function_arn.substr(0, colon)), std::string(function_arn.substr(colon + 1))};
}

}  // namespace advisor::aws
