// Partly known strings, arn() and lambdaRef(): rule-language.md 2.7 and the rule catalogue's
// appendix E.

#include <gtest/gtest.h>

#include "src/cel/cel.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

// <w> is a hole without ':', '/' and white space, <n> one of letters, digits and '-', <a> one that
// may hold anything.
Value text(std::string_view pattern) {
  if (pattern.empty())
    return Value::string("");
  Unknown unknown;
  while (!pattern.empty()) {
    const std::size_t at = std::min(pattern.find('<'), pattern.size());
    if (at != 0)
      unknown.pieces.push_back({std::string(pattern.substr(0, at)), Piece::Hole::kNone});
    if (at == pattern.size())
      break;
    unknown.pieces.push_back({"", pattern[at + 1] == 'w'   ? Piece::Hole::kWord
                                  : pattern[at + 1] == 'n' ? Piece::Hole::kName
                                                           : Piece::Hole::kAny});
    pattern.remove_prefix(at + 3);
  }
  const bool known = unknown.pieces.size() == 1 && unknown.pieces[0].hole == Piece::Hole::kNone;
  return known ? Value::string(unknown.pieces[0].text) : Value::unknown(std::move(unknown));
}

std::string eval(std::string_view pattern, std::string_view expression) {
  Scope scope;
  const Slot slot = scope.declare("s");
  const Value value = text(pattern);
  const Compiled compiled = scope.compile(expression);
  if (const Issue* issue = std::get_if<Issue>(&compiled))
    return "issue: " + issue->message;
  Frame frame(scope);
  frame.set(slot, Val::from(value));
  return dump(frame.eval(*std::get<const Expression*>(compiled)));
}

struct Row {
  std::string pattern;
  std::string expression;
  std::string wanted;
};

// {"Ref": "Name"} at two places of one template.
TEST(PartlyKnownTest, WhatComesToTheSameIsEqual) {
  const auto reference = [](const char* identity) {
    Unknown unknown;
    unknown.identity = identity;
    return Value::unknown(std::move(unknown));
  };
  const std::pair<std::pair<Value, Value>, const char*> cases[] = {
      {{reference("t#Ref A"), reference("t#Ref A")}, "true"},
      {{reference("t#Ref A"), reference("t#Ref B")}, "?"},
      {{reference(""), reference("")}, "?"},
  };
  for (const auto& [values, wanted] : cases) {
    Scope scope;
    const Slot a = scope.declare("a");
    const Slot b = scope.declare("b");
    const Compiled compiled = scope.compile("[1, a] == [1, b]");
    Frame frame(scope);
    frame.set(a, Val::from(values.first));
    frame.set(b, Val::from(values.second));
    EXPECT_EQ(dump(frame.eval(*std::get<const Expression*>(compiled))), wanted);
  }
}

TEST(PartlyKnownTest, FunctionsUseWhatIsCertain) {
  const std::vector<Row> table = {
      {"default.<a>", "s.startsWith('default.')", "true"},
      {"default.<a>", "s.startsWith('def')", "true"},
      {"default.<a>", "s.startsWith('default.x')", "?"},
      {"default.<a>", "s.startsWith('custom')", "false"},
      {"<w>x", "s.startsWith('a:')", "false"},
      {"<w>", "s.startsWith('default.')", "?"},
      {"<n>", "s.startsWith('default.')", "false"},
      {"<n>", "s.startsWith('default')", "?"},
      {"a<n>b", "s == 'a_b'", "false"},
      {"<n>:<n>", "s.split(':')[1]", "partial(<name>)"},
      {"<a>x", "s.startsWith('a:')", "?"},
      {"<a>.com", "s.endsWith('.com')", "true"},
      {"<a>.com", "s.endsWith('x.com')", "?"},
      {"<a>.com", "s.endsWith('.org')", "false"},
      {"a<a>needle<w>", "s.contains('needle')", "true"},
      {"a<a>", "s.contains('x')", "?"},
      {"a<w>b", "s.contains('/')", "false"},
      {"a/<w>b", "s.contains('/x')", "?"},
      {"a<w>b", "s.contains('')", "true"},
      {"a<a>b", "s == 'axb'", "?"},
      {"a<a>b", "s == 'xb'", "false"},
      {"a<a>b", "s == 'ax'", "false"},
      {"abc<a>def", "s == 'abcd'", "false"},
      {"a<w>b", "s == 'a/b'", "false"},
      {"a<w>b", "s != 'a/b'", "true"},
      {"a<a>b", "s in ['x', 'y']", "false"},
      {"a<a>b", "s in ['x', 'ab']", "?"},
      {"a<a>b", "s in {'x': 1}", "false"},
      {"a<a>b", "s == 'x' + s", "false"},
      {"a<a>b", "s == 1", "?"},
      {"a<w>b", "'x' + s + 'y'", "partial(\"xa\" <word> \"by\")"},
      {"a<w>b", "[s, 'c'].join(':')", "partial(\"a\" <word> \"b:c\")"},
      {"A<w>b", "s.lowerAscii()", "partial(\"a\" <word> \"b\")"},
      {"a:<w>:b", "s.split(':')", "[\"a\", partial(<word>), \"b\"]"},
      {"a:x<w>y:b", "s.split(':', 2)", "[\"a\", partial(\"x\" <word> \"y:b\")]"},
      {"a:<a>:b", "s.split(':')", "?"},
      {"a:b<w>", "s.split('b')", "?"},
      {"a<w>", "s.matches('a')", "?"},
      {"a<w>", "size(s)", "?"},
      {"a<w>", "s < 'b'", "?"},
  };
  for (const Row& row : table)
    EXPECT_EQ(eval(row.pattern, row.expression), row.wanted)
        << row.pattern << " " << row.expression;
}

TEST(PartlyKnownTest, JsonKeepsHoles) {
  EXPECT_EQ(eval(R"({"a": "x<w>", "b": <a>, "c": [1, 2.0, null], "d": null})", "json(s)"),
            "{\"a\": partial(\"x\" <word>), \"b\": ?, \"c\": [1, 2, null]}");
  EXPECT_EQ(eval(R"({"a": 1<a>})", "json(s)"), "?");
  EXPECT_EQ(eval(R"({"<a>": 1})", "json(s)"), "?");
  EXPECT_EQ(eval("{\"a\": ", "json(s)"), "error: the text is no JSON (at byte 7)");
  EXPECT_EQ(eval("{\"a\": 1, \"a\": 2}", "json(s).a"), "2");
  EXPECT_EQ(eval(std::string(300, '['), "json(s)"),
            "error: the JSON text is nested more than 200 levels deep");
}

TEST(PartlyKnownTest, Arn) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"arn:aws:sqs:eu-west-1:1:queue",
       "some({\"Partition\": \"aws\", \"Service\": \"sqs\", \"Region\": \"eu-west-1\", "
       "\"AccountId\": "
       "\"1\", \"Resource\": \"queue\", \"ResourceId\": \"queue\"})"},
      {"arn:aws:iam::1:role/path/name",
       "some({\"Partition\": \"aws\", \"Service\": \"iam\", \"Region\": \"\", \"AccountId\": "
       "\"1\", "
       "\"Resource\": \"role/path/name\", \"ResourceType\": \"role\", \"ResourceId\": "
       "\"path/name\"})"},
      {"arn:aws:lambda:<w>:<w>:function:f",
       "some({\"Partition\": \"aws\", \"Service\": \"lambda\", \"Region\": partial(<word>), "
       "\"AccountId\": partial(<word>), \"Resource\": \"function:f\", \"ResourceType\": "
       "\"function\", \"ResourceId\": \"f\"})"},
      {"arn:aws:s3:::<a>",
       "some({\"Partition\": \"aws\", \"Service\": \"s3\", \"Region\": \"\", \"AccountId\": \"\", "
       "\"Resource\": partial(<any>), \"ResourceType\": ??, \"ResourceId\": ?})"},
      {"arn:aws:lambda:<a>:1:function:f", "?"},
      {"<a>", "?"},
      {"foo", "none"},
      {"arn:aws:sqs", "none"},
      {"foo<a>", "none"},
      {"<w>", "none"},
  };
  for (const auto& [pattern, wanted] : table)
    EXPECT_EQ(eval(pattern, "arn(s)"), wanted) << pattern;
}

TEST(PartlyKnownTest, LambdaReferences) {
  const std::string unqualified = "some({\"Name\": \"f\"})";
  const std::string live = "some({\"Name\": \"f\", \"Qualifier\": \"live\"})";
  const std::string prefix = "arn:aws:lambda:eu-west-1:123456789012:function:";
  const std::string path = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/";
  const std::vector<std::pair<std::string, std::string>> table = {
      // Known texts
      {"f", unqualified},
      {"f:live", live},
      {"f:$LATEST", "some({\"Name\": \"f\", \"Qualifier\": \"$LATEST\"})"},
      {"f:$LATEST.PUBLISHED", "some({\"Name\": \"f\", \"Qualifier\": \"$LATEST.PUBLISHED\"})"},
      {"f:7", "some({\"Name\": \"f\", \"Qualifier\": \"7\"})"},
      {"f:$OLD", "none"},
      {prefix + "f", unqualified},
      {prefix + "f:live", live},
      {prefix + "f:live:x", "none"},
      {"123456789012:function:f", unqualified},
      {"123456789012:function:f:live", live},
      {"eu-west-1:123456789012:function:f:live", live},
      {"function:f", unqualified},
      {"function:f:live", live},
      {path + prefix + "f/invocations", unqualified},
      {path + prefix + "f:live/invocations", live},
      {path + prefix + "f/response-streaming-invocations", unqualified},
      {path + "arn%3Aaws%3Alambda%3Ar%3A1%3Afunction%3Af/invocations", unqualified},
      {path + prefix + "${stageVariables.fn}/invocations", "?"},
      {"arn:aws:apigateway:eu-west-1:sqs:path/123/q", "none"},
      {"arn:aws:sqs:eu-west-1:1:q", "none"},
      {"arn:aws:states:::lambda:invoke.waitForTaskToken", "none"},
      {"arn:aws:lambda:eu-west-1:1:layer:l:1", "none"},
      {"arn:aws:lambda", "none"},
      {"https://example.com/hook", "none"},
      {"a b", "none"},
      {"/:function:f", "none"},
      {"/:function:<a>", "none"},
      {"", "none"},
      {std::string(65, 'n'), "none"},
      {"{{ must_env `FN` }}", "?"},
      {"arn:aws:lambda:${AWS::Region}:1:function:f", "?"},
      {"arn:aws:sqs:${AWS::Region}:1:q", "none"},
      // Edges of appendix E
      {std::string(64, 'n'), "some({\"Name\": \"" + std::string(64, 'n') + "\"})"},
      {"f:", "none"},
      {":live", "none"},
      {"f:a.b", "none"},
      {"f:$latest", "none"},
      {"arn:aws:lambda:eu-west-1:123456789012:function:", "none"},
      {"arn:aws:lambda:eu-west-1:123456789012:function", "none"},
      {"arn:aws-cn:lambda:cn-north-1:123456789012:function:f:7",
       "some({\"Name\": \"f\", \"Qualifier\": \"7\"})"},
      {"arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:x", "none"},
      {"arn:aws:states:::lambda:invoke", "none"},
      {path + prefix + "f:$LATEST/invocations",
       "some({\"Name\": \"f\", \"Qualifier\": \"$LATEST\"})"},
      {path + prefix + "f:${stageVariables.alias}/invocations", "?"},
      {path + prefix + "f", "none"},
      {"arn:aws:lambda:${AWS::Region}:1:layer:l:1", "?"},
      // Partly known
      {"arn:aws:lambda:<w>:<w>:function:f", unqualified},
      {"arn:<w>:lambda:<w>:<w>:function:f:live", live},
      {"arn:aws:lambda:<w>:<w>:function:<w>", "some({\"Name\": partial(<word>)})"},
      {"arn:aws:lambda:<w>:<w>:function:app-<w>", "some({\"Name\": partial(\"app-\" <word>)})"},
      {"arn:aws:lambda:<w>:<w>:function:<w>:live",
       "some({\"Name\": partial(<word>), \"Qualifier\": \"live\"})"},
      {"arn:aws:lambda:<w>:<w>:function:f:<w>",
       "some({\"Name\": \"f\", \"Qualifier\": partial(<word>)})"},
      {"arn:aws:lambda:<w>:<w>:function:<a>", "?"},
      {"arn:aws:lambda:<a>:1:function:f", "?"},
      {"arn:aws:<w>:r:1:function:f", "?"},
      {"arn:aws:sqs:<w>:<w>:q", "none"},
      {"arn:aws:sqs:<a>", "none"},
      {"arn:aws:sq<a>", "none"},
      {"arn:aws:l<a>", "?"},
      {"arn:aws:lambda:<w>:<w>:layer:<w>", "none"},
      {"<w>", "some({\"Name\": partial(<word>)})"},
      {"<w>:live", "some({\"Name\": partial(<word>), \"Qualifier\": \"live\"})"},
      {"<a>", "?"},
      {"f-<a>", "?"},
      {"https://<a>", "none"},
      {"arn:aws:apigateway:<w>:lambda:path/2015-03-31/functions/arn:aws:lambda:<w>:<w>:function:f"
       "/invocations",
       unqualified},
      {"arn:aws:apigateway:<w>:lambda:path/2015-03-31/functions/<a>/invocations", "?"},
  };
  for (const auto& [pattern, wanted] : table)
    EXPECT_EQ(eval(pattern, "lambdaRef(s)"), wanted) << pattern;
  EXPECT_EQ(eval("arn:aws:lambda:<w>:<w>:function:<w>",
                 "lambdaRef(s).value().?Qualifier.orValue('$LATEST') != '$LATEST'"),
            "false");
  // A word has no '$', so an alias is never $LATEST.
  EXPECT_EQ(eval("arn:aws:lambda:<w>:<w>:function:f:<w>",
                 "lambdaRef(s).value().?Qualifier.orValue('$LATEST') != '$LATEST'"),
            "true");
}

TEST(PartlyKnownTest, ImageReferences) {
  const std::string hex = std::string(64, 'a');
  const auto made = [](const std::string& repository, const std::string& name,
                       const std::string& rest = "", const std::string& registry = "") {
    return "some({" + (registry.empty() ? "" : "\"Registry\": \"" + registry + "\", ") +
           "\"Repository\": \"" + repository + "\", \"Name\": \"" + name + "\"" + rest + "})";
  };
  const std::string tag = ", \"Tag\": \"1.2\"";
  const std::vector<std::pair<std::string, std::string>> table = {
      {"nginx", made("nginx", "nginx")},
      {"nginx:1.2", made("nginx", "nginx", tag)},
      {"a.b:1.2", made("a.b", "a.b", tag)},
      {"localhost:1.2", made("localhost", "localhost", tag)},
      {"library/nginx:1.2", made("library/nginx", "nginx", tag)},
      {"localhost/nginx", made("nginx", "nginx", "", "localhost")},
      {"localhos/nginx", made("localhos/nginx", "nginx")},
      {"localhosts/nginx", made("localhosts/nginx", "nginx")},
      {"local-x/nginx", made("local-x/nginx", "nginx")},
      {"registry:5000/a/b/c:1.2", made("a/b/c", "c", tag, "registry:5000")},
      {"registry.example.com/app", made("app", "app", "", "registry.example.com")},
      {"Registry/app", made("app", "app", "", "Registry")},
      {"1.dkr.ecr.eu-west-1.amazonaws.com/team/app:1.2",
       made("team/app", "app", tag, "1.dkr.ecr.eu-west-1.amazonaws.com")},
      {"app@sha256:" + hex, made("app", "app", ", \"Digest\": \"sha256:" + hex + "\"")},
      {"r.io/app:1.2@sha256:" + hex,
       made("app", "app", tag + ", \"Digest\": \"sha256:" + hex + "\"", "r.io")},
      // No references
      {"", "none"},
      {"IMAGE", "none"},
      {"app:", "none"},
      {":1.2", "none"},
      {"/app", "none"},
      {"a//b", "none"},
      {"app:a:b", "none"},
      {"app@sha256:abc", "none"},
      {"https://example.com/app", "none"},
      {"a b", "none"},
      {std::string(5000, 'a'), "none"},
      {"${IMAGE}", "?"},
      {"r.io/app:{{ tag }}", "?"},
  };
  for (const auto& [reference, wanted] : table)
    EXPECT_EQ(eval(reference, "imageRef(s)"), wanted) << reference;
  EXPECT_EQ(eval("", "imageRef('<IMAGE1_NAME>')"), "none");
  EXPECT_EQ(eval("", "imageRef(1)"), "issue: no such overload: imageRef(int)");
}

TEST(PartlyKnownTest, ImageReferencesKnowTheirFieldsOneByOne) {
  const std::string hex = std::string(64, 'a');
  const std::vector<Row> table = {
      {"<a>/app:1.2", "r.Name + ' ' + r.Tag", "\"app 1.2\""},
      {"<a>/app:1.2", "has(r.Digest)", "false"},
      {"<a>/app:1.2", "has(r.Registry)", "?"},
      {"<a>/app:1.2", "r.Repository", "partial(<any> \"app\")"},
      {"<a>/app:1.2", "r.Repository.endsWith('app')", "true"},
      {"<a>:1.2", "r.Name", "partial(<word>)"},
      {"<a>:latest", "r.Tag", "\"latest\""},
      {"<a>:<a>", "r.?Tag", "maybe(partial(<word>))"},
      {"<a>/app:<a>", "r.Name", "\"app\""},
      {"<a>/app:<a>", "r.Tag", "partial(<word>)"},
      {"<a>/app:<a>", "has(r.Digest)", "?"},
      {"<a>/app:v<a>", "r.Tag", "partial(\"v\" <word>)"},
      {"<a>/app", "has(r.Tag)", "false"},
      // The hole may hold the port of a registry and a path.
      {"app:<a>", "r.Name", "partial(<word>)"},
      {"app:<w>", "r", "{\"Repository\": \"app\", \"Name\": \"app\", \"Tag\": partial(<word>)}"},
      {"r.io/app:<a>", "r.Registry + '/' + r.Repository", "\"r.io/app\""},
      {"r.io/<a>", "r.Registry", "\"r.io\""},
      {"<w>.dkr.ecr.<w>.amazonaws.com/app:<w>", "r.Name", "\"app\""},
      {"<w>.dkr.ecr.<w>.amazonaws.com/app:<w>", "r.Registry",
       "partial(<word> \".dkr.ecr.\" <word> \".amazonaws.com\")"},
      {"<w>/app", "r.Repository", "partial(<any> \"app\")"},
      {"<a>@sha256:" + hex, "r.Digest == 'sha256:" + hex + "'", "true"},
      {"<a>@sha256:<a>", "r.Digest.startsWith('sha256:')", "true"},
      {"<a>app", "r.Name", "partial(<word>)"},
      {"<a>/", "r", "error: the optional has no value"},
      {"<w>:a:<w>:", "r", "error: the optional has no value"},
      {"a b<a>", "r", "error: the optional has no value"},
      {"<a>", "r.Name", "partial(<word>)"},
  };
  for (const Row& row : table)
    EXPECT_EQ(eval(row.pattern, "cel.bind(r, imageRef(s).value(), " + row.expression + ")"),
              row.wanted)
        << row.pattern << " " << row.expression;
}

}  // namespace
}  // namespace advisor::cel
