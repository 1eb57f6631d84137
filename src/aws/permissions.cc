#include "src/aws/permissions.h"

#include <nlohmann/json.hpp>

#include "src/aws/collect.h"

namespace advisor::aws {
namespace {

using Json = nlohmann::ordered_json;

// Lists can only be allowed for all resources.
Json statement(const char* sid, const std::set<std::string>& actions) {
  return {{"Sid", sid}, {"Effect", "Allow"}, {"Action", actions}, {"Resource", "*"}};
}

}  // namespace

const std::set<std::string>& region_actions() {
  static const std::set<std::string> kActions = {"ec2:DescribeRegions"};
  return kActions;
}

const std::set<std::string>& trusted_advisor_actions() {
  static const std::set<std::string> kActions = {"support:DescribeTrustedAdvisorCheckResult",
                                                 "support:DescribeTrustedAdvisorCheckSummaries",
                                                 "support:DescribeTrustedAdvisorChecks"};
  return kActions;
}

const std::set<std::string>& trusted_advisor_refresh_actions() {
  static const std::set<std::string> kActions = {
      "support:DescribeTrustedAdvisorCheckRefreshStatuses", "support:RefreshTrustedAdvisorCheck"};
  return kActions;
}

std::string permissions() {
  const Json policy = {
      {"Version", "2012-10-17"},
      {"Statement",
       Json::array({statement("Read", collector_actions()), statement("Regions", region_actions()),
                    statement("TrustedAdvisor", trusted_advisor_actions()),
                    statement("RefreshTrustedAdvisor", trusted_advisor_refresh_actions())})}};
  return policy.dump(2) + "\n";
}

}  // namespace advisor::aws
