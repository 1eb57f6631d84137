#include "src/model/secrets.h"

#include <algorithm>

namespace advisor {
namespace {

void collect_scalars(const Value& value, std::vector<const Value*>& out) {
  if (const Map* map = value.as_map()) {
    for (const Member& member : *map)
      collect_scalars(member.value, out);
  } else if (const List* list = value.as_list()) {
    for (const Value& element : *list)
      collect_scalars(element, out);
  } else {
    out.push_back(&value);
  }
}

void collect_environment(const Value& owner, std::vector<const Value*>& out) {
  const Value* environment = owner.find("Environment");
  if (environment == nullptr)
    return;
  if (const List* pairs = environment->as_list()) {
    for (const Value& pair : *pairs)
      if (const Value* value = pair.find("Value"))
        collect_scalars(*value, out);
  } else if (const Value* variables = environment->find("Variables")) {
    collect_scalars(*variables, out);
  }
}

}  // namespace

std::vector<const Value*> secret_values(const Resource& resource) {
  std::vector<const Value*> out;
  const Value& properties = resource.properties;
  collect_environment(properties, out);
  if (const Value* container = properties.find("PrimaryContainer"))
    collect_environment(*container, out);
  if (const Value* containers = properties.find("ContainerDefinitions"))
    for (const Value& container :
         containers->as_list() == nullptr ? List() : *containers->as_list())
      collect_environment(container, out);
  return out;
}

bool is_secret(const Resource& resource, const Value& node) {
  const auto secrets = secret_values(resource);
  return std::ranges::find(secrets, &node) != secrets.end();
}

}  // namespace advisor
