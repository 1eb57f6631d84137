#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace advisor::aws {

// A request as it came over the wire.
struct SeenRequest {
  std::string method;
  std::string path;                            // still encoded
  std::string query;                           // likewise
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  // Of the Authorization header; empty where there is none.
  std::string access_key;
  std::string region;
  std::string service;
  std::string signature_error;  // "" if the signature is right, "unsigned", or what is wrong

  std::string header(const std::string& name) const;
  // "ListClusters": the end of X-Amz-Target, or the Action of a query request, or the path.
  std::string operation() const;
  // A parameter of a query request's body, decoded.
  std::string parameter(const std::string& name) const;
};

struct Reply {
  enum class Fault {
    kNone,
    kClose,    // nothing is sent
    kCutOff,   // the connection ends in the middle of the body
    kSilent,   // nothing is sent, and the connection stays open
    kEndless,  // a body without an end
  };
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  Fault fault = Fault::kNone;
  int delay_milliseconds = 0;
};

// AWS on a loopback port, played by a handler. Every signature is checked by code that shares
// nothing with src/aws/sign.cc. The handler runs on several threads, one call at a time.
class FakeAws {
 public:
  using Handler = std::function<Reply(const SeenRequest&)>;

  explicit FakeAws(Handler handler);
  ~FakeAws();
  FakeAws(const FakeAws&) = delete;
  FakeAws& operator=(const FakeAws&) = delete;

  std::string url() const { return "http://" + authority(); }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  std::vector<SeenRequest> requests() const;
  std::vector<std::string> operations() const;  // of all requests, in order
  int connections() const { return connections_; }
  int most_at_a_time() const { return most_at_a_time_; }

  // Keys that are good besides test/test; and how far its clock is ahead.
  void add_keys(const std::string& access_key, const std::string& secret_key);
  void set_clock_ahead(int seconds) { clock_ahead_ = seconds; }

 private:
  void accept_all();
  void serve(int socket);
  bool answer(int socket, const SeenRequest& request);
  bool send_reply(int socket, const Reply& reply) const;
  void check_signature(SeenRequest& request) const;

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::mutex handler_mutex_;
  std::map<std::string, std::string> keys_ = {{"test", "test"}};
  std::vector<SeenRequest> requests_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::atomic<int> at_a_time_ = 0;
  std::atomic<int> most_at_a_time_ = 0;
  std::atomic<int> clock_ahead_ = 0;
  std::thread acceptor_;
};

// Bodies of answers.
Reply json_reply(std::string body, int status = 200);
Reply json_error(const std::string& code, const std::string& message, int status = 400);
// <OperationResponse><OperationResult>inner</...>
Reply query_reply(const std::string& operation, const std::string& inner);
Reply query_error(const std::string& code, const std::string& message, int status = 400);

}  // namespace advisor::aws
