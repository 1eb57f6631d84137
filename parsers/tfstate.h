#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/model/value.h"

namespace advisor {

// Looks an address up in a Terraform state (format version 4), as
// github.com/fujiwara/tfstate-lookup does: [module.NAME[index].]* (data.)?TYPE.NAME[index] |
// output.NAME, then a jq-like path. Quotes in indexes may be ' or ". nullptr: not in the state, or
// a path that this reader does not know. A state that is only a backend pointer (no resources)
// never answers. Sensitive outputs and attributes are never returned.
const Value* lookup_tfstate(const Value& state, std::string_view address);

// Whether the state holds the value of the address, but calls it (or a part of it) sensitive.
bool is_sensitive_in_tfstate(const Value& state, std::string_view address);

// The parts of an address: "module.m.aws_lb.x[0].arn" -> {"module.m.aws_lb.x[0]", "aws_lb", "arn"}.
struct TerraformAddress {
  std::string resource;  // with module path and index; "output.NAME" for outputs
  std::string type;      // "aws_lb"; "output"
  bool data = false;
  std::string attribute;  // without leading dot; may be empty
};
std::optional<TerraformAddress> parse_terraform_address(std::string_view address);

}  // namespace advisor
