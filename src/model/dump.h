#pragma once

#include <string>
#include <string_view>

#include "src/model/value.h"

namespace advisor {

std::string_view cause_name(Unknown::Cause cause);  // "template", "after-apply"

// The terse notation of tests and `advisor inspect`, on one line and without positions:
//   map{Family:str"app" Cpu:int256 Ulimits:list[map{...}] Image:unknown(template must_env"TAG")}
// A partly known string is written partial("arn:aws:lambda:" <word> ":f" <any>), an uncertain
// element ends in '?', what hangs on a condition is choice("<condition>" <then> <else>), an open
// collection in '...' before its bracket.
std::string dump(const Value& value);

}  // namespace advisor
