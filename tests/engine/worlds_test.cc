// What hangs on undecided conditions of a template (rule-language.md 2.7, worlds).

#include <gtest/gtest.h>

#include "tests/engine/trial.h"

namespace advisor {
namespace {

using testing_support::Trial;

void condition(Trial& run, const std::string& name, const std::string& subject,
               const std::string& literal) {
  const std::size_t atom = run.conditions().intern({subject, literal, {}});
  run.conditions().by_id.emplace(name,
                                 Condition{name, name, ConditionExpression::of_atom(atom), {}});
}

Trial with_rule() {
  Trial run;
  run.add_rule("r", R"yaml(match: [{type: T}]
check: resource.?Size.orValue(1) >= 10
message: "{{ meta.name }} has size {{ resource.?Size.orValue(1) }}"
)yaml");
  return run;
}

TEST(Worlds, ThatAgreeDecide) {
  Trial run = with_rule();
  run.add("T", "both-good", R"({"Size": {"If": ["C", 10, 20]}})");
  run.add("T", "both-bad", R"({"Size": {"If": ["C", 3, {"NoValue": true}]}})");
  run.add("T", "mixed", R"({"Size": {"If": ["C", 10, 2]}})");
  run.add("T", "nested", R"({"Size": {"If": ["C", {"If": ["D", 10, 11]}, 12]}})");
  run.add("T", "nested-mixed", R"({"Size": {"If": ["C", {"If": ["D", 10, 1]}, 12]}})");
  EXPECT_EQ(run.verdicts(),
            "good both-good\n"
            "finding both-bad warning: both-bad has size 3\n"
            "undetermined mixed: fails when C is false\n"
            "good nested\n"
            "undetermined nested-mixed: fails when C is true and D is false\n");
}

TEST(Worlds, KnowThatOneParameterHasOneValue) {
  Trial run = with_rule();
  condition(run, "Dev", "Env", "dev");
  condition(run, "Prod", "Env", "prod");
  // Small only if the environment is dev and prod at once.
  run.add("T", "t", R"({"Size": {"If": ["Dev", {"If": ["Prod", 1, 10]}, 20]}})");
  EXPECT_EQ(run.verdicts(), "good t\n");
}

TEST(Worlds, SeeTheSubjectAsExisting) {
  Trial run = with_rule();
  run.add("T", "t", R"({"Size": {"If": ["C", 10, 1]}})");
  run.resource("t").condition = "C";
  EXPECT_EQ(run.verdicts(), "good t\n");
}

TEST(Worlds, BeyondTheLimitStayUndetermined) {
  Trial run = with_rule();
  std::string nested = "10";
  for (int i = 0; i < 7; ++i)
    nested = R"({"If": ["C)" + std::to_string(i) + R"(", )" + nested + ", 10]}";
  run.add("T", "t", R"({"Size": )" + nested + "}");
  EXPECT_EQ(run.verdicts(), "undetermined t: If C6\n");
}

TEST(Worlds, JudgeElementsByTheirLabels) {
  Trial run;
  run.add_rule("r", R"yaml(match: [{type: T, each: resource.Cs, as: c, label: c.Name}]
check: c.?Size.orValue(0) > 0
message: "{{ c.Name }}"
)yaml");
  run.add("T", "t", R"({"Cs": {"If": ["C",
      [{"Name": "a"}, {"Name": "b", "Size": 1}, {"Name": "only"}],
      [{"Name": "a", "Size": 0}, {"Name": "b"}]]}})");
  run.add("T", "u", R"({"Cs": [{"Name": "a"}, {"If": ["C", {"Name": "b"}, {"NoValue": true}]}]})");
  EXPECT_EQ(run.verdicts(),
            "finding t/a warning: a\n"
            "undetermined t/b: fails when C is false\n"
            "undetermined t/only: fails when C is true\n"
            "finding u/a warning: a\n"
            "undetermined u/b: fails when C is true\n");
}

TEST(Worlds, ReachLookedUpResources) {
  Trial run;
  run.add_rule("r", R"yaml(match: [{type: T}]
lookup:
  q: {follow: resource.Q, type: Q}
  all: {find: Q, where: "it.Group == resource.Group", complete: true}
check: q.Size >= 10 && all.size() == 1
message: "{{ q.Size }} {{ all.size() }}"
)yaml");
  run.add("Q", "q", R"({"Size": {"If": ["C", 10, 20]}, "Group": 1})");
  run.add("Q", "sometimes", R"({"Size": 1, "Group": 2})");
  run.resource("sometimes").condition = "C";
  run.add("T", "t", R"({"Q": {"Ref": "q"}, "Group": 1})");
  run.add("T", "u", R"({"Q": {"Ref": "q"}, "Group": 2})");
  EXPECT_EQ(run.verdicts(), "good t\nundetermined u: fails when C is false\n");
}

}  // namespace
}  // namespace advisor
