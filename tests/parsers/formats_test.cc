#include "parsers/formats.h"

#include <gtest/gtest.h>

#include "parsers/json.h"

namespace advisor {
namespace {

struct KindCase {
  const char* name;
  const char* json;
  const char* format;
};

TEST(Formats, TellsKindsByContent) {
  const KindCase cases[] = {
      {"config", R"({"region":"r","cluster":"c","task_definition":"t.json"})", "ecspresso-config"},
      {"config of one key", R"({"task_definition":"t.json"})", "ecspresso-config"},
      {"config with express definition", R"({"service":"s","express_definition":"e.jsonnet"})",
       "ecspresso-config"},
      {"ECS CLI", R"({"version":1,"task_definition":{"task_size":{}},"run_params":{}})", ""},
      {"text of another tool", R"({"task_definition":"family:3"})", ""},
      {"task definition", R"({"family":"f","containerDefinitions":[]})", "ecs-task-definition"},
      {"PascalCase", R"({"Family":"f","ContainerDefinitions":[{}]})", "ecs-task-definition"},
      {"described", R"({"taskDefinition":{"containerDefinitions":[]},"tags":[]})",
       "ecs-task-definition"},
      {"described, PascalCase", R"({"TaskDefinition":{"containerDefinitions":[]}})",
       "ecs-task-definition"},
      {"service", R"({"desiredCount":1,"launchType":"FARGATE"})", "ecs-service-definition"},
      {"service of create-service",
       R"({"serviceName":"s","taskDefinition":"family:3","desiredCount":1})",
       "ecs-service-definition"},
      {"one word is not enough", R"({"desiredCount":1,"cpu":256})", ""},
      {"describe-load-balancers", R"({"LoadBalancers":[{"LoadBalancerArn":"a"}]})", ""},
      {"express", R"({"primaryContainer":{"image":"i"},"infrastructureRoleArn":"a"})",
       "ecs-express-definition"},
      {"overrides", R"({"containerOverrides":[]})", "ecs-run-overrides"},
      {"run-task", R"({"cluster":"c","taskDefinition":"t","overrides":{},"launchType":"FARGATE"})",
       "ecs-run-overrides"},
      {"network of run",
       R"({"launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{}}})",
       "ecs-run-overrides"},
      {"ecschedule", R"({"region":"r","cluster":"c","rules":[{"containerOverrides":[]}]})", ""},
      {"function", R"({"FunctionName":"f","Runtime":"nodejs20.x"})", "lambroll-function"},
      {"function in lower case", R"({"functionName":"f","role":"r"})", "lambroll-function"},
      {"Azure", R"({"scriptFile":"x.js","bindings":[{"authLevel":"function"}]})", ""},
      {"only a name", R"({"FunctionName":"f","Payload":{}})", ""},
      {"function URL", R"({"Config":{"AuthType":"NONE"}})", "lambroll-function-url"},
      {"another Config", R"({"config":{"authType":"basic"}})", ""},
      {"options", R"({"function":"function.json","tfstate":"x"})", "lambroll-options"},
      {"options with section", R"({"deploy":{"alias":"live"}})", "lambroll-options"},
      {"package.json", R"({"name":"x","scripts":{"deploy":"lambroll deploy"}})", ""},
      {"list", R"([{"containerDefinitions":[]}])", ""},
  };
  for (const KindCase& c : cases) {
    const Parsed parsed = parse_json(c.json, 0);
    ASSERT_TRUE(parsed.ok) << c.name;
    EXPECT_EQ(format_name(kind_of(parsed.root)), c.format) << c.name;
  }
}

TEST(Formats, TakesUnknownValuesForWhatTheyMayBe) {
  const auto with = [](std::string key, std::string other) {
    Value root = Value::map();
    root.set(std::move(key), Value::unknown(Unknown{}));
    root.set(std::move(other), Value::string("x"));
    return kind_of(root);
  };
  EXPECT_EQ(with("containerDefinitions", "family"), FileKind::kTaskDefinition);
  EXPECT_EQ(with("task_definition", "service"), FileKind::kEcspressoConfig);
  EXPECT_EQ(with("FunctionName", "Handler"), FileKind::kLambrollFunction);
}

TEST(Formats, FindsTellingWords) {
  const auto words = [](const char* text) {
    const TellingWords found = telling_words(text);
    return std::string(found.config ? "config " : "") + (found.definition ? "definition" : "");
  };
  EXPECT_EQ(words(R"({"ContainerDefinitions": []})"), "definition");
  EXPECT_EQ(words("task_definition: x.json\n"), "config ");
  EXPECT_EQ(words("{FunctionName: 'a', task_definition: 1}"), "config definition");
  EXPECT_EQ(words("plugins: [{name: tfstate}]\ntask_definition: x"), "config definition");
  EXPECT_EQ(words(R"({"name": "left-pad", "version": "1.0.0"})"), "");
  EXPECT_EQ(words("my_task_definition: 1 containerDefinitionsX"), "");
  EXPECT_EQ(words(R"({"function": "f.json", "deploy": {"alias": "live"}})"), "definition");
  EXPECT_EQ(words(R"({"function": "f.json", "deploy": {}})"), "");
  EXPECT_EQ(words(""), "");
}

struct SurelyCase {
  const char* text;
  const char* format;
};

TEST(Formats, RecognisesBrokenFilesThatAreCertainlyOurs) {
  const SurelyCase cases[] = {
      {R"({"family": "f", "containerDefinitions": [ {"name": } ] })", "ecs-task-definition"},
      {R"({"taskDefinition": {"containerDefinitions": [,] } })", "ecs-task-definition"},
      {"{ containerDefinitions: [ } // jsonnet", "ecs-task-definition"},
      {R"({"FunctionName": "f", "Handler": "h",, })", "lambroll-function"},
      {R"({"FunctionName": "f",, })", ""},
      {"region: x\ncluster: y\ntask_definition: t.json\n  bad\n", "ecspresso-config"},
      {R"({"region": "r", "task_definition": "t.json",, })", "ecspresso-config"},
      {"jobs:\n  a:\n    task_definition: x\n    cluster: y\n  bad", ""},
      {"region: x\ntask_definition:\n  ecs_network_mode: awsvpc\n bad", ""},
      {R"({"Resources": {"T": {"Properties": {"ContainerDefinitions": [,]}}}})", ""},
      {R"({"text": "containerDefinitions: []",, })", ""},
      {R"(// "containerDefinitions": [)", ""},
      {R"({"unterminated": "containerDefinitions)", ""},
  };
  for (const SurelyCase& c : cases)
    EXPECT_EQ(format_name(surely(c.text)), c.format) << c.text;
}

}  // namespace
}  // namespace advisor
