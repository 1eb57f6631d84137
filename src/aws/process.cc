#include "src/aws/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace advisor::aws {
namespace {

using std::chrono::steady_clock;

// A file descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  void close() {
    if (number_ >= 0)
      ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

// posix_spawn's two sets of options.
struct SpawnOptions {
  explicit SpawnOptions(int output) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    sigset_t standard;  // of what this program ignores
    sigemptyset(&standard);
    sigaddset(&standard, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &standard);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  ~SpawnOptions() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

int spawn(const std::vector<std::string>& arguments, int output, pid_t& child) {
  std::vector<char*> raw;
  raw.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments)
    raw.push_back(const_cast<char*>(argument.c_str()));
  raw.push_back(nullptr);
  const SpawnOptions options(output);
  return posix_spawnp(&child, raw[0], &options.actions, &options.attributes, raw.data(), environ);
}

enum class End { kExited, kTimeout, kTooMuch };

// Takes what the pipe holds; false at its end or beyond the limit.
bool drain(int pipe, std::string& output, std::size_t limit) {
  std::array<char, 4096> buffer{};
  while (output.size() <= limit) {
    const ssize_t size = read(pipe, buffer.data(), buffer.size());
    if (size < 0)
      return errno == EAGAIN || errno == EINTR;
    if (size == 0)
      return false;
    output.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return false;
}

// Until the program has ended. A child of its own may keep the pipe open longer; that one is not
// waited for.
End watch(pid_t child, int pipe, const ProcessLimits& limits, ProcessResult& result, int& status) {
  const auto end = steady_clock::now() + std::chrono::milliseconds(limits.milliseconds);
  bool open = true;
  while (steady_clock::now() < end) {
    const bool exited = waitpid(child, &status, WNOHANG) == child;
    open = open && drain(pipe, result.output, limits.bytes);
    if (exited)
      return result.output.size() > limits.bytes ? End::kTooMuch : End::kExited;
    if (result.output.size() > limits.bytes)
      break;
    pollfd wanted = {open ? pipe : -1, POLLIN, 0};
    poll(&wanted, 1, 20);
  }
  kill(-child, SIGKILL);
  waitpid(child, &status, 0);
  return result.output.size() > limits.bytes ? End::kTooMuch : End::kTimeout;
}

std::string explain(End end, int status, const ProcessLimits& limits) {
  if (end == End::kTimeout)
    return "did not end within " + std::to_string(limits.milliseconds / 1000) + " s";
  if (end == End::kTooMuch)
    return "printed more than " + std::to_string(limits.bytes >> 10U) + " KB";
  if (WIFSIGNALED(status))
    return "ended by signal " + std::to_string(WTERMSIG(status));
  return WEXITSTATUS(status) == 0 ? "" : "ended with status " + std::to_string(WEXITSTATUS(status));
}

// One word at a time, for split_words().
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}

  std::optional<std::vector<std::string>> read() {
    while (at_ < text_.size())
      if (!step(text_[at_++]))
        return std::nullopt;
    end_word();
    return std::move(words_);
  }

 private:
  bool step(char c) {
    if (c == ' ' || c == '\t' || c == '\n') {
      end_word();
      return true;
    }
    in_word_ = true;
    if (c == '\'' || c == '"')
      return quoted(c);
    if (c == '\\' && at_ == text_.size())
      return false;
    word_ += c == '\\' ? text_[at_++] : c;
    return true;
  }

  // Within double quotes a backslash escapes itself and the quote.
  bool quoted(char quote) {
    while (at_ < text_.size()) {
      char c = text_[at_++];
      if (c == quote)
        return true;
      const char next = at_ < text_.size() ? text_[at_] : '\0';
      if (c == '\\' && quote == '"' && (next == '"' || next == '\\')) {
        c = next;
        ++at_;
      }
      word_ += c;
    }
    return false;
  }

  void end_word() {
    if (in_word_)
      words_.push_back(std::exchange(word_, {}));
    in_word_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  std::vector<std::string> words_;
};

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments, const ProcessLimits& limits) {
  ProcessResult result;
  std::array<int, 2> ends{};
  if (arguments.empty() || pipe2(ends.data(), O_CLOEXEC) != 0) {
    result.error = "could not be started";
    return result;
  }
  Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  fcntl(reader.get(), F_SETFL, O_NONBLOCK);
  pid_t child = 0;
  const int failed = spawn(arguments, writer.get(), child);
  writer.close();
  if (failed != 0) {
    result.found = failed != ENOENT;
    result.error = std::string("could not be started: ") + std::strerror(failed);
    return result;
  }
  int status = 0;
  const End end = watch(child, reader.get(), limits, result, status);
  result.error = explain(end, status, limits);
  if (!result.error.empty())
    result.output.clear();
  return result;
}

std::optional<std::vector<std::string>> split_words(std::string_view text) {
  return WordReader(text).read();
}

}  // namespace advisor::aws
