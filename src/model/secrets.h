#pragma once

#include <vector>

#include "src/model/resource.h"

namespace advisor {

// The values in a resource that no output may show: environment values of containers and functions,
// which is where plaintext credentials are kept in practice, and what the source marks as
// sensitive. Names are not secret, nor is a template action that stands alone.
std::vector<const Value*> secret_values(const Resource& resource);
bool is_secret(const Resource& resource, const Value& node);

}  // namespace advisor
