#pragma once

#include <set>
#include <string>
#include <vector>

#include "src/aws/account.h"
#include "src/aws/api.h"

namespace advisor::aws {

// Reads the resources of one account in these regions. `types`: those that are wanted, empty for
// all that can be collected; what only other types need is not asked for. Never fails as a whole:
// what could not be read is in `failures`, unknown in the properties, or makes a type incomplete.
// Without an answer of sts:GetCallerIdentity there is no account, and nothing is collected.
Account collect(Api& api, const std::vector<std::string>& regions,
                const std::set<std::string>& types, const WantedValues& values = {});

// The types that collect() can give.
std::set<std::string> collected_types();
// Types that rules look up and that are not collected: of these an account may have any number.
std::set<std::string> uncollected_lookups();
// The API calls as "service:operation", with sts:GetCallerIdentity.
std::set<std::string> collector_operations();
// The IAM actions that they need. sts:GetCallerIdentity needs none.
std::set<std::string> collector_actions();

}  // namespace advisor::aws
