#pragma once

#include <string_view>

#include "src/model/value.h"

namespace advisor {

// The file in the root of a rules folder whose functions all rules of the folder may call:
// {format: 1, functions: {"isFargate(td)": "..."}}.
inline constexpr std::string_view kPackFunctionsFile = "functions.yaml";

// Puts those functions of the pack that the rule calls, directly or through another one, before the
// rule's own. A function that the rule defines itself is not taken. Both are documents as parsed;
// `pack` may be null.
void add_pack_functions(const Value& pack, Value& rule);

}  // namespace advisor
