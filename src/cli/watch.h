#pragma once

#include <map>
#include <string>
#include <vector>

namespace advisor::cli {

// Waits until files change. Looks at names, times and sizes; inotify only says when to look, so
// that a file system without it is watched all the same, by looking
// twice a second.
class Watcher {
 public:
  // Files and directories; directories with all that is below them.
  explicit Watcher(std::vector<std::string> paths);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // Returns true once something has changed since the last call (or the construction) and is quiet
  // again, false on SIGINT or SIGTERM.
  bool wait();

 private:
  struct Stamp {
    long long modified = 0;  // nanoseconds
    unsigned long long size = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  using Snapshot = std::map<std::string, Stamp>;

  Snapshot look();
  void watch(const std::string& directory);
  // False: a signal to stop came.
  bool pause(int signals, int milliseconds) const;

  std::vector<std::string> paths_;
  int inotify_ = -1;
  bool sees_all_ = true;  // inotify reports every change
  Snapshot known_;
};

}  // namespace advisor::cli
