#pragma once

#include <string_view>
#include <vector>

#include "parsers/terraform_blocks.h"
#include "src/model/resource.h"

namespace advisor {

// The comments "advisor:ignore RULE reason" of a file. Such a comment is about its own line, or, if
// no code stands on that line before it, the next line with code; it covers that line and all of
// the blocks, attributes, entries and elements that begin on it.
std::vector<InlineSuppression> terraform_suppressions(const TfFile& file, std::string_view text,
                                                      SourceId source);

}  // namespace advisor
