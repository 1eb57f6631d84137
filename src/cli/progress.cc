#include "src/cli/progress.h"

#include <fmt/format.h>

namespace advisor::cli {

Progress::Progress(std::ostream& err, bool on)
    : err_(err), on_(on), next_(std::chrono::steady_clock::now() + std::chrono::seconds(1)) {}

Progress::~Progress() {
  erase();
}

void Progress::erase() {
  if (shown_)
    err_ << "\r\x1b[K" << std::flush;
  shown_ = false;
}

FileSystem Progress::watch(FileSystem files) {
  if (!on_)
    return files;
  files.read = [this, read = files.read](const std::string& path, std::size_t max_bytes) {
    tick();
    return read(path, max_bytes);
  };
  return files;
}

void Progress::tick() {
  ++read_;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_)
    return;
  next_ = now + std::chrono::milliseconds(200);
  say(fmt::format("{} files read", read_));
}

void Progress::say(std::string_view what) {
  if (!on_ || (!shown_ && std::chrono::steady_clock::now() < next_ && read_ < 1))
    return;
  shown_ = true;
  err_ << "\r\x1b[K" << what << std::flush;
}

}  // namespace advisor::cli
