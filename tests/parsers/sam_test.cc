// Templates of AWS SAM: the resources that they deploy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "src/model/dump.h"
#include "tests/parsers/places.h"
#include "tests/parsers/read_tree.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;

ReadTree read(const std::string& text, const ReadOptions& options = {}) {
  return read_tree({{"t.yaml", "Transform: AWS::Serverless-2016-10-31\n" + text}}, {"."}, options);
}

// Everything that a value refers to, "id attribute" each.
std::string links(const Value& value) {
  std::string out;
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      out += links(element);
  if (const Map* map = value.as_map())
    for (const Member& member : *map)
      out += links(member.value);
  if (const Unknown* open = value.as_unknown()) {
    for (const Link& link : open->links)
      out += link.target + " " + link.attribute + "\n";
    if (open->choice != nullptr)
      for (const auto& branch : {open->choice->then, open->choice->otherwise})
        out += branch == nullptr ? "absent\n" : links(*branch);
  }
  return out;
}

std::string links(const ReadTree& tree, const std::string& id) {
  const Resource* resource = tree.resource(id);
  return resource == nullptr ? "(none)" : links(resource->properties);
}

// A function with these further properties and these events.
std::string function_with(const std::string& properties, const std::string& events) {
  return "Resources:\n  B: {Type: AWS::S3::Bucket}\n  U: {Type: AWS::Cognito::UserPool}\n"
         "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n" +
         properties + "      Events:\n" + events;
}

constexpr const char* kAlias = "      AutoPublishAlias: live-a_b\n";
constexpr const char* kQualified = R"(":function:" <word> ":live-a_b")";

struct Target {
  const char* event;
  const char* id;
};

const Target kTargets[] = {
    {"{Type: Schedule, Properties: {Schedule: rate(1 hour)}}", "FE"},
    {"{Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 hour)}}", "FE"},
    {"{Type: EventBridgeRule, Properties: {Pattern: {source: [a]}}}", "FE"},
    {"{Type: CloudWatchEvent, Properties: {Pattern: {source: [a]}}}", "FE"},
    {"{Type: CloudWatchLogs, Properties: {LogGroupName: g, FilterPattern: p}}", "FE"},
    {"{Type: IoTRule, Properties: {Sql: s}}", "FE"},
    {"{Type: SNS, Properties: {Topic: t}}", "FE"},
    {"{Type: SNS, Properties: {Topic: t, SqsSubscription: true}}", "FEEventSourceMapping"},
    {"{Type: SQS, Properties: {Queue: q}}", "FE"},
    {"{Type: Kinesis, Properties: {Stream: q}}", "FE"},
    {"{Type: DynamoDB, Properties: {Stream: q}}", "FE"},
    {"{Type: MSK, Properties: {Stream: q}}", "FE"},
    {"{Type: MQ, Properties: {Broker: q}}", "FE"},
    {"{Type: SelfManagedKafka, Properties: {KafkaBootstrapServers: [q]}}", "FE"},
    {"{Type: DocumentDB, Properties: {Cluster: q}}", "FE"},
    {"{Type: AlexaSkill}", "FEPermission"},
    {"{Type: Api, Properties: {Path: /a, Method: get}}", "FEPermissionProd"},
    {"{Type: HttpApi, Properties: {Path: /a, Method: get}}", "FEPermission"},
    {"{Type: S3, Properties: {Bucket: !Ref B, Events: s3:ObjectCreated:*}}", "B"},
    {"{Type: S3, Properties: {Bucket: !Ref B, Events: s3:ObjectCreated:*}}", "FEPermission"},
    {"{Type: Cognito, Properties: {UserPool: !Ref U, Trigger: PreSignUp}}", "U"},
};

TEST(Sam, EventsInvokeTheFunctionOrItsAlias) {
  for (const Target& target : kTargets) {
    const std::string event = "        E: " + std::string(target.event) + "\n";
    const ReadTree plain = read(function_with("", event));
    const std::string id = "t.yaml#" + std::string(target.id);
    EXPECT_THAT(links(plain, id), HasSubstr("t.yaml#F ")) << target.event;
    EXPECT_THAT(links(plain, id), Not(HasSubstr("t.yaml#FAlias"))) << target.event;
    EXPECT_EQ(plain.diagnostics(), "") << target.event;
    const ReadTree aliased = read(function_with(kAlias, event));
    EXPECT_THAT(aliased.properties(id), HasSubstr(kQualified)) << target.event;
    EXPECT_THAT(links(aliased, id), HasSubstr("t.yaml#FAliasliveDaUb ")) << target.event;
    EXPECT_THAT(links(aliased, id), Not(HasSubstr("t.yaml#F Arn"))) << target.event;
    EXPECT_EQ(aliased.diagnostics(), "") << target.event;
  }
}

TEST(Sam, AFunctionAndItsAlias) {
  const ReadTree tree = read(R"(Resources:
  F:
    Type: AWS::Serverless::Function
    DependsOn: Q
    DeletionPolicy: Retain
    Properties:
      CodeUri: s3://b/k?versionId=v
      AutoPublishAlias: live-a_b
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
      Tracing: Active
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Q.Arn}
      FunctionUrlConfig: {AuthType: NONE}
      EventInvokeConfig: {MaximumRetryAttempts: 1, DestinationConfig: {OnFailure: {Type: SQS}}}
  Q: {Type: AWS::SQS::Queue}
)");
  EXPECT_EQ(tree.resources(),
            "AWS::Lambda::Function t.yaml#F (F)\n"
            "AWS::IAM::Role t.yaml#FRole (F (execution role))\n"
            "AWS::Lambda::Alias t.yaml#FAliasliveDaUb (F (alias))\n"
            "AWS::Lambda::Version t.yaml#FVersion (F (version))\n"
            "AWS::Lambda::Url t.yaml#FUrl (F (function URL))\n"
            "AWS::Lambda::Permission t.yaml#FUrlPublicPermissions (F (function URL))\n"
            "AWS::Lambda::EventInvokeConfig t.yaml#FEventInvokeConfig (F (EventInvokeConfig))\n"
            "AWS::SQS::Queue t.yaml#FEventInvokeConfigOnFailureQueue (F (destination OnFailure))\n"
            "AWS::SQS::Queue t.yaml#Q (Q)\n");
  const std::string function = tree.properties("t.yaml#F");
  EXPECT_THAT(function, HasSubstr(R"(S3Bucket:str"b" S3Key:str"k" S3ObjectVersion:str"v")"));
  EXPECT_THAT(function, HasSubstr(R"(TracingConfig:map{Mode:str"Active"})"));
  EXPECT_THAT(function, HasSubstr("DeadLetterConfig:map{TargetArn:"));
  EXPECT_THAT(function, Not(HasSubstr("AutoPublishAlias")));
  EXPECT_THAT(tree.properties("t.yaml#FAliasliveDaUb"),
              HasSubstr("ProvisionedConcurrencyConfig:map{ProvisionedConcurrentExecutions:int2}"));
  EXPECT_THAT(tree.properties("t.yaml#FEventInvokeConfig"),
              HasSubstr(R"(Qualifier:str"live-a_b")"));
  EXPECT_EQ(dump(*tree.resource("t.yaml#F")->more_meta.find("deletion_policy")), R"(str"Retain")");
  EXPECT_NE(tree.resource("t.yaml#F")->more_meta.find("depends_on"), nullptr);
  EXPECT_EQ(tree.resource("t.yaml#FUrl")->more_meta.find("depends_on"), nullptr);
  EXPECT_EQ(tree.diagnostics(), "");
}

constexpr const char* kSchedule =
    "        E: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}\n";

TEST(Sam, AliasesWhoseNameIsNotKnown) {
  const std::string parameter = "Parameters: {P: {Type: String}}\n";
  const std::string by_parameter =
      parameter + function_with("      AutoPublishAlias: !Ref P\n", kSchedule);
  const ReadTree open = read(by_parameter);
  EXPECT_THAT(open.properties("t.yaml#FE"), HasSubstr(R"(":function:" <word> ":" <)"));
  EXPECT_THAT(open.properties("t.yaml#FAlias"), HasSubstr("Name:unknown(parameter"));
  ReadOptions given;
  given.parameters = {{"P", "prod"}};
  EXPECT_THAT(read(by_parameter, given).properties("t.yaml#FAliasprod"),
              HasSubstr(R"(Name:str"prod")"));
  EXPECT_EQ(
      read(function_with("      AutoPublishAlias: ''\n", kSchedule)).properties("t.yaml#FAlias"),
      "(none)");

  const std::string by_condition =
      parameter + "Conditions: {C: !Equals [!Ref P, a]}\n" +
      function_with("      AutoPublishAlias: !If [C, live, !Ref AWS::NoValue]\n", kSchedule);
  const ReadTree choice = read(by_condition);
  EXPECT_EQ(links(choice, "t.yaml#FE"), "t.yaml#FAlias \nt.yaml#F Arn\n");
  EXPECT_EQ(choice.resource("t.yaml#FAlias")->condition, "t.yaml#C");
  given.parameters = {{"P", "a"}};
  EXPECT_THAT(read(by_condition, given).properties("t.yaml#FE"),
              HasSubstr(R"(":function:" <word> ":live")"));
}

TEST(Sam, GlobalsAreMerged) {
  const ReadTree tree = read(R"(Globals:
  Function:
    Timeout: 30
    MemorySize: 128
    Layers: [a]
    AutoPublishAlias: live
    Environment: {Variables: {A: global, B: global}}
    VpcConfig: {SubnetIds: [s]}
  SimpleTable: {SSESpecification: {SSEEnabled: true}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 256
      Layers: [b]
      Environment: {Variables: {B: local}}
      VpcConfig: !If [C, {SubnetIds: [t]}, !Ref AWS::NoValue]
  G: {Type: AWS::Serverless::Function, IgnoreGlobals: '*', Properties: {Handler: x}}
  H: {Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout], Properties: {Handler: x}}
  T: {Type: AWS::Serverless::SimpleTable}
Conditions: {C: !Equals [a, a]}
)");
  const std::string function = tree.properties("t.yaml#F");
  EXPECT_THAT(function, HasSubstr("Timeout:int30"));
  EXPECT_THAT(function, HasSubstr("MemorySize:int256"));
  EXPECT_THAT(function, HasSubstr(R"(Layers:list[str"a" str"b"])"));
  EXPECT_THAT(function, HasSubstr(R"(Variables:map{B:str"local" A:str"global"})"));
  EXPECT_THAT(function, HasSubstr(R"(VpcConfig:map{SubnetIds:list[str"t"]})"));
  EXPECT_NE(tree.resource("t.yaml#FAliaslive"), nullptr);
  EXPECT_THAT(tree.properties("t.yaml#G"), Not(HasSubstr("Timeout")));
  EXPECT_EQ(tree.resource("t.yaml#GAliaslive"), nullptr);
  EXPECT_THAT(tree.properties("t.yaml#H"), Not(HasSubstr("Timeout")));
  EXPECT_NE(tree.resource("t.yaml#HAliaslive"), nullptr);
  EXPECT_THAT(tree.properties("t.yaml#T"), HasSubstr("SSEEnabled:true"));
}

TEST(Sam, StandsWhereTheSourceIs) {
  const ReadTree tree = read(function_with("", kSchedule));
  const Resource& rule = *tree.resource("t.yaml#FE");
  EXPECT_EQ(rule.name, "F (event E)");
  const std::string_view text = tree.sources.text(rule.span);
  EXPECT_TRUE(text.starts_with("E: {Type: Schedule")) << text;
  const Value& target = rule.properties.find("Targets")->as_list()->front();
  EXPECT_EQ(tree.sources.text(target.find("Arn")->span()), "E");
  EXPECT_EQ(tree.sources.text(rule.properties.find("ScheduleExpression")->span()), "rate(1 hour)");
  EXPECT_EQ(tree.resource("t.yaml#FEPermission")->name, "F (event E)");
}

TEST(Sam, ConditionsCarryOver) {
  const ReadTree tree = read(R"(Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a], D: !Equals [!Ref P, b], No: !Equals [a, b]}
Resources:
  B: {Type: AWS::S3::Bucket, DependsOn: Q}
  Q: {Type: AWS::SQS::Queue}
  F:
    Type: AWS::Serverless::Function
    Condition: C
    Properties:
      Events:
        S3: {Type: S3, Properties: {Bucket: !Ref B, Events: [a, b]}}
        Api: {Type: Api, Properties: {Path: /f, Method: get}}
        Http: {Type: HttpApi, Properties: {Path: /f, Method: get}}
  G:
    Type: AWS::Serverless::Function
    Condition: D
    Properties: {Events: {Api: {Type: Api, Properties: {Path: /g, Method: any}}}}
  Gone:
    Type: AWS::Serverless::Function
    Condition: No
    Properties: {Events: {E: {Type: SQS, Properties: {Queue: q}}}}
)");
  for (const char* id : {"F", "FS3Permission", "FRole", "ServerlessHttpApi"})
    EXPECT_EQ(tree.resource("t.yaml#" + std::string(id))->condition, "t.yaml#C") << id;
  EXPECT_EQ(tree.resource("t.yaml#ServerlessRestApi")->condition,
            "t.yaml#ServerlessRestApiCondition");
  EXPECT_EQ(tree.resource("t.yaml#GoneE"), nullptr);
  const Value* configurations =
      tree.resource("t.yaml#B")
          ->properties.at({"NotificationConfiguration", "LambdaConfigurations"});
  ASSERT_NE(configurations, nullptr);
  ASSERT_EQ(configurations->as_list()->size(), 2U);
  EXPECT_TRUE(configurations->as_list()->front().uncertain());
}

TEST(Sam, References) {
  const ReadTree tree = read(R"(Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}, OnSuccess: {Type: SNS}}}
  R: {Type: AWS::Serverless::Api, Properties: {StageName: prod}}
  X:
    Type: A::B::C
    Properties:
      Alias: !Ref F.Alias
      Version: !Ref F.Version
      Arn: !GetAtt F.Version.FunctionArn
      Dotted: {'Fn::GetAtt': F.Version.Version}
      Sub: !Sub '${F.Alias}/${R.Stage}/${!F.Alias}/${F.Version.Version}'
      Both: !Sub ['${F.Alias}/${a}', {a: b}]
      Stage: !Ref R.Stage
      Deployment: !Ref R.Deployment
      Queue: !Ref F.DestinationQueue
      Topic: !Ref F.DestinationTopic
      Other: !Ref F.Nothing
)");
  const Value& made = tree.resource("t.yaml#X")->properties;
  const auto link = [&](std::string_view property) {
    const Unknown* open = made.find(property)->as_unknown();
    return open == nullptr || open->links.empty()
               ? std::string("(none)")
               : open->links.front().target + " " + open->links.front().attribute;
  };
  EXPECT_EQ(link("Alias"), "t.yaml#FAliaslive ");
  EXPECT_EQ(link("Version"), "t.yaml#FVersion ");
  EXPECT_EQ(link("Arn"), "t.yaml#FVersion FunctionArn");
  EXPECT_EQ(link("Dotted"), "t.yaml#FVersion Version");
  EXPECT_EQ(link("Sub"), "t.yaml#FAliaslive ");
  EXPECT_THAT(dump(*made.find("Sub")), HasSubstr(R"(/${F.Alias}/)"));
  EXPECT_EQ(link("Both"), "t.yaml#FAliaslive ");
  EXPECT_EQ(link("Stage"), "t.yaml#RprodStage ");
  EXPECT_EQ(link("Deployment"), "t.yaml#RDeployment ");
  EXPECT_EQ(link("Queue"), "t.yaml#FEventInvokeConfigOnFailureQueue ");
  EXPECT_EQ(link("Topic"), "t.yaml#FEventInvokeConfigOnSuccessTopic ");
  EXPECT_EQ(link("Other"), "(none)");
  EXPECT_EQ(tree.diagnostics(), "");
}

TEST(Sam, OtherResources) {
  const ReadTree tree = read(R"(Resources:
  T: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: k, Type: Number}}}
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: ./layer}}
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: m
      AutoPublishAlias: live
      Definition: {StartAt: A}
      Events:
        S: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}
  N:
    Type: AWS::Serverless::StateMachine
    Properties:
      AutoPublishAlias: live
      UseAliasAsEventTarget: true
      Events:
        S: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 hour)}}
  A: {Type: AWS::Serverless::Application, Properties: {Location: child.yaml}}
  H:
    Type: AWS::Serverless::HttpApi
    Properties: {Auth: {Authorizers: {Z: {FunctionArn: x, EnableFunctionDefaultPermissions: true}}}}
  W: {Type: AWS::Serverless::WebSocketApi, Properties: {Routes: {$connect: {FunctionArn: x}}}}
  G: {Type: AWS::Serverless::GraphQLApi}
)");
  EXPECT_EQ(tree.resource("t.yaml#T")->type, "AWS::DynamoDB::Table");
  EXPECT_THAT(tree.properties("t.yaml#T"),
              HasSubstr(R"(AttributeName:str"k" AttributeType:str"N")"));
  EXPECT_THAT(tree.properties("t.yaml#T"), HasSubstr(R"(BillingMode:str"PAY_PER_REQUEST")"));
  EXPECT_EQ(dump(*tree.resource("t.yaml#L")->more_meta.find("deletion_policy")), R"(str"Retain")");
  EXPECT_THAT(tree.properties("t.yaml#MS"), HasSubstr(R"(":stateMachine:m")"));
  EXPECT_THAT(links(tree, "t.yaml#NS"), HasSubstr("t.yaml#NAliaslive"));
  EXPECT_EQ(tree.resource("t.yaml#A")->type, "AWS::CloudFormation::Stack");
  EXPECT_THAT(tree.properties("t.yaml#HZAuthorizerPermission"),
              HasSubstr(R"(FunctionName:str"x")"));
  EXPECT_EQ(tree.resource("t.yaml#WConnectIntegration")->type, "AWS::ApiGatewayV2::Integration");
  EXPECT_EQ(tree.resource("t.yaml#G")->type, "AWS::Serverless::GraphQLApi");
}

TEST(Sam, NotesWhatCannotBeRead) {
  const ReadTree tree = read(R"(Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Events: !If [C, {}, {}]}}
  G: {Type: AWS::Serverless::Function, Properties: {Events: {E: {Type: Telepathy}, D: 1}}}
  H: {Type: AWS::Serverless::Function, Properties: !If [C, {}, {}]}
Conditions: {C: !Equals [a, a]}
)");
  EXPECT_EQ(tree.diagnostics(),
            "t.yaml:3:61: note: the events of F cannot be read\n"
            "t.yaml:4:62: note: the event GE is of a type that is not known: Telepathy\n"
            "t.yaml:4:84: note: the event D of G cannot be read\n");
  EXPECT_EQ(tree.resource("t.yaml#H")->type, "AWS::Serverless::Function");
}

// Every property of a template with everything in it, replaced by something of another type.
TEST(Sam, WrongTypesEverywhere) {
  std::string all = function_with(kAlias, "");
  int number = 0;
  for (const Target& target : kTargets)
    all += "        E" + std::to_string(number++) + ": " + target.event + "\n";
  all += R"(      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}
      FunctionUrlConfig: {AuthType: NONE}
      DeploymentPreference: {Type: AllAtOnce}
  M: {Type: AWS::Serverless::StateMachine, Properties: {AutoPublishAlias: x, Events: {E: {Type: Api}}}}
  R: {Type: AWS::Serverless::Api, Properties: {StageName: s, Auth: {Authorizers: {A: {FunctionArn: x}}}}}
  W: {Type: AWS::Serverless::WebSocketApi, Properties: {Auth: {AuthArn: x}, Routes: {a: {FunctionArn: x}}}}
  T: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: k}, Tags: {a: b}}}
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: x}}
)";
  for (const char* other : {" 1", " [1]", " {a: 1}", " !Ref X", " {'Fn::If': 1}", " ~"})
    for (std::size_t at = all.find(": "); at != std::string::npos; at = all.find(": ", at + 1)) {
      std::size_t end = all.find_first_of(",}]\n", at);
      if (const std::size_t open = all.find_first_of("{[", at); open < end)
        end = all.find_first_of("}]", open) + 1;
      std::string broken = all;
      broken.replace(at + 1, end - at - 1, other);
      EXPECT_NO_FATAL_FAILURE(read(broken));
    }
}

TEST(Sam, WorkIsBounded) {
  std::string text = "Globals:\n  Function:\n    Environment:\n      Variables:\n";
  for (int i = 0; i < 4000; ++i)
    text += "        A" + std::to_string(i) + ": x\n";
  text += "Resources:\n";
  for (int i = 0; i < 4000; ++i)
    text += "  F" + std::to_string(i) + ": {Type: AWS::Serverless::Function}\n";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(read(text).diagnostics(),
              HasSubstr("error: the SAM resources of this template make too much to be analysed"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace advisor
