#pragma once

#include <string>

#include "src/aws/api.h"
#include "src/model/value.h"

namespace advisor::aws {

// Stand-in until Trusted Advisor is there.
struct TrustedAdvisorOptions {
  std::string language = "en";
  bool refresh = false;
};
Value pull_trusted_advisor(Api& api, const TrustedAdvisorOptions& options);

}  // namespace advisor::aws
