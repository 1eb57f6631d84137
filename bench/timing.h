#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"

namespace advisor {

// What one run of a program took, from spawn to exit.
struct Timing {
  double wall_ms = 0;
  double cpu_ms = 0;
  double peak_mb = 0;  // of resident memory
};

// Output goes to /dev/null. A program that fails is an error: its time would say nothing. Exit
// code 1, findings, is no failure.
Result<Timing> time_once(const std::vector<std::string>& command);
// The run of median wall time.
Result<Timing> time_median(const std::vector<std::string>& command, int runs);

}  // namespace advisor
