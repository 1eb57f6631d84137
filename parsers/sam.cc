#include "parsers/sam.h"

namespace advisor {

void expand_sam(Value& /*document*/, Diagnostics& /*diagnostics*/) {}

}  // namespace advisor
