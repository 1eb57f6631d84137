#include "parsers/sam_references.h"

#include <optional>
#include <string_view>
#include <utility>

#include "parsers/cloudformation_strings.h"
#include "parsers/cloudformation_template.h"
#include "parsers/sam_build.h"
#include "src/model/tree.h"

namespace advisor::sam {
namespace {

using Targets = std::map<std::string, Value, std::less<>>;

// "F.Version.FunctionArn" -> the target of "F.Version", and "FunctionArn".
const Value* find_target(std::string_view name, const Targets& targets, std::string_view& rest) {
  const std::size_t first = name.find('.');
  if (first == std::string_view::npos)
    return nullptr;
  const std::size_t second = name.find('.', first + 1);
  rest = second == std::string_view::npos ? std::string_view() : name.substr(second + 1);
  const auto found = targets.find(name.substr(0, second));
  return found == targets.end() ? nullptr : &found->second;
}

void rewrite_ref(Value& node, const Targets& targets) {
  std::string_view rest;
  const Value* target = find_target(*node.as_map()->front().value.as_string(), targets, rest);
  if (target == nullptr || !rest.empty())
    return;
  Value out = *target;
  place_all(out, node.span());
  node = std::move(out);
}

void rewrite_get_att(Value& argument, const Targets& targets) {
  const List* parts = argument.as_list();
  std::string name;
  if (const std::string* whole = argument.as_string())
    name = *whole;
  else if (parts != nullptr && parts->size() == 2 && (*parts)[0].as_string() != nullptr &&
           (*parts)[1].as_string() != nullptr)
    name = *(*parts)[0].as_string() + "." + *(*parts)[1].as_string();
  std::string_view rest;
  const Value* target = find_target(name, targets, rest);
  const std::string* logical_id = ref_target(target);
  if (logical_id == nullptr || rest.empty())
    return;
  const Span span = argument.span();
  argument = array(span, {text(*logical_id, span), text(rest, span)});
}

// What is no plain reference becomes a variable of the Fn::Sub.
void rewrite_sub(Value& argument, const Targets& targets) {
  const Value* first = argument.as_list() != nullptr && !argument.as_list()->empty()
                           ? &argument.as_list()->front()
                           : &argument;
  const std::string* pattern = first->as_string();
  if (pattern == nullptr || pattern->find("${") == std::string::npos)
    return;
  std::string out;
  Map variables;
  bool changed = false;
  for (const cfn::SubPart& part : cfn::parse_sub(*pattern)) {
    std::string_view rest;
    const Value* target = part.variable ? find_target(part.text, targets, rest) : nullptr;
    const std::string* logical_id = ref_target(target);
    if (!part.variable) {
      // parse_sub has taken the "!" of "${!x}" away.
      for (std::size_t at = 0; at < part.text.size(); ++at) {
        out += part.text[at];
        if (part.text.compare(at, 2, "${") == 0 && part.text.find('}', at) != std::string::npos) {
          out += "{!";
          ++at;
        }
      }
      continue;
    }
    changed = changed || target != nullptr;
    std::string name = part.text;
    if (logical_id != nullptr) {
      name = *logical_id + (rest.empty() ? "" : "." + std::string(rest));
    } else if (target != nullptr && rest.empty()) {
      Value value = *target;
      place_all(value, argument.span());
      variables.push_back({name, argument.span(), std::move(value)});
    }
    out += "${" + name + "}";
  }
  if (!changed)
    return;
  const Span span = argument.span();
  Value pattern_value = text(out, first->span());
  Value given = argument.as_list() != nullptr && argument.as_list()->size() > 1
                    ? argument.as_list()->at(1)
                    : Value::map({}, span);
  if (given.as_map() == nullptr)
    return;
  for (Member& variable : variables)
    if (given.find(variable.key) == nullptr)
      given.as_map()->push_back(std::move(variable));
  argument = given.as_map()->empty() ? std::move(pattern_value)
                                     : array(span, {pattern_value, std::move(given)});
}

}  // namespace

void rewrite_references(Value& node, const Targets& targets) {
  if (List* list = node.as_list())
    for (Value& element : *list)
      rewrite_references(element, targets);
  Map* map = node.as_map();
  if (map == nullptr)
    return;
  for (Member& member : *map)
    rewrite_references(member.value, targets);
  if (cfn::function_of(node) == nullptr)
    return;
  Member& function = map->front();
  if (function.key == "Ref" && function.value.as_string() != nullptr)
    rewrite_ref(node, targets);
  else if (function.key == "Fn::GetAtt")
    rewrite_get_att(function.value, targets);
  else if (function.key == "Fn::Sub")
    rewrite_sub(function.value, targets);
}

}  // namespace advisor::sam
