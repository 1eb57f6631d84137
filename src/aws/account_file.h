#pragma once

#include <ostream>
#include <vector>

#include "src/aws/account.h"

namespace advisor::aws {

// Writes what `advisor` reads of `advisor-aws`; docs/live-design.md describes it. One line of JSON
// for each resource. Bytes that are no UTF-8 are replaced.
void write_account_file(std::ostream& out, const std::vector<Account>& accounts);

}  // namespace advisor::aws
