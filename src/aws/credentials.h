#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "src/aws/endpoints.h"
#include "src/aws/machine.h"
#include "src/aws/shared_config.h"
#include "src/aws/sign.h"
#include "src/base/result.h"

namespace advisor::aws {

struct Credentials {
  Keys keys;
  std::optional<std::int64_t> expires;  // Unix seconds
};

// Gets credentials anew each time. The error says which source was asked and why it failed, and
// holds no secret.
using CredentialSource = std::function<Result<Credentials>()>;

// Which source the configuration selects, in botocore's order: environment, the profile (a role,
// web identity, SSO, keys, login, credential_process), container, instance metadata. The first one
// that is configured is the one: if it fails there is no other. All arguments must outlive the
// source.
Result<CredentialSource> select_credentials(const Machine& machine, const SharedConfig& config,
                                            const Endpoints& endpoints);

struct Role {
  std::string arn;
  std::string session_name = "sre-advisor";
  std::string external_id;
  int duration_seconds = 0;  // 0: AWS's default of an hour
};
// Credentials of a role, by those of `base`.
CredentialSource assume_role(const Machine& machine, const Endpoints& endpoints,
                             CredentialSource base, Role role);

// Keeps credentials until five minutes before they expire. The source is asked once a minute at
// most, unless AWS calls credentials expired.
class CredentialCache {
 public:
  CredentialCache(CredentialSource source, Clock clock)
      : source_(std::move(source)), clock_(std::move(clock)) {}

  // nullptr: there are none; error() says why.
  const Credentials* get();
  // AWS says that those of this generation have expired. True if there are others now; within a
  // minute of the last renewal there are not.
  bool renew(int generation);
  // Changes with the credentials.
  int generation() const { return generation_; }
  const std::string& error() const { return error_; }

 private:
  void fetch();
  bool just_asked() const;

  CredentialSource source_;
  Clock clock_;
  std::optional<Credentials> current_;
  std::optional<std::int64_t> asked_;  // last time, by the monotonic clock
  int generation_ = 0;
  int renewals_ = 0;  // that AWS asked for
  std::string error_;
};

// The JSON of credential_process, `aws configure export-credentials`, containers and instance
// metadata. `token`: the name of the session token in it.
Result<Credentials> read_credentials(std::string_view json, std::string_view token);

// "2026-11-28T12:00:00Z", with a fraction or an offset; nullopt for anything else.
std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace advisor::aws
