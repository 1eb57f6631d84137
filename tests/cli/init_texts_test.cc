#include "src/cli/init_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsers/yaml.h"
#include "src/base/text.h"
#include "src/engine/config.h"

namespace advisor::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const Project kUnknown{"OWNER/sre-advisor", "1.2.3"};
const Project kKnown{"acme/sre-advisor", "1.2.3"};
const ConfigSample kSample{{}, "ecs-container-ulimits", "a \"b\" #'\\.json", "2027-03-31"};

// What the real reader says of a configuration.
Config read(const std::string& text) {
  SourceSet sources;
  RuleSet rules;
  rules.add_builtin();
  Diagnostics diagnostics;
  Config config = read_config("advisor.yaml", memory_file_system({{"advisor.yaml", text}}), sources,
                              diagnostics);
  check_config(config, rules, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics)
    ADD_FAILURE() << diagnostic.message << " in\n" << text;
  return config;
}

TEST(InitTexts, TheConfigurationIsValidInBothLanguages) {
  const Config english = read(config_text(kSample, kUnknown, Language::kEnglish));
  EXPECT_EQ(english.language, Language::kEnglish);
  EXPECT_EQ(english.fail_on, "warning");
  EXPECT_TRUE(english.rules.empty());
  EXPECT_TRUE(english.rule_paths.empty());
  EXPECT_EQ(read(config_text(kSample, kKnown, Language::kJapanese)).language, Language::kJapanese);
}

TEST(InitTexts, TheExamplesOfTheConfigurationAreValidToo) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    const std::string text = config_text(kSample, kUnknown, language);
    std::string uncommented;
    for (const std::string_view line : split(text, '\n')) {
      const bool example = line.starts_with("# rule") || line.starts_with("#  ");
      uncommented.append(example ? line.substr(2) : line).append("\n");
    }
    const Config config = read(uncommented);
    EXPECT_EQ(config.rule_paths, std::vector<std::string>{"sre/rules"});
    ASSERT_EQ(config.rules.count("ecs-container-ulimits"), 1U) << uncommented;
    const auto& entries = config.rules.at("ecs-container-ulimits").suppressions;
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].file, kSample.file);
    EXPECT_EQ(entries[0].expires, "2027-03-31");
    EXPECT_NE(entries[0].reason, "");
  }
}

TEST(InitTexts, RulePathsAreTurnedOnAsTheyAre) {
  ConfigSample sample = kSample;
  sample.rule_paths = {"sre/rules", "yes", "[x], y: {z}", "1"};
  EXPECT_EQ(read(config_text(sample, kUnknown, Language::kEnglish)).rule_paths, sample.rule_paths);
}

TEST(InitTexts, TheSchemaIsNamedOnlyWhereItsAddressIsKnown) {
  EXPECT_THAT(config_text(kSample, kKnown, Language::kEnglish),
              testing::StartsWith("# yaml-language-server: $schema=https://raw.githubusercontent"
                                  ".com/acme/sre-advisor/v1.2.3/docs/advisor.schema.json\n"));
  EXPECT_THAT(config_text(kSample, kUnknown, Language::kEnglish), Not(HasSubstr("$schema")));
}

TEST(InitTexts, TheOwnerIsExplainedOnlyWhereItIsNotKnown) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    for (const auto& text : {precommit_text(kKnown, language), workflow_text(kKnown, language),
                             config_text(kSample, kKnown, language)})
      EXPECT_THAT(text, Not(HasSubstr("OWNER")));
    for (const auto& text : {precommit_text(kUnknown, language), workflow_text(kUnknown, language)})
      EXPECT_THAT(text, HasSubstr("# " + owner_note(kUnknown, language) + "\n"));
  }
}

TEST(InitTexts, PrecommitAndWorkflowSayWhatTheyShould) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    const Parsed precommit = parse_yaml(precommit_text(kKnown, language), 1);
    ASSERT_TRUE(precommit.ok && precommit.diagnostics.empty());
    const Value& entry = precommit.root.find("repos")->as_list()->front();
    EXPECT_EQ(*entry.find("repo")->as_string(), "https://github.com/acme/sre-advisor");
    EXPECT_EQ(*entry.find("rev")->as_string(), "v1.2.3");
    EXPECT_EQ(*entry.find("hooks")->as_list()->front().find("id")->as_string(),
              "sre-advisor-system");

    const Parsed workflow = parse_yaml(workflow_text(kKnown, language), 1);
    ASSERT_TRUE(workflow.ok && workflow.diagnostics.empty());
    EXPECT_EQ(*workflow.root.find("on")->as_string(), "pull_request");
    EXPECT_EQ(*workflow.root.at({"permissions", "contents"})->as_string(), "read");
    EXPECT_EQ(*workflow.root.at({"permissions", "pull-requests"})->as_string(), "write");
    const List& steps = *workflow.root.at({"jobs", "advisor", "steps"})->as_list();
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(*steps[0].at({"with", "fetch-depth"})->as_int(), 0);
    EXPECT_EQ(*steps[1].find("uses")->as_string(), "acme/sre-advisor@action-v1.2.3");
    EXPECT_EQ(*steps[1].at({"with", "diff-base"})->as_string(), "auto");
  }
}

TEST(InitTexts, JapaneseTextsHaveNoEnglishComments) {
  const ConfigSample sample{{}, "ecs-container-ulimits", "a.json", "2027-03-31"};
  for (const std::string& text : {config_text(sample, kUnknown, Language::kJapanese),
                                  workflow_text(kUnknown, Language::kJapanese)})
    for (const std::string_view line : split(text, '\n')) {
      const std::size_t comment = line.find("# ");
      if (comment == std::string_view::npos || line.starts_with("# rule") ||
          line.starts_with("#  ") || line.substr(comment).starts_with("# v"))
        continue;
      EXPECT_TRUE(std::ranges::any_of(line.substr(comment), [](char c) { return c < 0; })) << line;
    }
}

}  // namespace
}  // namespace advisor::cli
