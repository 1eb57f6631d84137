#include "src/cli/init_texts.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace advisor::cli {
namespace {

// A JSON string is a YAML one, and stays one line.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

std::string address(const Project& project) {
  return "https://github.com/" + project.repository;
}

std::string rule_paths_line(const std::vector<std::string>& paths) {
  if (paths.empty())
    return "# rule_paths: [sre/rules]";
  std::string list;
  for (const std::string& path : paths)
    list += (list.empty() ? "" : ", ") + quoted(path);
  return "rule_paths: [" + list + "]";
}

// Editors check the file while it is written, if they can fetch the schema.
std::string schema_line(const Project& project) {
  if (!project.known())
    return {};
  return fmt::format(
      "# yaml-language-server: $schema=https://raw.githubusercontent.com/{}/v{}/docs/"
      "advisor.schema.json\n",
      project.repository, project.version);
}

constexpr const char* kConfigEnglish =
    R"(# Settings of advisor for this repository. Options of the command line win over them.
# All keys: {documentation}

# Language of the texts: en or ja.
lang: en

# Least severity that makes a run fail: critical, warning, info, undetermined or never.
fail_on: warning

# Folders or files with rules of your own, relative to this file. `advisor rules new` makes a rule.
{rule_paths}

# Findings that are fine as they are: the report marks and counts them, and they fail no run.
# `advisor rules show {rule}` tells what a rule is about.
# rules:
#   {rule}:
#     suppression_rules:
#       - file: {file}
#         reason: why this is fine here
#         expires: {expires}
)";

constexpr const char* kConfigJapanese =
    R"(# このリポジトリでの advisor の設定です。コマンドラインのオプションが優先されます。
# すべてのキー: {documentation}

# メッセージの言語: en または ja
lang: ja

# 実行を失敗とする最低の重要度: critical、warning、info、undetermined、never のいずれか
fail_on: warning

# 独自のルールを置いたフォルダーまたはファイル（このファイルからの相対パス）。
# ルールは `advisor rules new` で作れます。
{rule_paths}

# 対応しないと決めた指摘。レポートでは印を付けて数えますが、実行は失敗しません。
# ルールの説明は `advisor rules show {rule}` で表示します。
# rules:
#   {rule}:
#     suppression_rules:
#       - file: {file}
#         reason: ここでは問題にならない理由
#         expires: {expires}
)";

constexpr const char* kWorkflow = R"(# {what}
name: sre-advisor
on: pull_request

permissions:
  contents: read
  pull-requests: write  # {comment}

jobs:
  advisor:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          fetch-depth: 0  # {history}
          persist-credentials: false
{note}      - uses: {repository}@action-v{version}
        with:
          paths: .
          diff-base: auto  # {new}
          comment: true
)";

}  // namespace

std::string owner_note(const Project& project, Language language) {
  if (project.known())
    return {};
  return language == Language::kJapanese
             ? "OWNER は sre-advisor を置いている組織またはユーザーの名前に置き換えてください。"
             : "Put the organisation or user that holds sre-advisor in place of OWNER.";
}

std::string config_text(const ConfigSample& sample, const Project& project, Language language) {
  const std::string documentation =
      project.known()
          ? fmt::format("{}/blob/v{}/docs/configuration.md", address(project), project.version)
          : "docs/configuration.md (sre-advisor)";
  return schema_line(project) +
         fmt::format(
             fmt::runtime(language == Language::kJapanese ? kConfigJapanese : kConfigEnglish),
             fmt::arg("documentation", documentation),
             fmt::arg("rule_paths", rule_paths_line(sample.rule_paths)),
             fmt::arg("rule", sample.rule), fmt::arg("file", quoted(sample.file)),
             fmt::arg("expires", sample.expires));
}

// The hook that needs no more than what runs this: the program.
PrecommitEntry precommit_entry_of(const Project& project, Language language) {
  return {address(project), "v" + project.version, "sre-advisor-system",
          owner_note(project, language)};
}

std::string precommit_text(const Project& project, Language language) {
  return "repos:\n" + precommit_entry(precommit_entry_of(project, language), {});
}

std::string workflow_text(const Project& project, Language language) {
  const bool japanese = language == Language::kJapanese;
  std::string note = owner_note(project, language);
  if (!note.empty())
    note = "      # " + note + "\n";
  return fmt::format(
      fmt::runtime(kWorkflow),
      fmt::arg("what", japanese ? "プルリクエストのデプロイ設定を advisor で確認します。"
                                : "Checks the deploy configuration of pull requests with advisor."),
      fmt::arg("comment",
               japanese ? "結果のコメントを書くため" : "for the comment with the result"),
      fmt::arg("history", japanese ? "diff-base がブランチの分岐点を必要とするため"
                                   : "diff-base needs the commit that the branch left from"),
      fmt::arg("note", note), fmt::arg("repository", project.repository),
      fmt::arg("version", project.version),
      fmt::arg("new", japanese ? "このプルリクエストで新しく現れた指摘だけを報告します"
                               : "only what is new in the pull request is reported"));
}

}  // namespace advisor::cli
