#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/files.h"
#include "src/base/source.h"
#include "src/engine/language.h"
#include "src/engine/rule_set.h"
#include "src/engine/verdict.h"

namespace advisor {

// One entry of suppression_rules: all the fields that are given must match. The globs know * and ?.
struct SuppressionRule {
  std::string file;      // path of the finding; also matches below a directory and by file name
  std::string resource;  // name, id or ARN
  std::string element;   // container or other element: the finding's label
  std::string check;     // id of the check inside the rule
  std::string check_id;  // AWS Trusted Advisor
  std::string reason;
  std::string owner;
  std::string expires;  // date, the last day on which it suppresses
  Span span;
  std::string rule_id;
};

// Settings of a rule for the subjects of which a condition is definitely true.
struct RuleOverride {
  RuleExpression condition;
  std::optional<bool> enabled;
  std::optional<Severity> severity;
  Value params;  // map of the overridden ones
};

struct RuleConfig {
  std::optional<bool> enabled;
  std::optional<Severity> severity;
  Value params;                         // map of the overridden ones
  std::vector<RuleOverride> overrides;  // the first that applies counts
  std::vector<SuppressionRule> suppressions;
};

// advisor.yaml (docs/configuration.md).
struct Config {
  std::string path;                         // empty: none was found
  std::map<std::string, RuleConfig> rules;  // by id
  bool require_reason = false;
  bool postmortems = false;
  std::optional<std::string> fail_on;
  std::optional<Language> language;
  std::string profile = "production";   // turns rules with `profile` on
  std::vector<std::string> rule_paths;  // joined to the file's directory
};

// advisor.yaml or advisor.yml in the directory of `path` or the nearest one above; "" if none.
std::string find_config(const std::string& path, const FileSystem& files);

// Errors point into the file, with "did you mean".
Config read_config(const std::string& path, const FileSystem& files, SourceSet& sources,
                   Diagnostics& diagnostics);

// Second step, once all rules are known: rule ids, parameters against their types and bounds.
void check_config(const Config& config, const RuleSet& rules, Diagnostics& diagnostics);

}  // namespace advisor
