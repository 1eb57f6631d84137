#include "parsers/lambroll.h"

#include <gtest/gtest.h>

#include "tests/parsers/read_tree.h"

// The numbered cases are those of the design notes on the format.

namespace advisor {
namespace {

std::string function(const std::string& more = "") {
  return R"({"FunctionName": "hello", "Handler": "index.handler", "Runtime": "nodejs22.x")" + more +
         "}";
}

const char* const kHead = R"(map{FunctionName:str"hello" Handler:str"index.handler" )"
                          R"(Runtime:str"nodejs22.x")";

TEST(Lambroll, ReadsAFunction) {
  const ReadTree tree =
      read_tree({{"function.json", function(R"(, "MemorySize": 128, "Publish": true,
        "Tags": {"team": "a", "empty": ""}, "Environment": {"Variables": {"lower_key": "x", "e": ""}},
        "KMSKeyArn": "arn:aws:kms:x")")}});
  EXPECT_EQ(tree.properties("function.json#function"),
            std::string(kHead) + R"( MemorySize:int128 Tags:list[map{Key:str"team" Value:str"a"} )"
                                 R"(map{Key:str"empty" Value:str""}] )"
                                 R"(Environment:map{Variables:map{lower_key:str"x" e:str""}} )"
                                 R"(KmsKeyArn:str"arn:aws:kms:x"})");
  EXPECT_EQ(tree.diagnostics(), "");
  const Resource* resource = tree.resource("function.json#function");
  EXPECT_EQ(resource->name, "hello");
  EXPECT_EQ(resource->format, "lambroll");
  EXPECT_EQ(resource->aliases, std::vector<std::string>{"hello"});
}

// 1
TEST(Lambroll, LeavesFunctionsOfAzureAlone) {
  const ReadTree tree = read_tree(
      {{"function.json", R"({"scriptFile": "../dist/x.js", "bindings": [{"authLevel": "function",
         "type": "httpTrigger", "name": "req", "authType": "x"}]})"}});
  EXPECT_EQ(tree.resources(), "");
  EXPECT_EQ(tree.diagnostics(), "");
  EXPECT_EQ(tree.files(), "function.json: left alone: its content belongs to another tool\n");
}

// 2
TEST(Lambroll, AUrlTakesTheNameOfTheFunctionBesideIt) {
  const ReadTree tree = read_tree(
      {{"f/function.json", "{\"FunctionName\": \"{{ must_env `NAME` }}\", \"Handler\": \"h\"}"},
       {"f/function_url.json", R"({"Config": {"AuthType": "NONE", "Cors": {}}})"}});
  EXPECT_EQ(tree.properties("f/function_url.json#function_url"),
            R"(map{AuthType:str"NONE" TargetFunctionArn:unknown(template must_env"NAME")})");
  const Resource* url = tree.resource("f/function_url.json#function_url");
  EXPECT_EQ(url->name, "{{ must_env `NAME` }}");
  EXPECT_EQ(url->properties.find("TargetFunctionArn")->as_unknown()->links.at(0),
            (Link{Link::Kind::kResource, "", "f/function.json#function", ""}));
  EXPECT_EQ(tree.sources.text(url->span), R"({"AuthType": "NONE", "Cors": {}})");
}

// 3
TEST(Lambroll, AQualifierMayBeUnknown) {
  const ReadTree tree = read_tree(
      {{"function_url.json",
        "{\"Config\": {\"AuthType\": \"AWS_IAM\", \"Qualifier\": \"{{ must_env `ALIAS` }}\"}}"}});
  EXPECT_EQ(tree.properties("function_url.json#function_url"),
            R"(map{AuthType:str"AWS_IAM" Qualifier:unknown(template must_env"ALIAS") )"
            R"(TargetFunctionArn:unknown(unresolved)})");
}

// 4
TEST(Lambroll, CallerIdentityNeedsNoAccount) {
  const ReadTree tree = read_tree({{"function.jsonnet", R"(
local caller = std.native('caller_identity')();
{ FunctionName: 'hello', Handler: 'h', Role: 'arn:aws:iam::%s:role/x' % caller.Account }
)"}});
  const Resource* resource = tree.resource("function.jsonnet#function");
  ASSERT_NE(resource, nullptr) << tree.diagnostics();
  EXPECT_EQ(tree.properties("function.jsonnet#function").substr(0, 70),
            R"(map{FunctionName:str"hello" Handler:str"h" Role:partial("arn:aws:iam::)");
}

// 5
TEST(Lambroll, AnyPrefixOfTfstateIsAccepted) {
  const ReadTree tree = read_tree(
      {{"function.json", function(", \"Role\": \"{{ my_first_tfstate `aws_iam_role.x.arn` }}\"")}});
  EXPECT_EQ(
      tree.properties("function.json#function").find("Role:unknown(template my_first_tfstate"), 79U)
      << tree.properties("function.json#function");
  EXPECT_EQ(tree.diagnostics(), "");
}

// 6
TEST(Lambroll, EmptyMeansAbsent) {
  for (const char* more :
       {R"(, "Environment": {}, "Role": "")", R"(, "Environment": {"Variables": {}})",
        R"(, "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []}, "Tags": {})"}) {
    const ReadTree tree = read_tree({{"function.json", function(more)}});
    EXPECT_EQ(tree.properties("function.json#function"), std::string(kHead) + "}") << more;
    EXPECT_EQ(tree.diagnostics(), "");
  }
}

// 7
TEST(Lambroll, LetterCaseOfKeysDoesNotMatter) {
  const ReadTree tree =
      read_tree({{"function.json", R"({"functionName": "hello", "handler": "index.handler",
                         "RUNTIME": "nodejs22.x", "environment": {"variables": {"Key": "v"}}})"},
                 {"function_url.json", R"({"config": {"authType": "NONE"}})"}});
  EXPECT_EQ(tree.properties("function.json#function"),
            std::string(kHead) + R"( Environment:map{Variables:map{Key:str"v"}}})");
  EXPECT_EQ(tree.properties("function_url.json#function_url"),
            R"(map{AuthType:str"NONE" TargetFunctionArn:str"hello"})");
}

// 8
TEST(Lambroll, KeepsQualifiersAsTheyAreWritten) {
  const ReadTree tree =
      read_tree({{"function_url.json",
                  R"({"Config": {"AuthType": "NONE", "Qualifier": "$LATEST.PUBLISHED"}})"}});
  EXPECT_NE(
      tree.properties("function_url.json#function_url").find(R"(Qualifier:str"$LATEST.PUBLISHED")"),
      std::string::npos);
}

struct BesideCase {
  const char* name;
  std::map<std::string, std::string> files;
  const char* target;
};

TEST(Lambroll, MatchesUrlsAndFunctions) {
  const auto named = [](const char* name) {
    return std::string(R"({"FunctionName": ")") + name + R"(", "Handler": "h"})";
  };
  const std::string url = R"({"Config": {"AuthType": "NONE"}})";
  const BesideCase cases[] = {
      {"the only one", {{"u.json", url}, {"f.prod.json", named("p")}}, "str\"p\""},
      {"by name",
       {{"function_url.prod.json", url},
        {"function.prod.json", named("p")},
        {"function.dev.json", named("d")}},
       "str\"p\""},
      {"function.json before function.jsonnet",
       {{"function_url.json", url},
        {"function.json", named("a")},
        {"function.jsonnet", "local x = 1; " + named("b")}},
       "str\"a\""},
      {"undecidable",
       {{"u.json", url}, {"a.json", named("a")}, {"b.json", named("b")}},
       "unknown(unresolved)"},
      {"not in another directory",
       {{"x/function_url.json", url}, {"function.json", named("a")}},
       "unknown(unresolved)"},
      {"by option file",
       {{"x/u.json", url},
        {"x/other.json", named("o")},
        {"x/f.json", named("f")},
        {"opt/option.json",
         R"({"function": "../x/f.json", "tfstate": "s3://x", "deploy": {"function_url": "../x/u.json"}})"}},
       "str\"f\""},
  };
  for (const BesideCase& c : cases) {
    const ReadTree tree = read_tree(c.files);
    std::string target;
    for (const Resource& resource : tree.inputs.inventory.resources)
      if (resource.type == "AWS::Lambda::Url")
        target = tree.properties(resource.id);
    EXPECT_NE(target.find("TargetFunctionArn:" + std::string(c.target) + "}"), std::string::npos)
        << c.name << ": " << target;
  }
}

TEST(Lambroll, AnOptionFileGivesRegionStateAndEnvironment) {
  const ReadTree tree = read_tree(
      {{"option.json",
        R"({"function": "function.json", "region": "eu-west-1", "tfstate": "s.tfstate",
                           "envfile": ["dev.env"], "deploy": {"alias": "live"}})"},
       {"dev.env", "NAME=hello\n"},
       {"s.tfstate",
        R"({"version": 4, "resources": [], "outputs": {"r": {"value": "arn:x", "type": "string"}}})"},
       {"function.json",
        "{\"FunctionName\": \"{{ must_env `NAME` }}\", \"Role\": \"{{ tfstate `output.r` }}\"}"}});
  EXPECT_EQ(tree.properties("function.json#function"),
            R"(map{FunctionName:str"hello" Role:str"arn:x"})");
  EXPECT_EQ(tree.resource("function.json#function")->region, "eu-west-1");
  EXPECT_EQ(tree.files(),
            "dev.env: supporting env-file\n"
            "function.json: read lambroll-function\n"
            "option.json: read lambroll-options\n"
            "s.tfstate: supporting terraform-state\n");
  EXPECT_NE(tree.properties("option.json#options").find("alias:str\"live\""), std::string::npos);
}

TEST(Lambroll, TfstateOptionsDecideValues) {
  ReadOptions options;
  options.tfstates = {"a.tfstate", "my_=b.tfstate"};
  const auto state = [](const char* value) {
    return std::string(R"({"version": 4, "resources": [], "outputs": {"r": {"value": ")") + value +
           R"(", "type": "string"}}})";
  };
  const ReadTree tree =
      read_tree({{"a.tfstate", state("one")},
                 {"b.tfstate", state("two")},
                 {"function.json", function(", \"Role\": \"{{ tfstate `output.r` }}\", "
                                            "\"Description\": \"{{ my_tfstate `output.r` }}\"")}},
                {"."}, options);
  EXPECT_EQ(tree.properties("function.json#function"),
            std::string(kHead) + R"( Role:str"one" Description:str"two"})");
}

}  // namespace
}  // namespace advisor
