// Workflow commands of GitHub Actions, which also Gitea and Forgejo know: each line becomes an
// annotation of the named line.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions GitHub shows the
// first 10 errors, warnings and notices of a step and keeps the others in the log. Texts of inputs
// come in only through escape_*(): a line break would begin a command of its own.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "src/base/markdown.h"
#include "src/base/text.h"
#include "src/report/parts.h"
#include "src/report/reporters.h"

namespace advisor {
namespace {

constexpr std::size_t kShown = 10;  // of each command in a step
// A log line; what a monstrous name pushes out is in the other reports.
constexpr std::size_t kTextLimit = 4'000;
constexpr std::size_t kTitleLimit = 200;

enum Command { kErrors, kWarnings, kNotices };
constexpr std::array<std::string_view, 3> kCommands = {"error", "warning", "notice"};

std::string escape_data(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escape_property(std::string_view text) {
  std::string out;
  for (const char c : escape_data(text)) {
    if (c == ':')
      out += "%3A";
    else if (c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

// Columns only within one line: GitHub refuses them for a range of lines.
std::string properties(const Place& place, std::string_view title) {
  std::string out;
  if (!place.path.empty()) {
    out += "file=" + escape_property(printable(place.path)) + ",";
    if (place.begin) {
      const int last = last_line(place);
      out += fmt::format("line={},endLine={},", place.begin->line, last);
      if (last == place.begin->line && place.end->line == last)
        out += fmt::format("col={},endColumn={},", place.begin->column, place.end->column);
    }
  }
  return out + "title=" + escape_property(shorten(title, kTitleLimit));
}

std::string command(Command kind, const Place& place, std::string_view title,
                    std::string_view text) {
  return fmt::format("::{} {}::{}\n", kCommands[kind], properties(place, title),
                     escape_data(shorten(text, kTextLimit)));
}

std::string command(Command kind, const Report& report, const Verdict& verdict) {
  const std::string text = full_text(report, verdict);
  if (has_file(verdict))
    return command(kind, place_of(report, verdict), tag_of(verdict), text);
  const std::string id = printable(place_of(report, verdict).path);
  return command(kind, {}, tag_of(verdict), id.empty() ? text : id + ": " + text);
}

Command command_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return kErrors;
    case Severity::kWarning:
      return kWarnings;
    case Severity::kInfo:
      break;
  }
  return kNotices;
}

class Annotations {
 public:
  explicit Annotations(const Report& report) : report_(report) {}

  void write(std::ostream& out) {
    for (const Verdict* verdict : findings_by_severity(report_))
      add(command_of(verdict->severity), *verdict);
    for (const Verdict& verdict : report_.verdicts) {
      if (verdict.outcome == Outcome::kError)
        add(kErrors, verdict);
      else if (verdict.outcome == Outcome::kUndetermined && report_.options.show_undetermined)
        add(kNotices, verdict);
    }
    for (const Diagnostic& diagnostic : report_.diagnostics)
      add(diagnostic);
    for (const std::string& lines : lines_)
      out << lines;
    out << summary();
  }

 private:
  // The summary takes the place of the last notice that is shown; further ones would be a log
  // without end, of what weighs least.
  bool has_room(Command kind) {
    ++number_[kind];
    return kind != kNotices || number_[kind] < kShown;
  }
  void add(Command kind, const Verdict& verdict) {
    if (has_room(kind))
      lines_[kind] += command(kind, report_, verdict);
  }
  void add(const Diagnostic& diagnostic) {
    if (diagnostic.level == Diagnostic::Level::kNote)
      return;
    const bool error = diagnostic.level == Diagnostic::Level::kError;
    const Command kind = error ? kErrors : kWarnings;
    if (has_room(kind))
      lines_[kind] += command(kind, place_of(report_, diagnostic),
                              error ? say(report_, "Input error", "入力のエラー")
                                    : say(report_, "Input warning", "入力の警告"),
                              full_text(diagnostic));
  }

  std::string beyond(Command kind, std::string_view noun) const {
    const std::size_t shown = kind == kNotices ? kShown - 1 : kShown;
    return number_[kind] > shown ? fmt::format("{} {}", number_[kind] - shown, noun) : "";
  }

  std::string summary() const {
    std::string text = summary_sentence(report_);
    for (const std::string& sentence : {known_sentence(report_), incomplete_sentence(report_)})
      if (!sentence.empty())
        text += "\n" + printable(sentence);
    std::string parts;
    for (const std::string& part : {beyond(kErrors, say(report_, "errors", "件のエラー")),
                                    beyond(kWarnings, say(report_, "warnings", "件の警告")),
                                    beyond(kNotices, say(report_, "notices", "件の通知"))})
      if (!part.empty())
        parts += std::string(parts.empty() ? "" : say(report_, ", ", "、")) + part;
    if (!parts.empty())
      text +=
          report_.language == Language::kJapanese
              ? fmt::format(
                    "\nGitHub が 1 ステップに表示する注釈は種類ごとに 10 件までです。"
                    "表示されないもの: {}。",
                    parts)
              : fmt::format("\nGitHub shows 10 annotations of a kind for a step; not shown: {}.",
                            parts);
    return fmt::format("::notice title=sre-advisor::{}\n", escape_data(text));
  }

  const Report& report_;
  std::array<std::string, 3> lines_;
  std::array<std::size_t, 3> number_{};
};

}  // namespace

void write_annotations(const Report& report, std::ostream& out) {
  Annotations(report).write(out);
}

}  // namespace advisor
