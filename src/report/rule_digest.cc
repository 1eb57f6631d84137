#include "src/report/rule_digest.h"

#include <fmt/format.h>

#include "src/base/markdown.h"
#include "src/report/rule_page.h"

namespace advisor {
namespace {

class Digest {
 public:
  explicit Digest(const DigestOptions& options) : options_(options) {}

  void add(const DigestEntry& entry) {
    // Dates in this form are in order as texts.
    if (entry.history.empty() || entry.history.back().date < options_.since)
      return;
    const bool is_new = entry.history.front().date >= options_.since;
    (is_new ? added_ : changed_) += text_of(entry);
    ++(is_new ? number_added_ : number_changed_);
  }

  std::string text() const {
    std::string out = fmt::format(
        "# {}\n\n", japanese() ? fmt::format("{} 以降に追加・変更されたルール", options_.since)
                               : fmt::format("Rules added or changed since {}", options_.since));
    if (number_added_ + number_changed_ == 0)
      return out + say("No rule was added or changed.\n", "追加・変更されたルールはありません。\n");
    out += section(say("New", "追加"), number_added_, added_);
    out += section(say("Changed", "変更"), number_changed_, changed_);
    out.pop_back();
    return out;
  }

 private:
  bool japanese() const { return options_.language == Language::kJapanese; }
  std::string say(std::string_view english, std::string_view in_japanese) const {
    return std::string(japanese() ? in_japanese : english);
  }

  static std::string section(const std::string& heading, int number, const std::string& lines) {
    return number == 0 ? std::string() : fmt::format("## {} ({})\n\n{}\n", heading, number, lines);
  }

  std::string changes(const DigestEntry& entry) const {
    std::string out;
    for (const RuleChange& change : entry.history) {
      if (change.date < options_.since)
        continue;
      const std::string note = markdown_prose(change.note.in(options_.language));
      out +=
          fmt::format("  - {}{}\n", markdown_inline(change.date), note.empty() ? "" : ": " + note);
    }
    return out;
  }

  std::string incidents(const Rule& rule) const {
    std::string out;
    for (const Postmortem& postmortem : rule.postmortems) {
      out += fmt::format("  - {}: {}", say("Incident", "きっかけとなった障害"),
                         markdown_prose(postmortem.title.in(options_.language)));
      if (!postmortem.date.empty())
        out += " (" + markdown_inline(postmortem.date) + ")";
      if (options_.postmortem_links && !postmortem.url.empty())
        out += " " + markdown_url(postmortem.url);
      if (!postmortem.summary.empty())
        out += "\n    " + markdown_prose(postmortem.summary.in(options_.language));
      out += "\n";
    }
    return out;
  }

  std::string text_of(const DigestEntry& entry) const {
    const Rule& rule = *entry.rule;
    return fmt::format("- **{}** ({}): {}\n", markdown_inline(rule.id), severity_range(rule),
                       markdown_prose(rule.title.in(options_.language))) +
           changes(entry) + incidents(rule) +
           fmt::format("  - {}: {}\n", say("Page", "ページ"),
                       markdown_url(options_.pages + "/" + rule.id + ".md"));
  }

  const DigestOptions& options_;
  std::string added_, changed_;
  int number_added_ = 0, number_changed_ = 0;
};

}  // namespace

std::string write_digest(const std::vector<DigestEntry>& entries, const DigestOptions& options) {
  Digest digest(options);
  for (const DigestEntry& entry : entries)
    digest.add(entry);
  return digest.text();
}

}  // namespace advisor
