#include "src/base/text.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace advisor {
namespace {

TEST(Text, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("abc"), 3U);
  EXPECT_EQ(count_code_points("aé日😀"), 4U);
  EXPECT_EQ(count_code_points("a\xff\xfe"), 3U);
}

TEST(Text, PrefixOfCodePoints) {
  EXPECT_EQ(prefix_of_code_points("aé日😀b", 0), 0U);
  EXPECT_EQ(prefix_of_code_points("aé日😀b", 2), 3U);
  EXPECT_EQ(prefix_of_code_points("aé日😀b", 4), 10U);
  EXPECT_EQ(prefix_of_code_points("aé", 9), 3U);
}

TEST(Text, FindsInvalidUtf8) {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, int> cases[] = {
      {"", -1},
      {"aé日😀", -1},
      {"\0"sv, -1},
      {"\xF4\x8F\xBF\xBF", -1},
      {"a\x80", 1},
      {"a\xff", 1},
      {"ab\xC3", 2},
      {"\xC0\x80", 0},          // overlong
      {"\xE0\x80\x80", 0},      // overlong
      {"\xED\xA0\x80", 0},      // surrogate
      {"\xF0\x80\x80\x80", 0},  // overlong
      {"\xF4\x90\x80\x80", 0},  // above 10FFFF
      {"\xE6\x97", 0},          // cut off
  };
  for (const auto& [text, expected] : cases) {
    const auto found = find_invalid_utf8(text);
    EXPECT_EQ(found ? static_cast<int>(*found) : -1, expected) << testing::PrintToString(text);
  }
}

TEST(Text, AppendsUtf8) {
  const auto appended = [](char32_t code_point) {
    std::string out = "x";
    append_utf8(out, code_point);
    return out;
  };
  EXPECT_EQ(appended('a'), "xa");
  EXPECT_EQ(appended(0xE9), "xé");
  EXPECT_EQ(appended(0x65E5), "x日");
  EXPECT_EQ(appended(0x1F600), "x😀");
  EXPECT_EQ(appended(0xD800), "x\xEF\xBF\xBD");
  EXPECT_EQ(appended(0x110000), "x\xEF\xBF\xBD");
}

TEST(Text, ComparesIgnoringAsciiCase) {
  EXPECT_TRUE(equals_ignoring_case("aBc", "AbC"));
  EXPECT_FALSE(equals_ignoring_case("abc", "abcd"));
  EXPECT_FALSE(equals_ignoring_case("é", "É"));
  EXPECT_TRUE(starts_with_ignoring_case("AWS::x", "aws::"));
  EXPECT_FALSE(starts_with_ignoring_case("aws", "aws::"));
  EXPECT_EQ(to_lower_ascii("ÉA1_Z"), "Éa1_z");
}

TEST(Text, TrimSplitJoin) {
  EXPECT_EQ(trim(" \t\r\na b\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  const std::string parts[] = {"a", "", "b"};
  EXPECT_EQ(join(parts, ", "), "a, , b");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, PrintableShowsWhatATerminalWouldObey) {
  const std::pair<const char*, const char*> cases[] = {
      {"plain é 日 😀", "plain é 日 😀"},
      {"a\nb\r\tc", "a\\nb\\r\\tc"},
      {"\x1b[31m", "\\x1b[31m"},
      {"\x7f", "\\x7f"},
      {"a\xff", "a\\xff"},
      {"\u202Egnp.exe", "\\u202egnp.exe"},
      {"zero\u200Bwidth", "zero\\u200bwidth"},
      {"\u0085", "\\u0085"},
      {"\u2066x\u2069", "\\u2066x\\u2069"},
      {"\uFEFF", "\\ufeff"},
      {"\U000E0041", "\\ue0041"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(printable(text), expected);
}

TEST(Text, EditDistanceStopsAboveTheLimit) {
  EXPECT_EQ(edit_distance("must_env", "must_env", 2), 0U);
  EXPECT_EQ(edit_distance("must_env", "mustenv", 2), 1U);
  EXPECT_EQ(edit_distance("must_env", "msut_env", 2), 1U);  // two neighbours swapped
  EXPECT_EQ(edit_distance("tfstate", "tfstatef", 2), 1U);
  EXPECT_EQ(edit_distance("abc", "xyz", 2), 3U);
  EXPECT_EQ(edit_distance("", "abcdef", 2), 3U);
  EXPECT_EQ(edit_distance("", "", 0), 0U);
}

TEST(Text, NearestWord) {
  const std::string_view words[] = {"must_env", "env", "tfstate", "tfstatef"};
  EXPECT_EQ(nearest_word("mustenv", words), "must_env");
  EXPECT_EQ(nearest_word("MUST_ENV", words), "must_env");
  EXPECT_EQ(nearest_word("envv", words), "env");
  EXPECT_EQ(nearest_word("en", words), "env");
  // Half of the word is too much to change.
  const std::vector<std::string_view> short_words = {"not", "now", "none"};
  EXPECT_EQ(nearest_word("nope", short_words), "none");
  EXPECT_EQ(nearest_word("nope", std::vector<std::string_view>{"not", "now"}), std::nullopt);
  EXPECT_EQ(nearest_word("xy", words), std::nullopt);
  EXPECT_EQ(nearest_word("unrelated", words), std::nullopt);
  EXPECT_EQ(nearest_word("x", {}), std::nullopt);
}

TEST(Text, Globs) {
  struct Case {
    const char* text;
    const char* pattern;
    bool expected;
  };
  const Case cases[] = {
      {"", "", true},
      {"", "*", true},
      {"a", "", false},
      {"abc", "abc", true},
      {"abc", "a*", true},
      {"abc", "*c", true},
      {"abc", "*b", false},
      {"abc", "a?c", true},
      {"a日c", "a?c", true},
      {"ac", "a?c", false},
      {"a/b/c", "a*c", true},
      {"abcbc", "*bc", true},
      {"aXbXc", "a*X*c", true},
      {"abc", "abc*", true},
      {"abc", "a**c", true},
      {"Abc", "abc", false},
      {"mississippi", "*iss*pi", true},
  };
  for (const Case& given : cases)
    EXPECT_EQ(matches_glob(given.text, given.pattern), given.expected)
        << given.text << " " << given.pattern;
  // The classic trap of naive backtracking.
  EXPECT_FALSE(matches_glob(std::string(50'000, 'a'), "*a*a*a*a*a*a*a*a*b"));
}

// Texts are looked at in words of eight bytes; a sign of several bytes may stand anywhere in one.
TEST(Text, ASignBetweenAsciiWordsIsSeenAtEveryPlace) {
  for (std::size_t at = 0; at < 24; ++at) {
    std::string text(24, 'a');
    text.insert(at, "\xE2\x80\xA6");
    EXPECT_EQ(printable(text), text);
    EXPECT_EQ(count_code_points(text), 25U);
    EXPECT_FALSE(find_invalid_utf8(text));
    text[at + 1] = 'x';
    EXPECT_EQ(find_invalid_utf8(text), at);
  }
}

}  // namespace
}  // namespace advisor
