#pragma once

#include "src/model/resource.h"

namespace advisor {

// Joins the inputs of different tools: what a value fetches by name from Terraform, a
// CloudFormation stack or the parameter store becomes the value itself, or a reference to the
// resource behind it, where exactly one input says what it is. Everything else stays as it is.
void link_across(Inventory& inventory);

// What a link that leads to no resource of the run would need, for messages: "the Terraform plan or
// state with aws_lb.main"; empty for other kinds.
std::string wanted_input(const Link& link);

}  // namespace advisor
