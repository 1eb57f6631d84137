#pragma once

#include <cstdint>

namespace advisor::aws {

// How many requests one service of one region gets at a time. Throttling halves that and makes a
// pause; success raises it again slowly.
class Pace {
 public:
  explicit Pace(int most) : most_(most), limit_(most < kStart ? most : kStart) {}

  bool may_start(int in_flight, std::int64_t now) const {
    return in_flight < limit_ && now >= paused_until_;
  }
  std::int64_t paused_until() const { return paused_until_; }
  int limit() const { return limit_; }

  void succeeded();
  // `jitter`: 0 to 1; times in milliseconds.
  void throttled(std::int64_t now, double jitter);

 private:
  static constexpr int kStart = 4;
  int most_;
  int limit_;
  int successes_ = 0;  // since the limit changed
  int throttles_ = 0;  // in a row
  std::int64_t paused_until_ = 0;
};

// The quota of botocore's standard mode, which keeps retries from making an outage worse: retries
// take from it, success gives back.
class RetryQuota {
 public:
  // False: nothing is left, so no retry.
  bool take(bool after_timeout);
  // `retried`: the call had taken before.
  void give_back(bool retried);

 private:
  static constexpr int kCapacity = 500;
  static constexpr int kRetry = 5;
  static constexpr int kTimeout = 10;
  int left_ = kCapacity;
};

// Milliseconds before the n-th retry (from 1): full jitter under 1, 2, 4 ... 20 s.
std::int64_t retry_delay(int retry, double jitter);

}  // namespace advisor::aws
