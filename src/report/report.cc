#include "src/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "src/base/text.h"

namespace advisor {
namespace {

constexpr std::uint32_t kNoPath = std::numeric_limits<std::uint32_t>::max();

// Position of every source's path in the order of paths, so that sorting many verdicts compares
// numbers. Index: SourceId; 0 (no source) comes last.
std::vector<std::uint32_t> rank_paths(const SourceSet& sources) {
  std::vector<SourceId> order(sources.size());
  std::iota(order.begin(), order.end(), SourceId{1});
  const auto path = [&](SourceId id) -> const std::string& { return sources.file(id).path(); };
  std::sort(order.begin(), order.end(),
            [&](SourceId a, SourceId b) { return std::tie(path(a), a) < std::tie(path(b), b); });
  std::vector<std::uint32_t> ranks(sources.size() + 1, kNoPath);
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && path(order[i - 1]) != path(order[i]))
      ++rank;
    ranks[order[i]] = rank;
  }
  return ranks;
}

SourceId source_of(const Verdict& verdict) {
  const Span span = span_of(verdict);
  if (span.valid() || verdict.resource == nullptr || verdict.resource->sources.empty())
    return span.source;
  return verdict.resource->sources.front();
}

std::string_view resource_id(const Verdict& verdict) {
  return verdict.resource == nullptr ? std::string_view() : std::string_view(verdict.resource->id);
}

// The same for rules: position of each in the order of ids.
std::unordered_map<const Rule*, std::uint32_t> rank_rules(const std::vector<Verdict>& verdicts) {
  std::unordered_map<const Rule*, std::uint32_t> ranks;
  for (const Verdict& verdict : verdicts)
    ranks.emplace(verdict.rule, 0);
  std::set<std::string_view> ids;
  for (const auto& [rule, rank] : ranks)
    ids.insert(rule == nullptr ? std::string_view() : std::string_view(rule->id));
  for (auto& [rule, rank] : ranks)
    rank = static_cast<std::uint32_t>(std::distance(
        ids.begin(), ids.find(rule == nullptr ? std::string_view() : std::string_view(rule->id))));
  return ranks;
}

// What a verdict is sorted by, so far as it is a number.
struct SortKey {
  std::uint32_t path, begin, rule, index;
};

std::vector<SortKey> sort_keys(const std::vector<Verdict>& verdicts, const SourceSet& sources) {
  const std::vector<std::uint32_t> paths = rank_paths(sources);
  const auto rules = rank_rules(verdicts);
  std::vector<SortKey> keys;
  keys.reserve(verdicts.size());
  for (const Verdict& verdict : verdicts)
    keys.push_back({paths[source_of(verdict)], span_of(verdict).begin, rules.at(verdict.rule),
                    static_cast<std::uint32_t>(keys.size())});
  return keys;
}

// In place, cycle by cycle: a second vector of a hundred thousand verdicts would cost more than the
// sorting. Uses up the indices.
void reorder(std::vector<Verdict>& verdicts, std::vector<SortKey>& keys) {
  for (std::uint32_t start = 0; start < keys.size(); ++start) {
    if (keys[start].index == start)
      continue;
    Verdict held = std::move(verdicts[start]);
    std::uint32_t at = start;
    while (keys[at].index != start) {
      const std::uint32_t from = std::exchange(keys[at].index, at);
      verdicts[at] = std::move(verdicts[from]);
      at = from;
    }
    keys[at].index = at;
    verdicts[at] = std::move(held);
  }
}

void sort_verdicts(std::vector<Verdict>& verdicts, const SourceSet& sources) {
  std::vector<SortKey> keys = sort_keys(verdicts, sources);
  const auto texts = [&](const SortKey& key) {
    const Verdict& verdict = verdicts[key.index];
    return std::make_tuple(std::string_view(verdict.label), std::string_view(verdict.check_id),
                           resource_id(verdict), std::string_view(verdict.message), key.index);
  };
  const auto before = [&](const SortKey& a, const SortKey& b) {
    const auto left = std::tie(a.path, a.begin, a.rule);
    const auto right = std::tie(b.path, b.begin, b.rule);
    return left != right ? left < right : texts(a) < texts(b);
  };
  // The engine goes through the resources in this order, which spares most runs the moves.
  if (std::is_sorted(keys.begin(), keys.end(), before))
    return;
  std::sort(keys.begin(), keys.end(), before);
  reorder(verdicts, keys);
}

std::string_view path_of(const Diagnostic& diagnostic, const SourceSet& sources) {
  return diagnostic.span.valid() ? sources.file(diagnostic.span.source).path() : diagnostic.path;
}

void sort_diagnostics(Diagnostics& diagnostics, const SourceSet& sources) {
  const auto key = [&](const Diagnostic& d) {
    return std::make_tuple(path_of(d, sources), d.span.begin, d.span.end,
                           std::string_view(d.message), std::string_view(d.hint));
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  // A file that two configurations use complains once.
  const auto end =
      std::unique(diagnostics.begin(), diagnostics.end(),
                  [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); });
  diagnostics.erase(end, diagnostics.end());
}

void count_finding(Counts& counts, const Verdict& verdict) {
  if (verdict.suppressed)
    ++counts.suppressed;
  else if (verdict.known == Known::kBaseline)
    ++counts.in_baseline;
  else if (verdict.known == Known::kUnchanged)
    ++counts.unchanged;
  else if (verdict.severity == Severity::kCritical)
    ++counts.critical;
  else if (verdict.severity == Severity::kWarning)
    ++counts.warning;
  else
    ++counts.info;
}

void count(Counts& counts, const Verdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::kGood:
      ++counts.good;
      break;
    case Outcome::kFinding:
      count_finding(counts, verdict);
      break;
    case Outcome::kUndetermined:
      ++counts.undetermined;
      break;
    case Outcome::kError:
      ++counts.errors;
      break;
    case Outcome::kNotApplicable:
      break;
  }
}

std::string counted_outcomes(const Counts& counts) {
  std::string out;
  const auto add = [&](int number, std::string_view name, bool always) {
    if (always || number != 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", number, name);
  };
  add(counts.critical, "Critical", true);
  add(counts.warning, "Warning", true);
  add(counts.info, "Info", false);
  add(counts.suppressed, "Suppressed", true);
  add(counts.known(), "Known", false);
  add(counts.undetermined, "Undetermined", false);
  add(counts.errors, "Error", false);
  add(counts.good, "Good", true);
  add(counts.not_available, "Not available", false);
  return out;
}

std::string actions(int number, Language language) {
  if (language == Language::kJapanese)
    return number == 0 ? "（推奨アクションはありません）"
                       : fmt::format("（推奨アクション {} 件）", number);
  if (number == 0)
    return ". No recommended actions.";
  return fmt::format(". {} recommended {}.", number, number == 1 ? "action" : "actions");
}

std::string plural(std::ptrdiff_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

}  // namespace

Report make_report(std::vector<Verdict> verdicts, Diagnostics diagnostics, const SourceSet& sources,
                   Language language, ReportOptions options) {
  Report report;
  report.sources = &sources;
  report.language = language;
  report.options = options;
  report.files_read = sources.size();
  report.version = ADVISOR_VERSION;
  std::erase_if(verdicts, [](const Verdict& v) { return v.outcome == Outcome::kNotApplicable; });
  sort_verdicts(verdicts, sources);
  sort_diagnostics(diagnostics, sources);
  for (const Verdict& verdict : verdicts)
    count(report.counts, verdict);
  report.verdicts = std::move(verdicts);
  report.diagnostics = std::move(diagnostics);
  return report;
}

Span span_of(const Verdict& verdict) {
  if (verdict.primary.valid() || verdict.resource == nullptr)
    return verdict.primary;
  return verdict.resource->span;
}

Place place_of(const Report& report, Span span) {
  if (!span.valid())
    return {};
  const SourceFile& file = report.sources->file(span.source);
  return {file.path(), file.locate(span.begin), file.locate(std::max(span.begin, span.end))};
}

Place place_of(const Report& report, const Verdict& verdict) {
  if (const Span span = span_of(verdict); span.valid())
    return place_of(report, span);
  if (const SourceId source = source_of(verdict); source != 0)
    return {report.sources->file(source).path(), {}, {}};
  return {std::string(resource_id(verdict)), {}, {}};
}

Place place_of(const Report& report, const Diagnostic& diagnostic) {
  if (diagnostic.span.valid())
    return place_of(report, diagnostic.span);
  return {diagnostic.path, {}, {}};
}

std::string to_string(const Place& place) {
  if (!place.begin)
    return place.path;
  return fmt::format("{}:{}:{}", place.path, place.begin->line, place.begin->column);
}

bool is_finding(const Verdict& verdict) {
  return verdict.outcome == Outcome::kFinding && !verdict.suppressed && verdict.known == Known::kNo;
}

std::string_view language_name(Language language) {
  return language == Language::kJapanese ? "ja" : "en";
}

std::string summary_sentence(const Report& report) {
  const std::string_view start =
      report.language == Language::kJapanese ? "Advisor が完走しました。: " : "Advisor finished: ";
  return fmt::format("{}{}{}", start, counted_outcomes(report.counts),
                     actions(report.counts.findings(), report.language));
}

std::string incomplete_sentence(const Report& report) {
  const bool japanese = report.language == Language::kJapanese;
  const std::ptrdiff_t inputs =
      std::count_if(report.diagnostics.begin(), report.diagnostics.end(),
                    [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
  const int rules = report.counts.errors;
  std::string parts;
  if (inputs > 0)
    parts = japanese ? fmt::format("入力のエラー {} 件", inputs) : plural(inputs, "input error");
  if (rules > 0)
    parts += (parts.empty() ? ""
              : japanese    ? "、"
                            : ", ") +
             (japanese ? fmt::format("ルールのエラー {} 件", rules) : plural(rules, "rule error"));
  if (parts.empty())
    return {};
  return japanese
             ? fmt::format("一部を解析できなかったため、結果は完全ではありません（{}）。", parts)
             : fmt::format("Not everything could be analysed: {}.", parts);
}

std::string known_sentence(const Report& report) {
  const bool japanese = report.language == Language::kJapanese;
  const Counts& counts = report.counts;
  std::string parts;
  if (counts.in_baseline > 0)
    parts = japanese ? fmt::format("ベースラインにある {} 件", counts.in_baseline)
                     : fmt::format("{} in the baseline", counts.in_baseline);
  if (counts.unchanged > 0)
    parts +=
        (parts.empty() ? ""
         : japanese    ? "、"
                       : ", ") +
        (japanese ? fmt::format("{} から変わっていない {} 件", report.diff_base, counts.unchanged)
                  : fmt::format("{} unchanged since {}", counts.unchanged, report.diff_base));
  if (parts.empty())
    return {};
  return japanese ? fmt::format("表示していない既知の指摘: {}。", parts)
                  : fmt::format("Known findings that are not shown: {}.", parts);
}

std::string accounts_sentence(const Report& report) {
  const bool japanese = report.language == Language::kJapanese;
  if (report.accounts.empty())
    return {};
  if (report.accounts.size() > 1)
    return japanese ? fmt::format("{} アカウントの {} リソースを読み取りました。",
                                  report.accounts.size(), report.live_resources)
                    : fmt::format(
                          "{} accounts were scanned: {}.", report.accounts.size(),
                          plural(static_cast<std::ptrdiff_t>(report.live_resources), "resource"));
  const ReportedAccount& account = report.accounts[0];
  const std::string regions = join(account.regions, ", ");
  return japanese
             ? fmt::format("アカウント {}（{}）の {} リソースを読み取りました。", account.id,
                           regions, report.live_resources)
             : fmt::format("Account {} ({}) was scanned: {}.", account.id, regions,
                           plural(static_cast<std::ptrdiff_t>(report.live_resources), "resource"));
}

std::string drift_line(const Report& report, const Drift& drift) {
  const Resource& resource = *drift.resource;
  std::string out = resource.type + " " + resource.name;
  if (resource.id != resource.name)
    out += ": " + resource.id;
  if (drift.unsure)
    out += report.language == Language::kJapanese
               ? "（名前の決まらないリソースがファイルにあり、それに当たるかもしれません）"
               : " (perhaps one whose name in the files is not known)";
  return printable(out);
}

std::string_view drift_title(Language language) {
  return language == Language::kJapanese ? "デプロイされているがどのファイルにもないリソース"
                                         : "Deployed, but in none of the files";
}

std::string nothing_sentence(const Report& report) {
  const bool japanese = report.language == Language::kJapanese;
  if (report.files_read == 0 && !incomplete_sentence(report).empty())
    return {};  // there was something, but it was refused
  const bool only_files = report.accounts.empty();
  if (report.files_read == 0 && only_files)
    return japanese
               ? "解析対象のファイルが見つかりませんでした。ecspresso（設定ファイル、タスク定義、"
                 "サービス定義）と lambroll（関数、関数 URL の定義）のファイルを JSON、YAML、"
                 "Jsonnet 形式で読みます。ファイル名ではなく内容で判別します。"
               : "Nothing to analyse was found. advisor reads the files of ecspresso "
                 "(configuration, task definition, service definition) and lambroll (function, "
                 "function URL) in JSON, YAML and Jsonnet, and knows them by their content, not "
                 "by their names.";
  if (report.counts.findings() > 0)
    return {};
  if (report.counts.known() > 0)
    return japanese ? "新しい指摘事項はありません。" : "No new findings.";
  return japanese ? "指摘事項はありません。" : "No findings.";
}

}  // namespace advisor
