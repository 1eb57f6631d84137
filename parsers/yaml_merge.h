#pragma once

#include <cstddef>
#include <vector>

#include "src/model/document.h"

namespace advisor::yaml {

// Replaces the members at the indexes `merges` (ascending), whose key is <<, by the entries of the
// maps they stand for. Keys that the map has itself stay; of several maps the earlier wins. A value
// that is neither a map nor a list of maps is reported, and its member stays.
void apply_merges(Map& members, const std::vector<std::size_t>& merges, Diagnostics& diagnostics);

}  // namespace advisor::yaml
