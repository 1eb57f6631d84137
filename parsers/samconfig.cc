// samconfig.toml, the file in which `sam deploy` keeps its options.

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <utility>

#include "parsers/cloudformation_parameters.h"
#include "src/base/text.h"

namespace advisor::cfn {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

std::map<std::string, std::string> overrides_of(const toml::node& node) {
  std::map<std::string, std::string> out;
  if (const auto* text = node.as_string())
    return parse_overrides(text->get());
  const auto* list = node.as_array();
  if (list == nullptr)
    return out;
  for (const toml::node& element : *list)
    if (const auto* text = element.as_string()) {
      const std::string& pair = text->get();
      const std::size_t equals = pair.find('=');
      if (equals != std::string::npos && equals != 0)
        out[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
  return out;
}

struct Environment {
  std::map<std::string, std::string> values;
  std::string template_path;
  std::string region;
};

// [prod.deploy.parameters]; [prod.global.parameters] holds for every command.
Environment read_environment(const toml::table& commands) {
  Environment out;
  for (const char* command : {"global", "deploy"}) {
    const auto* parameters = commands[command]["parameters"].as_table();
    if (parameters == nullptr)
      continue;
    if (const toml::node* overrides = parameters->get("parameter_overrides"))
      for (auto& [key, value] : overrides_of(*overrides))
        out.values[key] = value;
    for (const char* key : {"template_file", "template"})
      if (const auto value = (*parameters)[key].value<std::string>())
        out.template_path = *value;
    if (const auto value = (*parameters)["region"].value<std::string>())
      out.region = *value;
  }
  return out;
}

}  // namespace

std::optional<ParameterSet> read_samconfig(const std::string& path, const std::string& text,
                                           Diagnostics& diagnostics) {
  toml::parse_result parsed = toml::parse(text.size() > kMaxBytes ? "=" : std::string_view(text));
  if (!parsed) {
    diagnostics.push_back({Diagnostic::Level::kWarning,
                           printable(path) + " is no valid TOML, so its parameters are not used",
                           "", Span{}, path});
    return std::nullopt;
  }
  ParameterSet out;
  std::map<std::string, std::string> values;
  std::map<std::string, std::size_t> agreeing;
  std::size_t environments = 0;
  for (const auto& [name, node] : parsed.table()) {
    const auto* commands = node.as_table();
    if (commands == nullptr)
      continue;
    const Environment environment = read_environment(*commands);
    if (environment.values.empty())
      continue;
    for (const auto& [key, value] : environment.values) {
      const auto [known, fresh] = values.emplace(key, value);
      if (fresh || known->second == value)
        ++agreeing[key];
    }
    if (environments == 0 || out.region == environment.region)
      out.region = environment.region;
    else
      out.region.clear();
    if (environments == 0)
      out.template_path = environment.template_path;
    ++environments;
  }
  for (auto& [key, value] : values)
    if (agreeing[key] == environments)
      out.values[key] = Value::string(value);
  return out;
}

}  // namespace advisor::cfn
