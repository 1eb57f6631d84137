// The limits of rule-language.md 2.2 and 4.2 hold for whatever an expression does: each row would
// take minutes or gigabytes without them. scope_test.cc has those of the source.

#include <gtest/gtest.h>

#include <chrono>

#include "src/cel/cel.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

constexpr const char* kCost = "error: the evaluation costs more than 1000000 units";

// A release build needs some 0.1 s at most; sanitizers and busy machines take their time.
constexpr double kSeconds = 30;

std::string letters(std::size_t count) {
  return std::string(count, 'a');
}

Value text_list(std::size_t count, const std::string& prefix) {
  Value list = Value::list();
  for (std::size_t i = 0; i < count; ++i)
    list.as_list()->push_back(Value::string(prefix + std::to_string(i)));
  return list;
}

Value document() {
  Value map = Value::map();
  map.set("mega", Value::string(letters(1'000'000)));
  map.set("half", Value::string(letters(500'000) + "b"));
  map.set("k10", Value::string(letters(10'000)));
  map.set("big", text_list(100'000, "x"));
  map.set("half_big", text_list(60'000, "x"));
  Value open = text_list(50'000, "y");
  open.as_list()->front().set_uncertain(true);
  open.set_open(true);
  map.set("open", std::move(open));
  Value wide = Value::map();
  for (std::size_t i = 0; i < 50'000; ++i)
    wide.as_map()->push_back({"k" + std::to_string(i), {}, Value::integer(1)});
  map.set("wide", wide);
  std::reverse(wide.as_map()->begin(), wide.as_map()->end());
  map.set("mirrored", std::move(wide));
  Unknown partly;
  for (int i = 0; i < 50; ++i) {
    partly.pieces.push_back({"ab", Piece::Hole::kNone});
    partly.pieces.push_back({"", Piece::Hole::kWord});
  }
  map.set("p", Value::unknown(std::move(partly)));
  map.set("u", Value::unknown({}));
  map.set("n", Value::integer(0));
  return map;
}

class LimitsOfEvaluationTest : public ::testing::Test {
 protected:
  LimitsOfEvaluationTest() : slot_(scope_.declare("x")) {
    // Eight levels of lists that hold the same list eight times: 16 million leaves in a kilobyte.
    const std::vector<std::string> seeds = {"[x.n, 'v']", "[x.n, 'v']", "[x.k10, 'w']"};
    for (std::size_t tower = 0; tower < seeds.size(); ++tower) {
      std::string name = "t" + std::to_string(tower);
      EXPECT_FALSE(scope_.define(name + "_0", seeds[tower]));
      for (int i = 1; i <= 8; ++i) {
        const std::string below = name + "_" + std::to_string(i - 1);
        std::string text = "[" + below;
        for (int j = 1; j < 8; ++j)
          text += ", " + below;
        EXPECT_FALSE(scope_.define(name + "_" + std::to_string(i), text + "]"));
      }
    }
  }

  std::string eval(const std::string& expression) {
    const Compiled compiled = scope_.compile(expression);
    if (const Issue* issue = std::get_if<Issue>(&compiled))
      return "issue: " + issue->message;
    static const Value kDocument = document();
    Frame frame(scope_);
    frame.set(slot_, Val::from(kDocument));
    const Expression& program = *std::get<const Expression*>(compiled);
    const auto start = std::chrono::steady_clock::now();
    const Val value = frame.eval(program);
    std::string text = value.is_error() || value.is_unknown() || value.as_bool()
                           ? dump(value)
                           : display(value, "");
    frame.blame(program);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    EXPECT_LT(taken.count(), kSeconds) << expression;
    if (taken.count() > slowest_.first)
      slowest_ = {taken.count(), expression};
    return text.size() > 100 ? text.substr(0, 100) : text;
  }

  std::pair<double, std::string> slowest_;

 private:
  Scope scope_;
  Slot slot_;
};

TEST_F(LimitsOfEvaluationTest, CostOfEveryKindOfWork) {
  for (const std::string expression : {
           // Steps, selection, macros
           "x.big.all(a, x.big.all(b, a != b || x.n == 0))",
           "x.big.all(a, x.n == 0 && x.n == 0 && x.n == 0 && x.n == 0)",
           "x.big.map(a, [a]).map(a, {'k': a}).size() > 0",
           "x.big.all(a, has(x.wide.k49999))",
           "x.big.all(a, x.wide.k49999 == 1)",
           "x.big.all(a, x.big[99999] != a || true) && x.big.all(a, x.big[99999] != a)",
           "x.big.all(a, size(x.big) > 0)",
           "x.open.exists(i, v, i == 7 && x.open.exists(j, w, i == j && v != w))",
           // Comparing
           "x.big.all(a, x.mega == 'b' + x.mega || x.mega != x.k10)",
           "x.big.all(a, a + x.mega != x.mega)",
           "x.big.all(a, x.mega + a > x.mega)",
           "t0_8 == t1_8",
           "t0_8 == t2_8 || t0_8 == t1_8",
           "t0_8 in [t2_8, t1_8]",
           "[t0_8, t1_8].distinct().size() == 1",
           "sets.contains([t0_8], [t1_8])",
           "sets.contains(x.big, x.big.reverse())",
           "(x.u == 1 ? t0_8 : t1_8).size() == 8",
           "x.big.all(a, a in x.big)",
           "x.big.all(a, x.wide == x.mirrored)",
           "x.big.exists(a, x.p in x.half_big.map(b, 'ab' + b + 'ab'))",
           "x.big.distinct().size() > 0",
           // Strings
           "x.mega.contains(x.half)",
           "x.mega.indexOf(x.half) == -1",
           "x.mega.lastIndexOf(x.half) == -1",
           "x.mega.replace(x.half, '') == ''",
           "x.mega.split(x.half).size() == 1",
           "x.big.all(a, x.mega.startsWith(x.mega))",
           "x.big.all(a, x.mega.endsWith(x.mega))",
           "x.big.all(a, x.mega.trim() == x.mega)",
           "x.big.all(a, x.mega.lowerAscii() != a)",
           "x.big.all(a, x.mega.reverse() != a)",
           "x.big.all(a, x.mega.size() > 0)",
           "x.big.all(a, x.mega.charAt(999999) != a)",
           "x.big.all(a, x.mega.substring(999999) != a)",
           "x.big.exists(a, int(x.mega) == 1)",
           "x.big.exists(a, double(x.mega) == 1.0)",
           "x.big.exists(a, number(x.mega) == 1)",
           "x.big.exists(a, timestamp(x.mega) == x.n)",
           "x.big.exists(a, duration(x.mega) == x.n)",
           "x.big.exists(a, x.wide[x.mega] == 1)",
           "x.big.all(a, x.big.join() != a)",
           "x.big.all(a, compareVersions(x.mega, x.mega) == 0)",
           "x.big.all(a, !matchesGlob(x.mega, '*a*b'))",
           "matchesGlob(x.mega, '*' + x.half)",
           "x.big.exists(a, x.p.startsWith(x.k10))",
           "x.big.exists(a, x.p.contains('zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz'))",
           "x.big.exists(a, imageRef(x.p + a).value().Name == 'x')",
           "x.big.exists(a, json(x.mega) == 1)",
           // Patterns
           "x.big.all(a, !x.mega.matches('(a|b)*c'))",
           "x.mega.matches('(a?){500}(a){500}$')",
           "x.big.all(a, !a.matches(a + '{1000}'))",
           "x.big.all(a, regex.extractAll(x.mega, 'a').size() > 0)",
           "x.mega.matches(x.mega)",
           // Lists
           "x.big.all(a, x.big.sort().size() > 0)",
           "x.big.all(a, x.big.min() == 'x0')",
           "x.big.map(a, x.mega).sort().size() > 0",
           "x.big.map(a, x.mega).max() == ''",
           "x.big.map(a, x.mega).sortBy(a, a).size() > 0",
           "x.big.all(a, x.big.sortBy(b, b).size() > 0)",
           "x.big.all(a, x.big.reverse()[0] != a)",
           "x.big.all(a, x.half_big + [a] != [])",
           "t0_8.flatten(100).size() > 0",
       })
    EXPECT_EQ(eval(expression), kCost) << expression;
  std::printf("the slowest took %.2f s: %s\n", slowest_.first, slowest_.second.c_str());
}

TEST_F(LimitsOfEvaluationTest, SizesOfStringsAndLists) {
  for (const std::string expression :
       {"x.mega + x.mega", "x.mega + x.half", "[x.mega, x.mega].join()",
        "[x.half, x.half, x.half].join(', ')", "x.k10.replace('a', x.k10.substring(0, 1000))",
        "x.k10.replace('', x.k10.substring(0, 1000))"})
    EXPECT_EQ(eval(expression), "error: the string is longer than 1048576 bytes") << expression;
  for (const std::string expression :
       {"x.half_big + x.half_big", "[x.half_big, x.half_big].flatten()"})
    EXPECT_EQ(eval(expression), "error: the list has more than 100000 elements") << expression;
  // The error can be done without, as every other; the work counts.
  EXPECT_EQ(eval("x.mega + x.mega == '' || x.n == 0"), "true");
  EXPECT_EQ(eval("x.big.exists(a, x.mega + x.mega == '')"), kCost);
  EXPECT_EQ(eval("x.big.exists(a, x.half_big + x.half_big == [])"), kCost);
}

TEST_F(LimitsOfEvaluationTest, WhatIsJustLargeIsStillDecided) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"x.big.all(a, a.startsWith('x'))", "true"},
      {"'x99999' in x.big", "true"},
      {"x.big == x.big.filter(a, true)", "true"},
      {"x.wide == x.wide", "true"},
      {"x.mega.contains('b')", "false"},
      {"x.mega.matches('b')", "false"},
      {"x.wide.exists(k, v, k == 'k49999' && v == 1)", "true"},
      {"x.big.sort()[0]", "x0"},
  };
  for (const auto& [expression, wanted] : table)
    EXPECT_EQ(eval(expression), wanted) << expression;
}

TEST_F(LimitsOfEvaluationTest, TextsForPeopleAreShort) {
  EXPECT_EQ(eval("int(x.mega)").size(), 100U);
  Scope scope;
  const Slot slot = scope.declare("s");
  const Value text = Value::string(letters(999'999) + "\xC3\xA4");
  Frame frame(scope);
  frame.set(slot, Val::from(text));
  const Val error = frame.eval(*std::get<const Expression*>(scope.compile("int(s)")));
  ASSERT_TRUE(error.is_error());
  EXPECT_EQ(error.error().message.size(), 1000U);
  EXPECT_EQ(display(Val::from(text), ""), letters(65'536) + "...");
}

TEST_F(LimitsOfEvaluationTest, CostsAreThoseOfTheSpecification) {
  // Units that an expression needs: the least limit under which it gives a value.
  const Value subject = document();
  const auto cost = [&](const std::string& expression) {
    Scope scope;
    const Slot slot = scope.declare("x");
    const Expression& program = *std::get<const Expression*>(scope.compile(expression));
    std::uint64_t low = 0;
    std::uint64_t high = 1'000'000;
    while (low < high) {
      Limits limits;
      limits.cost = (low + high) / 2;
      Frame frame(scope, nullptr, limits);
      frame.set(slot, Val::from(subject));
      if (frame.eval(program).is_error())
        low = limits.cost + 1;
      else
        high = limits.cost;
    }
    return low;
  };
  EXPECT_EQ(cost("1"), 0U);
  EXPECT_EQ(cost("x"), 1U);
  EXPECT_EQ(cost("[x]"), 11U);
  EXPECT_EQ(cost("{'k': x}"), 31U);
  EXPECT_EQ(cost("x.n"), 2U);
  EXPECT_EQ(cost("x.k10 + x.k10"), 2005U);  // 0.1 per character
  EXPECT_GE(cost("x.k10 == 'b' + x.k10.substring(1)"), 2000U);
  EXPECT_GE(cost("x.k10.contains('aaaaaaaaaaaaaaaaaaab')"), 2000U);  // 1000 times 2
  EXPECT_GE(cost("x.k10.matches('aaaaaaaaaaaaaaaaaaab')"), 5000U);
  EXPECT_GE(cost("x.k10 in x.big.slice(0, 500)"), 500U);
  EXPECT_GE(cost("x.big.slice(0, 500).all(a, a != x.n)"), 2000U);  // 500 times 4 parts
}

}  // namespace
}  // namespace advisor::cel
