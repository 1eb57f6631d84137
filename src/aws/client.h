#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "src/aws/api.h"
#include "src/aws/clock.h"
#include "src/aws/credentials.h"
#include "src/aws/endpoints.h"
#include "src/aws/http.h"
#include "src/aws/pacing.h"

namespace advisor::aws {

struct ClientOptions {
  int attempts = 6;     // of one request, the first included; AWS_MAX_ATTEMPTS
  int per_service = 8;  // requests at a time to one service of one region
  int request_milliseconds = 60'000;
  std::size_t answer_bytes = std::size_t{32} << 20U;
  int in_all = 24;                                      // requests at a time
  int pages = 5'000;                                    // of one call
  std::size_t elements = 1'000'000;                     // of one call's joined lists
  std::int64_t budget_milliseconds = 30LL * 60 * 1000;  // for everything the client does
  std::function<double()> random;                       // 0 to 1; empty: its own
};

// Api over HTTP: signs, pages, retries, and slows down where a service asks for it. One client is
// one account. `transport`, `credentials` and `endpoints` must outlive it; nothing else, sources of
// credentials included, may use the transport.
class Client : public Api {
 public:
  Client(Transport& transport, CredentialCache& credentials, const Endpoints& endpoints,
         Clock clock, ClientOptions options = {});
  ~Client() override;

  std::vector<Answer> run(const std::vector<Call>& calls) override;

 private:
  friend class Batch;

  Transport& transport_;
  CredentialCache& credentials_;
  const Endpoints& endpoints_;
  Clock clock_;
  ClientOptions options_;
  std::map<std::string, Pace> paces_;  // by service and region
  RetryQuota quota_;
  std::int64_t skew_seconds_ = 0;  // to be added to our clock
  std::int64_t end_milliseconds_ = 0;
};

}  // namespace advisor::aws
