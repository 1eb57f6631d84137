#pragma once

#include <set>
#include <string>
#include <vector>

#include "src/aws/account.h"
#include "src/aws/api.h"

namespace advisor::aws {

// Stand-in until the collectors are there.
Account collect(Api& api, const std::vector<std::string>& regions,
                const std::set<std::string>& types);

}  // namespace advisor::aws
