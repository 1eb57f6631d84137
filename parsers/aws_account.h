#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/result.h"
#include "src/model/resource.h"

namespace advisor {

// A check of AWS Trusted Advisor as the account file has it. All texts are AWS's or the account's,
// in the language of the run.
struct TrustedAdvisorResource {
  std::string id;
  std::string region;                                      // may be empty
  std::string status;                                      // as of the check; may be empty
  std::vector<std::pair<std::string, std::string>> cells;  // heading, text
  bool excluded = false;                                   // by a user, in the console
};

struct TrustedAdvisorCheck {
  std::string id;        // "Pfx0RwqBli"; opaque, upper and lower case differ
  std::string category;  // "security"; others than the known ones may come
  std::string name;
  std::string status;  // ok, warning, error, not_available; any other counts as the last
  std::string timestamp;
  bool excluded = false;
  std::string recommended_action;  // plain text of several lines
  std::int64_t flagged = 0;
  std::vector<TrustedAdvisorResource> resources;
};

struct TrustedAdvisorResult {
  std::string status = "off";  // ok, no-support-plan, denied, failed, off
  std::vector<TrustedAdvisorCheck> checks;
};

// Why something of the account is not known.
struct LiveFailure {
  std::string action;  // of IAM: "lambda:GetPolicy"
  std::string region;  // may be empty
  std::string code;
  std::string message;
  bool denied = false;
  std::int64_t count = 1;  // calls that ended so
};

struct LiveAccount {
  std::string id;         // twelve digits
  std::string partition;  // "aws"
  std::vector<std::string> regions;
  std::vector<Resource> resources;  // format "live", without a place in a file
  std::vector<NamedValue> values;   // outputs and exports of stacks, SSM parameters
  std::vector<LiveFailure> failures;
  std::vector<std::string> incomplete_types;
  TrustedAdvisorResult trusted_advisor;
};

struct LiveAccounts {
  std::vector<LiveAccount> accounts;
};

// Reads an account file (docs/live-design.md), which is untrusted text. An error where it is no
// JSON, too deep or too large, of another schema, or where a part of it is of the wrong kind or a
// resource is there twice: half an account is none. Keys that are not known are passed over.
Result<LiveAccounts> read_account_file(std::string_view text);

constexpr std::size_t kMaxAccountFileBytes = std::size_t{512} << 20U;

// One error per failure, with the permission that is missing.
Diagnostics failure_diagnostics(const LiveAccounts& live);

}  // namespace advisor
