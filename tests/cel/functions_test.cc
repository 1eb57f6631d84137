// Functions on known values; with unknown ones they are in tables_test.cc.

#include <gtest/gtest.h>

#include "src/cel/cel.h"
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
         {"number(true)", "issue: no such overload: number(bool)"},
         {"asList('a')", "[\"a\"]"},
         {"asList(['a'])", "[\"a\"]"},
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
