#pragma once

#include <set>
#include <string>
#include <string_view>

namespace advisor {

// Adds every name of a resource type that stands in a text: "AWS::ECS::Service",
// "Ecspresso::Config", "aws_lb". A superset of what a rule looks at if the text is the rule's.
void collect_type_names(std::string_view text, std::set<std::string>& names);

}  // namespace advisor
