#include "src/report/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "src/base/markdown.h"
#include "src/base/text.h"

namespace advisor {
namespace {

std::string joined(std::string text, const std::string& more) {
  if (!text.empty() && !more.empty())
    text += "\n\n";
  return text + more;
}

std::string snippet(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
    text.remove_suffix(1);
  std::string out;
  for (std::string_view line : split(text, '\n')) {
    std::string spaced;
    for (const char c : line)
      spaced += c == '\t' ? std::string(4, ' ') : std::string(1, c);
    out += (out.empty() ? "" : "\n") + output_line(spaced);
  }
  return out;
}

std::string reasons(const Report& report, const Verdict& verdict) {
  std::string out;
  for (const Reason& reason : verdict.reasons) {
    const std::string text = reason.path + (reason.text.empty() ? "" : ": " + reason.text);
    out += fmt::format("{}{}: {}", out.empty() ? "" : "\n", unknown_title(report, verdict),
                       printable(trim(text)));
    if (!reason.advice.empty())
      out += fmt::format("\n{}: {}", say(report, "would decide it", "判定するには"),
                         printable(trim(reason.advice)));
  }
  return out;
}

}  // namespace

std::string_view say(const Report& report, std::string_view english, std::string_view japanese) {
  return report.language == Language::kJapanese ? japanese : english;
}

std::string output_line(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  const std::string_view rest = line.substr(std::min(begin, line.size()));
  if (!rest.starts_with("::") && !rest.starts_with("##["))
    return printable(line);
  return std::string(line.substr(0, begin)) + "\\" + printable(rest);
}

std::string printable_lines(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(trim(text), '\n')) {
    const std::string shown = output_line(trim(line));
    if (shown.empty() && out.ends_with("\n\n"))
      continue;
    out += (out.empty() ? "" : "\n") + shown;
  }
  return out;
}

std::string headline(const Report& report, const Verdict& verdict) {
  std::string_view text = trim(verdict.message);
  if (text.empty() && verdict.rule != nullptr)
    text = trim(verdict.rule->title.in(report.language));
  return printable(text);
}

std::string headline(const Diagnostic& diagnostic) {
  return printable(trim(diagnostic.message));
}

std::string details(const Report& report, const Verdict& verdict) {
  if (verdict.outcome == Outcome::kUndetermined)
    return reasons(report, verdict);
  return joined(printable_lines(verdict.recommendation), snippet(verdict.fix));
}

std::string details(const Diagnostic& diagnostic) {
  return printable_lines(diagnostic.hint);
}

std::string full_text(const Report& report, const Verdict& verdict) {
  return joined(headline(report, verdict), details(report, verdict));
}

std::string full_text(const Diagnostic& diagnostic) {
  return joined(headline(diagnostic), details(diagnostic));
}

std::string tag_of(const Verdict& verdict) {
  std::string_view kind = severity_title(verdict.severity);
  if (verdict.outcome == Outcome::kError)
    kind = "Error";
  else if (verdict.outcome == Outcome::kUndetermined)
    kind = "Undetermined";
  else if (verdict.outcome == Outcome::kGood)
    kind = "Good";
  return fmt::format("{}[{}]", kind, printable(rule_label(verdict)));
}

std::string_view level_name(Diagnostic::Level level) {
  switch (level) {
    case Diagnostic::Level::kNote:
      return "note";
    case Diagnostic::Level::kWarning:
      return "warning";
    case Diagnostic::Level::kError:
      return "error";
  }
  return "";
}

bool has_file(const Verdict& verdict) {
  return span_of(verdict).valid() ||
         (verdict.resource != nullptr && !verdict.resource->sources.empty());
}

bool is_live(const Verdict& verdict) {
  return verdict.resource != nullptr && verdict.resource->format == "live" && !has_file(verdict);
}

std::string live_name(const Report& report, const Resource& resource) {
  std::string where = resource.region;
  if (!resource.account.empty())
    where += (where.empty() ? "" : ", ") +
             fmt::format("{} {}", say(report, "account", "アカウント"), resource.account);
  return printable(resource.name + (where.empty() ? "" : " (" + where + ")"));
}

std::string_view unknown_title(const Report& report, const Verdict& verdict) {
  return is_live(verdict)
             ? say(report, "not read from the account", "アカウントから読み取れなかった値")
             : say(report, "not known before the deploy", "デプロイ前に決まらない値");
}

int last_line(const Place& place) {
  if (!place.begin)
    return 0;
  return place.end->column == 1 && place.end->line > place.begin->line ? place.end->line - 1
                                                                       : place.end->line;
}

std::string_view first_reference(const Rule* rule) {
  if (rule != nullptr)
    for (const std::string& url : rule->references)
      if (is_plain_url(url))
        return url;
  return {};
}

std::vector<const Rule*> rules_of(const Report& report) {
  const auto by_id = [](const Rule* a, const Rule* b) { return a->id < b->id; };
  std::set<const Rule*, decltype(by_id)> rules(by_id);
  const Rule* last = nullptr;
  for (const Verdict& verdict : report.verdicts) {
    if (verdict.rule != nullptr && verdict.rule != last)
      rules.insert(verdict.rule);
    last = verdict.rule;
  }
  return {rules.begin(), rules.end()};
}

std::vector<const Verdict*> findings_by_severity(const Report& report) {
  std::vector<const Verdict*> findings;
  for (const Verdict& verdict : report.verdicts)
    if (is_finding(verdict))
      findings.push_back(&verdict);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Verdict* a, const Verdict* b) { return a->severity > b->severity; });
  return findings;
}

}  // namespace advisor
