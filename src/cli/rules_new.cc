#include <fmt/format.h>

#include <cerrno>
#include <filesystem>

#include "src/base/date.h"
#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/new_file.h"
#include "src/cli/rule_skeletons.h"
#include "src/cli/session.h"
#include "src/engine/rule_file.h"

namespace advisor::cli {
namespace {

std::string unknown_type(const std::string& type) {
  const std::vector<std::string_view> types = skeleton_types();
  const auto near = nearest_word(type, types);
  return fmt::format("the resource type '{}' is not known{}", printable(type),
                     near ? fmt::format("; did you mean '{}'?", *near) : std::string());
}

// What is wrong with the id; empty if nothing is.
std::string id_mistake(const std::string& id, const RuleSet& rules) {
  if (!is_rule_id(id))
    return fmt::format("'{}' is not in kebab-case: a-z, 0-9 and -, such as ecs-stop-timeout",
                       printable(id));
  const Rule* rule = rules.find(id);
  if (rule == nullptr)
    return {};
  return rule->id == id ? fmt::format("there is a rule '{}' already, {}", id, printable(rule->path))
                        : fmt::format("'{}' is a former id of the rule '{}'", id, rule->id);
}

}  // namespace

int rules_new_command(const Options& options, Environment& environment) {
  Session session;
  if (!load_session(options, environment, session))
    return kExitUsage;
  const auto refuse = [&](const std::string& why) {
    environment.err << "advisor: " << why << '\n';
    return kExitUsage;
  };
  const std::string& id = options.rule_id;
  if (const std::string mistake = id_mistake(id, session.rules); !mistake.empty())
    return refuse(mistake);
  const std::string type =
      options.resource_type.empty() ? "AWS::ECS::TaskDefinition" : options.resource_type;
  const auto text = rule_skeleton(type, id, format_date(environment.now));
  if (!text)
    return refuse(unknown_type(type));
  std::error_code error;
  if (!options.directory.empty())
    std::filesystem::create_directories(options.directory, error);
  const std::string path = join_path(options.directory, id + ".yaml");
  switch (const int failed = write_new_file(options.directory, id + ".yaml", *text)) {
    case 0:
      break;
    case EEXIST:
      return refuse(fmt::format("{} exists; it is left as it is", printable(path)));
    default:
      return refuse(fmt::format("cannot write {}: {}", printable(path),
                                std::generic_category().message(failed)));
  }
  environment.out << fmt::format(
      "wrote {0}\n\n"
      "It is a small rule that works. Next:\n"
      "  1. replace what it checks, its texts and its examples\n"
      "  2. advisor eval 'EXPR' FILE        tries an expression on a file of yours\n"
      "  3. advisor rules lint {0}\n"
      "  4. advisor rules test --watch {0}\n"
      "  5. advisor run --rules {0} PATH\n",
      printable(path));
  return kExitClean;
}

}  // namespace advisor::cli
