#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "src/model/value.h"

namespace advisor::aws {

// A check of Trusted Advisor while it is put together from several answers. AWS's answers are not
// trusted to be complete: texts and numbers that are not there are "" and 0.
struct Check {
  std::string id;  // opaque; upper and lower case differ
  Value english;   // as DescribeTrustedAdvisorChecks has it
  Value local;     // the same in the language of the run; null where that is English or missing
  std::string status = "not_available";  // ok, warning, error, not_available
  std::string timestamp;                 // of its last run; may be days old
  std::int64_t flagged = 0;              // affected resources
  std::int64_t excluded = 0;             // resources that a user excluded in the console
  Value result;  // of DescribeTrustedAdvisorCheckResult; null where it was not asked for

  bool is_flagged() const { return status == "warning" || status == "error"; }
  // Status, time and numbers of a summary or a result.
  void take(const Value& summary);
  // There is no result, after all.
  void forget();
};

// As it stands in an account file.
Value to_value(const Check& check);

// Parts of AWS's answers; an empty list where there is nothing of that kind.
const List& list_of(const Value& map, std::string_view key);
std::int64_t count_of(const Value& map, std::string_view key);  // 0 or more

}  // namespace advisor::aws
