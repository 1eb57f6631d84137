// The story of docs/writing-rules.md, command by command: what the page shows is what a reader
// gets.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <vector>

#include "src/base/text.h"
#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing_support::Workspace;

struct Block {
  std::string language;
  std::string text;
};

std::vector<Block> blocks_of(const std::string& page) {
  std::vector<Block> blocks;
  bool inside = false;
  for (const std::string_view line : split(page, '\n')) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside)
        blocks.push_back({std::string(line.substr(3)), ""});
    } else if (inside) {
      blocks.back().text += std::string(line) + "\n";
    }
  }
  return blocks;
}

// "$ command" and the lines that it prints.
std::size_t run_console(const Workspace& workspace, const std::string& console) {
  std::vector<std::pair<std::string, std::string>> steps;
  for (const std::string_view line : split(console, '\n')) {
    if (line.starts_with("$ "))
      steps.emplace_back(line.substr(2), "");
    else if (!steps.empty())
      steps.back().second += std::string(line) + "\n";
  }
  for (const auto& [command, expected] : steps) {
    const std::string out =
        workspace.shell("export PATH=" ADVISOR_BINARY_DIR ":\"$PATH\"\n{ " + command + "; } 2>&1")
            .out;
    EXPECT_EQ(trim(out), trim(expected)) << command;
  }
  return steps.size();
}

TEST(WritingRules, TheStoryIsTrue) {
  std::ifstream file(ADVISOR_SOURCE_DIR "/docs/writing-rules.md", std::ios::binary);
  const std::string page(std::istreambuf_iterator<char>(file), {});
  Workspace workspace(testing_support::Files{});
  std::size_t commands = 0;
  for (const Block& block : blocks_of(page)) {
    if (block.language == "json")
      workspace.write("ecs/task-def.json", block.text);
    else if (block.language == "yaml" && block.text.starts_with("format: 1\n"))
      workspace.write("sre/rules/sqs-consumer-stop-timeout.yaml", block.text);
    else if (block.language == "console")
      commands += run_console(workspace, block.text);
  }
  EXPECT_EQ(commands, 15U);
}

}  // namespace
}  // namespace advisor
