// Scopes and frames: lets, constants, functions, origins, and the limits of 2.2 and 4.2.

#include <gtest/gtest.h>

#include "src/cel/arena.h"
#include "src/cel/cel.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

const Expression& compiled(Scope& scope, const std::string& text) {
  const Compiled result = scope.compile(text);
  if (const Issue* issue = std::get_if<Issue>(&result)) {
    ADD_FAILURE() << text << ": " << issue->message;
    return *std::get<const Expression*>(scope.compile("false"));
  }
  return *std::get<const Expression*>(result);
}

std::string repeated(std::size_t count, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += text;
  return out;
}

TEST(ScopeTest, LetsSeeWhatWasDeclaredBeforeThem) {
  Scope scope;
  const Slot x = scope.declare("x");
  ASSERT_FALSE(scope.define("twice", "x * 2"));
  ASSERT_FALSE(scope.define("more", "twice + 1"));
  EXPECT_TRUE(scope.define("bad", "later + 1"));
  ASSERT_FALSE(scope.define("later", "1"));
  const Expression& expression = compiled(scope, "more + later");
  Frame frame(scope);
  frame.set(x, Val::integer(3));
  EXPECT_EQ(dump(frame.eval(expression)), "8");
  frame.reset(x, Val::integer(5));
  EXPECT_EQ(dump(frame.eval(expression)), "12");
  frame.clear();
  EXPECT_EQ(dump(frame.eval(expression)), "error: variable 'x' is not set");
}

TEST(ScopeTest, LetsAreLazy) {
  Scope scope;
  const Slot x = scope.declare("x");
  ASSERT_FALSE(scope.define("bad", "x.Missing"));
  const Value map = Value::map();
  Frame frame(scope);
  frame.set(x, Val::from(map));
  EXPECT_EQ(dump(frame.eval(compiled(scope, "true || bad"))), "true");
  EXPECT_EQ(dump(frame.eval(compiled(scope, "bad"))), "error: no key 'Missing'");
}

TEST(ScopeTest, FunctionsSeeTheirParametersAndNotTheCallersVariables) {
  Scope scope;
  const Slot x = scope.declare("x");
  ASSERT_FALSE(scope.define_function("plus(a)", "a + x"));
  ASSERT_FALSE(scope.define_function("all_equal(l, v)", "l.all(e, e == v)"));
  Frame frame(scope);
  frame.set(x, Val::integer(10));
  EXPECT_EQ(dump(frame.eval(compiled(scope, "[1, 2].map(x, plus(x))"))), "[11, 12]");
  EXPECT_EQ(dump(frame.eval(compiled(scope, "[1, 2].map(e, all_equal([e, 1], e))"))),
            "[true, false]");
  EXPECT_EQ(dump(frame.eval(compiled(scope, "plus(plus(1)) + plus(2)"))), "33");
}

TEST(ScopeTest, BindsAreLazyAndDoNotDisturbOuterLoops) {
  EXPECT_EQ(eval_dump("cel.bind(d, [1, 2].map(y, y * 2), [2, 4, 5].filter(z, z in d))"), "[2, 4]");
  EXPECT_EQ(eval_dump("[1, 2].map(x, cel.bind(y, x * 10, [0, 1].map(z, y + z)))"),
            "[[10, 11], [20, 21]]");
  EXPECT_EQ(eval_dump("[1, 0].map(x, cel.bind(y, 1 / x, x == 0 || y == 1))"), "[true, true]");
}

TEST(ScopeTest, ConstantsAreFoldedAndHaveNoOrigin) {
  Scope scope;
  Value params = Value::map();
  params.set("list", Value::list({Value::string("a"), Value::unknown({})}));
  scope.define_constant("params", std::move(params));
  Frame frame(scope);
  const Val value = frame.eval(compiled(scope, "params.list[0]"));
  EXPECT_EQ(dump(value), "\"a\"");
  EXPECT_EQ(value.origin(), nullptr);
  EXPECT_EQ(frame.eval(compiled(scope, "params.list[1]")).reasons().size(), 1U);
}

TEST(ScopeTest, ValuesKeepTheirOrigin) {
  Scope scope;
  const Slot slot = scope.declare("x");
  ASSERT_FALSE(scope.define("first", "x.l[0]"));
  Value x = Value::map();
  x.set("l", Value::list({Value::map(), Value::map()}));
  x.find("l")->as_list()->front().set("n", Value::integer(1));
  x.find("l")->as_list()->back().set("n", Value::integer(2));
  const Value& n = *x.find("l")->as_list()->front().find("n");
  for (const std::string expression :
       {"x.l[0].n", "x['l'][0]['n']", "x.l.map(e, e.n)[0]", "x.l.filter(e, e.n == 1)[0].n",
        "x.l.sortBy(e, -e.n)[1].n", "x.?l[?0].?n.orValue(7)", "first.n", "cel.bind(y, x.l[0], y.n)",
        "asList(x.l[0].n)[0]", "x.l.first().value().n", "x.?l.optMap(l, l[0].n).value()",
        "[x.l, x.l].flatten()[0].n", "true ? x.l[0].n : 1", "x.l.map(e, e.n).distinct()[0]",
        "optional.of(x.l[0].n).or(optional.none()).value()", "{'a': x.l[0].n}.a",
        "x.l.reverse()[1].n", "dyn(x.l[0].n)"}) {
    Frame frame(scope);
    frame.set(slot, Val::from(x));
    EXPECT_EQ(frame.eval(compiled(scope, expression)).origin(), &n) << expression;
  }
  Frame frame(scope);
  frame.set(slot, Val::from(x));
  EXPECT_EQ(frame.eval(compiled(scope, "x.l[0].n + 1")).origin(), nullptr);
}

TEST(ScopeTest, ElementsOfListsAndMaps) {
  Value list = Value::list({Value::integer(1), Value::integer(2)});
  list.as_list()->back().set_uncertain(true);
  list.set_open(true);
  Arena arena;
  const auto elements = Val::from(list).elements(arena);
  ASSERT_TRUE(elements);
  ASSERT_EQ(elements->items.size(), 2U);
  EXPECT_TRUE(elements->open);
  EXPECT_FALSE(elements->items[0].uncertain);
  EXPECT_TRUE(elements->items[1].uncertain);
  EXPECT_EQ(dump(elements->items[1].key), "1");
  EXPECT_EQ(elements->items[1].value.origin(), &list.as_list()->back());
  EXPECT_FALSE(Val::integer(1).elements(arena));
  EXPECT_FALSE(Val::from(Value::unknown({})).elements(arena));
}

TEST(ScopeTest, ListsAreMadeOfElements) {
  Value list = Value::list({Value::integer(1), Value::integer(2)});
  list.as_list()->back().set_uncertain(true);
  list.set_open(true);
  const Value why = Value::string("lookup");
  Scope scope;
  const Slot slot = scope.declare("l");
  const Expression& some = compiled(scope, "l.exists(e, e == 2)");
  Frame frame(scope);
  const auto elements = Val::from(list).elements(frame.arena());
  ASSERT_TRUE(elements);

  const Val copy = make_list(*elements, frame.arena(), &why);
  EXPECT_EQ(dump(copy), "[1, 2?...]");
  const auto again = copy.elements(frame.arena());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->items[0].value.origin(), &list.as_list()->front());
  frame.set(slot, copy);
  EXPECT_EQ(frame.eval(some).reasons(), std::vector<const Value*>{&why});

  frame.reset(slot, make_list(*elements, frame.arena()));
  EXPECT_EQ(frame.eval(some).reasons(), std::vector<const Value*>{&list.as_list()->back()});

  frame.reset(slot, make_list({}, frame.arena()));
  EXPECT_EQ(dump(frame.eval(some)), "false");
}

// ---- Limits

TEST(LimitsTest, OfTheSource) {
  EXPECT_EQ(eval_dump(std::string(65'537, ' ')), "issue: the expression is longer than 64 KiB");
  EXPECT_EQ(eval_dump(repeated(101, "(") + "1" + repeated(101, ")")),
            "issue: the expression is nested more than 100 levels deep");
  EXPECT_EQ(eval_dump(repeated(90, "(") + "1" + repeated(90, ")")), "1");
  EXPECT_EQ(eval_dump("1" + repeated(120, " + 1")),
            "issue: the expression is nested more than 100 levels deep");
  EXPECT_EQ(eval_dump("[" + repeated(10'000, "1,") + "]"),
            "issue: the expression has more than 10000 parts");
  EXPECT_EQ(eval_dump("math.greatest(1" + repeated(64, ", 1") + ")"),
            "issue: more than 64 arguments");
  EXPECT_EQ(eval_dump("math.greatest(1" + repeated(63, ", 1") + ")"), "1");
  EXPECT_EQ(eval_dump("[1].map(a, [1].map(b, [1].map(c, [1].map(d, [1].map(e, e)))))"),
            "issue: macros are nested more than 4 deep");
  EXPECT_EQ(eval_dump("true" + repeated(2000, " && true")), "true");
}

TEST(LimitsTest, OfFunctions) {
  Scope scope;
  scope.declare("x");
  ASSERT_FALSE(scope.define_function("f0(a)", "[a, a, a, a, a, a, a, a, a, a]"));
  ASSERT_FALSE(scope.define_function("f1(a)", "[f0(a), f0(a), f0(a), f0(a), f0(a), f0(a)]"));
  ASSERT_FALSE(scope.define_function("f2(a)", "[f1(a), f1(a), f1(a), f1(a), f1(a), f1(a)]"));
  ASSERT_FALSE(scope.define_function("f3(a)", "[f2(a), f2(a), f2(a), f2(a), f2(a), f2(a)]"));
  const auto too_large = scope.define_function("f4(a)", "[f3(a), f3(a), f3(a), f3(a), f3(a)]");
  ASSERT_TRUE(too_large);
  EXPECT_EQ(too_large->issue.message, "the expression has more than 10000 parts");
}

TEST(LimitsTest, OfLets) {
  Scope scope;
  const Slot x = scope.declare("x");
  std::string name = "x";
  std::string last;
  std::string message;
  for (int i = 0; i < 200 && message.empty(); ++i) {
    std::string text = name;
    for (int j = 0; j < 20; ++j)
      text = "[" + text + "]";
    name = "l" + std::to_string(i);
    if (const auto issue = scope.define(name, text))
      message = issue->message;
    else
      last = name;
  }
  EXPECT_EQ(message, "the expression and what it uses are nested too deeply");
  // What is accepted is evaluated without trouble for the stack.
  Frame frame(scope);
  frame.set(x, Val::integer(1));
  EXPECT_EQ(dump(frame.eval(compiled(scope, last + " == " + last))), "true");
}

TEST(LimitsTest, OfCost) {
  Scope scope;
  const Slot slot = scope.declare("l");
  Value list = Value::list();
  for (int i = 0; i < 200; ++i)
    list.as_list()->push_back(Value::integer(i));
  const Expression& expensive =
      compiled(scope, "true || l.all(a, l.all(b, l.all(c, a + b + c >= 0)))");
  const Expression& cubic = compiled(scope, "l.all(a, l.all(b, l.all(c, a + b + c >= 0)))");
  Frame frame(scope);
  frame.set(slot, Val::from(list));
  EXPECT_EQ(dump(frame.eval(expensive)), "true");
  EXPECT_EQ(dump(frame.eval(cubic)), "error: the evaluation costs more than 1000000 units");
  // Nothing absorbs it, and the next evaluation has its own account.
  EXPECT_EQ(dump(frame.eval(compiled(
                scope, "l.all(a, l.all(b, l.all(c, a + b + c >= 0))) || l.size() == 200"))),
            "error: the evaluation costs more than 1000000 units");
  EXPECT_EQ(dump(frame.eval(compiled(scope, "l.size()"))), "200");
  Limits limits;
  limits.cost = 10;
  Frame poor(scope, nullptr, limits);
  poor.set(slot, Val::from(list));
  EXPECT_EQ(dump(poor.eval(compiled(scope, "l.all(a, a >= 0)"))),
            "error: the evaluation costs more than 10 units");
}

TEST(LimitsTest, OfPartlyKnownStrings) {
  Scope scope;
  const Slot slot = scope.declare("u");
  const Value unknown = Value::unknown({});
  std::string text = "'" + std::string(100, 'x') + "' + u";
  for (int i = 0; i < 30; ++i) {
    const std::string name = "l" + std::to_string(i);
    ASSERT_FALSE(scope.define(name, text));
    text = name + " + " + name;
  }
  Frame frame(scope);
  frame.set(slot, Val::from(unknown));
  EXPECT_EQ(dump(frame.eval(compiled(scope, "l29 == 'y'"))), "?");
}

TEST(LimitsTest, OfStringsAndLists) {
  Scope scope;
  const Slot slot = scope.declare("s");
  const Value text = Value::string(std::string(1000, 'x'));
  Limits limits;
  limits.string_bytes = 1500;
  limits.list_elements = 1500;
  Frame frame(scope, nullptr, limits);
  frame.set(slot, Val::from(text));
  for (const std::string expression :
       {"s + s", "[s, s].join()", "s.replace('x', 'xx')", "s.replace('', '-')"})
    EXPECT_EQ(dump(frame.eval(compiled(scope, expression))),
              "error: the string is longer than 1500 bytes")
        << expression;
  for (const std::string expression :
       {"s.split('') + s.split('')", "[s.split(''), s.split('')].flatten()"})
    EXPECT_EQ(dump(frame.eval(compiled(scope, expression))),
              "error: the list has more than 1500 elements")
        << expression;
}

}  // namespace
}  // namespace advisor::cel
