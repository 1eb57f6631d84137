#pragma once

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/engine/rule.h"

namespace advisor {

// What can be told wrong about a rule's expressions without running it. Precondition: the rule
// compiles.
void check_expressions(const Rule& rule, const SourceSet& sources, Diagnostics& diagnostics);

}  // namespace advisor
