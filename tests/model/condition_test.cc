#include "src/model/condition.h"

#include <gtest/gtest.h>

#include <utility>

#include "src/model/dump.h"

namespace advisor {
namespace {

using Kind = ConditionExpression::Kind;

ConditionExpression joined(Kind kind, std::vector<ConditionExpression> operands) {
  ConditionExpression out;
  out.kind = kind;
  out.operands = std::move(operands);
  return out;
}

void add(Conditions& conditions, const std::string& name, ConditionExpression expression) {
  conditions.by_id.emplace(name, Condition{name, name, std::move(expression), {}});
}

std::vector<std::string> described(const Conditions& conditions, const std::set<std::string>& ids) {
  std::vector<std::string> out;
  const auto worlds = worlds_of(conditions, ids);
  if (!worlds)
    return {"too many"};
  for (const World& world : *worlds)
    out.push_back(describe(world, conditions));
  return out;
}

Value choice(const std::string& condition, std::optional<Value> then,
             std::optional<Value> otherwise) {
  const auto branch = [](std::optional<Value>& value) {
    return value ? std::make_shared<const Value>(std::move(*value)) : nullptr;
  };
  Unknown unknown;
  unknown.cause = Unknown::Cause::kCondition;
  unknown.choice =
      std::make_shared<const Choice>(Choice{condition, branch(then), branch(otherwise)});
  const bool uncertain = !unknown.choice->then || !unknown.choice->otherwise;
  Value out = Value::unknown(std::move(unknown));
  out.set_uncertain(uncertain);
  return out;
}

TEST(Conditions, OneParameterHasOneValue) {
  Conditions conditions;
  add(conditions, "Dev", ConditionExpression::of_atom(conditions.intern({"Env", "dev", {}})));
  add(conditions, "Prod", ConditionExpression::of_atom(conditions.intern({"Env", "prod", {}})));
  EXPECT_EQ(
      described(conditions, {"Dev", "Prod"}),
      (std::vector<std::string>{"Dev is false and Prod is true", "Dev is true and Prod is false",
                                "Dev is false and Prod is false"}));
}

TEST(Conditions, AllowedValuesLeaveNoOtherWorld) {
  Conditions conditions;
  const std::vector<std::string> allowed = {"dev", "prod"};
  add(conditions, "Dev", ConditionExpression::of_atom(conditions.intern({"Env", "dev", allowed})));
  add(conditions, "Prod",
      ConditionExpression::of_atom(conditions.intern({"Env", "prod", allowed})));
  EXPECT_EQ(
      described(conditions, {"Dev", "Prod"}),
      (std::vector<std::string>{"Dev is false and Prod is true", "Dev is true and Prod is false"}));
  add(conditions, "Test",
      ConditionExpression::of_atom(conditions.intern({"Env", "test", allowed})));
  EXPECT_EQ(described(conditions, {"Test"}), (std::vector<std::string>{"Test is false"}));
}

TEST(Conditions, ExpressionsShareTheirAtoms) {
  Conditions conditions;
  const auto atom = [&](const char* subject) {
    return ConditionExpression::of_atom(conditions.intern({subject, "yes", {}}));
  };
  add(conditions, "Both", joined(Kind::kAnd, {atom("A"), atom("B")}));
  add(conditions, "Either", joined(Kind::kOr, {atom("A"), atom("B")}));
  add(conditions, "Neither",
      ConditionExpression::negation(joined(Kind::kOr, {atom("A"), atom("B")})));
  EXPECT_EQ(conditions.atoms.size(), 2U);
  EXPECT_EQ(described(conditions, {"Both", "Either", "Neither"}),
            (std::vector<std::string>{"Both is true and Either is true and Neither is false",
                                      "Both is false and Either is true and Neither is false",
                                      "Both is false and Either is false and Neither is true"}));
}

TEST(Conditions, BeyondSixComparisonsThereAreNoWorlds) {
  Conditions conditions;
  std::set<std::string> ids;
  for (int i = 0; i < 6; ++i)
    ids.insert("free" + std::to_string(i));
  EXPECT_EQ(worlds_of(conditions, ids)->size(), 64U);
  ids.insert("one more");
  EXPECT_EQ(described(conditions, ids), std::vector<std::string>{"too many"});
}

TEST(Conditions, AWorldChoosesEverywhereAtOnce) {
  Value list = Value::list();
  list.as_list()->push_back(choice("C", Value::integer(1), std::nullopt));
  list.as_list()->push_back(choice("C", Value::integer(2), choice("D", Value::integer(3), {})));
  list.as_list()->push_back(Value::integer(4));
  Value map = Value::map();
  map.set("L", std::move(list));
  map.set("P", choice("C", std::nullopt, Value::string("x")));
  EXPECT_EQ(
      dump(map),
      R"(map{L:list[choice("C" int1 absent)? choice("C" int2 choice("D" int3 absent)?) int4] P:choice("C" absent str"x")?})");
  EXPECT_EQ(dump(*in_world(map, {{{"C", true}}})), R"(map{L:list[int1 int2 int4]})");
  EXPECT_EQ(dump(*in_world(map, {{{"C", false}}})),
            R"(map{L:list[choice("D" int3 absent)? int4] P:str"x"})");
  EXPECT_EQ(dump(*in_world(map, {{{"C", false}, {"D", false}}})), R"(map{L:list[int4] P:str"x"})");
  EXPECT_FALSE(in_world(choice("C", {}, Value::integer(1)), {{{"C", true}}}).has_value());
  std::set<std::string> ids;
  collect_conditions(map, ids);
  EXPECT_EQ(ids, (std::set<std::string>{"C", "D"}));
}

}  // namespace
}  // namespace advisor
