#include "src/cli/options.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/completions.h"
#include "src/cli/live_options.h"
#include "src/cli/man_page.h"
#include "src/report/report.h"

namespace advisor::cli {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 wrong use, "
    "3 something could not be analysed.";

void add_reading_options(CLI::App& command, Options& options) {
  const char* group = "Reading";
  command
      .add_option("--envfile", options.env_files,
                  "Environment file for {{ env }} and {{ must_env }}")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--ext-str", options.ext_str, "External string variable of Jsonnet")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--ext-code", options.ext_code, "External code variable of Jsonnet")
      ->type_name("KEY=EXPRESSION")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--tfstate", options.tfstates,
                  "Local Terraform state that {{ tfstate }} looks into")
      ->type_name("[PREFIX=]FILE")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--parameters", options.parameter_files,
                  "Parameters of CloudFormation templates, in any usual shape of file")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--parameter", options.parameters, "One parameter of a template")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_flag("--assume-defaults", options.assume_defaults,
                "Take parameters without a value at their default")
      ->group(group);
  command.add_option("--region", options.regions, "AWS::Region of the templates")
      ->type_name("REGION")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--account", options.account, "AWS::AccountId of the templates")
      ->type_name("ID")
      ->group(group);
  command
      .add_option("--terraform-source", options.terraform_source,
                  "Folder of the .tf files of a Terraform plan; else those beside the plan")
      ->type_name("DIR")
      ->group(group);
  command
      .add_option("--stdin-filename", options.stdin_file_name,
                  "Name that standard input ('-') is read under")
      ->type_name("FILE")
      ->group(group);
}

void add_rule_options(CLI::App& command, Options& options) {
  const char* group = "Rules";
  command
      .add_option("--config", options.config,
                  "Configuration; without it advisor.yaml is searched upwards from the first path")
      ->type_name("FILE")
      ->group(group);
  command.add_flag("--no-config", options.no_config, "Use no configuration file")->group(group);
  command.add_option("--rules", options.rule_paths, "Folder or file with rules of your own")
      ->type_name("PATH")
      ->allow_extra_args(false)
      ->group(group);
}

void add_language_option(CLI::App& command, Options& options) {
  command.add_option("--lang", options.lang, "Language of the texts; without it from LANG")
      ->check(CLI::IsMember({"en", "ja"}))
      ->type_name("en|ja")
      ->group("Output");
}

std::string reporter_names(std::string_view separator) {
  std::string names;
  for (const Reporter& reporter : reporters())
    names += (names.empty() ? "" : std::string(separator)) + std::string(reporter.name);
  return names;
}

void add_postmortem_links(CLI::App& command, Options& options) {
  command
      .add_flag("--no-postmortem-links", options.no_postmortem_links,
                "Leave out the addresses of postmortems, which may be internal")
      ->group("Output");
}

void add_output_options(CLI::App& command, Options& options) {
  const char* group = "Output";
  command
      .add_option(
          "--reporter", options.reporters,
          "Output format, to standard output or a file; repeatable: " + reporter_names(", "))
      ->type_name("NAME[=FILE]")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--fail-on", options.fail_on,
                  "Least severity that gives exit code 1 (default: warning)")
      ->check(CLI::IsMember({"critical", "warning", "info", "undetermined", "never"}))
      ->type_name("LEVEL")
      ->group(group);
  command
      .add_flag("--show-undetermined", options.show_undetermined,
                "Show what could not be decided, and what would decide it")
      ->group(group);
  command.add_flag("--show-good", options.show_good, "Show what is good")->group(group);
  command
      .add_flag("--postmortems", options.postmortems,
                "Name the incidents that the rule comes from below each finding")
      ->group(group);
  add_postmortem_links(command, options);
  command.add_option("--color", options.colour, "Colours: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN")
      ->group(group);
  command.add_flag("-q,--quiet", options.quiet, "Findings only, a line each")->group(group);
  command.add_flag("-v,--verbose", options.verbosity, "More: related places, postmortems, files")
      ->group(group);
}

// What is analysed, and by which rules.
void add_analysis_options(CLI::App& command, Options& options) {
  command
      .add_option("paths", options.paths,
                  "Files and directories, '-' for standard input (default: .)")
      ->type_name("PATH");
  add_rule_options(command, options);
  command.add_option("--only", options.only, "Run these rules only")
      ->type_name("RULE")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Rules");
  command.add_option("--skip", options.skip, "Leave these rules out")
      ->type_name("RULE")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Rules");
  command.add_option("--as-of", options.as_of, "Judge dates as of this day (default: today)")
      ->type_name("YYYY-MM-DD")
      ->group("Rules");
  add_reading_options(command, options);
}

void add_run(CLI::App& app, Options& options) {
  CLI::App* run = app.add_subcommand("run", "Check deploy configurations against the rules");
  add_analysis_options(*run, options);
  run->add_flag("--with-project", options.with_project,
                "Read the project of each given file too, as commit hooks need it")
      ->group("Reading");
  add_live_options(*run, options);
  run->add_option("--baseline", options.baseline,
                  "Leave out the findings that this file lists (advisor baseline create)")
      ->type_name("FILE")
      ->group("Only what is new");
  run->add_option("--diff-base", options.diff_base,
                  "Leave out findings about what has not changed since the merge base with this "
                  "commit of git")
      ->type_name("REF")
      ->group("Only what is new");
  add_output_options(*run, options);
  add_language_option(*run, options);
  run->footer(std::string("Example: advisor run . --lang ja --fail-on critical\n") + kFooter);
  run->callback([&options] { options.command = Options::Command::kRun; });
}

void add_rule_files(CLI::App& command, Options& options) {
  command.add_option("paths", options.files, "Rule files or folders (default: the shipped rules)")
      ->type_name("PATH");
}

void add_rules_list(CLI::App& rules, Options& options) {
  CLI::App* list = rules.add_subcommand("list", "All rules with severity and title");
  add_rule_options(*list, options);
  add_language_option(*list, options);
  list->footer("Example: advisor rules list --lang ja");
  list->callback([&options] { options.command = Options::Command::kRulesList; });
}

void add_rules_show(CLI::App& rules, Options& options) {
  CLI::App* show =
      rules.add_subcommand("show", "One rule: what, why, the incident, how to mend it");
  show->add_option("rule", options.rule_id, "Id of the rule")->required()->type_name("RULE");
  add_rule_options(*show, options);
  add_language_option(*show, options);
  add_postmortem_links(*show, options);
  show->footer("Example: advisor rules show ecs-container-ulimits");
  show->callback([&options] { options.command = Options::Command::kRulesShow; });
}

void add_rules_new(CLI::App& rules, Options& options) {
  CLI::App* command =
      rules.add_subcommand("new", "Write a rule file to start from, with examples that pass");
  command->add_option("id", options.rule_id, "Id of the rule, in kebab-case")
      ->required()
      ->type_name("ID");
  command->add_option("--dir", options.directory, "Folder for the file (default: .)")
      ->type_name("DIR");
  command
      ->add_option("--type", options.resource_type,
                   "Resource type it judges (default: AWS::ECS::TaskDefinition)")
      ->type_name("AWS::X::Y");
  add_rule_options(*command, options);
  command->footer("Example: advisor rules new sqs-worker-stop-timeout --dir sre/rules/ecs");
  command->callback([&options] { options.command = Options::Command::kRulesNew; });
}

void add_rules_lint(CLI::App& rules, Options& options) {
  CLI::App* lint = rules.add_subcommand("lint", "Tell what is wrong with rule files");
  add_rule_files(*lint, options);
  lint->add_flag("--strict", options.strict, "Exit code 1 for warnings");
  lint->footer(
      "Example: advisor rules lint --strict sre/rules\n"
      "Exit codes: 0 no error, 1 warnings with --strict, 2 errors.");
  lint->callback([&options] { options.command = Options::Command::kRulesLint; });
}

void add_rules_test(CLI::App& rules, Options& options) {
  CLI::App* test = rules.add_subcommand("test", "Run the examples of rules as tests");
  add_rule_files(*test, options);
  test->add_flag("-q,--quiet", options.quiet, "Failures only");
  test->add_flag("--watch", options.watch, "Run again whenever a file below the paths changes");
  test->add_option("--watch-runs", options.watch_runs, "End after so many runs")
      ->check(CLI::NonNegativeNumber)
      ->group("");
  test->footer("Example: advisor rules test --watch sre/rules");
  test->callback([&options] { options.command = Options::Command::kRulesTest; });
}

void add_rules_docs(CLI::App& rules, Options& options) {
  CLI::App* docs = rules.add_subcommand("docs", "Write a page for each rule, and their index");
  add_rule_files(*docs, options);
  docs->add_option("--out", options.directory, "Folder for the pages (default: docs/rules)")
      ->type_name("DIR");
  docs->add_flag("--check", options.check,
                 "Write nothing; exit code 1 if pages are stale, missing or superfluous");
  add_postmortem_links(*docs, options);
  docs->footer("Example: advisor rules docs sre/rules --out sre/docs --check");
  docs->callback([&options] { options.command = Options::Command::kRulesDocs; });
}

void add_rules_digest(CLI::App& rules, Options& options) {
  CLI::App* digest = rules.add_subcommand(
      "digest", "Rules added or changed since a day, with their incidents, as Markdown");
  digest->add_option("--since", options.since, "The first day that counts")
      ->required()
      ->type_name("YYYY-MM-DD");
  digest
      ->add_option("--pages", options.pages,
                   "Folder or https address of the rule pages (default: docs/rules)")
      ->type_name("PLACE");
  add_rule_options(*digest, options);
  add_language_option(*digest, options);
  add_postmortem_links(*digest, options);
  digest->footer("Example: advisor rules digest --since 2026-10-01 --lang ja");
  digest->callback([&options] { options.command = Options::Command::kRulesDigest; });
}

void add_rules(CLI::App& app, Options& options, bool with_commands) {
  CLI::App* rules = app.add_subcommand("rules", "List, explain, write and test rules");
  rules->require_subcommand(1);
  if (!with_commands)
    return;
  add_rules_list(*rules, options);
  add_rules_show(*rules, options);
  add_rules_new(*rules, options);
  add_rules_lint(*rules, options);
  add_rules_test(*rules, options);
  add_rules_docs(*rules, options);
  add_rules_digest(*rules, options);
  for (CLI::App* command : rules->get_subcommands(nullptr))
    command->get_formatter()->column_width(34);
}

void add_init(CLI::App& app, Options& options) {
  CLI::App* init =
      app.add_subcommand("init", "Start in a repository: advisor.yaml, pre-commit, pull requests");
  init->add_option("dir", options.directory, "Top folder of the repository (default: .)")
      ->type_name("DIR");
  init->add_flag("--write", options.write,
                 "Add the pre-commit entry and the GitHub workflow instead of printing them");
  add_language_option(*init, options);
  init->footer("Example: advisor init --write --lang ja\nWhat is there stays as it is.");
  init->callback([&options] { options.command = Options::Command::kInit; });
}

void add_baseline(CLI::App& app, Options& options, bool with_commands) {
  CLI::App* baseline =
      app.add_subcommand("baseline", "Keep the findings of today out of later runs");
  baseline->require_subcommand(1);
  if (!with_commands)
    return;
  const auto add = [&](const char* name, const char* description, Options::Command meaning,
                       const char* example) {
    CLI::App* command = baseline->add_subcommand(name, description);
    add_analysis_options(*command, options);
    add_live_options(*command, options);
    add_language_option(*command, options);
    command
        ->add_option("--baseline", options.baseline,
                     fmt::format("The baseline (default: {})", kDefaultBaseline))
        ->type_name("FILE")
        ->group("Output");
    command->footer(std::string(example) +
                    "\nExit codes: 0 written, 2 wrong use, 3 something could not be analysed.");
    command->callback([&options, meaning] { options.command = meaning; });
    command->get_formatter()->column_width(34);
  };
  add("create", "Write a file that lists all findings", Options::Command::kBaselineCreate,
      "Example: advisor baseline create . && advisor run . --baseline advisor-baseline.json");
  add("update", "Add what is new, take out what is gone", Options::Command::kBaselineUpdate,
      "Example: advisor baseline update .");
  add("prune", "Take out what is gone, and add nothing", Options::Command::kBaselinePrune,
      "Example: advisor baseline prune .");
}

void add_aws(CLI::App& app, Options& options) {
  CLI::App* aws = app.add_subcommand("aws", "About live accounts (advisor run --aws)");
  aws->require_subcommand(1);
  CLI::App* permissions =
      aws->add_subcommand("permissions", "Print the IAM policy that a scan needs, as JSON");
  permissions->footer("Example: advisor aws permissions > policy.json");
  permissions->callback([&options] { options.command = Options::Command::kAwsPermissions; });
}

void add_inspect(CLI::App& app, Options& options) {
  CLI::App* inspect =
      app.add_subcommand("inspect", "Show the resources of files as rules see them");
  inspect->add_option("paths", options.paths, "Files and directories, '-' for standard input")
      ->required()
      ->type_name("PATH");
  add_reading_options(*inspect, options);
  inspect->footer("Example: advisor inspect ecs/ecs-task-def.json");
  inspect->callback([&options] { options.command = Options::Command::kInspect; });
}

void add_graph(CLI::App& app, Options& options) {
  CLI::App* graph = app.add_subcommand(
      "graph", "Show which resource refers to which, over all files, and what is missing");
  graph->add_option("paths", options.paths, "Files and directories, '-' for standard input")
      ->required()
      ->type_name("PATH");
  graph->add_option("--format", options.format, "text, json or dot (Graphviz)")
      ->check(CLI::IsMember({"text", "json", "dot"}))
      ->type_name("text|json|dot")
      ->group("Output");
  add_reading_options(*graph, options);
  graph->footer(
      "Example: advisor graph ecs/ terraform/plan.json --format dot | dot -Tsvg -o graph.svg");
  graph->callback([&options] { options.command = Options::Command::kGraph; });
}

void add_eval(CLI::App& app, Options& options) {
  CLI::App* eval =
      app.add_subcommand("eval", "The value of an expression of the rule language on resources");
  eval->add_option("expression", options.expression,
                   "Expression; knows resource, meta, now, and the names of --rule")
      ->required()
      ->type_name("EXPR");
  eval->add_option("paths", options.paths, "Files and directories, '-' for standard input")
      ->required()
      ->type_name("PATH");
  eval->add_option("--type", options.resource_type, "Only resources of this type")
      ->type_name("AWS::X::Y");
  eval->add_option("--resource", options.resource_name, "Only the resource of this name or id")
      ->type_name("NAME");
  eval->add_option("--rule", options.rule_id,
                   "Give it the parameters, tables and names of a rule, for what the rule matches")
      ->type_name("RULE");
  eval->add_option("--as-of", options.as_of, "The day of now (default: today)")
      ->type_name("YYYY-MM-DD");
  eval->add_option("--format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("text|json")
      ->group("Output");
  add_rule_options(*eval, options);
  add_reading_options(*eval, options);
  eval->footer(
      "Example: advisor eval 'resource.ContainerDefinitions.map(c, c.Name)' ecs/\n"
      "Exit codes: 0 evaluated, 2 wrong use or an expression that does not compile, "
      "3 errors.");
  eval->callback([&options] { options.command = Options::Command::kEval; });
}

void add_completions(CLI::App& app, Options& options) {
  CLI::App* completions = app.add_subcommand("completions", "Print a shell completion script");
  completions->add_option("shell", options.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  completions->footer("Example: source <(advisor completions bash)");
  completions->callback([&options] { options.command = Options::Command::kCompletions; });
}

// For packages, so it is hidden.
void add_man_page(CLI::App& app, Options& options) {
  CLI::App* page = app.add_subcommand("man-page", "Print the manual page advisor(1)")->group("");
  page->callback([&options] { options.command = Options::Command::kManPage; });
}

// `arguments`: of a command line, which spares most of them the commands below others. nullptr:
// all.
void define(CLI::App& app, Options& options, const std::vector<std::string>* arguments = nullptr) {
  const auto wants = [&](const char* name) {
    return arguments == nullptr || std::ranges::find(*arguments, name) != arguments->end();
  };
  app.name("advisor");
  app.description("Checks AWS deploy configurations against what postmortems taught.");
  app.require_subcommand(1);
  app.set_version_flag("--version", "advisor " ADVISOR_VERSION, "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  app.footer(std::string("`advisor COMMAND --help` tells the options of a command.\n") + kFooter);
  add_run(app, options);
  add_baseline(app, options, wants("baseline"));
  add_rules(app, options, wants("rules"));
  add_init(app, options);
  add_inspect(app, options);
  add_graph(app, options);
  add_eval(app, options);
  add_aws(app, options);
  add_completions(app, options);
  add_man_page(app, options);
  for (CLI::App* command : app.get_subcommands(nullptr))
    command->get_formatter()->column_width(34);
  app.get_formatter()->column_width(34);
}

std::vector<std::string> words_of(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::App* inner : command.get_subcommands(nullptr))
    words.push_back(inner->get_name());
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames())
      words.push_back("--" + name);
  return words;
}

// CLI11 says "A subcommand is required" or "The following arguments were not expected: --foo";
// naming the wrong word and the nearest right one helps more.
std::string explain(const CLI::App& app, const std::vector<std::string>& arguments,
                    std::string message) {
  const CLI::App* command = &app;
  for (const std::string& argument : arguments) {
    const std::string word = argument.substr(0, argument.find('='));
    const std::vector<std::string> known = words_of(*command);
    if (std::find(known.begin(), known.end(), word) != known.end()) {
      for (const CLI::App* inner : command->get_subcommands(nullptr))
        command = inner->get_name() == word ? inner : command;
      continue;
    }
    const bool is_option = word.starts_with("--");
    const bool wants_command = !command->get_subcommands(nullptr).empty();
    if (!is_option && !wants_command)
      continue;
    if (is_option && message.find(word) == std::string::npos)
      continue;
    message = fmt::format("there is no {} '{}'", is_option ? "option" : "command", printable(word));
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    if (const auto near = nearest_word(word, candidates))
      message += fmt::format("; did you mean '{}'?", *near);
    return message;
  }
  return message;
}

std::vector<const CLI::App*> shown_subcommands(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App* inner) { return !inner->get_group().empty(); });
}

std::vector<const CLI::Option*> shown_options(const CLI::App& command) {
  return command.get_options(
      [](const CLI::Option* option) { return !option->get_group().empty(); });
}

template <class Visit>
void each_command(const CLI::App& command, const std::string& path, const Visit& visit) {
  visit(command, path);
  for (const CLI::App* inner : shown_subcommands(command))
    each_command(*inner, path.empty() ? inner->get_name() : path + " " + inner->get_name(), visit);
}

// "LEVEL:{critical,warning}", as CLI11 names it, is what can be written: "critical|warning".
std::string value_name(const std::string& type) {
  const std::size_t brace = type.find(":{");
  if (brace == std::string::npos)
    return type;
  std::string names = type.substr(brace + 2, type.size() - brace - 3);
  std::ranges::replace(names, ',', '|');
  return names;
}

ManWord man_word(const CLI::Option& option) {
  ManWord word;
  word.description = option.get_description();
  word.required = option.get_required();
  word.repeats = option.get_items_expected_max() > 1;
  const bool takes_value = option.get_type_size() != 0;
  const std::string value = takes_value ? value_name(option.get_type_name()) : std::string();
  if (option.get_positional()) {
    word.names = value;
    return word;
  }
  for (const std::string& name : option.get_snames())
    word.names += (word.names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames())
    word.names += (word.names.empty() ? "--" : ", --") + name;
  word.value = value;
  return word;
}

}  // namespace

ParsedCommandLine parse_command_line(const std::vector<std::string>& arguments) {
  ParsedCommandLine parsed;
  Options options;
  CLI::App app;
  define(app, options, &arguments);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
    parsed.options = std::move(options);
  } catch (const CLI::CallForVersion& version) {
    parsed.text = std::string(version.what()) + "\n";
  } catch (const CLI::CallForHelp&) {
    const CLI::App* command = &app;
    std::string above;
    while (!command->get_subcommands().empty()) {
      above += (above.empty() ? "" : " ") + command->get_name();
      command = command->get_subcommands().front();
    }
    parsed.text = command->help(above);
  } catch (const CLI::Error& error) {
    if (arguments.empty()) {
      parsed.text = app.help();
    } else {
      parsed.text = fmt::format("advisor: {}\n`advisor --help` shows the usage.\n",
                                explain(app, arguments, error.what()));
    }
    parsed.exit_code = kExitUsage;
  }
  return parsed;
}

std::string completion_script(const std::string& shell) {
  Options options;
  CLI::App app;
  define(app, options);
  std::vector<CompletionCommand> commands;
  each_command(app, "", [&](const CLI::App& command, const std::string& path) {
    CompletionCommand entry{path, {}, {}};
    for (const CLI::App* inner : shown_subcommands(command))
      entry.subcommands.push_back({inner->get_name(), inner->get_description(), false, {}});
    for (const CLI::Option* option : shown_options(command))
      for (const std::string& name : option->get_lnames())
        entry.options.push_back({"--" + name, option->get_description(),
                                 option->get_type_size() != 0,
                                 name == "reporter" ? reporter_names(" ") : std::string()});
    commands.push_back(std::move(entry));
  });
  return write_completions(shell, commands);
}

std::string man_page() {
  Options options;
  CLI::App app;
  define(app, options);
  std::vector<ManCommand> commands;
  each_command(app, "", [&](const CLI::App& command, const std::string& path) {
    ManCommand entry{path, command.get_description(), {}, {}, command.get_footer(), false};
    entry.has_subcommands = !shown_subcommands(command).empty();
    for (const CLI::Option* option : shown_options(command))
      (option->get_positional() ? entry.positionals : entry.options).push_back(man_word(*option));
    commands.push_back(std::move(entry));
  });
  return write_man_page(commands);
}

}  // namespace advisor::cli
