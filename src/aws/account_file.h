#pragma once

#include <ostream>
#include <vector>

#include "src/aws/account.h"

namespace advisor::aws {

// Stand-in until the collectors are there.
void write_account_file(std::ostream& out, const std::vector<Account>& accounts);

}  // namespace advisor::aws
