#pragma once

#include <cstdint>
#include <functional>

namespace advisor::aws {

// Time as the client sees it, so that tests neither wait nor depend on the date.
struct Clock {
  std::function<std::int64_t()> unix_seconds;
  std::function<std::int64_t()> milliseconds;  // monotonic, from any origin
  std::function<void(std::int64_t milliseconds)> sleep;
};

Clock real_clock();

}  // namespace advisor::aws
