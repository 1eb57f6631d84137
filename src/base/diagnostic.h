#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/base/source.h"

namespace advisor {

enum class Severity : std::uint8_t { kInfo, kWarning, kCritical };

// About an input, a rule file or the configuration; never about what the configuration deploys
// (that is a Verdict).
struct Diagnostic {
  enum class Level : std::uint8_t {
    kNote,     // worth knowing, nothing is missing from the analysis
    kWarning,  // read, but not as its author may expect (duplicate key, unknown key)
    kError,    // this input (or a part of it) could not be analysed: exit code 3
  };
  Level level = Level::kWarning;
  std::string message;  // one sentence, without position and without a final line break
  std::string hint;     // how to mend it; may be empty
  Span span;            // without source: about `path` as a whole
  std::string path;     // file or directory when span has no source
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace advisor
