#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "src/aws/api.h"
#include "src/model/value.h"

namespace advisor::aws {

struct TrustedAdvisorOptions {
  std::string language = "en";  // of the API: "en", "ja", "zh_TW"; what it does not have is "en"
  // Has checks run again that found something, have not run just now and can be asked to. AWS
  // takes minutes: they are awaited for up to refresh_wait; later results come with a later run.
  bool refresh = false;
  std::int64_t refresh_wait = 120'000;                        // milliseconds
  std::function<void(std::int64_t milliseconds)> sleep = {};  // empty: nothing is awaited
};

// What AWS Trusted Advisor says of the account, through the API of AWS Support: the value of
// `trustedAdvisor` in an account file (docs/live-design.md). Lists the checks in the order of AWS,
// each id once. Texts and affected resources only where something was found.
//
// A check that AWS knows nothing of, or whose result could not be read, is "not_available"; why
// calls failed is added to `failures`, each action and code once. That an account has no support
// plan with this API is no failure.
Value pull_trusted_advisor(Api& api, const TrustedAdvisorOptions& options,
                           std::vector<Failure>& failures);

}  // namespace advisor::aws
