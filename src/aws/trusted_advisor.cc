#include "src/aws/trusted_advisor.h"

namespace advisor::aws {

Value pull_trusted_advisor(Api&, const TrustedAdvisorOptions&) {
  return {};
}

}  // namespace advisor::aws
