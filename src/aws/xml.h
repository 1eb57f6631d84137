#pragma once

#include <string_view>

#include "src/aws/operations.h"
#include "src/base/result.h"
#include "src/model/value.h"

namespace advisor::aws {

// An XML answer by the service's tables, in the API's names: lists are lists, maps and structures
// are maps, all else is text; an empty element is an empty list or map where the tables say so and
// else "". Element names of EC2 begin with a capital letter as in its API.
// The root is a map of what its element holds; of a bare text (S3's LocationConstraint) a map with
// that one text under the root's name.
Result<Value> read_xml(std::string_view text, const Service& service);

}  // namespace advisor::aws
