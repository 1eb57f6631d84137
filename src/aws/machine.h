#pragma once

#include <functional>
#include <string>
#include <vector>

#include "src/aws/clock.h"
#include "src/aws/http.h"
#include "src/base/files.h"
#include "src/base/result.h"

namespace advisor::aws {

// What a program printed, or why it could not be had. The message names the program, never its
// arguments or what it printed.
struct ProcessResult {
  bool found = true;  // false: there is no such program
  std::string output;
  std::string error;  // empty: it ended with status 0
};

// All that credentials and configuration are taken from, so that tests need none of the real ones.
struct Machine {
  std::function<std::string(const std::string& name)> environment;  // "" where it is not set
  FileSystem files;
  std::function<bool(const std::string& path)> writable_by_others;
  // Runs a program (looked up in PATH) without a shell; see process.h.
  std::function<ProcessResult(const std::vector<std::string>& arguments)> run;
  std::function<void(const std::string& message)> warn;
  Clock clock;
  Transport* transport = nullptr;
};

// The real one, but for the transport.
Machine real_machine(std::function<void(const std::string&)> warn);

}  // namespace advisor::aws
