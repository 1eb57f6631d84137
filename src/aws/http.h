#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace advisor::aws {

struct Header {
  std::string name;
  std::string value;
};

// One request. Path and query stand as they go over the wire: already encoded.
struct HttpRequest {
  std::string method = "POST";
  std::string scheme = "https";
  std::string authority;  // host, with the port if it is not the scheme's own
  std::string path = "/";
  std::string query;            // without '?'
  std::vector<Header> headers;  // without Host, which is the authority
  std::string body;
  int connect_milliseconds = 10'000;
  int total_milliseconds = 60'000;
  std::size_t max_bytes = std::size_t{32} << 20U;  // of the answer's body, decompressed
  bool direct = false;  // through no proxy: metadata services and loopback
};

struct HttpResponse {
  enum class Problem : std::uint8_t { kNone, kConnection, kTimeout, kTooLarge, kRefused };
  int status = 0;               // 0: no answer; then a problem says why
  std::vector<Header> headers;  // names in lower case
  std::string body;
  Problem problem = Problem::kNone;
  std::string error;  // one line, without anything of the request

  const std::string* header(std::string_view lower_case_name) const;
  // The server's time by the Date header, in Unix seconds.
  std::optional<std::int64_t> date() const;
};

// Several requests at a time. A request that gets no answer ends in a response all the same.
class Transport {
 public:
  using Id = std::uint64_t;
  using Finished = std::vector<std::pair<Id, HttpResponse>>;

  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  virtual Id start(HttpRequest request) = 0;
  // What has finished since the last call; waits for the first one, at most that long.
  virtual Finished wait(std::int64_t milliseconds) = 0;
};

struct HttpOptions {
  std::string ca_bundle;          // file with certificates; empty: the system's
  long connections_per_host = 8;  // further requests wait in libcurl
  long low_speed_seconds = 30;    // below one byte a second for that long: given up
};

// libcurl: HTTP/1.1 with connections kept alive, certificates verified, no redirects followed.
// Plain http goes only where a request says so.
std::unique_ptr<Transport> make_http_transport(const HttpOptions& options);

// One request and its answer; answers of other requests on the transport are lost.
HttpResponse fetch(Transport& transport, HttpRequest request);

}  // namespace advisor::aws
