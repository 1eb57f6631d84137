#include "src/aws/sts.h"

#include "src/aws/errors.h"
#include "src/aws/protocol.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

Value role_parameters(const Role& role) {
  Value out = Value::map();
  out.set("RoleArn", Value::string(role.arn));
  out.set("RoleSessionName", Value::string(role.session_name));
  if (!role.external_id.empty())
    out.set("ExternalId", Value::string(role.external_id));
  if (role.duration_seconds > 0)
    out.set("DurationSeconds", Value::integer(role.duration_seconds));
  return out;
}

std::string text_of(const Value* value) {
  return value == nullptr || value->as_string() == nullptr ? "" : *value->as_string();
}

Result<Credentials> from_answer(const Value& answer) {
  Credentials out;
  out.keys = {text_of(answer.at({"Credentials", "AccessKeyId"})),
              text_of(answer.at({"Credentials", "SecretAccessKey"})),
              text_of(answer.at({"Credentials", "SessionToken"}))};
  out.expires = parse_time(text_of(answer.at({"Credentials", "Expiration"})));
  if (out.keys.access_key.empty() || out.keys.secret_key.empty() || !out.expires)
    return Error{"STS gave no credentials"};
  return out;
}

// Sends it up to three times, as long as that may help.
Result<Value> call(const Machine& machine, const Operation& operation, const HttpRequest& unsigned_,
                   const Credentials* signer, const SigningScope& scope) {
  constexpr int kTries = 3;
  for (int i = 1;; ++i) {
    HttpRequest request = unsigned_;
    if (signer != nullptr)
      sign(request, signer->keys, scope, machine.clock.unix_seconds());
    const HttpResponse response = fetch(*machine.transport, std::move(request));
    Decoded decoded = decode(operation, response);
    const Outcome outcome = classify(decoded, response);
    if (outcome == Outcome::kDone)
      return std::move(decoded.value);
    if (i == kTries || (outcome != Outcome::kTransient && outcome != Outcome::kThrottled)) {
      const Keys keys = signer == nullptr ? Keys() : signer->keys;
      const std::string message = redacted(decoded.message, keys);
      return Error{printable(decoded.code) + (message.empty() ? "" : ": " + message)};
    }
    machine.clock.sleep(std::int64_t{500} * i);
  }
}

Result<Credentials> ask(const Machine& machine, const Endpoints& endpoints, const char* name,
                        const Role& role, const Value& parameters, const Credentials* signer) {
  const Operation& operation = *find_operation("sts", name);
  // Without a region of ours: that of the role's partition.
  const std::vector<std::string_view> parts = split(role.arn, ':');
  const std::string global(partition_named(parts.size() > 1 ? parts[1] : "").global_region);
  const std::string region =
      endpoints.default_region().empty() ? global : endpoints.default_region();
  const Result<Endpoint> endpoint = endpoints.find(*find_service("sts"), region);
  if (!endpoint)
    return endpoint.error();
  const Result<HttpRequest> request = encode(operation, parameters, *endpoint);
  if (!request)
    return request.error();
  const Result<Value> answer =
      call(machine, operation, *request, signer, signing_scope(operation, endpoint->region));
  Result<Credentials> out = answer ? from_answer(*answer) : answer.error();
  if (out)
    return out;
  return Error{"the role " + printable(role.arn) + " could not be assumed: " + out.error().message};
}

}  // namespace

Result<Credentials> sts_assume_role(const Machine& machine, const Endpoints& endpoints,
                                    const Credentials& base, const Role& role) {
  return ask(machine, endpoints, "AssumeRole", role, role_parameters(role), &base);
}

Result<Credentials> sts_web_identity(const Machine& machine, const Endpoints& endpoints,
                                     const std::string& token_file, const Role& role) {
  constexpr std::size_t kMaxToken = std::size_t{64} << 10U;
  const Result<std::string> token = machine.files.read(token_file, kMaxToken);
  if (!token)
    return Error{"the web identity token: " + token.error().message};
  Value parameters = role_parameters(role);
  parameters.set("WebIdentityToken", Value::string(std::string(trim(*token))));
  return ask(machine, endpoints, "AssumeRoleWithWebIdentity", role, parameters, nullptr);
}

}  // namespace advisor::aws
