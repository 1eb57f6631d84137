#include "src/model/packed.h"

#include <gtest/gtest.h>

#include <limits>

#include "src/model/dump.h"

namespace advisor {
namespace {

Value sample() {
  Value map = Value::map({}, {3, 0, 100});
  map.set("null", Value::null({3, 1, 2}), {3, 0, 1});
  map.set("bool", Value::boolean(true, {3, 3, 7}));
  map.set("least", Value::integer(std::numeric_limits<std::int64_t>::min()));
  map.set("most", Value::integer(std::numeric_limits<std::int64_t>::max()));
  map.set("minus", Value::integer(-1));
  map.set("double", Value::number(0.1));
  map.set("text", Value::string(std::string("日本\n\0x", 9), {3, 300, 70000}));
  map.set("list", Value::list({Value::integer(1), Value::map()}));
  return map;
}

TEST(Packed, KeepsDataAndPlaces) {
  const std::optional<Value> copy = unpack(pack(sample()), 7);
  ASSERT_TRUE(copy.has_value());
  EXPECT_EQ(dump(*copy), dump(sample()));
  EXPECT_TRUE(same_value(*copy, sample()));
  EXPECT_EQ(copy->span(), (Span{7, 0, 100}));
  EXPECT_EQ(copy->find("text")->span(), (Span{7, 300, 70000}));
  EXPECT_EQ(copy->find_member("null")->key_span, (Span{7, 0, 1}));
}

TEST(Packed, DamagedBytesAreRefused) {
  const std::string bytes = pack(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(unpack(std::string_view(bytes).substr(0, size), 1).has_value()) << size;
  EXPECT_FALSE(unpack(bytes + "x", 1).has_value());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = '\xFF';
    (void)unpack(damaged, 1);  // must end, with whatever value
  }
}

}  // namespace
}  // namespace advisor
