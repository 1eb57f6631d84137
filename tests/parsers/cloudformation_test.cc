// Templates as the reader reads them: which files, which resources, with which parameters.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>

#include "src/model/dump.h"
#include "tests/parsers/places.h"
#include "tests/parsers/read_tree.h"

namespace advisor {
namespace {

const std::string kQueue = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n";

TEST(CloudFormation, IsKnownByItsContent) {
  const ReadTree tree = read_tree({
      {"a.yaml", kQueue},
      {"b.template", R"({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})"},
      {"c.txt", "AWSTemplateFormatVersion: 2010-09-09\n" + kQueue},
      {"d.cfn", kQueue},
      {"e.json", kQueue},
      {"f.yaml", "{\"Resources\":\t{\"Q\": {\"Type\": \"AWS::SQS::Queue\"}}}"},
      {"k8s.yaml", "resources:\n  limits: {cpu: 1}\n"},
      {"policy.json", R"({"Statement": {"Resources": 1}})"},
      {"readme.txt", "Resources: none\n"},
      {"serverless.yml",
       "service: x\nresources:\n  Resources:\n    Q: {Type: 'AWS::SQS::Queue'}\n"},
  });
  EXPECT_EQ(tree.files(),
            "a.yaml: read cloudformation\n"
            "b.template: read cloudformation\n"
            "c.txt: read cloudformation\n"
            "d.cfn: read cloudformation\n"
            "e.json: read cloudformation\n"
            "f.yaml: read cloudformation\n"
            "k8s.yaml: left alone: nothing in it belongs to ecspresso, lambroll, CloudFormation or "
            "Terraform\n"
            "policy.json: left alone: its content belongs to another tool\n"
            "readme.txt: left alone: it could not be parsed, and is hardly ours\n"
            "serverless.yml: left alone: its content belongs to another tool\n");
  EXPECT_EQ(tree.inputs.inventory.resources.size(), 6U);
}

struct Broken {
  const char* text;
  const char* diagnostics;
};

TEST(CloudFormation, SaysWhatIsCertainlyWrong) {
  const Broken kCases[] = {
      {"Resources:\n  Q: {Type: 'A::B::C'}\n  Q: {Type: 'A::B::D'}\n",
       "t.yaml:3:3: error: the name Q is defined twice in Resources; CloudFormation refuses this "
       "template (rename one of the two)\n"},
      {"Resources:\n  Q: {Properties: {}}\n  R: {Type: 'A::B::C'}\n",
       "t.yaml:2:3: error: the resource Q has no Type\n"},
      {"AWSTemplateFormatVersion: 2010-09-09\nParameters: {}\n",
       "t.yaml:1:1: error: the template has no Resources\n"},
      {"Resources:\n{{- if .X }}\n  Q: {Type: 'A::B::C'}\n{{- end }}\n",
       "t.yaml:2:1: error: unrendered template (analyse the file after the tool that it is written "
       "for has filled in its {{ }})\n"},
      {"Resources:\n  A: {Type: 'A::B::C', Properties: {X: !Ref B}}\n  B: {Type: 'A::B::C', "
       "DependsOn: A}\n",
       "t.yaml:3:35: error: resources depend on each other in a circle: A -> B -> A\n"},
      {"Resources:\n  A: {Type: 'A::B::C', DependsOn: [None]}\n",
       "t.yaml:2:36: error: A depends on None, which is no resource of the template\n"},
      {"Conditions:\n  X: !Not [!Condition Y]\n  Y: !Not [!Condition X]\nResources:\n  A: {Type: "
       "'A::B::C', Condition: X}\n",
       "t.yaml:2:3: error: the condition X refers to itself\n"},
      // A macro or SAM may make what is not here.
      {"Transform: Mine\nResources:\n  A: {Type: 'A::B::C', Properties: {X: !Ref B}}\n", ""},
      {"Transform: AWS::Serverless-2016-10-31\nResources:\n  A: {Type: 'A::B::C', Properties: {X: "
       "!Ref FRole}}\n",
       ""},
      // In a branch that may not be taken, or between resources that may not both exist.
      {"Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\nResources:\n  A: "
       "{Type: 'A::B::C', Properties: {X: !If [C, !Ref B, 1]}}\n  B: {Type: 'A::B::C', DependsOn: "
       "A}\n",
       ""},
  };
  for (const Broken& broken : kCases) {
    const ReadTree tree = read_tree({{"t.yaml", broken.text}});
    EXPECT_EQ(tree.diagnostics(), broken.diagnostics) << broken.text;
  }
}

TEST(CloudFormation, ResourcesCarryWhatStandsBesideTheirProperties) {
  const ReadTree tree = read_tree({{"db.yaml", R"(
Parameters: {Env: {Type: String}}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  No: !Equals [a, b]
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Condition: Prod
    Properties:
      DBInstanceIdentifier: main
      MultiAZ: !If [Prod, yes, no]
  Cluster: {Type: AWS::RDS::DBCluster, DependsOn: Db, DeletionPolicy: Retain}
  Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster}}
  Gone: {Type: AWS::RDS::DBCluster, Condition: No}
  Meta: {Type: AWS::CDK::Metadata}
)"}});
  EXPECT_EQ(tree.resources(),
            "AWS::RDS::DBInstance db.yaml#Db (main)\n"
            "AWS::RDS::DBCluster db.yaml#Cluster (Cluster)\n"
            "AWS::RDS::DBInstance db.yaml#Member (Member)\n");
  const Resource& db = *tree.resource("db.yaml#Db");
  EXPECT_EQ(db.condition, "db.yaml#Prod");
  EXPECT_EQ(db.aliases, std::vector<std::string>{"main"});
  EXPECT_EQ(dump(db.more_meta),
            R"(map{stack:str"db" logical_id:str"Db" deletion_policy:str"Snapshot" )"
            R"(update_replace_policy:str"Delete"})");
  EXPECT_EQ(tree.sources.text(db.span).substr(0, 30), "Db:\n    Type: AWS::RDS::DBInst");
  EXPECT_EQ(dump(tree.resource("db.yaml#Cluster")->more_meta),
            R"(map{stack:str"db" logical_id:str"Cluster" deletion_policy:str"Retain" )"
            R"(update_replace_policy:str"Delete" depends_on:list[str"Db"]})");
  EXPECT_EQ(dump(*tree.resource("db.yaml#Member")->more_meta.find("deletion_policy")),
            R"(str"Delete")");
  EXPECT_EQ(tree.diagnostics(),
            "db.yaml: note: resources whose condition is false were left out: 1\n");
  // Where Prod is its own condition, Prod holds.
  const Value& multi_az = *db.properties.find("MultiAZ");
  EXPECT_EQ(tree.sources.text(multi_az.span()), "yes");
}

TEST(CloudFormation, Yaml11ScalarsWhereTheSchemaWantsThem) {
  const ReadTree tree = read_tree({{"t.yaml", R"(
Resources:
  S:
    Type: AWS::ECS::Service
    Properties:
      EnableExecuteCommand: yes
      EnableECSManagedTags: 'yes'
      DesiredCount: 010
      HealthCheckGracePeriodSeconds: 1_024
      ServiceName: 012345
      Cluster: ~
)"}});
  EXPECT_EQ(tree.properties("t.yaml#S"),
            R"(map{EnableExecuteCommand:true EnableECSManagedTags:str"yes" DesiredCount:int8 )"
            R"(HealthCheckGracePeriodSeconds:int1024 ServiceName:str"012345"})");
}

TEST(CloudFormation, MendsBothBranchesOfAChoice) {
  const ReadTree tree = read_tree({{"t.yaml", R"(
Parameters: {Env: {Type: String}, Count: {Type: Number, AllowedValues: [1, 2]}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  S:
    Type: AWS::ECS::Service
    Properties: {DesiredCount: !If [Prod, '3', !Ref Count]}
)"}});
  EXPECT_EQ(tree.properties("t.yaml#S"),
            R"(map{DesiredCount:choice("t.yaml#Prod" int3 choice("t.yaml#Count = 1" int1 int2))})");
}

struct Parameters {
  const char* file;
  const char* text;
};

TEST(CloudFormation, ParameterFilesInAllShapes) {
  const std::string stack =
      "Parameters: {A: {Type: String}, B: {Type: String, Default: x}}\nResources:\n  Q: {Type: "
      "'Custom::X', Properties: {A: !Ref A, B: !Ref B}}\n";
  const Parameters kShapes[] = {
      {"p.json", R"([{"ParameterKey": "A", "ParameterValue": "1"},
                     {"ParameterKey": "B", "UsePreviousValue": true}])"},
      {"p.json", R"(["A=1"])"},
      {"p.json", R"({"Parameters": {"A": "1"}, "Tags": {"t": "u"}})"},
      {"p.json", R"({"A": "1"})"},
      {"p.yaml", "template-file-path: t.yaml\nparameters:\n  A: 1\ntags: {}\n"},
      {"p.yaml", "A: 1\n"},
      {"p.toml", "[default.deploy.parameters]\nparameter_overrides = \"A=1\"\n"},
      {"samconfig.toml",
       "version = 0.1\n[default.deploy.parameters]\ntemplate = \"t.yaml\"\nparameter_overrides = "
       "[\"A=1\"]\n"},
      {"t.parameters.json", R"([{"ParameterKey": "A", "ParameterValue": "1"}])"},
  };
  for (const Parameters& shape : kShapes) {
    ReadOptions options;
    if (std::string_view(shape.file).starts_with("p."))
      options.parameter_files = {shape.file};
    const ReadTree tree =
        read_tree({{"t.yaml", stack}, {shape.file, shape.text}}, {"t.yaml"}, options);
    EXPECT_EQ(tree.properties("t.yaml#Q"), R"(map{A:str"1" B:unknown(parameter Ref"B")})")
        << shape.text << tree.diagnostics();
  }
  ReadOptions options;
  options.parameter_files = {"p.json", "q.json"};
  options.parameters = {{"B", "last"}};
  options.assume_defaults = true;
  const ReadTree tree = read_tree(
      {{"t.yaml", stack}, {"p.json", R"({"A": "1", "B": "2"})"}, {"q.json", R"({"A": "3"})"}},
      {"t.yaml"}, options);
  EXPECT_EQ(tree.properties("t.yaml#Q"), R"(map{A:str"3" B:str"last"})");
}

TEST(CloudFormation, WhatDiffersBetweenEnvironmentsIsNotKnown) {
  const ReadTree tree = read_tree(
      {{"template.yaml",
        "Parameters: {A: {Type: String}, B: {Type: String}, C: {Type: String}}\nResources:\n  Q: "
        "{Type: 'Custom::X', Properties: {A: !Ref A, B: !Ref B, C: !Ref C}}\n"},
       {"samconfig.toml",
        "[dev.deploy.parameters]\nparameter_overrides = \"A=1 B=\\\"d e\\\" C=1\"\n"
        "[prod.deploy.parameters]\nparameter_overrides = \"A=2 B='d e'\"\n"}});
  EXPECT_EQ(tree.properties("template.yaml#Q"),
            R"(map{A:unknown(parameter Ref"A") B:str"d e" C:unknown(parameter Ref"C")})");
}

TEST(CloudFormation, RegionAndAccountMakeArnsKnown) {
  ReadOptions options;
  options.region = "ap-northeast-1";
  options.account = "123456789012";
  const ReadTree tree = read_tree(
      {{"t.yaml",
        "Resources:\n  F: {Type: 'AWS::Lambda::Function', Properties: {FunctionName: f}}\n  P: "
        "{Type: 'Custom::P', Properties: {A: !GetAtt F.Arn, B: !Sub "
        "'arn:${AWS::Partition}:x.${AWS::URLSuffix}'}}\n"}},
      {"."}, options);
  const Resource& function = *tree.resource("t.yaml#F");
  EXPECT_EQ(function.region, "ap-northeast-1");
  EXPECT_EQ(function.account, "123456789012");
  EXPECT_EQ(function.aliases, (std::vector<std::string>{
                                  "f", "arn:aws:lambda:ap-northeast-1:123456789012:function:f"}));
  EXPECT_EQ(tree.properties("t.yaml#P"),
            R"(map{A:partial("arn:aws:lambda:ap-northeast-1:123456789012:function:f") )"
            R"(B:str"arn:aws:x.amazonaws.com"})");
}

TEST(CloudFormation, NestedStacksGetParametersAndGiveOutputs) {
  const ReadTree tree = read_tree({{"parent.yaml", R"(
Parameters: {Env: {Type: String}}
Resources:
  One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child/c.yaml, Parameters: {Name: one, Env: !Ref Env}}}
  Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child/c.yaml, Parameters: {Name: two}}}
  Uses: {Type: Custom::U, Properties: {A: !GetAtt One.Outputs.Queue, B: !GetAtt Two.Outputs.Name}}
  Loop: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: parent.yaml}}
)"},
                                   {"child/c.yaml", R"(
Parameters: {Name: {Type: String}, Env: {Type: String, Default: dev}}
Resources:
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name, Env: !Ref Env}}
Outputs:
  Queue: {Value: !GetAtt Q.QueueName}
  Name: {Value: !Ref Name}
)"}});
  EXPECT_EQ(tree.properties("child/c.yaml#Q"),
            R"(map{QueueName:str"one" Env:unknown(parameter Ref"Env")})");
  EXPECT_EQ(tree.properties("child/c.yaml#Q@parent.yaml#Two"),
            R"(map{QueueName:str"two" Env:str"dev"})");
  EXPECT_EQ(tree.properties("parent.yaml#Uses"), R"(map{A:partial("one") B:str"two"})");
  const Unknown* queue = tree.resource("parent.yaml#Uses")->properties.find("A")->as_unknown();
  ASSERT_EQ(queue->links.size(), 1U);
  EXPECT_EQ(queue->links[0].target, "child/c.yaml#Q");
  EXPECT_EQ(tree.diagnostics(), "");
}

TEST(CloudFormation, ImportsFindExportsOfTheRun) {
  const ReadTree tree = read_tree({
      {"a.yaml",
       "Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}\nOutputs:\n  A: "
       "{Value: !GetAtt Q.QueueName, Export: {Name: shared}}\n  B: {Value: x, Export: {Name: "
       "twice}}\n"},
      {"b.yaml",
       "Resources:\n  U: {Type: Custom::U, Properties: {A: !ImportValue shared, B: !ImportValue "
       "twice, C: !ImportValue none}}\nOutputs:\n  B: {Value: y, Export: {Name: twice}}\n"},
  });
  EXPECT_EQ(tree.properties("b.yaml#U"),
            R"(map{A:partial("q") B:unknown(intrinsic Fn::ImportValue"twice") )"
            R"(C:unknown(intrinsic Fn::ImportValue"none")})");
  EXPECT_EQ(tree.resource("b.yaml#U")->properties.find("A")->as_unknown()->links[0].target,
            "a.yaml#Q");
}

TEST(CloudFormation, LoopsAreUnrolled) {
  const ReadTree tree = read_tree({{"t.yaml", R"(
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: x}
Resources:
  Fn::ForEach::Outer:
    - A
    - [one, two.2]
    - 'Q&{A}':
        Type: AWS::SQS::Queue
        Properties:
          QueueName: !Sub 'q-${A}'
          Fn::ForEach::Inner:
            - B
            - [X, Y]
            - 'P${B}': !Ref A
  Fn::ForEach::Open:
    - N
    - !Ref Names
    - 'T${N}': {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref N}}
)"}});
  EXPECT_EQ(tree.resources(),
            "AWS::SQS::Queue t.yaml#Qone (q-one)\n"
            "AWS::SQS::Queue t.yaml#Qtwo2 (q-two.2)\n"
            "AWS::SNS::Topic t.yaml#T${N} (T${N})\n");
  EXPECT_EQ(tree.properties("t.yaml#Qtwo2"),
            R"(map{QueueName:str"q-two.2" PX:str"two.2" PY:str"two.2"})");
  EXPECT_EQ(tree.properties("t.yaml#T${N}"), R"(map{TopicName:unknown(intrinsic Ref"N")})");
  EXPECT_EQ(dump(*tree.resource("t.yaml#T${N}")->more_meta.find("repeated")), "true");
  EXPECT_EQ(tree.diagnostics(), "");
}

TEST(CloudFormation, MacrosAndIncludesLeaveMapsOpen) {
  const ReadTree tree = read_tree(
      {{"macro.yaml", "Transform: [Mine]\nResources:\n  Q: {Type: A::B::C, Properties: {X: 1}}\n"},
       {"include.yaml", R"(
Resources:
  Q:
    Type: A::B::C
    Properties:
      X: 1
      Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: more.txt}}
  R:
    Type: A::B::C
    Properties:
      X: 1
      Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: s3://b/more.txt}}
)"},
       {"more.txt", "X: 2\nY: !Ref Q\n"}});
  EXPECT_EQ(tree.properties("macro.yaml#Q"), "map{X:int1...}");
  EXPECT_EQ(tree.properties("include.yaml#Q"), R"(map{X:int1 Y:unknown(intrinsic Ref"Q")})");
  EXPECT_EQ(tree.properties("include.yaml#R"), "map{X:int1...}");
}

TEST(CloudFormation, CdkNamesAreConstructPaths) {
  const ReadTree tree = read_tree(
      {{"cdk.out/App.template.json",
        R"({"Resources": {
  "Fn1": {"Type": "AWS::Lambda::Function", "Metadata": {"aws:cdk:path": "App/Web/Handler/Resource"}},
  "LogRetentionaae0": {"Type": "AWS::Lambda::Function", "Metadata": {"aws:cdk:path": "App/LogRetentionaae0/Resource"}},
  "N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::Sub": "https://x"}},
        "Metadata": {"aws:asset:path": "N.nested.template.json"}},
  "M": {"Type": "AWS::CDK::Metadata"}}})"},
       {"cdk.out/N.nested.template.json", R"({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})"}});
  EXPECT_EQ(
      tree.resources(),
      "AWS::Lambda::Function cdk.out/App.template.json#Fn1 (App/Web/Handler)\n"
      "AWS::Lambda::Function cdk.out/App.template.json#LogRetentionaae0 (App/LogRetentionaae0)\n"
      "AWS::CloudFormation::Stack cdk.out/App.template.json#N (N)\n"
      "AWS::SQS::Queue cdk.out/N.nested.template.json#Q (Q)\n");
  EXPECT_EQ(dump(tree.resource("cdk.out/App.template.json#LogRetentionaae0")->more_meta),
            R"(map{stack:str"App" logical_id:str"LogRetentionaae0" deletion_policy:str"Delete" )"
            R"(update_replace_policy:str"Delete" cdk_path:str"App/LogRetentionaae0/Resource" )"
            R"(generated:true})");
}

TEST(CloudFormation, StackSetsHoldTemplatesAsText) {
  const std::string text = R"(Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: |
        Parameters: {P: {Type: String}}
        Resources:
          Q:
            Type: AWS::SQS::Queue
            Properties: {QueueName: inner, X: !Ref P}
)";
  const ReadTree tree = read_tree({{"t.yaml", text}});
  EXPECT_EQ(tree.properties("t.yaml#Set#Q"),
            R"(map{QueueName:str"inner" X:unknown(parameter Ref"P")})");
  const Value* name = tree.resource("t.yaml#Set#Q")->properties.find("QueueName");
  EXPECT_EQ(tree.sources.text(name->span()), "inner");
}

TEST(CloudFormation, JsonnetMayMakeATemplate) {
  const ReadTree tree = read_tree(
      {{"t.jsonnet", "{Resources: {['Q' + i]: {Type: 'AWS::SQS::Queue'} for i in ['1', '2']}}"}});
  EXPECT_EQ(tree.resources(),
            "AWS::SQS::Queue t.jsonnet#Q1 (Q1)\nAWS::SQS::Queue t.jsonnet#Q2 (Q2)\n");
}

std::string suppressions(const ReadTree& tree) {
  std::string out;
  for (const InlineSuppression& each : tree.inputs.inventory.suppressions)
    out += fmt::format("{}|{}|{}|{}|{}\n", each.rule, each.reason, each.expires,
                       each.resources.empty() ? "" : each.resources.front(),
                       tree.sources.text(each.covered));
  return out;
}

TEST(CloudFormation, SuppressionsInMetadataAndComments) {
  const ReadTree tree =
      read_tree({{"t.yaml", R"(Resources:
  # advisor:ignore sqs-x
  # because of this
  Q:
    Type: AWS::SQS::Queue  # advisor:ignore sqs-y  it is   so
    Metadata:
      Advisor: {suppress: [{rule: sqs-z, reason: why, expires: 2030-01-01}, {reason: none}]}
    Properties:
      QueueName: "# advisor:ignore not-a-comment"
)"},
                 {"f.jsonnet",
                  "{ FunctionName: 'f', // advisor:ignore l-1 a reason\n  Handler: 'http://x', # "
                  "advisor:ignore l-2\n}"}});
  EXPECT_EQ(suppressions(tree),
            "sqs-z|why|2030-01-01|t.yaml#Q|\n"
            "l-1|a reason|||{ FunctionName: 'f', // advisor:ignore l-1 a reason\n"
            "l-2||||  Handler: 'http://x', # advisor:ignore l-2\n"
            "sqs-x||||  Q:\n"
            "sqs-y|it is   so|||    Type: AWS::SQS::Queue  # advisor:ignore sqs-y  it is   so\n");
  EXPECT_EQ(tree.diagnostics(),
            "t.yaml:7:77: warning: this suppression names no rule (add rule: RULE)\n");
}

std::string spans(const std::string& file, const std::string& text, const std::string& id) {
  SourceSet sources;
  const InputSet inputs = read_inputs({file}, memory_file_system({{file, text}}), sources, {});
  for (const Resource& resource : inputs.inventory.resources) {
    if (resource.id != file + "#" + id)
      continue;
    std::string out;
    for (const Member& member : *resource.properties.as_map())
      out +=
          fmt::format("({})[{}]", sources.text(member.key_span), sources.text(member.value.span()));
    return out;
  }
  return "(none)";
}

TEST(CloudFormation, PlacesAreThoseOfTheSource) {
  EXPECT_EQ(spans("t.yaml",
                  "Parameters: {P: {Type: String}}\n"
                  "Conditions: {C: !Equals [!Ref P, a]}\n"
                  "Resources:\n"
                  "  Q:\n"
                  "    Type: A::B::C\n"
                  "    Properties:\n"
                  "      A: !Ref P\n"
                  "      B: {\"Fn::Sub\": 'x-${P}'}\n"
                  "      C: !Sub |\n"
                  "        text ${P}\n"
                  "      D: !If [C, {x: 1}, !Ref AWS::NoValue]\n"
                  "      E: !GetAtt Q.Arn\n",
                  "Q"),
            "(A)[!Ref P](B)[{\"Fn::Sub\": 'x-${P}'}](C)[!Sub |\n        text ${P}]"
            "(D)[!If [C, {x: 1}, !Ref AWS::NoValue]](E)[!GetAtt Q.Arn]");
  EXPECT_EQ(
      spans("t.json",
            R"({"Parameters": {"P": {"Type": "String"}}, "Resources": {"Q": {"Type": "A::B::C",
  "Properties": {"A": {"Ref": "P"}, "B": {"Fn::Join": ["", ["a", {"Ref": "P"}]]}}}}})",
            "Q"),
      R"(("A")[{"Ref": "P"}]("B")[{"Fn::Join": ["", ["a", {"Ref": "P"}]]}])");
}

std::string wide_template(int resources) {
  std::string out = "Parameters:\n";
  for (int i = 0; i < 40; ++i)
    out += fmt::format("  P{}: {{Type: String}}\n", i);
  out += "Conditions:\n";
  for (int i = 0; i < 40; ++i)
    out += fmt::format("  C{}: !Or [!Equals [!Ref P{}, a], !Condition C{}]\n", i, i,
                       i == 0 ? 40 : i - 1);
  out += "  C40: !Equals [!Ref P0, b]\nResources:\n";
  for (int i = 0; i < resources; ++i)
    out += fmt::format(
        "  R{}: {{Type: A::B::C, Condition: C{}, Properties: {{A: !If [C{}, !If [C{}, 1, 2], !Ref "
        "AWS::NoValue], B: !GetAtt R{}.Arn}}}}\n",
        i, i % 40, (i + 7) % 40, (i + 13) % 40, i == 0 ? 1 : 0);
  return out;
}

double seconds_for(int resources) {
  const std::string text = wide_template(resources);
  const auto begin = std::chrono::steady_clock::now();
  const ReadTree tree = read_tree({{"t.yaml", text}});
  EXPECT_EQ(tree.inputs.inventory.resources.size(), static_cast<std::size_t>(resources));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST(CloudFormation, CostIsLinearInConditionsAndResources) {
  seconds_for(100);
  const double small = std::min(seconds_for(500), seconds_for(500));
  const double large = std::min(seconds_for(2000), seconds_for(2000));
  EXPECT_LT(large / small, 8) << "four times the resources: " << small << " s, " << large << " s";
}

}  // namespace
}  // namespace advisor
