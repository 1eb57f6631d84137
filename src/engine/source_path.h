#pragma once

#include <optional>
#include <string>

#include "src/base/source.h"
#include "src/model/value.h"

namespace advisor {

// The path from `root` to one of its nodes, or to that of which the node is a copy, with the key
// names that the source uses: "containerDefinitions[0].ulimits[0].softLimit". nullopt: not below
// root; "" for root itself.
std::optional<std::string> source_path(const Value& root, const Value& node,
                                       const SourceSet& sources);

}  // namespace advisor
