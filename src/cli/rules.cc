#include <fmt/format.h>

#include <algorithm>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/session.h"
#include "src/engine/examples.h"
#include "src/engine/program.h"
#include "src/engine/rule_file.h"
#include "src/engine/verdict.h"

namespace advisor::cli {
namespace {

struct Headings {
  const char *what, *incident, *fix, *params, *references, *file, *off;
};

Headings headings(Language language) {
  if (language == Language::kJapanese)
    return {"説明", "きっかけとなった障害", "修正例",        "パラメータ",
            "参考", "ルールファイル",       "（既定で無効）"};
  return {"What",      "Where it comes from", "Fix", "Parameters", "References",
          "Rule file", "(off by default)"};
}

std::string indented(std::string_view text, std::string_view indent) {
  std::string out;
  for (const std::string_view line : split(trim(text), '\n'))
    out += line.empty() ? "\n" : fmt::format("{}{}\n", indent, line);
  return out;
}

// A value as it is written in advisor.yaml.
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

std::string severities(const Rule& rule) {
  // A rule whose parts weigh differently shows its range.
  Severity least = rule.severity;
  Severity most = rule.severity;
  const auto widen = [&](const std::optional<Severity>& severity) {
    least = std::min(least, severity.value_or(least));
    most = std::max(most, severity.value_or(most));
  };
  for (const RuleCheck& check : rule.checks) {
    widen(check.severity);
    for (const RuleVariant& variant : check.variants)
      widen(variant.severity);
  }
  return least == most ? std::string(severity_title(most))
                       : fmt::format("{}–{}", severity_title(most), severity_title(least));
}

void show_postmortems(const Rule& rule, Language language, std::ostream& out) {
  for (const Postmortem& postmortem : rule.postmortems) {
    out << fmt::format("  {}{}\n", postmortem.title.in(language),
                       postmortem.date.empty() ? "" : " (" + postmortem.date + ")");
    if (!postmortem.summary.empty())
      out << indented(postmortem.summary.in(language), "    ");
    if (!postmortem.url.empty())
      out << "    " << postmortem.url << '\n';
  }
}

void show(const Rule& rule, Language language, std::ostream& out) {
  const Headings names = headings(language);
  out << fmt::format("{} [{}]{}\n{}\n", rule.id, severities(rule),
                     rule.enabled ? "" : std::string(" ") + names.off, rule.title.in(language));
  if (rule.deprecated)
    out << "deprecated " << *rule.deprecated << '\n';
  if (!rule.description.empty())
    out << fmt::format("\n{}\n{}", names.what, indented(rule.description.in(language), "  "));
  if (!rule.postmortems.empty()) {
    out << '\n' << names.incident << '\n';
    show_postmortems(rule, language, out);
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
  out << fmt::format("\n{}: {}\n", names.file, rule.path);
}

bool compiles(const Rule& rule, const SourceSet& sources, Diagnostics& diagnostics) {
  Value params = Value::map();
  for (const RuleParam& param : rule.params)
    params.set(param.name, param.default_value);
  return compile_rule(rule, params, {Language::kEnglish, Language::kJapanese}, sources,
                      diagnostics) != nullptr;
}

struct TestCounts {
  int passed = 0;
  int failed = 0;
};

void test_rule(const Rule& rule, const RuleSet& rules, SourceSet& sources, bool quiet,
               std::ostream& out, Diagnostics& diagnostics, TestCounts& counts) {
  if (!compiles(rule, sources, diagnostics))
    return;
  const std::vector<ExampleResult> results = run_examples(rule, rules, sources, diagnostics);
  const auto failed = std::ranges::count_if(
      results, [](const ExampleResult& result) { return !result.failures.empty(); });
  counts.failed += static_cast<int>(failed);
  counts.passed += static_cast<int>(static_cast<std::ptrdiff_t>(results.size()) - failed);
  if (failed == 0 && !quiet)
    out << fmt::format("ok      {} ({} examples)\n", rule.id, results.size());
  for (const ExampleResult& result : results) {
    if (result.failures.empty())
      continue;
    const SourceFile& file = sources.file(result.span.source);
    out << fmt::format("FAILED  {}: {} ({}:{})\n", rule.id, result.name, file.path(),
                       file.locate(result.span.begin).line);
    for (const std::string& failure : result.failures)
      out << "          " << printable(failure) << '\n';
  }
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
    environment.out << fmt::format("{:{}}  {:<16}  {}{}\n", rule->id, width, severities(*rule),
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
  show(*rule, session.language, environment.out);
  return kExitClean;
}

int rules_test_command(const Options& options, Environment& environment) {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  if (options.files.empty())
    rules.add_builtin();
  for (const std::string& path : options.files)
    rules.add_path(path, environment.files, sources, diagnostics);
  TestCounts counts;
  for (const Rule* rule : rules.rules())
    test_rule(*rule, rules, sources, options.quiet, environment.out, diagnostics, counts);
  environment.out.flush();
  print_diagnostics(environment.err, diagnostics, sources, Language::kEnglish);
  environment.out << fmt::format("{} rules, {} examples passed, {} failed\n", rules.rules().size(),
                                 counts.passed, counts.failed);
  if (has_errors(diagnostics))
    return kExitUsage;
  return counts.failed > 0 ? kExitFindings : kExitClean;
}

}  // namespace advisor::cli
