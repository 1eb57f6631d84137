#pragma once

#include <functional>
#include <string>
#include <vector>

#include "parsers/partial.h"
#include "parsers/template.h"

namespace advisor {

// The value of a string that may hold actions; `assemble` makes it from the parts of the output.
// All diagnostics are about `span`.
Value render_string(const std::string& text, Span span, const TemplateContext& context,
                    Diagnostics& diagnostics,
                    const std::function<Value(std::vector<StringPart>)>& assemble);

}  // namespace advisor
