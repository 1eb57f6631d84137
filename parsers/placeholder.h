#pragma once

#include <string>

#include "src/model/value.h"

namespace advisor {

// For fields that other tools fill in before the deploy (envsubst, sed, CodePipeline): `${NAME}`
// and `<NAME>` in capitals (`<IMAGE1_NAME>`) become holes, the text around them stays known.
// Readers call it only where `${` can have no other meaning: image, role, cpu, memory, counts.
Value resolve_placeholders(const std::string& text, Span span);

}  // namespace advisor
