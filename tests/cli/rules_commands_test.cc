// End to end: the workbench for rules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/cli/rule_skeletons.h"
#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Files;
using testing_support::RunResult;
using testing_support::Workspace;

// Stop timeouts; a finding, a good and an undetermined example.
constexpr const char* kRule = R"(format: 1
id: my-rule
severity: warning
title: Containers have time to stop
match:
  - type: AWS::ECS::TaskDefinition
    each: resource.?ContainerDefinitions.orValue([])
    as: container
    label: container.?Name.orValue('')
check: container.?StopTimeout.orValue(30) >= 60
message: "{{ container.?Name.orValue('') }} is killed early."
examples:
  - name: all three
    files:
      ecs-task-def.json: |
        {
          "containerDefinitions": [
            {"name": "short", "image": "a:1"},
            {"name": "long", "image": "a:1", "stopTimeout": 60},
            {"name": "open", "image": "a:1", "stopTimeout": "{{ must_env `T` }}"}
          ]
        }
    expect:
      - {severity: warning, label: short}
      - {undetermined: open}
)";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos)
    throw std::logic_error("not in the text: " + what);
  return text.replace(at, what.size(), by);
}

TEST(RulesNew, WritesARuleWhoseExamplesPass) {
  const Workspace workspace({});
  for (const std::string_view type :
       {"AWS::ECS::TaskDefinition", "AWS::ECS::Service", "AWS::Lambda::Function", "AWS::SQS::Queue",
        "AWS::SSM::Parameter", "AWS::RDS::DBInstance"}) {
    const RunResult made =
        workspace.advisor("rules new my-rule --dir sre/rules --type " + std::string(type));
    ASSERT_EQ(made.exit_code, 0) << made.err;
    EXPECT_THAT(made.out, HasSubstr("wrote sre/rules/my-rule.yaml\n"));
    EXPECT_THAT(made.out, HasSubstr("advisor rules lint sre/rules/my-rule.yaml\n"));
    EXPECT_THAT(workspace.read("sre/rules/my-rule.yaml"), HasSubstr(std::string(type)));
    const RunResult test = workspace.advisor("rules test sre/rules");
    EXPECT_EQ(test.out, "ok      my-rule (3 examples)\n1 rule, 3 examples passed, 0 failed\n");
    EXPECT_EQ(test.exit_code, 0) << test.err;
    const RunResult lint = workspace.advisor("rules lint --strict sre/rules");
    EXPECT_EQ(lint.exit_code, 0);
    EXPECT_THAT(lint.out, HasSubstr("lacks a postmortem"));
    EXPECT_THAT(lint.out, HasSubstr("1 rule, 0 errors, 0 warnings, "));
    workspace.shell("rm sre/rules/my-rule.yaml");
  }
}

TEST(RulesNew, Refuses) {
  const Workspace workspace(Files{{"taken.yaml", "mine"},
                                  {"rules/my-rule.yaml", kRule},
                                  {"advisor.yaml", "rule_paths: [rules]\n"}});
  const std::pair<const char*, const char*> cases[] = {
      {"taken", "advisor: taken.yaml exists; it is left as it is\n"},
      {"My_Rule",
       "advisor: 'My_Rule' is not in kebab-case: a-z, 0-9 and -, such as ecs-stop-timeout\n"},
      {"../escape",
       "advisor: '../escape' is not in kebab-case: a-z, 0-9 and -, such as ecs-stop-timeout\n"},
      {"ecs-container-ulimits",
       "advisor: there is a rule 'ecs-container-ulimits' already, "
       "rules/ecs/ecs-container-ulimits.yaml\n"},
      {"x --type AWS::ECS::TaskDefinitions",
       "advisor: the resource type 'AWS::ECS::TaskDefinitions' is not known; did you mean "
       "'AWS::ECS::TaskDefinition'?\n"},
      {"x --type Mail::Server", "advisor: the resource type 'Mail::Server' is not known\n"},
      {"x --dir taken.yaml", "advisor: cannot write taken.yaml/x.yaml: Not a directory\n"},
  };
  for (const auto& [arguments, expected] : cases) {
    const RunResult result = workspace.advisor(std::string("rules new ") + arguments);
    EXPECT_EQ(result.exit_code, 2) << arguments;
    EXPECT_EQ(result.err, expected);
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(workspace.read("taken.yaml"), "mine");
  const RunResult own = workspace.advisor("rules new my-rule");
  EXPECT_EQ(own.exit_code, 2);
  EXPECT_THAT(own.err, HasSubstr("there is a rule 'my-rule' already"));
}

TEST(RulesLint, ShippedRulesAreClean) {
  const Workspace workspace({});
  const RunResult result = workspace.advisor("rules lint --strict");
  EXPECT_THAT(result.out, HasSubstr(" rules, 0 errors, 0 warnings, "));
  EXPECT_EQ(result.exit_code, 0);
}

TEST(RulesLint, PointsAtMistakes) {
  const Workspace workspace(
      Files{{"my-rule.yaml", replaced(kRule, "each: resource.?Cont", "each: resourse.?Cont")}});
  const RunResult result = workspace.advisor("rules lint my-rule.yaml");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, HasSubstr("my-rule.yaml:7:11: error: no variable or function 'resourse'\n"
                                    "    7 |     each: resourse.?ContainerDefinitions.orValue([])\n"
                                    "      |           ^~~~~~~~\n"
                                    "      = did you mean 'resource'?\n"));
  EXPECT_THAT(result.out, HasSubstr("1 rule, 1 error, 0 warnings, "));
}

TEST(RulesLint, ReportsWhatIsNoRule) {
  const Workspace workspace(
      Files{{"my-rule.yaml", replaced(kRule, "severity: warning", "severty: info")}});
  const RunResult result = workspace.advisor("rules lint my-rule.yaml");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, HasSubstr("my-rule.yaml:3:1: error: a rule has no key 'severty'\n"));
  EXPECT_THAT(result.out, HasSubstr("1 rule, 2 errors, 0 warnings, 0 notes\n"));
  EXPECT_EQ(workspace.advisor("rules lint nowhere").exit_code, 2);
}

TEST(RulesLint, OfUsersRulesWhatIsMissingIsANote) {
  const Workspace workspace(Files{{"my-rule.yaml", kRule}});
  const RunResult result = workspace.advisor("rules lint --strict my-rule.yaml");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("my-rule.yaml:2:5: note: the rule 'my-rule' lacks a title in "
                                    "English and Japanese\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("error:")));
}

TEST(RulesLint, StrictMindsWarnings) {
  const Workspace workspace(Files{
      {"my-rule.yaml", replaced(kRule, "severity: warning", "severity: info\nseverity: warning")}});
  const RunResult lax = workspace.advisor("rules lint my-rule.yaml");
  EXPECT_EQ(lax.exit_code, 0);
  EXPECT_THAT(lax.out, HasSubstr("my-rule.yaml:4:1: warning: "));
  EXPECT_THAT(lax.out, HasSubstr("1 rule, 0 errors, 1 warning, "));
  EXPECT_EQ(workspace.advisor("rules lint --strict my-rule.yaml").exit_code, 1);
}

TEST(RulesLint, ComparesTheLanguagesOfAText) {
  const Workspace workspace(
      Files{{"my-rule.yaml",
             replaced(kRule, "message: \"{{ container.?Name.orValue('') }} is killed early.\"",
                      "message:\n  en: \"{{ meta.name }}: {{ true ? 'a' : 'b' }}\"\n"
                      "  ja: \"{{ true ? 'x y' : 'z' }}。\"")}});
  const RunResult result = workspace.advisor("rules lint my-rule.yaml");
  EXPECT_THAT(result.out,
              HasSubstr("my-rule.yaml:13:7: note: no placeholder of this text uses 'meta'\n"));
  EXPECT_THAT(result.out, HasSubstr("      = the English text does\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("uses 'a'")));
}

TEST(RulesTest, CountsInWords) {
  const Workspace workspace(Files{{"my-rule.yaml", kRule}});
  EXPECT_EQ(workspace.advisor("rules test my-rule.yaml").out,
            "ok      my-rule (1 example)\n1 rule, 1 example passed, 0 failed\n");
}

TEST(RulesTest, WatchRunsAgainWhenAFileChanges) {
  const Workspace workspace(
      Files{{"r/x/my-rule.yaml", kRule}, {"new.yaml", replaced(kRule, ">= 60", ">= 20")}});
  const RunResult result = workspace.shell(R"(
timeout 60 "$ADVISOR" rules test --watch --watch-runs 2 r >watch.out 2>&1 &
watcher=$!
for i in $(seq 200); do grep -q passed watch.out && break; sleep 0.05; done
cp new.yaml r/x/my-rule.yaml
wait $watcher
echo "exit code $?"
cat watch.out)");
  EXPECT_THAT(result.out, HasSubstr("exit code 1\n"
                                    "ok      my-rule (1 example)\n"
                                    "1 rule, 1 example passed, 0 failed\n\n---- "));
  EXPECT_THAT(result.out, HasSubstr(" ----\nFAILED  my-rule: all three (r/x/my-rule.yaml:13)\n"));
}

TEST(RulesTest, WatchSeesNewFilesAndEndsOnASignal) {
  const Workspace workspace(Files{{"r/x/my-rule.yaml", kRule},
                                  {"other-rule.yaml", replaced(kRule, "my-rule", "other-rule")}});
  const RunResult result = workspace.shell(R"(
"$ADVISOR" rules test --watch r >watch.out 2>&1 &
watcher=$!
(sleep 60; kill -KILL $watcher) 2>/dev/null &
guard=$!
for i in $(seq 200); do grep -q '^1 rule,' watch.out && break; sleep 0.05; done
mkdir r/y && cp other-rule.yaml r/y/
for i in $(seq 200); do grep -q '^2 rules,' watch.out && break; sleep 0.05; done
sleep 0.3
kill -TERM $watcher
wait $watcher
echo "exit code $?"
kill $guard
cat watch.out)");
  EXPECT_THAT(result.out, HasSubstr("exit code 0\n"));
  EXPECT_THAT(result.out, HasSubstr("2 rules, 2 examples passed, 0 failed\n"));
}

TEST(RulesTest, WatchNeedsPaths) {
  const Workspace workspace({});
  const RunResult result = workspace.advisor("rules test --watch");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "advisor: --watch needs the files or folders to watch\n");
  EXPECT_THAT(workspace.advisor("rules test --help").out, Not(HasSubstr("--watch-runs")));
  EXPECT_THAT(workspace.advisor("completions bash").out, Not(HasSubstr("--watch-runs")));
  EXPECT_THAT(workspace.advisor("completions bash").out, HasSubstr("--watch"));
}

TEST(RulesDocs, CommittedPagesAreFresh) {
  const Workspace workspace({});
  const RunResult result =
      workspace.advisor("rules docs --check --out " ADVISOR_SOURCE_DIR "/docs/rules");
  EXPECT_THAT(result.out, HasSubstr(" pages up to date\n"));
  EXPECT_EQ(result.exit_code, 0);
}

TEST(RulesDocs, WritesChecksAndCleansUp) {
  const Workspace workspace(Files{{"r/my-rule.yaml", kRule}, {"d/notes.md", "mine\n"}});
  EXPECT_EQ(workspace.advisor("rules docs r --out d --check").out,
            "missing     d/README.md\nmissing     d/my-rule.md\n"
            "2 pages to write; `advisor rules docs --out d` does it\n");
  EXPECT_EQ(workspace.read("d/my-rule.md"), "") << "--check writes nothing";
  EXPECT_EQ(workspace.advisor("rules docs r --out d").out, "2 pages in d: 2 written, 0 removed\n");
  EXPECT_THAT(workspace.read("d/my-rule.md"), HasSubstr("**Containers have time to stop**"));
  EXPECT_EQ(workspace.advisor("rules docs r --out d --check").out, "2 pages up to date\n");

  workspace.shell(
      "mv r/my-rule.yaml r/my-new-rule.yaml && sed -i 's/my-rule/my-new-rule/' r/*.yaml");
  const RunResult stale = workspace.advisor("rules docs r --out d --check");
  EXPECT_EQ(stale.exit_code, 1);
  EXPECT_EQ(stale.out,
            "stale       d/README.md\nmissing     d/my-new-rule.md\nsuperfluous d/my-rule.md\n"
            "3 pages to write; `advisor rules docs --out d` does it\n");
  EXPECT_EQ(workspace.advisor("rules docs r --out d").out, "2 pages in d: 2 written, 1 removed\n");
  EXPECT_EQ(workspace.shell("ls d").out, "README.md\nmy-new-rule.md\nnotes.md\n");
  EXPECT_EQ(workspace.read("d/notes.md"), "mine\n");
}

TEST(RulesDocs, DoesNotOverwriteWhatOthersWrote) {
  const Workspace workspace(Files{{"r/my-rule.yaml", kRule}, {"d/README.md", "mine\n"}});
  const RunResult result = workspace.advisor("rules docs r --out d");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err,
            "advisor: d/README.md was not written by `advisor rules docs`; it is left as it is\n");
  EXPECT_EQ(workspace.read("d/README.md"), "mine\n");
}

TEST(RulesDigest, OfShippedRules) {
  const Workspace workspace({});
  const RunResult all = workspace.advisor("rules digest --since 2026-10-01");
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_THAT(all.out, HasSubstr("# Rules added or changed since 2026-10-01\n\n## New ("));
  EXPECT_THAT(all.out,
              HasSubstr("- **ecs-container-ulimits** (Critical–Info): ECS containers set "
                        "the nofile limit\n  - 2026-11-22: Added.\n  - Incident: ECS tasks "
                        "ended when Envoy ran out of file descriptors (2022-05) "
                        "<https://sre-next.dev/2022/schedule#jp15>\n"));
  EXPECT_THAT(
      workspace.advisor("rules digest --since 2026-10-01 --no-postmortem-links --lang ja").out,
      Not(HasSubstr("https://")));
  EXPECT_THAT(workspace.advisor("rules digest --since 2999-01-01").out,
              HasSubstr("No rule was added or changed.\n"));
  const RunResult wrong = workspace.advisor("rules digest --since yesterday");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.err, "advisor: --since needs a date such as 2026-11-22, not 'yesterday'\n");
}

TEST(RulesDigest, TakesDatesFromGit) {
  const Workspace workspace(Files{{"r/my-rule.yaml", kRule}});
  const RunResult outside = workspace.advisor("rules digest --since 2026-01-01 --rules r");
  EXPECT_THAT(outside.err, HasSubstr("the rule 'my-rule' is left out: it has no 'history', and "));
  EXPECT_EQ(outside.exit_code, 0);
  const RunResult committed = workspace.shell(R"(
command -v git >/dev/null || { echo no git; exit 7; }
git init -q . && git add r
commit() { GIT_AUTHOR_DATE=$1T12:00:00Z GIT_COMMITTER_DATE=$1T12:00:00Z \
  git -c user.name=a -c user.email=a@example.com commit -qam x; }
commit 2001-02-03
echo '# more' >>r/my-rule.yaml; commit 2001-04-05)");
  if (committed.exit_code == 7)
    GTEST_SKIP() << "git is not installed";
  ASSERT_EQ(committed.exit_code, 0) << committed.err;
  EXPECT_THAT(workspace.advisor("rules digest --since 2001-02-03 --rules r").out,
              HasSubstr("- **my-rule** (Warning): Containers have time to stop\n"
                        "  - 2001-02-03\n  - 2001-04-05\n"));
  EXPECT_THAT(workspace.advisor("rules digest --since 2001-03-01 --rules r").out,
              HasSubstr("## Changed (1)\n\n- **my-rule** (Warning)"));
}

TEST(RulesDigest, SaysWhenGitIsMissing) {
  const Workspace workspace(Files{{"r/my-rule.yaml", kRule}});
  const RunResult result =
      workspace.shell("PATH=/nonexistent \"$ADVISOR\" rules digest --since 2026-01-01 --rules r");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err,
            "r/my-rule.yaml: note: the rule 'my-rule' is left out: it has no 'history', and git "
            "could not be run\n");
}

TEST(RulesShow, LeavesOutAddressesOfPostmortems) {
  const Workspace workspace({});
  const RunResult with = workspace.advisor("rules show ecs-container-ulimits");
  const RunResult without =
      workspace.advisor("rules show ecs-container-ulimits --no-postmortem-links");
  EXPECT_THAT(with.out, HasSubstr("https://sre-next.dev/2022/schedule#jp15"));
  EXPECT_THAT(without.out, Not(HasSubstr("sre-next.dev")));
  EXPECT_THAT(without.out, HasSubstr("ECS tasks ended when Envoy ran out of file descriptors"));
  EXPECT_THAT(with.out, HasSubstr("\nHistory\n  2026-11-22  Added.\n"));
}

// Rule files lie in the repositories that they judge.
TEST(Run, RuleFilesAreNoInput) {
  const Workspace workspace(
      Files{{"rules/my-rule.yaml", kRule},
            {"advisor.yaml", "rule_paths: [rules]\npostmortems: true\n"},
            {"ecs-task-def.json", R"({"containerDefinitions": [{"name": "a", "image": "a:1"}]})"}});
  const RunResult result = workspace.advisor("run .");
  EXPECT_EQ(result.exit_code, 1) << result.out;
  EXPECT_THAT(result.out, HasSubstr("Warning[my-rule] a is killed early."));
  EXPECT_THAT(result.out,
              HasSubstr("= postmortem: ECS tasks ended when Envoy ran out of file "
                        "descriptors (2022-05) https://sre-next.dev/2022/schedule#jp15"));
  EXPECT_THAT(workspace.advisor("run . --no-postmortem-links").out, Not(HasSubstr("sre-next.dev")));
  EXPECT_THAT(workspace.advisor("run . --no-config --postmortems").out,
              HasSubstr("= postmortem: "));
  EXPECT_THAT(workspace.advisor("run . --no-config").out, Not(HasSubstr("= postmortem: ")));
}

}  // namespace
}  // namespace advisor
