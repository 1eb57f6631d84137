#include "src/cli/watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

namespace advisor::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kPollMilliseconds = 500;       // where inotify does not see everything
constexpr int kSeldomMilliseconds = 10'000;  // where it should
constexpr int kQuietMilliseconds = 80;       // an editor writes a file in several steps
constexpr std::uint32_t kEvents =
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB;

// Signals to stop come as something to read while this lives. Outside of wait() they end the
// process as ever.
class StopSignals {
 public:
  StopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, &before_);
    descriptor_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  }
  ~StopSignals() {
    // What came and was not read would end the process when the mask is lifted.
    signalfd_siginfo info;
    while (descriptor_ >= 0 && read(descriptor_, &info, sizeof info) > 0) {
    }
    if (descriptor_ >= 0)
      close(descriptor_);
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  sigset_t before_{};
  int descriptor_ = -1;
};

bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.size() > 1 && name.front() == '.' && name != "..";
}

}  // namespace

Watcher::Watcher(std::vector<std::string> paths)
    : paths_(std::move(paths)), inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), known_(look()) {}

Watcher::~Watcher() {
  if (inotify_ >= 0)
    close(inotify_);
}

// The number of watches is limited, and they can be refused.
void Watcher::watch(const std::string& directory) {
  if (inotify_ < 0 || inotify_add_watch(inotify_, directory.c_str(), kEvents | IN_ONLYDIR) < 0)
    sees_all_ = false;
}

// Watches the directories on the way: adding one twice changes nothing, so new ones are covered.
Watcher::Snapshot Watcher::look() {
  Snapshot seen;
  std::error_code ignored;
  const auto add = [&](const fs::path& path) {
    std::error_code gone;
    const auto modified = fs::last_write_time(path, gone).time_since_epoch();
    const auto size = fs::file_size(path, gone);
    seen[path.string()] = {std::chrono::duration_cast<std::chrono::nanoseconds>(modified).count(),
                           gone ? 0 : size};
  };
  for (const std::string& path : paths_) {
    if (!fs::is_directory(path, ignored)) {
      // Editors replace files: the watch must be on the directory.
      const std::string parent = fs::path(path).parent_path().string();
      watch(parent.empty() ? "." : parent);
      if (fs::exists(path, ignored))
        add(path);
      continue;
    }
    watch(path);
    fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied,
                                           ignored);
    for (; !ignored && entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
      if (is_hidden(entry->path())) {
        entry.disable_recursion_pending();
        continue;
      }
      std::error_code gone;
      if (entry->is_directory(gone))
        watch(entry->path().string());
      else if (entry->is_regular_file(gone))
        add(entry->path());
    }
  }
  return seen;
}

bool Watcher::pause(int signals, int milliseconds) const {
  std::array<pollfd, 2> descriptors = {pollfd{signals, POLLIN, 0}, pollfd{inotify_, POLLIN, 0}};
  poll(descriptors.data(), descriptors.size(), milliseconds);
  std::array<char, 4096> events;
  while (inotify_ >= 0 && read(inotify_, events.data(), events.size()) > 0) {
  }
  return (descriptors[0].revents & POLLIN) == 0;
}

bool Watcher::wait() {
  const StopSignals signals;
  Snapshot seen = look();
  while (seen == known_) {
    if (!pause(signals.descriptor(), sees_all_ ? kSeldomMilliseconds : kPollMilliseconds))
      return false;
    seen = look();
  }
  while (true) {
    if (!pause(signals.descriptor(), kQuietMilliseconds))
      return false;
    Snapshot later = look();
    if (later == seen)
      break;
    seen = std::move(later);
  }
  known_ = std::move(seen);
  return true;
}

}  // namespace advisor::cli
