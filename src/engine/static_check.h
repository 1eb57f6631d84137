#pragma once

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/engine/rule.h"

namespace advisor {

// Checks the expressions of a rule against the schemas of the resource types they are about
// (rule-language.md 4.4): errors for what cannot work, warnings for what may be missing or is
// written wrong, notes for what could be simpler. Diagnostics point into the rule file; rules
// without source (shipped ones as they are embedded) give diagnostics without place. What does not
// parse, unknown names and wrong numbers of arguments are left to compile_rule.
void check_expressions(const Rule& rule, const SourceSet& sources, Diagnostics& diagnostics);

}  // namespace advisor
