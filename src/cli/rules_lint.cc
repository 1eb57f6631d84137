#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/session.h"
#include "src/cli/wording.h"
#include "src/engine/examples.h"
#include "src/engine/program.h"
#include "src/engine/rule_file.h"
#include "src/engine/static_check.h"

namespace advisor::cli {
namespace {

using Level = Diagnostic::Level;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The names that an expression uses, so that it may be worded differently.
void collect_names(std::string_view expression, std::set<std::string>& names) {
  for (std::size_t at = 0; at < expression.size();) {
    const char c = expression[at];
    std::size_t end = at + 1;
    if (c == '\'' || c == '"') {
      end = std::min(expression.find(c, end), expression.size() - 1) + 1;
    } else if (is_word_character(c)) {
      while (end < expression.size() && is_word_character(expression[end]))
        ++end;
      if (c < '0' || c > '9')
        names.emplace(expression.substr(at, end - at));
    }
    at = end;
  }
}

std::set<std::string> names_in_placeholders(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t open = text.find("{{"); open != std::string::npos;
       open = text.find("{{", open + 2)) {
    const std::size_t close = text.find("}}", open);
    if (close != std::string::npos)
      collect_names(std::string_view(text).substr(open + 2, close - open - 2), names);
  }
  return names;
}

// A language that tells less than the other is mostly a translation that was forgotten.
void compare_languages(const LocalizedExpression& text, Diagnostics& diagnostics) {
  if (text.en.empty() || text.ja.empty())
    return;
  const std::set<std::string> english = names_in_placeholders(text.en.text);
  const std::set<std::string> japanese = names_in_placeholders(text.ja.text);
  const auto report = [&](const std::set<std::string>& have, const std::set<std::string>& lack,
                          const RuleExpression& where, std::string_view other) {
    for (const std::string& name : have)
      if (!lack.contains(name))
        diagnostics.push_back({Level::kNote,
                               fmt::format("no placeholder of this text uses '{}'", name),
                               fmt::format("the {} text does", other),
                               where.span,
                               {}});
  };
  report(english, japanese, text.ja, "English");
  report(japanese, english, text.en, "Japanese");
}

void compare_languages(const Rule& rule, Diagnostics& diagnostics) {
  compare_languages(rule.message, diagnostics);
  compare_languages(rule.recommendation, diagnostics);
  for (const RuleCheck& check : rule.checks) {
    compare_languages(check.message, diagnostics);
    compare_languages(check.recommendation, diagnostics);
    for (const RuleVariant& variant : check.variants) {
      compare_languages(variant.message, diagnostics);
      compare_languages(variant.recommendation, diagnostics);
    }
  }
}

bool compiles(const Rule& rule, const SourceSet& sources, Diagnostics& diagnostics) {
  const Value params = default_params(rule);
  return compile_rule(rule, params, {Language::kEnglish}, sources, diagnostics) != nullptr &&
         compile_rule(rule, params, {Language::kJapanese}, sources, diagnostics) != nullptr;
}

void lint_examples(const Rule& rule, const RuleSet& rules, SourceSet& sources,
                   Diagnostics& diagnostics) {
  if (read_examples(rule, rules, sources, diagnostics).empty())
    diagnostics.push_back({rule.builtin ? Level::kError : Level::kNote,
                           fmt::format("the rule '{}' lacks examples", rule.id),
                           "`advisor rules test` runs them",
                           rule.span,
                           {}});
}

void lint(const Rule& rule, const RuleSet& rules, SourceSet& sources, Diagnostics& all) {
  Diagnostics found;
  if (compiles(rule, sources, found))
    check_expressions(rule, sources, found);
  lint_examples(rule, rules, sources, found);
  compare_languages(rule, found);
  Diagnostics texts;
  lint_texts(rule, texts);
  for (Diagnostic& text : texts) {
    // A team may write in one language, and need not have an incident for everything.
    if (!rule.builtin)
      text.level = Level::kNote;
    found.push_back(std::move(text));
  }
  for (Diagnostic& diagnostic : found) {
    diagnostic.span = rules.place(rule, diagnostic.span, sources);
    const auto same = [&](const Diagnostic& other) {
      return other.message == diagnostic.message && other.span == diagnostic.span;
    };
    if (std::ranges::none_of(all, same))
      all.push_back(std::move(diagnostic));
  }
}

std::size_t count(const Diagnostics& diagnostics, Level level) {
  return static_cast<std::size_t>(std::ranges::count(diagnostics, level, &Diagnostic::level));
}

}  // namespace

int rules_lint_command(const Options& options, Environment& environment) {
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  if (options.files.empty())
    rules.add_builtin();
  for (const std::string& path : options.files)
    rules.add_path(path, environment.files, sources, diagnostics);
  for (const Rule* rule : rules.rules())
    lint(*rule, rules, sources, diagnostics);
  print_diagnostics(environment.out, diagnostics, sources, Language::kEnglish);
  const std::size_t errors = count(diagnostics, Level::kError);
  const std::size_t warnings = count(diagnostics, Level::kWarning);
  const std::size_t count_of_rules =
      options.files.empty() ? rules.ids().size() : rules.files_read();
  environment.out << fmt::format("{}, {}, {}, {}\n", counted(count_of_rules, "rule"),
                                 counted(errors, "error"), counted(warnings, "warning"),
                                 counted(count(diagnostics, Level::kNote), "note"));
  if (errors > 0)
    return kExitUsage;
  return options.strict && warnings > 0 ? kExitFindings : kExitClean;
}

}  // namespace advisor::cli
