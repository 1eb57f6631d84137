#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "src/model/value.h"

namespace advisor {

// An argument of a built-in function: its value and how the template writes it.
struct BuiltinArgument {
  Value value;
  std::string written;
};

std::span<const std::string_view> builtin_names();
bool is_builtin(std::string_view name);

// Go's built-in functions of text/template. What depends on something unknown, or is not worth
// the effort, is unknown.
Value call_builtin(std::string_view name, std::span<const BuiltinArgument> arguments);

// Truth in the sense of `if`; nullopt if that is not known.
std::optional<bool> truth(const Value& value);

// What fmt.Print writes; nullopt if that is not known.
std::optional<std::string> printed(const Value& value);

}  // namespace advisor
