#pragma once

#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "src/base/files.h"

namespace advisor::cli {

// Everything outside the process that a command touches, so that tests can stand in for it.
struct Environment {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  FileSystem files;
  std::function<std::string(const std::string& name)> variable;  // "" if unset
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 80;        // columns of the terminal
  std::int64_t now = 0;  // Unix seconds
};

// Runs the command line (without the program's name) and returns the exit code
// (src/base/exit_code.h). Does not throw.
int main(const std::vector<std::string>& arguments, Environment& environment);

}  // namespace advisor::cli
