// Properties: are they in the schema, and can they be relied on to be there?

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "src/base/text.h"
#include "src/engine/static_infer.h"

namespace advisor {
namespace {

using Kind = StaticType::Kind;
using Level = Diagnostic::Level;

// "soft_limit", "softLimit" and "SoftLimit" are one name.
std::string without_spelling(std::string_view name) {
  std::string plain = to_lower_ascii(name);
  std::erase_if(plain, [](char c) { return c == '_' || c == '-'; });
  return plain;
}

std::optional<std::string> nearest_property(const std::vector<const StaticType*>& types,
                                            const std::string& name) {
  std::vector<std::string_view> candidates;
  for (const StaticType* type : types) {
    if (type->kind == Kind::kRecord)
      candidates.insert(candidates.end(), type->values.begin(), type->values.end());
    if (type->schema != nullptr)
      for (const Schema::Property& property : type->schema->properties)
        candidates.emplace_back(property.name);
  }
  const std::string plain = without_spelling(name);
  for (const std::string_view candidate : candidates)
    if (without_spelling(candidate) == plain)
      return std::string(candidate);
  if (const auto near = nearest_word(name, candidates))
    return std::string(*near);
  return std::nullopt;
}

std::string places(const std::vector<const StaticType*>& types) {
  std::vector<std::string> names;
  for (const StaticType* type : types)
    if (std::string place = type->place(); std::ranges::find(names, place) == names.end())
      names.push_back(std::move(place));
  return join(names, ", ");
}

bool is_scalar(Kind kind) {
  return kind != Kind::kAny && kind != Kind::kNever && kind != Kind::kMap &&
         kind != Kind::kObject && kind != Kind::kRecord && kind != Kind::kOptional;
}

// What a filter found below one property.
std::set<std::string, std::less<>> below(const std::set<std::string, std::less<>>& present,
                                         const std::string& name) {
  std::set<std::string, std::less<>> out;
  for (const std::string& path : present)
    if (path.starts_with(name + "."))
      out.insert(path.substr(name.size() + 1));
  return out;
}

}  // namespace

StaticType StaticInference::property_of(cel::NodeId operand, const Property& property,
                                        Access access) {
  const StaticType base = node(operand);
  const std::string path = path_of(operand);
  if (base.kind == Kind::kOptional)
    return StaticType::optional_of(select(base.part(), path, property, Access::kOptional));
  StaticType type = select(base, path, property, access);
  return access == Access::kOptional ? StaticType::optional_of(std::move(type)) : type;
}

StaticType StaticInference::select(const StaticType& base, const std::string& base_path,
                                   const Property& property, Access access) {
  Selected selected;
  const std::string certain = base_path == "resource" ? "@resource=" : "";
  const auto ruled_out = [&](const StaticType& alternative) {
    if (certain.empty() || !alternative.path.empty())
      return false;
    const auto fact = facts_.lower_bound(certain);
    if (fact != facts_.end() && fact->starts_with(certain))
      return !facts_.contains(certain + alternative.resource);
    return facts_.contains("@resource!" + alternative.resource);
  };
  for (const StaticType& alternative : base.alternatives())
    if (!ruled_out(alternative))
      look_up(alternative, base_path, property, selected);
  if (selected.open)
    return {};
  // Where has() is true it is one of the alternatives with the property that is met.
  const bool some = !selected.without.empty() && !selected.guarded && access == Access::kPlain;
  if (selected.with.empty() || some)
    report_missing(selected, property);
  else if (selected.unguarded != nullptr && access == Access::kPlain && options_.unguarded)
    report_unguarded(selected, base_path, property);
  return selected.with.empty() ? StaticType() : selected.type;
}

void StaticInference::look_up(const StaticType& alternative, const std::string& base_path,
                              const Property& property, Selected& selected) {
  const auto found = [&](StaticType type) {
    selected.type = selected.with.empty() ? std::move(type) : join(selected.type, type);
    selected.with.push_back(&alternative);
  };
  const bool guarded = alternative.present.contains(property.name) ||
                       (!base_path.empty() && facts_.contains(base_path + "." + property.name));
  switch (alternative.kind) {
    case Kind::kAny:
    case Kind::kNever:
    case Kind::kOptional:
      selected.open = true;
      return;
    case Kind::kMap:
      if (!guarded && !alternative.resource.empty())
        selected.unguarded = &alternative;
      found(alternative.part());
      return;
    case Kind::kRecord: {
      const auto name = std::ranges::find(alternative.values, property.name);
      if (name != alternative.values.end())
        return found(
            alternative.parts[static_cast<std::size_t>(name - alternative.values.begin())]);
      break;
    }
    case Kind::kObject:
      if (const Schema::Property* known = alternative.schema->find(property.name)) {
        if (!known->required && !guarded)
          selected.unguarded = &alternative;
        const std::string dot = alternative.path.empty() ? "" : ".";
        StaticType type = StaticType::of_schema(known->schema, alternative.resource,
                                                alternative.path + dot + property.name);
        if (type.kind == Kind::kObject || type.kind == Kind::kMap)
          type.present = below(alternative.present, property.name);
        return found(std::move(type));
      }
      break;
    default:
      break;
  }
  selected.guarded = selected.guarded || guarded;
  selected.without.push_back(&alternative);
}

void StaticInference::report_missing(const Selected& selected, const Property& property) {
  if (selected.without.empty())
    return;  // every alternative was ruled out
  if (!selected.with.empty()) {
    add(Level::kError,
        fmt::format("{} has the property '{}', {} has not", places(selected.with), property.name,
                    places(selected.without)),
        fmt::format("ask with has(), or write .?{}", property.name), property.begin, property.end);
    return;
  }
  if (std::ranges::all_of(selected.without,
                          [](const StaticType* type) { return is_scalar(type->kind); })) {
    const StaticType& first = *selected.without[0];
    add(Level::kError,
        fmt::format("{} has no properties, so not '{}'", describe(first), property.name), "",
        property.begin, property.end);
    return;
  }
  std::vector<const StaticType*> maps;
  for (const StaticType* type : selected.without)
    if (!is_scalar(type->kind))
      maps.push_back(type);
  const auto near = nearest_property(maps, property.name);
  add(Level::kError,
      maps.size() == 1 ? fmt::format("{} has no property '{}'", places(maps), property.name)
                       : fmt::format("none of {} has a property '{}'", places(maps), property.name),
      near ? fmt::format("did you mean '{}'?", *near) : "", property.begin, property.end);
}

void StaticInference::report_unguarded(const Selected& selected, const std::string& base_path,
                                       const Property& property) {
  if (finder_.exhausted())
    return;
  const bool nameless = base_path.empty() || base_path.find_first_of("#@ ") != std::string::npos;
  add(Level::kWarning,
      fmt::format("'{}' may be missing in {}", property.name, selected.unguarded->place()),
      nameless ? fmt::format("ask with has() first, or write .?{}", property.name)
               : fmt::format("ask has({}.{}) first, or write .?{}", base_path, property.name,
                             property.name),
      property.begin, property.end);
}

}  // namespace advisor
