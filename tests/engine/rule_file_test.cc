#include "src/engine/rule_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "src/engine/evaluate.h"
#include "src/engine/program.h"
#include "src/engine/rule_set.h"

namespace advisor {
namespace {

constexpr const char* kHead = R"(format: 1
id: my-rule
severity: warning
title: {en: A title, ja: 題}
match: [{type: "AWS::ECS::Service"}]
message: {en: A message., ja: 文。}
)";

// The diagnostics of loading and compiling one rule file, a line each.
std::string load(const std::string& text) {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  rules.add_path("rules/x/my-rule.yaml", memory_file_system({{"rules/x/my-rule.yaml", text}}),
                 sources, diagnostics);
  for (const Rule* rule : rules.rules()) {
    Value params = Value::map();
    for (const RuleParam& param : rule->params)
      params.set(param.name, param.default_value);
    (void)compile_rule(*rule, params, {Language::kEnglish, Language::kJapanese}, sources,
                       diagnostics);
  }
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    const LineColumn at = diagnostic.span.valid()
                              ? sources.file(diagnostic.span.source).locate(diagnostic.span.begin)
                              : LineColumn{0, 0};
    out += fmt::format("{}:{}: {}{}\n", at.line, at.column, diagnostic.message,
                       diagnostic.hint.empty() ? "" : "; " + diagnostic.hint);
  }
  return out;
}

struct Case {
  const char* text;      // appended to kHead
  const char* expected;  // diagnostics
};

TEST(RuleFile, MistakesPointIntoTheFile) {
  const Case cases[] = {
      {"check: \"true\"\n", ""},
      {"check: true\n", ""},
      {"", "1:1: a rule needs either 'check' or 'checks'\n"},
      {"chek: \"true\"\n",
       "1:1: a rule needs either 'check' or 'checks'\n"
       "7:1: a rule has no key 'chek'; did you mean 'check'?\n"},
      {"check: [a]\n",
       "7:8: 'check' must be an expression in a string, not a list; quote it or write it below "
       "'|': YAML takes a leading [, { or ! for its own syntax\n"
       "1:1: a rule needs either 'check' or 'checks'\n"},
      {"check: \"true\"\nlet: {function: \"1\"}\n",
       "8:7: 'function' cannot be used as a name; names are letters, digits and _, and not a "
       "reserved word such as function or package\n"},
      {"check: \"true\"\nlet: {resource: \"1\"}\n", "8:7: the name 'resource' is taken\n"},
      {"check: \"true\"\nparams: {n: {type: int, default: x}}\n",
       "8:34: the default of 'n' is a string, its type is int\n"},
      {"check: \"true\"\nparams: {n: {type: integer, default: 1}}\n",
       "8:20: 'type' must be one of int, double, bool, string, duration, timestamp, list, map\n"},
      {"check: \"true\"\nlookup: {q: {type: \"AWS::SQS::Queue\"}}\n",
       "8:10: the lookup 'q' needs either 'follow' or 'find'\n"},
      {"checks: [{id: a, assert: \"true\", severty: info}]\n",
       "7:34: an entry of 'checks' has no key 'severty'; did you mean 'severity'?\n"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(load(std::string(kHead) + c.text), c.expected) << c.text;
}

TEST(RuleFile, ExpressionErrorsPointIntoScalars) {
  const std::string unknown_name = load(std::string(kHead) + R"(let:
  limits: resource.Limits
check: limit.exists(u, u == 1)
)");
  EXPECT_NE(unknown_name.find("9:8: "), std::string::npos) << unknown_name;
  EXPECT_NE(unknown_name.find("did you mean 'limits'?"), std::string::npos) << unknown_name;
  const std::string in_block = load(std::string(kHead) + R"(check: |
  has(resource.A) &&
    resource.B = 1
)");
  EXPECT_NE(in_block.find("9:16: "), std::string::npos) << in_block;
}

TEST(RuleFile, NeedsItsIdAsFileName) {
  std::string text = std::string(kHead) + "check: \"true\"\n";
  text.replace(text.find("my-rule"), 7, "other-x");
  EXPECT_EQ(load(text), "2:5: the file of the rule 'other-x' must be called other-x.yaml\n");
}

TEST(RuleFile, NewerFormatIsRefused) {
  std::string text = std::string(kHead) + "check: \"true\"\n";
  text.replace(text.find("format: 1"), 9, "format: 2");
  EXPECT_EQ(load(text),
            "1:9: this is rule format 2, this program reads format 1; update advisor\n");
}

}  // namespace
}  // namespace advisor
