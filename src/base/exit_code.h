#pragma once

namespace advisor {

// What the process returns. kIncomplete wins over kFindings: a scan that could not read everything
// must not look like a verdict.
enum ExitCode : int {
  kExitClean = 0,       // no finding at or above --fail-on
  kExitFindings = 1,    // at least one
  kExitUsage = 2,       // wrong options, configuration or rule files
  kExitIncomplete = 3,  // something could not be analysed
};

}  // namespace advisor
