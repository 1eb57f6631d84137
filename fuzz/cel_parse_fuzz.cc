// Any bytes as an expression: an Issue whose offsets lie in the text, or a compiled expression.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "src/cel/cel.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  advisor::cel::Scope scope;
  scope.declare("resource");
  scope.declare("x");
  const auto compiled = scope.compile(text);
  if (const auto* issue = std::get_if<advisor::cel::Issue>(&compiled))
    if (issue->begin > issue->end || issue->end > size)
      std::abort();
  return 0;
}
