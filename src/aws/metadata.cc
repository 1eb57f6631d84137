#include "src/aws/metadata.h"

#include <algorithm>
#include <span>

#include "src/aws/url.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{64} << 10U;

HttpRequest request_to(const Url& url, std::string path, int milliseconds) {
  HttpRequest request;
  request.method = "GET";
  request.scheme = url.scheme;
  request.authority = url.authority;
  request.path = std::move(path);
  request.connect_milliseconds = milliseconds;
  request.total_milliseconds = milliseconds;
  request.max_bytes = kMaxAnswer;
  request.direct = true;
  return request;
}

Error failed(const std::string& what, const HttpResponse& response) {
  return Error{what + (response.status == 0
                           ? " cannot be reached: " + response.error
                           : " answered with status " + std::to_string(response.status))};
}

// Plain http to a host that is neither this machine nor one of AWS's.
bool is_refused(const Url& url, std::span<const std::string_view> hosts) {
  return url.scheme == "http" && !is_loopback(url.host) && std::ranges::count(hosts, url.host) == 0;
}

Error plain_http_refused(const std::string& what, const std::string& host) {
  return Error{
      "the address of " + what +
      " is plain http to a host that is neither this machine nor AWS's: " + printable(host)};
}

// --- Container ----------------------------------------------------------------------------------

constexpr std::string_view kContainerHost = "http://169.254.170.2";
constexpr std::string_view kPlainHosts[] = {"169.254.170.2", "169.254.170.23", "fd00:ec2::23"};

Result<Url> container_url(const Machine& machine) {
  const std::string relative = machine.environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  Result<Url> url =
      parse_url(relative.empty() ? machine.environment("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                                 : std::string(kContainerHost) +
                                       (relative.starts_with('/') ? "" : "/") + relative);
  if (!url)
    return Error{"the address of container credentials: " + url.error().message};
  if (is_refused(*url, kPlainHosts))
    return plain_http_refused("container credentials", url->host);
  return url;
}

Result<std::string> container_token(const Machine& machine) {
  const std::string file = machine.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  std::string token = machine.environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (!file.empty()) {
    Result<std::string> text = machine.files.read(file, kMaxAnswer);
    if (!text)
      return text.error();
    token = *std::move(text);
  }
  if (token.find_first_of("\r\n") != std::string::npos)
    return Error{"the authorization token of container credentials holds a line break"};
  return token;
}

// --- Instance -----------------------------------------------------------------------------------

constexpr std::string_view kRolePath = "/latest/meta-data/iam/security-credentials/";

constexpr std::string_view kInstanceHosts[] = {"169.254.169.254", "fd00:ec2::254"};

Result<Url> instance_url(const Machine& machine) {
  const std::string configured = machine.environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  const bool six =
      equals_ignoring_case(machine.environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"), "ipv6");
  const std::string standard = six ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
  Result<Url> url = parse_url(configured.empty() ? standard : configured);
  if (url && is_refused(*url, kInstanceHosts))
    return plain_http_refused("instance metadata", url->host);
  return url;
}

constexpr const char* kInstance = "the instance metadata service";

Result<std::string> instance_get(const Machine& machine, const Url& url, const std::string& path,
                                 const std::string& token) {
  HttpRequest request = request_to(url, url.path + path, 1000);
  request.headers.push_back({"X-aws-ec2-metadata-token", token});
  HttpResponse response = fetch(*machine.transport, std::move(request));
  if (response.status != 200)
    return failed(kInstance, response);
  return std::move(response.body);
}

Result<std::string> instance_token(const Machine& machine, const Url& url) {
  HttpRequest request = request_to(url, url.path + "/latest/api/token", 1000);
  request.method = "PUT";
  request.headers.push_back({"X-aws-ec2-metadata-token-ttl-seconds", "21600"});
  HttpResponse response = fetch(*machine.transport, std::move(request));
  if (response.status != 200)
    return failed(kInstance, response);
  return std::string(trim(response.body));
}

}  // namespace

bool has_container_credentials(const Machine& machine) {
  return !machine.environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").empty() ||
         !machine.environment("AWS_CONTAINER_CREDENTIALS_FULL_URI").empty();
}

Result<Credentials> container_credentials(const Machine& machine) {
  const Result<Url> url = container_url(machine);
  if (!url)
    return url.error();
  const Result<std::string> token = container_token(machine);
  if (!token)
    return token.error();
  HttpRequest request = request_to(*url, url->path.empty() ? "/" : url->path, 2000);
  request.query = url->query;
  if (!token->empty())
    request.headers.push_back({"Authorization", *token});
  HttpResponse response;
  constexpr int kTries = 3;
  for (int i = 0; i < kTries && response.status != 200; ++i)
    response = fetch(*machine.transport, request);
  if (response.status != 200)
    return failed("the container's credential service", response);
  Result<Credentials> read = read_credentials(response.body, "Token");
  return read ? std::move(read)
              : Error{"the container's credential service " + read.error().message};
}

Result<Credentials> instance_credentials(const Machine& machine) {
  if (equals_ignoring_case(machine.environment("AWS_EC2_METADATA_DISABLED"), "true"))
    return Error{"AWS_EC2_METADATA_DISABLED is true"};
  const Result<Url> url = instance_url(machine);
  if (!url)
    return Error{"AWS_EC2_METADATA_SERVICE_ENDPOINT: " + url.error().message};
  const Result<std::string> token = instance_token(machine, *url);
  if (!token)
    return token.error();
  const Result<std::string> roles = instance_get(machine, *url, std::string(kRolePath), *token);
  if (!roles)
    return roles.error();
  const std::string role(trim(split(*roles, '\n').front()));
  if (role.empty())
    return Error{"the instance has no role"};
  const Result<std::string> keys =
      instance_get(machine, *url, std::string(kRolePath) + percent_encode(role), *token);
  if (!keys)
    return keys.error();
  Result<Credentials> read = read_credentials(*keys, "Token");
  return read ? std::move(read) : Error{std::string(kInstance) + " " + read.error().message};
}

}  // namespace advisor::aws
