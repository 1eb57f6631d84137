#include "parsers/project.h"

#include <gtest/gtest.h>

#include "tests/parsers/read_tree.h"

namespace advisor {
namespace {

using Files = std::map<std::string, std::string>;
using Paths = std::vector<std::string>;

constexpr const char* kConfig =
    "cluster: main\nservice: app\ntask_definition: td.json\nservice_definition: sv.json\n";
constexpr const char* kTask = R"({"family": "a", "containerDefinitions": [{"name": "web"}]})";
constexpr const char* kService = R"({"desiredCount": 2, "launchType": "FARGATE"})";
constexpr const char* kFunction = R"({"FunctionName": "f", "Handler": "h", "Runtime": "r"})";
constexpr const char* kUrl = R"({"Config": {"AuthType": "NONE"}})";

std::string resources(const Files& files, const Paths& paths) {
  ReadOptions options;
  options.with_project = true;
  const ReadTree tree = read_tree(files, paths, options);
  return tree.resources() + tree.diagnostics();
}

const Files kEcspresso = {{"ecs/ecspresso.yml", kConfig},
                          {"ecs/td.json", kTask},
                          {"ecs/sv.json", kService},
                          {"ecs/other.json", kTask},
                          {"ecs/batch.yml", "cluster: main\ntask_definition: other.json\n"}};

constexpr const char* kWhole =
    "Ecspresso::Config ecs/ecspresso.yml#config (app)\n"
    "AWS::ECS::Service ecs/sv.json#service_definition (app)\n"
    "AWS::ECS::TaskDefinition ecs/td.json#task_definition (a)\n";

TEST(Project, ADefinitionBringsTheConfigurationThatNamesItAndItsDefinitions) {
  EXPECT_EQ(resources(kEcspresso, {"ecs/td.json"}), kWhole);
  EXPECT_EQ(resources(kEcspresso, {"ecs/sv.json"}), kWhole);
  EXPECT_EQ(resources(kEcspresso, {"ecs/ecspresso.yml"}), kWhole);
  EXPECT_EQ(resources(kEcspresso, {"ecs/td.json", "ecs/sv.json"}), kWhole);
}

TEST(Project, IsReadOnlyIfAskedFor) {
  EXPECT_EQ(read_tree(kEcspresso, {"ecs/td.json"}).resources(),
            "AWS::ECS::TaskDefinition ecs/td.json#task_definition (a)\n");
}

TEST(Project, TheConfigurationMayLieAboveTheFileUpToTheRoot) {
  Files files = {
      {"repo/.git/HEAD", ""},
      {"repo/ecspresso.jsonnet", "{cluster: 'c', service: 's', task_definition: 'a/b/td.json'}"},
      {"repo/a/b/td.json", kTask}};
  const std::string joined =
      "AWS::ECS::TaskDefinition repo/a/b/td.json#task_definition (a)\n"
      "Ecspresso::Config repo/ecspresso.jsonnet#config (s)\n";
  EXPECT_EQ(resources(files, {"repo/a/b/td.json"}), joined);
  // Above the work tree nothing is read.
  files["ecspresso.yml"] = "cluster: c\ntask_definition: repo/a/b/td.json\n";
  EXPECT_EQ(resources(files, {"repo/a/b/td.json"}), joined);
  // What git ignores belongs to no commit.
  files["repo/.gitignore"] = "ecspresso.jsonnet\n";
  EXPECT_EQ(resources(files, {"repo/a/b/td.json"}),
            "AWS::ECS::TaskDefinition repo/a/b/td.json#task_definition (a)\n");
}

TEST(Project, FilesOfOtherProjectsAndToolsAreNotRead) {
  ReadOptions options;
  options.with_project = true;
  Files files = kEcspresso;
  files["ecs/broken.yml"] = "cluster: c\ntask_definition: [\n";
  files["package.json"] = R"({"name": "x"})";
  const ReadTree tree = read_tree(files, {"ecs/td.json", "package.json"}, options);
  EXPECT_EQ(tree.diagnostics(), "");
  EXPECT_EQ(tree.files(),
            "ecs/ecspresso.yml: read ecspresso-config\n"
            "ecs/sv.json: read ecs-service-definition\n"
            "ecs/td.json: read ecs-task-definition\n"
            "package.json: left alone: its content belongs to another tool\n");
}

TEST(Project, EnvironmentFilesDecideWhatAConfigurationNames) {
  Files files = {{"ecspresso.yml", "cluster: c\ntask_definition: '{{ must_env `STAGE` }}.json'\n"},
                 {"prod.json", kTask},
                 {"prod.env", "STAGE=prod\n"}};
  ReadOptions options;
  options.with_project = true;
  EXPECT_EQ(read_tree(files, {"prod.json"}, options).resource("ecspresso.yml#config"), nullptr);
  options.env_files = {"prod.env"};
  EXPECT_NE(read_tree(files, {"prod.json"}, options).resource("ecspresso.yml#config"), nullptr);
}

TEST(Project, AFunctionBringsItsUrlAndItsOptions) {
  const Files files = {{"f/function.json", kFunction},
                       {"f/function_url.json", kUrl},
                       {"lambroll.yml", "function: f/function.json\ndeploy: {alias: live}\n"},
                       {"other.yml", "function: g/function.json\ndeploy: {alias: live}\n"},
                       {"g/function.json", kFunction}};
  const std::string whole =
      "AWS::Lambda::Function f/function.json#function (f)\n"
      "AWS::Lambda::Url f/function_url.json#function_url (f)\n"
      "Lambroll::Options lambroll.yml#options (lambroll)\n";
  EXPECT_EQ(resources(files, {"f/function.json"}), whole);
  EXPECT_EQ(resources(files, {"f/function_url.json"}), whole);
}

TEST(Project, OptionsBringWhatTheyName) {
  const Files files = {
      {"f/function.json", kFunction},
      {"f/url.json", kUrl},
      {"lambroll.yml",
       "function: f/function.json\nregion: us-east-1\ndeploy: {function_url: f/url.json}\n"}};
  EXPECT_EQ(resources(files, {"lambroll.yml"}),
            "AWS::Lambda::Function f/function.json#function (f)\n"
            "AWS::Lambda::Url f/url.json#function_url (f)\n"
            "Lambroll::Options lambroll.yml#options (lambroll)\n");
  EXPECT_EQ(read_tree(files, {"lambroll.yml"}).resource("f/function.json#function"), nullptr);
}

TEST(Project, PathsAreShownFromTheWorkingDirectory) {
  const Files files = {
      {".git/HEAD", ""}, {"ecspresso.yml", kConfig}, {"td.json", kTask}, {"sv.json", kService}};
  std::string shown;
  for (const FoundFile& file :
       project_files({{"./td.json", ".", true, "td.json"}}, memory_file_system(files), {}, {}))
    shown += file.path + " " + file.canonical + "\n";
  EXPECT_EQ(shown, "ecspresso.yml ecspresso.yml\n");
}

}  // namespace
}  // namespace advisor
