#include "src/cli/git.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include "src/base/date.h"
#include "src/base/files.h"
#include "src/base/text.h"

extern char** environ;

namespace advisor::cli {
namespace {

constexpr std::size_t kMaxOutput = std::size_t{256} << 20U;

std::string read_all(int descriptor) {
  std::string out;
  std::array<char, 65536> buffer;
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

bool could_run(int code) {
  return code != -1 && code != 127;
}

int git(const std::string& directory, const std::vector<std::string>& arguments, std::string& out) {
  // The settings of a repository may name programs for git to run; these two switch that off.
  std::vector<std::string> command = {"git",
                                      "-c",
                                      "core.fsmonitor=false",
                                      "-c",
                                      "log.showSignature=false",
                                      "-C",
                                      directory.empty() ? "." : directory};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, out);
}

// One line up to its end, taken off the text.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// git quotes names with unusual characters as C does: "b/\343\201\202\t".
std::string unquote(std::string_view name) {
  if (!name.starts_with('"'))
    return std::string(name.substr(0, name.find('\t')));  // a tab follows names with blanks
  static constexpr std::string_view kLetters = "abtnvfr\"\\";
  static constexpr std::string_view kMeanings = "\a\b\t\n\v\f\r\"\\";
  std::string out;
  for (std::size_t i = 1; i < name.size() && name[i] != '"'; ++i) {
    if (name[i] != '\\') {
      out += name[i];
      continue;
    }
    if (++i == name.size())
      break;
    if (const std::size_t letter = kLetters.find(name[i]); letter != std::string_view::npos) {
      out += kMeanings[letter];
      continue;
    }
    unsigned value = 0;
    std::from_chars(name.data() + i, name.data() + std::min(i + 3, name.size()), value, 8);
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

// "12,3" or "12" of a hunk's head.
std::pair<int, int> start_and_length(std::string_view text) {
  int start = 0, length = 1;
  const char* end = text.data() + text.size();
  const auto [comma, error] = std::from_chars(text.data(), end, start);
  if (error == std::errc() && comma != end && *comma == ',')
    std::from_chars(comma + 1, end, length);
  return {start, length};
}

}  // namespace

Changes::Changes(std::string root, std::string_view patch,
                 std::set<std::string, std::less<>> tracked)
    : root_(std::move(root)), tracked_(std::move(tracked)) {
  read(patch);
}

void Changes::read(std::string_view patch) {
  std::vector<LineRange>* ranges = nullptr;
  while (!patch.empty()) {
    const std::string_view line = next_line(patch);
    if (line.starts_with("+++ ")) {
      const std::string name = unquote(line.substr(4));
      ranges = name.starts_with("b/") ? &files_[name.substr(2)] : nullptr;
    } else if (line.starts_with("@@ -") && line.find(" +") != std::string_view::npos) {
      const auto taken = start_and_length(line.substr(4));
      const auto [start, length] = start_and_length(line.substr(line.find(" +") + 2));
      const int first = length == 0 ? start + 1 : start;
      if (ranges != nullptr)
        ranges->push_back({first, first + length - 1});
      // Their contents may look like a head.
      for (int i = 0; i < taken.second + length && !patch.empty(); ++i)
        if (next_line(patch).starts_with('\\'))  // "\ No newline at end of file"
          --i;
    }
  }
}

std::string_view Changes::inside(const std::string& path) const {
  return is_below(path, root_) && path.size() > root_.size()
             ? std::string_view(path).substr(root_.size() + (root_.ends_with('/') ? 0 : 1))
             : std::string_view();
}

bool Changes::is_tracked(const std::string& path) const {
  return tracked_.contains(inside(path));
}

bool Changes::in_file(const std::string& path) const {
  return files_.contains(inside(path)) || !is_tracked(path);
}

bool LineRange::touches(const LineRange& changed) const {
  // Lines that were taken out leave their place behind `last`.
  return first <= changed.last && std::min(changed.first, changed.last) <= last;
}

const std::vector<LineRange>& Changes::lines(const std::string& path) const {
  static const std::vector<LineRange> kNone;
  const auto file = files_.find(inside(path));
  return file == files_.end() ? kNone : file->second;
}

bool Changes::in_lines(const std::string& path, LineRange range) const {
  return !is_tracked(path) || std::ranges::any_of(lines(path), [&](const LineRange& changed) {
    return range.touches(changed);
  });
}

Result<Changes> changes_since(const std::string& ref, const std::string& directory) {
  std::string root;
  const int code = git(directory, {"rev-parse", "--show-toplevel"}, root);
  if (!could_run(code))
    return Error{"git could not be run"};
  if (code != 0)
    return Error{fmt::format("{} is not in a git repository", directory)};
  root = std::string(trim(root));
  std::string out;
  if (ref.starts_with('-') ||
      git(root, {"rev-parse", "--verify", "--quiet", ref + "^{commit}"}, out) != 0)
    return Error{
        fmt::format("git knows no commit '{}' here; fetch it first (in GitHub Actions: "
                    "actions/checkout with `fetch-depth: 0`)",
                    printable(ref))};
  std::string base;
  if (git(root, {"merge-base", ref, "HEAD"}, base) != 0)
    return Error{
        fmt::format("git finds no common ancestor of '{}' and HEAD; the clone may be shallow "
                    "(in GitHub Actions: actions/checkout with `fetch-depth: 0`)",
                    printable(ref))};
  std::string patch;
  if (git(root,
          {"diff", "-U0", "-M", "--no-color", "--no-ext-diff", "--no-textconv",
           "--ignore-submodules", "--no-relative", "--text", "--src-prefix=a/", "--dst-prefix=b/",
           std::string(trim(base)), "--"},
          patch) != 0)
    return Error{fmt::format("git could not compare with '{}'", printable(ref))};
  std::string names;
  if (git(root, {"ls-files", "-z"}, names) != 0)
    return Error{"git could not list the files of the repository"};
  std::set<std::string, std::less<>> tracked;
  for (const std::string_view name : split(names, '\0'))
    if (!name.empty())
      tracked.emplace(name);
  return Changes(std::move(root), patch, std::move(tracked));
}

Result<std::vector<std::string>> commit_dates(const std::string& path) {
  std::string out;
  const int code =
      git(parent_path(path), {"log", "--follow", "--format=%as", "--", file_name(path)}, out);
  if (!could_run(code))
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
