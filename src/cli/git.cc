#include "src/cli/git.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "src/base/date.h"
#include "src/base/files.h"
#include "src/base/text.h"

extern char** environ;

namespace advisor::cli {
namespace {

constexpr std::size_t kMaxOutput = std::size_t{1} << 20U;

std::string read_all(int descriptor) {
  std::string out;
  std::array<char, 4096> buffer;
  while (out.size() < kMaxOutput) {
    const ssize_t got = read(descriptor, buffer.data(), buffer.size());
    if (got > 0)
      out.append(buffer.data(), static_cast<std::size_t>(got));
    else if (got == 0 || errno != EINTR)
      break;
  }
  return out;
}

// Starts the program without a shell, its standard output into a pipe. Returns its exit code, -1
// where it could not be started.
int run(const std::vector<std::string>& command, std::string& out) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return -1;
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));  // posix_spawn does not change them
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed == 0)
    out = read_all(ends[0]);
  close(ends[0]);
  if (failed != 0)
    return -1;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Result<std::vector<std::string>> commit_dates(const std::string& path) {
  const std::string parent = parent_path(path);
  std::string out;
  // The settings of a repository may name programs for git to run; these two switch that off.
  const int code =
      run({"git", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-C",
           parent.empty() ? "." : parent, "log", "--follow", "--format=%as", "--", file_name(path)},
          out);
  if (code == -1 || code == 127)
    return Error{"git could not be run"};
  if (code != 0)
    return Error{"the file is not in a git repository"};
  std::vector<std::string> dates;
  for (const std::string_view line : split(trim(out), '\n'))
    if (parse_date(line))
      dates.emplace_back(line);
  if (dates.empty())
    return Error{"the file is not committed yet"};
  std::ranges::reverse(dates);
  return dates;
}

}  // namespace advisor::cli
