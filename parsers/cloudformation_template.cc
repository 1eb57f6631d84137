#include "parsers/cloudformation_template.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "parsers/cloudformation_strings.h"
#include "parsers/json.h"
#include "parsers/yaml.h"
#include "src/base/text.h"

namespace advisor::cfn {
namespace {

// A template action outside of "{{resolve:", in a text that is no JSON or YAML: of Copilot's and
// Helm's kind. Byte offset, or npos.
std::size_t find_action(std::string_view text) {
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2))
    if (!text.substr(at + 2).starts_with("resolve:"))
      return at;
  return std::string_view::npos;
}

Parsed unrendered(SourceId source, std::size_t at) {
  Parsed out;
  out.ok = false;
  const auto begin = static_cast<std::uint32_t>(at);
  out.diagnostics.push_back({Diagnostic::Level::kError,
                             "unrendered template",
                             "analyse the file after the tool that it is written for has filled in "
                             "its {{ }}",
                             {source, begin, begin + 2},
                             ""});
  return out;
}

Template::Section section(const Value& document, std::string_view name) {
  Template::Section out;
  const Value* value = document.find(name);
  if (value != nullptr && value->as_map() != nullptr)
    for (const Member& member : *value->as_map())
      out.emplace(member.key, &member);
  return out;
}

bool is_word_type(std::string_view type) {
  return type.starts_with("AWS::EC2::") || type.starts_with("AWS::Route53::") || type == "Number";
}

// Characters of a pattern that only allows words, such as ^[a-zA-Z][-a-zA-Z0-9]*$.
Piece::Hole hole_of_pattern(std::string_view pattern) {
  if (!pattern.starts_with('^') || !pattern.ends_with('$') || pattern.size() < 3)
    return Piece::Hole::kAny;
  bool in_class = false;
  bool in_count = false;
  bool dots = false;
  pattern = pattern.substr(1, pattern.size() - 2);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || (in_count && c == ','))
      continue;
    if (c == '[' && !in_class && i + 1 < pattern.size() && pattern[i + 1] != '^') {
      in_class = true;
    } else if (c == ']' && in_class) {
      in_class = false;
    } else if (c == '{' && !in_class) {
      in_count = true;
    } else if (c == '}' && in_count) {
      in_count = false;
    } else if (c == '_' || (c == '.' && in_class)) {
      dots = true;
    } else if (in_class || std::string_view("*+?()|").find(c) == std::string_view::npos) {
      return Piece::Hole::kAny;
    }
  }
  // Ranges such as [+-z] would let more through; only those of letters and digits are meant above.
  for (std::size_t i = 1; i + 1 < pattern.size(); ++i) {
    const std::string_view range = pattern.substr(i - 1, 3);
    const bool usual = range == "a-z" || range == "A-Z" || range == "0-9";
    const bool at_edge =
        pattern[i - 1] == '[' || pattern[i + 1] == ']' || (i >= 2 && pattern[i - 2] == '-');
    if (pattern[i] == '-' && !usual && !at_edge)
      return Piece::Hole::kAny;
  }
  return dots ? Piece::Hole::kWord : Piece::Hole::kName;
}

Parameter read_parameter(const Member& member) {
  Parameter out;
  out.name = member.key;
  out.span = member.key_span;
  const Value& declaration = member.value;
  const auto text = [&](std::string_view key) -> std::optional<std::string> {
    const Value* value = declaration.find(key);
    if (value != nullptr && value->as_list() != nullptr) {
      std::string joined;
      for (const Value& element : *value->as_list())
        joined += (joined.empty() ? "" : ",") + scalar_text(element).value_or("");
      return joined;
    }
    return value == nullptr ? std::nullopt : scalar_text(*value);
  };
  out.type = text("Type").value_or("String");
  out.fallback = text("Default");
  out.from_store = out.type.starts_with("AWS::SSM::Parameter::Value");
  out.is_list = out.type == "CommaDelimitedList" || out.type.starts_with("List<") ||
                out.type.find("Value<List<") != std::string::npos ||
                out.type.find("Value<CommaDelimitedList") != std::string::npos;
  const std::string hidden = to_lower_ascii(text("NoEcho").value_or("false"));
  out.secret = hidden == "true" || hidden == "yes" || hidden == "on";
  const Value* allowed = declaration.find("AllowedValues");
  bool complete = allowed != nullptr && allowed->as_list() != nullptr && !out.from_store;
  for (const Value& value : complete ? *allowed->as_list() : List()) {
    const auto one = scalar_text(value);
    complete = complete && one.has_value();
    if (one && std::ranges::find(out.allowed, *one) == out.allowed.end())
      out.allowed.push_back(*one);
  }
  if (!complete)
    out.allowed.clear();
  if (out.from_store || out.is_list)
    out.hole = Piece::Hole::kAny;
  else if (!out.allowed.empty())
    out.hole = hole_for(out.allowed);
  else if (is_word_type(out.type))
    out.hole = Piece::Hole::kWord;
  else
    out.hole = hole_of_pattern(text("AllowedPattern").value_or(""));
  return out;
}

bool is_known_transform(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kKnown = {
      "AWS::Serverless-2016-10-31",     "AWS::LanguageExtensions",
      "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16",
      "AWS::CodeDeployBlueGreen",       "AWS::ServiceCatalog"};
  return std::ranges::find(kKnown, name) != kKnown.end();
}

void check_duplicates(const Value& document, Diagnostics& parsed, Diagnostics& errors) {
  for (const std::string_view name :
       {"Parameters", "Mappings", "Conditions", "Resources", "Outputs"}) {
    const Value* found = document.find(name);
    if (found == nullptr || found->as_map() == nullptr)
      continue;
    std::erase_if(parsed, [&](const Diagnostic& diagnostic) {
      if (diagnostic.level != Diagnostic::Level::kWarning ||
          !diagnostic.message.starts_with("the key "))
        return false;
      const Map& members = *found->as_map();
      const auto member = std::ranges::find_if(
          members, [&](const Member& each) { return each.key_span == diagnostic.span; });
      if (member == members.end())
        return false;
      errors.push_back({Diagnostic::Level::kError,
                        "the name " + printable(member->key) + " is defined twice in " +
                            std::string(name) + "; CloudFormation refuses this template",
                        "rename one of the two", member->key_span, ""});
      return true;
    });
  }
}

}  // namespace

Parsed parse_template(std::string_view text, SourceId source, const ParseLimits& limits) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string_view::npos && text[first] == '{') {
    JsonOptions json;
    json.limits = limits;
    Parsed parsed = parse_json(text, source, json);
    if (parsed.ok || text.substr(first).starts_with("{{"))
      return parsed.ok ? std::move(parsed) : unrendered(source, first);
    // YAML's flow style looks the same; the errors of the JSON parser are the better ones.
    YamlOptions yaml;
    yaml.limits = limits;
    yaml.cloudformation_tags = true;
    Parsed flow = parse_yaml(text, source, yaml);
    if (flow.ok)
      return flow;
    const std::size_t action = find_action(text);
    return action == std::string_view::npos ? std::move(parsed) : unrendered(source, action);
  }
  YamlOptions options;
  options.limits = limits;
  options.cloudformation_tags = true;
  Parsed parsed = parse_yaml(text, source, options);
  const std::size_t action = parsed.ok ? std::string_view::npos : find_action(text);
  return action == std::string_view::npos ? std::move(parsed) : unrendered(source, action);
}

std::vector<std::string> transforms_of(const Value& document) {
  std::vector<std::string> out;
  const Value* transform = document.find("Transform");
  if (transform == nullptr)
    return out;
  const auto add = [&](const Value& value) {
    const Value* name = value.as_map() != nullptr ? value.find("Name") : &value;
    out.push_back(name != nullptr && name->as_string() != nullptr ? *name->as_string() : "?");
  };
  if (transform->as_list() == nullptr)
    add(*transform);
  else
    for (const Value& element : *transform->as_list())
      add(element);
  return out;
}

Template index_template(const Value& document, std::string path) {
  Template out;
  out.path = std::move(path);
  for (const auto& [name, member] : section(document, "Parameters"))
    out.parameters.emplace(name, read_parameter(*member));
  out.mappings = section(document, "Mappings");
  out.conditions = section(document, "Conditions");
  out.resources = section(document, "Resources");
  out.outputs = section(document, "Outputs");
  for (const std::string& name : transforms_of(document)) {
    out.language_extensions = out.language_extensions || name == "AWS::LanguageExtensions";
    out.serverless = out.serverless || name.starts_with("AWS::Serverless");
    out.macro = out.macro || !is_known_transform(name);
  }
  for (const auto& [name, member] : out.resources) {
    const Value* type = member->value.find("Type");
    out.serverless = out.serverless || (type != nullptr && type->as_string() != nullptr &&
                                        type->as_string()->starts_with("AWS::Serverless::"));
  }
  out.open = out.macro || out.serverless;
  for (const auto* names : {&out.resources, &out.conditions, &out.mappings})
    for (const auto& [name, member] : *names) {
      const Value* type = member->value.find("Type");
      out.open = out.open || name.starts_with("Fn::") ||
                 (type != nullptr && type->as_string() != nullptr &&
                  type->as_string()->ends_with("::MODULE"));
    }
  return out;
}

Diagnostics check_template(const Value& document, Diagnostics& parsed) {
  Diagnostics errors;
  check_duplicates(document, parsed, errors);
  const Value* resources = document.find("Resources");
  if (resources == nullptr || resources->as_map() == nullptr) {
    errors.push_back(
        {Diagnostic::Level::kError,
         resources == nullptr ? "the template has no Resources"
                              : "Resources is not a map of resources",
         "",
         resources == nullptr || !resources->span().valid() ? document.span() : resources->span(),
         ""});
    errors.back().span.end = errors.back().span.begin;
    return errors;
  }
  const auto transforms = transforms_of(document);
  const bool rewritten = std::ranges::any_of(
      transforms, [](const std::string& name) { return !is_known_transform(name); });
  for (const Member& member : *resources->as_map()) {
    if (member.key.starts_with("Fn::") || rewritten)
      continue;
    const Value* type = member.value.find("Type");
    if (type == nullptr || type->as_string() == nullptr)
      errors.push_back({Diagnostic::Level::kError,
                        "the resource " + printable(member.key) + " has no Type", "",
                        member.key_span, ""});
  }
  return errors;
}

const Member* function_of(const Value& node) {
  const Map* map = node.as_map();
  if (map == nullptr || map->size() != 1)
    return nullptr;
  const Member& member = map->front();
  return member.key == "Ref" || member.key.starts_with("Fn::") ? &member : nullptr;
}

}  // namespace advisor::cfn
