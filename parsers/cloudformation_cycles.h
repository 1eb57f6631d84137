#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "parsers/cloudformation_template.h"

namespace advisor::cfn {

// What each resource certainly refers to, and where.
using Edges = std::map<std::string, std::vector<std::pair<std::string, Span>>>;

// One error for every group of resources that refer to each other in a circle, and one for every
// DependsOn of something that is not there.
void report_cycles(const Edges& edges, const Template& source, Diagnostics& diagnostics);

}  // namespace advisor::cfn
