#include <gtest/gtest.h>

#include <memory>

#include "parsers/json.h"
#include "parsers/placeholder.h"
#include "parsers/template.h"
#include "src/model/dump.h"

namespace advisor {
namespace {

TemplateContext context() {
  TemplateContext out;
  out.environment = {{"SET", "value"}, {"EMPTY", ""}};
  const Parsed state = parse_json(
      R"({"outputs": {"o": {"value": 5}, "s": {"value": "x", "sensitive": true}}, "resources": []})",
      1);
  out.states.push_back({"app_", std::make_shared<const Value>(state.root)});
  out.prefixes = {"x_"};
  out.external_functions = {"my_func"};
  return out;
}

std::string links(const Value& value) {
  std::string out;
  if (const Unknown* unknown = value.as_unknown())
    for (const Link& link : unknown->links)
      out += " " + std::to_string(static_cast<int>(link.kind)) + ":" + link.scope + ":" +
             link.target + ":" + link.attribute;
  return out;
}

std::string fallback(const Value& value) {
  const Unknown* unknown = value.as_unknown();
  return unknown == nullptr || unknown->fallback.empty() ? "" : " ~" + unknown->fallback;
}

TEST(CallFunction, DecidesOrSaysWhatItKnows) {
  struct Case {
    const char* name;
    std::vector<std::string> arguments;
    const char* expected;
  };
  const Case cases[] = {
      {"env", {"SET", "x"}, "str\"value\""},
      {"env", {"EMPTY", "x"}, "str\"x\""},
      {"env", {"OTHER", "x"}, "unknown(template env\"OTHER\"\"x\") 6::OTHER: ~x"},
      {"env", {"OTHER"}, "unknown(template env\"OTHER\") 6::OTHER: ~OTHER"},
      {"env",
       {"OTHER", "SET", "x"},
       "unknown(template env\"OTHER\"\"SET\"\"x\") 6::OTHER: 6::SET: ~value"},
      {"must_env", {"SET"}, "str\"value\""},
      {"must_env", {"EMPTY"}, "str\"\""},
      {"must_env", {"OTHER"}, "unknown(template must_env\"OTHER\") 6::OTHER:"},
      {"json_escape", {"<a\"b\n>"}, "str\"\\u003ca\\\\\"b\\n\\u003e\""},
      {"app_tfstate", {"output.o"}, "int5"},
      {"app_tfstatef", {"output.%s", "o"}, "int5"},
      {"app_tfstate", {"output.s"}, "unknown(redacted app_tfstate\"output.s\") 1:app_:output.s:"},
      {"tfstate", {"output.o"}, "unknown(template tfstate\"output.o\") 1::output.o:"},
      {"tfstate",
       {"aws_lambda_function.f.arn"},
       "partial(\"arn:\" <word> \":lambda:\" <word> \":\" <word> \":function:\" <word>) "
       "1::aws_lambda_function.f:arn"},
      {"tfstate",
       {"aws_lambda_alias.f.arn"},
       "partial(\"arn:\" <word> \":lambda:\" <word> \":\" <word> \":function:\" <word> \":\" "
       "<word>) 1::aws_lambda_alias.f:arn"},
      {"tfstate",
       {"module.m['a'].aws_lambda_function.f[0].qualified_arn"},
       "partial(\"arn:\" <word> \":lambda:\" <word> \":\" <word> \":function:\" <word> \":\" "
       "<any>) 1::module.m[\"a\"].aws_lambda_function.f[0]:qualified_arn"},
      {"tfstate",
       {"aws_lambda_function.f.function_name"},
       "partial(<word>) 1::aws_lambda_function.f:function_name"},
      {"tfstate",
       {"aws_lambda_function.f.invoke_arn"},
       "partial(\"arn:\" <word> \":apigateway:\" <word> \":lambda:path/\" <word> "
       "\"/functions/arn:\" <word> \":lambda:\" <word> \":\" <word> \":function:\" <word> "
       "\"/invocations\") 1::aws_lambda_function.f:invoke_arn"},
      {"tfstate",
       {"data.aws_lambda_function.f.arn"},
       "unknown(template tfstate\"data.aws_lambda_function.f.arn\") "
       "1::data.aws_lambda_function.f:arn"},
      {"tfstate",
       {"aws_ecr_repository.a.repository_url"},
       "partial(<word> \".dkr.ecr.\" <word> \"/\" <word>) 1::aws_ecr_repository.a:repository_url"},
      {"ssm", {"/a/b"}, "unknown(template ssm\"/a/b\") 4::/a/b:"},
      {"x_ssm", {"/a/b", "1"}, "unknown(template x_ssm\"/a/b\"\"1\") 4::/a/b:"},
      {"cfn_output", {"stack", "Key"}, "unknown(template cfn_output\"stack\"\"Key\") 2:stack:Key:"},
      {"cfn_export", {"Name"}, "unknown(template cfn_export\"Name\") 3::Name:"},
      {"secretsmanager_arn",
       {"db"},
       "partial(\"arn:\" <word> \":secretsmanager:\" <word> \":\" <word> \":secret:db-\" <word>) "
       "5::db:"},
      {"layer_arn",
       {"l", "3"},
       "partial(\"arn:\" <word> \":lambda:\" <word> \":\" <word> \":layer:l:3\")"},
      {"layer_arn",
       {"l", "latest"},
       "partial(\"arn:\" <word> \":lambda:\" <word> \":\" <word> \":layer:l:\" <word>)"},
      {"caller_identity",
       {},
       "map{Account:partial(<word>) Arn:partial(\"arn:\" <any>) UserId:partial(<any>)}"},
      {"my_func", {"a", "b"}, "unknown(template my_func\"a\"\"b\")"},
      {"cfn_output", {"stack"}, "unknown(template cfn_output\"stack\")"},
  };
  for (const Case& c : cases) {
    const auto value = call_function(c.name, c.arguments, context());
    ASSERT_TRUE(value) << c.name;
    EXPECT_EQ(dump(*value) + links(*value) + fallback(*value), c.expected) << c.name;
  }
}

TEST(CallFunction, KnowsItsNames) {
  EXPECT_FALSE(call_function("must_evn", {"A"}, context()));
  EXPECT_FALSE(call_function("my_first_tfstate", {"a.b.c"}, context()));
  EXPECT_FALSE(call_function("x_env", {"A"}, context()));
  TemplateContext lambroll = context();
  lambroll.accept_any_tfstate = true;
  EXPECT_TRUE(call_function("my_first_tfstate", {"a.b.c"}, lambroll));
  EXPECT_TRUE(call_function("my_first_tfstatef", {"a.%s.c", "b"}, lambroll));
}

TEST(Placeholders, BecomeHoles) {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"nginx:1.25", "str\"nginx:1.25\""},
      {"app:${TAG}", "partial(\"app:\" <any>) 6::TAG:"},
      {"${CPU}", "unknown(placeholder) 6::CPU:"},
      {"${CPU:-256}", "unknown(placeholder) 6::CPU: ~256"},
      {"<IMAGE1_NAME>", "unknown(placeholder)"},
      {"a<b>c $x ${} ${a b}", "str\"a<b>c $x ${} ${a b}\""},
  };
  for (const Case& c : cases) {
    const Value value = resolve_placeholders(c.text, {1, 2, 3});
    EXPECT_EQ(dump(value) + links(value) + fallback(value), c.expected) << c.text;
    EXPECT_EQ(value.span(), (Span{1, 2, 3}));
  }
}

}  // namespace
}  // namespace advisor
