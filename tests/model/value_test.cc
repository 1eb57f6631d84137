#include "src/model/value.h"

#include <gtest/gtest.h>

#include <chrono>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace advisor {
namespace {

Value sample_map() {
  Map map;
  map.push_back({"a", {1, 1, 2}, Value::integer(1, {1, 3, 4})});
  map.push_back({"b", {1, 5, 6}, Value::list({Value::string("x")})});
  return Value::map(std::move(map), {1, 0, 9});
}

Value same_map_of(std::initializer_list<const char*> keys) {
  Value map = Value::map();
  for (const char* key : keys)
    map.set(key, Value::integer(1));
  return map;
}

// A search per key would take 40 billion comparisons of texts.
TEST(ValueTest, SameValueIsFastForHugeMaps) {
  constexpr int kEntries = 200'000;
  Value forwards = Value::map();
  Value backwards = Value::map();
  for (int i = 0; i < kEntries; ++i) {
    forwards.as_map()->push_back({"key" + std::to_string(i), {}, Value::integer(i)});
    const int mirrored = kEntries - 1 - i;
    backwards.as_map()->push_back({"key" + std::to_string(mirrored), {}, Value::integer(mirrored)});
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(same_value(forwards, backwards));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Value, KnowsItsKindAndNoOther) {
  const std::pair<Value, Value::Kind> cases[] = {
      {Value(), Value::Kind::kNull},
      {Value::null(), Value::Kind::kNull},
      {Value::boolean(false), Value::Kind::kBool},
      {Value::integer(0), Value::Kind::kInt},
      {Value::number(0), Value::Kind::kDouble},
      {Value::string(""), Value::Kind::kString},
      {Value::list(), Value::Kind::kList},
      {Value::map(), Value::Kind::kMap},
      {Value::unknown({}), Value::Kind::kUnknown},
  };
  for (const auto& [value, kind] : cases) {
    EXPECT_EQ(value.kind(), kind);
    EXPECT_EQ(value.is_null(), kind == Value::Kind::kNull);
    EXPECT_EQ(value.is_unknown(), kind == Value::Kind::kUnknown);
    EXPECT_EQ(value.as_bool() != nullptr, kind == Value::Kind::kBool);
    EXPECT_EQ(value.as_int() != nullptr, kind == Value::Kind::kInt);
    EXPECT_EQ(value.as_double() != nullptr, kind == Value::Kind::kDouble);
    EXPECT_EQ(value.as_string() != nullptr, kind == Value::Kind::kString);
    EXPECT_EQ(value.as_list() != nullptr, kind == Value::Kind::kList);
    EXPECT_EQ(value.as_map() != nullptr, kind == Value::Kind::kMap);
    EXPECT_EQ(value.as_unknown() != nullptr, kind == Value::Kind::kUnknown);
    EXPECT_FALSE(value.span().valid());
    EXPECT_FALSE(value.uncertain());
    EXPECT_FALSE(value.open());
  }
}

TEST(Value, FindsByKeyAndPath) {
  const Value value = sample_map();
  ASSERT_NE(value.find("a"), nullptr);
  EXPECT_EQ(*value.find("a")->as_int(), 1);
  EXPECT_EQ(value.find("A"), nullptr);
  EXPECT_EQ(value.find_member("b")->key_span, (Span{1, 5, 6}));
  EXPECT_EQ(value.find("a")->find("x"), nullptr);  // not a map
  Value outer = Value::map();
  outer.set("o", value);
  EXPECT_EQ(*outer.at({"o", "a"})->as_int(), 1);
  EXPECT_EQ(outer.at({"o", "x", "y"}), nullptr);
  EXPECT_EQ(outer.at({}), &outer);
}

TEST(Value, SetKeepsThePlaceOfAKey) {
  Value value = sample_map();
  value.set("c", Value::boolean(true), {1, 7, 8});
  value.set("a", Value::string("new"));
  ASSERT_EQ(value.as_map()->size(), 3U);
  EXPECT_EQ((*value.as_map())[0].key, "a");
  EXPECT_EQ(*value.find("a")->as_string(), "new");
  EXPECT_EQ((*value.as_map())[2].key_span, (Span{1, 7, 8}));
  EXPECT_TRUE(value.erase("a"));
  EXPECT_FALSE(value.erase("a"));
  EXPECT_EQ((*value.as_map())[0].key, "b");
}

TEST(Value, CopiesAreIndependent) {
  Unknown unknown;
  unknown.function = "must_env";
  Value original = Value::unknown(unknown, {1, 2, 3});
  Value copy = original;
  copy.as_unknown()->function = "env";
  EXPECT_EQ(original.as_unknown()->function, "must_env");
  copy = original;
  EXPECT_EQ(copy.as_unknown()->function, "must_env");
  const Value moved = std::move(copy);
  EXPECT_EQ(moved.span(), (Span{1, 2, 3}));
  EXPECT_EQ(moved.as_unknown()->function, "must_env");
}

TEST(SameValue, LooksAtDataOnly) {
  Value placed = sample_map();
  placed.set_span({2, 0, 0});
  EXPECT_TRUE(same_value(placed, sample_map()));
  Map reversed;
  reversed.push_back((*placed.as_map())[1]);
  reversed.push_back((*placed.as_map())[0]);
  EXPECT_TRUE(same_value(Value::map(reversed), placed));

  // Other keys in the same number; the same keys, but another value behind a changed order.
  EXPECT_FALSE(same_value(same_map_of({"a", "b", "c"}), same_map_of({"a", "b", "d"})));
  EXPECT_TRUE(same_value(same_map_of({"a", "b", "c"}), same_map_of({"a", "c", "b"})));
  Value other = same_map_of({"a", "c", "b"});
  other.set("c", Value::integer(2));
  EXPECT_FALSE(same_value(same_map_of({"a", "b", "c"}), other));
  EXPECT_FALSE(same_value(Value::integer(1), Value::number(1)));
  EXPECT_FALSE(same_value(Value::integer(0), Value::null()));
  EXPECT_FALSE(same_value(Value::list({Value::integer(1)}), Value::list()));
  EXPECT_FALSE(same_value(Value::map(), placed));
  Value changed = sample_map();
  changed.set("a", Value::integer(2));
  EXPECT_FALSE(same_value(changed, placed));
  Value renamed = sample_map();
  renamed.erase("a");
  renamed.set("c", Value::integer(1));
  EXPECT_FALSE(same_value(renamed, placed));
}

TEST(SameValue, OfUnknownsEveryFieldCounts) {
  const Value plain = Value::unknown({});
  EXPECT_TRUE(same_value(plain, Value::unknown({}, {3, 4, 5})));
  std::vector<Unknown> different(7);
  different[0].cause = Unknown::Cause::kRedacted;
  different[1].function = "f";
  different[2].arguments = {"a"};
  different[3].text = "t";
  different[4].fallback = "d";
  different[5].links = {{Link::Kind::kSecret, "", "x", ""}};
  different[6].pieces = {{"a", Piece::Hole::kNone}};
  for (const Unknown& unknown : different)
    EXPECT_FALSE(same_value(plain, Value::unknown(unknown)));
}

TEST(SameValue, UncertainAndOpenCount) {
  Value uncertain = Value::integer(1);
  uncertain.set_uncertain(true);
  EXPECT_FALSE(same_value(uncertain, Value::integer(1)));
  Value open = Value::list();
  open.set_open(true);
  EXPECT_FALSE(same_value(open, Value::list()));
}

}  // namespace
}  // namespace advisor
