#pragma once

#include <string>

#include "src/cel/cel.h"

namespace advisor::cel {

// The terse notation of tests: 1, 2u, 1.5, "s", [1, ?], {"a": 1}, some(1), maybe(1), none, ?,
// error. Uncertain elements end in '?', open collections in '...', partly known strings are written
// partial("a" <any>).
std::string dump(const Val& value);

// Compiles and evaluates one expression without variables.
std::string eval_dump(std::string_view expression);

}  // namespace advisor::cel
