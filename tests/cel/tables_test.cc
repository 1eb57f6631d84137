// The tables of rule-language.md 2.7, cell by cell.

#include <gtest/gtest.h>

#include "src/cel/cel.h"
#include "tests/cel/val_dump.h"

namespace advisor::cel {
namespace {

using Table = std::vector<std::pair<std::string, std::string>>;

Value maybe(Value value) {
  value.set_uncertain(true);
  return value;
}

Value open(Value value) {
  value.set_open(true);
  return value;
}

Value unknown() {
  return Value::unknown({});
}

Value map(std::vector<std::pair<const char*, Value>> entries) {
  Value made = Value::map();
  for (auto& [key, value] : entries)
    made.set(key, std::move(value));
  return made;
}

Value numbers(std::vector<std::int64_t> values) {
  Value list = Value::list();
  for (const std::int64_t value : values)
    list.as_list()->push_back(Value::integer(value));
  return list;
}

// "error" stands for every error.
void check(const Table& table) {
  Scope scope;
  const Value u = unknown();
  const Value m = map({{"known", Value::integer(1)},
                       {"unk", unknown()},
                       {"maybe", maybe(Value::integer(2))},
                       {"maybeUnk", maybe(unknown())}});
  const Value om = open(map({{"known", Value::integer(1)}}));
  const Value lu = Value::list({Value::integer(1), unknown(), Value::integer(3)});
  const Value lm = Value::list({Value::integer(1), maybe(Value::integer(2)), Value::integer(3)});
  const Value ol = open(numbers({1, 2}));
  const Value maybe_only = Value::list({maybe(Value::integer(2))});
  const std::vector<std::pair<Slot, const Value*>> variables = {
      {scope.declare("u"), &u},          {scope.declare("m"), &m},   {scope.declare("om"), &om},
      {scope.declare("lu"), &lu},        {scope.declare("lm"), &lm}, {scope.declare("ol"), &ol},
      {scope.declare("mo"), &maybe_only}};
  scope.declare("E");  // never set: an error when it is used
  for (const auto& [expression, wanted] : table) {
    const Compiled compiled = scope.compile(expression);
    if (const Issue* issue = std::get_if<Issue>(&compiled)) {
      ADD_FAILURE() << expression << ": " << issue->message;
      continue;
    }
    Frame frame(scope);
    for (const auto& [slot, value] : variables)
      frame.set(slot, Val::from(*value));
    const Val result = frame.eval(*std::get<const Expression*>(compiled));
    EXPECT_EQ(result.is_error() ? "error" : dump(result), wanted) << expression;
  }
}

TEST(TablesTest, Logic) {
  const std::vector<std::string> operands = {"m.known == 1", "m.known == 2", "u", "E"};
  const std::string names = "tf?E";
  const std::string conjunction[] = {"tf?E", "ffff", "?f??", "Ef?E"};
  const std::string disjunction[] = {"tttt", "tf?E", "t???", "tE?E"};
  const auto text = [](char c) -> std::string {
    return c == 't' ? "true" : c == 'f' ? "false" : c == 'E' ? "error" : "?";
  };
  Table table;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      table.emplace_back("(" + operands[i] + ") && (" + operands[j] + ")", text(conjunction[i][j]));
      table.emplace_back("(" + operands[i] + ") || (" + operands[j] + ")", text(disjunction[i][j]));
    }
  }
  check(table);
  check({{"m.known && true", "error"},
         {"m.known && false", "false"},
         {"m.known || true", "true"},
         {"m.known && u", "?"},
         {"!u", "?"},
         {"!E", "error"},
         {"E ? 1 : 1", "error"},
         {"u ? 1 : 1", "1"},
         {"u ? 1 : 2", "?"},
         {"u ? 1 : 1.0", "?"},
         {"u ? 0.0 : -0.0", "?"},
         {"u ? [1] : [1]", "[1]"},
         {"u ? 1 : E", "?"},
         {"m.known ? 1 : 1", "error"}});
}

TEST(TablesTest, StrictOperators) {
  Table table;
  for (const std::string op : {"+", "-", "*", "/", "%", "<", "<=", ">", ">="}) {
    table.emplace_back("u " + op + " 1", "?");
    table.emplace_back("1 " + op + " u", "?");
    table.emplace_back("E " + op + " u", "error");
    table.emplace_back("u " + op + " E", "error");
  }
  check(table);
  check({{"-u", "?"},
         {"u == 1", "?"},
         {"u != 1", "?"},
         {"u == u", "?"},
         {"u == null", "?"},
         {"E == u", "error"},
         {"lu == [1, 2]", "false"},
         {"lu == [2, u, 3]", "false"},
         {"lu == [1, 2, 3]", "?"},
         {"lm == [1]", "false"},
         {"lm == [1, 2, 3, 4]", "false"},
         {"lm == [9, 9]", "?"},
         {"ol == [1]", "false"},
         {"ol == [1, 2, 3]", "?"},
         {"m == {'known': 2, 'unk': 1}", "false"},
         {"m == {'known': 1}", "false"},
         {"m == {'known': 1, 'unk': 1}", "?"},
         {"m == {'known': 1, 'unk': 1, 'other': 1}", "false"},
         {"om == {'known': 1}", "?"},
         {"om == {'known': 2}", "false"},
         {"om == {'other': 2}", "false"},
         {"om == {'known': 1, 'other': 2}", "?"},
         {"1 in lu", "true"},
         {"9 in lu", "?"},
         {"2 in lm", "?"},
         {"9 in lm", "false"},
         {"1 in ol", "true"},
         {"9 in ol", "?"},
         {"u in [1]", "?"},
         {"u in []", "false"},
         {"u in {}", "false"},
         {"u in m", "?"},
         {"'known' in m", "true"},
         {"'maybe' in m", "?"},
         {"'none' in m", "false"},
         {"'none' in om", "?"},
         {"E in u", "error"}});
}

TEST(TablesTest, Selection) {
  check({{"m.known", "1"},
         {"m.unk", "?"},
         {"m.maybe", "?"},
         {"m.maybeUnk", "?"},
         {"m.none", "error"},
         {"om.none", "?"},
         {"u.none", "?"},
         {"m['known']", "1"},
         {"m['none']", "error"},
         {"om['none']", "?"},
         {"m[u]", "?"},
         {"has(m.known)", "true"},
         {"has(m.unk)", "true"},
         {"has(m.maybe)", "?"},
         {"has(m.none)", "false"},
         {"has(om.none)", "?"},
         {"has(u.none)", "?"},
         {"m.?known", "some(1)"},
         {"m.?unk", "some(?)"},
         {"m.?maybe", "maybe(2)"},
         {"m.?none", "none"},
         {"om.?none", "maybe(?)"},
         {"u.?none", "?"},
         {"m.?known.hasValue()", "true"},
         {"m.?unk.hasValue()", "true"},
         {"m.?maybe.hasValue()", "?"},
         {"m.?none.hasValue()", "false"},
         {"om.?none.hasValue()", "?"},
         {"u.?none.hasValue()", "?"},
         {"m.?known.orValue(9)", "1"},
         {"m.?unk.orValue(9)", "?"},
         {"m.?maybe.orValue(2)", "2"},
         {"m.?maybe.orValue(2.0)", "?"},
         {"m.?maybe.orValue(9)", "?"},
         {"m.?none.orValue(9)", "9"},
         {"om.?none.orValue(9)", "?"},
         {"u.?none.orValue(9)", "?"},
         {"m.?known.orValue(E)", "1"},
         {"m.?known.value()", "1"},
         {"m.?unk.value()", "?"},
         {"m.?maybe.value()", "?"},
         {"m.?none.value()", "error"},
         {"om.?none.value()", "?"},
         {"u.?none.value()", "?"},
         {"m.?known.optMap(x, x + 1)", "some(2)"},
         {"m.?unk.optMap(x, x + 1)", "some(?)"},
         {"m.?maybe.optMap(x, x + 1)", "maybe(3)"},
         {"m.?maybe.optMap(x, x / 0)", "?"},
         {"m.?known.optMap(x, x / 0)", "error"},
         {"m.?none.optMap(x, x + 1)", "none"},
         {"om.?none.optMap(x, x + 1)", "maybe(?)"},
         {"u.?none.optMap(x, x + 1)", "?"},
         {"m.?maybe.optFlatMap(x, optional.of(x))", "maybe(2)"},
         {"m.?maybe.optFlatMap(x, optional.none())", "none"},
         {"m.?known.or(optional.of(9))", "some(1)"},
         {"m.?none.or(optional.of(9))", "some(9)"},
         {"m.?maybe.or(optional.none())", "maybe(2)"},
         {"m.?maybe.or(optional.of(2))", "some(2)"},
         {"m.?maybe.or(optional.of(9))", "some(?)"},
         {"m.?maybe.or(m.?maybeUnk)", "maybe(?)"},
         {"u.?none.or(optional.of(9))", "?"},
         {"m.?maybe.known", "?"},
         {"lm[0]", "1"},
         {"lm[1]", "?"},
         {"lm[2]", "?"},
         {"lm[3]", "error"},
         {"lm[-1]", "error"},
         {"lm[?3]", "none"},
         {"lm[?0]", "some(1)"},
         {"lm[?1]", "?"},
         {"ol[0]", "?"},
         {"ol[9]", "?"},
         {"ol[?9]", "?"},
         {"lu[u]", "?"},
         {"lu[1]", "?"}});
}

TEST(TablesTest, Aggregates) {
  check({{"[1, u]", "[1, ?]"},
         {"[?m.?maybe]", "[2?]"},
         {"[?m.?none, 1]", "[1]"},
         {"[?u, 1]", "?"},
         {"[E, u]", "error"},
         {"{'a': u}", "{\"a\": ?}"},
         {"{u: 1}", "?"},
         {"{?'a': m.?maybe}", "{\"a\": 2?}"},
         {"{?'a': m.?maybe, 'a': 1}", "?"},
         {"size(lu)", "3"},
         {"size(lm)", "?"},
         {"size(ol)", "?"},
         {"size(m)", "?"},
         {"lu.all(x, x > 0)", "?"},
         {"lu.all(x, x > 1)", "false"},
         {"lm.all(x, x != 2)", "?"},
         {"lm.all(x, 1 / (x - 2) != 9)", "?"},
         {"lm.all(x, x > 0)", "true"},
         {"lm.all(x, x / 0 > 0)", "?"},
         {"mo.all(x, x == 2)", "true"},
         {"ol.all(x, x > 0)", "?"},
         {"ol.all(x, x > 1)", "false"},
         {"ol.all(x, true)", "true"},
         {"lu.all(x, E)", "error"},
         {"lu.all(x, x)", "?"},
         {"[1].all(x, x)", "error"},
         {"lu.exists(x, x == 9)", "?"},
         {"lu.exists(x, x == 3)", "true"},
         {"lm.exists(x, x == 2)", "?"},
         {"lm.exists(x, x == 9)", "false"},
         {"ol.exists(x, x == 9)", "?"},
         {"ol.exists(x, false)", "false"},
         {"[1, 1, u].exists_one(x, x == 1)", "false"},
         {"lm.exists_one(x, x == 1)", "true"},
         {"lm.exists_one(x, x == 2)", "?"},
         {"lm.exists_one(x, x > 0)", "false"},
         {"ol.exists_one(x, x == 1)", "?"},
         {"lm.exists_one(x, 1 / (x - 2) == 1)", "?"},
         {"lm.exists_one(x, 1 / (x - 1) == 1)", "error"},
         {"lm.map(x, x * 2)", "[2, 4?, 6]"},
         {"ol.map(x, x * 2)", "[2, 4...]"},
         {"lm.map(x, x > 1, x)", "[2?, 3]"},
         {"lu.map(x, x > 1, 7)", "[7?, 7]"},
         {"lm.map(x, 1 / (x - 1))", "error"},
         {"lm.map(x, 1 / (x - 2))", "?"},
         {"lm.transformList(i, x, i)", "[0, 1?, ?]"},
         {"ol.transformList(i, x, i)", "[?, ?...]"},
         {"m.transformMap(k, v, k.startsWith('ma'), v)", "{\"maybe\": 2?, \"maybeUnk\": ??}"},
         {"om.transformMap(k, v, v)", "{\"known\": 1...}"},
         {"lm.transformMap(i, v, v)", "?"},
         {"lu.filter(x, x > 1)", "[??, 3]"},
         {"lm.filter(x, 1 / (x - 2) > 9)", "?"},
         {"lm.filter(x, 1 / (x - 1) > 9)", "error"},
         {"u.map(x, 1)", "?"},
         {"u.all(x, true)", "?"},
         {"[].all(x, u)", "true"},
         {"lm.first()", "some(1)"},
         {"lm.last()", "some(3)"},
         {"mo.first()", "?"},
         {"ol.first()", "?"},
         {"[].first()", "none"},
         {"lu.sum()", "?"},
         {"lm.min()", "?"},
         {"ol.max()", "?"},
         {"lu.sort()", "?"},
         {"lu.sortBy(x, x)", "?"},
         {"lm.sortBy(x, x)", "?"},
         {"lu.distinct()", "?"},
         {"[lu, u].flatten()", "?"},
         {"[lu, [5]].flatten()", "[1, ?, 3, 5]"},
         {"[lm, ol].flatten()", "[1, 2?, 3, 1, 2...]"},
         {"lu.slice(0, 1)", "?"},
         {"lu.join()", "error"},
         {"math.greatest(lu)", "?"},
         {"math.least(1, u)", "?"},
         {"lm.reverse()", "[3, 2?, 1]"},
         {"sets.contains(lu, [1])", "true"},
         {"sets.contains(lu, [9])", "?"},
         {"sets.contains([1, 3], lm)", "?"},
         {"sets.contains([1, 2, 3], lm)", "true"},
         {"sets.contains([1, 2, 3], ol)", "?"},
         {"sets.intersects(lm, [2])", "?"},
         {"sets.intersects(lm, [9])", "false"},
         {"sets.intersects(ol, [])", "false"},
         {"sets.equivalent(lu, [1, 3])", "?"},
         {"sets.equivalent(lu, [2])", "false"},
         {"cel.bind(x, u, true || x)", "true"},
         {"type(u)", "?"},
         {"dyn(u)", "?"},
         {"string(u)", "?"},
         {"u.matches('a')", "?"},
         {"timestamp(u)", "?"},
         {"asList(u)", "?"},
         {"asList(lu)", "[1, ?, 3]"}});
}

TEST(TablesTest, ReasonsAreTheNodesThatMadeTheResultUnknown) {
  Scope scope;
  const Slot slot = scope.declare("x");
  const Value x = map({{"a", unknown()},
                       {"b", unknown()},
                       {"c", maybe(Value::integer(1))},
                       {"l", open(numbers({1}))}});
  const std::vector<std::pair<std::string, std::vector<const Value*>>> table = {
      {"x.a == 1 || x.b == 2", {x.find("a"), x.find("b")}},
      {"x.a == 1 || x.b == 2 || true", {}},
      {"has(x.c)", {x.find("c")}},
      {"x.l.exists(e, e == 2)", {x.find("l")}},
      {"x.l.filter(e, e == x.a).size() > 0", {x.find("a"), x.find("l")}},
      {"[x.a, x.a, 1].map(e, e)[0] + x.b", {x.find("a"), x.find("b")}},
  };
  for (const auto& [expression, wanted] : table) {
    Frame frame(scope);
    frame.set(slot, Val::from(x));
    EXPECT_EQ(frame.eval(*std::get<const Expression*>(scope.compile(expression))).reasons(), wanted)
        << expression;
  }
}

}  // namespace
}  // namespace advisor::cel
