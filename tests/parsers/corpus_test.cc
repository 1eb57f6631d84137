#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include "parsers/discover.h"
#include "src/base/files.h"
#include "tests/parsers/read_tree.h"

// Public projects that are not part of the repository: every file must be read without a crash, and
// each refusal must be one its author would accept.

namespace advisor {
namespace {

namespace fs = std::filesystem;

struct Corpus {
  const char* folder;
  std::vector<std::string> refused;      // "path: reason", judged one by one
  std::vector<std::string> left_alone;   // paths of other tools' files
  const char* table;                     // how many files of each kind
  std::vector<std::string> errors = {};  // "path: message" of files that were read
};

const Corpus kCorpora[] = {
    {"ecspresso",
     {},
     {"LVD-devops__cicd-demo/ecs-params.yml",     // ECS CLI
      "acidlemon__mirage-ecs/config_sample.yml",  // mirage-ecs
      "acidlemon__mirage-ecs/docker/example-config.yml",
      "cloudposse__example-app-on-ecs/.github/configs/environment.yaml",
      "darai0512__terraform-ecspresso-skeleton/ecspresso/ecschedule.jsonnet",  // ecschedule
      "kayac__ecspresso/tests/ecspresso.yaml",  // a symbolic link's text
      "kayac__ecspresso/tests/td-config.yml",   // names no definition
      "komapotter__nukegara/ecspresso/aws-cli-service-def.json"},
     "ecs-run-overrides 2\n"
     "ecs-service-definition 54\n"
     "ecs-task-definition 74\n"
     "ecspresso-config 66\n"
     "jsonnet-import 4\n"
     "terraform-state 2\n"},
    {"lambroll",
     {},
     {"fujiwara__sfn-dist-k6/statemachine.jsonnet"},  // stefunny
     "lambroll-function 38\n"
     "lambroll-function-url 7\n"
     "terraform-state 3\n"},
    {"cloudformation",
     {"cfn-lint/bad__core__config_invalid_json.json: expected ',' or ']' after a value, found '\"'",
      "cfn-lint/bad__core__config_invalid_yaml.yaml: this line does not fit the map above it",
      "cfn-lint/bad__json_parse.json: expected ':' after a key, found '{'",
      "cfn-lint/bad__template.yaml: this line does not fit the map above it",
      "copilot/addons__aurora__cf.yml: unrendered template"},
     {"cfn-lint/bad__empty_file.yaml", "cfn-lint/bad__not_cloudformation.yaml",
      "cfn-lint/bad__string.yaml", "rain/ext-ref-module.yaml", "rain/merge-nodes-template.yaml",
      "trivy/params__cfparams.json"},
     "cloudformation 129\n",
     // All of them missing names, duplicates and circles that are in the files.
     // NOLINTBEGIN(bugprone-suspicious-missing-comma): many texts take two lines
     {"cfn-lint/bad__conditions.yaml: the template has no condition isProd",
      "cfn-lint/bad__conditions.yaml: the template has no condition isDev",
      "cfn-lint/bad__core__parse_invalid_map.yaml: Ref to NodeAutoScalingGroupDesiredCapacity, "
      "which is neither a parameter nor a resource of the template",
      "cfn-lint/bad__core__parse_invalid_map.yaml: Ref to NodeLaunchTemplate, which is neither a "
      "parameter nor a resource of the template",
      "cfn-lint/bad__core__parse_invalid_map.yaml: Fn::GetAtt of NodeLaunchTemplate, which is no "
      "resource of the template",
      "cfn-lint/bad__core__parse_invalid_map.yaml: Ref to NodeAutoScalingGroupMaxSize, which is "
      "neither a parameter nor a resource of the template",
      "cfn-lint/bad__core__parse_invalid_map.yaml: Ref to NodeAutoScalingGroupMinSize, which is "
      "neither a parameter nor a resource of the template",
      "cfn-lint/bad__core__parse_invalid_map.yaml: Ref to NetworkStackName, which is neither a "
      "parameter nor a resource of the template",
      "cfn-lint/bad__duplicate.json: the name MySNSTopic is defined twice in Resources; "
      "CloudFormation refuses this template",
      "cfn-lint/bad__duplicate.yaml: the name mySnsTopic is defined twice in Resources; "
      "CloudFormation refuses this template",
      "cfn-lint/bad__functions_ref.yaml: resources depend on each other in a circle: "
      "mySecurityGroupVpc1 -> mySecurityGroupVpc2 -> mySecurityGroupVpc1",
      "cfn-lint/bad__functions_ref.yaml: Ref to pIops, which is neither a parameter nor a resource "
      "of the template",
      "cfn-lint/bad__functions_ref.yaml: Ref to Package, which is neither a parameter nor a "
      "resource of the template",
      "cfn-lint/bad__functions_ref.yaml: Ref to httpdPackage, which is neither a parameter nor a "
      "resource of the template",
      "cfn-lint/bad__generic.yaml: Ref to pIops, which is neither a parameter nor a resource of "
      "the template",
      "cfn-lint/bad__generic.yaml: Ref to WebServerPort, which is neither a parameter nor a "
      "resource of the template",
      "cfn-lint/bad__resources_circular_dependency_2.yaml: resources depend on each other in a "
      "circle: Resource -> Resource2 -> Resource3 -> Resource4 -> Resource5 -> Resource6 -> "
      "Resource7 -> Resource8 -> Resource9 -> Resource",
      "rain/uncdk.yaml: Fn::GetAtt of Foo, which is no resource of the template",
      "troposphere/CloudWatchEventsSample.template: Fn::GetAtt of LambdaExecutionRole, which is no "
      "resource of the template"}},
    // NOLINTEND(bugprone-suspicious-missing-comma)
    {"terraform",
     {"driftctl/v4__invalid.tfstate: this Terraform document is no valid JSON: expected a key in "
      "double quotes, found 'west'"},
     {"inframap/version_3_state.json", "tfstate-lookup/v3-grabbag.in.tfstate"},  // Terraform 0.11
     "terraform-plan 153\n"
     "terraform-state 46\n"},
};

class CorpusTest : public testing::TestWithParam<Corpus> {
 protected:
  void SetUp() override {
    root_ = std::string(ADVISOR_SOURCE_DIR) + "/../shared/corpus/" + GetParam().folder;
    if (!fs::exists(root_))
      GTEST_SKIP() << root_ << " is not there";
  }
  std::string relative(const std::string& path) const {
    return fs::path(path).lexically_relative(fs::path(root_).lexically_normal()).string();
  }

  std::string root_;
};

void expect_inside(Span span, const SourceSet& sources, const std::string& what) {
  if (!span.valid())
    return;
  EXPECT_LE(span.begin, span.end) << what;
  EXPECT_LE(span.end, sources.file(span.source).text().size()) << what;
}

void expect_inside(const Value& value, const SourceSet& sources, const std::string& what) {
  expect_inside(value.span(), sources, what);
  if (const Map* map = value.as_map())
    for (const Member& member : *map) {
      expect_inside(member.key_span, sources, what + " " + member.key);
      expect_inside(member.value, sources, what + " " + member.key);
    }
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      expect_inside(element, sources, what);
}

TEST_P(CorpusTest, EveryFileIsReadOrRefusedForAGoodReason) {
  ReadTree tree;
  tree.inputs = read_inputs({root_}, real_file_system(), tree.sources, {});
  std::vector<std::string> refused;
  std::vector<std::string> left_alone;
  std::map<std::string, int> counts;
  std::map<std::string, int> outcomes;
  for (const FileOutcome& file : tree.inputs.files) {
    ++outcomes[relative(file.path)];
    if (file.kind == FileOutcome::Kind::kRefused)
      refused.push_back(relative(file.path) + ": " + file.reason);
    else if (file.kind == FileOutcome::Kind::kLeftAlone)
      left_alone.push_back(relative(file.path));
    else
      ++counts[file.format];
  }
  std::string table;
  for (const auto& [format, count] : counts)
    table += format + " " + std::to_string(count) + "\n";
  std::cout << table << "left alone " << left_alone.size() << "\nrefused " << refused.size()
            << "\n";
  EXPECT_EQ(refused, GetParam().refused);
  EXPECT_EQ(left_alone, GetParam().left_alone);
  EXPECT_EQ(table, GetParam().table);

  for (const auto& entry : fs::recursive_directory_iterator(root_))
    if (entry.is_regular_file() && has_known_extension(entry.path().string())) {
      EXPECT_EQ(outcomes[relative(entry.path().lexically_normal().string())], 1)
          << entry.path() << " must have one outcome";
    }
  for (const Resource& resource : tree.inputs.inventory.resources) {
    EXPECT_TRUE(resource.span.valid()) << resource.id;
    expect_inside(resource.properties, tree.sources, resource.id);
  }
  std::vector<std::string> errors;
  for (const Diagnostic& diagnostic : tree.inputs.inventory.diagnostics) {
    if (diagnostic.level == Diagnostic::Level::kError)
      errors.push_back(relative(diagnostic.span.valid()
                                    ? tree.sources.file(diagnostic.span.source).path()
                                    : diagnostic.path) +
                       ": " + diagnostic.message);
    expect_inside(diagnostic.span, tree.sources, diagnostic.message);
  }
  // What is refused is an error, too.
  std::erase_if(errors, [&](const std::string& error) {
    return std::ranges::find(refused, error) != refused.end();
  });
  EXPECT_EQ(errors, GetParam().errors);
}

INSTANTIATE_TEST_SUITE_P(Public, CorpusTest, testing::ValuesIn(kCorpora),
                         [](const auto& test) { return std::string(test.param.folder); });

}  // namespace
}  // namespace advisor
