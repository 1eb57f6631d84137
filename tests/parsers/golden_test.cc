#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "src/base/files.h"
#include "tests/parsers/read_tree.h"

// Every directory fixtures/<format>/<case>/ is a test: what read_inputs makes of it must be its
// resources.golden. ADVISOR_ACCEPT=1 rewrites the goldens and skips the tests.

namespace advisor {
namespace {

namespace fs = std::filesystem;

// The file system below a directory, so that goldens hold no absolute paths and nothing outside of
// the case has a say.
FileSystem rooted(const std::string& root) {
  const FileSystem real = real_file_system();
  const auto inside = [root](const std::string& path) { return join_path(root, path); };
  FileSystem files;
  files.kind = [=](const std::string& path) { return real.kind(inside(path)); };
  files.read = [=](const std::string& path, std::size_t max) {
    return real.read(inside(path), max);
  };
  files.list = [=](const std::string& path) { return real.list(inside(path)); };
  files.canonical = [](const std::string& path) { return normalize_path(path); };
  return files;
}

std::string text_of(const ReadTree& tree) {
  std::string out = tree.files() + "\n" + tree.diagnostics();
  for (const Resource& resource : tree.inputs.inventory.resources)
    out += "\n" + describe(resource, tree.sources);
  return out;
}

std::vector<std::string> cases() {
  std::vector<std::string> out;
  const fs::path root = fs::path(ADVISOR_SOURCE_DIR) / "fixtures";
  for (const char* format : {"ecspresso", "lambroll"})
    for (const auto& entry : fs::directory_iterator(root / format))
      if (entry.is_directory())
        out.push_back(std::string(format) + "/" + entry.path().filename().string());
  std::ranges::sort(out);
  return out;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, Resources) {
  const std::string directory = std::string(ADVISOR_SOURCE_DIR) + "/fixtures/" + GetParam();
  ReadTree tree;
  tree.inputs = read_inputs({"."}, rooted(directory), tree.sources, {});
  const std::string actual = text_of(tree);
  const std::string golden = directory + "/resources.golden";
  if (const char* accept = std::getenv("ADVISOR_ACCEPT"); accept != nullptr && *accept == '1') {
    std::ofstream(golden, std::ios::binary) << actual;
    GTEST_SKIP() << "wrote " << golden;
  }
  std::stringstream wanted;
  wanted << std::ifstream(golden, std::ios::binary).rdbuf();
  EXPECT_EQ(actual, wanted.str()) << "ADVISOR_ACCEPT=1 rewrites " << golden;
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Golden, testing::ValuesIn(cases()), [](const auto& test) {
  std::string name = test.param;
  std::ranges::replace_if(
      name, [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
});

}  // namespace
}  // namespace advisor
