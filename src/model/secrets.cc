#include "src/model/secrets.h"

#include <algorithm>

#include "src/model/document.h"

namespace advisor {
namespace {

// A template action alone tells nothing and helps to understand a verdict; a text around it may be
// a secret.
bool is_only_template(const Value& value) {
  const Unknown* unknown = value.as_unknown();
  return unknown != nullptr && unknown->cause != Unknown::Cause::kRedacted &&
         std::ranges::none_of(unknown->pieces,
                              [](const Piece& piece) { return piece.hole == Piece::Hole::kNone; });
}

void collect_value(const Value& value, std::vector<const Value*>& out) {
  if (!is_only_template(value))
    out.push_back(&value);
}

void collect_environment(const Value& environment, std::vector<const Value*>& out) {
  if (const List* list = environment.as_list())
    for (const Value& entry : *list)
      if (const Value* value = entry.find("Value"))
        collect_value(*value, out);
  const Value* variables = environment.find("Variables");
  if (variables != nullptr && variables->as_map() != nullptr)
    for (const Member& member : *variables->as_map())
      collect_value(member.value, out);
}

void collect_below(const Value& value, std::vector<const Value*>& out, int depth) {
  if (depth == 0)
    return;
  if (const Unknown* unknown = value.as_unknown();
      unknown != nullptr && unknown->cause == Unknown::Cause::kRedacted)
    out.push_back(&value);
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      collect_below(element, out, depth - 1);
  if (const Map* map = value.as_map()) {
    for (const Member& member : *map) {
      if (member.key == "Environment")
        collect_environment(member.value, out);
      collect_below(member.value, out, depth - 1);
    }
  }
}

}  // namespace

std::vector<const Value*> secret_values(const Resource& resource) {
  std::vector<const Value*> out;
  collect_below(resource.properties, out, ParseLimits{}.depth + 1);
  return out;
}

bool is_secret(const Resource& resource, const Value& node) {
  const auto secrets = secret_values(resource);
  return std::ranges::find(secrets, &node) != secrets.end();
}

}  // namespace advisor
