#pragma once

#include <set>
#include <string>

namespace advisor::aws {

// The IAM policy, as JSON, with exactly the actions that `advisor run --aws` uses;
// docs/iam-policy.json is this text. Ends with a line break.
std::string permissions();

// Of `--region all`.
const std::set<std::string>& region_actions();
// The actions of Trusted Advisor's calls, without and with --refresh-trusted-advisor.
const std::set<std::string>& trusted_advisor_actions();
const std::set<std::string>& trusted_advisor_refresh_actions();

}  // namespace advisor::aws
