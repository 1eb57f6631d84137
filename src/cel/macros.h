#pragma once

#include <cstdint>
#include <string_view>

#include "src/cel/ast.h"

namespace advisor::cel {

// A macro that is called on a value: e.all(x, p).
struct Macro {
  std::string_view name;
  Op op;
  std::uint32_t variables;  // leading arguments that are names
  std::uint32_t bodies;     // the rest; the last one is the result, one before it filters
};

// The macro for `name` with that many arguments; nullptr if it is an ordinary call.
const Macro* find_macro(std::string_view name, std::size_t arguments);
// True if some number of arguments makes it a macro.
bool is_macro_name(std::string_view name);

}  // namespace advisor::cel
