#pragma once

#include <cstddef>
#include <vector>

#include "parsers/aws_account.h"
#include "parsers/live_join.h"
#include "src/cli/session.h"
#include "src/engine/trusted_advisor.h"
#include "src/engine/verdict.h"

namespace advisor::cli {

// What the rules say of the inputs of one invocation. Verdicts point into `session` and `inputs`,
// so it stays where it is.
struct Analysis {
  Analysis() = default;
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  Session session;
  LiveAccounts live;  // without their resources, which are among the inputs
  LiveJoin join;
  TrustedAdvisorVerdicts trusted_advisor;  // its verdicts are among the others
  InputSet inputs;
  Diagnostics diagnostics;
  std::vector<Verdict> verdicts;  // suppressed ones are marked
  std::size_t good = 0;           // beside the verdicts
};

// Reads the inputs that the options name, runs the rules and marks what is suppressed. keep_good:
// good verdicts are kept; otherwise they are only counted. Prints mistakes of the user to err and
// returns false for them (exit code 2).
bool analyse(const Options& options, bool keep_good, Environment& environment, Analysis& analysis);

}  // namespace advisor::cli
