// End to end: `advisor init` on small repositories.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::Files;
using testing_support::RunResult;
using testing_support::Workspace;

constexpr const char* kConfig =
    "region: ap-northeast-1\ncluster: main\nservice: web\ntask_definition: task-def.json\n";
constexpr const char* kTask = R"({
  "family": "web",
  "containerDefinitions": [
    {"name": "app", "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/app:{{ must_env `TAG` }}"}
  ]
}
)";
constexpr const char* kTemplate =
    "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {RedrivePolicy: {}}\n";
constexpr const char* kPlan = R"({"format_version": "1.2", "terraform_version": "1.9.0",
"planned_values": {"root_module": {}}, "resource_changes": [],
"configuration": {"root_module": {}}})";
constexpr const char* kRule = R"(format: 1
id: my-rule
severity: warning
title: Tasks have a family
match:
  - type: AWS::ECS::TaskDefinition
check: has(resource.Family)
message: "No family."
)";

Files project() {
  return {{"ecs/ecspresso.yml", kConfig}, {"ecs/task-def.json", kTask}};
}

// Everything below the working directory: names, kinds, contents and times.
std::string state(const Workspace& workspace) {
  return workspace
      .shell(
          "find . -printf '%p %y %T@ %m %l\\n' | sort; find . -type f | sort | xargs -d '\\n' "
          "md5sum")
      .out;
}

std::string names(const Workspace& workspace) {
  return workspace.shell("find . -type f | LC_ALL=C sort").out;
}

TEST(Init, WritesAConfigurationAndPrintsTheRest) {
  const Workspace workspace(project());
  const RunResult result = workspace.advisor("init");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(
      result.out,
      AllOf(StartsWith("Found: 1 ecspresso configuration, 1 ECS task definition.\n"),
            HasSubstr("Wrote advisor.yaml.\n"),
            HasSubstr("as .pre-commit-config.yaml:\n\n    repos:\n"),
            HasSubstr("as .github/workflows/sre-advisor.yml:\n\n    # Checks"),
            HasSubstr(
                "Findings now: 1 Critical, 0 Warning, 0 Info. `advisor baseline create` lists "),
            testing::EndsWith("\nNext: advisor run\n")));
  EXPECT_EQ(names(workspace), "./advisor.yaml\n./ecs/ecspresso.yml\n./ecs/task-def.json\n");
  const std::string config = workspace.read("advisor.yaml");
  EXPECT_THAT(config, AllOf(HasSubstr("\nlang: en\n"), HasSubstr("\n# rule_paths: [sre/rules]\n"),
                            HasSubstr("\n#   ecs-container-ulimits:\n"),
                            HasSubstr("- file: \"ecs/task-def.json\"\n")));

  // It changes nothing about a run, and what it offers works: suppress the finding.
  const RunResult with = workspace.advisor("run");
  EXPECT_EQ(with.err, "");
  EXPECT_EQ(with.out, workspace.advisor("run --no-config").out);
  workspace.shell("sed -i 's/^# rules:/rules:/; s/^#   /  /' advisor.yaml");
  const RunResult suppressed = workspace.advisor("run");
  EXPECT_EQ(suppressed.exit_code, 0) << suppressed.out << suppressed.err;
  EXPECT_THAT(suppressed.out, HasSubstr("1 Suppressed"));
}

TEST(Init, AddsAllOnRequestAndNothingTheSecondTime) {
  const Workspace workspace(project());
  const RunResult first = workspace.advisor("init --write");
  EXPECT_EQ(first.exit_code, 0);
  EXPECT_THAT(
      first.out,
      AllOf(HasSubstr("Wrote advisor.yaml.\n"), HasSubstr("Wrote .pre-commit-config.yaml.\n"),
            HasSubstr("Wrote .github/workflows/sre-advisor.yml.\n"), Not(HasSubstr("--write"))));
  EXPECT_EQ(names(workspace),
            "./.github/workflows/sre-advisor.yml\n./.pre-commit-config.yaml\n./advisor.yaml\n"
            "./ecs/ecspresso.yml\n./ecs/task-def.json\n");
  const std::string after = state(workspace);
  for (const char* command : {"init --write", "init", "init --write --lang ja"}) {
    const RunResult again = workspace.advisor(command);
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_EQ(again.err, "");
    EXPECT_EQ(state(workspace), after);
  }
  EXPECT_THAT(
      workspace.advisor("init").out,
      AllOf(HasSubstr("advisor.yaml is there already; it is left as it is.\n"),
            HasSubstr(".pre-commit-config.yaml has sre-advisor already; it is left as it is.\n"),
            HasSubstr(".github/workflows/sre-advisor.yml is there already; it is left as it is.\n"),
            Not(HasSubstr("--write")), Not(HasSubstr("repos:")), Not(HasSubstr("uses:"))));
}

TEST(Init, PrintsWhatItWouldWrite) {
  const Workspace printing({});
  const Workspace writing({});
  writing.advisor("init --write");
  const std::string out = printing.advisor("init").out;
  for (const char* file : {".pre-commit-config.yaml", ".github/workflows/sre-advisor.yml"})
    EXPECT_THAT(out,
                HasSubstr(writing.shell(std::string("sed 's/^\\(.\\)/    \\1/' ") + file).out));
}

TEST(Init, TheConfigurationFollowsItsSchema) {
  if (std::system("python3 -c 'import jsonschema, yaml' > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "python3 with jsonschema and PyYAML is not installed";
  const std::string script =
      "python3 -c 'import json, sys, jsonschema, yaml; "
      "jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate("
      "yaml.safe_load(open(\"advisor.yaml\")))' '" ADVISOR_SOURCE_DIR "/docs/advisor.schema.json'";
  for (const char* language : {"en", "ja"}) {
    const Workspace workspace(Files{{"rules/my-rule.yaml", kRule}});
    workspace.advisor(std::string("init --lang ") + language);
    EXPECT_EQ(workspace.shell(script).exit_code, 0) << workspace.read("advisor.yaml");
  }
}

TEST(Init, SpeaksJapanese) {
  const Workspace workspace(project());
  const RunResult result = workspace.advisor("init --lang ja");
  EXPECT_THAT(result.out, AllOf(StartsWith("見つかったもの: ecspresso の設定 1 件、"),
                                HasSubstr("advisor.yaml を作成しました。\n"),
                                HasSubstr("次に: advisor run\n"), Not(HasSubstr("Wrote"))));
  EXPECT_THAT(workspace.read("advisor.yaml"), HasSubstr("\nlang: ja\n"));
  EXPECT_THAT(workspace.advisor("run").out, HasSubstr("推奨"));  // by the file alone
  const Workspace by_environment({});
  EXPECT_THAT(by_environment.shell("LC_ALL=ja_JP.UTF-8 \"$ADVISOR\" init").out,
              HasSubstr("advisor.yaml を作成しました。\n"));
}

TEST(Init, TellsWhatItFound) {
  const Workspace workspace(Files{{"a/ecspresso.yml", kConfig},
                                  {"a/task-def.json", kTask},
                                  {"b/ecspresso.yml", kConfig},
                                  {"b/task-def.json", kTask},
                                  {"f/function.json", R"({"FunctionName": "f", "Runtime": "x"})"},
                                  {"t.yaml", kTemplate},
                                  {"plan.json", kPlan},
                                  {"infra/main.tf", ""},
                                  {"notes.yaml", "a: 1\n"}});
  const std::string out = workspace.advisor("init").out;
  EXPECT_THAT(out, StartsWith("Found: 2 ecspresso configurations, 2 ECS task definitions, "
                              "1 lambroll function, 1 CloudFormation template, "
                              "1 Terraform plan.\n"));
  EXPECT_THAT(out, HasSubstr("environment variables of the deploy (TAG)"));
  EXPECT_THAT(out, Not(HasSubstr(".tf")));  // there is a plan
}

TEST(Init, HintsAtWhatItCouldReadBesides) {
  const Workspace workspace(Files{{"infra/a.tf", ""},
                                  {"infra/b.tf", ""},
                                  {"infra/c.tf", ""},
                                  {"infra/d.tf", ""},
                                  {"infra/.terraform/modules/x/main.tf", ""},
                                  {"app/cdk.json", "{}"},
                                  {"broken.yml", "cluster: a\nservice: b\ntask_definition: [\n"}});
  const std::string out = workspace.advisor("init").out;
  EXPECT_THAT(out, HasSubstr("Hint: infra/a.tf, infra/b.tf, infra/c.tf and 1 more, but no "
                             "Terraform plan. advisor reads the plan as JSON:\n"
                             "    terraform plan -out plan.bin\n"
                             "    terraform show -json plan.bin > plan.json\n"));
  EXPECT_THAT(out, HasSubstr("Hint: app/cdk.json, but no cdk.out. advisor reads the templates that "
                             "`cdk synth` makes there.\n"));
  EXPECT_THAT(out, HasSubstr("Hint: 1 file could not be read; `advisor run` tells why.\n"));
}

TEST(Init, ReadsTheOutputOfTheCdkThoughGitIgnoresIt) {
  const Workspace workspace(Files{{"app/cdk.json", "{}"},
                                  {"app/.gitignore", "cdk.out\n"},
                                  {"app/cdk.out/A.template.yaml", kTemplate}});
  const std::string out = workspace.advisor("init").out;
  EXPECT_THAT(out, StartsWith("Found: 1 CloudFormation template.\n"));
  EXPECT_THAT(out, Not(HasSubstr("cdk synth")));
  EXPECT_THAT(out, HasSubstr("Next: advisor run . app/cdk.out\n"));
}

TEST(Init, AnEmptyRepositoryGetsAConfigurationToo) {
  const Workspace workspace({});
  const RunResult result = workspace.advisor("init");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, StartsWith("There is nothing in . yet that advisor reads: "));
  EXPECT_THAT(workspace.read("advisor.yaml"), HasSubstr("#   ecs-container-ulimits:\n"));
}

TEST(Init, LeavesAnyConfigurationThatIsThere) {
  for (const char* make :
       {"echo 'fail_on: never' > advisor.yaml", "echo 'fail_on: never' > advisor.yml",
        "ln -s nowhere advisor.yaml", "ln -s /etc/hostname-not-there advisor.yml",
        "echo 'fail_on: never' > ../own; ln -s ../own advisor.yaml", "mkdir advisor.yaml",
        "mkfifo advisor.yaml"}) {
    const Workspace workspace(project());
    workspace.shell(make);
    const std::string before = state(workspace);
    const RunResult result = workspace.shell("timeout 20 \"$ADVISOR\" init");
    EXPECT_EQ(result.exit_code, 0) << make << result.err;
    EXPECT_THAT(result.out, HasSubstr(" is there already; it is left as it is.\n"));
    EXPECT_EQ(state(workspace), before) << make;
    EXPECT_EQ(workspace.shell("ls ..").out.find("nowhere"), std::string::npos);
  }
}

TEST(Init, HonoursTheConfigurationThatIsThere) {
  Files files = project();
  files["advisor.yaml"] = "lang: ja\nrules: {ecs-container-ulimits: {enabled: false}}\n";
  const std::string out = Workspace(files).advisor("init").out;
  EXPECT_THAT(out, HasSubstr("advisor.yaml はすでにあるため、変更しません。\n"));
  EXPECT_THAT(out, Not(HasSubstr("Critical")));
}

TEST(Init, ABrokenConfigurationIsReportedBeforeAnythingIsWritten) {
  const Workspace workspace(Files{{"advisor.yaml", "fail_on: nowhere\n"}});
  const std::string before = state(workspace);
  const RunResult result = workspace.advisor("init --write");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("advisor.yaml:1:10: error: "));
  EXPECT_EQ(state(workspace), before);
}

TEST(Init, AConfigurationAboveIsNamed) {
  const Workspace workspace(Files{{"advisor.yaml", "lang: ja\n"}, {"sub/x.yaml", kTemplate}});
  const RunResult result = workspace.advisor("init sub");
  EXPECT_THAT(result.out, HasSubstr("Wrote sub/advisor.yaml.\nBelow sub it takes the place of "));
  EXPECT_THAT(result.out, HasSubstr("/w/advisor.yaml.\n"));
  EXPECT_THAT(result.out, HasSubstr("Next: advisor run sub\n"));
  EXPECT_EQ(workspace.read("advisor.yaml"), "lang: ja\n");
}

TEST(Init, TurnsOnRulesThatLoad) {
  Files files = project();
  files["sre/rules/ecs/my-rule.yaml"] = kRule;
  files["top-rule.yaml"] = std::string(kRule).replace(14, 7, "top-rule");
  const Workspace workspace(files);
  const RunResult result = workspace.advisor("init");
  EXPECT_THAT(workspace.read("advisor.yaml"),
              HasSubstr("\nrule_paths: [\"sre/rules/ecs\", \"top-rule.yaml\"]\n"));
  EXPECT_THAT(workspace.advisor("rules list").out,
              AllOf(HasSubstr("my-rule"), HasSubstr("top-rule")));
}

TEST(Init, RulesWithErrorsStayOff) {
  Files files = project();
  files["sre/my-rule.yaml"] = std::string(kRule) + "unknown_key: 1\n";
  const Workspace workspace(files);
  const RunResult result = workspace.advisor("init");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("Rules in sre have errors"));
  EXPECT_THAT(workspace.read("advisor.yaml"), HasSubstr("\n# rule_paths: "));
  EXPECT_EQ(workspace.advisor("run").exit_code, 1);
}

constexpr const char* kPrecommit =
    "# ours\nrepos:\n  - repo: local  # a\n    hooks:\n      - id: x\n\n# end\nci: {}\n";

TEST(Init, ExtendsAPrecommitConfiguration) {
  const Workspace workspace(Files{{".pre-commit-config.yaml", kPrecommit}});
  workspace.shell("chmod 640 .pre-commit-config.yaml");
  EXPECT_THAT(workspace.advisor("init").out,
              HasSubstr("For pre-commit, to be added to the repos of .pre-commit-config.yaml:\n"));
  EXPECT_EQ(workspace.read(".pre-commit-config.yaml"), kPrecommit);

  const RunResult result = workspace.advisor("init --write");
  EXPECT_THAT(result.out, HasSubstr("Added sre-advisor to .pre-commit-config.yaml.\n"));
  const std::string text = workspace.read(".pre-commit-config.yaml");
  EXPECT_THAT(text,
              StartsWith("# ours\nrepos:\n  - repo: local  # a\n    hooks:\n      - id: x\n"));
  EXPECT_THAT(text,
              testing::EndsWith("    hooks:\n      - id: sre-advisor-system\n\n# end\nci: {}\n"));
  EXPECT_EQ(workspace.shell("stat -c %a .pre-commit-config.yaml").out, "640\n");
  EXPECT_EQ(workspace.shell("ls -A").out, ".github\n.pre-commit-config.yaml\nadvisor.yaml\n");
}

TEST(Init, LeavesAPrecommitConfigurationThatIsNotSafeToExtend) {
  constexpr const char* kLinked =
      "printf 'repos:\\n- repo: local\\n  hooks: []\\n' > ../own; ln -s ../own "
      ".pre-commit-config.yaml";
  for (const char* make :
       {"echo 'repos: []' > .pre-commit-config.yaml", "mkdir .pre-commit-config.yaml", kLinked,
        "ln -s ../nowhere .pre-commit-config.yaml", "mkfifo .pre-commit-config.yaml"}) {
    const Workspace workspace({});
    workspace.shell(make);
    workspace.shell("touch -d 2020-01-01 ../own");
    const std::string before = workspace.shell("cat ../own; ls -l .pre-commit-config.yaml").out;
    const RunResult result = workspace.shell("timeout 20 \"$ADVISOR\" init --write");
    EXPECT_EQ(result.exit_code, 0) << make << result.err;
    EXPECT_THAT(result.out, HasSubstr(".pre-commit-config.yaml could not be extended safely; it is "
                                      "left as it is. This belongs in its repos:\n\n"))
        << make;
    EXPECT_EQ(workspace.shell("cat ../own; ls -l .pre-commit-config.yaml").out, before) << make;
  }
}

TEST(Init, WritesThroughNoLinks) {
  for (const char* make :
       {"ln -s ../outside .github", "mkdir .github; ln -s ../../outside .github/workflows"}) {
    const Workspace workspace({});
    workspace.shell("mkdir ../outside ../outside/workflows");
    workspace.shell(make);
    const RunResult result = workspace.advisor("init --write");
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err,
                StartsWith("advisor: cannot write .github/workflows/sre-advisor.yml: "));
    EXPECT_EQ(workspace.shell("find ../outside -type f").out, "");
  }
  const Workspace workspace({});
  workspace.shell(
      "mkdir -p .github/workflows; "
      "ln -s ../../../outside .github/workflows/sre-advisor.yml");
  const RunResult result = workspace.advisor("init --write");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr(".github/workflows/sre-advisor.yml is there already"));
  EXPECT_NE(workspace.shell("test -e ../outside").exit_code, 0);
}

TEST(Init, BelowTheTopOfARepositoryItOnlyPrints) {
  const Workspace workspace(Files{{".git/HEAD", ""}, {"a b/t.yaml", kTemplate}});
  const RunResult result = workspace.advisor("init --write 'a b'");
  EXPECT_EQ(result.exit_code, 0);
  const std::string top = workspace.path() + "/w";
  EXPECT_THAT(result.out, AllOf(HasSubstr("look only at the top of the repository, " + top + ".\n"),
                                HasSubstr("as " + top + "/.pre-commit-config.yaml:\n"),
                                HasSubstr("`advisor init " + top + " --write` adds them.\n"),
                                HasSubstr("Next: advisor run 'a b'\n")));
  EXPECT_EQ(names(workspace), "./.git/HEAD\n./a b/advisor.yaml\n./a b/t.yaml\n");
  EXPECT_EQ(workspace.advisor("init --write").exit_code, 0);
  EXPECT_THAT(workspace.advisor("init 'a b'").out,
              HasSubstr("/w/.pre-commit-config.yaml has sre-advisor already"));
}

TEST(Init, HostileNamesStayInTheirLine) {
  const std::string name = "x\n\x1b[31mroot: '\"`$(id)`\xE2\x80\xAE";
  const Workspace workspace(Files{{name + "/task-def.json", kTask},
                                  {name + "/main.tf", ""},
                                  {name + "/cdk.json", "{}"},
                                  {name + "/rules/my-rule.yaml", kRule},
                                  {"e.json", R"({"family": "a", "containerDefinitions": [{"name":
"a", "image": "{{ must_env `\u001b[2J` }}", "ulimits": [{"name": "nofile", "softLimit": 65536,
"hardLimit": 65536}, {"name": "nproc", "softLimit": 65536, "hardLimit": 65536}]}]})"}});
  const RunResult result = workspace.advisor("init --write");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\xE2\x80\xAE")),
                                Not(HasSubstr("\nroot")), HasSubstr("x\\n\\x1b[31mroot")));
  const std::string config = workspace.read("advisor.yaml");
  EXPECT_THAT(config, AllOf(Not(HasSubstr("root")), HasSubstr("\n# rule_paths: [sre/rules]\n")));
  EXPECT_THAT(workspace.advisor("run").err, Not(HasSubstr("advisor.yaml")));

  const RunResult inside = workspace.advisor("init --write \"$(printf 'x\\n\\033[31mroot: ')\"*");
  EXPECT_EQ(inside.exit_code, 0) << inside.err;
  EXPECT_THAT(inside.out, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\nroot"))));
}

TEST(Init, RefusesFoldersThatAreNone) {
  const Workspace workspace(Files{{"file", ""}});
  EXPECT_EQ(workspace.advisor("init nowhere").err, "advisor: nowhere: no such file or directory\n");
  EXPECT_EQ(workspace.advisor("init file").err, "advisor: file is no directory\n");
  EXPECT_EQ(workspace.advisor("init nowhere").exit_code, 2);
  EXPECT_EQ(workspace.advisor("init file").exit_code, 2);
  EXPECT_EQ(workspace.advisor("init . another").exit_code, 2);
  EXPECT_EQ(names(workspace), "./file\n");
}

TEST(Init, AReadOnlyFolderIsAClearError) {
  const Workspace workspace({});
  std::string as_user;
  if (geteuid() == 0) {
    as_user = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    workspace.shell("cp \"$ADVISOR\" ../advisor; chmod 755 .. ../advisor .");
    if (workspace.shell(as_user + "../advisor --version").exit_code != 0)
      GTEST_SKIP() << "root may write everywhere, and cannot become another user here";
  } else {
    workspace.shell("cp \"$ADVISOR\" ../advisor; chmod 555 .");
  }
  const RunResult result = workspace.shell(as_user + "../advisor init --write");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "advisor: cannot write advisor.yaml: Permission denied\n");
  EXPECT_EQ(names(workspace), "");
  workspace.shell("chmod 755 .");
}

TEST(Init, AFileThatCannotBeWrittenWholeIsNotLeftBehind) {
  Workspace workspace(Files{{".pre-commit-config.yaml", kPrecommit}});
  const RunResult result = workspace.shell(
      "(trap '' XFSZ; ulimit -f 0; \"$ADVISOR\" init --write 2>&1; echo \"code $?\" >&2) | cat");
  EXPECT_THAT(result.out, HasSubstr("advisor: cannot write advisor.yaml: File too large\n"));
  EXPECT_EQ(names(workspace), "./.pre-commit-config.yaml\n");
  workspace.write("advisor.yaml", "");
  EXPECT_THAT(
      workspace.shell("(trap '' XFSZ; ulimit -f 0; \"$ADVISOR\" init --write 2>&1) | cat").out,
      HasSubstr("advisor: cannot write .pre-commit-config.yaml: File too large\n"));
  EXPECT_EQ(names(workspace), "./.pre-commit-config.yaml\n./advisor.yaml\n");
  EXPECT_EQ(workspace.read(".pre-commit-config.yaml"), kPrecommit);
}

}  // namespace
}  // namespace advisor
