// select_credentials(): which source the configuration asks for.

#include <charconv>
#include <set>

#include "src/aws/credentials.h"
#include "src/aws/metadata.h"
#include "src/aws/process.h"
#include "src/aws/sts.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

using Source = Result<CredentialSource>;

Result<Credentials> environment_credentials(const Machine& machine) {
  Credentials out;
  std::string token = machine.environment("AWS_SESSION_TOKEN");
  if (token.empty())
    token = machine.environment("AWS_SECURITY_TOKEN");
  out.keys = {machine.environment("AWS_ACCESS_KEY_ID"),
              machine.environment("AWS_SECRET_ACCESS_KEY"), token};
  if (out.keys.access_key.empty() || out.keys.secret_key.empty())
    return Error{"only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set"};
  out.expires = parse_time(machine.environment("AWS_CREDENTIAL_EXPIRATION"));
  return out;
}

// `who` begins the error: "credential_process of the profile x".
Result<Credentials> from_process(const Machine& machine, const std::vector<std::string>& words,
                                 const std::string& who) {
  const ProcessResult result = machine.run(words);
  if (!result.error.empty())
    return Error{who + " " + result.error};
  Result<Credentials> read = read_credentials(result.output, "SessionToken");
  return read ? std::move(read) : Error{who + " " + read.error().message};
}

class Chain {
 public:
  Chain(const Machine& machine, const SharedConfig& config, const Endpoints& endpoints)
      : machine_(machine), config_(config), endpoints_(endpoints) {}

  Source select() {
    const bool from_environment = !machine_.environment("AWS_ACCESS_KEY_ID").empty() ||
                                  !machine_.environment("AWS_SECRET_ACCESS_KEY").empty();
    if (from_environment && !config_.by_option())
      return environment();
    const std::string& profile = config_.profile();
    // botocore: a role of the profile goes before the web identity of the environment.
    if (!config_.by_option() && !has(profile, "role_arn") && has_web_identity_variables())
      return web_identity(machine_.environment("AWS_WEB_IDENTITY_TOKEN_FILE"),
                          machine_.environment("AWS_ROLE_ARN"),
                          machine_.environment("AWS_ROLE_SESSION_NAME"));
    if (names_credentials(profile))
      return of_profile(profile);
    if (config_.is_named())
      return Error{"the profile " + printable(profile) +
                   " says nothing about credentials (keys, a role, SSO, credential_process)"};
    return of_machine();
  }

 private:
  bool has(const std::string& profile, std::string_view key) const {
    return config_.find(profile, key) != nullptr;
  }
  std::string get(const std::string& profile, std::string_view key) const {
    const std::string* value = config_.find(profile, key);
    return value == nullptr ? "" : *value;
  }

  bool has_web_identity_variables() const {
    return !machine_.environment("AWS_WEB_IDENTITY_TOKEN_FILE").empty();
  }

  bool names_credentials(const std::string& profile) const {
    for (const char* key :
         {"role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id",
          "aws_access_key_id", "aws_secret_access_key", "login_session", "credential_process"})
      if (has(profile, key))
        return true;
    return false;
  }

  Source environment() const {
    return CredentialSource([&machine = machine_] { return environment_credentials(machine); });
  }

  Source of_machine() const {
    if (has_container_credentials(machine_))
      return CredentialSource([&machine = machine_] { return container_credentials(machine); });
    const std::string wanted = "no credentials: none in the environment, in the profile " +
                               printable(config_.profile()) + " or from a container";
    return CredentialSource([&machine = machine_, wanted]() -> Result<Credentials> {
      Result<Credentials> out = instance_credentials(machine);
      return out ? std::move(out) : Error{wanted + "; " + out.error().message};
    });
  }

  Source of_profile(const std::string& profile) {
    if (!seen_.insert(profile).second)
      return Error{"the profile " + printable(profile) + " is its own source_profile"};
    if (has(profile, "role_arn") && !has(profile, "web_identity_token_file"))
      return role(profile);
    return without_role(profile);
  }

  Source without_role(const std::string& profile) const {
    if (has(profile, "web_identity_token_file"))
      return web_identity(get(profile, "web_identity_token_file"), get(profile, "role_arn"),
                          get(profile, "role_session_name"));
    if (has(profile, "sso_session") || has(profile, "sso_start_url") ||
        has(profile, "sso_account_id"))
      return exported(profile, "SSO");
    if (config_.find_in_credentials(profile, "aws_access_key_id") != nullptr)
      return keys(profile);
    if (has(profile, "login_session"))
      return exported(profile, "aws login");
    if (has(profile, "credential_process"))
      return process(profile);
    return keys(profile);
  }

  Source keys(const std::string& profile) const {
    Credentials out;
    out.keys = {get(profile, "aws_access_key_id"), get(profile, "aws_secret_access_key"),
                get(profile, "aws_session_token")};
    if (out.keys.access_key.empty() || out.keys.secret_key.empty())
      return Error{"the profile " + printable(profile) +
                   " has only one of aws_access_key_id and aws_secret_access_key"};
    return CredentialSource([out] { return Result<Credentials>(out); });
  }

  Source process(const std::string& profile) const {
    const std::optional<std::vector<std::string>> words =
        split_words(get(profile, "credential_process"));
    const std::string who = "credential_process of the profile " + printable(profile);
    if (!words || words->empty())
      return Error{who + " has a quote that is not closed"};
    if (machine_.writable_by_others(config_.config_path()))
      machine_.warn(config_.config_path() +
                    " names a program to run and can be written by other users");
    return CredentialSource(
        [&machine = machine_, words = *words, who] { return from_process(machine, words, who); });
  }

  // What needs a browser, a prompt or keys of its own is the AWS CLI's work.
  Source exported(const std::string& profile, const std::string& feature) const {
    return CredentialSource([&machine = machine_, profile, feature]() -> Result<Credentials> {
      const std::vector<std::string> command = {
          "aws", "configure", "export-credentials", "--profile", profile, "--format", "process"};
      const std::string shown =
          "`aws configure export-credentials --profile " + printable(profile) + "`";
      const std::string needs =
          "the profile " + printable(profile) + " uses " + feature + ", which needs " + shown;
      const ProcessResult found = machine.run(command);
      if (!found.found)
        return Error{needs +
                     " of the AWS CLI 2.9 or later, and that is not installed; or put "
                     "credentials into the environment"};
      if (!found.error.empty())
        return Error{needs + "; that " + found.error + " (run it by hand to see why)"};
      Result<Credentials> read = read_credentials(found.output, "SessionToken");
      return read ? std::move(read) : Error{needs + "; that " + read.error().message};
    });
  }

  Source web_identity(const std::string& file, const std::string& arn,
                      const std::string& session) const {
    if (arn.empty())
      return Error{"a web identity token file is configured, but no role (AWS_ROLE_ARN, role_arn)"};
    Role role;
    role.arn = arn;
    if (!session.empty())
      role.session_name = session;
    return CredentialSource([&machine = machine_, &endpoints = endpoints_, file, role] {
      return sts_web_identity(machine, endpoints, file, role);
    });
  }

  Source role(const std::string& profile) {
    if (has(profile, "mfa_serial"))
      return exported(profile, "MFA");
    Source base = source_of(profile);
    if (!base)
      return base;
    Role out;
    out.arn = get(profile, "role_arn");
    out.external_id = get(profile, "external_id");
    if (has(profile, "role_session_name"))
      out.session_name = get(profile, "role_session_name");
    const std::string duration = get(profile, "duration_seconds");
    std::from_chars(duration.data(), duration.data() + duration.size(), out.duration_seconds);
    return assume_role(machine_, endpoints_, *base, out);
  }

  Source source_of(const std::string& profile) {
    const std::string source = get(profile, "source_profile");
    const std::string kind = get(profile, "credential_source");
    const std::string who = "the profile " + printable(profile);
    if (source.empty() == kind.empty())
      return Error{who +
                   " has a role_arn and must have one of source_profile and "
                   "credential_source with it"};
    if (!kind.empty())
      return named_source(kind, who);
    if (!config_.has_profile(source))
      return Error{who + " names the source_profile " + printable(source) + ", which there is not"};
    // Its own static keys.
    if (source == profile && has(profile, "aws_access_key_id"))
      return keys(profile);
    return of_profile(source);
  }

  Source named_source(const std::string& kind, const std::string& who) const {
    if (kind == "Environment")
      return environment();
    if (kind == "EcsContainer") {
      if (!has_container_credentials(machine_))
        return Error{who + " takes the container's credentials, and this is no container with any"};
      return of_machine();
    }
    if (kind == "Ec2InstanceMetadata")
      return CredentialSource([&machine = machine_] { return instance_credentials(machine); });
    return Error{who + " has an unknown credential_source: " + printable(kind)};
  }

  const Machine& machine_;
  const SharedConfig& config_;
  const Endpoints& endpoints_;
  std::set<std::string> seen_;
};

}  // namespace

Result<CredentialSource> select_credentials(const Machine& machine, const SharedConfig& config,
                                            const Endpoints& endpoints) {
  return Chain(machine, config, endpoints).select();
}

CredentialSource assume_role(const Machine& machine, const Endpoints& endpoints,
                             CredentialSource base, Role role) {
  return [&machine, &endpoints, base = std::move(base), role = std::move(role)]() {
    const Result<Credentials> keys = base();
    return keys ? sts_assume_role(machine, endpoints, *keys, role) : keys.error();
  };
}

}  // namespace advisor::aws
