#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/aws/machine.h"

namespace advisor::aws {

struct ProcessLimits {
  std::int64_t milliseconds = 60'000;
  std::size_t bytes = std::size_t{64} << 10U;  // of standard output
};

// Runs a program in a process group of its own, without a shell; standard input and standard error
// are /dev/null. Beyond a limit the whole group is killed.
ProcessResult run_process(const std::vector<std::string>& arguments, const ProcessLimits& limits);

// Splits a command line into words by a shell's quoting rules, with nothing expanded; nullopt for
// a quote that is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view text);

}  // namespace advisor::aws
