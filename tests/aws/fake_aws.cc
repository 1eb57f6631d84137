#include "tests/aws/fake_aws.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <stdexcept>

namespace advisor::aws {
namespace {

// --- An independent reading of Signature Version 4 ----------------------------------------------

std::string to_hex(const std::string& bytes) {
  std::string out;
  char two[3];
  for (const char byte : bytes) {
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(byte));
    out += two;
  }
  return out;
}

std::string digest(const std::string& text) {
  unsigned char out[32];
  EVP_Digest(text.data(), text.size(), out, nullptr, EVP_sha256(), nullptr);
  return to_hex(std::string(reinterpret_cast<char*>(out), sizeof out));
}

std::string mac(const std::string& key, const std::string& text) {
  unsigned char out[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out, &size);
  return {reinterpret_cast<char*>(out), size};
}

std::string unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string escape(const std::string& text, const std::string& also_kept) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        std::isalnum(byte) != 0 || std::string("-._~" + also_kept).find(c) != std::string::npos;
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", byte);
    out += plain ? std::string(1, c) : escaped;
  }
  return out;
}

std::string sorted_query(const std::string& query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::size_t from = 0;
  while (from < query.size()) {
    const std::size_t to = std::min(query.find('&', from), query.size());
    const std::string part = query.substr(from, to - from);
    const std::size_t equals = std::min(part.find('='), part.size());
    pairs.emplace_back(escape(unescape(part.substr(0, equals)), ""),
                       equals == part.size() ? "" : escape(unescape(part.substr(equals + 1)), ""));
    from = to + 1;
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs)
    out += (out.empty() ? "" : "&") + name + "=" + value;
  return out;
}

// "Credential=a/b, SignedHeaders=..." -> the part behind "NAME=".
std::string field(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name + "=");
  if (at == std::string::npos)
    return "";
  const std::size_t from = at + name.size() + 1;
  return text.substr(from, std::min(text.find(',', from), text.size()) - from);
}

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  for (const char c : text)
    if (c == separator)
      out.emplace_back();
    else
      out.back() += c;
  return out;
}

std::string expected_signature(const SeenRequest& request, const std::vector<std::string>& scope,
                               const std::string& signed_names, const std::string& secret) {
  std::string canonical = request.method + "\n";
  canonical += (request.service == "s3" ? request.path : escape(request.path, "/")) + "\n";
  canonical += sorted_query(request.query) + "\n";
  for (const std::string& name : parts_of(signed_names, ';'))
    canonical += name + ":" + request.header(name) + "\n";
  canonical += "\n" + signed_names + "\n" + digest(request.body);
  const std::string text = "AWS4-HMAC-SHA256\n" + request.header("x-amz-date") + "\n" + scope[1] +
                           "/" + scope[2] + "/" + scope[3] + "/aws4_request\n" + digest(canonical);
  const std::string key =
      mac(mac(mac(mac("AWS4" + secret, scope[1]), scope[2]), scope[3]), "aws4_request");
  return to_hex(mac(key, text));
}

std::time_t time_of(const std::string& amz_date) {
  std::tm parts{};
  return strptime(amz_date.c_str(), "%Y%m%dT%H%M%SZ", &parts) == nullptr ? 0 : timegm(&parts);
}

// --- HTTP ---------------------------------------------------------------------------------------

bool send_all(int socket, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t size = send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size <= 0)
      return false;
    sent += static_cast<std::size_t>(size);
  }
  return true;
}

bool receive(int socket, std::string& buffer) {
  char bytes[65536];
  const ssize_t size = recv(socket, bytes, sizeof bytes, 0);
  if (size <= 0)
    return false;
  buffer.append(bytes, static_cast<std::size_t>(size));
  return true;
}

void read_head(const std::string& head, SeenRequest& request) {
  const std::vector<std::string> lines = parts_of(head, '\n');
  const std::vector<std::string> first = parts_of(lines[0], ' ');
  request.method = first[0];
  const std::size_t question = std::min(first[1].find('?'), first[1].size());
  request.path = first[1].substr(0, question);
  request.query = question == first[1].size() ? "" : first[1].substr(question + 1);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(':');
    if (colon == std::string::npos)
      continue;
    std::string name = lines[i].substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t begin = lines[i].find_first_not_of(' ', colon + 1);
    const std::size_t end = lines[i].find_last_not_of(" \r");
    request.headers[name] =
        begin == std::string::npos || begin > end ? "" : lines[i].substr(begin, end + 1 - begin);
  }
}

// False: the connection is over.
bool read_request(int socket, std::string& buffer, SeenRequest& request) {
  std::size_t end = buffer.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!receive(socket, buffer))
      return false;
    end = buffer.find("\r\n\r\n");
  }
  read_head(buffer.substr(0, end), request);
  buffer.erase(0, end + 4);
  const std::string length = request.header("content-length");
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  while (buffer.size() < size)
    if (!receive(socket, buffer))
      return false;
  request.body = buffer.substr(0, size);
  buffer.erase(0, size);
  return true;
}

std::string http_date(std::time_t time) {
  char text[64];
  std::tm parts{};
  gmtime_r(&time, &parts);
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

std::string head_of(const Reply& reply, int clock_ahead) {
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\n";
  out += "Date: " + http_date(std::time(nullptr) + clock_ahead) + "\r\n";
  for (const auto& [name, value] : reply.headers)
    out.append(name).append(": ").append(value).append("\r\n");
  if (reply.fault != Reply::Fault::kEndless)
    out += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  return out + "\r\n";
}

}  // namespace

std::string SeenRequest::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::string SeenRequest::parameter(const std::string& name) const {
  for (const std::string& part : parts_of(body, '&'))
    if (part.rfind(name + "=", 0) == 0)
      return unescape(part.substr(name.size() + 1));
  return "";
}

std::string SeenRequest::operation() const {
  const std::string target = header("x-amz-target");
  if (!target.empty())
    return target.substr(target.find('.') + 1);
  const std::string action = parameter("Action");
  return action.empty() ? path : action;
}

FakeAws::FakeAws(Handler handler) : handler_(std::move(handler)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, raw, size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, raw, &size) != 0)
    throw std::runtime_error("no loopback port for a test");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

FakeAws::~FakeAws() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_)
      shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_)
    thread.join();
  for (const int socket : sockets_)
    close(socket);
  close(listener_);
}

void FakeAws::accept_all() {
  while (!stopping_) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0)
      continue;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void FakeAws::serve(int socket) {
  std::string buffer;
  while (!stopping_) {
    SeenRequest request;
    if (!read_request(socket, buffer, request))
      break;
    check_signature(request);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      most_at_a_time_ = std::max<int>(most_at_a_time_, ++at_a_time_);
    }
    const bool goes_on = answer(socket, request);
    --at_a_time_;
    if (!goes_on)
      break;
  }
  shutdown(socket, SHUT_RDWR);
}

bool FakeAws::answer(int socket, const SeenRequest& request) {
  Reply reply;
  {
    const std::lock_guard lock(handler_mutex_);
    reply = handler_(request);
  }
  if (reply.delay_milliseconds > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(reply.delay_milliseconds));
  return send_reply(socket, reply);
}

bool FakeAws::send_reply(int socket, const Reply& reply) const {
  const std::string head = head_of(reply, clock_ahead_);
  switch (reply.fault) {
    case Reply::Fault::kNone:
      return send_all(socket, head + reply.body);
    case Reply::Fault::kClose:
      return false;
    case Reply::Fault::kCutOff:
      send_all(socket, head + reply.body.substr(0, reply.body.size() / 2));
      return false;
    case Reply::Fault::kSilent:
      while (!stopping_)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return false;
    case Reply::Fault::kEndless:
      send_all(socket, head);
      while (!stopping_ && send_all(socket, std::string(65536, ' '))) {
      }
      return false;
  }
  return false;
}

void FakeAws::check_signature(SeenRequest& request) const {
  const std::string authorization = request.header("authorization");
  if (authorization.empty()) {
    request.signature_error = "unsigned";
    return;
  }
  const std::vector<std::string> scope = parts_of(field(authorization, "Credential"), '/');
  if (scope.size() != 5) {
    request.signature_error = "no credential scope";
    return;
  }
  request.access_key = scope[0];
  request.region = scope[2];
  request.service = scope[3];
  const std::string names = field(authorization, "SignedHeaders");
  for (const auto& [name, value] : request.headers)
    if ((name == "host" || name == "content-type" || name.rfind("x-amz-", 0) == 0) &&
        (";" + names + ";").find(";" + name + ";") == std::string::npos)
      request.signature_error = "not signed: " + name;
  if (request.service == "s3" && request.header("x-amz-content-sha256") != digest(request.body))
    request.signature_error = "x-amz-content-sha256";
  const std::lock_guard lock(mutex_);
  const auto secret = keys_.find(scope[0]);
  if (secret == keys_.end())
    request.signature_error = "unknown key";
  else if (field(authorization, "Signature") !=
           expected_signature(request, scope, names, secret->second))
    request.signature_error = "wrong signature";
  constexpr std::time_t kTolerated = 300;
  const std::time_t ours = std::time(nullptr) + clock_ahead_;
  if (request.signature_error.empty() &&
      std::abs(ours - time_of(request.header("x-amz-date"))) > kTolerated)
    request.signature_error = "skewed";
}

void FakeAws::add_keys(const std::string& access_key, const std::string& secret_key) {
  const std::lock_guard lock(mutex_);
  keys_[access_key] = secret_key;
}

std::vector<SeenRequest> FakeAws::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::string> FakeAws::operations() const {
  std::vector<std::string> out;
  for (const SeenRequest& request : requests())
    out.push_back(request.operation());
  return out;
}

Reply json_reply(std::string body, int status) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  reply.headers = {{"Content-Type", "application/x-amz-json-1.1"}};
  return reply;
}

Reply json_error(const std::string& code, const std::string& message, int status) {
  return json_reply(R"({"__type":"com.amazon.fake#)" + code + R"(","message":")" + message + "\"}",
                    status);
}

Reply query_reply(const std::string& operation, const std::string& inner) {
  Reply reply;
  reply.headers = {{"Content-Type", "text/xml"}};
  reply.body = "<" + operation + "Response><" + operation + "Result>" + inner + "</" + operation +
               "Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></" +
               operation + "Response>";
  return reply;
}

Reply query_error(const std::string& code, const std::string& message, int status) {
  Reply reply;
  reply.status = status;
  reply.body = "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" +
               message + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
  return reply;
}

}  // namespace advisor::aws
