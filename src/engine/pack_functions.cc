#include "src/engine/pack_functions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "src/base/text.h"

namespace advisor {
namespace {

std::string_view name_of(std::string_view signature) {
  return trim(signature.substr(0, signature.find('(')));
}

bool is_word(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Whether the text has the name as a word, followed by a parenthesis.
bool calls(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::string_view rest = trim(text.substr(at + name.size()));
    if ((at == 0 || !is_word(text[at - 1])) && rest.starts_with('('))
      return true;
  }
  return false;
}

bool calls(const Value& value, std::string_view name) {
  if (const std::string* text = value.as_string())
    return calls(*text, name);
  if (const List* list = value.as_list())
    return std::ranges::any_of(*list, [&](const Value& element) { return calls(element, name); });
  const Map* map = value.as_map();
  return map != nullptr &&
         std::ranges::any_of(*map, [&](const Member& member) { return calls(member.value, name); });
}

}  // namespace

void add_pack_functions(const Value& pack, Value& rule) {
  const Value* offered = pack.find("functions");
  if (offered == nullptr || offered->as_map() == nullptr || rule.as_map() == nullptr)
    return;
  const Value* own = rule.find("functions");
  Map functions = own == nullptr || own->as_map() == nullptr ? Map() : *own->as_map();
  const auto defines = [&](std::string_view name) {
    return std::ranges::any_of(functions, [&](const Member& m) { return name_of(m.key) == name; });
  };
  Map taken;
  // A function uses only what stands before it, so going backwards meets every caller first.
  for (auto member = offered->as_map()->rbegin(); member != offered->as_map()->rend(); ++member) {
    const std::string_view name = name_of(member->key);
    const bool called = calls(rule, name) || std::ranges::any_of(taken, [&](const Member& other) {
                          return calls(other.value, name);
                        });
    if (called && !defines(name))
      taken.insert(taken.begin(), *member);
  }
  if (taken.empty())
    return;
  functions.insert(functions.begin(), taken.begin(), taken.end());
  rule.set("functions", Value::map(std::move(functions)));
}

}  // namespace advisor
