// What the configuration changes for some subjects, profiles, functions of a pack, old names.

#include <gtest/gtest.h>

#include "tests/engine/trial.h"

namespace advisor {
namespace {

using testing_support::Trial;

constexpr const char* kRule = R"yaml(match: [{type: T}]
params:
  min: {type: int, default: 10, min: 1}
check: resource.Size >= params.min
message: "{{ meta.name }} {{ params.min }}"
)yaml";

Trial three_sizes() {
  Trial trial;
  trial.add_rule("r", kRule);
  trial.add("T", "dev", R"({"Size": 5, "Tags": [{"Key": "Env", "Value": "dev"}]})");
  trial.add("T", "prod", R"({"Size": 5, "Tags": [{"Key": "Env", "Value": "prod"}]})");
  trial.add("T", "any", R"({"Size": 5, "Tags": {"Unknown": "!Ref Tags"}})");
  return trial;
}

TEST(Overrides, TheFirstThatIsDefinitelyTrueCounts) {
  Trial trial = three_sizes();
  trial.set_config(R"yaml(rules:
  r:
    severity: info
    overrides:
      - if: meta.tags.?Env.orValue('') == 'dev'
        enabled: false
      - if: meta.name == 'prod' || meta.name == 'dev'
        severity: critical
        params: {min: 7}
)yaml");
  EXPECT_EQ(trial.verdicts(), "finding prod critical: prod 7\nfinding any info: any 10\n");
}

TEST(Overrides, TurnOnWhatIsOff) {
  Trial trial = three_sizes();
  trial.set_config(R"yaml(rules:
  r:
    enabled: false
    overrides: [{if: "meta.name == 'prod'", enabled: true, params: {min: 5}}]
)yaml");
  EXPECT_EQ(trial.verdicts(), "good prod\n");
}

TEST(Overrides, MistakesPointIntoTheConfiguration) {
  Trial trial = three_sizes();
  trial.set_config(R"yaml(rules:
  r:
    overrides:
      - if: meta.nme == 'x' && limit
        enabled: false
      - if: "true"
      - if: "true"
        params: {mn: 1, min: 0}
)yaml");
  EXPECT_EQ(trial.verdicts(),
            "error: advisor.yaml:6:9: this override changes nothing; give enabled, severity or "
            "params\n"
            "error: advisor.yaml:8:18: the rule r has no parameter 'mn'; did you mean 'min'?\n"
            "error: advisor.yaml:8:30: the parameter 'min' must be at least 1\n"
            "error: advisor.yaml:4:32: no variable or function 'limit'\n");
}

TEST(Profile, TurnsRulesForProductionOn) {
  Trial trial;
  trial.add_rule("r", std::string("profile: [production]\n") + kRule);
  trial.add("T", "t", R"({"Size": 5})");
  EXPECT_EQ(trial.verdicts(), "finding t warning: t 10\n");
  trial.set_config("profile: development\n");
  EXPECT_EQ(trial.verdicts(), "");
  trial.set_config("profile: development\nrules: {r: {enabled: true}}\n");
  EXPECT_EQ(trial.verdicts(), "finding t warning: t 10\n");
}

TEST(PackFunctions, AreThereForEveryRuleOfTheFolder) {
  Trial trial;
  trial.add_file("rules/functions.yaml", R"yaml(format: 1
functions:
  half(x): x / 2
  quarter(x): half(half(x))
  broken(x): nothing + x
)yaml");
  trial.add_rule("r", R"yaml(match: [{type: T}]
check: quarter(resource.Size) >= 5
message: "{{ half(resource.Size) }}"
)yaml");
  trial.add_rule("s", R"yaml(match: [{type: T}]
functions: {half(x): x}
check: half(resource.Size) >= 16
message: own
)yaml");
  trial.add("T", "t", R"({"Size": 16})");
  EXPECT_EQ(trial.verdicts(), "finding t warning: 8\ngood t\n");
}

TEST(PackFunctions, AFunctionThatIsWrongIsReportedWhereItStands) {
  Trial trial;
  trial.add_file("rules/functions.yaml", "format: 1\nfunctions:\n  broken(x): nothing + x\n");
  trial.add_rule("r", "match: [{type: T}]\ncheck: broken(resource.Size) > 1\nmessage: m\n");
  trial.add("T", "t", R"({"Size": 16})");
  EXPECT_EQ(trial.verdicts(),
            "error: rules/functions.yaml:3:14: no variable or function 'nothing'\n"
            "error: rules/test/r.yaml:6:8: no function 'broken'\n");
}

TEST(OldNames, StillWork) {
  Trial trial = three_sizes();
  trial.add_rule(
      "r", std::string("aliases: [old]\ndeprecated: {since: 1.2.0, replaced_by: s}\n") + kRule);
  trial.set_config("rules: {old: {enabled: true, params: {min: 6}}}\n");
  EXPECT_EQ(trial.verdicts(),
            "finding dev warning: dev 6\nfinding prod warning: prod 6\nfinding any warning: any 6\n"
            "note: advisor.yaml:1:9: the rule 'old' is now called 'r'; the old name still works\n"
            "note: advisor.yaml:1:9: the rule 'r' is deprecated: since 1.2.0: use 's'\n");
  trial.set_config("");
  EXPECT_EQ(trial.verdicts(), "");
}

TEST(Changes, SelectSubjects) {
  Trial trial;
  trial.add_rule("kept", "match: [{type: T}]\ncheck: \"false\"\nmessage: kept\n");
  trial.add_rule("lost", R"yaml(match: [{type: T, changes: [delete, replace]}]
check: "false"
message: "{{ change.action }}"
)yaml");
  for (const char* action : {"create", "delete", "replace"}) {
    trial.add("T", action, "{}");
    trial.resource(action).change = Value::map();
    trial.resource(action).change.set("action", Value::string(action));
  }
  trial.add("T", "template", "{}");
  EXPECT_EQ(trial.verdicts(),
            "finding create warning: kept\nfinding replace warning: kept\n"
            "finding template warning: kept\n"
            "finding delete warning: delete\nfinding replace warning: replace\n");
}

TEST(OpenLists, AskForOneMoreElementUnlessItCannotMatter) {
  Trial trial;
  trial.add("T", "t", R"({"L": [{"A": 1}], "More": {"Unknown": "!Transform"}})");
  Value* list = trial.resource("t").properties.find("L");
  list->set_open(true);
  trial.add_rule("r", "match: [{type: T, each: resource.L}]\ncheck: item.A == 1\nmessage: m\n");
  EXPECT_EQ(trial.verdicts(), "good t/L[0]\nundetermined t\n");
  trial.add_rule("r", R"yaml(match: [{type: T, each: resource.L}]
check: item.A == 1 || has(resource.L)
message: m
)yaml");
  EXPECT_EQ(trial.verdicts(), "good t/L[0]\n");
}

}  // namespace
}  // namespace advisor
