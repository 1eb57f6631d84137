#include "src/cel/functions.h"

#include <unordered_map>

namespace advisor::cel {
namespace {

struct Index {
  std::vector<const Function*> functions;
  std::unordered_map<std::string_view, std::uint32_t> numbers;
};

const Index& index() {
  static const Index kIndex = [] {
    Index made;
    for (const auto group :
         {conversion_functions(), string_functions(), math_functions(), list_functions(),
          set_functions(), regex_functions(), time_functions(), optional_functions(),
          aws_functions(), resource_functions(), data_functions()}) {
      for (const Function& function : group) {
        made.numbers.emplace(function.name, static_cast<std::uint32_t>(made.functions.size()));
        made.functions.push_back(&function);
      }
    }
    return made;
  }();
  return kIndex;
}

}  // namespace

std::optional<std::uint32_t> find_function(std::string_view name) {
  const auto found = index().numbers.find(name);
  return found == index().numbers.end() ? std::nullopt : std::optional(found->second);
}

const Function& function_at(std::uint32_t number) {
  return *index().functions[number];
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const Function* function : index().functions)
    names.push_back(function->name);
  return names;
}

}  // namespace advisor::cel
