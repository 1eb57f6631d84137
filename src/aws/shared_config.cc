#include "src/aws/shared_config.h"

#include "src/base/text.h"

namespace advisor::aws {
namespace {

std::string expand_home(const Machine& machine, const std::string& path) {
  return path.starts_with("~/") ? machine.environment("HOME") + path.substr(1) : path;
}

std::string path_of(const Machine& machine, const std::string& variable, const char* standard) {
  const std::string named = machine.environment(variable);
  if (!named.empty())
    return expand_home(machine, named);
  return machine.environment("HOME").empty() ? "" : expand_home(machine, standard);
}

Result<IniFile> load_file(const Machine& machine, const std::string& path) {
  if (path.empty() || machine.files.kind(path) == FileSystem::Kind::kMissing)
    return IniFile();
  constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
  const Result<std::string> text = machine.files.read(path, kMaxBytes);
  if (!text)
    return text.error();
  Result<IniFile> file = parse_ini(*text);
  return file ? std::move(file) : Error{"cannot read " + path + ": " + file.error().message};
}

const IniSection* find_section(const IniFile& file, const std::string& name) {
  const auto found = file.find(name);
  return found == file.end() ? nullptr : &found->second;
}

const std::string* find_value(const IniSection* section, std::string_view key) {
  return section == nullptr ? nullptr : section->find(key);
}

}  // namespace

Result<SharedConfig> SharedConfig::load(const Machine& machine, const std::string& profile) {
  SharedConfig out;
  out.by_option_ = !profile.empty();
  out.profile_ = profile;
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
    if (out.profile_.empty())
      out.profile_ = machine.environment(variable);
  out.named_ = !out.profile_.empty();
  if (!out.named_)
    out.profile_ = "default";
  out.config_path_ = path_of(machine, "AWS_CONFIG_FILE", "~/.aws/config");
  const std::string credentials_path =
      path_of(machine, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
  Result<IniFile> config = load_file(machine, out.config_path_);
  Result<IniFile> credentials = load_file(machine, credentials_path);
  if (!config || !credentials)
    return (config ? credentials : config).error();
  out.config_ = *std::move(config);
  out.credentials_ = *std::move(credentials);
  if (out.named_ && !out.has_profile(out.profile_))
    return Error{"there is no profile " + printable(out.profile_) + " in " + out.config_path_ +
                 " or " + credentials_path};
  return out;
}

const IniSection* SharedConfig::config_section(const std::string& profile) const {
  const IniSection* section = find_section(config_, "profile " + profile);
  return section == nullptr && profile == "default" ? find_section(config_, profile) : section;
}

bool SharedConfig::has_profile(const std::string& name) const {
  return config_section(name) != nullptr || find_section(credentials_, name) != nullptr;
}

const std::string* SharedConfig::find_in_credentials(const std::string& profile,
                                                     std::string_view key) const {
  return find_value(find_section(credentials_, profile), key);
}

const std::string* SharedConfig::find(const std::string& profile, std::string_view key) const {
  const std::string* value = find_in_credentials(profile, key);
  return value == nullptr ? find_value(config_section(profile), key) : value;
}

std::string SharedConfig::get(std::string_view key) const {
  const std::string* value = find(profile_, key);
  return value == nullptr ? "" : *value;
}

std::string SharedConfig::service_endpoint(const std::string& service) const {
  const IniSection* section = find_section(config_, "services " + get("services"));
  if (section == nullptr)
    return "";
  const auto settings = section->nested.find(service);
  if (settings == section->nested.end())
    return "";
  const auto url = settings->second.find("endpoint_url");
  return url == settings->second.end() ? "" : url->second;
}

}  // namespace advisor::aws
