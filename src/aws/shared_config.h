#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/aws/ini.h"
#include "src/aws/machine.h"

namespace advisor::aws {

// AWS's shared files, ~/.aws/config and ~/.aws/credentials (or what AWS_CONFIG_FILE and
// AWS_SHARED_CREDENTIALS_FILE name), and the profile that is in use.
class SharedConfig {
 public:
  // `profile`: as given on the command line; "" for AWS_PROFILE, AWS_DEFAULT_PROFILE, "default".
  // Absent files are empty ones; a profile that was named and is in neither file is an error.
  static Result<SharedConfig> load(const Machine& machine, const std::string& profile);

  const std::string& profile() const { return profile_; }
  // The profile was asked for by an option: its credentials go before those of the environment.
  bool by_option() const { return by_option_; }
  // ... or by an environment variable.
  bool is_named() const { return named_; }

  bool has_profile(const std::string& name) const;
  // A setting; the credentials file wins. nullptr if neither file has it.
  const std::string* find(const std::string& profile, std::string_view key) const;
  const std::string* find_in_credentials(const std::string& profile, std::string_view key) const;
  // Of the profile in use.
  std::string get(std::string_view key) const;
  // endpoint_url of a service in the [services] section that the profile names.
  // `service`: its service id in lower case with underscores.
  std::string service_endpoint(const std::string& service) const;

  const std::string& config_path() const { return config_path_; }

 private:
  const IniSection* config_section(const std::string& profile) const;

  IniFile config_;
  IniFile credentials_;
  std::string config_path_;
  std::string profile_;
  bool by_option_ = false;
  bool named_ = false;
};

}  // namespace advisor::aws
