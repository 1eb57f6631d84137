#include "tests/cli/binary.h"

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace advisor::testing_support {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Workspace::Workspace(const Files& files) {
  std::string pattern = (fs::temp_directory_path() / "advisor-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    std::abort();
  path_ = pattern;
  fs::create_directories(path_ + "/w");
  for (const auto& [path, text] : files)
    write(path, text);
}

Workspace::~Workspace() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Workspace::write(const std::string& path, const std::string& text) {
  const fs::path target = fs::path(path_) / "w" / path;
  fs::create_directories(target.parent_path());
  std::ofstream(target, std::ios::binary) << text;
}

std::string Workspace::read(const std::string& path) const {
  return slurp(fs::path(path_) / "w" / path);
}

RunResult Workspace::advisor(const std::string& arguments, const std::string& input) const {
  return shell("\"$ADVISOR\" " + arguments, input);
}

RunResult Workspace::shell(const std::string& command, const std::string& input) const {
  std::ofstream(path_ + "/in", std::ios::binary) << input;
  const std::string line = "cd " + path_ +
                           "/w && export ADVISOR=" ADVISOR_BINARY_DIR
                           "/advisor LANG=C LC_ALL= LC_MESSAGES= && { " +
                           command + "\n} <../in >../out 2>../err";
  const int status = std::system(line.c_str());
  RunResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.out = slurp(path_ + "/out");
  result.err = slurp(path_ + "/err");
  return result;
}

}  // namespace advisor::testing_support
