#include "src/aws/scan.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "src/aws/client.h"
#include "src/aws/collect.h"
#include "src/aws/credentials.h"
#include "src/aws/shape.h"
#include "src/aws/trusted_advisor.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

Answer ask(Api& api, const char* service, const char* operation, Value parameters = Value::map()) {
  std::vector<Answer> answers = api.run({{service, operation, "", std::move(parameters)}});
  return std::move(answers.front());
}

std::string describe(const Failure& failure) {
  return failure.action + ": " + failure.code +
         (failure.message.empty() ? "" : " (" + failure.message + ")");
}

struct Identity {
  std::string account;
  std::string arn;
  std::string partition() const {
    const std::vector<std::string_view> parts = split(arn, ':');
    return std::string(parts.size() > 1 ? parts[1] : "aws");
  }
};

Result<Identity> identity_of(Api& api) {
  const Answer answer = ask(api, "sts", "GetCallerIdentity");
  if (!answer.ok())
    return Error{"AWS did not accept the credentials: " +
                 (answer.failures.empty() ? "not found" : describe(answer.failures.front()))};
  Identity out = {text_at(answer.value, "Account"), text_at(answer.value, "Arn")};
  if (out.account.empty())
    return Error{"AWS did not say whose the credentials are"};
  return out;
}

class Scan {
 public:
  Scan(const Machine& machine, Transport& transport, const ScanRequest& request, std::ostream& log,
       const SharedConfig& config)
      : machine_(machine),
        transport_(transport),
        request_(request),
        log_(log),
        endpoints_(machine, config) {
    if (!request.regions.empty() && request.regions.front() != "all")
      endpoints_.set_default_region(request.regions.front());
    else if (!request.regions.empty() && endpoints_.default_region().empty())
      endpoints_.set_default_region(std::string(partition_named("aws").global_region));
    read_attempts(config);
  }

  Result<std::vector<Account>> run(const SharedConfig& config) {
    if (endpoints_.default_region().empty())
      return Error{"no region: give --region, set AWS_REGION, or put one into the profile"};
    Result<CredentialSource> source = select_credentials(machine_, config, endpoints_);
    if (!source)
      return source.error();
    // One for the roles too: one run of a program, one prompt, for all of them.
    base_ = std::make_unique<CredentialCache>(*std::move(source), machine_.clock);
    if (base_->get() == nullptr)
      return Error{base_->error()};
    if (request_.org)
      return organisation();
    if (request_.role_arns.empty())
      return own_account();
    std::vector<Account> out;
    for (const std::string& arn : request_.role_arns) {
      Account account = by_role(arn);
      // Resources that come twice would make the whole account file an error.
      const auto is_same = [&](const Account& known) {
        return known.id == account.id && !known.identity.empty() && !account.identity.empty();
      };
      if (std::ranges::any_of(out, is_same))
        log_ << "advisor-aws: account " << printable(account.id) << " is read once only; "
             << printable(arn) << " is left out\n";
      else
        out.push_back(std::move(account));
    }
    return out;
  }

 private:
  void read_attempts(const SharedConfig& config) {
    std::string text = machine_.environment("AWS_MAX_ATTEMPTS");
    if (text.empty())
      text = config.get("max_attempts");
    int attempts = 0;
    std::from_chars(text.data(), text.data() + text.size(), attempts);
    constexpr int kMost = 20;
    if (attempts > 0)
      options_.attempts = std::min(attempts, kMost);
  }

  Result<std::vector<Account>> own_account() {
    Client client(transport_, *base_, endpoints_, machine_.clock, options_);
    const Result<Identity> identity = identity_of(client);
    if (!identity)
      return identity.error();
    std::vector<Account> out;
    out.push_back(read(client, *identity));
    return out;
  }

  Result<std::vector<Account>> organisation() {
    Client client(transport_, *base_, endpoints_, machine_.clock, options_);
    const Result<Identity> identity = identity_of(client);
    if (!identity)
      return identity.error();
    const Answer answer = ask(client, "organizations", "ListAccounts");
    if (!answer.ok())
      return Error{"the accounts of the organisation cannot be listed: " +
                   (answer.failures.empty() ? "not found" : describe(answer.failures.front()))};
    std::vector<Account> out;
    const Value* accounts = answer.value.find("Accounts");
    for (const Value& account :
         accounts == nullptr || accounts->as_list() == nullptr ? List() : *accounts->as_list()) {
      const std::string id = text_at(account, "Id");
      if (!is_active(account))
        continue;
      out.push_back(id == identity->account ? read(client, *identity)
                                            : by_role("arn:" + identity->partition() + ":iam::" +
                                                      id + ":role/" + request_.role_name));
    }
    return out;
  }

  // Status is on its way out in favour of State.
  static bool is_active(const Value& account) {
    const std::string state = text_at(account, "State");
    return (state.empty() ? text_at(account, "Status") : state) == "ACTIVE";
  }

  Account by_role(const std::string& arn) {
    Role role;
    role.arn = arn;
    const CredentialSource base = [this]() -> Result<Credentials> {
      const Credentials* found = base_->get();
      return found == nullptr ? Result<Credentials>(Error{base_->error()}) : *found;
    };
    CredentialCache credentials(assume_role(machine_, endpoints_, base, role), machine_.clock);
    if (credentials.get() == nullptr)
      return out_of_reach(arn, credentials.error());
    Client client(transport_, credentials, endpoints_, machine_.clock, options_);
    const Result<Identity> identity = identity_of(client);
    return identity ? read(client, *identity) : out_of_reach(arn, identity.error().message);
  }

  // Its account, with nothing in it but why.
  Account out_of_reach(const std::string& arn, const std::string& why) {
    log_ << "advisor-aws: " << why << '\n';
    const std::vector<std::string_view> parts = split(arn, ':');
    Account out;
    out.id = parts[4];
    out.partition = parts[1];
    out.incomplete_types = request_.types;
    Failure failure;
    failure.action = "sts:AssumeRole";
    failure.code = why.find("AccessDenied") == std::string::npos ? "AssumeRole" : "AccessDenied";
    failure.denied = failure.code == "AccessDenied";
    failure.message = why;
    out.failures.push_back(std::move(failure));
    return out;
  }

  Account read(Client& client, const Identity& identity) {
    log_ << "advisor-aws: account " << printable(identity.account) << " as "
         << printable(identity.arn) << '\n';
    std::optional<Failure> no_regions;
    const std::vector<std::string> regions =
        request_.resources ? regions_of(client, no_regions)
                           : std::vector<std::string>{endpoints_.default_region()};
    Account out;
    if (request_.resources)
      out = collect(client, regions, request_.types, request_.values);
    out.id = identity.account;
    out.partition = identity.partition();
    out.identity = identity.arn;
    out.regions = regions;
    if (no_regions) {
      out.failures.push_back(*std::move(no_regions));
      out.incomplete_types.insert(request_.types.begin(), request_.types.end());
    }
    if (request_.trusted_advisor)
      out.trusted_advisor = pull_trusted_advisor(client, trusted_advisor_options(), out.failures);
    return out;
  }

  TrustedAdvisorOptions trusted_advisor_options() const {
    TrustedAdvisorOptions options;
    options.language = request_.language;
    options.refresh = request_.refresh_trusted_advisor;
    options.sleep = machine_.clock.sleep;
    return options;
  }

  // "all": those that the account has enabled. Where they cannot be had it is the default one only,
  // and a failure.
  std::vector<std::string> regions_of(Client& client, std::optional<Failure>& failure) {
    if (request_.regions.empty())
      return {endpoints_.default_region()};
    if (std::ranges::count(request_.regions, "all") == 0) {
      std::vector<std::string> out;
      for (const std::string& region : request_.regions)
        if (std::ranges::count(out, region) == 0)
          out.push_back(region);
      return out;
    }
    const Answer answer = ask(client, "ec2", "DescribeRegions");
    const Value* list = answer.value.find("Regions");
    std::vector<std::string> out;
    for (const Value& region :
         list == nullptr || list->as_list() == nullptr ? List() : *list->as_list())
      if (const std::string name = text_at(region, "RegionName");
          is_region_name(name) && text_at(region, "OptInStatus") != "not-opted-in")
        out.push_back(name);
    if (!answer.failures.empty())
      failure = answer.failures.front();
    if (out.empty())
      out.push_back(endpoints_.default_region());
    return out;
  }

  const Machine& machine_;
  Transport& transport_;
  const ScanRequest& request_;
  std::ostream& log_;
  Endpoints endpoints_;
  ClientOptions options_;
  std::unique_ptr<CredentialCache> base_;
};

}  // namespace

Result<std::vector<Account>> scan(const Machine& machine, Transport& transport,
                                  const ScanRequest& request, std::ostream& log) {
  const Result<SharedConfig> config = SharedConfig::load(machine, request.profile);
  if (!config)
    return config.error();
  return Scan(machine, transport, request, log, *config).run(*config);
}

std::string ca_bundle(const Machine& machine, const std::string& profile) {
  std::string named = machine.environment("AWS_CA_BUNDLE");
  if (!named.empty())
    return named;
  const Result<SharedConfig> config = SharedConfig::load(machine, profile);
  return config ? config->get("ca_bundle") : "";
}

}  // namespace advisor::aws
