#pragma once

#include <string_view>

#include "src/model/document.h"

namespace advisor {

struct JsonOptions {
  ParseLimits limits;
  // Go's decoder stops after the first value; with this, text behind it is a warning, not an error.
  bool ignore_trailing_text = false;
  // Only these bytes of the text are read; spans are those of the whole text.
  std::size_t begin = 0;
  std::size_t end = std::string_view::npos;
  bool discard = false;  // nothing is kept but diagnostics
};

// Strict JSON (RFC 8259; a byte order mark is skipped) into a Value tree with the exact byte spans
// of every key and value. The span of a string includes its quotes. Integral numbers in int64
// range (also 30.0 and 3e1) become ints. Duplicate keys: the last value wins at the place of the
// first, with a warning at the later key. Invalid UTF-8, depth and size beyond the limits end the
// parse with one error.
Parsed parse_json(std::string_view text, SourceId source, const JsonOptions& options = {});

}  // namespace advisor
