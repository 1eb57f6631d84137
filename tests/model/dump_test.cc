#include "src/model/dump.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace advisor {
namespace {

Unknown template_call(const std::string& function, std::vector<std::string> arguments) {
  Unknown unknown;
  unknown.function = function;
  unknown.arguments = std::move(arguments);
  return unknown;
}

TEST(Dump, Scalars) {
  EXPECT_EQ(dump(Value::null()), "null");
  EXPECT_EQ(dump(Value::boolean(true)), "true");
  EXPECT_EQ(dump(Value::boolean(false)), "false");
  EXPECT_EQ(dump(Value::integer(-256)), "int-256");
  EXPECT_EQ(dump(Value::number(0.5)), "double0.5");
  EXPECT_EQ(dump(Value::string("app")), "str\"app\"");
  EXPECT_EQ(dump(Value::string("a\"b\nc\x1b")), "str\"a\\\"b\\nc\\x1b\"");
}

TEST(Dump, Collections) {
  Value map = Value::map();
  map.set("Family", Value::string("app"));
  map.set("Cpu", Value::integer(256));
  map.set("Empty", Value::map());
  map.set("Ulimits", Value::list({Value::integer(1), Value::null(), Value::list()}));
  EXPECT_EQ(dump(map),
            "map{Family:str\"app\" Cpu:int256 Empty:map{} Ulimits:list[int1 null list[]]}");
}

TEST(Dump, OpenAndUncertain) {
  Value element = Value::integer(1);
  element.set_uncertain(true);
  Value list = Value::list({element, Value::integer(2)});
  list.set_open(true);
  Value map = Value::map();
  map.set("a", list);
  map.set_open(true);
  map.set_uncertain(true);
  EXPECT_EQ(dump(map), "map{a:list[int1? int2...]...}?");
}

TEST(Dump, Unknowns) {
  EXPECT_EQ(dump(Value::unknown(template_call("must_env", {"TAG"}))),
            "unknown(template must_env\"TAG\")");
  EXPECT_EQ(dump(Value::unknown(template_call("env", {"A", "b"}))),
            "unknown(template env\"A\"\"b\")");
  Unknown partial;
  partial.pieces = {{"arn:aws:lambda:", Piece::Hole::kNone},
                    {"", Piece::Hole::kWord},
                    {":f", Piece::Hole::kNone},
                    {"", Piece::Hole::kAny},
                    {"-", Piece::Hole::kNone},
                    {"", Piece::Hole::kName}};
  EXPECT_EQ(dump(Value::unknown(partial)),
            "partial(\"arn:aws:lambda:\" <word> \":f\" <any> \"-\" <name>)");
}

TEST(Dump, EveryCauseHasItsName) {
  const std::pair<Unknown::Cause, const char*> cases[] = {
      {Unknown::Cause::kAfterApply, "after-apply"},
      {Unknown::Cause::kParameter, "parameter"},
      {Unknown::Cause::kCondition, "condition"},
      {Unknown::Cause::kIntrinsic, "intrinsic"},
      {Unknown::Cause::kTemplate, "template"},
      {Unknown::Cause::kPlaceholder, "placeholder"},
      {Unknown::Cause::kNotEvaluated, "not-evaluated"},
      {Unknown::Cause::kRedacted, "redacted"},
      {Unknown::Cause::kNotCollected, "not-collected"},
      {Unknown::Cause::kUnresolved, "unresolved"},
  };
  for (const auto& [cause, name] : cases) {
    Unknown unknown;
    unknown.cause = cause;
    EXPECT_EQ(dump(Value::unknown(unknown)), "unknown(" + std::string(name) + ")");
  }
}

}  // namespace
}  // namespace advisor
