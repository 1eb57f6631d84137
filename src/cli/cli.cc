#include "src/cli/cli.h"

#include <fmt/format.h>

#include <exception>

#include "src/base/exit_code.h"
#include "src/cli/options.h"
#include "src/cli/session.h"
#include "src/model/embedded.h"

namespace advisor {

// docs/iam-policy.json; made by the build.
std::span<const EmbeddedText> embedded_iam_policy();

namespace cli {
namespace {

int dispatch(const Options& options, Environment& environment) {
  switch (options.command) {
    case Options::Command::kRun:
      return run_command(options, environment);
    case Options::Command::kRulesList:
      return rules_list_command(options, environment);
    case Options::Command::kRulesShow:
      return rules_show_command(options, environment);
    case Options::Command::kRulesNew:
      return rules_new_command(options, environment);
    case Options::Command::kRulesLint:
      return rules_lint_command(options, environment);
    case Options::Command::kRulesTest:
      return rules_test_command(options, environment);
    case Options::Command::kRulesDocs:
      return rules_docs_command(options, environment);
    case Options::Command::kRulesDigest:
      return rules_digest_command(options, environment);
    case Options::Command::kBaselineCreate:
    case Options::Command::kBaselineUpdate:
    case Options::Command::kBaselinePrune:
      return baseline_command(options, environment);
    case Options::Command::kGraph:
      return graph_command(options, environment);
    case Options::Command::kInit:
      return init_command(options, environment);
    case Options::Command::kAwsPermissions:
      environment.out << embedded_iam_policy().front().text;
      return kExitClean;
    case Options::Command::kInspect:
      return inspect_command(options, environment);
    case Options::Command::kEval:
      return eval_command(options, environment);
    case Options::Command::kCompletions:
      environment.out << completion_script(options.shell);
      return kExitClean;
    case Options::Command::kManPage:
      environment.out << man_page();
      return kExitClean;
  }
  return kExitUsage;
}

}  // namespace

int main(const std::vector<std::string>& arguments, Environment& environment) {
  // Asked by every shell prompt and CI step that only wants to know whether we are here.
  if (arguments.size() == 1 && arguments[0] == "--version") {
    environment.out << "advisor " ADVISOR_VERSION "\n";
    return kExitClean;
  }
  try {
    const ParsedCommandLine parsed = parse_command_line(arguments);
    if (parsed.options)
      return dispatch(*parsed.options, environment);
    (parsed.exit_code == kExitClean ? environment.out : environment.err) << parsed.text;
    return parsed.exit_code;
  } catch (const std::exception& error) {
    environment.err << fmt::format(
        "advisor: internal error: {}\nThis is a bug in advisor. Please report it with the command "
        "and the file that caused it.\n",
        error.what());
    return kExitIncomplete;
  }
}

}  // namespace cli
}  // namespace advisor
