#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "src/cli/cli.h"

namespace {

int terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  advisor::cli::Environment environment{
      std::cin,
      std::cout,
      std::cerr,
      advisor::real_file_system(),
      [](const std::string& name) {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::string() : std::string(value);
      },
      isatty(STDOUT_FILENO) == 1,
      isatty(STDERR_FILENO) == 1,
      terminal_width(),
      static_cast<std::int64_t>(std::time(nullptr)),
  };
  return advisor::cli::main(std::vector<std::string>(argv + 1, argv + argc), environment);
}
