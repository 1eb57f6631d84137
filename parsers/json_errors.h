#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"

namespace advisor {

// How far a JSON text could be read, for explaining why it stops there.
struct JsonProgress {
  enum class After : std::uint8_t {
    kStart,  // nothing read yet, or the bracket that opened the innermost container
    kKey,
    kValue,
  };
  std::size_t end = 0;  // behind the last token that an event reported
  After after = After::kStart;
  std::vector<std::size_t> open;  // offsets of the open brackets, outermost first
};

// Finds the syntax error behind `progress.end`. Precondition: there is one.
Diagnostic explain_json_error(std::string_view text, SourceId source, const JsonProgress& progress);

}  // namespace advisor
