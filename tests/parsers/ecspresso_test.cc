#include "parsers/ecspresso.h"

#include <gtest/gtest.h>

#include "tests/parsers/read_tree.h"

// The numbered cases are those of the design notes on the format.

namespace advisor {
namespace {

const char* const kConfig =
    "region: ap-northeast-1\n"
    "cluster: main\n"
    "service: app\n"
    "task_definition: td.json\n"
    "service_definition: sv.json\n";

std::string task_definition(const std::string& container, const std::string& more = "") {
  return R"({"family": "app", )" + more + R"("containerDefinitions": [{"name": "web", )" +
         container + "}]}";
}

// The properties of one container of a task definition that is read on its own.
std::string container(const std::string& text) {
  const ReadTree tree = read_tree({{"td.json", task_definition(text)}});
  const Resource* resource = tree.resource("td.json#task_definition");
  if (resource == nullptr)
    return "(none)\n" + tree.diagnostics();
  return tree.properties("td.json#task_definition") + "\n" + tree.diagnostics();
}

const char* const kContainerHead =
    R"(map{Family:str"app" ContainerDefinitions:list[map{Name:str"web")";

TEST(Ecspresso, ConnectsConfigTaskDefinitionAndService) {
  const ReadTree tree =
      read_tree({{"ecspresso.yml", kConfig},
                 {"td.json", task_definition(R"("image": "nginx:1.27")")},
                 {"sv.json", R"({"desiredCount": 2, "serviceName": "old", "launchType": ""})"}});
  EXPECT_EQ(tree.diagnostics(), "");
  EXPECT_EQ(tree.resources(),
            "Ecspresso::Config ecspresso.yml#config (app)\n"
            "AWS::ECS::Service sv.json#service_definition (app)\n"
            "AWS::ECS::TaskDefinition td.json#task_definition (app)\n");
  EXPECT_EQ(tree.properties("sv.json#service_definition"),
            R"(map{DesiredCount:int2 ServiceName:str"app" Cluster:str"main" )"
            R"(TaskDefinition:unknown(after-apply)})");
  const Resource* service = tree.resource("sv.json#service_definition");
  EXPECT_EQ(service->region, "ap-northeast-1");
  EXPECT_EQ(service->aliases, std::vector<std::string>{"main/app"});
  const Value* link = service->properties.find("TaskDefinition");
  EXPECT_EQ(link->as_unknown()->links,
            (std::vector<Link>{{Link::Kind::kResource, "", "td.json#task_definition", ""}}));
  EXPECT_EQ(tree.sources.text(link->span()), "td.json");
  EXPECT_EQ(tree.resource("td.json#task_definition")->aliases, std::vector<std::string>{"app"});
  EXPECT_EQ(tree.files(),
            "ecspresso.yml: read ecspresso-config\n"
            "sv.json: read ecs-service-definition\n"
            "td.json: read ecs-task-definition\n");
}

// 1
TEST(Ecspresso, AnUnquotedActionIsAnUnknownOfAnyType) {
  const ReadTree tree =
      read_tree({{"sv.json",
                  "{\"desiredCount\": 1, \"networkConfiguration\": {\"awsvpcConfiguration\": "
                  "{\"subnets\": {{ tfstate `output.private_subnet_ids` }} }}}"}});
  EXPECT_EQ(tree.properties("sv.json#service_definition"),
            R"(map{DesiredCount:int1 NetworkConfiguration:map{AwsvpcConfiguration:map{)"
            R"(Subnets:unknown(template tfstate"output.private_subnet_ids")}}})");
  EXPECT_EQ(tree.diagnostics(), "");
}

// 2
TEST(Ecspresso, TheTemplateComesBeforeYaml) {
  const ReadTree tree = read_tree({{"ecspresso.yml",
                                    "region: r\ncluster: {{ env \"A\" \"B\" }}\n"
                                    "service: s\ntask_definition: td.json\n"},
                                   {"td.json", task_definition(R"("image": "i")")}});
  EXPECT_EQ(tree.properties("ecspresso.yml#config"),
            R"(map{region:str"r" cluster:unknown(template env"A""B") service:str"s" )"
            R"(task_definition:str"td.json"})");
}

// 3
TEST(Ecspresso, TakesTheWrapperOfDescribeTaskDefinition) {
  const std::string inner = task_definition(R"("image": "i")");
  for (const char* key : {"taskDefinition", "TaskDefinition"}) {
    const ReadTree tree = read_tree({{"td.json", std::string("{\"") + key + "\": " + inner +
                                                     R"(, "tags": [{"key": "a", "value": ""}]})"}});
    EXPECT_EQ(
        tree.properties("td.json#task_definition"),
        std::string(kContainerHead) + R"( Image:str"i"}] Tags:list[map{Key:str"a" Value:str""}]})");
  }
  const ReadTree service =
      read_tree({{"sv.json", R"({"taskDefinition": "family:3", "desiredCount": 1})"}});
  EXPECT_EQ(service.properties("sv.json#service_definition"),
            R"(map{TaskDefinition:str"family:3" DesiredCount:int1})");
  EXPECT_EQ(service.resource("sv.json#service_definition")->format, "ecs-json");
}

// 4
TEST(Ecspresso, LetterCaseOfKeysDoesNotMatter) {
  EXPECT_EQ(container(R"("Ulimits": [{"Name": "nofile", "SOFTLIMIT": 1, "hardLimit": 2}])"),
            std::string(kContainerHead) +
                " Ulimits:list[map{Name:str\"nofile\" SoftLimit:int1 HardLimit:int2}]}]}\n");
}

// 5
TEST(Ecspresso, EmptyMeansAbsent) {
  EXPECT_EQ(
      container(R"("versionConsistency": "", "ulimits": [], "dockerLabels": {}, "user": null)"),
      std::string(kContainerHead) + "}]}\n");
  EXPECT_EQ(container(R"("ulimits": "{{ must_env `U` }}")"),
            std::string(kContainerHead) + " Ulimits:unknown(template must_env\"U\")}]}\n");
  EXPECT_EQ(
      container(R"("environment": [{"name": "A", "value": ""}], "dockerLabels": {"a": ""})"),
      std::string(kContainerHead) +
          " Environment:list[map{Name:str\"A\" Value:str\"\"}] DockerLabels:map{a:str\"\"}}]}\n");
}

// 6 and 7
TEST(Ecspresso, AJsonnetPartThatFailsLeavesTheRestKnown) {
  const ReadTree tree = read_tree({{"td.jsonnet", R"(
local env = std.native('env');
local tfstate = std.native('tfstate');
local part = tfstate('aws_x.y').b;
{
  family: 'app',
  containerDefinitions: [
    { name: 'web', image: env('IMAGE', null), essential: env('X'), user: part, cpu: 10 },
  ],
}
)"}});
  EXPECT_EQ(
      tree.properties("td.jsonnet#task_definition"),
      std::string(
          R"(map{ContainerDefinitions:list[map{Cpu:int10 Essential:unknown(not-evaluated) )") +
          R"(Image:unknown(template env"IMAGE""null") Name:str"web" )"
          R"(User:unknown(not-evaluated)}] Family:str"app"})");
}

// 8
TEST(Ecspresso, EnvFilesDecideTemplates) {
  ReadOptions options;
  options.env_files = {"dev.env"};
  const ReadTree tree =
      read_tree({{"dev.env", "A=\nexport TAG=\"1.2\" # c\nTD=td.json\n"},
                 {"ecspresso.yml", "cluster: c\ntask_definition: {{ must_env `TD` }}\n"},
                 {"td.json", task_definition("\"image\": \"x:{{ must_env `TAG` }}\", "
                                             "\"user\": \"{{ must_env `A` }}\"")}},
                {"ecspresso.yml"}, options);
  EXPECT_EQ(
      tree.properties("td.json#task_definition"),
      std::string(kContainerHead) + R"( Image:str"x:1.2" User:unknown(template must_env"A")}]})");
}

// 9
TEST(Ecspresso, MendsTypesAndUnits) {
  struct Case {
    const char* more;
    const char* properties;
    const char* diagnostics;
  };
  const Case cases[] = {
      {R"("cpu": "1 vCPU", "memory": "2GB", )", R"(Cpu:str"1024" Memory:str"2048")", ""},
      {R"("cpu": ".5 vcpu", "memory": "0.5 gb", )", R"(Cpu:str"512" Memory:str"512")", ""},
      {R"("cpu": 256, "memory": "512", )", R"(Cpu:str"256" Memory:str"512")",
       "td.json:1:26: note: Cpu should be a string; read as one\n"},
      {R"("cpu": "x vCPU", "memory": "GB", )", R"(Cpu:str"x vCPU" Memory:str"GB")", ""},
  };
  for (const Case& c : cases) {
    const ReadTree tree = read_tree({{"td.json", task_definition(R"("image": "i")", c.more)}});
    EXPECT_EQ(tree.properties("td.json#task_definition"),
              R"(map{Family:str"app" )" + std::string(c.properties) +
                  R"( ContainerDefinitions:list[map{Name:str"web" Image:str"i"}]})");
    EXPECT_EQ(tree.diagnostics(), c.diagnostics);
  }
  const ReadTree spans =
      read_tree({{"td.json", task_definition(R"("image": "i")", R"("cpu": "1 vCPU", )")}});
  EXPECT_EQ(
      spans.sources.text(spans.resource("td.json#task_definition")->properties.find("Cpu")->span()),
      "\"1 vCPU\"");
}

// 10
TEST(Ecspresso, TwoConfigsInOneFolderShareATaskDefinition) {
  const auto config = [](const char* service, const char* definition) {
    return std::string("cluster: c\nservice: ") + service +
           "\ntask_definition: td.json\nservice_definition: " + definition + "\n";
  };
  const ReadTree tree = read_tree({{"a.yml", config("a", "sv.json")},
                                   {"b.yml", config("b", "sv.json")},
                                   {"c.yml", config("a", "./sv.json")},
                                   {"d.yml", config("d", "sv2.json")},
                                   {"td.json", task_definition(R"("image": "i")")},
                                   {"sv.json", R"({"desiredCount": 1})"},
                                   {"sv2.json", R"({"desiredCount": 2})"}});
  EXPECT_EQ(tree.resources(),
            "Ecspresso::Config a.yml#config (a)\n"
            "Ecspresso::Config b.yml#config (b)\n"
            "Ecspresso::Config c.yml#config (a)\n"
            "Ecspresso::Config d.yml#config (d)\n"
            "AWS::ECS::Service sv.json#service_definition (a)\n"
            "AWS::ECS::Service sv.json#service_definition@b.yml (b)\n"
            "AWS::ECS::Service sv2.json#service_definition (d)\n"
            "AWS::ECS::TaskDefinition td.json#task_definition (app)\n");
  EXPECT_EQ(tree.diagnostics(), "");
}

TEST(Ecspresso, ReadsConfigsInEveryFormatAndVersion) {
  const std::string td = task_definition(R"("image": "i")");
  const std::string wanted = R"(map{region:str"r" task_definition:str"td.json"})";
  const std::pair<const char*, const char*> configs[] = {
      {"e.yml", "region: r\ntask_definition: td.json\n"},
      {"e.yaml", "region: r\ntask_definition: td.json\n"},
      {"e.json", R"({"region": "r", "task_definition": "td.json"})"},
      {"e.jsonnet", "{ region: 'r', task_definition: 'td.json' }"},
      // v2 evaluates .json configurations as Jsonnet, v1 reads anything as YAML.
      {"e.json", "{ \"region\": \"r\", // a comment\n \"task_definition\": \"td.json\", }"},
      {"e.conf", "region: r\ntask_definition: td.json\n"},
  };
  for (const auto& [name, text] : configs) {
    const ReadTree tree = read_tree({{name, text}, {"td.json", td}}, {name});
    EXPECT_EQ(tree.properties(std::string(name) + "#config"), wanted) << text << tree.diagnostics();
    EXPECT_NE(tree.resource("td.json#task_definition"), nullptr) << text;
  }
}

TEST(Ecspresso, GivesDefinitionsThePluginsOfTheirConfig) {
  const std::map<std::string, std::string> files = {
      {"ecs/ecspresso.yml",
       "cluster: c\nservice: s\ntask_definition: td.json\nplugins:\n"
       "  - name: tfstate\n    func_prefix: net_\n    config: {path: ../tf/terraform.tfstate}\n"
       "  - name: tfstate\n    config: {url: s3://bucket/x}\n"
       "  - name: ssm\n    func_prefix: my_\n"
       "  - name: external\n    config: {name: answer, command: [echo]}\n"},
      {"tf/terraform.tfstate",
       R"({"version": 4, "resources": [], "outputs": {"tag": {"value": "1.0", "type": "string"}}})"},
      {"ecs/td.json",
       task_definition("\"image\": \"x:{{ net_tfstate `output.tag` }}\", "
                       "\"user\": \"{{ my_ssm `/u` }}\", \"hostname\": \"{{ answer }}\", "
                       "\"workingDirectory\": \"{{ tfstate `output.tag` }}\"")}};
  const ReadTree tree = read_tree(files);
  EXPECT_EQ(tree.properties("ecs/td.json#task_definition"),
            std::string(kContainerHead) +
                R"( Image:str"x:1.0" User:unknown(template my_ssm"/u") )"
                R"(Hostname:unknown(template answer) )"
                R"(WorkingDirectory:unknown(template tfstate"output.tag")}]})");
  EXPECT_EQ(tree.diagnostics(), "");
  EXPECT_EQ(tree.files(),
            "ecs/ecspresso.yml: read ecspresso-config\n"
            "ecs/td.json: read ecs-task-definition\n"
            "tf/terraform.tfstate: supporting terraform-state\n");
  ReadOptions options;
  options.tfstates = {"tf/terraform.tfstate"};
  const ReadTree given = read_tree(files, {"."}, options);
  EXPECT_NE(given.properties("ecs/td.json#task_definition").find(R"(WorkingDirectory:str"1.0")"),
            std::string::npos);
}

TEST(Ecspresso, ConfigsThatDifferInAStateLeaveItsValuesUnknown) {
  const auto config = [](const char* stage) {
    return std::string("cluster: ") + stage + "\ntask_definition: td.json\nplugins:\n" +
           "  - name: tfstate\n    config: {path: " + stage + ".tfstate}\n";
  };
  const auto state = [](const char* tag) {
    return std::string(R"({"version": 4, "resources": [], "outputs": {"tag": {"value": ")") + tag +
           R"(", "type": "string"}}})";
  };
  const ReadTree tree =
      read_tree({{"dev.yml", config("dev")},
                 {"prod.yml", config("prod")},
                 {"dev.tfstate", state("d")},
                 {"prod.tfstate", state("p")},
                 {"td.json", task_definition("\"image\": \"{{ tfstate `output.tag` }}\"")}});
  EXPECT_EQ(tree.properties("td.json#task_definition"),
            std::string(kContainerHead) + R"( Image:unknown(template tfstate"output.tag")}]})");
}

TEST(Ecspresso, TheLastOfTwoEqualYamlKeysCounts) {
  const ReadTree tree =
      read_tree({{"ecspresso.yml",
                  "cluster: c\ntask_definition: td.json\nplugins: []\n"
                  "plugins:\n  - name: tfstate\n    func_prefix: a_\n"},
                 {"td.json", task_definition("\"image\": \"{{ a_tfstate `output.x` }}\"")}});
  EXPECT_EQ(tree.properties("td.json#task_definition"),
            std::string(kContainerHead) + R"( Image:unknown(template a_tfstate"output.x")}]})");
  EXPECT_NE(tree.diagnostics().find("ecspresso.yml:4:1: warning: "), std::string::npos)
      << tree.diagnostics();
}

TEST(Ecspresso, AMissingDefinitionIsAWarning) {
  const ReadTree tree =
      read_tree({{"ecspresso.yml", kConfig}, {"td.json", task_definition(R"("image": "i")")}});
  EXPECT_EQ(tree.diagnostics(),
            "ecspresso.yml:5:21: warning: sv.json does not exist, so it was not checked "
            "(if a build makes it, run advisor after that)\n");
}

TEST(Ecspresso, APathThatIsATemplateStaysOpen) {
  const ReadTree tree =
      read_tree({{"ecspresso.yml", "cluster: c\ntask_definition: td-{{ must_env `STAGE` }}.json\n"},
                 {"td-prod.json", task_definition(R"("image": "i")")}});
  EXPECT_EQ(tree.diagnostics(),
            "ecspresso.yml:2:18: note: which file is the task definition is only known when "
            "ecspresso runs (give the environment with --envfile, or name the file as well)\n");
  EXPECT_NE(tree.resource("td-prod.json#task_definition"), nullptr);
}

TEST(Ecspresso, DoesNotReadOutsideOfTheScannedTree) {
  const ReadTree tree =
      read_tree({{"p/ecspresso.yml", "cluster: c\ntask_definition: ../secret.json\n"},
                 {"secret.json", task_definition(R"("image": "i")")}},
                {"p"});
  EXPECT_EQ(tree.diagnostics(),
            "p/ecspresso.yml:2:18: warning: secret.json lies outside of the scanned tree and was "
            "not read (scan the directory that holds both)\n");
  EXPECT_EQ(tree.resource("secret.json#task_definition"), nullptr);
}

TEST(Ecspresso, ABrokenDefinitionIsRefusedAndTheRestIsRead) {
  const ReadTree tree = read_tree({{"ecspresso.yml", kConfig},
                                   {"td.json", "{\n  \"family\": \"a\",\n  // no\n}"},
                                   {"sv.json", R"({"desiredCount": 1})"}});
  EXPECT_EQ(tree.resources(),
            "Ecspresso::Config ecspresso.yml#config (app)\n"
            "AWS::ECS::Service sv.json#service_definition (app)\n");
  EXPECT_EQ(tree.properties("sv.json#service_definition"),
            R"(map{DesiredCount:int1 ServiceName:str"app" Cluster:str"main" )"
            R"(TaskDefinition:unknown(unresolved)})");
  EXPECT_EQ(tree.diagnostics().substr(0, 19), "td.json:3:3: error:");
  EXPECT_EQ(tree.inputs.files[2].kind, FileOutcome::Kind::kRefused);
}

TEST(Ecspresso, ADefinitionOfTheWrongKindIsRefused) {
  const ReadTree tree = read_tree(
      {{"ecspresso.yml", "cluster: c\ntask_definition: sv.json\nservice_definition: l.json\n"},
       {"sv.json", R"({"desiredCount": 1})"},
       {"l.json", "[]"}});
  EXPECT_EQ(tree.diagnostics(),
            "l.json:1:1: error: this file is no JSON object, but ecspresso.yml names it\n"
            "sv.json:1:1: error: this file has no containerDefinitions, but ecspresso.yml names it "
            "as task definition\n");
}

TEST(Ecspresso, ReadsExpressDefinitions) {
  const ReadTree tree = read_tree(
      {{"ecspresso.yml", "service: web\nexpress_definition: ex.json\n"},
       {"ex.json",
        R"({"infrastructureRoleArn": "arn:aws:iam::1:role/x", "primaryContainer": {"image": "i:1"}})"}});
  EXPECT_EQ(
      tree.properties("ex.json#express_definition"),
      R"(map{InfrastructureRoleArn:str"arn:aws:iam::1:role/x" PrimaryContainer:map{Image:str"i:1"} )"
      R"(ServiceName:str"web" Cluster:str"default"})");
  EXPECT_EQ(tree.diagnostics(), "");
}

TEST(Ecspresso, MapsIrregularNamesAndDropsWhatOnlyDescribes) {
  const ReadTree service = read_tree(
      {{"sv.json",
        R"({"desiredCount": 1, "runningCount": 1, "clusterArn": "a", "events": [{}], "createdAt": "t",
            "placementStrategy": [{"type": "spread", "field": "host"}],
            "deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "hookTargetArn": "h"}]}})"}});
  EXPECT_EQ(
      service.properties("sv.json#service_definition"),
      R"(map{DesiredCount:int1 PlacementStrategies:list[map{Type:str"spread" Field:str"host"}] )"
      R"(DeploymentConfiguration:map{LifecycleHooks:list[map{TargetType:str"PAUSE" HookTargetArn:str"h"}]}})");
  EXPECT_EQ(service.diagnostics(), "");
  const ReadTree task = read_tree(
      {{"td.json", task_definition(R"("image": "i")",
                                   R"("revision": 3, "status": "ACTIVE", "taskDefinitionArn": "x",
      "proxyConfiguration": {"type": "APPMESH", "properties": [{"name": "a", "value": "b"}]}, )")}});
  EXPECT_EQ(task.properties("td.json#task_definition"),
            R"(map{Family:str"app" ProxyConfiguration:map{Type:str"APPMESH" )"
            R"(ProxyConfigurationProperties:list[map{Name:str"a" Value:str"b"}]} )"
            R"(ContainerDefinitions:list[map{Name:str"web" Image:str"i"}]})");
  EXPECT_EQ(task.diagnostics(), "");
}

TEST(Ecspresso, PlaceholdersOfOtherToolsAreUnknown) {
  const ReadTree tree = read_tree(
      {{"td.json", task_definition(
                       R"("image": "${REPO}:1", "memory": "${MEM}", "command": ["${HOME}"],
      "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-stream-prefix": "${X}"}})",
                       R"("cpu": "${CPU}", )")}});
  EXPECT_EQ(
      tree.properties("td.json#task_definition"),
      R"(map{Family:str"app" Cpu:unknown(placeholder) ContainerDefinitions:list[map{Name:str"web" )"
      R"(Image:partial(<any> ":1") Memory:unknown(placeholder) Command:list[str"${HOME}"] )"
      R"(LogConfiguration:map{LogDriver:str"awslogs" Options:map{awslogs-stream-prefix:str"${X}"}}}]})");
}

TEST(Ecspresso, ADefinitionReadAloneMayCallFunctionsOfAnyPlugin) {
  const ReadTree tree = read_tree(
      {{"td.json",
        task_definition("\"image\": \"{{ app_ssm `/i` }}\", \"user\": \"{{ app_ssn `/u` }}\"")}});
  EXPECT_EQ(tree.properties("td.json#task_definition"),
            std::string(kContainerHead) +
                R"( Image:unknown(template app_ssm"/i") User:unknown(template app_ssn"/u")}]})");
  EXPECT_EQ(tree.diagnostics(),
            "td.json:1:103: error: unknown function 'app_ssn'; did you mean 'app_ssm'?\n");
}

TEST(Ecspresso, FindsThePrefixesOfCalledFunctions) {
  const auto prefixes = [](std::string_view text) { return called_prefixes(text); };
  using Prefixes = std::vector<std::string>;
  EXPECT_EQ(prefixes("{{ ssm `x` }} my_ssm_thing"), Prefixes{});
  EXPECT_EQ(prefixes("{{a_b_ssm `x`}} std.native('p_cfn_output')"), (Prefixes{"a_b_", "p_"}));
}

TEST(Ecspresso, AnUnknownFamilyIsShownAsTheSourceWritesIt) {
  const ReadTree tree =
      read_tree({{"a.json", "{\"family\": \"{{ must_env `F` }}\", \"containerDefinitions\": []}"},
                 {"b.json", "{\"containerDefinitions\": []}"}});
  EXPECT_EQ(tree.resources(),
            "AWS::ECS::TaskDefinition a.json#task_definition ({{ must_env `F` }})\n"
            "AWS::ECS::TaskDefinition b.json#task_definition (b)\n");
  EXPECT_TRUE(tree.resource("a.json#task_definition")->aliases.empty());
}

}  // namespace
}  // namespace advisor
