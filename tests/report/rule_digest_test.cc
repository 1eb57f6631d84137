#include "src/report/rule_digest.h"

#include <gtest/gtest.h>

namespace advisor {
namespace {

Rule rule(const char* id) {
  Rule out;
  out.id = id;
  out.severity = Severity::kCritical;
  out.title = {"Workers have time to stop", "ワーカーに停止する時間がある"};
  out.postmortems.push_back({{"Lost messages", "メッセージの消失"},
                             "2026-03",
                             "https://postmortems.example.com/7",
                             {"They were half done.", "処理の途中でした。"}});
  return out;
}

const std::vector<RuleChange> kHistory = {
    {"2026-04-01", 1, {"Added.", "追加しました。"}},
    {"2026-05-01", 2, {"Fargate too.", "Fargate も対象です。"}},
};

TEST(Digest, NewAndChanged) {
  const Rule changed = rule("a-changed");
  const Rule added = rule("b-new");
  const Rule old = rule("c-old");
  DigestOptions options;
  options.since = "2026-05-01";
  EXPECT_EQ(write_digest({{&changed, kHistory},
                          {&added, {{"2026-05-02", 1, {}}}},
                          {&old, {{"2026-04-30", 1, {"Added.", ""}}}},
                          {&old, {}}},
                         options),
            R"(# Rules added or changed since 2026-05-01

## New (1)

- **b-new** (Critical): Workers have time to stop
  - 2026-05-02
  - Incident: Lost messages (2026-03) <https://postmortems.example.com/7>
    They were half done.
  - Page: `docs/rules/b-new.md`

## Changed (1)

- **a-changed** (Critical): Workers have time to stop
  - 2026-05-01: Fargate too.
  - Incident: Lost messages (2026-03) <https://postmortems.example.com/7>
    They were half done.
  - Page: `docs/rules/a-changed.md`
)");
}

TEST(Digest, JapaneseWithoutLinks) {
  const Rule added = rule("b-new");
  DigestOptions options;
  options.since = "2026-01-01";
  options.language = Language::kJapanese;
  options.postmortem_links = false;
  options.pages = "https://example.com/rules";
  EXPECT_EQ(write_digest({{&added, kHistory}}, options),
            R"(# 2026-01-01 以降に追加・変更されたルール

## 追加 (1)

- **b-new** (Critical): ワーカーに停止する時間がある
  - 2026-04-01: 追加しました。
  - 2026-05-01: Fargate も対象です。
  - きっかけとなった障害: メッセージの消失 (2026-03)
    処理の途中でした。
  - ページ: <https://example.com/rules/b-new.md>
)");
}

TEST(Digest, SaysThatThereIsNothing) {
  DigestOptions options;
  options.since = "2026-06-01";
  const Rule old = rule("c-old");
  EXPECT_EQ(write_digest({{&old, kHistory}}, options),
            "# Rules added or changed since 2026-06-01\n\nNo rule was added or changed.\n");
}

}  // namespace
}  // namespace advisor
