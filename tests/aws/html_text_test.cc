#include "src/aws/html_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "src/aws/html_lines.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Case {
  std::string html;
  std::string expected;
};

void expect_plain(const std::vector<Case>& cases) {
  for (const Case& c : cases)
    EXPECT_EQ(html_text(c.html).plain, c.expected) << c.html;
}

void expect_markdown(const std::vector<Case>& cases) {
  for (const Case& c : cases)
    EXPECT_EQ(html_text(c.html).markdown, c.expected) << c.html;
}

// The rules of how AWS's HTML is shown, one test each.

TEST(HtmlText, IsParsedAsAFragmentOfABody) {
  expect_plain({{"", ""},
                {"text", "text"},
                {"a &amp; b &lt;c&gt; &copy &eacute;&#x65E5; &unknown; ?a=1&serviceCode=2",
                 "a & b <c> © é日 &unknown; ?a=1&serviceCode=2"},
                {"<html><head><title>t</title></head><body>x</body></html>", "tx"},
                {"<b>x <i>y</b> z</i>", "x y z"},
                {"1 < 2 <", "1 < 2 <"},
                {"<tr><td>a<td>b", "ab"}});
}

TEST(HtmlText, BlanksAreOneSpaceAndNoneAtTheEdges) {
  expect_plain({{" \t\r\n\xC2\xA0 a \r\n \t b&nbsp;&nbsp;c \n", "a b c"},
                {"a \n<br>\n b", "a\nb"},
                {"a <b> b</b> c", "a b c"},
                {"a<p> b </p> c", "a\n\nb\nc"}});
}

TEST(HtmlText, LinesOfTheSourceLeaveNoBlankInJapanese) {
  expect_plain({{"日本\n語です", "日本語です"},
                {"終わり。\r\n  始まり", "終わり。始まり"},
                {"ﾊﾝｶｸ\nカナ", "ﾊﾝｶｸカナ"},
                {"日本 語", "日本 語"},  // a blank that somebody wrote
                {"日本\nAWS\n日本", "日本 AWS 日本"},
                {"한국\n어", "한국 어"},
                {"𠮷\n野", "𠮷野"},
                {"<b>日本</b>\n<a href='https://x.example'>語</a>", "日本語 (https://x.example)"}});
}

TEST(HtmlText, BreaksAndBlocks) {
  expect_plain({{"a<br>b<br/>c", "a\nb\nc"},
                {"a<br>\n<br>b", "a\n\nb"},
                {"a<br><br><br><br>b", "a\n\nb"},
                {"<br><br>a<br><br>", "a"},
                {"<h4 class='headerBodyStyle'>Head</h4><br>\ntext", "Head\ntext"},
                {"<h4>Head</h4><br><br>text", "Head\n\ntext"},
                {"<h4>Head</h4>x<br>text", "Head\nx\ntext"},
                {"a<div>b</div><div><p>c</p></div>d", "a\n\nb\n\nc\nd"},
                {"a<table><tr><td>b</td><td>c</td></tr></table>", "a\n\nb c"}});
}

TEST(HtmlText, Lists) {
  expect_plain({{"x<ul><li>a</li><li>b</li></ul>y", "x\n\n- a\n- b\ny"},
                {"<ol><li>a</li><li></li><li>b</li></ol>", "1. a\n2. b"},
                {"<ul><li>a<ol><li>b<li>c</ol>d<li>e</ul>", "- a\n  1. b\n  2. c\n  d\n- e"},
                {"<ul><li>a<br>b</li></ul>", "- a\n  b"},
                {"<ul><li><p>a</p></li><li><b>b</b></li></ul>", "- a\n- b"},
                {"<li>a", "- a"},
                {"<ul><li><ul><li>deep</ul></ul>", "  - deep"},
                {"<ol><li>a<li><ol>b</ol></ol>", "1. a\n2. b"}});
  expect_markdown({{"x<ul><li>a</li><li>b</li></ul>y", "x\n\n- a\n- b\n\ny"},
                   {"<ol><li>a<ul><li>b<br>c</ul>d</ol>", "1. a\n   - b\\\n     c\n\n   d"},
                   {"<ul><li><ul><li>deep</ul></ul>", "- deep"},
                   // No item of its own: the text stands in the outer one.
                   {"<ol><li>a<li><ol>b</ol></ol>", "1. a\n2. b"}});
}

TEST(HtmlText, Links) {
  const std::string url = "https://docs.aws.amazon.com/a?b=1&serviceCode=vpc#c";
  expect_plain(
      {{"see <a href=\"" + url + "\" target=\"_blank\">the guide</a>.",
        "see the guide (" + url + ")."},
       {"<a href='" + url + "'>" + url + "</a>", url},
       {"<a href='http://x.example/%E3%81%82&amp;y'>t</a>", "t (http://x.example/%E3%81%82&y)"},
       {"<a href='javascript:alert(1)'>t</a>", "t"},
       {"<a href=' HTTPS://x.example '>t</a>", "t (HTTPS://x.example)"},
       {"<a href='https://x.example/a b'>t</a>", "t"},
       {"<a href='https://x.example/&#x202e;'>t</a>", "t"},
       {"<a href='https://x.example/" + std::string(3'000, 'x') + "'>t</a>", "t"},
       {"<a href='/relative'>t</a><a>u</a>", "tu"},
       {"<a href='https://x.example'></a>t", "t"},
       // As AWS has it in one description: the parser loses the text of a broken tag.
       {"a <href=\"https://x.example\" an Amazon RDS DB Instance</a> b", "a b"}});
  expect_markdown(
      {{"see <a href='" + url + "'>the guide</a>.", "see [the guide](<" + url + ">)."},
       {"<a href='https://x.example'>a]b</a>", "[`a]b`](<https://x.example>)"},
       {"<a href='https://x.example/<>\\`|'>t</a>", "[t](<https://x.example/%3C%3E%5C%60%7C>)"},
       {"<a href='https://x.example/?a&amp;lt;b&c'>t</a>",
        "[t](<https://x.example/?a&amp;lt;b&c>)"},
       {"no image!<a href='https://x.example'>t</a>", "no image\\![t](<https://x.example>)"}});
}

TEST(HtmlText, BoldIsForHeadingsOnly) {
  const std::string html = "a <b>b</b> <code>c</code><br><b>Head</b><br>d<h4>More</h4><br>e";
  EXPECT_EQ(html_text(html).plain, "a b c\nHead\nd\n\nMore\ne");
  EXPECT_EQ(html_text(html).markdown, "a b c\\\n**Head**\\\nd\n\n**More**\\\ne");
}

TEST(HtmlText, WhatIsNotShownIsDropped) {
  expect_plain({{"a<script>x()</script><style>y{}</style><!-- z -->b", "ab"},
                {"a<template>t</template>b", "ab"},
                {"a<svg><script>x</script><g>in</g></svg>b", "ainb"},
                {"a<blink>b</blink><x-y>c</x-y>", "abc"}});
}

TEST(HtmlText, ControlCharactersAreRemoved) {
  using namespace std::string_literals;
  expect_plain({{"a\x1b[31mb\x07\x7f"s, "a[31mb"},
                {"a\0b"s, "ab"},
                {"a\xC2\x9B"s + "b\xE2\x80\xA8"s + "c\xE2\x80\xA9"s + "d"s, "ab c d"},
                {"&#x202e;a&#8203;b&#x2066;&#x61c;c&#xFEFF;&#x9b;", "abc›"},
                {"\xE2\x80\xAE"s + "abc"s, "abc"}});
}

TEST(HtmlText, MarkdownRendersAsTheText) {
  expect_markdown({{"@octocat closes #1, see &lt;script&gt; and ![x](y)",
                    "`@octocat` closes `#1`, see `<script>` and `![x](y)`"},
                   {"# no heading<br>- no item<br>1. no item<br>&gt; no quote",
                    "`#` no heading\\\n\\- no item\\\n1\\. no item\\\n`>` no quote"},
                   {"<ul><li># no heading<li>- no item</ul>", "- `#` no heading\n- \\- no item"},
                   {"<i>1</i>. no item", "1\\. no item"},
                   {"a `b` |c| **d** _e_ $f$", "a `` `b` `` `|c|` `**d**` `_e_` `$f$`"},
                   {"<b>*x*</b><br>y", "**`*x*`**\\\ny"},
                   {"https://x.example www.x.example", "`https://x.example` `www.x.example`"}});
}

TEST(HtmlText, IsBounded) {
  const auto repeat = [](int count, std::string_view text) {
    std::string out;
    for (int i = 0; i < count; ++i)
      out += text;
    return out;
  };
  const std::string kHostile[] = {
      repeat(200'000, "<div>") + "x",
      repeat(100'000, "<b>x<p>"),
      repeat(500, "<b class=a id=b>") + repeat(500, "<p>x"),
      repeat(20'000, "<ul><li>x"),
      repeat(300'000, "x"),
      repeat(100'000, "日\n"),
      "<a href='https://x.example/" + std::string(2'000, 'x') + "'>" + repeat(30'000, "<br>x"),
      repeat(900, "<a href=https://x.example/" + std::string(40, 'x') + ">y</a> ,"),
      repeat(50'000, "&lt;")};
  for (const std::string& html : kHostile) {
    const HtmlText text = html_text(html);
    EXPECT_LE(text.plain.size(), 2 * kMaxHtmlText) << html.substr(0, 40);
    EXPECT_LE(text.markdown.size(), 4 * kMaxHtmlText) << html.substr(0, 40);
    EXPECT_EQ(text.plain.ends_with("..."), html.size() > kMaxHtmlBytes) << html.substr(0, 40);
  }
}

// Any bytes: no control character but line feeds, no blank line at an end, none twice.
void expect_clean(const std::string& text, const std::string& html) {
  for (const std::string_view line : split(text, '\n')) {
    ASSERT_EQ(printable(line), line) << html;
    ASSERT_TRUE(line.empty() || (line.back() != ' ' && !trim(line).empty())) << html;
  }
  ASSERT_EQ(text.find("\n\n\n"), std::string::npos) << html;
  ASSERT_FALSE(text.starts_with('\n') || text.ends_with('\n')) << html;
}

TEST(HtmlText, AnyBytesGiveCleanText) {
  const std::string_view kPieces[] = {
      "<b>",      "</b>",  "<br>",     "<ul>",   "</ul>", "<ol>",
      "<li>",     "</li>", "<p>",      "</p>",   "<h4>",  "</h4>",
      "<table",   ">",     "<td>",     "<tr>",   "</a>",  "<a href='https://x.example/&'>",
      "<script>", "<!--",  "-->",      "&nbsp;", "&#27;", "日",
      "。",       "\n",    " ",        "\x1b",   "word",  "`",
      "*",        "]",     "\\",       "!",      "\xff",  "\xE2\x80\xAE",
      "<svg>",    "<div>", "&#x2028;", "1. ",    "- ",    "@x",
      "</ol>",    "</div>"};
  std::mt19937 random(7);
  for (int round = 0; round < 3'000; ++round) {
    std::string html;
    for (int i = 0; i < 40; ++i)
      html += kPieces[random() % std::size(kPieces)];
    const HtmlText text = html_text(html);
    expect_clean(text.plain, html);
    expect_clean(text.markdown, html);
    if (HasFatalFailure())
      return;
  }
}

// Descriptions by the place of their headings.

const std::string kEnglish =
    "Checks things.<br>\n<br>\n<b>Alert Criteria</b><br>\nYellow: bad.<br>\n<br>\n"
    "<b>Recommended Action</b><br>\nDo it.<br>\n<b>Note</b><br>\nSoon.<br>\n<br>\n"
    "<b>Additional Resources</b><br>\n<a href=\"https://x.example\">Guide</a>";

TEST(Description, IsDividedAtItsHeadings) {
  const Description d = divide_description(kEnglish);
  EXPECT_TRUE(d.divided);
  EXPECT_EQ(d.introduction.plain, "Checks things.");
  EXPECT_EQ(d.alert_criteria.plain, "Yellow: bad.");
  EXPECT_EQ(d.recommended_action.plain, "Do it.\nNote\nSoon.");
  EXPECT_EQ(d.recommended_action.markdown, "Do it.\\\n**Note**\\\nSoon.");
  EXPECT_EQ(d.further.plain, "Guide (https://x.example)");
  EXPECT_THAT(d.whole.plain, HasSubstr("bad.\n\nRecommended Action\nDo it."));
}

TEST(Description, OtherLanguagesHaveTheSamePlaces) {
  const std::string japanese =
      "概要。<h4>アラート条件</h4><br>黄: 悪い。<h4>推奨されるアクション</h4><br>直す。<br>"
      "<b>注</b><br>早く。<h4>その他のリソース</h4><br>案内";
  EXPECT_EQ(divide_description(japanese, kEnglish).recommended_action.plain, "直す。\n注\n早く。");
  // Without the English one the last three of four are taken, for others stand in front mostly.
  const std::string source =
      "概要。<br><b>ソース</b><br>規則<br><b>条件</b><br>赤<br><b>推奨</b><br>直す。<br><b>他</"
      "b><br>x";
  const Description d = divide_description(source);
  EXPECT_EQ(d.introduction.plain, "概要。\nソース\n規則");
  EXPECT_EQ(d.alert_criteria.plain, "赤");
  EXPECT_EQ(d.recommended_action.plain, "直す。");
  EXPECT_EQ(divide_description("a<br><b>b</b><br>c<br><b>d</b><br>e").recommended_action.plain,
            "e");
}

TEST(Description, OfAnotherShapeIsTakenWhole) {
  const std::vector<std::string> kOthers = {
      "Just text.",
      "a<br><b>Head</b><br>b",
      "",
      "<b>1</b><br>a<br><b>2</b><br>a<br><b>3</b><br>a<br><b>4</b><br>a<br><b>5</b><br>a",
      "a<br><b>Alert Criteria</b><br>b<br><b>Recommended Action</b>",
      "a <b>Alert Criteria</b> b <b>Recommended Action</b> c"};
  for (const std::string& html : kOthers) {
    const Description d = divide_description(html);
    EXPECT_FALSE(d.divided) << html;
    EXPECT_EQ(d.recommended_action.plain, d.whole.plain) << html;
    EXPECT_THAT(d.introduction.plain, IsEmpty()) << html;
  }
}

nlohmann::json read_corpus(const std::string& name) {
  const auto file = std::filesystem::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus" /
                    "trusted-advisor" / name;
  std::ifstream in(file);
  return in ? nlohmann::json::parse(in) : nlohmann::json();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (const std::size_t at = text.find(from); at != std::string::npos)
    text.replace(at, from.size(), to);
  return text;
}

TEST(DescriptionCorpus, AllOfARecordedAnswerAreDivided) {
  const nlohmann::json recorded = read_corpus("describe-trusted-advisor-checks.en.json");
  if (recorded.is_null())
    GTEST_SKIP() << "no corpus beside the source tree";
  int count = 0;
  for (const auto& check : recorded.at("checks")) {
    const std::string id = check.at("id");
    const std::string html = check.at("description");
    const Description d = divide_description(html);
    EXPECT_TRUE(d.divided) << id;
    for (const HtmlText* part :
         {&d.introduction, &d.alert_criteria, &d.recommended_action, &d.further}) {
      EXPECT_THAT(part->plain, Not(IsEmpty())) << id;
      EXPECT_THAT(part->markdown, Not(IsEmpty())) << id;
      EXPECT_THAT(part->plain, Not(HasSubstr("Alert Criteria"))) << id;
      EXPECT_THAT(part->plain, Not(HasSubstr("Recommended Action"))) << id;
      expect_clean(part->plain, id);
    }
    // As if it were in a language that nobody knows.
    const std::string other =
        replaced(replaced(html, "Alert Criteria", "アラート条件"), "Recommended Action", "推奨");
    EXPECT_EQ(divide_description(other).recommended_action.plain, d.recommended_action.plain) << id;
    EXPECT_EQ(divide_description(other, html).further.plain, d.further.plain) << id;
    ++count;
  }
  EXPECT_EQ(count, 104);
}

TEST(DescriptionCorpus, JapaneseAndNewerShapesAreDivided) {
  const nlohmann::json japanese = read_corpus("synthetic.checks.ja.json");
  const nlohmann::json newer = read_corpus("trustedadvisor-api.ListChecks.examples.json");
  if (japanese.is_null() || newer.is_null())
    GTEST_SKIP() << "no corpus beside the source tree";
  std::vector<std::string> actions;
  for (const auto& check : japanese.at("checks"))
    actions.push_back(
        divide_description(std::string(check.at("description"))).recommended_action.plain);
  EXPECT_EQ(actions[0],
            "高い可用性が必要なら、インスタンスを変更して Multi-AZ を有効にしてください。");
  EXPECT_EQ(actions[1],
            "- 対応中のランタイムへ移行する。\n- 使っていない古いバージョンを削除する。");
  EXPECT_THAT(actions[2], testing::StartsWith("サポートケース (https://console.aws.amazon.com/"));
  int count = 0;
  for (const auto& example : newer)
    for (const auto& check : example.at("output").at("checkSummaries")) {
      EXPECT_TRUE(divide_description(std::string(check.at("description"))).divided) << check;
      ++count;
    }
  EXPECT_GT(count, 2);
}

}  // namespace
}  // namespace advisor::aws
