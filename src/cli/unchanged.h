#pragma once

#include <vector>

#include "parsers/reader.h"
#include "src/cli/git.h"
#include "src/engine/verdict.h"

namespace advisor::cli {

// Marks the findings that nothing changed is about. A finding is about the lines of its places and
// of its resource, about further files of the resource, and about what a plan says it will change.
// A change between the resources of a file (parameters, conditions, locals of Jsonnet) is about all
// of them; one of a tracked file that others take values from is about everything.
void mark_unchanged(const Changes& changes, const InputSet& inputs, const FileSystem& files,
                    const SourceSet& sources, std::vector<Verdict>& verdicts);

}  // namespace advisor::cli
