// The report for people at a terminal. Every finding is one block: place, severity and message on
// the first line (editors and CI systems find the place there), then the code, then what to do. The
// summary is the last line, where a terminal shows it; what stopped the analysis stands just above.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "src/base/text.h"
#include "src/model/secrets.h"
#include "src/report/excerpt.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"

namespace advisor {
namespace {

// SGR parameters.
constexpr std::string_view kBold = "1";
constexpr std::string_view kRed = "1;31";
constexpr std::string_view kYellow = "1;33";
constexpr std::string_view kBlue = "1;34";
constexpr std::string_view kGreen = "1;32";
constexpr std::string_view kDim = "2";

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return kRed;
    case Severity::kWarning:
      return kYellow;
    case Severity::kInfo:
      break;
  }
  return kBlue;
}

class TextReport {
 public:
  TextReport(const Report& report, std::ostream& out) : report_(report), out_(out) {}

  void write();

 private:
  bool quiet() const { return report_.options.quiet; }
  bool verbose() const { return report_.options.verbosity > 0; }
  std::string_view say(std::string_view english, std::string_view japanese) const {
    return report_.language == Language::kJapanese ? japanese : english;
  }
  std::string paint(std::string_view text, std::string_view colour) const;

  void write_header(const Place& place, std::string_view kind, std::string_view colour,
                    const std::string& rule, std::string_view message);
  void write_excerpt(Span span, std::string_view colour);
  void write_note(std::string_view label, std::string_view text);
  void write_snippet(std::string_view snippet);
  void write_rule_notes(const Rule& rule);
  void write_related(const Verdict& verdict);
  void write_live(const Verdict& verdict);
  void write_advice(const Verdict& verdict);
  void write_suppression(const Suppression& suppression);
  void write_reasons(const Verdict& verdict);

  void write_finding(const Verdict& verdict);
  void write_suppressed(const Verdict& verdict);
  void write_known(const Verdict& verdict);
  void write_undetermined(const Verdict& verdict);
  void write_good(const Verdict& verdict);
  void write_errors();
  void write_diagnostic(const Diagnostic& diagnostic);
  void write_diagnostics();
  void write_drift();
  void write_left_out();
  void write_closing();
  void end_block();
  void flush();

  std::span<const Span> hidden_in(SourceId source);

  const Report& report_;
  std::ostream& out_;
  std::string buffer_;
  std::size_t gutter_ = 1;  // of the block that is written
  std::map<SourceId, std::vector<Span>> hidden_;
  bool hidden_known_ = false;
};

std::string TextReport::paint(std::string_view text, std::string_view colour) const {
  if (!report_.options.colour)
    return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

// Only reports with excerpts pay for the search.
std::span<const Span> TextReport::hidden_in(SourceId source) {
  if (!hidden_known_) {
    std::set<const Resource*> resources;
    for (const Verdict& verdict : report_.verdicts)
      if (verdict.resource != nullptr)
        resources.insert(verdict.resource);
    // A rule may point at a resource that no verdict is about.
    if (report_.inventory != nullptr)
      for (const Resource& resource : report_.inventory->resources)
        resources.insert(&resource);
    std::vector<Span> spans;
    for (const Resource* resource : resources)
      for (const Value* secret : secret_values(*resource))
        spans.push_back(secret->span());
    for (const Span& span : spans)
      hidden_[span.source].push_back(span);
    hidden_known_ = true;
  }
  const auto found = hidden_.find(source);
  return found == hidden_.end() ? std::span<const Span>() : std::span<const Span>(found->second);
}

void TextReport::write_header(const Place& place, std::string_view kind, std::string_view colour,
                              const std::string& rule, std::string_view message) {
  const std::string where = to_string(place);
  if (!where.empty())
    buffer_ += paint(printable(where), kBold) + ": ";
  const std::string label = rule.empty() ? "" : "[" + printable(rule) + "]";
  buffer_ += paint(std::string(kind) + label, colour);
  buffer_ += rule.empty() ? ": " : " ";
  buffer_ += printable(trim(message)) + "\n";
}

void TextReport::write_excerpt(Span span, std::string_view colour) {
  gutter_ = 1;
  if (!span.valid() || quiet())
    return;
  const SourceFile& file = report_.sources->file(span.source);
  if (file.is_withheld())
    return;
  const std::string number = std::to_string(file.locate(span.begin).line);
  gutter_ = number.size();
  const int width = report_.options.width - static_cast<int>(gutter_) - 3;
  const Excerpt excerpt = make_excerpt(file, span, hidden_in(span.source), width);
  const std::string margin(gutter_ + 1, ' ');
  buffer_ += margin + paint("|", kDim) + "\n";
  buffer_ += paint(number + " |", kDim) + (excerpt.code.empty() ? "" : " ") + excerpt.code + "\n";
  const std::size_t blanks = excerpt.carets.find('^');
  buffer_ += margin + paint("|", kDim) + " " + std::string(blanks, ' ') +
             paint(excerpt.carets.substr(blanks), colour) + "\n";
  if (excerpt.last_line > excerpt.line)
    write_note({}, report_.language == Language::kJapanese
                       ? fmt::format("{} 行目まで続きます", excerpt.last_line)
                       : fmt::format("continues to line {}", excerpt.last_line));
}

// "= label: text"; further lines of the text are indented below it.
void TextReport::write_note(std::string_view label, std::string_view text) {
  const std::string margin(gutter_ + 1, ' ');
  text = trim(text);
  buffer_ += margin + paint("=", kDim) + " ";
  if (!label.empty())
    buffer_ += paint(label, kBold) + ": ";
  bool first = true;
  for (const std::string_view line : split(text, '\n')) {
    constexpr std::size_t kMostBlanks = 12;  // of nested lists
    const std::size_t blanks = std::min(line.find_first_not_of(' '), kMostBlanks);
    if (!first)
      buffer_ += trim(line).empty() ? "" : margin + "  " + std::string(blanks, ' ');
    buffer_ += (first ? printable(trim(line)) : output_line(trim(line))) + "\n";
    first = false;
  }
}

void TextReport::write_snippet(std::string_view snippet) {
  const std::string margin(gutter_ + 5, ' ');
  while (!snippet.empty() && (snippet.back() == '\n' || snippet.back() == ' '))
    snippet.remove_suffix(1);
  buffer_ += "\n";
  for (const std::string_view line : split(snippet, '\n')) {
    std::string spaced;
    for (const char c : line)
      spaced += c == '\t' ? std::string(4, ' ') : std::string(1, c);
    buffer_ += (spaced.empty() ? "" : margin + output_line(spaced)) + "\n";
  }
  buffer_ += "\n";
}

void TextReport::write_rule_notes(const Rule& rule) {
  const std::size_t shown =
      verbose() ? rule.references.size() : std::min<std::size_t>(rule.references.size(), 1);
  for (std::size_t i = 0; i < shown; ++i)
    write_note(say("see", "参照"), rule.references[i]);
  if (!verbose() && !report_.options.postmortems)
    return;
  for (const Postmortem& postmortem : rule.postmortems) {
    std::string text = postmortem.title.in(report_.language);
    if (!postmortem.date.empty())
      text += " (" + postmortem.date + ")";
    if (!postmortem.url.empty() && report_.options.postmortem_links)
      text += " " + postmortem.url;
    if (!postmortem.summary.empty() && verbose())
      text += "\n" + postmortem.summary.in(report_.language);
    write_note(say("postmortem", "ポストモーテム"), text);
  }
}

void TextReport::write_related(const Verdict& verdict) {
  if (!verbose())
    return;
  for (const Span& span : verdict.related)
    if (span.valid())
      write_note(say("related", "関連"), to_string(place_of(report_, span)));
}

// The first line has the ARN where others have a file.
void TextReport::write_live(const Verdict& verdict) {
  if (!is_live(verdict))
    return;
  const Resource& resource = *verdict.resource;
  write_note(say("resource", "リソース"), live_name(report_, resource));
  if (!resource.console.empty())
    write_note(say("console", "コンソール"), resource.console);
}

void TextReport::write_advice(const Verdict& verdict) {
  if (quiet())
    return;
  write_live(verdict);
  write_related(verdict);
  if (!trim(verdict.recommendation).empty())
    write_note(say("recommendation", "推奨"), verdict.recommendation);
  if (!trim(verdict.fix).empty())
    write_snippet(verdict.fix);
  if (verdict.rule != nullptr)
    write_rule_notes(*verdict.rule);
}

void TextReport::write_finding(const Verdict& verdict) {
  const std::string_view colour = colour_of(verdict.severity);
  write_header(place_of(report_, verdict), severity_title(verdict.severity), colour,
               rule_label(verdict), verdict.message);
  write_excerpt(verdict.primary, colour);
  write_advice(verdict);
  end_block();
}

void TextReport::write_suppression(const Suppression& suppression) {
  gutter_ = 1;
  write_note(say("reason", "理由"), suppression.reason.empty()
                                        ? say("none is given", "記載されていません")
                                        : std::string_view(suppression.reason));
  if (!suppression.owner.empty())
    write_note(say("owner", "担当"), suppression.owner);
  if (!suppression.expires.empty())
    write_note(say("expires", "期限"), suppression.expires);
  if (suppression.span.valid())
    write_note(say("suppressed in", "抑制の設定"), to_string(place_of(report_, suppression.span)));
}

void TextReport::write_suppressed(const Verdict& verdict) {
  write_header(place_of(report_, verdict),
               fmt::format("Suppressed {}", severity_title(verdict.severity)), kDim,
               rule_label(verdict), verdict.message);
  write_suppression(*verdict.suppressed);
  end_block();
}

void TextReport::write_known(const Verdict& verdict) {
  write_header(place_of(report_, verdict),
               fmt::format("Known {}", severity_title(verdict.severity)), kDim, rule_label(verdict),
               verdict.message);
  end_block();
}

void TextReport::write_reasons(const Verdict& verdict) {
  for (const Reason& reason : verdict.reasons) {
    std::string text = reason.path;
    if (!reason.text.empty())
      text += (text.empty() ? "" : ": ") + reason.text;
    if (reason.span.valid() && reason.span != verdict.primary)
      text += fmt::format(" ({})", to_string(place_of(report_, reason.span)));
    write_note(unknown_title(report_, verdict), text);
    if (!reason.advice.empty())
      write_note(say("would decide it", "判定するには"), reason.advice);
  }
}

void TextReport::write_undetermined(const Verdict& verdict) {
  const std::string_view title =
      verdict.rule == nullptr ? std::string_view() : verdict.rule->title.in(report_.language);
  const std::string_view message = verdict.message.empty() ? title : verdict.message;
  write_header(place_of(report_, verdict), "Undetermined", kBlue, rule_label(verdict), message);
  write_excerpt(verdict.primary, kBlue);
  write_reasons(verdict);
  end_block();
}

void TextReport::write_good(const Verdict& verdict) {
  std::string name = verdict.resource == nullptr ? "" : verdict.resource->name;
  if (!verdict.label.empty())
    name += (name.empty() ? "" : " ") + verdict.label;
  write_header(place_of(report_, verdict), "Good", kGreen, rule_label(verdict), name);
}

// A rule that cannot deal with an input says so once, however many resources there are.
void TextReport::write_errors() {
  std::map<std::pair<std::string, std::string_view>, int> seen;
  for (const Verdict& verdict : report_.verdicts)
    if (verdict.outcome == Outcome::kError)
      ++seen[{rule_label(verdict), verdict.message}];
  for (const Verdict& verdict : report_.verdicts) {
    if (verdict.outcome != Outcome::kError)
      continue;
    int& times = seen[{rule_label(verdict), verdict.message}];
    if (times == 0)
      continue;
    write_header(place_of(report_, verdict), "Error", kRed, rule_label(verdict), verdict.message);
    gutter_ = 1;
    if (times > 1 && !quiet())
      write_note(
          {}, report_.language == Language::kJapanese
                  ? fmt::format("ほかに {} か所", times - 1)
                  : fmt::format("and in {} more {}", times - 1, times == 2 ? "place" : "places"));
    times = 0;
    end_block();
  }
}

// These files hold secrets next to whatever is wrong in them.
bool may_show_code(const std::string& path) {
  return !path.ends_with(".env") && !path.ends_with(".tfstate");
}

void TextReport::write_diagnostic(const Diagnostic& diagnostic) {
  const Place place = place_of(report_, diagnostic);
  std::string_view kind = "note";
  std::string_view colour = kBlue;
  if (diagnostic.level == Diagnostic::Level::kError) {
    kind = "error";
    colour = kRed;
  } else if (diagnostic.level == Diagnostic::Level::kWarning) {
    kind = "warning";
    colour = kYellow;
  }
  write_header(place, kind, colour, {}, diagnostic.message);
  gutter_ = 1;
  if (may_show_code(place.path))
    write_excerpt(diagnostic.span, colour);
  if (!diagnostic.hint.empty() && !quiet())
    write_note(say("hint", "ヒント"), diagnostic.hint);
  end_block();
}

void TextReport::write_diagnostics() {
  const Diagnostic::Level least = quiet()     ? Diagnostic::Level::kError
                                  : verbose() ? Diagnostic::Level::kNote
                                              : Diagnostic::Level::kWarning;
  for (const Diagnostic& diagnostic : report_.diagnostics)
    if (diagnostic.level >= least)
      write_diagnostic(diagnostic);
}

void TextReport::write_drift() {
  if (!report_.lists_drift || quiet())
    return;
  buffer_ +=
      paint(fmt::format("{} ({})", drift_title(report_.language), report_.drift.size()), kBold) +
      "\n";
  for (const Drift& drift : report_.drift)
    buffer_ += "  " + drift_line(report_, drift) + "\n";
  end_block();
}

// What is not shown and how to see it.
void TextReport::write_left_out() {
  const bool japanese = report_.language == Language::kJapanese;
  const int undetermined = report_.options.show_undetermined ? 0 : report_.counts.undetermined;
  if (undetermined > 0)
    buffer_ += japanese ? fmt::format(
                              "デプロイ前に決まらない値があるため判定できなかった項目が {} "
                              "件あります（--show-undetermined で表示します）。\n",
                              undetermined)
                        : fmt::format(
                              "{} {} on values that are not known before the deploy "
                              "(--show-undetermined tells which).\n",
                              undetermined, undetermined == 1 ? "check depends" : "checks depend");
  const auto notes =
      verbose()
          ? 0
          : std::count_if(report_.diagnostics.begin(), report_.diagnostics.end(),
                          [](const Diagnostic& d) { return d.level == Diagnostic::Level::kNote; });
  if (notes > 0)
    buffer_ += japanese
                   ? fmt::format("ほかに注記が {} 件あります（-v で表示します）。\n", notes)
                   : fmt::format("{} {} not shown (-v shows {}).\n", notes,
                                 notes == 1 ? "note is" : "notes are", notes == 1 ? "it" : "them");
}

void TextReport::write_closing() {
  if (const std::string accounts = accounts_sentence(report_); !accounts.empty())
    buffer_ += printable(accounts) + "\n";
  if (const std::string nothing = nothing_sentence(report_); !nothing.empty())
    buffer_ += nothing + "\n";
  if (const std::string known = known_sentence(report_); !known.empty())
    buffer_ += printable(known) + "\n";
  write_left_out();
  if (const std::string incomplete = incomplete_sentence(report_); !incomplete.empty())
    buffer_ += paint(incomplete, kRed) + "\n";
  buffer_ += paint(summary_sentence(report_), kBold) + "\n";
}

void TextReport::end_block() {
  if (!quiet() && !buffer_.ends_with("\n\n"))
    buffer_ += "\n";
  flush();
}

void TextReport::flush() {
  out_ << buffer_;
  buffer_.clear();
}

void TextReport::write() {
  const auto each = [&](auto wanted, void (TextReport::*show)(const Verdict&)) {
    for (const Verdict& verdict : report_.verdicts)
      if (wanted(verdict))
        (this->*show)(verdict);
  };
  each(is_finding, &TextReport::write_finding);
  if (verbose() && !quiet())
    each([](const Verdict& v) { return v.outcome == Outcome::kFinding && v.suppressed; },
         &TextReport::write_suppressed);
  if (verbose() && !quiet())
    each([](const Verdict& v) { return v.known != Known::kNo; }, &TextReport::write_known);
  if (report_.options.show_undetermined && !quiet())
    each([](const Verdict& v) { return v.outcome == Outcome::kUndetermined; },
         &TextReport::write_undetermined);
  if (report_.options.show_good && !quiet() && report_.counts.good > 0) {
    each([](const Verdict& v) { return v.outcome == Outcome::kGood; }, &TextReport::write_good);
    end_block();
  }
  write_errors();
  write_diagnostics();
  write_drift();
  if (!quiet())
    write_closing();
  flush();
}

}  // namespace

void write_text(const Report& report, std::ostream& out) {
  TextReport(report, out).write();
}

}  // namespace advisor
