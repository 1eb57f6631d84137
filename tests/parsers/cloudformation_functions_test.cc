// What the evaluator makes of one property, in the dump notation.

#include <gtest/gtest.h>

#include "src/model/dump.h"
#include "tests/parsers/read_tree.h"

namespace advisor {
namespace {

struct Case {
  const char* property;  // as YAML
  const char* dump;
};

constexpr const char* kHead = R"(AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::LanguageExtensions
Parameters:
  Env: {Type: String}
  Size: {Type: String, AllowedValues: [small, large]}
  Only: {Type: String, AllowedValues: [one]}
  Word: {Type: String, AllowedPattern: '^[a-z][a-z0-9-]*$'}
  Given: {Type: String, Default: unused}
  Many: {Type: CommaDelimitedList}
  GivenMany: {Type: CommaDelimitedList}
  Secret: {Type: String, NoEcho: true}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}
Mappings:
  BySize:
    small: {cpu: 256, zones: [a, b], same: x}
    large: {cpu: 512, zones: [c], same: x}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [!Condition IsProd]
  IsGiven: !Equals [!Ref Given, value]
  Never: !Equals [a, b]
  SecretSet: !Equals [!Ref Secret, hidden]
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Nameless: {Type: AWS::SQS::Queue}
  F: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub 'app-${Env}'}}
  Live: {Type: AWS::Lambda::Alias, Properties: {Name: live, FunctionName: !Ref F}}
  Group: {Type: AWS::RDS::DBParameterGroup}
  Custom: {Type: Custom::Thing}
  It:
    Type: Custom::It
    Properties:
      P: )";

std::string property(const std::string& yaml) {
  ReadOptions options;
  options.parameters = {{"Given", "value"}, {"GivenMany", "a, b,c"}, {"Secret", "hidden"}};
  const ReadTree tree = read_tree({{"t.yaml", kHead + yaml + "\n"}}, {"."}, options);
  const Resource* it = tree.resource("t.yaml#It");
  if (it == nullptr)
    return "(no resource)\n" + tree.diagnostics();
  const Value* value = it->properties.find("P");
  return (value == nullptr ? "(absent)" : dump(*value)) +
         (tree.diagnostics().empty() ? "" : "\n" + tree.diagnostics());
}

class FunctionTest : public testing::TestWithParam<Case> {};

TEST_P(FunctionTest, Evaluates) {
  EXPECT_EQ(property(GetParam().property), GetParam().dump) << GetParam().property;
}

constexpr Case kReferences[] = {
    {"!Ref Env", R"(unknown(parameter Ref"Env"))"},
    {"!Ref Given", R"(str"value")"},
    {"!Ref Only", R"(str"one")"},
    {"!Ref Size", R"(choice("t.yaml#Size = small" str"small" str"large"))"},
    {"!Ref Many", R"(unknown(parameter Ref"Many"))"},
    {"!Ref GivenMany", R"(list[str"a" str"b" str"c"])"},
    {"!Ref Secret", R"(unknown(redacted Ref"Secret"))"},
    {"!Ref Stored", R"(unknown(intrinsic AWS::SSM::Parameter::Value"Stored"))"},
    {"!Ref AWS::NoValue", "(absent)"},
    {"!Ref AWS::Region", "partial(<name>)"},
    {"!Ref AWS::StackId", "partial(<any>)"},
    {"!Ref Queue", R"(partial("https://" <any>))"},
    {"!GetAtt Queue.Arn", R"(partial("arn:" <name> ":sqs:" <name> ":" <name> ":jobs"))"},
    {"!GetAtt Queue.QueueName", R"(partial("jobs"))"},
    {"!GetAtt Nameless.QueueName", "partial(<name>)"},
    {"!Ref F", R"(partial("app-" <word>))"},
    {"!GetAtt F.Arn",
     R"(partial("arn:" <name> ":lambda:" <name> ":" <name> ":function:app-" <word>))"},
    {"!Ref Live",
     R"(partial("arn:" <name> ":lambda:" <name> ":" <name> ":function:" <word> ":live"))"},
    {"!Ref Group", "partial(<name>)"},
    {"!GetAtt Custom.Anything.At.All", R"(unknown(intrinsic Fn::GetAtt"Custom.Anything.At.All"))"},
    {"{'Fn::GetAtt': [Queue, Arn]}", R"(partial("arn:" <name> ":sqs:" <name> ":" <name> ":jobs"))"},
    {"{'Fn::GetAtt': Queue.QueueName}", R"(partial("jobs"))"},
    {"[a, !Ref AWS::NoValue, 5]", R"(list[str"a" int5])"},
    {"{Ref: Env, Other: 1}", R"(map{Ref:str"Env" Other:int1})"},
    {"!Ref Missing",
     "unknown(intrinsic Ref\"Missing\")\nt.yaml:33:10: error: Ref to Missing, which is neither a "
     "parameter nor a resource of the template\n"},
    {"!GetAtt Missing.Arn",
     "unknown(intrinsic Fn::GetAtt\"Missing.Arn\")\nt.yaml:33:10: error: Fn::GetAtt of Missing, "
     "which is no resource of the template\n"},
};
INSTANTIATE_TEST_SUITE_P(References, FunctionTest, testing::ValuesIn(kReferences));

constexpr Case kStrings[] = {
    {"!Sub plain", R"(str"plain")"},
    {"!Sub '${Given}-${!Literal}'", R"(str"value-${Literal}")"},
    {"!Sub '${ Given }'", R"(str"value")"},
    {"!Sub 'a-${Env}-b'", R"(partial("a-" <any> "-b"))"},
    {"!Sub 'a-${Word}'", R"(partial("a-" <name>))"},
    {"!Sub 'a-${Size}'", R"(partial("a-" <name>))"},
    {"!Sub '${Env}'", R"(unknown(parameter Ref"Env"))"},
    {"!Sub '${AWS::Region}:${AWS::AccountId}'", R"(partial(<name> ":" <name>))"},
    {"!Sub '${F.Arn}:live'",
     R"(partial("arn:" <name> ":lambda:" <name> ":" <name> ":function:app-" <word> ":live"))"},
    {"!Sub ['${a}-${b}', {a: !Ref Given, b: 2}]", R"(str"value-2")"},
    {"!Sub ['${Env}', {Env: shadow}]", R"(str"shadow")"},
    {"!Sub 'open ${ brace'", R"(str"open ${ brace")"},
    {"!Sub '${Missing}'",
     "unknown(intrinsic Fn::Sub\"Missing\")\nt.yaml:33:10: error: Ref to Missing, which is neither "
     "a parameter nor a resource of the template\n"},
    {"!Join ['-', [a, !Ref Given, 3]]", R"(str"a-value-3")"},
    {"!Join ['', [a, !Ref Env, b]]", R"(partial("a" <any> "b"))"},
    {"!Join [',', !Ref Many]", "partial(<any>)"},
    {"!Join [',', !Ref GivenMany]", R"(str"a,b,c")"},
    {"!Join ['-', [a, !If [IsProd, b, !Ref AWS::NoValue], c]]", R"(partial("a" <any> "-c"))"},
    {"!Join ['-', [!If [IsProd, b, !Ref AWS::NoValue], c]]", R"(partial(<any> "c"))"},
    {"!Split [':', 'a:b']", R"(list[str"a" str"b"])"},
    {"!Select [1, !Split [':', 'a:b']]", R"(str"b")"},
    {"!Select [5, !Split [':', !GetAtt Queue.Arn]]", R"(str"jobs")"},
    {"!Select [3, !Split [':', !GetAtt Queue.Arn]]", "partial(<name>)"},
    {"!Select [0, !Split [':', !Sub 'a${Env}:b']]", R"(unknown(parameter Ref"Env"))"},
    {"!Select ['1', [a, b]]", R"(str"b")"},
    {"!Select [0, !GetAZs '']", "unknown(intrinsic Fn::Select)"},
    {"!Select [7, [a]]",
     "unknown(intrinsic Fn::Select)\nt.yaml:33:10: error: Fn::Select asks for element 7 of 1\n"},
    {"!Base64 text", R"(str"text")"},
    {"{'Fn::Base64': !Sub 'x${Env}'}", R"(partial("x" <any>))"},
    {"!ImportValue name", R"(unknown(intrinsic Fn::ImportValue"name"))"},
    {"!ImportValue {'Fn::Sub': '${Env}-x'}", R"(unknown(parameter Ref"Env"))"},
    {"!Cidr [10.0.0.0/16, 2, 8]", "unknown(intrinsic Fn::Cidr)"},
    {"!Unheard [1]", "unknown(intrinsic Fn::Unheard)"},
    {"!Length [a, !Ref Env]", "int2"},
    {"!Length {Ref: Many}", R"(unknown(parameter Ref"Many"))"},
    {"!ToJsonString {b: 1, a: [!Ref Given]}", R"(str"{\"b\":1,\"a\":[\"value\"]}")"},
    {"'{{resolve:ssm:/a/b:1}}'", "partial(<any>)"},
    {"'x {{resolve:ssm:/a/b}} y'", R"(partial("x " <any> " y"))"},
    {"!Sub 'x{{resolve:ssm:/${Env}/b}}y'", R"(partial("x" <any> "y"))"},
    {"'{{ resolve:ssm:/a }}'", R"(str"{{ resolve:ssm:/a }}")"},
};
INSTANTIATE_TEST_SUITE_P(Strings, FunctionTest, testing::ValuesIn(kStrings));

constexpr Case kChoices[] = {
    {"!If [IsGiven, a, b]", R"(str"a")"},
    {"!If [Never, a, b]", R"(str"b")"},
    {"!If [Never, a, !Ref AWS::NoValue]", "(absent)"},
    {"!If [SecretSet, a, b]", R"(str"a")"},
    {"!If [IsProd, a, b]", R"(choice("t.yaml#IsProd" str"a" str"b"))"},
    {"!If [IsProd, a, a]", R"(str"a")"},
    {"!If [IsProd, a, !Ref AWS::NoValue]", R"(choice("t.yaml#IsProd" str"a" absent)?)"},
    {"!If [IsProd, !If [IsProd, a, b], !If [NotProd, c, d]]",
     R"(choice("t.yaml#IsProd" str"a" str"c"))"},
    {"!If [NotProd, !If [IsProd, a, b], c]", R"(choice("t.yaml#NotProd" str"b" str"c"))"},
    {"[x, !If [IsProd, a, !Ref AWS::NoValue]]",
     R"(list[str"x" choice("t.yaml#IsProd" str"a" absent)?])"},
    {"!FindInMap [BySize, small, cpu]", "int256"},
    {"!FindInMap [BySize, small, zones]", R"(list[str"a" str"b"])"},
    {"!FindInMap [BySize, !Ref Size, cpu]", R"(choice("t.yaml#Size = small" int256 int512))"},
    {"!FindInMap [BySize, !Ref Env, cpu]", R"(unknown(parameter Ref"Env"))"},
    {"!FindInMap [BySize, !Ref Env, same]", R"(str"x")"},
    {"!FindInMap [BySize, !Ref AWS::Region, cpu]",
     R"(unknown(intrinsic Fn::FindInMap"AWS::Region"))"},
    {"!FindInMap [BySize, none, cpu, {DefaultValue: 7}]", "int7"},
    {"!FindInMap [BySize, none, cpu]",
     "unknown(intrinsic Fn::FindInMap)\nt.yaml:33:10: error: Fn::FindInMap finds no entry none, "
     "cpu\n"},
    {"!If [Undefined, a, b]",
     "choice(\"t.yaml#Undefined\" str\"a\" str\"b\")\nt.yaml:33:15: error: the template has no "
     "condition Undefined\n"},
};
INSTANTIATE_TEST_SUITE_P(Choices, FunctionTest, testing::ValuesIn(kChoices));

}  // namespace
}  // namespace advisor
