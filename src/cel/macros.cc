#include "src/cel/macros.h"

#include <algorithm>
#include <array>

namespace advisor::cel {
namespace {

constexpr std::array<Macro, 18> kMacros = {{
    {"all", Op::kAll, 1, 1},
    {"all", Op::kAll, 2, 1},
    {"exists", Op::kExists, 1, 1},
    {"exists", Op::kExists, 2, 1},
    {"exists_one", Op::kExistsOne, 1, 1},
    {"exists_one", Op::kExistsOne, 2, 1},
    {"existsOne", Op::kExistsOne, 1, 1},
    {"existsOne", Op::kExistsOne, 2, 1},
    {"map", Op::kTransformList, 1, 1},
    {"map", Op::kTransformList, 1, 2},
    {"filter", Op::kFilter, 1, 1},
    {"transformList", Op::kTransformList, 2, 1},
    {"transformList", Op::kTransformList, 2, 2},
    {"transformMap", Op::kTransformMap, 2, 1},
    {"transformMap", Op::kTransformMap, 2, 2},
    {"sortBy", Op::kSortBy, 1, 1},
    {"optMap", Op::kOptMap, 1, 1},
    {"optFlatMap", Op::kOptFlatMap, 1, 1},
}};

}  // namespace

const Macro* find_macro(std::string_view name, std::size_t arguments) {
  for (const Macro& macro : kMacros)
    if (macro.name == name && !name.empty() && macro.variables + macro.bodies == arguments)
      return &macro;
  return nullptr;
}

bool is_macro_name(std::string_view name) {
  return name == "has" || std::any_of(kMacros.begin(), kMacros.end(),
                                      [&](const Macro& m) { return m.name == name; });
}

}  // namespace advisor::cel
