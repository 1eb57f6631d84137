#pragma once

#include <deque>
#include <string_view>
#include <vector>

#include "parsers/aws_account.h"
#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/engine/config.h"
#include "src/engine/language.h"
#include "src/engine/rule.h"
#include "src/engine/verdict.h"
#include "src/model/resource.h"

namespace advisor {

// What AWS Trusted Advisor says, in the form of everything else: one rule for all of it, a resource
// and a verdict for each check. Verdicts point into the other two, so it stays where it is.
struct TrustedAdvisorVerdicts {
  TrustedAdvisorVerdicts() = default;
  TrustedAdvisorVerdicts(const TrustedAdvisorVerdicts&) = delete;
  TrustedAdvisorVerdicts& operator=(const TrustedAdvisorVerdicts&) = delete;

  Rule rule;
  std::deque<Resource> checks;
  std::vector<Verdict> verdicts;  // good ones and findings; suppressed ones are marked
  int not_available = 0;          // checks of which AWS has no result: neither good nor bad
};

// Fills `out`. A check is suppressed as a whole (check_id) or for some of its resources; without a
// resource that is left, it is suppressed, too. What users excluded in the console counts as
// suppressed. Accounts without the support plan that Trusted Advisor needs get one warning.
// today: "2026-11-22".
void judge_trusted_advisor(const LiveAccounts& live, const Config& config, const SourceSet& sources,
                           Language language, std::string_view today, TrustedAdvisorVerdicts& out,
                           Diagnostics& diagnostics);

}  // namespace advisor
