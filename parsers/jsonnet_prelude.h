#pragma once

#include <string>
#include <vector>

namespace advisor {

// Stands in front of every file of code, on its first line.
inline constexpr const char* kJsonnetPrefix = "local std = import 'advisor:std'; ";

struct PreludeNames {
  std::vector<std::string> variables;  // external variables that have a value
  std::vector<std::string> functions;  // native functions by name
  std::vector<std::string> externals;  // functions of any number of arguments
  bool any_tfstate = false;
};

// The Jsonnet object that takes the place of `std`. It needs the native functions __state,
// __derived, __plain_format, __variable, __external and __tfstate.
std::string jsonnet_prelude(const PreludeNames& names);

}  // namespace advisor
