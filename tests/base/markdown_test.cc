#include "src/base/markdown.h"

#include <gtest/gtest.h>

namespace advisor {
namespace {

struct Case {
  std::string_view input, expected;
};

TEST(Markdown, InlineTextKeepsWordsAndPutsTheRestIntoCode) {
  const Case cases[] = {
      {"Container app has no ulimits (nofile not set).",
       "Container app has no ulimits (nofile not set)."},
      {"ECS のタスク定義『example:1』です。", "ECS のタスク定義『example:1』です。"},
      {"  trimmed\n", "trimmed"},
      {"two\nlines", "`two\\nlines`"},
      {"ping @octocat now", "ping `@octocat` now"},
      {"mail a@b.example", "mail `a@b.example`"},
      {"see #12, GH-7 or high-availability", "see `#12`, `GH-7` or high-availability"},
      {"org/repo#12", "`org/repo#12`"},
      {"コンテナ『@a』と『b』", "コンテナ『`@a`』と『b』"},
      {"a www.example.com b", "a `www.example.com` b"},
      {"(https://example.com/x).", "(`https://example.com/x`)."},
      {"arn:aws:sns:eu-west-1:1:t", "`arn:aws:sns:eu-west-1:1:t`"},
      {"$LATEST of f", "`$LATEST` of f"},
      {"snake_case but _this_ and x_", "snake_case but `_this_` and `x_`"},
      {"*bold* ~gone~ [a](b) <b>", "`*bold*` `~gone~` `[a](b)` `<b>`"},
      {"&lt; \\* a|b {{ x }}", "`&lt;` `\\*` `a|b` `{{` x `}}`"},
      {"`code`", "`` `code` ``"},
      {"a``b`c", "```a``b`c```"},
      {"```", "```` ``` ````"},
      {"image 4f9e2a1b9", "image `4f9e2a1b9`"},
      {"effaced 12345", "effaced 12345"},
      {"\x1b[31m", "`\\x1b[31m`"},
      {"\xE2\x80\xAE", "`\\u202e`"},
      {"\xFF", "`\\xff`"},
      {"(@", "(`@`"},
      {"", ""},
  };
  for (const Case& c : cases)
    EXPECT_EQ(markdown_inline(c.input), c.expected) << c.input;
}

TEST(Markdown, LinesStartNoBlock) {
  const Case cases[] = {
      {"plain", "plain"},       {"- item", "\\- item"},     {"+ item", "\\+ item"},
      {"1. item", "1\\. item"}, {"12) item", "12\\) item"}, {"# title", "`#` title"},
      {"> quote", "`>` quote"}, {"===", "\\==="},           {"---", "\\---"},
      {":-", "\\:-"},           {"|---|", "`|---|`"},       {"~~~", "`~~~`"},
      {"10 items", "10 items"}, {"    code", "code"},       {"2026", "2026"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(markdown_line(c.input), c.expected) << c.input;
}

TEST(Markdown, Code) {
  EXPECT_EQ(markdown_code(""), "");
  EXPECT_EQ(markdown_code("a b.json:1:2"), "`a b.json:1:2`");
  EXPECT_EQ(markdown_code("a`b"), "``a`b``");
  EXPECT_EQ(markdown_code(" x "), "`  x  `");
  EXPECT_EQ(markdown_code("  "), "`  `");
  EXPECT_EQ(markdown_code("a\nb"), "`a\\nb`");
}

TEST(Markdown, FencesAreLongerThanTheirContent) {
  EXPECT_EQ(markdown_fence("a: 1\n\n\tb", "yaml", 2), "  ```yaml\n  a: 1\n\n      b\n  ```\n");
  EXPECT_EQ(markdown_fence("```\n````x\r", "text", 0), "`````text\n```\n````x\\r\n`````\n");
}

TEST(Markdown, LengthsAndCuts) {
  EXPECT_EQ(shorten("日本語", 3), "日本語");
  EXPECT_EQ(shorten("日本語です", 4), "日...");
  EXPECT_EQ(utf16_length("a日\xF0\x9F\x98\x80"), 4U);
}

}  // namespace
}  // namespace advisor
