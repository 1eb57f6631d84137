#pragma once

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/model/value.h"

namespace advisor {

// The definitions that ecspresso and plain ECS JSON share, as properties of the common model.
// They are read as leniently as ecspresso does: keys in any letter case, the wrapper and the
// read-only fields of the describe calls, "" and [] for absent; wrong scalar types are mended with
// a note. Diagnostics are appended.

// Of AWS::ECS::TaskDefinition. Task-level "1 vCPU" and "2 GB" become "1024" and "2048".
Value task_definition_properties(Value definition, const SourceSet& sources,
                                 Diagnostics& diagnostics);

// Of AWS::ECS::Service. The ARNs, counters and events of describe-services are dropped.
Value service_properties(Value definition, const SourceSet& sources, Diagnostics& diagnostics);

// Of AWS::ECS::ExpressGatewayService.
Value express_properties(Value definition, const SourceSet& sources, Diagnostics& diagnostics);

}  // namespace advisor
