#pragma once

#include <vector>

#include "src/base/source.h"
#include "src/model/resource.h"

namespace advisor {

// Environment values of containers and functions are where plaintext credentials are kept in
// practice, so no output ever shows them. Names are not secret.
std::vector<const Value*> secret_values(const Resource& resource);
bool is_secret(const Resource& resource, const Value& node);

}  // namespace advisor
