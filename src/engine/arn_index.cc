#include "src/engine/arn_index.h"

#include <array>
#include <optional>

#include "parsers/cloudformation_evaluator.h"
#include "src/base/text.h"

namespace advisor {
namespace {

struct ArnText {
  std::string_view service, region, account, resource;
};

std::optional<ArnText> parts_of(std::string_view text) {
  if (!text.starts_with("arn:"))
    return std::nullopt;
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
      return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  return ArnText{parts[2], parts[3], parts[4], text};
}

// A pattern whose resource part has one hole, the name: "function:{FunctionName}".
std::optional<std::string> name_in(std::string_view pattern, const Value& properties) {
  const std::size_t open = pattern.find('{');
  const std::size_t close = pattern.find('}');
  if (open == std::string_view::npos || close != pattern.size() - 1)
    return std::nullopt;
  const Value* name = properties.find(pattern.substr(open + 1, close - open - 1));
  if (name == nullptr || name->as_string() == nullptr || name->uncertain())
    return std::nullopt;
  return std::string(pattern.substr(0, open)) + *name->as_string();
}

// The property that names resources of a type, where a pattern is nothing but it: "{QueueName}".
std::string_view name_property(std::string_view type) {
  for (const std::string_view attribute : cfn::attributes_of(type)) {
    const std::string_view pattern = cfn::attribute_pattern(type, attribute);
    if (pattern.starts_with('{') && pattern.find('}') == pattern.size() - 1 &&
        cfn::is_plain_name(pattern.substr(1, pattern.size() - 2)))
      return pattern.substr(1, pattern.size() - 2);
  }
  return {};
}

const std::string* known_text(const Resource& resource, std::string_view property) {
  const Value* value = resource.properties.find(property);
  return value == nullptr || value->uncertain() ? nullptr : value->as_string();
}

const std::string* known_name(const Resource& resource) {
  const std::string_view property = name_property(resource.type);
  return property.empty() ? nullptr : known_text(resource, property);
}

// The name that a plain word, an ARN or the URL of a queue spells; nullopt: none that is certain.
std::optional<std::string_view> spelled_name(std::string_view text, std::string_view service) {
  if (text.empty() || text.find('*') != std::string_view::npos)
    return std::nullopt;
  if (text.find_first_of(":/") == std::string_view::npos)
    return text;
  if (service == "sqs" && text.starts_with("https://"))
    return text.substr(text.rfind('/') + 1);
  const auto parts = parts_of(text);
  if (!parts || parts->service != service)
    return std::nullopt;
  std::string_view name = parts->resource;
  for (const std::string_view prefix : {"function:", "table/", "cluster/", "stateMachine:"})
    if (name.starts_with(prefix))
      return name.substr(prefix.size(), name.find_first_of(":/", prefix.size()) - prefix.size());
  return service == "sqs" || service == "sns" ? std::optional(name) : std::nullopt;
}

// Aliases and versions go by what stands behind the name of their function.
bool is_qualifier(std::string_view type) {
  return type == "AWS::Lambda::Alias" || type == "AWS::Lambda::Version";
}

struct QualifiedName {
  std::string_view function, qualifier;  // empty qualifier: the function itself
};

// "worker:live", "123456789012:function:worker:live", "arn:aws:lambda:…:function:worker:live".
std::optional<QualifiedName> qualified_name(std::string_view text) {
  if (text.empty() || text.find_first_of("*/") != std::string_view::npos)
    return std::nullopt;
  if (const auto parts = parts_of(text)) {
    if (parts->service != "lambda")
      return std::nullopt;
    text = parts->resource;
  } else if (const std::size_t function = text.find(":function:");
             function != std::string_view::npos) {
    text.remove_prefix(function + 1);
  }
  if (text.starts_with("function:"))
    text.remove_prefix(9);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return QualifiedName{text, {}};
  return QualifiedName{text.substr(0, colon), text.substr(colon + 1)};
}

const std::string* known_qualifier(const Resource& resource) {
  return resource.type == "AWS::Lambda::Alias" ? known_text(resource, "Name") : nullptr;
}

bool is_other_qualifier(const Resource& resource, const QualifiedName& name) {
  if (name.qualifier.empty())
    return true;
  if (const std::string* known = known_qualifier(resource);
      known != nullptr && *known != name.qualifier)
    return true;
  const std::string* function = known_text(resource, "FunctionName");
  const auto of = function == nullptr ? std::nullopt : qualified_name(*function);
  return of && of->function != name.function;
}

bool agree(std::string_view wanted, const std::string& known) {
  return wanted.empty() || wanted == "*" || known.empty() || wanted == known;
}

}  // namespace

void ArnIndex::build() const {
  built_ = true;
  for (const Resource& resource : inventory_.resources) {
    if (resource.leaves())
      continue;
    Type& type = types_[resource.type];
    if (is_qualifier(resource.type)) {
      const std::string* qualifier = known_qualifier(resource);
      type.all_named = type.all_named && qualifier != nullptr;
      if (qualifier != nullptr)
        qualifiers_.insert(*qualifier);
    } else {
      type.all_named = type.all_named && known_name(resource) != nullptr;
    }
    for (const std::string_view attribute : cfn::attributes_of(resource.type)) {
      const auto shape = parts_of(cfn::attribute_pattern(resource.type, attribute));
      if (!shape)
        continue;
      type.service = shape->service;
      if (const auto name = name_in(shape->resource, resource.properties)) {
        by_name_.emplace(std::string(shape->service) + ":" + *name, &resource);
        break;
      }
    }
  }
}

const Resource* ArnIndex::find(std::string_view type, std::string_view arn) const {
  if (arn.find(':') == std::string_view::npos)
    return nullptr;
  auto parts = parts_of(arn);
  if (!parts) {
    // Lambda takes "123456789012:function:f", and "f:live".
    const std::size_t function = arn.find(":function:");
    if (type != "AWS::Lambda::Function" || arn.starts_with("arn:"))
      return nullptr;
    parts = function == std::string_view::npos
                ? ArnText{"lambda", "", "", arn}
                : ArnText{"lambda", "", arn.substr(0, function), arn.substr(function + 1)};
  }
  if (!built_)
    build();
  std::string key = std::string(parts->service) + ":";
  if (parts->service == "lambda" && type == "AWS::Lambda::Function") {
    std::string_view name = parts->resource;
    if (name.starts_with("function:"))
      name.remove_prefix(9);
    key += "function:" + std::string(name.substr(0, name.find(':')));
  } else {
    key += parts->resource;
  }
  if (key.find('*') != std::string::npos)
    return nullptr;
  const Resource* only = nullptr;
  const auto [begin, end] = by_name_.equal_range(key);
  for (auto it = begin; it != end; ++it) {
    const Resource& found = *it->second;
    if ((!type.empty() && found.type != type) || !agree(parts->region, found.region) ||
        !agree(parts->account, found.account))
      continue;
    if (only != nullptr)
      return nullptr;
    only = &found;
  }
  return only;
}

bool ArnIndex::is_foreign(const std::string& type, std::string_view text) const {
  if (!built_)
    build();
  const auto known = types_.find(type);
  if (known == types_.end() || known->second.service.empty())
    return false;
  if (const auto parts = parts_of(text); parts && parts->service.find('*') == std::string::npos &&
                                         parts->service != known->second.service)
    return true;
  if (is_qualifier(type)) {
    const auto name = qualified_name(text);
    return name && (name->qualifier.empty() ||
                    (known->second.all_named && !qualifiers_.contains(name->qualifier)));
  }
  return known->second.all_named && spelled_name(text, known->second.service).has_value();
}

bool ArnIndex::is_other(const Resource& resource, std::string_view text) const {
  if (!built_)
    build();
  const auto known = types_.find(resource.type);
  if (known == types_.end() || known->second.service.empty())
    return false;
  if (const auto parts = parts_of(text); parts && parts->service.find('*') == std::string::npos &&
                                         parts->service != known->second.service)
    return true;
  if (is_qualifier(resource.type)) {
    const auto name = qualified_name(text);
    return name && is_other_qualifier(resource, *name);
  }
  const std::string* name = known_name(resource);
  const auto spelled = spelled_name(text, known->second.service);
  return name != nullptr && spelled && *spelled != *name;
}

}  // namespace advisor
