#include "src/aws/clock.h"

#include <chrono>
#include <ctime>
#include <thread>

namespace advisor::aws {

Clock real_clock() {
  return {[] { return static_cast<std::int64_t>(std::time(nullptr)); },
          [] {
            using std::chrono::milliseconds;
            const auto now = std::chrono::steady_clock::now().time_since_epoch();
            return static_cast<std::int64_t>(std::chrono::duration_cast<milliseconds>(now).count());
          },
          [](std::int64_t time) { std::this_thread::sleep_for(std::chrono::milliseconds(time)); }};
}

}  // namespace advisor::aws
