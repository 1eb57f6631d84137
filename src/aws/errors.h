#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "src/aws/http.h"
#include "src/aws/protocol.h"
#include "src/aws/sign.h"

namespace advisor::aws {

// What to do about an answer.
enum class Outcome : std::uint8_t {
  kDone,
  kNotFound,   // nothing of that name, or nothing configured
  kDenied,     // the caller lacks the permission
  kThrottled,  // too many requests: later, and slower
  kTransient,  // may go well the next time
  kExpired,    // the credentials, if not the clock
  kSkewed,     // the clocks differ
  kFailed,
};
Outcome classify(const Decoded& decoded, const HttpResponse& response);

// AWS's text made fit to be shown: one line of bounded length, without the keys, and without what
// signature errors quote of the request (the session token stands there).
std::string redacted(std::string_view message, const Keys& keys);

}  // namespace advisor::aws
