#pragma once

#include <string>
#include <vector>

#include "parsers/cloudformation_evaluator.h"
#include "src/model/resource.h"

namespace advisor::cfn {

// The resources that a template with its parameters deploys, into the inventory: properties
// evaluated and mended by schema, suppressions in their metadata, references that go round in a
// circle. Returns how many resources a false condition leaves out.
int add_resources(Evaluator& evaluator, SourceId source, const Surroundings& run,
                  Inventory& inventory);

}  // namespace advisor::cfn
