#pragma once

#include <string>
#include <vector>

#include "src/cli/precommit_config.h"
#include "src/engine/language.h"

namespace advisor::cli {

// Where sre-advisor is on GitHub, as the build was told.
struct Project {
  std::string repository;  // "owner/name"
  std::string version;
  // False: the owner is a word to be replaced by whoever uses the texts.
  bool known() const { return !repository.starts_with("OWNER/"); }
};

struct ConfigSample {
  std::vector<std::string> rule_paths;  // folders and files with rules, fit to be shown
  // A suppression to start from.
  std::string rule;
  std::string file;
  std::string expires;  // date
};

// advisor.yaml: valid as it is, and with its commented examples uncommented.
std::string config_text(const ConfigSample& sample, const Project& project, Language language);

// That OWNER is to be replaced; empty where the project is known.
std::string owner_note(const Project& project, Language language);

PrecommitEntry precommit_entry_of(const Project& project, Language language);
// A whole .pre-commit-config.yaml.
std::string precommit_text(const Project& project, Language language);

// .github/workflows/sre-advisor.yml
std::string workflow_text(const Project& project, Language language);

}  // namespace advisor::cli
