#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/model/value.h"

namespace advisor::aws {

// A statement of a function's resource policy as AWS::Lambda::Permission has it.
struct PolicyPermission {
  std::string id;   // of the function or alias, and which statement: ARN + "/permission/SID"
  std::string sid;  // for people
  Value properties;
};

// `policy` is the JSON text of lambda:GetPolicy. Statements that deny are left out, for there is no
// such permission. Where a statement does not say for which function it is, it is for `function`.
// nullopt: the policy cannot be read.
std::optional<std::vector<PolicyPermission>> permissions_of(const Value* policy,
                                                            const std::string& function);

}  // namespace advisor::aws
