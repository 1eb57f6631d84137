#include "src/engine/config.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "src/engine/evaluate.h"
#include "src/engine/suppress.h"

namespace advisor {
namespace {

struct Loaded {
  SourceSet sources;
  Config config;
  Diagnostics diagnostics;
  std::string text() const {
    std::string out;
    for (const Diagnostic& d : diagnostics) {
      const LineColumn at =
          d.span.valid() ? sources.file(d.span.source).locate(d.span.begin) : LineColumn{0, 0};
      constexpr const char* kLevels[] = {"note", "warning", "error"};
      out += fmt::format("{}:{}: {}: {}{}\n", at.line, at.column,
                         kLevels[static_cast<std::size_t>(d.level)], d.message,
                         d.hint.empty() ? "" : "; " + d.hint);
    }
    return out;
  }
};

Loaded load(const std::string& text) {
  Loaded loaded;
  loaded.config = read_config("advisor.yaml", memory_file_system({{"advisor.yaml", text}}),
                              loaded.sources, loaded.diagnostics);
  RuleSet rules;
  rules.add_builtin();
  check_config(loaded.config, rules, loaded.diagnostics);
  return loaded;
}

TEST(Config, TheFormOfTheTalkIsValid) {
  const Loaded loaded = load(R"(rules:
  trusted_advisor:
    suppression_rules:
      - check_id: f2iK5R6Dep
)");
  EXPECT_EQ(loaded.text(),
            "4:9: note: this suppression of trusted-advisor gives no reason; add `reason:` so that "
            "the next reader knows why\n");
  ASSERT_EQ(loaded.config.rules.count("trusted-advisor"), 1U);
  EXPECT_EQ(loaded.config.rules.at("trusted-advisor").suppressions[0].check_id, "f2iK5R6Dep");
}

TEST(Config, MistakesPointIntoTheFile) {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"", ""},
      {"rules: {ecs_container_ulimits: {enabled: false, reason: later}}\n", ""},
      {"rule: {}\n", "1:1: error: advisor.yaml has no key 'rule'; did you mean 'rules'?\n"},
      {"rules: {ecs-container-ulimit: {enabled: false}}\n",
       "1:9: error: there is no rule 'ecs-container-ulimit'; did you mean "
       "'ecs-container-ulimits'?\n"},
      {"rules: {ecs-container-ulimits: {params: {min_nofil: 1}}}\n",
       "1:42: error: the rule ecs-container-ulimits has no parameter 'min_nofil'; did you mean "
       "'min_nofile'?\n"},
      {"rules: {ecs-container-ulimits: {params: {min_nofile: many}}}\n",
       "1:54: error: the parameter 'min_nofile' is of type int, not a string\n"},
      {"rules: {ecs-container-ulimits: {params: {min_nofile: 5}}}\n",
       "1:54: error: the parameter 'min_nofile' must be at least 1024\n"},
      {"rules: {ecs-container-ulimits: {severity: warn}}\n",
       "1:43: error: 'severity' must be one of info, warning, critical\n"},
      {"require_reason: true\nrules:\n  ecs-container-ulimits:\n    suppression_rules: [{file: "
       "x}]\n",
       "4:25: error: this suppression of ecs-container-ulimits gives no reason; add `reason:` so "
       "that the next reader knows why\n"},
      {"rules:\n  ecs-container-ulimits:\n    suppression_rules: [{reason: x}]\n",
       "3:25: error: this entry does not say what it suppresses; give file, resource, container or "
       "check; to turn the rule off write `enabled: false` and a reason\n"},
      {"rules:\n  ecs-container-ulimits:\n    suppression_rules: [{file: x, reason: y, expires: "
       "soon}]\n",
       "3:55: error: 'expires' must be a date such as 2027-03-31\n"},
      {"rules: {ecs-container-ulimits: {}, ecs_container_ulimits: {}}\n",
       "1:36: error: the rule 'ecs_container_ulimits' is configured twice; ids with _ and - are "
       "the same\n"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(load(c.text).text(), c.expected) << c.text;
}

TEST(Config, IsFoundUpwards) {
  const FileSystem files = memory_file_system(
      {{"/r/advisor.yaml", ""}, {"/r/a/b/task.json", ""}, {"/other/task.json", ""}});
  EXPECT_EQ(find_config("/r/a/b/task.json", files), "/r/advisor.yaml");
  EXPECT_EQ(find_config("/r/a", files), "/r/advisor.yaml");
  EXPECT_EQ(find_config("/other/task.json", files), "");
}

// One finding of ecs-container-ulimits on container "app" of service/task "web".
class Suppress : public testing::Test {
 protected:
  std::string run(const std::string& entry, const std::string& today = "2026-11-22") {
    Loaded loaded;
    loaded.config = read_config("advisor.yaml",
                                memory_file_system({{"advisor.yaml",
                                                     "rules:\n  ecs-container-ulimits:\n    "
                                                     "suppression_rules:\n      - " +
                                                         entry + "\n"}}),
                                loaded.sources, loaded.diagnostics);
    Rule rule;
    rule.id = "ecs-container-ulimits";
    Resource resource;
    resource.name = "web";
    resource.id = "ecs/task-def.json#task_definition";
    resource.aliases = {"arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:1"};
    const SourceId source = loaded.sources.add("ecs/task-def.json", "{}");
    resource.span = {source, 0, 2};
    Verdict verdict;
    verdict.rule = &rule;
    verdict.resource = &resource;
    verdict.label = "app";
    verdict.check_id = "nofile";
    verdict.outcome = Outcome::kFinding;
    verdict.primary = resource.span;
    std::vector<Verdict> verdicts = {verdict};
    suppress(loaded.config, loaded.sources, today, verdicts, loaded.diagnostics);
    return (verdicts[0].suppressed ? "suppressed: " + verdicts[0].suppressed->reason : "shown") +
           "\n" + loaded.text();
  }
};

TEST_F(Suppress, MatchesOnAnyField) {
  for (const char* entry :
       {"{file: ecs/task-def.json, reason: r}", "{file: \"*.json\", reason: r}",
        "{file: ecs, reason: r}", "{file: task-def.json, reason: r}", "{resource: web, reason: r}",
        "{resource: \"arn:aws:ecs:*\", reason: r}", "{container: app, reason: r}",
        "{element: a*, reason: r}", "{check: nofile, reason: r}",
        "{container: app, resource: \"w?b\", check: nofile, reason: r, owner: sre}"})
    EXPECT_EQ(run(entry), "suppressed: r\n") << entry;
}

TEST_F(Suppress, AllGivenFieldsMustMatch) {
  EXPECT_EQ(
      run("{container: app, resource: other, reason: r}"),
      "shown\n4:9: note: this suppression of ecs-container-ulimits matched no finding; remove "
      "it if the reason is gone\n");
}

TEST_F(Suppress, ExpiredEntriesNoLongerApply) {
  EXPECT_EQ(run("{container: app, reason: r, expires: 2026-11-22}"), "suppressed: r\n");
  EXPECT_EQ(run("{container: app, reason: r, expires: 2026-11-21}"),
            "shown\n4:9: warning: this suppression of ecs-container-ulimits expired on 2026-11-21 "
            "and no longer applies; mend the findings or give it a new date\n");
}

TEST_F(Suppress, EntriesAboutOtherFilesAreNotCalledUnused) {
  EXPECT_EQ(run("{file: elsewhere.json, reason: r}"), "shown\n");
}

}  // namespace
}  // namespace advisor
