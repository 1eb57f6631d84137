#include "parsers/properties.h"

#include <algorithm>
#include <array>

#include "parsers/placeholder.h"
#include "src/base/text.h"

namespace advisor {
namespace {

// Properties in which `${X}` cannot be meant literally, so that it can only be a text that envsubst
// or sed replaces before the deploy.
bool takes_no_literal_dollar(std::string_view name, const Schema& schema) {
  static constexpr std::array<std::string_view, 11> kNames = {
      "Image",   "Family",      "Cpu",     "Memory",  "Role",          "TaskDefinition",
      "Cluster", "ServiceName", "Subnets", "Runtime", "SecurityGroups"};
  switch (schema.kind) {
    case Schema::Kind::kBool:
    case Schema::Kind::kInt:
    case Schema::Kind::kNumber:
      return true;
    default:
      return !schema.enumerated.empty() || name.ends_with("Arn") || name.ends_with("ARN") ||
             std::ranges::find(kNames, name) != kNames.end();
  }
}

void mark_placeholders(Value& value, std::string_view name, const Schema& schema) {
  if (const std::string* text = value.as_string()) {
    if (text->find_first_of("$<") != std::string::npos && takes_no_literal_dollar(name, schema))
      value = resolve_placeholders(*text, value.span());
    return;
  }
  if (List* list = value.as_list(); list != nullptr && schema.kind == Schema::Kind::kList)
    for (Value& element : *list)
      mark_placeholders(element, name, schema.element[0]);
  if (Map* map = value.as_map(); map != nullptr && schema.kind == Schema::Kind::kObject)
    for (Member& member : *map)
      if (const Schema::Property* property = schema.find(member.key))
        mark_placeholders(member.value, property->name, property->schema);
}

// Most definitions have none, and looking costs less than walking beside the schema.
bool has_placeholder_mark(const Value& value) {
  if (const std::string* text = value.as_string())
    return text->find_first_of("$<") != std::string::npos;
  if (const List* list = value.as_list())
    return std::ranges::any_of(*list, has_placeholder_mark);
  const Map* map = value.as_map();
  return map != nullptr && std::ranges::any_of(*map, [](const Member& member) {
           return has_placeholder_mark(member.value);
         });
}

}  // namespace

Value model_properties(Value definition, std::string_view type, const SourceSet& sources,
                       Diagnostics& diagnostics) {
  const Schema* schema = resource_schema(type);
  if (schema == nullptr) {
    drop_absent(definition, nullptr);
    return definition;
  }
  rename_by_schema(definition, *schema, diagnostics);
  drop_absent(definition, schema);
  repair_by_schema(definition, *schema, sources, &diagnostics);
  if (has_placeholder_mark(definition))
    mark_placeholders(definition, "", *schema);
  return definition;
}

void erase_ignoring_case(Value& map, std::initializer_list<std::string_view> names) {
  if (Map* members = map.as_map())
    std::erase_if(*members, [&](const Member& member) {
      return std::ranges::any_of(
          names, [&](std::string_view name) { return equals_ignoring_case(member.key, name); });
    });
}

void rename_ignoring_case(Value& map, std::string_view from, std::string_view to) {
  if (Map* members = map.as_map())
    for (Member& member : *members)
      if (equals_ignoring_case(member.key, from))
        member.key = to;
}

std::string written_as(const Value* value) {
  if (value == nullptr)
    return {};
  if (const std::string* text = value->as_string())
    return *text;
  const Unknown* unknown = value->as_unknown();
  return unknown != nullptr ? unknown->text : std::string();
}

}  // namespace advisor
