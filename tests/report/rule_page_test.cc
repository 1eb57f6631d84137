#include "src/report/rule_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "src/base/markdown.h"
#include "src/engine/rule_set.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;

Rule sample_rule() {
  Rule rule;
  rule.id = "ecs-stop-timeout";
  rule.since = "0.2.0";
  rule.revision = 2;
  rule.path = "rules/ecs/ecs-stop-timeout.yaml";
  rule.title = {"Workers have time to stop", "ワーカーに停止する時間がある"};
  rule.description = {"A worker needs `stopTimeout`.\nElse it is killed.", "停止時間が必要です。"};
  rule.tags = {"ecs"};
  rule.match.push_back({{"AWS::ECS::TaskDefinition"}, {}, {}, {}, "container", {}, {}});
  rule.params.push_back({"seconds",
                         "int",
                         Value::integer(60),
                         10,
                         120,
                         {},
                         {"The shortest time.", "最短の時間です。"},
                         {}});
  RuleCheck check;
  check.id = "set";
  check.severity = Severity::kCritical;
  check.variants.push_back({{"a &&\n  b | c", {}}, Severity::kInfo, {}, {}});
  rule.checks.push_back(check);
  rule.fix.emplace("ecspresso", RuleExpression{"\"stopTimeout\": 60\n", {}});
  rule.references = {"https://docs.example.com/stop", "javascript:alert(1)"};
  rule.postmortems.push_back({{"Lost messages", "メッセージの消失"},
                              "2026-03",
                              "https://postmortems.example.com/7",
                              {"They were half done.", "処理の途中でした。"}});
  rule.history.push_back({"2026-04-01", 1, {"Added.", "追加しました。"}});
  rule.history.push_back({"2026-05-01", 2, {"Fargate too.", "Fargate も対象です。"}});
  return rule;
}

Example example(const char* text, const char* expect, const char* fixed = nullptr) {
  Example out;
  out.name = "one";
  out.files = {{"td.json", text}};
  if (fixed != nullptr)
    out.fixed = {{"td.json", fixed}};
  Value entry = Value::map();
  entry.set(expect, Value::string("app"));
  out.expect = Value::list({entry});
  return out;
}

TEST(RulePage, HasAllInBothLanguages) {
  const PageExamples examples{{{"td.json", "{}\n"}}, {{"td.json", "{ }\n"}}};
  EXPECT_EQ(rule_page(sample_rule(), examples, {}),
            R"(<!-- Written by `advisor rules docs` from `rules/ecs/ecs-stop-timeout.yaml`. -->

# ecs-stop-timeout

| | |
|---|---|
| Severity / 重大度 | Critical–Info |
| Resources / 対象 | `AWS::ECS::TaskDefinition` |
| Tags / タグ | `ecs` |
| Since / 導入 | 0.2.0 |
| Revision / リビジョン | 2 |
| File / ファイル | `rules/ecs/ecs-stop-timeout.yaml` |

## English

**Workers have time to stop**

### What and why

A worker needs `stopTimeout`. Else it is killed.

### Where it comes from

- Lost messages (2026-03) <https://postmortems.example.com/7>

  They were half done.

### Severity

- `set`: the first that is true decides
  - Info: `a && b | c`
  - Critical: otherwise

### Parameters

| name | type | default | bounds | meaning |
|---|---|---|---|---|
| `seconds` | int | `60` | ≥ 10, ≤ 120 | The shortest time. |

### History

- 2026-05-01 (revision 2): Fargate too.
- 2026-04-01 (revision 1): Added.

## 日本語

**ワーカーに停止する時間がある**

### 内容と理由

停止時間が必要です。

### きっかけとなった障害

- メッセージの消失 (2026-03) <https://postmortems.example.com/7>

  処理の途中でした。

### 重大度

- `set`: 最初に真となる条件で決まります
  - Info: `a && b | c`
  - Critical: それ以外

### パラメータ

| 名前 | 型 | デフォルト | 範囲 | 意味 |
|---|---|---|---|---|
| `seconds` | int | `60` | ≥ 10, ≤ 120 | 最短の時間です。 |

### 変更履歴

- 2026-05-01 (リビジョン 2): Fargate も対象です。
- 2026-04-01 (リビジョン 1): 追加しました。

## Bad example / 悪い例

`td.json`

```json
{}
```

## Good example / 良い例

`td.json`

```json
{ }
```

## Fix / 修正例

`ecspresso`

```json
"stopTimeout": 60
```

## References / 参考

- <https://docs.example.com/stop>
- `javascript:alert(1)`
)");
}

TEST(RulePage, SaysWhatThePlaceholdersOfAFixAre) {
  Rule rule = sample_rule();
  rule.fix.at("ecspresso").text = "\"stopTimeout\": {{= params.seconds }}\n";
  EXPECT_THAT(rule_page(rule, {}, {}),
              HasSubstr("```json\n\"stopTimeout\": {{= params.seconds }}\n```\n\n"
                        "A finding fills in `{{= }}`. / `{{= }}` には指摘ごとの値が入ります。\n"));
}

TEST(RulePage, LeavesOutAddressesOfPostmortems) {
  const std::string page = rule_page(sample_rule(), {}, {.postmortem_links = false});
  EXPECT_THAT(page, Not(HasSubstr("postmortems.example.com")));
  EXPECT_THAT(page, HasSubstr("- Lost messages (2026-03)\n"));
  EXPECT_THAT(page, HasSubstr("<https://docs.example.com/stop>"));
}

TEST(RulePage, NothingInATextIsMarkup) {
  Rule rule = sample_rule();
  rule.title.en = "<img src=x> [a](https://x.example) @octocat #1";
  rule.params[0].description.en = "a | b";
  const std::string page = rule_page(rule, {}, {});
  EXPECT_THAT(page, HasSubstr("**`<img` `src=x>` `[a](https://x.example)` `@octocat` `#1`**"));
  EXPECT_THAT(page, HasSubstr("| a `\\|` b |"));
}

TEST(RulePage, SaysWhatIsOffAndDeprecated) {
  Rule rule = sample_rule();
  rule.enabled = false;
  rule.deprecated = "since 0.3.0: use 'x'";
  rule.aliases = {"old-name"};
  rule.profiles = {"production"};
  const std::string page = rule_page(rule, {}, {});
  EXPECT_THAT(page, HasSubstr("| Default / 既定 | off / 無効 |\n"
                              "| Deprecated / 非推奨 | since 0.3.0: use 'x' |\n"
                              "| Profiles / プロファイル | `production` |\n"));
  EXPECT_THAT(page, HasSubstr("| Former ids / 旧 ID | `old-name` |\n"));
}

TEST(RulePage, ShowsTablesWithTheirSourceAndAge) {
  Rule rule = sample_rule();
  Value table = Value::map();
  table.set("a", Value::list({Value::integer(1), Value::boolean(true)}));
  rule.data.push_back({"sizes", table, "2026-08-07", "https://docs.example.com/sizes", 365});
  EXPECT_THAT(rule_page(rule, {}, {}),
              HasSubstr("## Data / データ\n\n"
                        "`sizes`: as of / 時点 2026-08-07, <https://docs.example.com/sizes>\n"
                        "(a note when older than 365 days / 365 日を過ぎると注記)\n\n"
                        "```text\na: [1, true]\n```\n"));
}

TEST(RulePage, CutsLongExamples) {
  std::string text;
  for (int i = 1; i <= 61; ++i)
    text += "line " + std::to_string(i) + "\n";
  const std::string page = rule_page(sample_rule(), {{{"a.txt", text}}, {}}, {});
  EXPECT_THAT(page, HasSubstr("line 60\n...\n```\n"));
  EXPECT_THAT(page, Not(HasSubstr("line 61")));
  text.resize(text.find("line 61"));
  EXPECT_THAT(rule_page(sample_rule(), {{{"a.txt", text}}, {}}, {}), HasSubstr("line 60\n```\n"));
}

TEST(RulePage, ChoosesTheFirstFindingAndItsFix) {
  const ExampleFiles bad = {{"td.json", "bad"}};
  const ExampleFiles good = {{"td.json", "good"}};
  const PageExamples fixed = choose_examples(
      {example("pass", "pass"), example("bad", "label", "good"), example("worse", "label")});
  EXPECT_EQ(fixed.bad, bad);
  EXPECT_EQ(fixed.good, good);
  const PageExamples passing =
      choose_examples({example("?", "undetermined"), example("bad", "label"),
                       example("n/a", "not_applicable"), example("good", "pass")});
  EXPECT_EQ(passing.bad, bad);
  EXPECT_EQ(passing.good, good);
  EXPECT_TRUE(choose_examples({}).bad.empty());
}

TEST(RulePage, TheIndexIsByService) {
  Rule task = sample_rule();
  Rule function = sample_rule();
  function.id = "a-function";
  function.title = {"Functions end", ""};
  function.match[0].types = {"Lambroll::Options", "AWS::Lambda::Function"};
  function.enabled = false;
  EXPECT_EQ(rule_index({&function, &task}),
            R"(<!-- Written by `advisor rules docs` from the rule files. -->

# Rules / ルール一覧

## ECS

| rule | severity / 重大度 | holds if | 内容 |
|---|---|---|---|
| [ecs-stop-timeout](ecs-stop-timeout.md) | Critical–Info | Workers have time to stop | ワーカーに停止する時間がある |

## Lambda

| rule | severity / 重大度 | holds if | 内容 |
|---|---|---|---|
| [a-function](a-function.md) | Critical–Info (off / 既定で無効) | Functions end | Functions end |
)");
}

TEST(RulePage, Prose) {
  const std::pair<const char*, const char*> cases[] = {
      {"plain text", "plain text"},
      {"run `ecspresso deploy --x` now", "run `ecspresso deploy --x` now"},
      {"two\n  lines", "two lines"},
      {"a `lone tick", "a `` `lone `` tick"},
      {"- no list", "\\- no list"},
      {"<b>`code`", "`<b>` `code`"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(markdown_prose(text), expected) << text;
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// `advisor rules docs` writes them.
TEST(RulePage, TheCommittedPagesAreFresh) {
  const std::filesystem::path folder = ADVISOR_SOURCE_DIR "/docs/rules";
  RuleSet rules;
  SourceSet sources;
  Diagnostics diagnostics;
  rules.add_builtin();
  std::size_t pages = 1;
  for (const Rule* rule : rules.rules()) {
    const PageExamples examples =
        choose_examples(read_examples(*rule, rules, sources, diagnostics));
    EXPECT_FALSE(examples.bad.empty()) << rule->id;
    EXPECT_FALSE(examples.good.empty()) << rule->id;
    EXPECT_EQ(slurp(folder / (rule->id + ".md")), rule_page(*rule, examples, {})) << rule->id;
    ++pages;
  }
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(slurp(folder / "README.md"), rule_index(rules.rules()));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, pages);
}

}  // namespace
}  // namespace advisor
