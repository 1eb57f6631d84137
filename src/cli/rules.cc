#include <fmt/format.h>

#include <algorithm>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/session.h"
#include "src/report/rule_page.h"

namespace advisor::cli {
namespace {

struct Headings {
  const char *what, *incident, *fix, *params, *references, *history, *file, *off;
};

Headings headings(Language language) {
  if (language == Language::kJapanese)
    return {"説明",     "きっかけとなった障害", "修正例",        "パラメータ", "参考",
            "変更履歴", "ルールファイル",       "（既定で無効）"};
  return {"What",      "Where it comes from", "Fix", "Parameters", "References", "History",
          "Rule file", "(off by default)"};
}

std::string indented(std::string_view text, std::string_view indent) {
  std::string out;
  for (const std::string_view line : split(trim(text), '\n'))
    out += line.empty() ? "\n" : fmt::format("{}{}\n", indent, line);
  return out;
}

void show_postmortems(const Rule& rule, Language language, bool links, std::ostream& out) {
  for (const Postmortem& postmortem : rule.postmortems) {
    out << fmt::format("  {}{}\n", postmortem.title.in(language),
                       postmortem.date.empty() ? "" : " (" + postmortem.date + ")");
    if (!postmortem.summary.empty())
      out << indented(postmortem.summary.in(language), "    ");
    if (links && !postmortem.url.empty())
      out << "    " << postmortem.url << '\n';
  }
}

void show(const Rule& rule, Language language, bool links, std::ostream& out) {
  const Headings names = headings(language);
  out << fmt::format("{} [{}]{}\n{}\n", rule.id, severity_range(rule),
                     rule.enabled ? "" : std::string(" ") + names.off, rule.title.in(language));
  if (rule.deprecated)
    out << "deprecated " << *rule.deprecated << '\n';
  if (!rule.description.empty())
    out << fmt::format("\n{}\n{}", names.what, indented(rule.description.in(language), "  "));
  if (!rule.postmortems.empty()) {
    out << '\n' << names.incident << '\n';
    show_postmortems(rule, language, links, out);
  }
  for (const auto& [format, snippet] : rule.fix)
    out << fmt::format("\n{} ({})\n{}", names.fix, format, indented(snippet.text, "    "));
  if (!rule.params.empty())
    out << '\n' << names.params << '\n';
  for (const RuleParam& param : rule.params)
    out << fmt::format("  {} ({}, {}) {}\n", param.name, param.type, written(param.default_value),
                       param.description.in(language));
  if (!rule.references.empty())
    out << '\n' << names.references << '\n';
  for (const std::string& reference : rule.references)
    out << "  " << reference << '\n';
  if (!rule.history.empty())
    out << '\n' << names.history << '\n';
  for (const RuleChange& change : rule.history)
    out << fmt::format("  {}  {}\n", change.date, change.note.in(language));
  out << fmt::format("\n{}: {}\n", names.file, rule.path);
}

}  // namespace

int rules_list_command(const Options& options, Environment& environment) {
  Session session;
  if (!load_session(options, environment, session))
    return kExitUsage;
  std::size_t width = 0;
  for (const Rule* rule : session.rules.rules())
    width = std::max(width, rule->id.size());
  for (const Rule* rule : session.rules.rules()) {
    const auto found = session.config.rules.find(rule->id);
    bool on = rule->enabled;
    if (found != session.config.rules.end() && found->second.enabled)
      on = *found->second.enabled;
    environment.out << fmt::format("{:{}}  {:<16}  {}{}\n", rule->id, width, severity_range(*rule),
                                   rule->title.in(session.language),
                                   on ? "" : std::string(" ") + headings(session.language).off);
  }
  return kExitClean;
}

int rules_show_command(const Options& options, Environment& environment) {
  Session session;
  if (!load_session(options, environment, session))
    return kExitUsage;
  const Rule* rule = session.rules.find(options.rule_id);
  if (rule == nullptr) {
    environment.err << fmt::format("advisor: there is no rule '{}'; {}\n",
                                   printable(options.rule_id),
                                   session.rules.nearest(options.rule_id));
    return kExitUsage;
  }
  show(*rule, session.language, !options.no_postmortem_links, environment.out);
  return kExitClean;
}

}  // namespace advisor::cli
