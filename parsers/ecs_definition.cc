#include "parsers/ecs_definition.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/formats.h"
#include "parsers/properties.h"
#include "src/base/text.h"

namespace advisor {
namespace {

// {"taskDefinition": {...}, "tags": [...]} as `aws ecs describe-task-definition` prints it. A text
// under that key is a field of service definitions and no wrapper.
Value without_wrapper(Value definition) {
  const Member* wrapped = find_ignoring_case(definition, "taskDefinition");
  if (wrapped == nullptr || wrapped->value.as_map() == nullptr)
    return definition;
  Value inner = wrapped->value;
  const Member* tags = find_ignoring_case(definition, "tags");
  if (tags != nullptr && find_ignoring_case(inner, "tags") == nullptr)
    inner.set("tags", tags->value, tags->key_span);
  return inner;
}

void rename_proxy_properties(Value& definition) {
  for (Member& member : *definition.as_map())
    if (equals_ignoring_case(member.key, "proxyConfiguration"))
      rename_ignoring_case(member.value, "properties", "ProxyConfigurationProperties");
}

// "1 vCPU", ".5 vcpu", "2GB", "0.5 gb": ECS takes them and multiplies by 1024.
std::optional<std::string> in_units(std::string_view text, std::string_view unit) {
  text = trim(text);
  if (text.size() <= unit.size() ||
      !equals_ignoring_case(text.substr(text.size() - unit.size()), unit))
    return std::nullopt;
  const std::string_view digits = trim(text.substr(0, text.size() - unit.size()));
  double number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number, std::chars_format::fixed);
  if (digits.empty() || error != std::errc() || stop != end || number < 0 || number > 1e6)
    return std::nullopt;
  return std::to_string(std::llround(number * 1024));
}

void normalize_size(Value& properties, std::string_view name, std::string_view unit) {
  Value* size = properties.find(name);
  const std::string* text = size != nullptr ? size->as_string() : nullptr;
  if (text == nullptr)
    return;
  if (auto units = in_units(*text, unit))
    *size = Value::string(std::move(*units), size->span());
}

}  // namespace

Value task_definition_properties(Value definition, const SourceSet& sources,
                                 Diagnostics& diagnostics) {
  Value properties = without_wrapper(std::move(definition));
  if (properties.as_map() == nullptr)
    return properties;
  erase_ignoring_case(properties, {"taskDefinitionArn", "revision", "status", "requiresAttributes",
                                   "compatibilities", "registeredAt", "registeredBy",
                                   "deregisteredAt", "deleteRequestedAt"});
  rename_proxy_properties(properties);
  properties =
      model_properties(std::move(properties), "AWS::ECS::TaskDefinition", sources, diagnostics);
  normalize_size(properties, "Cpu", "vCPU");
  normalize_size(properties, "Memory", "GB");
  return properties;
}

Value service_properties(Value definition, const SourceSet& sources, Diagnostics& diagnostics) {
  erase_ignoring_case(
      definition,
      {"runningCount", "pendingCount", "events", "deployments", "taskSets", "createdAt",
       "createdBy", "clusterArn", "roleArn", "status", "serviceArn", "resourceManagementType",
       "platformFamily", "currentServiceDeployment", "currentServiceRevisions", "clientToken"});
  rename_ignoring_case(definition, "placementStrategy", "PlacementStrategies");
  return model_properties(std::move(definition), "AWS::ECS::Service", sources, diagnostics);
}

Value express_properties(Value definition, const SourceSet& sources, Diagnostics& diagnostics) {
  return model_properties(std::move(definition), "AWS::ECS::ExpressGatewayService", sources,
                          diagnostics);
}

}  // namespace advisor
