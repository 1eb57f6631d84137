#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/engine/language.h"

namespace advisor::cli {

inline constexpr const char* kDefaultBaseline = "advisor-baseline.json";

// `advisor run --aws`. Nothing of this can be set by a file.
struct LiveOptions {
  bool aws = false;
  std::string account_file;  // hidden: what advisor-aws printed, instead of starting it
  std::string profile;
  std::vector<std::string> role_arns;
  bool org = false;
  std::string role_name;
  std::string trusted_advisor;  // on, only, off; empty: not given
  bool refresh_trusted_advisor = false;
  bool show_drift = false;

  bool wanted() const { return aws || !account_file.empty(); }
};

// The command line, parsed. One struct for all commands: most options are shared.
struct Options {
  enum class Command {
    kRun,
    kRulesList,
    kRulesShow,
    kRulesNew,
    kRulesLint,
    kRulesTest,
    kRulesDocs,
    kRulesDigest,
    kBaselineCreate,
    kBaselineUpdate,
    kBaselinePrune,
    kGraph,
    kAwsPermissions,
    kInit,
    kInspect,
    kEval,
    kCompletions,
    kManPage,
  };
  Command command = Command::kRun;

  std::vector<std::string> paths;

  // Reading
  std::vector<std::string> env_files;
  std::vector<std::string> ext_str;   // KEY=VALUE
  std::vector<std::string> ext_code;  // KEY=EXPRESSION
  std::vector<std::string> tfstates;
  std::vector<std::string> parameter_files;
  std::vector<std::string> parameters;  // KEY=VALUE
  bool assume_defaults = false;
  std::vector<std::string> regions;  // the first is AWS::Region; --aws: those to scan
  std::string account;
  std::string terraform_source;
  std::string stdin_file_name;
  bool with_project = false;

  // Rules
  std::string config;
  bool no_config = false;
  std::vector<std::string> rule_paths;
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::string as_of;
  std::string rule_id;             // rules show, rules new, eval --rule
  std::vector<std::string> files;  // rules lint, test and docs

  LiveOptions live;

  // Known findings
  std::string baseline;  // baseline commands: the file to write
  std::string diff_base;

  // Rules workbench
  std::string directory;      // rules new, rules docs: where files go; init: the repository
  std::string resource_type;  // rules new, eval
  bool strict = false;
  bool watch = false;
  // Hidden: end after so many runs, 0 for never. Lets a test see the second one.
  int watch_runs = 0;
  bool check = false;
  bool write = false;  // init
  std::string since;
  std::string pages;  // rules digest: folder or address of the rule pages

  // eval
  std::string expression;
  std::string resource_name;
  std::string format = "text";

  // Output
  std::vector<std::string> reporters;  // NAME or NAME=FILE
  std::string lang;
  std::string fail_on;
  std::string colour = "auto";
  bool show_undetermined = false;
  bool show_good = false;
  bool postmortems = false;
  bool no_postmortem_links = false;
  bool quiet = false;
  int verbosity = 0;
  std::string shell;  // completions
};

// What parsing a command line gives: options, or a text to print and an exit code.
struct ParsedCommandLine {
  std::optional<Options> options;
  std::string text;   // help, version or an error message
  int exit_code = 0;  // where there are no options
};

ParsedCommandLine parse_command_line(const std::vector<std::string>& arguments);

// Shell completion script made from the same definition as the help; "" for an unknown shell.
std::string completion_script(const std::string& shell);

// The manual page, made from the same definition too.
std::string man_page();

}  // namespace advisor::cli
