#include "src/base/source.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace advisor {
namespace {

std::string located(const SourceFile& file, std::uint32_t offset) {
  const LineColumn place = file.locate(offset);
  return std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST(SourceFile, LocatesInCodePoints) {
  const SourceFile file("f", "ab\n日本 x\n\nend");
  EXPECT_EQ(located(file, 0), "1:1");
  EXPECT_EQ(located(file, 2), "1:3");  // the line feed belongs to its line
  EXPECT_EQ(located(file, 3), "2:1");
  EXPECT_EQ(located(file, 9), "2:3");
  EXPECT_EQ(located(file, 10), "2:4");
  EXPECT_EQ(located(file, 12), "3:1");
  EXPECT_EQ(located(file, 16), "4:4");
  EXPECT_EQ(located(file, 999), "4:4");
}

TEST(SourceFile, AByteOrderMarkIsNoColumn) {
  const SourceFile file("f",
                        "\xEF\xBB\xBF"
                        "ab\ncd");
  EXPECT_EQ(located(file, 3), "1:1");
  EXPECT_EQ(located(file, 4), "1:2");
  EXPECT_EQ(located(file, 6), "2:1");
  EXPECT_EQ(file.offset({1, 1}), 3U);
  EXPECT_EQ(file.offset({2, 2}), 7U);
}

TEST(SourceFile, LinesComeWithoutTheirEnds) {
  const SourceFile file("f", "a\r\n\nb\n");
  EXPECT_EQ(file.line(1), "a");
  EXPECT_EQ(file.line(2), "");
  EXPECT_EQ(file.line(3), "b");
  EXPECT_EQ(file.line(4), "");
  EXPECT_EQ(file.line(0), "");
  EXPECT_EQ(file.line(5), "");
}

TEST(SourceFile, OffsetIsTheInverseOfLocate) {
  const SourceFile file("f", "ab\r\n日本\n\nx");
  for (const std::uint32_t offset : {0U, 1U, 2U, 4U, 7U, 10U, 11U, 12U, 13U})
    EXPECT_EQ(file.offset(file.locate(offset)), offset);
  EXPECT_EQ(file.offset({1, 99}), 2U);  // clamped to the line
  EXPECT_EQ(file.offset({99, 1}), 13U);
}

TEST(SourceFile, EmptyText) {
  const SourceFile file("f", "");
  EXPECT_EQ(located(file, 0), "1:1");
  EXPECT_EQ(file.line(1), "");
}

TEST(SourceSet, OwnsFilesAndGivesTheTextOfSpans) {
  SourceSet sources;
  const SourceId a = sources.add("a", "hello");
  const std::string& path = sources.file(a).path();
  std::vector<SourceId> ids;
  for (int i = 0; i < 100; ++i)
    ids.push_back(sources.add("b" + std::to_string(i), "text"));
  EXPECT_EQ(path, "a");  // still the same object
  EXPECT_EQ(sources.size(), 101U);
  EXPECT_EQ(sources.file(ids.back()).path(), "b99");
  EXPECT_EQ(sources.text({a, 1, 3}), "el");
  EXPECT_EQ(sources.text({a, 3, 99}), "lo");
  EXPECT_EQ(sources.text({a, 4, 2}), "");
  EXPECT_EQ(sources.text({}), "");
}

TEST(Span, IsValidWithASource) {
  EXPECT_FALSE(Span().valid());
  EXPECT_TRUE((Span{1, 0, 0}).valid());
}

}  // namespace
}  // namespace advisor
