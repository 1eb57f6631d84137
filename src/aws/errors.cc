#include "src/aws/errors.h"

#include <algorithm>

#include "src/base/text.h"

namespace advisor::aws {
namespace {

template <std::size_t N>
bool is_any(std::string_view code, const std::string_view (&codes)[N]) {
  return std::ranges::count(codes, code) > 0;
}

// Source: retries/standard.py of botocore.
constexpr std::string_view kThrottling[] = {
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
};
constexpr std::string_view kTransient[] = {
    "InternalError",           "InternalFailure",    "InternalServerError", "RequestTimeout",
    "RequestTimeoutException", "ServiceUnavailable", "ServerException"};
constexpr std::string_view kDenied[] = {"AccessDenied",           "AccessDeniedException",
                                        "AuthorizationError",     "AuthorizationErrorException",
                                        "ForbiddenException",     "NotAuthorized",
                                        "NotAuthorizedException", "UnauthorizedOperation",
                                        "UnauthorizedAccess"};
constexpr std::string_view kExpired[] = {"ExpiredToken", "ExpiredTokenException",
                                         "TokenRefreshRequired"};
constexpr std::string_view kSkewed[] = {"RequestExpired", "RequestTimeTooSkewed",
                                        "RequestInTheFuture"};
constexpr std::string_view kNotFoundEnds[] = {"NotFound", "NotFoundException", "NotFoundFault",
                                              "NotFoundError"};
constexpr std::string_view kNotFound[] = {"AWS.SimpleQueueService.NonExistentQueue",
                                          "NonExistentQueue", "QueueDoesNotExist"};

bool is_not_found(std::string_view code) {
  return code.starts_with("NoSuch") || is_any(code, kNotFound) ||
         std::ranges::any_of(kNotFoundEnds,
                             [&](std::string_view end) { return code.ends_with(end); });
}

// A signature that is too old, or not valid yet, by AWS's clock.
bool is_skewed(const Decoded& decoded) {
  if (is_any(decoded.code, kSkewed))
    return true;
  const bool signature =
      decoded.code == "SignatureDoesNotMatch" || decoded.code == "InvalidSignatureException";
  return signature && (decoded.message.find("xpired") != std::string::npos ||
                       decoded.message.find("not yet current") != std::string::npos);
}

bool is_transient(const HttpResponse& response) {
  const bool transport = response.problem == HttpResponse::Problem::kConnection ||
                         response.problem == HttpResponse::Problem::kTimeout;
  const int status = response.status;
  return transport || status == 500 || status == 502 || status == 503 || status == 504;
}

void erase_all(std::string& text, std::string_view secret) {
  if (secret.empty())
    return;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
    text.replace(at, secret.size(), "***");
}

}  // namespace

Outcome classify(const Decoded& decoded, const HttpResponse& response) {
  const std::string& code = decoded.code;
  if (code.empty())
    return Outcome::kDone;
  if (is_any(code, kThrottling) || response.status == 429)
    return Outcome::kThrottled;
  if (is_any(code, kExpired))
    return Outcome::kExpired;
  if (is_skewed(decoded))
    return Outcome::kSkewed;
  if (is_any(code, kDenied))
    return Outcome::kDenied;
  if (is_transient(response) || is_any(code, kTransient))
    return Outcome::kTransient;
  return is_not_found(code) ? Outcome::kNotFound : Outcome::kFailed;
}

std::string redacted(std::string_view message, const Keys& keys) {
  // "The Canonical String for this request should have been ..." quotes all signed headers.
  message = message.substr(0, message.find("The Canonical String"));
  message = message.substr(0, message.find("The String-to-Sign"));
  std::string text(trim(message));
  std::ranges::replace(text, '\n', ' ');
  erase_all(text, keys.secret_key);
  erase_all(text, keys.session_token);
  erase_all(text, keys.access_key);
  constexpr std::size_t kLongest = 500;
  return printable(text.substr(0, prefix_of_code_points(text, kLongest)));
}

}  // namespace advisor::aws
