#pragma once

#include <optional>

#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor::cfn {

// A template that stands as text in another one; its places are those of the text in the file.
// nullopt, with a warning where it should be one, if the value is no such text.
std::optional<Value> parse_embedded(const Value& text, const SourceSet& sources,
                                    Diagnostics& diagnostics);

}  // namespace advisor::cfn
