#include "src/aws/machine.h"

#include <sys/stat.h>

#include <cstdlib>

#include "src/aws/process.h"

namespace advisor::aws {

Machine real_machine(std::function<void(const std::string&)> warn) {
  Machine machine;
  machine.environment = [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::string() : std::string(value);
  };
  machine.files = real_file_system();
  machine.writable_by_others = [](const std::string& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0 && (info.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  };
  machine.run = [](const std::vector<std::string>& arguments) {
    return run_process(arguments, ProcessLimits());
  };
  machine.warn = std::move(warn);
  machine.clock = real_clock();
  return machine;
}

}  // namespace advisor::aws
