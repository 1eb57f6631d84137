#pragma once

#include <vector>

#include "parsers/reader.h"
#include "src/cli/git.h"
#include "src/engine/verdict.h"

namespace advisor::cli {

// Marks the findings that nothing changed is about: neither their places nor the lines of their
// resource, nor a further file of it. Where a plan or a state is all that is known of a resource,
// and where a value's place is not known, the file counts as a whole. After a change to a tracked
// file that others take values from (imports, parameters, environment files) every finding stays.
void mark_unchanged(const Changes& changes, const InputSet& inputs, const FileSystem& files,
                    const SourceSet& sources, std::vector<Verdict>& verdicts);

}  // namespace advisor::cli
