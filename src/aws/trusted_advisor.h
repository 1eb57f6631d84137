#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "src/aws/api.h"
#include "src/model/value.h"

namespace advisor::aws {

// Stand-in until Trusted Advisor is there.
struct TrustedAdvisorOptions {
  std::string language = "en";
  bool refresh = false;
  std::function<void(std::int64_t milliseconds)> sleep = {};
};
Value pull_trusted_advisor(Api& api, const TrustedAdvisorOptions& options,
                           std::vector<Failure>& failures);

}  // namespace advisor::aws
