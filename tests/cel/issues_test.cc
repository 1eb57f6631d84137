// What is wrong with an expression: messages, hints and offsets; and errors of evaluation.

#include <gtest/gtest.h>

#include "src/cel/cel.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

// "message | hint | the text it points to"
std::string issue_text(Scope& scope, const std::string& expression) {
  const Compiled compiled = scope.compile(expression);
  const Issue* issue = std::get_if<Issue>(&compiled);
  if (issue == nullptr)
    return "no issue";
  return issue->message + " | " + issue->hint + " | " +
         expression.substr(issue->begin, issue->end - issue->begin);
}

void declare(Scope& scope) {
  scope.declare("resource");
  scope.declare("container");
  scope.declare("now");
  EXPECT_FALSE(scope.define("not_it", "true"));
  Value params = Value::map();
  params.set("min_nofile", Value::integer(4096));
  scope.define_constant("params", std::move(params));
  EXPECT_FALSE(scope.define("limits", "container.?Ulimits.orValue([])"));
  EXPECT_FALSE(scope.define_function("isFargate(td)", "td.Compat == 'FARGATE'"));
}

TEST(IssuesTest, SayWhatIsWrongAndWhere) {
  const std::vector<std::pair<std::string, std::string>> table = {
      // Names
      {"limit.exists(u, true)", "no variable or function 'limit' | did you mean 'limits'? | limit"},
      {"nope", "no variable or function 'nope' |  | nope"},
      {"nope(1)", "no function 'nope' |  | nope"},
      {"resource.A.len()", "no function 'len' |  | len"},
      {"resource.A.SIZE()", "no function 'SIZE' | did you mean 'size'? | SIZE"},
      {"al(1)", "no function 'al' | did you mean 'all'? | al"},
      {"zzzz", "no variable or function 'zzzz' |  | zzzz"},
      {"limits.exists(item, itm.Name == 'x')",
       "no variable or function 'itm' | did you mean 'item'? | itm"},
      {"resource.Name.startWith('x')",
       "no function 'startWith' | did you mean 'startsWith'? | startWith"},
      {"limits.exist(u, true)", "no function 'exist' | did you mean 'exists'? | exist"},
      {"math.greates(1, 2)",
       "no function 'math.greates' | did you mean 'math.greatest'? | math.greates"},
      {"isFargat(resource)", "no function 'isFargat' | did you mean 'isFargate'? | isFargat"},
      {"isFargate", "'isFargate' is a function | call it with its arguments | isFargate"},
      {"size", "'size' is a function | call it with its arguments | size"},
      {"params.min_nofil > 1",
       "no key 'min_nofil' | did you mean 'min_nofile'? | params.min_nofil"},
      {"function == 1", "'function' is a reserved word |  | function"},
      {"has(resource)", "has() takes one property, as in has(x.Name) |  | has(resource)"},
      {"limits.all(u.x, true)", "all() takes a simple name as its first argument |  | u.x"},
      {"limits.all(a, a, true)", "both variables are called 'a' |  | limits.all(a, a, true)"},
      // Calls
      {"resource.Name.startsWith()", "startsWith() takes 1 argument, not 0 |  | startsWith()"},
      {"size(1, 2)", "size() takes 1 argument, not 2 |  | size(1, 2)"},
      {"isFargate()", "isFargate() takes 1 argument, not 0 |  | isFargate()"},
      {"resource.arn()", "arn() is called as arn(x) |  | arn"},
      {"startsWith('a', 'b')", "startsWith() is called as x.startsWith() |  | startsWith"},
      {"limits.exists(true)", "exists() is called as x.exists(name, expression) |  | exists(true)"},
      // Constant parts
      {"1 / 0 == 1", "division by zero |  | 1 / 0"},
      {"resource.A == 1 + 'x'", "no such overload: +(int, string) |  | 1 + 'x'"},
      {"duration('1d') > resource.A", "'1d' is no duration |  | duration('1d')"},
      {"resource.A.matches('[')", "invalid regular expression: missing ]: [ |  | '['"},
      {"9223372036854775807 + 1 > resource.A", "int overflow |  | 9223372036854775807 + 1"},
      {"resource.A || 1 / 0 == 1", "no issue"},
      {"cel.bind(x, 1 / 0, resource.A)", "no issue"},
      // Syntax
      {"", "the expression ends where a value should be |  | "},
      {"1 +", "the expression ends where a value should be |  | "},
      {"(1", "the expression ends where ')' should be |  | "},
      {"1 2", "'2' stands where an operator or the end should be |  | 2"},
      {"a = 1", "'=' is no operator | write '==' to compare | ="},
      {"a & b", "unexpected character '&' | write '&&' | &"},
      {"a # b", "unexpected character '#' |  | #"},
      {"'abc", "this string literal has no end |  | 'abc"},
      {"'a\\qb'", "'\\q' is no escape |  | \\q"},
      {"'\\ud800'", "'\\ud800' is no code point |  | \\ud800"},
      {"'\\x4'", "this escape needs 2 hexadecimal digits |  | \\x4"},
      {"b'x'", "bytes literals are not supported |  | b"},
      {"9223372036854775808", "the number does not fit into 64 bits |  | 9223372036854775808"},
      {"18446744073709551616u", "the number does not fit into 64 bits |  | 18446744073709551616u"},
      {"-9223372036854775809", "the number does not fit into 64 bits |  | -9223372036854775809"},
      {"1e999", "the number is too large for a double |  | 1e999"},
      {"0x", "'0x' is no number |  | 0x"},
      {"1e", "'1e' is no number |  | 1e"},
      {"'\\400'", "'\\4' is no escape |  | \\4"},
      {"'\\U00110000'", "'\\U00110000' is no code point |  | \\U00110000"},
      {"'a\nb'", "this string literal has no end |  | 'a"},
      {"'''a", "this string literal has no end |  | '''a"},
      {"rb'x'", "bytes literals are not supported |  | rb"},
      {"`a`", "'`a`' stands where a value should be |  | `a`"},
      {"while(1)", "'while' is a reserved word |  | while"},
      {"[1].all(true, true)", "all() takes a simple name as its first argument |  | true"},
      {"[1].all(if, true)", "'if' is a reserved word |  | if"},
      {"has(resource.A.B())",
       "has() takes one property, as in has(x.Name) |  | has(resource.A.B())"},
      {"has(resource['A'])", "has() takes one property, as in has(x.Name) |  | has(resource['A'])"},
      {"resource.?in", "'in' stands where a property name should be |  | in"},
      {"12ab", "'12ab' is no number |  | 12ab"},
      {"1.", "the expression ends where a property name should be |  | "},
      {"!-1", "'!' and '-' cannot be mixed | put the inner one in parentheses | !-"},
      {"!-resource.A", "'!' and '-' cannot be mixed | put the inner one in parentheses | !-"},
      {"resource.in", "'in' stands where a property name should be |  | in"},
      {"resource.`a\"`",
       "a name in backticks holds letters, digits, '_', '.', '-', '/' and blanks only |  | `a\""},
      {"[1, 2", "the expression ends where ']' should be |  | "},
      {"{1}", "'}' stands where ':' should be |  | }"},
      {"size(1,)", "')' stands where an argument should be |  | )"},
      {"\xff", "invalid UTF-8 |  | \xff"},
  };
  Scope scope;
  declare(scope);
  for (const auto& [expression, wanted] : table)
    EXPECT_EQ(issue_text(scope, expression), wanted) << expression;
}

TEST(IssuesTest, AcceptWhatTheGrammarAllows) {
  Scope scope;
  declare(scope);
  for (const std::string expression :
       {"resource.function.while", "resource.`a-b.c/d e`", "has(resource.`x-y`)", "[1, 2,]",
        "{'a': 1,}", "1 // comment", "// first\n1", ".resource.A", "- 1 - -1", "!!true",
        "r'\\d' + R\"\\\"\"", "'''a\n'b'''", "resource.?a[?0].b", "resource\t.\n A",
        "1 in [1] in [true]", "true ? 1 : false ? 2 : 3", ".5 + 1e3 + 1.5E-3", "0xFFu",
        "limits.exists_one(u, u.A.exists(v, true))"})
    EXPECT_EQ(issue_text(scope, expression), "no issue") << expression;
}

TEST(IssuesTest, FunctionsAreCheckedWhenTheyAreDefined) {
  Scope scope;
  declare(scope);
  const auto define = [&](const char* signature, const char* body) -> std::string {
    const auto found = scope.define_function(signature, body);
    if (!found)
      return "ok";
    const std::string text = found->in_signature ? signature : body;
    return (found->in_signature ? "signature: " : "body: ") + found->issue.message + " | " +
           text.substr(found->issue.begin, found->issue.end - found->issue.begin);
  };
  EXPECT_EQ(define("f", "1"), "signature: a function is written as name(parameter, ...) | f");
  EXPECT_EQ(define("size(x)", "1"), "signature: 'size' is already defined | size");
  EXPECT_EQ(define("isFargate(x)", "1"), "signature: 'isFargate' is already defined | isFargate");
  EXPECT_EQ(define("f(a, if)", "1"), "signature: 'if' cannot be a name | if");
  EXPECT_EQ(define("f(a, a)", "1"), "signature: there are two parameters 'a' | a");
  EXPECT_EQ(define("f(a)", "b + 1"), "body: no variable or function 'b' | b");
  EXPECT_EQ(define("f(a)", "f(a)"), "body: no function 'f' | f");
  EXPECT_EQ(define("f(a)", "a +"), "body: the expression ends where a value should be | ");
  EXPECT_EQ(define(" twice ( a ) ", "a * 2"), "ok");
  EXPECT_EQ(define("quad(a)", "twice(twice(a))"), "ok");
  EXPECT_EQ(issue_text(scope, "quad('x') == 1"), "no issue");
}

TEST(IssuesTest, NamesOfRules) {
  for (const char* good : {"a", "_x1", "limits"})
    EXPECT_TRUE(is_valid_name(good)) << good;
  for (const char* bad : {"", "1a", "a-b", "in", "true", "function", "a.b"})
    EXPECT_FALSE(is_valid_name(bad)) << bad;
}

TEST(IssuesTest, EvaluationErrorsKnowTheirPlace) {
  Scope scope;
  const Slot slot = scope.declare("c");
  scope.declare("unset");
  ASSERT_FALSE(scope.define("name", "  c.Nam + 'x'"));
  ASSERT_FALSE(scope.define_function("limit(u)", "u.SoftLimit"));
  Value container = Value::map();
  container.set("Name", Value::string("app"));
  container.set("Cpu", Value::integer(1));
  struct Row {
    std::string expression, message, place;
    const Value* data;
  };
  const std::vector<Row> table = {
      {"1 + c.Missing", "no key 'Missing'", "c.Missing", &container},
      {"name == 'y'", "no key 'Nam'", "c.Nam", &container},
      {"limit(c) > 1", "no key 'SoftLimit'", "u.SoftLimit", &container},
      {"c.Name > 4", "no such overload: >(string, int)", "c.Name > 4", nullptr},
      {"c.Name.startsWith(c.Cpu)", "no such overload: startsWith(string, int)",
       "c.Name.startsWith(c.Cpu)", container.find("Name")},
      {"c.Name.First", "no property 'First': this is a value of type string", "c.Name.First",
       container.find("Name")},
      {"c.Cpu && true", "no such overload: &&(int)", "c.Cpu", container.find("Cpu")},
      {"[1].all(x, c.Cpu)", "no such overload: predicate(int)", "c.Cpu", container.find("Cpu")},
      {"[1, 2][c.Cpu + 5]", "index 6 is out of range (size 2)", "[1, 2][c.Cpu + 5]", nullptr},
      {"unset", "variable 'unset' is not set", "", nullptr},
      {"optional.ofNonZeroValue(c.Cpu - 1).value()", "the optional has no value",
       "optional.ofNonZeroValue(c.Cpu - 1).value()", nullptr},
  };
  for (const Row& row : table) {
    const Compiled compiled = scope.compile(row.expression);
    ASSERT_TRUE(std::holds_alternative<const Expression*>(compiled)) << row.expression;
    Frame frame(scope);
    frame.set(slot, Val::from(container));
    const Val result = frame.eval(*std::get<const Expression*>(compiled));
    ASSERT_TRUE(result.is_error()) << row.expression << " gave " << dump(result);
    const EvalError& error = result.error();
    EXPECT_EQ(error.message, row.message);
    if (!row.place.empty()) {
      EXPECT_EQ(error.expression.substr(error.begin, error.end - error.begin), row.place);
    }
    if (row.data != nullptr) {
      EXPECT_EQ(error.data, row.data) << row.expression;
    }
  }
}

}  // namespace
}  // namespace advisor::cel
