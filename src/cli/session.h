#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parsers/reader.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/engine/config.h"
#include "src/engine/rule_set.h"

namespace advisor::cli {

// What commands share: texts, rules and configuration of one invocation.
struct Session {
  SourceSet sources;
  RuleSet rules;
  Config config;
  Language language = Language::kEnglish;
};

// Loads configuration and rules. On mistakes of the user, prints them to err and returns false
// (exit code 2).
bool load_session(const Options& options, Environment& environment, Session& session);

// KEY=VALUE options and files for the readers; an error for an entry without '='.
Result<ReadOptions> read_options(const Options& options);

// Standard input, read if "-" is among the paths.
std::optional<StandardInput> standard_input(const Options& options, Environment& environment);

// path:line:column: error: message, with the source line and the hint.
void print_diagnostics(std::ostream& out, const Diagnostics& diagnostics, const SourceSet& sources,
                       Language language);

bool has_errors(const Diagnostics& diagnostics);

int run_command(const Options& given, Environment& environment);
int baseline_command(const Options& given, Environment& environment);
int rules_list_command(const Options& options, Environment& environment);
int rules_show_command(const Options& options, Environment& environment);
int rules_new_command(const Options& options, Environment& environment);
int rules_lint_command(const Options& options, Environment& environment);
int rules_test_command(const Options& options, Environment& environment);
int rules_docs_command(const Options& options, Environment& environment);
int rules_digest_command(const Options& options, Environment& environment);
int graph_command(const Options& options, Environment& environment);
int init_command(const Options& options, Environment& environment);
int inspect_command(const Options& options, Environment& environment);
int eval_command(const Options& options, Environment& environment);

}  // namespace advisor::cli
