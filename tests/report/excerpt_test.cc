#include "src/report/excerpt.h"

#include <gtest/gtest.h>

#include <string>

namespace advisor {
namespace {

TEST(DisplayWidth, CountsColumns) {
  const struct {
    std::string_view text;
    std::size_t width;
  } cases[] = {
      {"", 0},
      {"abc", 3},
      {"日本語", 6},
      {"ｱｲｳ", 3},
      {"Ａ", 2},
      {"한글", 4},
      {"é", 1},
      {"e\xCC\x81", 1},
      {"か\xE3\x82\x99", 2},
      {"\xF0\x9F\x98\x80", 2},
      {"。、「」", 8},
      {"\xF0\xA0\x80\x80", 2},
      {"Привет", 6},
      {"→", 1},
  };
  for (const auto& c : cases)
    EXPECT_EQ(display_width(c.text), c.width) << c.text;
}

// code, then carets; the part between the marks [[ and ]] is the span.
std::string draw(std::string text, int width = 80, const std::string& secret = "") {
  const std::size_t begin = text.find("[[");
  text.erase(begin, 2);
  const std::size_t end = text.find("]]");
  text.erase(end, 2);
  SourceSet sources;
  const SourceId id = sources.add("x", text);
  std::vector<Span> hidden;
  if (!secret.empty()) {
    const auto at = static_cast<std::uint32_t>(text.find(secret));
    hidden.push_back({id, at, at + static_cast<std::uint32_t>(secret.size())});
  }
  const Span span{id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  const Excerpt excerpt = make_excerpt(sources.file(id), span, hidden, width);
  return std::to_string(excerpt.line) + "-" + std::to_string(excerpt.last_line) + "\n" +
         excerpt.code + "\n" + excerpt.carets;
}

TEST(Excerpt, PutsCaretsBelowTheSpan) {
  const struct {
    std::string text, expected;
  } cases[] = {
      {"a: [[value]]", "1-1\na: value\n   ^^^^^"},
      {"x\n\ty: [[z]]\r\nw", "2-2\n    y: z\n       ^"},
      {"名前: [[日本]] x", "1-1\n名前: 日本 x\n      ^^^^"},
      {"\xEF\xBB\xBF[[a]]: 1", "1-1\na: 1\n^"},
      {"key:[[]]", "1-1\nkey:\n    ^"},
      {"key: [[]]v", "1-1\nkey: v\n     ^"},
      {"[[]]", "1-1\n\n^"},
      {"a\n[[]]", "2-2\n\n^"},
      {"a\x1b[[\x1b]]b", "1-1\na\\x1b\\x1bb\n     ^^^^"},
      {"[[\xFF]]", "1-1\n\\xff\n^^^^"},
      {"{[[ \"a\": [  \n 1\n ]\n]]}", "1-3\n{ \"a\": [\n ^^^^^^^"},
      {"[[a\n]]b", "1-1\na\n^"},
  };
  for (const auto& c : cases) {
    std::string actual = draw(c.text);
    // Blanks at the end of the code line do not matter here.
    if (const std::size_t at = actual.find("  \n"); at != std::string::npos)
      actual.erase(at, 2);
    EXPECT_EQ(actual, c.expected) << c.text;
  }
}

TEST(Excerpt, CutsLongLinesAroundTheSpan) {
  const std::string filler(1000, 'x');
  EXPECT_EQ(draw("[[abc]]" + filler, 20), "1-1\nabcxxxxxxxxxxx...\n^^^");
  EXPECT_EQ(draw(filler + "[[abc]]" + filler, 20), "1-1\n...xxxxabcxxxxxxx...\n       ^^^");
  EXPECT_EQ(draw(filler + "[[abc]]", 20), "1-1\n...xxxxabc\n       ^^^");
  EXPECT_EQ(draw(filler + "[[]]", 20), "1-1\n...xxxx\n       ^");
  EXPECT_EQ(draw("[[" + filler + "]]", 20), "1-1\nxxxxxxxxxxxxxx...\n^^^^^^^^^^^^^^");
  EXPECT_EQ(draw(std::string(20, 'x') + "[[]]", 20),
            "1-1\n" + std::string(20, 'x') + "\n" + std::string(20, ' ') + "^");
}

TEST(Excerpt, HugeLinesAndBrokenTextAreCheap) {
  std::string huge;
  huge.resize(20'000'000, '\x80');
  EXPECT_EQ(draw(huge + "[[a]]" + huge, 20).substr(0, 4), "1-1\n");
}

TEST(Excerpt, HidesSecrets) {
  EXPECT_EQ(draw("[[name]]: hunter2 # x", 80, "hunter2"), "1-1\nname: *** # x\n^^^^");
  EXPECT_EQ(draw("name: [[hunter2]]", 80, "hunter2"), "1-1\nname: ***\n      ^^^");
  EXPECT_EQ(draw("name: hun[[ter]]2 x", 80, "hunter2"), "1-1\nname: *** x\n      ^^^");
  EXPECT_EQ(draw("a: |\n  one\n  [[two]]\nb", 80, "  one\n  two"), "3-3\n***\n^^^");
}

}  // namespace
}  // namespace advisor
