#include <fmt/format.h>

#include <algorithm>

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
  environment.out << fmt::format("{}, {}, {}, {}\n", counted(rules.rules().size(), "rule"),
                                 counted(errors, "error"), counted(warnings, "warning"),
                                 counted(count(diagnostics, Level::kNote), "note"));
  if (errors > 0)
    return kExitUsage;
  return options.strict && warnings > 0 ? kExitFindings : kExitClean;
}

}  // namespace advisor::cli
