// A page has the texts in English, then in Japanese, then what is the same in both: examples,
// snippets, tables and links. All texts pass through markdown.h.

#include "src/report/rule_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "src/base/markdown.h"
#include "src/base/text.h"
#include "src/engine/verdict.h"

namespace advisor {
namespace {

constexpr std::size_t kExampleLines = 60;

struct Words {
  std::string_view heading, what, incidents, severity, parameters, history;
  std::string_view name, type, preset, bounds, meaning, otherwise, first_true, revision;
};

constexpr Words kEnglish = {"English",
                            "What and why",
                            "Where it comes from",
                            "Severity",
                            "Parameters",
                            "History",
                            "name",
                            "type",
                            "default",
                            "bounds",
                            "meaning",
                            "otherwise",
                            "the first that is true decides",
                            "revision"};
constexpr Words kJapanese = {"日本語",
                             "内容と理由",
                             "きっかけとなった障害",
                             "重大度",
                             "パラメータ",
                             "変更履歴",
                             "名前",
                             "型",
                             "デフォルト",
                             "範囲",
                             "意味",
                             "それ以外",
                             "最初に真となる条件で決まります",
                             "リビジョン"};

std::string section(int level, std::string_view heading, const std::string& body) {
  if (body.empty())
    return {};
  return fmt::format("{} {}\n\n{}\n", std::string(static_cast<std::size_t>(level), '#'), heading,
                     body);
}

std::string row(std::initializer_list<std::string> cells) {
  std::string out = "|";
  for (const std::string& cell : cells)
    out += " " + markdown_cell(cell) + " |";
  return out + "\n";
}

std::string codes(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts)
    out += (out.empty() ? "" : ", ") + markdown_code(text);
  return out;
}

std::vector<std::string> types_of(const Rule& rule) {
  std::vector<std::string> types;
  for (const RuleMatch& match : rule.match)
    for (const std::string& type : match.types)
      if (std::ranges::find(types, type) == types.end())
        types.push_back(type);
  return types;
}

std::string facts(const Rule& rule) {
  std::string out = "| | |\n|---|---|\n";
  const auto fact = [&](std::string_view name, const std::string& value) {
    if (!value.empty())
      out += row({std::string(name), value});
  };
  fact("Severity / 重大度", severity_range(rule));
  fact("Resources / 対象", codes(types_of(rule)));
  fact("Default / 既定", rule.enabled ? "" : "off / 無効");
  fact("Deprecated / 非推奨", rule.deprecated ? markdown_prose(*rule.deprecated) : "");
  fact("Profiles / プロファイル", codes(rule.profiles));
  fact("Category / 分類", codes(rule.category));
  fact("Tags / タグ", codes(rule.tags));
  fact("Former ids / 旧 ID", codes(rule.aliases));
  fact("Since / 導入", rule.since.empty() ? "" : markdown_inline(rule.since));
  fact("Revision / リビジョン", std::to_string(rule.revision));
  fact("File / ファイル", markdown_code(rule.path));
  return out + "\n";
}

std::string incidents(const Rule& rule, Language language, const PageOptions& options) {
  std::string out;
  for (const Postmortem& postmortem : rule.postmortems) {
    out += (out.empty() ? "" : "\n") + std::string("- ") +
           markdown_prose(postmortem.title.in(language));
    if (!postmortem.date.empty())
      out += " (" + markdown_inline(postmortem.date) + ")";
    if (options.postmortem_links && !postmortem.url.empty())
      out += " " + markdown_url(postmortem.url);
    out += "\n";
    if (!postmortem.summary.empty())
      out += "\n  " + markdown_prose(postmortem.summary.in(language)) + "\n";
  }
  return out;
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(trim(text), '\n'))
    out += (out.empty() ? "" : " ") + std::string(trim(line));
  return out;
}

// Conditions are code: they are the same in both languages.
std::string severities(const Rule& rule, const Words& words) {
  std::string out;
  for (const RuleCheck& check : rule.checks) {
    const Severity severity = check.severity.value_or(rule.severity);
    const std::string name = check.id.empty() ? std::string() : markdown_code(check.id) + ": ";
    std::string variants;
    for (const RuleVariant& variant : check.variants)
      if (variant.severity)
        variants += fmt::format("  - {}: {}\n", severity_title(*variant.severity),
                                markdown_code(on_one_line(variant.condition.text)));
    if (variants.empty())
      out += fmt::format("- {}{}\n", name, severity_title(severity));
    else
      out += fmt::format("- {}{}\n{}  - {}: {}\n", name, words.first_true, variants,
                         severity_title(severity), words.otherwise);
  }
  return out;
}

std::string bounds(const RuleParam& param) {
  std::string out;
  if (param.min)
    out += fmt::format("≥ {}", *param.min);
  if (param.max)
    out += fmt::format("{}≤ {}", out.empty() ? "" : ", ", *param.max);
  std::vector<std::string> choices;
  for (const Value& value : param.enumerated)
    choices.push_back(written(value));
  return out + (out.empty() || choices.empty() ? "" : ", ") + codes(choices);
}

std::string parameters(const Rule& rule, Language language, const Words& words) {
  if (rule.params.empty())
    return {};
  std::string out =
      row({std::string(words.name), std::string(words.type), std::string(words.preset),
           std::string(words.bounds), std::string(words.meaning)});
  out += "|---|---|---|---|---|\n";
  for (const RuleParam& param : rule.params) {
    const std::string preset = written(param.default_value);
    out +=
        row({markdown_code(param.name), param.type, markdown_code(preset.empty() ? "''" : preset),
             bounds(param), markdown_prose(param.description.in(language))});
  }
  return out;
}

std::string changes(const Rule& rule, Language language, const Words& words) {
  std::string out;
  for (auto change = rule.history.rbegin(); change != rule.history.rend(); ++change)
    out += fmt::format("- {} ({} {}): {}\n", markdown_inline(change->date), words.revision,
                       change->revision, markdown_prose(change->note.in(language)));
  return out;
}

std::string localized_part(const Rule& rule, Language language, const PageOptions& options) {
  const Words& words = language == Language::kJapanese ? kJapanese : kEnglish;
  std::string out = fmt::format("## {}\n\n", words.heading);
  out += "**" + markdown_prose(rule.title.in(language)) + "**\n\n";
  if (!rule.description.empty())
    out += section(3, words.what, markdown_prose(rule.description.in(language)) + "\n");
  out += section(3, words.incidents, incidents(rule, language, options));
  out += section(3, words.severity, severities(rule, words));
  out += section(3, words.parameters, parameters(rule, language, words));
  return out + section(3, words.history, changes(rule, language, words));
}

std::string_view fence_language(std::string_view path) {
  if (path.ends_with(".json"))
    return "json";
  return path.ends_with(".yml") || path.ends_with(".yaml") ? "yaml" : "text";
}

std::string shortened(std::string_view text) {
  std::vector<std::string_view> lines = split(text, '\n');
  while (!lines.empty() && trim(lines.back()).empty())
    lines.pop_back();
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), kExampleLines); ++i)
    out += (i == 0 ? "" : "\n") + std::string(lines[i]);
  return lines.size() > kExampleLines ? out + "\n..." : out;
}

std::string files(const ExampleFiles& texts) {
  std::string out;
  for (const auto& [path, text] : texts)
    out += (out.empty() ? "" : "\n") + markdown_code(path) + "\n\n" +
           markdown_fence(shortened(text), fence_language(path), 0);
  return out;
}

std::string fixes(const Rule& rule) {
  std::string out;
  bool open = false;
  for (const auto& [format, snippet] : rule.fix) {
    const std::string_view text = trim(snippet.text);
    const bool json = text.starts_with('{') || text.starts_with('[') || text.starts_with('"');
    const std::string_view language = format == "terraform" ? "hcl" : json ? "json" : "yaml";
    out += (out.empty() ? "" : "\n") + markdown_code(format) + "\n\n" +
           markdown_fence(shortened(snippet.text), language, 0);
    open = open || snippet.text.find("{{=") != std::string::npos;
  }
  if (open)
    out += "\nA finding fills in `{{= }}`. / `{{= }}` には指摘ごとの値が入ります。\n";
  return out;
}

std::string tables(const Rule& rule) {
  std::string out;
  for (const RuleData& data : rule.data) {
    out += (out.empty() ? "" : "\n") +
           fmt::format("{}: as of / 時点 {}, {}\n", markdown_code(data.name),
                       markdown_inline(data.as_of), markdown_url(data.source));
    if (data.max_age_days > 0)
      out += fmt::format("(a note when older than {0} days / {0} 日を過ぎると注記)\n",
                         data.max_age_days);
    std::string lines;
    if (const Map* map = data.table.as_map())
      for (const Member& member : *map)
        lines +=
            fmt::format("{}{}: {}", lines.empty() ? "" : "\n", member.key, written(member.value));
    else if (const List* list = data.table.as_list())
      for (const Value& value : *list)
        lines += (lines.empty() ? "- " : "\n- ") + written(value);
    if (!lines.empty())
      out += "\n" + markdown_fence(lines, "text", 0);
  }
  return out;
}

std::string references(const Rule& rule) {
  std::string out;
  for (const std::string& reference : rule.references)
    out += "- " + markdown_url(reference) + "\n";
  return out;
}

enum class Expects { kFinding, kPass, kOther };

// An example counts as passing if nothing else is expected of it.
Expects expects(const Example& example) {
  bool pass = false;
  bool other = false;
  for (const Value& entry :
       example.expect.as_list() == nullptr ? List() : *example.expect.as_list()) {
    const auto has = [&](std::string_view key) { return entry.find(key) != nullptr; };
    if (has("pass"))
      pass = true;
    else if (has("undetermined") || has("not_applicable") || has("error"))
      other = true;
    else
      return Expects::kFinding;
  }
  return pass && !other ? Expects::kPass : Expects::kOther;
}

ExampleFiles list_of(const std::map<std::string, std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::string generated_from(std::string_view what) {
  return fmt::format("{} from {}. -->\n\n", kGeneratedMark, what);
}

}  // namespace

std::string severity_range(const Rule& rule) {
  std::optional<Severity> least, most;
  const auto widen = [&](Severity severity) {
    least = std::min(least.value_or(severity), severity);
    most = std::max(most.value_or(severity), severity);
  };
  widen(rule.severity);
  for (const RuleCheck& check : rule.checks) {
    widen(check.severity.value_or(rule.severity));
    for (const RuleVariant& variant : check.variants)
      widen(variant.severity.value_or(rule.severity));
  }
  return *least == *most ? std::string(severity_title(*most))
                         : fmt::format("{}–{}", severity_title(*most), severity_title(*least));
}

std::string written(const Value& value) {
  if (const std::string* text = value.as_string())
    return *text;
  if (const bool* boolean = value.as_bool())
    return *boolean ? "true" : "false";
  if (const std::int64_t* integer = value.as_int())
    return std::to_string(*integer);
  if (const double* number = value.as_double())
    return fmt::format("{}", *number);
  std::string out;
  if (const List* list = value.as_list()) {
    for (const Value& element : *list)
      out += (out.empty() ? "" : ", ") + written(element);
    return "[" + out + "]";
  }
  for (const Member& member : value.as_map() == nullptr ? Map() : *value.as_map())
    out += (out.empty() ? "" : ", ") + member.key + ": " + written(member.value);
  return "{" + out + "}";
}

std::string service_of(const Rule& rule) {
  for (const std::string& type : types_of(rule)) {
    const std::vector<std::string_view> parts = split(type, ':');
    if (parts.size() >= 3 && parts[0] == "AWS")
      return std::string(parts[2]);
  }
  const std::vector<std::string> types = types_of(rule);
  return types.empty() ? std::string() : types.front().substr(0, types.front().find(':'));
}

PageExamples choose_examples(const std::vector<Example>& examples) {
  PageExamples out;
  const Example* passing = nullptr;
  for (const Example& example : examples) {
    const Expects kind = expects(example);
    if (kind == Expects::kFinding && out.bad.empty()) {
      out.bad = list_of(example.files);
      out.good = list_of(example.fixed);
    } else if (kind == Expects::kPass && passing == nullptr) {
      passing = &example;
    }
  }
  if (out.good.empty() && passing != nullptr)
    out.good = list_of(passing->files);
  return out;
}

std::string rule_page(const Rule& rule, const PageExamples& examples, const PageOptions& options) {
  std::string out = generated_from(markdown_code(rule.path));
  out += "# " + markdown_inline(rule.id) + "\n\n";
  out += facts(rule);
  out += localized_part(rule, Language::kEnglish, options);
  out += localized_part(rule, Language::kJapanese, options);
  out += section(2, "Bad example / 悪い例", files(examples.bad));
  out += section(2, "Good example / 良い例", files(examples.good));
  out += section(2, "Fix / 修正例", fixes(rule));
  out += section(2, "Data / データ", tables(rule));
  out += section(2, "References / 参考", references(rule));
  while (out.ends_with("\n\n"))
    out.pop_back();
  return out;
}

std::string rule_index(const std::vector<const Rule*>& rules) {
  std::map<std::string, std::vector<const Rule*>> by_service;
  for (const Rule* rule : rules)
    by_service[service_of(*rule)].push_back(rule);
  std::string out = generated_from("the rule files") + "# Rules / ルール一覧\n\n";
  for (const auto& [service, members] : by_service) {
    out +=
        fmt::format("## {}\n\n| rule | severity / 重大度 | holds if | 内容 |\n|---|---|---|---|\n",
                    markdown_inline(service.empty() ? "Other" : service));
    for (const Rule* rule : members)
      out += row({fmt::format("[{0}]({0}.md)", rule->id),
                  severity_range(*rule) + (rule->enabled ? "" : " (off / 既定で無効)"),
                  markdown_prose(rule->title.en),
                  markdown_prose(rule->title.in(Language::kJapanese))});
    out += "\n";
  }
  out.pop_back();
  return out;
}

}  // namespace advisor
