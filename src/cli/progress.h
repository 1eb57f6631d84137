#pragma once

#include <chrono>
#include <ostream>

#include "src/base/files.h"

namespace advisor::cli {

// A line on a terminal's standard error that tells long work apart from a hang: nothing in the
// first second, then how many files were read. Erased at the end.
class Progress {
 public:
  // on: standard error is a terminal and the user did not ask for quiet.
  Progress(std::ostream& err, bool on);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // The same file system, counting what is read. Must not outlive this.
  FileSystem watch(FileSystem files);
  void say(std::string_view what);
  // Makes room for others who write to standard error.
  void erase();

 private:
  void tick();

  std::ostream& err_;
  bool on_;
  bool shown_ = false;
  std::size_t read_ = 0;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace advisor::cli
