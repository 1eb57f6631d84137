#pragma once

#include <string>
#include <string_view>

#include "src/base/result.h"
#include "src/model/value.h"

namespace advisor::aws {

struct JsonLimits {
  int depth = 100;
  std::size_t nodes = 2'000'000;  // values of any kind
};

// Strict JSON of an answer, without positions. Numbers beyond int64 become doubles. The error says
// what is wrong, and nothing of the text.
Result<Value> read_json(std::string_view text, const JsonLimits& limits = {});

// Members in their order. Unknown values are written as null: requests have none.
std::string write_json(const Value& value);

}  // namespace advisor::aws
