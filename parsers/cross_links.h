#pragma once

#include <set>
#include <string>

#include "src/model/resource.h"

namespace advisor {

// Joins the inputs of different tools: what a value fetches by name from Terraform, a
// CloudFormation stack or the parameter store becomes the value itself, or a reference to the
// resource behind it, where exactly one input says what it is. Everything else stays as it is.
void link_across(Inventory& inventory);

// What the resources fetch by name from an AWS account, whether or not the inputs hold it.
struct FetchedNames {
  bool stacks = false;               // outputs or exports of stacks
  std::set<std::string> parameters;  // of SSM
};
FetchedNames fetched_names(const Inventory& inventory);

// What a link that leads to no resource of the run would need, for messages: "the Terraform plan or
// state with aws_lb.main"; empty for other kinds.
std::string wanted_input(const Link& link);

}  // namespace advisor
