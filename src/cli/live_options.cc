#include "src/cli/live_options.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>

#include "src/base/text.h"

namespace advisor::cli {

void add_live_options(CLI::App& command, Options& options) {
  const char* group = "AWS account (read only)";
  LiveOptions& live = options.live;
  command
      .add_flag("--aws", live.aws,
                "Scan the account of your credentials, with the files if paths are given; --region "
                "(repeatable, or all) says where")
      ->group(group);
  command.add_option("--profile", live.profile, "Profile of the AWS configuration")
      ->type_name("NAME")
      ->group(group);
  command
      .add_option("--role-arn", live.role_arns,
                  "Role to assume, in another account if need be; repeatable")
      ->type_name("ARN")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_flag("--org", live.org,
                "Scan all accounts of the organization, with the role --role-name in each")
      ->group(group);
  command.add_option("--role-name", live.role_name, "Name of that role")
      ->type_name("NAME")
      ->group(group);
  command
      .add_option("--trusted-advisor", live.trusted_advisor,
                  "AWS Trusted Advisor: on (default), nothing else of the account (only), or off")
      ->check(CLI::IsMember({"on", "only", "off"}))
      ->type_name("on|only|off")
      ->group(group);
  command
      .add_flag("--refresh-trusted-advisor", live.refresh_trusted_advisor,
                "Have Trusted Advisor check again first; the only call that is not a mere reading")
      ->group(group);
  command
      .add_flag("--show-drift", live.show_drift, "List what is deployed but in none of the files")
      ->group(group);
  command.add_option("--account-file", live.account_file, "Read what advisor-aws printed")
      ->type_name("FILE")
      ->group("");
}

std::optional<std::string> wrong_live_options(const Options& options) {
  const LiveOptions& live = options.live;
  if (!live.wanted()) {
    for (const auto& [given, name] :
         {std::pair{!live.profile.empty(), "--profile"},
          std::pair{!live.role_arns.empty(), "--role-arn"}, std::pair{live.org, "--org"},
          std::pair{!live.role_name.empty(), "--role-name"},
          std::pair{!live.trusted_advisor.empty(), "--trusted-advisor"},
          std::pair{live.refresh_trusted_advisor, "--refresh-trusted-advisor"},
          std::pair{live.show_drift, "--show-drift"}})
      if (given)
        return fmt::format("{} works only with --aws", name);
    return std::nullopt;
  }
  if (live.aws && !live.account_file.empty())
    return "--aws and --account-file do not go together";
  if (live.org != !live.role_name.empty())
    return live.org ? "--org needs --role-name, the role to assume in each account"
                    : "--role-name works only with --org; --role-arn takes the ARN of a role";
  if (live.org && !live.role_arns.empty())
    return "--org and --role-arn do not go together";
  if (options.regions.size() > 1 && std::ranges::count(options.regions, "all") > 0)
    return "--region all stands alone";
  if (live.show_drift && options.paths.empty())
    return "--show-drift needs the paths of the files to compare with";
  if (live.show_drift && live.trusted_advisor == "only")
    return "--show-drift and --trusted-advisor only do not go together";
  return std::nullopt;
}

}  // namespace advisor::cli
