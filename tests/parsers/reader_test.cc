#include "parsers/reader.h"

#include <gtest/gtest.h>

#include "tests/parsers/read_tree.h"

namespace advisor {
namespace {

const char* const kTask = R"({"family": "app", "containerDefinitions": [{"name": "web"}]})";

TEST(Reader, LeavesForeignFilesAloneWithoutNoise) {
  const ReadTree tree = read_tree({
      {"package.json", R"({"name": "x", "scripts": {"deploy": "ecspresso deploy"}})"},
      {"broken.json", "{ this is not json"},
      {"jsonc.json", "{ // authType\n \"authType\": 1, }"},
      {"tsconfig.json", "// comment\n{\"compilerOptions\": {},}"},
      {"ecs-params.yml", "version: 1\ntask_definition:\n  task_size: {cpu_limit: 256}\n"},
      {".github/workflows/deploy.yml",
       "on: push\njobs:\n  a:\n    steps:\n      - with: {task-definition: \"${{ x.y }}\"}\n"
       "        task_definition: ${{ steps.render.outputs.x }}\n"},
      {"resources.json", R"({"Resources": {"T": {"containerDefinitions": []}}})"},
      {"lib.libsonnet", "{ containerDefinitions: [] }"},
      {"grafana.jsonnet", "local g = import 'g.libsonnet'; g.dashboard('authType')"},
      {"broken.jsonnet", "{ a: "},
      {"broken.yml", "a: [\n"},
  });
  EXPECT_EQ(tree.resources(), "");
  EXPECT_EQ(tree.diagnostics(), "");
  for (const FileOutcome& file : tree.inputs.files) {
    EXPECT_EQ(file.kind, FileOutcome::Kind::kLeftAlone) << file.path;
    EXPECT_NE(file.reason, "") << file.path;
  }
  EXPECT_EQ(tree.inputs.files.size(), 11U);
}

// Their examples are full definitions, and their texts look like templates.
TEST(Reader, LeavesRuleFilesAlone) {
  const std::string rule =
      "format: 1\nid: my-rule\nseverity: warning\nmatch:\n  - type: AWS::ECS::TaskDefinition\n"
      "message: \"{{ container.?Name }}\"\nexamples:\n  - name: x\n    files:\n"
      "      td.json: |\n        {\"containerDefinitions\": [{\"name\": \"web\"}]}\n";
  const ReadTree tree = read_tree({{"rules/my-rule.yaml", rule}, {"td.json", kTask}});
  EXPECT_EQ(tree.resources(), "AWS::ECS::TaskDefinition td.json#task_definition (app)\n");
  EXPECT_EQ(tree.diagnostics(), "");
  EXPECT_EQ(tree.inputs.files[0].kind, FileOutcome::Kind::kLeftAlone);
  EXPECT_EQ(tree.inputs.files[0].reason, "a rule file of advisor");
}

TEST(Reader, ReportsBrokenFilesThatAreCertainlyOurs) {
  const ReadTree tree = read_tree({{"a.json", R"({"containerDefinitions": [{"name": }]})"},
                                   {"b.yml", "cluster: c\ntask_definition: td.json\n\tx: [\n"},
                                   {"td.json", kTask}});
  EXPECT_EQ(tree.resources(), "AWS::ECS::TaskDefinition td.json#task_definition (app)\n");
  ASSERT_EQ(tree.inputs.inventory.diagnostics.size(), 2U) << tree.diagnostics();
  for (const Diagnostic& diagnostic : tree.inputs.inventory.diagnostics) {
    EXPECT_EQ(diagnostic.level, Diagnostic::Level::kError);
    EXPECT_TRUE(diagnostic.span.valid());
  }
  EXPECT_EQ(tree.inputs.files[0].kind, FileOutcome::Kind::kRefused);
  EXPECT_EQ(tree.inputs.files[0].format, "ecs-task-definition");
  EXPECT_EQ(tree.inputs.files[1].kind, FileOutcome::Kind::kRefused);
  EXPECT_EQ(tree.inputs.files[1].format, "ecspresso-config");
}

TEST(Reader, SaysSoWhenANamedFileIsNotOurs) {
  const ReadTree tree =
      read_tree({{"package.json", "{}"}, {"x.txt", "hello"}}, {"package.json", "x.txt"});
  EXPECT_EQ(tree.diagnostics(),
            "package.json: note: package.json is no file that advisor knows; it was not analysed\n"
            "x.txt: note: x.txt is no file that advisor knows; it was not analysed\n");
}

TEST(Reader, AMissingPathIsAnError) {
  const ReadTree tree = read_tree({{"td.json", kTask}}, {"td.json", "nowhere"});
  EXPECT_EQ(tree.diagnostics(), "nowhere: error: cannot read nowhere: no such file or directory\n");
  EXPECT_EQ(tree.files(),
            "nowhere: refused: cannot read nowhere: no such file or directory\n"
            "td.json: read ecs-task-definition\n");
}

TEST(Reader, ReadsADefinitionThatIsNamedAlone) {
  const ReadTree tree =
      read_tree({{"ecspresso.yml", "cluster: c\ntask_definition: td.json\n"}, {"td.json", kTask}},
                {"td.json"});
  EXPECT_EQ(tree.resources(), "AWS::ECS::TaskDefinition td.json#task_definition (app)\n");
  EXPECT_EQ(tree.resource("td.json#task_definition")->format, "ecs-json");
}

TEST(Reader, ReadsWhatAConfigNamesWhateverItIsCalled) {
  const ReadTree tree = read_tree(
      {{"ecspresso.yml", "cluster: c\ntask_definition: defs/td.tpl\nservice_definition: sv\n"},
       {"defs/td.tpl", kTask},
       {"sv", "{}"}},
      {"ecspresso.yml"});
  EXPECT_EQ(tree.files(),
            "defs/td.tpl: read ecs-task-definition\n"
            "ecspresso.yml: read ecspresso-config\n"
            "sv: read ecs-service-definition\n");
}

TEST(Reader, ReadsStandardInput) {
  const StandardInput given{kTask, "ecs/td.json"};
  const ReadTree tree = read_tree({}, {"-"}, {}, &given);
  EXPECT_EQ(tree.resources(), "AWS::ECS::TaskDefinition ecs/td.json#task_definition (app)\n");
  // An editor's unsaved text counts instead of the file's.
  const ReadTree both = read_tree(
      {{"ecs/td.json", "{}"}, {"ecs/ecspresso.yml", "cluster: c\ntask_definition: td.json\n"}},
      {"-", "ecs"}, {}, &given);
  EXPECT_EQ(both.resources(),
            "Ecspresso::Config ecs/ecspresso.yml#config (ecspresso)\n"
            "AWS::ECS::TaskDefinition ecs/td.json#task_definition (app)\n");
}

TEST(Reader, RefusesFilesAboveTheSizeLimit) {
  ReadOptions options;
  options.max_file_bytes = 100;
  const ReadTree tree =
      read_tree({{"td.json", std::string(200, ' ') + kTask}}, {"td.json"}, options);
  EXPECT_EQ(tree.diagnostics(), "td.json: error: cannot read td.json: larger than 0 MiB\n");
  const ReadTree walked = read_tree({{"td.json", std::string(200, ' ') + kTask}}, {"."}, options);
  EXPECT_EQ(walked.diagnostics(), "");
  EXPECT_EQ(walked.files(), "td.json: left alone: cannot read td.json: larger than 0 MiB\n");
}

TEST(Reader, ReportsUnusableOptionFiles) {
  ReadOptions options;
  options.env_files = {"none.env"};
  options.tfstates = {"none.tfstate", "p_=pointer.tfstate"};
  const ReadTree tree =
      read_tree({{"td.json", kTask}, {"pointer.tfstate", R"({"version": 3, "backend": {}})"}},
                {"td.json"}, options);
  EXPECT_EQ(
      tree.diagnostics(),
      "none.env: error: cannot read none.env: No such file or directory\n"
      "none.tfstate: error: cannot use none.tfstate as Terraform state (a state file of format "
      "version 4 is wanted)\n"
      "pointer.tfstate: error: cannot use pointer.tfstate as Terraform state (a state file of "
      "format version 4 is wanted)\n");
}

TEST(Reader, FollowsJsonnetImportsToSeeWhetherAFileIsOurs) {
  const ReadTree tree =
      read_tree({{"td.jsonnet", "(import 'lib/app.libsonnet').task('app')"},
                 {"lib/app.libsonnet",
                  "{ task(name):: { family: name, containerDefinitions: [{ name: 'web' }] } }"}});
  EXPECT_EQ(tree.properties("td.jsonnet#task_definition"),
            R"(map{ContainerDefinitions:list[map{Name:str"web"}] Family:str"app"})");
  EXPECT_EQ(tree.files(),
            "lib/app.libsonnet: supporting jsonnet-import\n"
            "td.jsonnet: read ecs-task-definition\n");
}

TEST(Reader, OrderDoesNotDependOnThePathsGiven) {
  const std::map<std::string, std::string> files = {
      {"b/td.json", kTask},
      {"a/td.json", kTask},
      {"c.json", "{\"containerDefinitions\": [{}], \"x\": 1}"}};
  const ReadTree one = read_tree(files, {"."});
  const ReadTree other = read_tree(files, {"c.json", "b", "a", "."});
  EXPECT_EQ(one.resources(), other.resources());
  EXPECT_EQ(one.diagnostics(), other.diagnostics());
  EXPECT_EQ(one.resources(),
            "AWS::ECS::TaskDefinition a/td.json#task_definition (app)\n"
            "AWS::ECS::TaskDefinition b/td.json#task_definition (app)\n"
            "AWS::ECS::TaskDefinition c.json#task_definition (c)\n");
}

TEST(Reader, SurvivesHostileInput) {
  std::map<std::string, std::string> files;
  const std::string head = R"({"containerDefinitions": )";
  files["deep.json"] = head + std::string(100'000, '[');
  files["deep.yml"] = "containerDefinitions: " + std::string(100'000, '[');
  files["deep.jsonnet"] = head + std::string(100'000, '[');
  files["bytes.json"] = head + std::string("\xFF\xFE\0{{{{", 7);
  files["empty.json"] = "";
  files["loop.yml"] = "cluster: c\ntask_definition: loop.yml\n";
  files["self.jsonnet"] = "import 'self.jsonnet' // containerDefinitions";
  files["types.json"] =
      R"({"containerDefinitions": [1, null, "x", {"ulimits": 3, "name": []}], "cpu": {}})";
  const ReadTree tree = read_tree(files);
  EXPECT_EQ(tree.properties("types.json#task_definition"),
            R"(map{ContainerDefinitions:list[int1 null str"x" map{Ulimits:int3}]})");
  EXPECT_EQ(tree.inputs.files.size(), files.size());
}

}  // namespace
}  // namespace advisor
