// What the READMEs show is what the program says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "src/base/text.h"
#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing_support::Files;
using testing_support::Workspace;

std::string readme(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(std::string(ADVISOR_SOURCE_DIR) + "/" + name, std::ios::binary).rdbuf();
  return std::move(text).str();
}

// Indented blocks that begin with "$ advisor": the command, and what it printed.
std::vector<std::pair<std::string, std::string>> sessions(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> out;
  bool inside = false;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("    $ advisor ")) {
      out.emplace_back(line.substr(14), "");
      inside = true;
    } else if (inside && (line.empty() || line.starts_with("    "))) {
      out.back().second.append(line.substr(std::min<std::size_t>(4, line.size()))).append("\n");
    } else {
      inside = false;
    }
  }
  return out;
}

class Readme : public testing::TestWithParam<const char*> {};

TEST_P(Readme, ShowsWhatTheProgramPrints) {
  const Workspace workspace(Files{});
  const auto shown = sessions(readme(GetParam()));
  ASSERT_FALSE(shown.empty());
  for (const auto& [command, output] : shown)
    EXPECT_EQ(
        trim(workspace.shell("cd '" + std::string(ADVISOR_SOURCE_DIR) + "' && $ADVISOR " + command)
                 .out),
        trim(output))
        << command;
}

TEST_P(Readme, CountsTheRules) {
  const std::string list = Workspace(Files{}).advisor("rules list").out;
  const auto rules = std::count(list.begin(), list.end(), '\n');
  EXPECT_TRUE(std::regex_search(readme(GetParam()),
                                std::regex("(There are |ルールは )" + std::to_string(rules) + " ")))
      << rules << " rules";
}

TEST_P(Readme, LinksToFilesThatExist) {
  const std::string text = readme(GetParam());
  const std::regex link(R"(\]\(([^)#:]+)[^)]*\))");
  for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
    if ((*it)[1].str() == "https")
      continue;
    const std::string path = std::string(ADVISOR_SOURCE_DIR) + "/" + (*it)[1].str();
    EXPECT_TRUE(std::ifstream(path).good()) << path;
  }
}

// Both say the same: as many headings, code blocks and rows of tables.
TEST(Readmes, HaveTheSameShape) {
  const auto shape = [](const std::string& text) {
    std::string out;
    for (const std::string_view line : split(text, '\n'))
      if (line.starts_with("#"))
        out += std::string(line.substr(0, line.find(' '))) + "\n";
      else if (line.starts_with("| `") || line.starts_with("```") || line.starts_with("| ["))
        out += std::string(line.substr(0, 8)) + "\n";
    return out;
  };
  EXPECT_EQ(shape(readme("README.md")), shape(readme("README.ja.md")));
}

INSTANTIATE_TEST_SUITE_P(Both, Readme, testing::Values("README.md", "README.ja.md"));

}  // namespace
}  // namespace advisor
