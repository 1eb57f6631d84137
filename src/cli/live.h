#pragma once

#include <set>
#include <string>
#include <vector>

#include "parsers/aws_account.h"
#include "src/base/result.h"
#include "src/cli/cli.h"
#include "src/cli/options.h"
#include "src/engine/language.h"

namespace advisor::cli {

// The program that speaks to AWS: beside the running executable or in ../libexec/sre-advisor from
// there, and nowhere else. The error says what to install.
Result<std::string> find_live_program();

// on, only or off. Who asks for single rules (--only) asks for nothing else.
std::string trusted_advisor_mode(const Options& options);

// What it is asked for, as one line of JSON (docs/live-design.md). types: of the common model.
std::string live_request(const Options& options, Language language,
                         const std::set<std::string>& types);

struct LiveScan {
  // The options or credentials are wrong, and the user was told: exit code 2.
  bool refused = false;
  LiveAccounts accounts;
  Diagnostics diagnostics;  // what could not be read; nothing else is missing
};

// Starts the program, or reads --account-file. Does nothing if the options ask for neither.
LiveScan scan_live(const Options& options, Language language, const std::set<std::string>& types,
                   Environment& environment);

}  // namespace advisor::cli
