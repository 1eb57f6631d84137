#include "src/aws/pacing.h"

#include <algorithm>

namespace advisor::aws {

void Pace::succeeded() {
  throttles_ = 0;
  if (++successes_ < 2 * limit_ || limit_ >= most_)
    return;
  ++limit_;
  successes_ = 0;
}

void Pace::throttled(std::int64_t now, double jitter) {
  // What was under way together is throttled together: one step for all of it.
  if (now < paused_until_)
    return;
  limit_ = std::max(1, limit_ / 2);
  successes_ = 0;
  throttles_ = std::min(throttles_ + 1, 6);
  const double longest = 100.0 * static_cast<double>(1U << static_cast<unsigned>(throttles_));
  paused_until_ = now + static_cast<std::int64_t>(longest * (0.5 + jitter / 2));
}

bool RetryQuota::take(bool after_timeout) {
  const int cost = after_timeout ? kTimeout : kRetry;
  if (left_ < cost)
    return false;
  left_ -= cost;
  return true;
}

void RetryQuota::give_back(bool retried) {
  left_ = std::min(kCapacity, left_ + (retried ? kRetry : 1));
}

std::int64_t retry_delay(int retry, double jitter) {
  constexpr double kLongest = 20'000;
  const double bound = std::min(
      kLongest,
      1000.0 * static_cast<double>(1U << static_cast<unsigned>(std::clamp(retry - 1, 0, 10))));
  return static_cast<std::int64_t>(jitter * bound);
}

}  // namespace advisor::aws
