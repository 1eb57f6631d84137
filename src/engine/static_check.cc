#include "src/engine/static_check.h"

namespace advisor {

void check_expressions(const Rule&, const SourceSet&, Diagnostics&) {}

}  // namespace advisor
