// Functions on known values; with unknown ones they are in tables_test.cc.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "src/cel/cel.h"
#include "src/cel/functions.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

using Table = std::vector<std::pair<std::string, std::string>>;

// eval_dump() refuses constant expressions that fail; dyn-less variables make them fail at run
// time.
void check(const Table& table) {
  for (const auto& [expression, wanted] : table)
    EXPECT_EQ(eval_dump(expression), wanted) << expression;
}

TEST(FunctionsTest, Conversions) {
  check({{"size('ü€😀')", "3"},
         {"[1, 2].size()", "2"},
         {"int('987')", "987"},
         {"int('-12')", "-12"},
         {"int('1.5')", "issue: '1.5' is no int"},
         {"int(' 1')", "issue: ' 1' is no int"},
         {"int('0x10')", "issue: '0x10' is no int"},
         {"int(-1.9)", "-1"},
         {"int(1e19)", "issue: the number is outside the range of int"},
         {"uint(-1)", "issue: the number is outside the range of uint"},
         {"double('1e3')", "1000.0"},
         {"double('x')", "issue: 'x' is no double"},
         {"string(1e21)", "\"1e+21\""},
         {"string(0.1)", "\"0.1\""},
         {"string(true)", "\"true\""},
         {"string(duration('1h30m0.5s'))", "\"5400.5s\""},
         {"bool('TRUE')", "true"},
         {"bool('yes')", "issue: 'yes' is no bool"},
         {"type(1) == int", "true"},
         {"type(duration('1s')) == google.protobuf.Duration", "true"},
         {"string([])", "issue: no such overload: string(list)"}});
}

// Each function in each style it has, with arguments it does not take.
TEST(FunctionsTest, Styles) {
  check({{"matches('a', 'a') && 'a'.matches('a')", "true"},
         {"size('a') + 'a'.size()", "2"},
         {"'1'.int()", "issue: int() is called as int(x)"},
         {"indexOf('a', 'a')", "issue: indexOf() is called as x.indexOf()"},
         {"arn('a', 'b')", "issue: arn() takes 1 argument, not 2"},
         {"'a'.replace('b')", "issue: replace() takes 2 or 3 arguments, not 1"},
         {"'a'.contains(1)", "issue: no such overload: contains(string, int)"},
         {"'a'.charAt('b')", "issue: no such overload: charAt(string, string)"},
         {"'a'.matches(1)", "issue: no such overload: matches(string, int)"},
         {"[1].join()", "issue: no such overload: join(list)"},
         {"1.0.lowerAscii()", "issue: no such overload: lowerAscii(double)"},
         {"sets.contains(1, [])", "issue: no such overload: sets.contains(int, list)"},
         {"timestamp(0).getHours(1)",
          "issue: no such overload: getHours(google.protobuf.Timestamp, int)"},
         {"duration('1h').getFullYear()",
          "issue: no such overload: getFullYear(google.protobuf.Duration)"},
         {"math.isNaN(1)", "issue: no such overload: math.isNaN(int)"},
         {"regex.extract('a', 1)", "issue: no such overload: regex.extract(string, int)"},
         {"1.hasValue()", "issue: no such overload: hasValue(int)"}});
}

TEST(FunctionsTest, Numbers) {
  check({{"-9223372036854775808", "-9223372036854775808"},
         {"9223372036854775807 < 9223372036854775808.0", "false"},
         {"-7 / 2", "-3"},
         {"-7 % 2", "-1"},
         {"1 + 1.0", "issue: no such overload: +(int, double)"},
         {"1u - 2u", "issue: uint overflow"},
         {"-9223372036854775808 / -1", "issue: int overflow"},
         {"1.0 / 0.0 > 1e308", "true"},
         {"1 == 1.0 && 1u == 1 && 1 != 1.5", "true"},
         {"'443' == 443", "false"},
         {"0.0 / 0.0 == 0.0 / 0.0", "false"},
         {"'a' < 1", "issue: no such overload: <(string, int)"},
         {"false < true && 'B' < 'a' && 'z' < 'é'", "true"},
         {"[1, 2][1.0]", "2"},
         {"[1, 2][1u]", "2"},
         {"[1, 2][-1]", "issue: index -1 is out of range (size 2)"},
         {"[1, 2][?2]", "none"},
         {"{1: 'a'}[1.0]", "\"a\""},
         {"1.0 in {1: 'a'}", "true"},
         {"{'a': 1, 'a': 2}", "issue: repeated key in a map"},
         {"{1: 'a', 1u: 'b'}", "issue: repeated key in a map"},
         {"{1.5: 'a'}", "issue: no such overload: {key: value}(double)"},
         {"1 in 2", "issue: no such overload: in(int, int)"}});
}

TEST(FunctionsTest, Macros) {
  check({{"{'a': 1, 'b': 2}.all(k, k < 'c')", "true"},
         {"{'a': 1}.exists(k, v, k == 'a' && v == 1)", "true"},
         {"['x', 'y'].existsOne(i, v, i == 1 && v == 'y')", "true"},
         {"[1, 2, 3].map(x, x > 1, x * 2)", "[4, 6]"},
         {"{'a': 1, 'b': 2}.map(k, k)", "[\"a\", \"b\"]"},
         {"{'a': 1, 'b': 2}.filter(k, k == 'b')", "[\"b\"]"},
         {"['a', 'b'].transformList(i, v, i > 0, v + string(i))", "[\"b1\"]"},
         {"['a', 'b'].transformMap(i, v, v)", "{0: \"a\", 1: \"b\"}"},
         {"[1, 0].exists(x, 1 / x == 1)", "true"},
         {"[0, 1].all(x, 1 / x == 2)", "false"},
         {"[0, 1].exists_one(x, 1 / x == 1)", "error: division by zero"},
         {"[1, 1].exists_one(x, x == 1)", "false"},
         {"optional.of(2).optMap(x, x * 2)", "some(4)"},
         {"optional.none().optFlatMap(x, optional.of(x))", "none"},
         {"cel.bind(x, 1 / 0, 2)", "2"},
         {"[1].map(x, [2].map(x, x))", "[[2]]"},
         {"1.all(x, true)", "error: no such overload: all(int)"},
         {"has({'a': 1}.a) && !has({'a': 1}.b)", "true"},
         {"has({'a-b': 1}.`a-b`)", "true"}});
}

// The table of functions in docs/cel.md has an example per row: "`expression` is `value`", or an
// expression that must at least compile.
TEST(FunctionsTest, ExamplesOfTheDocumentationAreTrue) {
  std::ifstream file(std::string(ADVISOR_SOURCE_DIR) + "/docs/cel.md");
  ASSERT_TRUE(file);
  int examples = 0;
  bool functions = false;
  for (std::string line; std::getline(file, line);) {
    if (line.substr(0, 3) == "## ")
      functions = line == "## Functions";
    const std::size_t last = line.rfind(" | ");
    if (!functions || line.substr(0, 3) != "| `" || line.find("*Resources*") != std::string::npos)
      continue;
    ASSERT_NE(last, std::string::npos) << line;
    const std::string example = line.substr(last + 3);
    std::vector<std::string> quoted;
    for (std::size_t at = example.find('`'); at != std::string::npos; at = example.find('`', at)) {
      const std::size_t end = example.find('`', at + 1);
      ASSERT_NE(end, std::string::npos) << line;
      quoted.push_back(example.substr(at + 1, end - at - 1));
      at = end + 1;
    }
    const bool about_resources = example.find("queue") != std::string::npos ||
                                 example.find("target") != std::string::npos ||
                                 example.find("role)") != std::string::npos;
    if (about_resources)
      continue;
    EXPECT_FALSE(quoted.empty()) << line;
    for (std::size_t i = 0; i < quoted.size(); ++i) {
      const std::string value = eval_dump(quoted[i]);
      EXPECT_NE(value.substr(0, 5), "issue") << quoted[i] << ": " << value;
      if (example.find("`" + quoted[i] + "` is `") == std::string::npos)
        continue;
      EXPECT_EQ(eval_dump("(" + quoted[i] + ") == (" + quoted[i + 1] + ")"), "true") << quoted[i];
      ++i;
      ++examples;
    }
  }
  EXPECT_GT(examples, 50);
}

TEST(FunctionsTest, EveryFunctionIsDocumented) {
  std::ifstream file(std::string(ADVISOR_SOURCE_DIR) + "/docs/cel.md");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (const std::string_view name : function_names())
    EXPECT_NE(text.find(std::string(name) + "("), std::string::npos) << name;
}

TEST(FunctionsTest, Time) {
  check({{"timestamp('2024-02-29T12:00:00+09:00')", "timestamp(2024-02-29T03:00:00Z)"},
         {"timestamp('2023-02-29T12:00:00Z')", "issue: '2023-02-29T12:00:00Z' is no timestamp"},
         {"timestamp(0).getFullYear()", "1970"},
         {"timestamp('2024-12-31T23:00:00Z').getDayOfYear()", "365"},
         {"timestamp('2024-12-31T23:00:00Z').getDate('+09:00')", "1"},
         {"timestamp('2024-12-31T23:00:00Z').getHours('-02:30')", "20"},
         {"timestamp('2024-12-31T23:00:00Z').getHours('02:00')", "1"},
         {"timestamp(0).getHours('Asia/Tokyo')",
          "issue: 'Asia/Tokyo' is no time zone; write 'UTC' or '+09:00'"},
         {"timestamp('2024-03-01T00:00:00Z') - timestamp('2024-02-28T00:00:00Z')",
          "duration(172800s)"},
         {"timestamp('2024-01-31T00:00:00Z') + days(1)", "timestamp(2024-02-01T00:00:00Z)"},
         {"duration('4320h') == days(180)", "true"},
         {"duration('-1.5s')", "duration(-1.5s)"},
         {"duration('1d')", "issue: '1d' is no duration"},
         {"duration('1ms') + duration('1us') + duration('1ns')", "duration(0.001001001s)"},
         {"seconds(90).getMinutes()", "1"},
         {"seconds(1.5).getMilliseconds()", "500"},
         {"seconds('1')", "issue: no such overload: seconds(string)"}});
}

TEST(FunctionsTest, Strings) {
  check({{"'a,b,c'.split(',')", "[\"a\", \"b\", \"c\"]"},
         {"'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"},
         {"'a,b'.split(',', 0)", "[]"},
         {"'aé'.split('')", "[\"a\", \"é\"]"},
         {"'hello'.replace('l', 'L', 1)", "\"heLlo\""},
         {"'ab'.replace('', '-')", "\"-a-b-\""},
         {"'tacocat'.substring(4)", "\"cat\""},
         {"'tacocat'.substring(0, 4)", "\"taco\""},
         {"'äöü'.substring(1, 2)", "\"ö\""},
         {"'tacocat'.lastIndexOf('a', 4)", "1"},
         {"'abc'.charAt(3)", "\"\""},
         {"'abc'.charAt(4)", "issue: index 4 is out of range"},
         {"'abc'.indexOf('a', 4)", "issue: index 4 is out of range"},
         {"'AbÄ'.lowerAscii()", "\"abÄ\""},
         {"'x'.matches('^X$')", "false"},
         {"matches('default.mysql8.0', '^default\\\\.')", "true"},
         {"'x'.matches('(')", "issue: invalid regular expression: missing ): ("},
         {"regex.extract('item-A-1', 'item-(\\\\w)')", "some(\"A\")"},
         {"regex.extract('x', 'y')", "none"},
         {"regex.extractAll('a1b22', '[0-9]+')", "[\"1\", \"22\"]"},
         {"regex.extract('x', '(a)(b)')",
          "issue: the regular expression has more than one capture group"},
         {"matchesGlob('web-1.example.com', 'web-?.*.com')", "true"}});
}

TEST(FunctionsTest, Math) {
  check({{"math.greatest(1, 2.5, 2u)", "2.5"},
         {"math.least([3, 1, 2])", "1"},
         {"math.greatest([])", "issue: math.greatest() of an empty list"},
         {"math.greatest('a')", "issue: no such overload: math.greatest(string)"},
         {"math.round(-1.5)", "-2.0"},
         {"math.ceil(1)", "issue: no such overload: math.ceil(int)"},
         {"math.abs(-3)", "3"},
         {"math.sign(-2.5)", "-1.0"},
         {"math.sign(7)", "1"},
         {"math.isNaN(0.0 / 0.0)", "true"}});
}

TEST(FunctionsTest, Lists) {
  check({{"[1, 2, 3].sum()", "6"},
         {"[].sum()", "0"},
         {"[1.5, 2.0].sum()", "3.5"},
         {"[duration('1s'), duration('2s')].sum()", "duration(3s)"},
         {"[1, 2.0].sum()", "issue: no such overload: +(int, double)"},
         {"['a'].sum()", "issue: no such overload: sum(list)"},
         {"['b', 'a'].min()", "\"a\""},
         {"[].max()", "issue: max() of an empty list"},
         {"[1, 1.0, 2, 1u].distinct()", "[1, 2]"},
         {"[1, [2, [3, [4]]]].flatten()", "[1, 2, [3, [4]]]"},
         {"[1, [2, [3, [4]]]].flatten(2)", "[1, 2, 3, [4]]"},
         {"[1, 2, 3].reverse()", "[3, 2, 1]"},
         {"[1, 2, 3, 4].slice(1, 3)", "[2, 3]"},
         {"[1].slice(0, 2)", "issue: slice(0, 2) is out of range (size 1)"},
         {"[3, 1, 2].sort()", "[1, 2, 3]"},
         {"[3, 'a'].sort()", "issue: no such overload: sort(list)"},
         {"[{'n': 2}, {'n': 1}].sortBy(e, e.n)", "[{\"n\": 1}, {\"n\": 2}]"},
         {"[1, 2].first()", "some(1)"},
         {"[1, 2].last().value()", "2"},
         {"[].last()", "none"},
         {"sets.contains([1, 2.0], [1u, 2])", "true"},
         {"sets.intersects([1], [2])", "false"},
         {"sets.equivalent([1, 2, 2], [2, 1])", "true"}});
}

TEST(FunctionsTest, AwsValues) {
  check({{"number('42')", "42"},
         {"number('4.5')", "4.5"},
         {"number(7)", "7"},
         {"number('abc')", "issue: 'abc' is no number"},
         {"number('-0.5e2')", "-50.0"},
         {"number('9223372036854775808')", "9223372036854775808.0"},
         {"number('')", "issue: '' is no number"},
         {"number(' 1')", "issue: ' 1' is no number"},
         {"number('1_000')", "issue: '1_000' is no number"},
         {"number('0x10')", "issue: '0x10' is no number"},
         {"number('NaN')", "issue: 'NaN' is no number"},
         {"number('inf')", "issue: 'inf' is no number"},
         {"number('1e999')", "issue: '1e999' is no number"},
         {"number(2u)", "2u"},
         {"number(true)", "issue: no such overload: number(bool)"},
         {"asList('a')", "[\"a\"]"},
         {"asList(['a'])", "[\"a\"]"},
         {"asList([])", "[]"},
         {"asList({'a': 1})", "[{\"a\": 1}]"},
         {"asList(null)", "[null]"},
         {"compareVersions('', '')", "0"},
         {"compareVersions('', '1')", "-1"},
         {"compareVersions('8.0.036', '8.0.36')", "0"},
         {"compareVersions('99999999999999999999', '100000000000000000000')", "-1"},
         {"compareVersions('1.0-rc1', '1.0')", "1"},
         {"compareVersions(8, '8')", "issue: no such overload: compareVersions(int, string)"},
         {"matchesGlob('', '')", "true"},
         {"matchesGlob('', '*')", "true"},
         {"matchesGlob('', '?')", "false"},
         {"matchesGlob('ab', 'a')", "false"},
         {"matchesGlob('a/b/c', 'a*c')", "true"},
         {"matchesGlob('aé', 'a?')", "true"},
         {"matchesGlob('a*b', 'a[*]b')", "false"},
         {"matchesGlob('ABC', 'abc')", "false"},
         {"matchesGlob('aaab', '*a*ab')", "true"},
         {"seconds(0)", "duration(0s)"},
         {"seconds(-1)", "duration(-1s)"},
         {"days(1) == duration('24h')", "true"},
         {"days(0.5) == duration('12h')", "true"},
         {"days(9223372036854775807)", "issue: duration overflow"},
         {"seconds(1e300)", "issue: duration overflow"},
         {"seconds(0.0 / 0.0)", "issue: duration overflow"},
         {"arn('arn:aws:s3:::bucket/key').value().ResourceType", "\"bucket\""},
         {"has(arn('arn:aws:s3:::bucket').value().ResourceType)", "false"},
         {"arn('arn:aws:s3:::').value().Resource", "\"\""},
         {"arn('arn:')", "none"},
         {"arn('')", "none"},
         {"arn('xarn:aws:s3:::b')", "none"},
         {"arn(1)", "issue: no such overload: arn(int)"},
         {"json('')", "issue: the text is no JSON (at byte 1)"},
         {"json('[1] x')", "issue: the text is no JSON (at byte 5)"},
         {"json('{\"a\": null}') == {}", "true"},
         {"json('1e2') == 100", "true"},
         {"json('\"x\"')", "\"x\""},
         {"json([])", "issue: no such overload: json(list)"},
         {"compareVersions('8.0.9', '8.0.36')", "-1"},
         {"compareVersions('5.7.mysql_aurora.2.11.2', '5.7.mysql_aurora.2.9.3')", "1"},
         {"compareVersions('python3.9', 'python3.12')", "-1"},
         {"compareVersions('8.0', '8.0.1')", "-1"},
         {"compareVersions('1.02', '1.2')", "0"},
         {"json('{\"a\": [1, 2.5, \"x\"]}')", "{\"a\": [1, 2.5, \"x\"]}"}});
}

class TestHost : public Host {
 public:
  TestHost() : meta(Value::map()) { meta.set("name", Value::string("q")); }
  Truth found(const Value& value) const override { return answer(value); }
  Truth is_type(const Value& value, std::string_view type) const override {
    return &value != known             ? Truth::kUnknown
           : type == "AWS::SQS::Queue" ? Truth::kTrue
                                       : Truth::kFalse;
  }
  const Value* meta_of(const Value& value) const override {
    return &value == known ? &meta : nullptr;
  }
  Truth refers(const Value& reference, const Value& value) const override {
    const std::string* text = reference.as_string();
    return text == nullptr                   ? Truth::kUnknown
           : *text == "q" && &value == known ? Truth::kTrue
                                             : Truth::kFalse;
  }
  Truth answer(const Value& value) const {
    return &value == known ? Truth::kTrue : Truth::kUnknown;
  }
  const Value* known = nullptr;
  Value meta;
};

TEST(FunctionsTest, ResourcesAreAskedOfTheHost) {
  Scope scope;
  const Slot queue_slot = scope.declare("queue");
  const Slot other_slot = scope.declare("other");
  const Value queue = Value::map();
  const Value other = Value::unknown({});
  TestHost host;
  host.known = &queue;
  const Table table = {
      {"found(queue)", "true"},
      {"found(other)", "?"},
      {"isType(queue, 'AWS::SQS::Queue')", "true"},
      {"isType(queue, 'AWS::SNS::Topic')", "false"},
      {"isType(other, 'AWS::SNS::Topic')", "?"},
      {"metaOf(queue).name", "\"q\""},
      {"metaOf(other).name", "?"},
      {"refers('q', queue)", "true"},
      {"refers('x' + 'y', queue)", "false"},
      {"refers(other, queue)", "?"},
      {"[other].exists(o, refers('q', o))", "false"},
  };
  for (const auto& [expression, wanted] : table) {
    const Compiled compiled = scope.compile(expression);
    ASSERT_TRUE(std::holds_alternative<const Expression*>(compiled)) << expression;
    const Expression& program = *std::get<const Expression*>(compiled);
    Frame frame(scope, &host);
    frame.set(queue_slot, Val::from(queue));
    frame.set(other_slot, Val::from(other));
    EXPECT_EQ(dump(frame.eval(program)), wanted) << expression;
    Frame without(scope);
    without.set(queue_slot, Val::from(queue));
    without.set(other_slot, Val::from(other));
    EXPECT_TRUE(without.eval(program).is_unknown() || wanted == "false") << expression;
  }
}

TEST(FunctionsTest, DisplayIsForPeople) {
  Scope scope;
  const Slot slot = scope.declare("s");
  Unknown sub;
  sub.pieces = {{"arn:", Piece::Hole::kNone}, {"", Piece::Hole::kWord}};
  Unknown written = sub;
  written.text = "arn:${X}";
  Value value = Value::map();
  value.set("sub", Value::unknown(sub));
  value.set("written", Value::unknown(written));
  value.set("u", Value::unknown({}));
  const Table table = {
      {"'text'", "text"},
      {"1.50", "1.5"},
      {"2.0", "2"},
      {"[1, 'a', s.u]", "1, a, (later)"},
      {"{'k': [1]}", "{k: 1}"},
      {"timestamp('2026-11-01T00:00:00Z')", "2026-11-01"},
      {"timestamp('2026-11-01T00:00:01Z')", "2026-11-01T00:00:01Z"},
      {"duration('90s')", "90s"},
      {"s.u", "(later)"},
      {"s.sub", "arn:(later)"},
      {"s.sub + '/x'", "arn:(later)/x"},
      {"s.written", "arn:${X}"},
      {"s.?none", ""},
      {"s.?u", "(later)"},
      {"s.none", ""},
      {"int", "int"},
  };
  for (const auto& [expression, wanted] : table) {
    Frame frame(scope);
    frame.set(slot, Val::from(value));
    const Val result = frame.eval(*std::get<const Expression*>(scope.compile(expression)));
    EXPECT_EQ(display(result, "(later)"), wanted) << expression;
  }
}

}  // namespace
}  // namespace advisor::cel
