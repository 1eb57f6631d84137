#include "src/cli/live.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "src/base/exit_code.h"
#include "src/base/result.h"
#include "src/base/text.h"

extern char** environ;

namespace advisor::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "advisor-aws";

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  void reset() {
    if (number_ >= 0)
      close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

// A file in memory: the program reads it at its own pace, and its early end is no signal to us.
int file_with(const std::string& text) {
  const int file = memfd_create("request", MFD_CLOEXEC);
  for (std::size_t written = 0; file >= 0 && written < text.size();) {
    const ssize_t wrote = write(file, text.data() + written, text.size() - written);
    if (wrote < 0 && errno != EINTR)
      break;
    written += wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
  }
  if (file >= 0)
    lseek(file, 0, SEEK_SET);
  return file;
}

// False where there is more than an account file may have.
bool read_all(int from, std::string& out) {
  std::array<char, 65536> buffer;
  while (out.size() <= kMaxAccountFileBytes) {
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got > 0)
      out.append(buffer.data(), static_cast<std::size_t>(got));
    else if (got == 0 || errno != EINTR)
      return true;
  }
  return false;
}

struct Ended {
  std::string out;
  int code = -1;  // of the exit; -1: a signal, or it did not start
  bool too_much = false;
};

// Starts the program without a shell and without arguments; its standard error is ours.
Ended run(const std::string& program, const std::string& request) {
  Ended ended;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return ended;
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const Descriptor in(file_with(request));
  if (in.get() < 0)
    return ended;
  std::string name = program;
  std::array<char*, 2> arguments = {name.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, to.get(), STDOUT_FILENO);
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, name.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  to.reset();
  if (failed != 0)
    return ended;
  ended.too_much = !read_all(from.get(), ended.out);
  if (ended.too_much)
    kill(child, SIGTERM);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

void fail(LiveScan& scan, std::string message, std::string place) {
  scan.diagnostics.push_back(
      {Diagnostic::Level::kError, std::move(message), {}, {}, std::move(place)});
}

void read(LiveScan& scan, std::string_view text, const std::string& place) {
  auto accounts = read_account_file(text);
  if (accounts)
    scan.accounts = std::move(*accounts);
  else
    fail(scan, "this account file cannot be used: " + accounts.error().message, place);
}

void keep_what_was_asked_for(const std::string& trusted_advisor, LiveAccounts& live) {
  for (LiveAccount& account : live.accounts) {
    if (trusted_advisor == "off")
      account.trusted_advisor = {};
    if (trusted_advisor != "only")
      continue;
    account.resources.clear();
    account.values.clear();
    account.incomplete_types.clear();
  }
}

LiveScan read_file(const std::string& path, Environment& environment) {
  LiveScan scan;
  const auto text = environment.files.read(path, kMaxAccountFileBytes);
  scan.refused = !text;
  if (text)
    read(scan, *text, path);
  else
    environment.err << "advisor: " << text.error().message << '\n';
  return scan;
}

Result<std::string> find_live_program() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error)
    return Error{"cannot tell where advisor is installed: " + error.message()};
  const fs::path beside = self.parent_path() / kProgram;
  const fs::path apart =
      (self.parent_path() / ".." / "libexec" / "sre-advisor" / kProgram).lexically_normal();
  for (const fs::path& path : {beside, apart})
    if (fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0)
      return path.string();
  return Error{
      fmt::format("--aws needs the program {}, which is not installed: it is neither {} nor {}. "
                  "Install the package with it, or build advisor where libcurl, OpenSSL, pugixml "
                  "and gumbo are installed",
                  kProgram, printable(beside.string()), printable(apart.string()))};
}

// Who asks for single rules (--only) asks for nothing else.
std::string trusted_advisor_mode(const Options& options) {
  if (!options.live.trusted_advisor.empty())
    return options.live.trusted_advisor;
  return options.only.empty() ? "on" : "off";
}

// Bounds the request; the program asks for no more of them, and AWS has no longer names.
std::vector<std::string> some_of(const std::set<std::string>& names) {
  constexpr std::size_t kMost = 1000;
  constexpr std::size_t kLongest = 1011;
  std::vector<std::string> out;
  for (const std::string& name : names)
    if (name.size() <= kLongest && out.size() < kMost)
      out.push_back(name);
  return out;
}

std::string live_request(const Options& options, Language language, const WantedOfAccount& wanted) {
  const LiveOptions& live = options.live;
  std::vector<std::string> types;
  for (const std::string& type : wanted.types)
    if (type.starts_with("AWS::"))
      types.push_back(type);
  const nlohmann::ordered_json request = {
      {"schema", 1},
      {"regions", options.regions},
      {"profile", live.profile},
      {"roleArns", live.role_arns},
      {"org", live.org},
      {"roleName", live.role_name},
      {"language", language == Language::kJapanese ? "ja" : "en"},
      {"trustedAdvisor", trusted_advisor_mode(options)},
      {"refreshTrustedAdvisor", live.refresh_trusted_advisor},
      {"types", types},
      {"ownTypes", wanted.own_types},
      {"stacks", wanted.names.stacks},
      {"parameters", some_of(wanted.names.parameters)},
  };
  return request.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

LiveScan ask_program(const Options& options, Language language, const WantedOfAccount& wanted,
                     Environment& environment) {
  LiveScan scan;
  const auto program = find_live_program();
  if (!program) {
    environment.err << "advisor: " << program.error().message << '\n';
    scan.refused = true;
    return scan;
  }
  environment.err.flush();
  const Ended ended = run(*program, live_request(options, language, wanted));
  if (ended.code == kExitUsage)
    scan.refused = true;  // it said why
  else if (ended.too_much)
    fail(scan, fmt::format("{} gave more than {} MB", kProgram, kMaxAccountFileBytes >> 20U), {});
  else if (ended.code != 0)
    fail(scan, fmt::format("{} ended before it was done", kProgram), {});
  else
    read(scan, ended.out, kProgram);
  return scan;
}

}  // namespace

LiveScan scan_live(const Options& options, Language language, const WantedOfAccount& wanted,
                   Environment& environment) {
  if (!options.live.wanted())
    return {};
  LiveScan scan = options.live.aws ? ask_program(options, language, wanted, environment)
                                   : read_file(options.live.account_file, environment);
  keep_what_was_asked_for(trusted_advisor_mode(options), scan.accounts);
  return scan;
}

}  // namespace advisor::cli
