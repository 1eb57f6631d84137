#pragma once

#include "src/aws/credentials.h"
#include "src/aws/machine.h"
#include "src/base/result.h"

namespace advisor::aws {

// Credentials of an ECS task, of EKS pod identity and of whatever else answers at
// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI. Plain http only to loopback and the three
// addresses of AWS; no proxy.
Result<Credentials> container_credentials(const Machine& machine);
bool has_container_credentials(const Machine& machine);

// Credentials of the EC2 instance's role (IMDSv2 only).
Result<Credentials> instance_credentials(const Machine& machine);

}  // namespace advisor::aws
