#pragma once

#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/aws/account.h"
#include "src/aws/machine.h"
#include "src/base/result.h"

namespace advisor::aws {

// What `advisor` asks for; docs/live-design.md.
struct ScanRequest {
  std::vector<std::string> regions;  // empty: the configured one; {"all"}: those of the account
  std::string profile;
  std::vector<std::string> role_arns;  // scanned in place of the caller's own account
  bool org = false;                    // all accounts of the organisation, by role_name
  std::string role_name;
  std::string language = "en";
  bool trusted_advisor = true;
  bool resources = true;  // false: Trusted Advisor only
  bool refresh_trusted_advisor = false;
  std::set<std::string> types;  // empty: all
  WantedValues values;
};
Result<ScanRequest> read_scan_request(std::string_view json);

// Reads the accounts. `machine.transport` serves credentials, `transport` the rest. Who is logged
// in as what goes to `log`. Error: nothing could be read at all. An account whose role cannot be
// assumed is in the result, with a failure.
Result<std::vector<Account>> scan(const Machine& machine, Transport& transport,
                                  const ScanRequest& request, std::ostream& log);

// Certificates for TLS: AWS_CA_BUNDLE, or ca_bundle of the profile; "" for the system's.
std::string ca_bundle(const Machine& machine, const std::string& profile);

}  // namespace advisor::aws
