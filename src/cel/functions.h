#pragma once

// The functions that expressions can call. One table per group; the groups are joined in
// functions.cc. To add one: a row in the table of its group, a test, a line in docs/cel.md.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "src/cel/machine.h"

namespace advisor::cel {

using Arguments = std::span<const Val>;

struct Function {
  enum class Style : std::uint8_t { kGlobal, kMember, kBoth };
  enum class Unknowns : std::uint8_t {
    kStrict,  // never called with an unknown argument: the result is unknown then
    kOwn,     // called with unknown arguments, too
  };
  std::string_view name;  // "size", "math.greatest"
  Style style = Style::kGlobal;
  std::uint32_t min_arguments = 0;  // the receiver counts
  std::uint32_t max_arguments = 0;
  Unknowns unknowns = Unknowns::kStrict;
  // Arguments are never errors.
  Val (*call)(Machine& machine, Arguments arguments) = nullptr;
  bool pure = true;  // may be computed when the expression is compiled
};

// The tables of the groups.
std::span<const Function> conversion_functions();
std::span<const Function> string_functions();
std::span<const Function> math_functions();
std::span<const Function> list_functions();
std::span<const Function> set_functions();
std::span<const Function> regex_functions();
std::span<const Function> time_functions();
std::span<const Function> optional_functions();
std::span<const Function> aws_functions();
std::span<const Function> resource_functions();
std::span<const Function> data_functions();

// Number for function_at(), or nullopt.
std::optional<std::uint32_t> find_function(std::string_view name);
const Function& function_at(std::uint32_t number);
std::vector<std::string_view> function_names();

}  // namespace advisor::cel
