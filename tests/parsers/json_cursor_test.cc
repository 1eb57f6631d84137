// The cursor accepts what the JSON parser accepts, and finds members without building them.

#include "parsers/json_cursor.h"

#include <gtest/gtest.h>

#include <random>

#include "parsers/json.h"

namespace advisor {
namespace {

bool cursor_accepts(std::string_view text) {
  JsonCursor cursor(text, 0, 200);
  const ByteRange range = cursor.skip();
  return !cursor.failed() && !range.empty() && cursor.peek() == '\0';
}

TEST(JsonCursor, AcceptsAndRefusesAsTheParserDoes) {
  for (const char* text : {"{}",
                           "[]",
                           " [ 1 , 2 ] ",
                           "{\"a\":{\"b\":[]}}",
                           "\"\\u00e9\\n\"",
                           "-0.5e+3",
                           "true",
                           "null",
                           "{\"a\":1,}",
                           "[1 2]",
                           "{\"a\" 1}",
                           "{1:2}",
                           "[1,]",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "01",
                           "1.",
                           "tru",
                           "[",
                           "{\"a\":",
                           "\"a",
                           "[}",
                           "{]",
                           "-",
                           "1e",
                           "\"a\nb\"",
                           "",
                           "[[[[",
                           "nul"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(cursor_accepts(text), parse_json(text, 0).ok);
  }
}

// Mutations of a document: cursor and parser agree on every one.
TEST(JsonCursor, AgreesWithTheParserOnDamagedText) {
  const std::string whole =
      R"({"a": [1, -2.5e3, {"b": "c\"\\\u0041"}], "d": {}, "e": [], "f": null, "g": [[true], false]})";
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = whole;
    for (int edits = 0; edits < 2; ++edits) {
      const std::size_t at = random() % text.size();
      constexpr std::string_view kBytes = "{}[]\",:\\1e-. tu";
      if (random() % 2 == 0)
        text.erase(at, 1);
      else
        text[at] = kBytes[random() % kBytes.size()];
    }
    const bool accepted = parse_json(text, 0).ok;
    refused += accepted ? 0 : 1;
    ASSERT_EQ(cursor_accepts(text), accepted) << text;
  }
  EXPECT_GT(refused, 10'000);
}

TEST(JsonCursor, GivesTheBytesOfMembers) {
  const std::string text = R"( {"a" : {"x":1} , "b":[ 10, "t" ], "c\"d": 3} )";
  JsonCursor cursor(text);
  std::string seen;
  EXPECT_TRUE(cursor.members([&](std::string_view key) {
    if (key == "b") {
      cursor.elements([&] {
        const ByteRange range = cursor.skip();
        seen += "<" + text.substr(range.begin, range.end - range.begin) + ">";
      });
      return;
    }
    const ByteRange range = cursor.skip();
    seen += std::string(key) + "=" + text.substr(range.begin, range.end - range.begin) + " ";
  }));
  EXPECT_FALSE(cursor.failed());
  EXPECT_EQ(seen, "a={\"x\":1} <10><\"t\">c\\\"d=3 ");
}

TEST(JsonCursor, DepthIsBoundedWithoutTheStack) {
  const std::string deep(1'000'000, '[');
  JsonCursor cursor(deep);
  cursor.skip();
  EXPECT_TRUE(cursor.failed());
  EXPECT_TRUE(cursor.too_deep());
}

TEST(JsonCursor, UnescapesStrings) {
  EXPECT_EQ(unescape_json(R"(module.a[\"k\"].b\\\/\n\u00e9\ud83d\ude00\ud800x)"),
            "module.a[\"k\"].b\\/\n\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBDx");
}

}  // namespace
}  // namespace advisor
