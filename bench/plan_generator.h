#pragma once

#include <cstddef>
#include <string>

namespace advisor {

// Writes what `terraform show -json` would print of a plan of about that many bytes, on one line:
// an organisation's services in modules with for_each, each with ECS, load balancer, Lambda, SQS,
// IAM, DNS, DynamoDB and alarm resources, some to create, most unchanged, few to update; with long
// policies, planned values, prior state and configuration. The same size gives the same bytes.
bool write_plan(const std::string& path, std::size_t bytes);

}  // namespace advisor
