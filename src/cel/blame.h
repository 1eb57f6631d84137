#pragma once

#include <vector>

#include "src/cel/machine.h"

namespace advisor::cel {

// Why the program has the value that it has (rule-language.md 2.9): document nodes, the deepest in
// their document first.
std::vector<const Value*> blame(Machine& machine, const Program& program);

}  // namespace advisor::cel
