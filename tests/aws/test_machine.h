#pragma once

#include <cstdint>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "src/aws/machine.h"

namespace advisor::aws {

// A machine of which nothing is real but the transport: variables, files, programs, and a monotonic
// clock that only sleeping moves.
struct TestMachine {
  TestMachine() {
    machine.environment = [this](const std::string& name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::string() : found->second;
    };
    machine.writable_by_others = [this](const std::string&) { return writable; };
    machine.run = [this](const std::vector<std::string>& arguments) {
      runs.push_back(arguments);
      return process;
    };
    machine.warn = [this](const std::string& message) { warnings.push_back(message); };
    machine.clock.unix_seconds = [this] {
      return static_cast<std::int64_t>(std::time(nullptr)) + clock_ahead;
    };
    machine.clock.milliseconds = [this] { return milliseconds; };
    machine.clock.sleep = [this](std::int64_t time) {
      sleeps.push_back(time);
      milliseconds += time;
    };
    transport = make_http_transport({});
    machine.transport = transport.get();
    set_files({});
  }

  void set_files(const std::map<std::string, std::string>& files) {
    machine.files = memory_file_system(files);
  }

  std::map<std::string, std::string> variables = {{"HOME", "/home/me"}};
  bool writable = false;
  ProcessResult process;
  std::vector<std::vector<std::string>> runs;
  std::vector<std::string> warnings;
  std::int64_t milliseconds = 0;
  std::int64_t clock_ahead = 0;  // seconds
  std::vector<std::int64_t> sleeps;
  std::unique_ptr<Transport> transport;
  Machine machine;
};

}  // namespace advisor::aws
