#include "src/aws/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <mutex>

#include "src/base/text.h"

namespace advisor::aws {
namespace {

using Problem = HttpResponse::Problem;

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct MultiDeleter {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

// One request under way. libcurl holds its address.
struct Transfer {
  HttpRequest request;
  HttpResponse response;
  bool too_large = false;
  std::unique_ptr<curl_slist, ListDeleter> headers;
  std::unique_ptr<CURL, EasyDeleter> easy;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (transfer.response.body.size() + size > transfer.request.max_bytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.response.body.append(data, size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line = trim(std::string_view(data, size));
  if (line.starts_with("HTTP/"))  // a new answer, after "100 Continue"
    transfer.response.headers.clear();
  const std::size_t colon = line.find(':');
  constexpr std::size_t kMaxHeaders = 200;
  if (colon != std::string_view::npos && transfer.response.headers.size() < kMaxHeaders)
    transfer.response.headers.push_back(
        {to_lower_ascii(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  return size;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
}

// A line break in any of these would start a header, or a request, of its own.
bool is_clean(const HttpRequest& request) {
  for (const std::string* text :
       {&request.method, &request.authority, &request.path, &request.query})
    if (has_control(*text) || text->find(' ') != std::string::npos)
      return false;
  return std::ranges::none_of(request.headers, [](const Header& header) {
    return has_control(header.name) || has_control(header.value);
  });
}

HttpResponse refused(std::string why) {
  HttpResponse response;
  response.problem = Problem::kRefused;
  response.error = std::move(why);
  return response;
}

void set_headers(Transfer& transfer) {
  curl_slist* list = nullptr;
  bool has_type = false;
  for (const Header& header : transfer.request.headers) {
    const std::string line = header.name + (header.value.empty() ? ";" : ": " + header.value);
    list = curl_slist_append(list, line.c_str());
    has_type = has_type || equals_ignoring_case(header.name, "content-type");
  }
  if (!has_type)
    list = curl_slist_append(list, "Content-Type:");  // none, in place of libcurl's own
  transfer.headers.reset(list);
  curl_easy_setopt(transfer.easy.get(), CURLOPT_HTTPHEADER, list);
}

void set_method(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  if (request.method == "GET") {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    return;
  }
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
  if (request.method != "POST")
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void set_security(CURL* easy, const HttpRequest& request, const HttpOptions& options) {
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, request.scheme == "http" ? "http" : "https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_bundle.empty())
    curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_bundle.c_str());
  if (request.direct)
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

void set_limits(CURL* easy, const HttpRequest& request, const HttpOptions& options) {
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(request.connect_milliseconds));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.total_milliseconds));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, options.low_speed_seconds);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
}

void prepare(Transfer& transfer, const HttpOptions& options) {
  CURL* easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  const std::string url = request.scheme + "://" + request.authority + request.path +
                          (request.query.empty() ? "" : "?" + request.query);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "sre-advisor/" ADVISOR_VERSION);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  set_security(easy, request, options);
  set_limits(easy, request, options);
  set_method(transfer);
  set_headers(transfer);
}

Problem problem_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Problem::kTimeout;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Problem::kRefused;
    default:
      return Problem::kConnection;
  }
}

HttpResponse finish(Transfer& transfer, CURLcode code) {
  HttpResponse response = std::move(transfer.response);
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    return response;
  }
  response.body.clear();
  response.problem = transfer.too_large ? Problem::kTooLarge : problem_of(code);
  response.error =
      transfer.too_large
          ? "the answer is larger than " + std::to_string(transfer.request.max_bytes >> 20U) + " MB"
          : curl_easy_strerror(code);
  return response;
}

void initialize_once() {
  static std::once_flag done;
  std::call_once(done, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(const HttpOptions& options) : options_(options) {
    initialize_once();
    multi_.reset(curl_multi_init());
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, options.connections_per_host);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 64L);
  }

  ~CurlTransport() override {
    for (const auto& [easy, entry] : transfers_)
      curl_multi_remove_handle(multi_.get(), easy);
  }

  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  Id start(HttpRequest request) override {
    const Id id = ++last_id_;
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->easy.reset(curl_easy_init());
    if (transfer->easy == nullptr || !is_clean(transfer->request)) {
      finished_.emplace_back(id, refused("the request holds characters that HTTP does not allow"));
      return id;
    }
    prepare(*transfer, options_);
    CURL* easy = transfer->easy.get();
    curl_multi_add_handle(multi_.get(), easy);
    transfers_.emplace(easy, std::pair(id, std::move(transfer)));
    return id;
  }

  Finished wait(std::int64_t milliseconds) override {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + std::chrono::milliseconds(milliseconds);
    while (true) {
      perform();
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now()).count();
      if (!finished_.empty() || transfers_.empty() || left <= 0)
        return std::exchange(finished_, {});
      curl_multi_poll(multi_.get(), nullptr, 0,
                      static_cast<int>(std::min<std::int64_t>(left, 1000)), nullptr);
    }
  }

 private:
  void perform() {
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE)
        continue;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(multi_.get(), easy);
      const auto found = transfers_.find(easy);
      finished_.emplace_back(found->second.first, finish(*found->second.second, code));
      transfers_.erase(found);
    }
  }

  HttpOptions options_;
  std::unique_ptr<CURLM, MultiDeleter> multi_;
  std::map<CURL*, std::pair<Id, std::unique_ptr<Transfer>>> transfers_;
  Finished finished_;
  Id last_id_ = 0;
};

}  // namespace

const std::string* HttpResponse::header(std::string_view lower_case_name) const {
  const auto found = std::ranges::find(headers, lower_case_name, &Header::name);
  return found == headers.end() ? nullptr : &found->value;
}

std::optional<std::int64_t> HttpResponse::date() const {
  const std::string* text = header("date");
  const std::time_t time = text == nullptr ? -1 : curl_getdate(text->c_str(), nullptr);
  return time < 0 ? std::nullopt : std::optional<std::int64_t>(time);
}

std::unique_ptr<Transport> make_http_transport(const HttpOptions& options) {
  return std::make_unique<CurlTransport>(options);
}

HttpResponse fetch(Transport& transport, HttpRequest request) {
  const Transport::Id wanted = transport.start(std::move(request));
  while (true)
    for (auto& [id, response] : transport.wait(1000))
      if (id == wanted)
        return std::move(response);
}

}  // namespace advisor::aws
