#pragma once

#include <set>
#include <string>

#include "parsers/aws_account.h"
#include "parsers/cross_links.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/engine/language.h"

namespace advisor::cli {

struct LiveScan {
  // The options or credentials are wrong, and the user was told: exit code 2.
  bool refused = false;
  LiveAccounts accounts;
  Diagnostics diagnostics;  // what could not be read; nothing else is missing
};

// Starts the program that speaks to AWS (docs/live-design.md), or reads --account-file. The program
// stands beside the running executable or in ../libexec/sre-advisor from there; it is looked for
// nowhere else. Does nothing if the options ask for neither.
struct WantedOfAccount {
  const std::set<std::string>& types;  // of the common model, those that rules ask for
  FetchedNames names;                  // what the files refer to by name
  std::set<std::string> own_types;     // those that rules of the user name
};
LiveScan scan_live(const Options& options, Language language, const WantedOfAccount& wanted,
                   Environment& environment);

}  // namespace advisor::cli
