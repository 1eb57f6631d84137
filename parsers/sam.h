#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor {

// In the Metadata of what the transform makes: the name that its author knows, "F (event Nightly)".
inline constexpr std::string_view kSamName = "advisor:sam-name";

// Replaces the AWS::Serverless resources of a parsed template by the resources that the SAM
// transform makes of them, before any intrinsic function is evaluated. What it adds holds functions
// as maps ({"Ref": ...}) and has the spans of the SAM source. `evaluate` tells what a node comes
// to (nullopt: absent), for names that become part of logical ids. Called for templates that name
// the transform or have such resources. Types and parts that it cannot expand stay as they are, or
// are left out with a note. The work is bounded.
//
// Source of fact: the SAM specification and what version 1.110 of the transform makes.
void expand_sam(Value& document, const std::function<std::optional<Value>(const Value&)>& evaluate,
                Diagnostics& diagnostics);

}  // namespace advisor
