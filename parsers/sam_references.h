#pragma once

#include <map>
#include <string>

#include "src/model/value.h"

namespace advisor::sam {

// Rewrites references to what SAM makes of a resource ("F.Alias" in Ref, Fn::GetAtt and Fn::Sub)
// to references to that. They keep their places.
void rewrite_references(Value& node, const std::map<std::string, Value, std::less<>>& targets);

}  // namespace advisor::sam
