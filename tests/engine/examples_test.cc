#include "src/engine/examples.h"

#include <gtest/gtest.h>

namespace advisor {
namespace {

constexpr const char* kHead = R"yaml(format: 1
id: r
severity: warning
title: A title
match: [{type: "AWS::ECS::TaskDefinition"}]
check: resource.?Cpu.orValue('0') != '1'
message: m
examples:
)yaml";

// Failures of the examples (but for missing coverage), a line each.
std::string failures(const std::string& examples, std::map<std::string, std::string> files = {}) {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  files.emplace("rules/x/r.yaml", kHead + examples);
  const FileSystem system = memory_file_system(std::move(files));
  rules.add_path("rules/x/r.yaml", system, sources, diagnostics);
  std::string out;
  for (const Rule* rule : rules.rules())
    for (const Example& example : read_examples(*rule, rules, sources, diagnostics, system))
      for (const std::string& failure : run_example(*rule, rules, example, sources).failures)
        out += example.name + ": " + failure + "\n";
  for (const Diagnostic& diagnostic : diagnostics)
    out += "error: " + diagnostic.message + "\n";
  return out;
}

constexpr const char* kDefinition = R"({"family": "f", "cpu": "1", "containerDefinitions": []})";

TEST(Examples, CanLieInAFolder) {
  const std::map<std::string, std::string> files = {{"rules/x/cases/a/def.json", kDefinition}};
  EXPECT_EQ(
      failures("- {name: n, input_dir: cases, expect: [{label: f, file: a/def.json}]}\n", files),
      "");
  EXPECT_EQ(failures("- {name: n, input_dir: none, expect: []}\n", files),
            "error: there are no files in rules/x/none\n");
  EXPECT_EQ(failures("- {name: n, expect: []}\n"),
            "error: an example needs 'files' or 'input_dir'\n");
}

TEST(Examples, SayWhatTheirFilesAre) {
  const std::string files = std::string("files: {d.json: '") + kDefinition + "'}, ";
  EXPECT_EQ(failures("- {name: n, format: ecs-json, " + files + "expect: [{label: f}]}\n"), "");
  EXPECT_EQ(failures("- {name: n, format: terraform-plan, " + files + "expect: [{label: f}]}\n"),
            "n: no file was read as 'terraform-plan'\n");
}

}  // namespace
}  // namespace advisor
