#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "parsers/document_file.h"
#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor::cfn {

// What Fn::ForEach leaves open.
struct Loops {
  // Identifiers of loops over what is not known: the body stands once, and `Ref` to them stays.
  std::set<std::string> unknown_names;
};

// Replaces every Fn::ForEach of the document by what it generates; `evaluate` tells a collection.
// Generated parts keep the spans of the loop's body. The work is bounded.
Loops expand_loops(Value& document,
                   const std::function<std::optional<Value>(const Value&)>& evaluate,
                   Diagnostics& diagnostics);

// Merges what Fn::Transform AWS::Include names, where that is a local file below the root. Others
// stay as they are.
void merge_includes(Value& document, const TextFile& file, Workspace& workspace,
                    Diagnostics& diagnostics);

}  // namespace advisor::cfn
