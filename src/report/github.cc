// The report as the text of a GitHub issue or comment: the summary, the log of findings folded
// away, and one task per finding. Texts of inputs come in only through markdown.h. The limit of a
// body is 65,536 characters; what does not fit is left out as whole findings, the least severe
// first, and said so.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "src/base/markdown.h"
#include "src/base/text.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"

namespace advisor {
namespace {

// Leaves room for what a caller adds: a marker comment, a final line break.
constexpr std::size_t kBodyLimit = 65'000;
constexpr std::size_t kSectionLimit = 8'000;  // errors, undetermined, suppressed: each
// Headings, the note of what was left out, and fences around a title that is all backticks.
constexpr std::size_t kFrameReserve = 2'500;

// Of the parts of one finding, so that one with a monstrous name cannot push out the others.
constexpr std::size_t kTitleLimit = 1'000;
constexpr std::size_t kTextLimit = 3'000;
constexpr std::size_t kSnippetLimit = 4'000;
constexpr std::size_t kPlaceLimit = 300;
constexpr std::size_t kReferenceLimit = 3;

// One printable line.
std::string one_line(std::string_view text, std::size_t limit) {
  return shorten(printable(trim(text)), limit);
}

std::string tagged(const Verdict& verdict, std::string_view text) {
  return fmt::format("[{}] {}", severity_title(verdict.severity), text);
}

std::string log_line(const Verdict& verdict) {
  return tagged(verdict, one_line(verdict.message, kTitleLimit)) + "\n";
}

std::string place_code(const Place& place) {
  return markdown_code(one_line(to_string(place), kPlaceLimit));
}

// A recommendation is the task (its first line) and an explanation (the others).
std::pair<std::string_view, std::string_view> split_recommendation(const Verdict& verdict) {
  std::string_view text = trim(verdict.recommendation);
  if (text.empty())
    return {trim(verdict.message), {}};
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos)
    return {text, {}};
  return {text.substr(0, end), trim(text.substr(end))};
}

// Addresses that only AWS can put a page behind may be followed.
bool is_aws_page(std::string_view url) {
  constexpr std::string_view kHosts[] = {"docs.aws.amazon.com", "aws.amazon.com",
                                         "console.aws.amazon.com", "repost.aws"};
  constexpr std::string_view kScheme = "https://";
  if (!is_plain_url(url) || url.size() > kPlaceLimit)
    return false;
  const std::string_view rest = url.substr(kScheme.size());
  return std::ranges::count(kHosts, rest.substr(0, rest.find_first_of("/?#"))) > 0;
}

// Markdown of markdown_line() or markdown_inline(): links in place of code spans that are such an
// address and nothing else.
std::string with_links(std::string_view markdown) {
  std::string out;
  while (!markdown.empty()) {
    const std::size_t begin = std::min(markdown.find("`https://"), markdown.size());
    out += markdown.substr(0, begin);
    markdown.remove_prefix(begin);
    if (markdown.empty())
      break;
    const std::size_t end = markdown.find('`', 1);
    const std::string_view url = markdown.substr(1, end - 1);
    const bool alone = end != std::string_view::npos && !out.ends_with('`') &&
                       markdown.substr(end + 1, 1) != "`" && is_aws_page(url);
    const std::string_view span = markdown.substr(0, end == std::string_view::npos ? end : end + 1);
    out += alone ? fmt::format("<{}>", url) : std::string(span);
    markdown.remove_prefix(span.size());
  }
  return out;
}

// "- " or "12. " at the begin of a line; empty: it is no item of a list.
std::string_view list_marker(std::string_view line) {
  constexpr std::size_t kMostDigits = 9;  // CommonMark
  if (line.starts_with("- "))
    return line.substr(0, 2);
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  const bool ordered = digits > 0 && digits <= kMostDigits && line.substr(digits, 2) == ". ";
  return ordered ? line.substr(0, digits + 2) : std::string_view();
}

// Paragraphs and lists of a list item. In the text each level of a list has two blanks more; in
// Markdown it has as many as the marker above it is wide.
class Paragraphs {
 public:
  std::string of(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
      const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
      const std::string shown = one_line(line, std::max<std::size_t>(left_, 4));
      left_ -= std::min(left_, count_code_points(shown));
      if (!shown.empty())
        add(shown, blanks / 2);
      else if (!out_.ends_with("\n\n"))
        out_ += "\n";
      if (left_ == 0)
        break;
    }
    return std::move(out_);
  }

 private:
  void add(std::string_view line, std::size_t depth) {
    const std::string_view marker = list_marker(line);
    depth = std::min(depth, widths_.size());
    // Else the line would go on with the item, or the list with the paragraph.
    if (!out_.empty() && !out_.ends_with("\n\n") && depth == 0 &&
        widths_.empty() == !marker.empty())
      out_ += "\n";
    widths_.resize(depth);
    std::size_t indent = 2;
    for (const std::size_t width : widths_)
      indent += width;
    out_ += std::string(indent, ' ') + std::string(marker) +
            with_links(markdown_line(line.substr(marker.size()))) + "\n";
    if (!marker.empty())
      widths_.push_back(marker.size());
  }

  std::string out_;
  std::size_t left_ = kTextLimit;
  std::vector<std::size_t> widths_;  // of the markers around the next line
};

std::string_view snippet_language(std::string_view snippet) {
  const std::string_view text = trim(snippet);
  const bool json =
      !text.empty() && (text.front() == '{' || text.front() == '[' || text.front() == '"');
  return json ? "json" : "yaml";
}

std::string snippet_block(const Verdict& verdict) {
  std::string_view snippet = verdict.fix;
  while (!snippet.empty() && (snippet.back() == '\n' || snippet.back() == ' '))
    snippet.remove_suffix(1);
  if (snippet.empty())
    return {};
  std::string text;
  for (const std::string_view line : split(snippet, '\n')) {
    if (!text.empty())
      text += "\n";
    for (const char c : line)
      text += c == '\t' ? std::string(4, ' ') : std::string(1, c);
    if (text.size() > kSnippetLimit)
      break;
  }
  std::string lines;
  for (const std::string_view line : split(text, '\n'))
    lines += (lines.empty() ? "" : "\n") + output_line(line);
  return "\n" + markdown_fence(shorten(lines, kSnippetLimit), snippet_language(snippet), 2);
}

std::string references(const Report& report, const Verdict& verdict) {
  if (verdict.rule == nullptr)
    return {};
  std::string out;
  std::size_t shown = 0;
  for (const std::string& url : verdict.rule->references)
    if (is_plain_url(url) && url.size() <= kPlaceLimit && shown++ < kReferenceLimit)
      out += (out.empty() ? "" : ", ") + fmt::format("<{}>", url);
  if (out.empty())
    return {};
  return fmt::format("\n  {}: {}\n", say(report, "Reference", "参照"), out);
}

std::string postmortems(const Report& report, const Verdict& verdict) {
  std::string out;
  if (!report.options.postmortems || verdict.rule == nullptr)
    return out;
  for (const Postmortem& postmortem : verdict.rule->postmortems) {
    out +=
        fmt::format("\n  {}: {}", say(report, "Postmortem", "ポストモーテム"),
                    markdown_inline(one_line(postmortem.title.in(report.language), kTitleLimit)));
    if (!postmortem.date.empty())
      out += " (" + markdown_inline(one_line(postmortem.date, kPlaceLimit)) + ")";
    if (report.options.postmortem_links && !postmortem.url.empty())
      out += " " + markdown_url(shorten(postmortem.url, kPlaceLimit));
    out += "\n";
  }
  return out;
}

std::string live_resource(const Report& report, const Verdict& verdict) {
  if (!is_live(verdict))
    return {};
  const Resource& resource = *verdict.resource;
  std::string out = "\n  " + markdown_line(one_line(live_name(report, resource), kTitleLimit));
  if (is_plain_url(resource.console) && resource.console.size() <= kPlaceLimit)
    out += fmt::format(" <{}>", resource.console);
  return out + "\n";
}

std::string task(const Report& report, const Verdict& verdict) {
  const auto [title, explanation] = split_recommendation(verdict);
  std::string out = "- [ ] " +
                    tagged(verdict, with_links(markdown_inline(one_line(title, kTitleLimit)))) +
                    "\n\n";
  if (!trim(verdict.recommendation).empty())
    out += "  " + markdown_line(one_line(verdict.message, kTitleLimit)) + "\n\n";
  out += fmt::format("  {} ({})\n", place_code(place_of(report, verdict)),
                     markdown_code(one_line(rule_label(verdict), kPlaceLimit)));
  out += live_resource(report, verdict);
  out += snippet_block(verdict);
  if (!explanation.empty())
    out += "\n" + Paragraphs().of(explanation);
  out += references(report, verdict);
  out += postmortems(report, verdict);
  return out + "\n";
}

std::string folded(std::string_view title, std::size_t number, const std::string& lines) {
  std::string_view text = lines;
  if (text.ends_with('\n'))
    text.remove_suffix(1);
  return fmt::format("<details><summary>{} ({})</summary>\n\n{}\n</details>\n\n", title, number,
                     markdown_fence(text, "text", 0));
}

std::string left_out_lines(const Report& report, std::size_t number) {
  return report.language == Language::kJapanese
             ? fmt::format("... ほか {} 件は長さの制限のため省略しました\n", number)
             : fmt::format("... {} more left out for length\n", number);
}

// Lines of a section of limited length, the rest counted.
class Section {
 public:
  void add(const std::string& line) {
    ++number_;
    const std::size_t length = utf16_length(line);
    if (left_out_ > 0 || length_ + length > kSectionLimit) {
      ++left_out_;
      return;
    }
    length_ += length;
    lines_ += line;
  }
  std::string folded_as(const Report& report, std::string_view title) const {
    if (number_ == 0)
      return {};
    return folded(title, number_,
                  lines_ + (left_out_ > 0 ? left_out_lines(report, left_out_) : std::string()));
  }

 private:
  std::string lines_;
  std::size_t length_ = 0, number_ = 0, left_out_ = 0;
};

std::string error_line(const Place& place, std::string_view message, std::string_view hint) {
  std::string line = one_line(to_string(place), kPlaceLimit);
  line += (line.empty() ? "" : ": ") + one_line(message, kTitleLimit) + "\n";
  if (!hint.empty())
    line += "  " + one_line(hint, kTitleLimit) + "\n";
  return line;
}

std::string errors(const Report& report) {
  Section section;
  for (const Diagnostic& diagnostic : report.diagnostics)
    if (diagnostic.level == Diagnostic::Level::kError)
      section.add(error_line(place_of(report, diagnostic), diagnostic.message, diagnostic.hint));
  for (const Verdict& verdict : report.verdicts)
    if (verdict.outcome == Outcome::kError)
      section.add(
          error_line(place_of(report, verdict), rule_label(verdict) + ": " + verdict.message, {}));
  return section.folded_as(report, say(report, "Could not be analysed", "解析できなかったもの"));
}

std::string drift(const Report& report) {
  if (!report.lists_drift)
    return {};
  Section section;
  for (const Drift& drift : report.drift)
    section.add(shorten(drift_line(report, drift), kTitleLimit) + "\n");
  return section.folded_as(report, drift_title(report.language));
}

std::string undetermined_line(const Report& report, const Verdict& verdict) {
  std::string line = one_line(to_string(place_of(report, verdict)), kPlaceLimit) + ": " +
                     one_line(rule_label(verdict), kPlaceLimit) + "\n";
  for (const Reason& reason : verdict.reasons) {
    std::string text = reason.path + (reason.text.empty() ? "" : ": " + reason.text);
    if (!reason.advice.empty())
      text += " -> " + reason.advice;
    line += "  " + one_line(text, kTitleLimit) + "\n";
  }
  return line;
}

std::string undetermined(const Report& report) {
  Section section;
  if (report.options.show_undetermined)
    for (const Verdict& verdict : report.verdicts)
      if (verdict.outcome == Outcome::kUndetermined)
        section.add(undetermined_line(report, verdict));
  return section.folded_as(
      report, say(report, "Not known before the deploy", "デプロイ前に判定できなかったもの"));
}

std::string suppressed(const Report& report) {
  Section section;
  if (report.options.verbosity > 0)
    for (const Verdict& verdict : report.verdicts)
      if (verdict.outcome == Outcome::kFinding && verdict.suppressed) {
        std::string line = tagged(verdict, one_line(verdict.message, kTitleLimit)) + "\n";
        if (!verdict.suppressed->reason.empty())
          line += "  " + one_line(verdict.suppressed->reason, kTitleLimit) + "\n";
        section.add(line);
      }
  return section.folded_as(report, say(report, "Suppressed", "抑制した指摘"));
}

// The findings that are shown, most severe first, with their tasks.
struct Chosen {
  std::vector<const Verdict*> shown;
  std::string tasks;
  std::array<int, 3> left_out{};  // by severity
  bool complete() const { return left_out == std::array<int, 3>{}; }
};

Chosen choose(const Report& report, std::size_t budget) {
  Chosen chosen;
  bool full = false;
  for (const Verdict* verdict : findings_by_severity(report)) {
    const std::string text = full ? std::string() : task(report, *verdict);
    const std::size_t length = full ? 0 : utf16_length(text) + utf16_length(log_line(*verdict));
    full = full || length > budget;
    if (full) {
      ++chosen.left_out[static_cast<std::size_t>(verdict->severity)];
      continue;
    }
    budget -= length;
    chosen.shown.push_back(verdict);
    chosen.tasks += text;
  }
  return chosen;
}

std::string left_out_note(const Report& report, const Chosen& chosen) {
  if (chosen.complete())
    return {};
  std::string parts;
  for (const Severity severity : {Severity::kCritical, Severity::kWarning, Severity::kInfo})
    if (const int number = chosen.left_out[static_cast<std::size_t>(severity)]; number > 0)
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", number, severity_title(severity));
  return report.language == Language::kJapanese
             ? fmt::format(
                   "GitHub の文字数制限（65,536 文字）に収めるため、重大度の低いものから {} "
                   "を省略しました。すべての指摘は `advisor run` で確認できます。\n\n",
                   parts)
             : fmt::format(
                   "Left out to stay within GitHub's limit of 65,536 characters, least "
                   "severe first: {}. `advisor run` shows all findings.\n\n",
                   parts);
}

// In the order of the report, as they were found.
std::string log_of(const Report& report, Chosen& chosen) {
  if (chosen.shown.empty())
    return {};
  std::sort(chosen.shown.begin(), chosen.shown.end());
  std::string lines;
  for (const Verdict* verdict : chosen.shown)
    lines += log_line(*verdict);
  return folded(say(report, "Findings", "検出ログ"), chosen.shown.size(), lines);
}

std::string head(const Report& report) {
  std::string out = summary_sentence(report) + "\n\n";
  for (const std::string& sentence :
       {incomplete_sentence(report), nothing_sentence(report),
        markdown_line(known_sentence(report)), markdown_line(printable(accounts_sentence(report)))})
    if (!sentence.empty())
      out += sentence + "\n\n";
  return out;
}

}  // namespace

void write_github(const Report& report, std::ostream& out) {
  const std::string start = head(report);
  const std::string rest =
      errors(report) + undetermined(report) + suppressed(report) + drift(report);
  const std::size_t used = utf16_length(start) + utf16_length(rest) + kFrameReserve;
  Chosen chosen = choose(report, kBodyLimit - std::min(used, kBodyLimit));
  std::string body = start + log_of(report, chosen);
  if (report.counts.findings() > 0)
    body += fmt::format("## {}\n\n", say(report, "Recommended actions", "推奨アクション"));
  body += chosen.tasks + left_out_note(report, chosen) + rest;
  while (body.ends_with("\n\n"))
    body.pop_back();
  out << body;
}

}  // namespace advisor
