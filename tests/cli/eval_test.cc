// End to end: advisor eval.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/binary.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::RunResult;
using testing_support::Workspace;

constexpr const char* kTask = R"({
  "family": "worker",
  "containerDefinitions": [
    {
      "name": "app",
      "image": "app:{{ must_env `TAG` }}",
      "stopTimeout": 10,
      "environment": [{"name": "PASSWORD", "value": "hunter2-secret"}, {"name": "N", "value": "7"}]
    },
    {"name": "log", "image": "log:1"}
  ]
}
)";

class Eval : public testing::Test {
 protected:
  RunResult eval(const std::string& arguments) const {
    return workspace_.advisor("eval " + arguments);
  }
  // The text behind "worker (AWS::ECS::TaskDefinition) td.json:1: ".
  std::string value(const std::string& expression) const {
    const RunResult result = eval("'" + expression + "' td.json --as-of 2026-11-22");
    const std::string head = "worker (AWS::ECS::TaskDefinition) td.json:1: ";
    return result.out.starts_with(head) ? result.out.substr(head.size()) : result.out + result.err;
  }
  Workspace workspace_{{{"td.json", kTask}}};
};

TEST_F(Eval, Values) {
  const std::pair<const char*, const char*> cases[] = {
      {"1 + 1", "2\n"},
      {"2u", "2u\n"},
      {"1.0", "1.0\n"},
      {"null", "null\n"},
      {"meta.name", "\"worker\"\n"},
      {"resource.ContainerDefinitions.map(c, c.Name)", "[\"app\", \"log\"]\n"},
      {"{\"a\": [1, true], \"b\": \"x\\ny\"}", "{\"a\": [1, true], \"b\": \"x\\ny\"}\n"},
      {"resource.?Cpu", "optional.none()\n"},
      {"resource.?Family", "optional.of(\"worker\")\n"},
      {"duration(\"90s\")", "duration(\"90s\")\n"},
      {"now", "timestamp(\"2026-11-22T00:00:00Z\")\n"},
      {"type(1)", "int\n"},
  };
  for (const auto& [expression, expected] : cases)
    EXPECT_EQ(value(expression), expected) << expression;
}

TEST_F(Eval, UnknownValuesSayWhy) {
  EXPECT_EQ(value("resource.ContainerDefinitions[0].Image == \"app:1\""),
            "unknown (containerDefinitions[0].image: app:{{ must_env `TAG` }})\n");
  EXPECT_EQ(value("resource.ContainerDefinitions.map(c, c.Image)"),
            "[unknown, \"log:1\"] (containerDefinitions[0].image: app:{{ must_env `TAG` }})\n");
  EXPECT_EQ(eval("'resource.ContainerDefinitions[0].Image' td.json").exit_code, 0);
}

TEST_F(Eval, SecretsAreNotShown) {
  for (const char* expression :
       {"resource", "resource.ContainerDefinitions[0].Environment",
        "resource.ContainerDefinitions[0].Environment[0].Value",
        "resource.ContainerDefinitions[0].Environment[0].Value + \"!\"",
        "resource.ContainerDefinitions.map(c, c.?Environment.orValue([]).map(e, e.Value))"}) {
    for (const char* format : {"text", "json"}) {
      const RunResult result = eval("'" + std::string(expression) + "' td.json --format " + format);
      EXPECT_EQ(result.exit_code, 0) << result.err;
      EXPECT_THAT(result.out, Not(HasSubstr("hunter2"))) << expression;
      EXPECT_THAT(result.out, Not(HasSubstr("\"7\""))) << expression;
      EXPECT_THAT(result.out, HasSubstr("(not shown)")) << expression;
    }
  }
}

TEST_F(Eval, ErrorsAreMarkedInTheExpression) {
  const RunResult result = eval("'1 > 0 && resource.Family.foo == 1' td.json");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, HasSubstr("td.json:1: error: "));
  EXPECT_THAT(result.out, HasSubstr("\n    1 > 0 && resource.Family.foo == 1\n             ^~~"));
}

TEST_F(Eval, AnExpressionThatDoesNotCompile) {
  const RunResult result = eval("'resource.ContainerDefinitions.exist(c, true)' td.json");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err,
            "expression:1:31: error: no function 'exist'\n"
            "    1 | resource.ContainerDefinitions.exist(c, true)\n"
            "      |                               ^~~~~\n"
            "      = did you mean 'exists'?\n");
}

TEST_F(Eval, WithTheNamesOfARule) {
  const RunResult result = eval(
      "'[container.Name, string(params.min_nofile), string(enough)]' td.json "
      "--rule ecs-container-ulimits");
  EXPECT_EQ(result.out,
            "worker (AWS::ECS::TaskDefinition) td.json:1: app: [\"app\", \"4096\", \"false\"]\n"
            "worker (AWS::ECS::TaskDefinition) td.json:1: log: [\"log\", \"4096\", \"false\"]\n");
  workspace_.write("advisor.yaml",
                   "rules: {ecs-container-ulimits: {params: {min_nofile: 65536}}}\n");
  EXPECT_THAT(eval("params.min_nofile td.json --rule ecs-container-ulimits").out,
              HasSubstr(": app: 65536\n"));
  const RunResult unknown = eval("1 td.json --rule ecs-container-ulimit");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.err,
            "advisor: there is no rule 'ecs-container-ulimit'; did you mean "
            "'ecs-container-ulimits'?\n");
  // A rule that does not judge the resource has nothing to evaluate.
  EXPECT_EQ(eval("1 td.json --rule lambda-runtime-deprecated").err,
            "advisor: no resource to evaluate the expression on\n");
}

TEST_F(Eval, Json) {
  const RunResult result =
      eval("'resource.ContainerDefinitions[0].StopTimeout' td.json --format json");
  EXPECT_EQ(result.out, R"({
  "expression": "resource.ContainerDefinitions[0].StopTimeout",
  "results": [
    {
      "resource": "worker",
      "type": "AWS::ECS::TaskDefinition",
      "id": "td.json#task_definition",
      "file": "td.json",
      "line": 1,
      "value": 10
    }
  ]
}
)");
  EXPECT_THAT(eval("'resource.ContainerDefinitions[0].Image' td.json --format json").out,
              HasSubstr("      \"line\": 1,\n"
                        "      \"unknown\": [\n"
                        "        {\n"
                        "          \"path\": \"containerDefinitions[0].image\",\n"
                        "          \"text\": \"app:{{ must_env `TAG` }}\",\n"
                        "          \"advice\": \"--envfile FILE (TAG=…)\"\n"
                        "        }\n"
                        "      ]\n"));
  EXPECT_THAT(eval("'resource.Foo' td.json --format json").out,
              HasSubstr("\"error\": \"no key 'Foo'\"\n"));
}

TEST_F(Eval, ChoosesResources) {
  workspace_.write("other/td.json", R"({"family": "web", "containerDefinitions": []})");
  EXPECT_THAT(eval("meta.name . --resource web").out, Not(HasSubstr("worker")));
  EXPECT_THAT(eval("meta.name . --resource web").out, HasSubstr("other/td.json:1: \"web\"\n"));
  EXPECT_EQ(eval("meta.name . --type AWS::Lambda::Function").out, "");
  EXPECT_EQ(eval("meta.name . --type AWS::Lambda::Function").exit_code, 0);
}

TEST_F(Eval, ARuleThatIsBeingWrittenIsNotInTheWay) {
  workspace_.write("advisor.yaml", "rule_paths: [rules]\n");
  workspace_.write("rules/my-rule.yaml", "format: 1\nid: my-rule\n");
  EXPECT_EQ(value("1"), "1\n");
  EXPECT_EQ(eval("1 td.json --rule ecs-container-ulimits").exit_code, 2);
}

TEST_F(Eval, AnExpressionMayBeginWithADash) {
  EXPECT_THAT(eval("-- '-1 - 2' td.json").out, HasSubstr(": -3\n"));
}

TEST_F(Eval, ReadsStandardInput) {
  const RunResult result =
      workspace_.advisor("eval resource.Family - --stdin-filename td.json", kTask);
  EXPECT_THAT(result.out, HasSubstr(": \"worker\"\n"));
}

TEST_F(Eval, WrongUse) {
  EXPECT_EQ(eval("1 nowhere").exit_code, 2);
  EXPECT_EQ(eval("1 nowhere").err, "advisor: nowhere: no such file or directory\n");
  EXPECT_EQ(eval("1 td.json --as-of today").exit_code, 2);
  EXPECT_EQ(eval("1").exit_code, 2);
}

}  // namespace
}  // namespace advisor
