#pragma once

#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor {

// Replaces the AWS::Serverless resources of a parsed template by the resources that the SAM
// transform makes of them, before any intrinsic function is evaluated. What it adds holds
// functions as maps ({"Ref": ...}) and has the spans of the SAM source. Called for templates
// that name the transform or have such resources.
void expand_sam(Value& document, Diagnostics& diagnostics);

}  // namespace advisor
