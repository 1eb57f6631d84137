#include "parsers/formats.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "src/base/text.h"

namespace advisor {
namespace {

using Names = std::initializer_list<std::string_view>;

bool has_any(const Value& map, Names names) {
  return std::ranges::any_of(
      names, [&](std::string_view name) { return find_ignoring_case(map, name) != nullptr; });
}

// A string, or what may turn out to be one.
bool is_text(const Value& value) {
  return value.as_string() != nullptr || value.is_unknown();
}

bool is_list(const Value& value) {
  return value.as_list() != nullptr || value.is_unknown();
}

bool has(const Value& map, std::string_view name, bool (*test)(const Value&)) {
  const Member* member = find_ignoring_case(map, name);
  return member != nullptr && test(member->value);
}

bool names_definition_file(const Value& value) {
  const std::string* text = value.as_string();
  return text != nullptr && (text->ends_with(".json") || text->ends_with(".jsonnet"));
}

bool is_config(const Value& root) {
  // ECS CLI's ecs-params.yml has task_definition as a mapping.
  const bool refers =
      has(root, "task_definition", is_text) || has(root, "express_definition", is_text);
  return refers && (has_any(root, {"cluster", "service", "region", "plugins", "service_definition",
                                   "required_version", "timeout", "appspec", "codedeploy"}) ||
                    has(root, "task_definition", names_definition_file) ||
                    has(root, "express_definition", names_definition_file));
}

bool is_task_definition(const Value& root) {
  if (has(root, "containerDefinitions", is_list))
    return true;
  const Member* wrapped = find_ignoring_case(root, "taskDefinition");
  return wrapped != nullptr && has(wrapped->value, "containerDefinitions", is_list);
}

bool is_express_definition(const Value& root) {
  return has_any(root, {"primaryContainer"}) &&
         has_any(root,
                 {"infrastructureRoleArn", "executionRoleArn", "scalingTarget", "healthCheckPath"});
}

bool is_overrides(const Value& root) {
  return has_any(root, {"containerOverrides"}) ||
         (has_any(root, {"overrides", "taskDefinition"}) && !has_any(root, {"serviceName"}) &&
          has_any(root, {"overrides", "count", "startedBy", "launchType"})) ||
         (has_any(root, {"networkConfiguration"}) &&
          has_any(root, {"launchType", "platformVersion"}));
}

// One key that only services have, and another that belongs to ECS: "loadBalancers" or
// "desiredCount" alone say too little.
bool is_service_definition(const Value& root) {
  static constexpr std::array<std::string_view, 7> kOnlyServices = {"deploymentConfiguration",
                                                                    "desiredCount",
                                                                    "schedulingStrategy",
                                                                    "deploymentController",
                                                                    "healthCheckGracePeriodSeconds",
                                                                    "serviceConnectConfiguration",
                                                                    "availabilityZoneRebalancing"};
  static constexpr std::array<std::string_view, 19> kServices = {"deploymentConfiguration",
                                                                 "desiredCount",
                                                                 "schedulingStrategy",
                                                                 "deploymentController",
                                                                 "healthCheckGracePeriodSeconds",
                                                                 "serviceConnectConfiguration",
                                                                 "availabilityZoneRebalancing",
                                                                 "launchType",
                                                                 "loadBalancers",
                                                                 "networkConfiguration",
                                                                 "capacityProviderStrategy",
                                                                 "placementStrategy",
                                                                 "placementConstraints",
                                                                 "platformVersion",
                                                                 "serviceName",
                                                                 "taskDefinition",
                                                                 "enableECSManagedTags",
                                                                 "propagateTags",
                                                                 "serviceRegistries"};
  const auto present = [&](std::string_view name) {
    return find_ignoring_case(root, name) != nullptr;
  };
  return std::ranges::any_of(kOnlyServices, present) &&
         std::ranges::count_if(kServices, present) >= 2;
}

bool is_function(const Value& root) {
  return has(root, "FunctionName", is_text) &&
         has_any(root, {"Handler", "Runtime", "Role", "Code", "PackageType", "MemorySize"}) &&
         !has_any(root, {"Resources", "bindings"});
}

bool is_auth_type(const Value& value) {
  const std::string* text = value.as_string();
  return value.is_unknown() || (text != nullptr && (*text == "NONE" || *text == "AWS_IAM"));
}

bool is_function_url(const Value& root) {
  const Member* config = find_ignoring_case(root, "Config");
  return config != nullptr && has(config->value, "AuthType", is_auth_type);
}

bool is_options(const Value& root) {
  const Member* deploy = find_ignoring_case(root, "deploy");
  const bool has_section =
      deploy != nullptr &&
      has_any(deploy->value, {"function_url", "alias", "alias_to_latest", "keep_versions",
                              "skip_archive", "skip_configuration", "skip_function"});
  return has_section ||
         (has(root, "function", is_text) &&
          has_any(root, {"tfstate", "prefixed_tfstate", "envfile", "ext_str", "ext_code",
                         "log_level", "log_format", "region", "profile", "function_url"}));
}

bool is_resource(const Value& value) {
  const Value* type = value.find("Type");
  return type != nullptr && type->as_string() != nullptr &&
         type->as_string()->find("::") != std::string::npos;
}

bool is_template(const Value& root) {
  if (root.find("AWSTemplateFormatVersion") != nullptr)
    return true;
  const Value* transform = root.find("Transform");
  if (transform != nullptr && transform->as_string() != nullptr &&
      transform->as_string()->starts_with("AWS::"))
    return true;
  const Value* resources = root.find("Resources");
  const Map* members = resources == nullptr ? nullptr : resources->as_map();
  return members != nullptr && std::ranges::any_of(*members, [](const Member& member) {
           return is_resource(member.value) || member.key.starts_with("Fn::ForEach::");
         });
}

// One word per key that decides a kind. Only whole words of the right length are compared, so a
// text costs about one step per byte. A lambroll option file may hold no more than three common
// words, which count together.
enum : unsigned {
  kConfigWord = 1,
  kDefinitionWord = 2,
  kFunction = 4,
  kDeploy = 8,
  kAlias = 16,
  kContainers = 32,  // no configuration has it, so nothing more needs to be known
  kSection = 64,
};

struct Telling {
  std::string_view word;  // lower case
  unsigned bit;
};
constexpr std::array<Telling, 27> kTelling = {
    {{"task_definition", kConfigWord},
     {"express_definition", kConfigWord},
     {"service_definition", kConfigWord},
     {"containerdefinitions", kDefinitionWord | kContainers},
     {"containeroverrides", kDefinitionWord},
     {"primarycontainer", kDefinitionWord},
     {"deploymentconfiguration", kDefinitionWord},
     {"desiredcount", kDefinitionWord},
     {"schedulingstrategy", kDefinitionWord},
     {"deploymentcontroller", kDefinitionWord},
     {"healthcheckgraceperiodseconds", kDefinitionWord},
     {"serviceconnectconfiguration", kDefinitionWord},
     {"awsvpcconfiguration", kDefinitionWord},
     {"functionname", kDefinitionWord},
     {"authtype", kDefinitionWord},
     {"function_url", kDefinitionWord},
     {"alias_to_latest", kDefinitionWord},
     {"prefixed_tfstate", kDefinitionWord},
     {"keep_versions", kDefinitionWord},
     {"skip_archive", kDefinitionWord},
     {"envfile", kDefinitionWord},
     {"ext_str", kDefinitionWord},
     {"ext_code", kDefinitionWord},
     {"tfstate", kDefinitionWord},
     {"function", kFunction},
     {"deploy", kDeploy},
     {"alias", kAlias}}};

constexpr std::uint64_t kTellingLengths = [] {
  std::uint64_t lengths = 0;
  for (const Telling& telling : kTelling)
    lengths |= std::uint64_t{1} << telling.word.size();
  return lengths;
}();

unsigned telling_bits(std::string_view word) {
  unsigned bits = 0;
  // In these letters only: "resources" is in every Kubernetes manifest.
  if (word == "Resources" || word == "AWSTemplateFormatVersion")
    return kSection;
  if (word.size() < 64 && ((kTellingLengths >> word.size()) & 1U) != 0)
    for (const Telling& telling : kTelling)
      if (equals_ignoring_case(word, telling.word))
        bits |= telling.bit;
  return bits;
}

constexpr std::array<bool, 256> kWordChars = [] {
  std::array<bool, 256> chars{};
  for (const char c : std::string_view("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    chars[static_cast<unsigned char>(c)] = true;
  return chars;
}();

bool is_word_char(char c) {
  return kWordChars[static_cast<unsigned char>(c)];
}

// Finds `"key":`, `key:` and `'key':` (blanks allowed) at the top level of JSON or Jsonnet text,
// where top level means inside the first brace. Strings and comments are skipped.
class TopLevelKeys {
 public:
  explicit TopLevelKeys(std::string_view text) : text_(text) {}

  // Calls `visit` with every key and its depth (1 = top level).
  template <class Visit>
  void each(const Visit& visit) {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'')
        take(quoted(c), visit);
      else if (text_.substr(at_, 2) == "//" || c == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (text_.substr(at_, 2) == "/*")
        at_ = text_.find("*/", at_) == std::string_view::npos ? text_.size()
                                                              : text_.find("*/", at_) + 2;
      else if (is_word_char(c))
        take(word(), visit);
      else
        step(c);
    }
  }

 private:
  void step(char c) {
    depth_ += c == '{' || c == '[';
    depth_ -= c == '}' || c == ']';
    ++at_;
  }
  std::string_view quoted(char quote) {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n')
      at_ += text_[at_] == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_, text_.size());
    at_ = end + 1;
    return text_.substr(begin, end - begin);
  }
  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word_char(text_[at_]))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }
  template <class Visit>
  void take(std::string_view key, const Visit& visit) {
    std::size_t next = at_;
    while (next < text_.size() && std::isspace(static_cast<unsigned char>(text_[next])) != 0)
      ++next;
    if (next < text_.size() && text_[next] == ':')
      visit(key, depth_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

struct KeysSeen {
  bool containers = false, function = false, function_part = false, task = false, part = false,
       foreign = false;
};

KeysSeen keys_of(std::string_view text) {
  KeysSeen seen;
  TopLevelKeys(text).each([&](std::string_view key, int depth) {
    const auto is = [&](std::string_view name) { return equals_ignoring_case(key, name); };
    seen.containers |= (depth == 1 || depth == 2) && is("containerDefinitions");
    seen.function |= depth == 1 && is("FunctionName");
    seen.function_part |= depth == 1 && (is("Handler") || is("Runtime") || is("MemorySize"));
    seen.task |= depth == 1 && (is("task_definition") || is("express_definition"));
    seen.part |= depth == 1 && (is("cluster") || is("service") || is("region"));
    seen.foreign |= depth == 1 && (is("Resources") || is("AWSTemplateFormatVersion") || is("jobs"));
  });
  return seen;
}

// Keys in the first column of YAML.
KeysSeen yaml_keys_of(std::string_view text) {
  KeysSeen seen;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_word_char(line[0]))
      continue;
    const std::string_view key = line.substr(0, colon);
    const bool has_value = !trim(line.substr(colon + 1)).empty();
    seen.task |= has_value && (key == "task_definition" || key == "express_definition");
    seen.part |= key == "cluster" || key == "service" || key == "region";
    seen.foreign |= key == "jobs" || key == "Resources";
  }
  return seen;
}

}  // namespace

const Member* find_ignoring_case(const Value& map, std::string_view key) {
  const Map* members = map.as_map();
  if (members == nullptr)
    return nullptr;
  const auto found = std::find_if(members->rbegin(), members->rend(), [&](const Member& member) {
    return equals_ignoring_case(member.key, key);
  });
  return found == members->rend() ? nullptr : &*found;
}

std::string_view format_name(FileKind kind) {
  switch (kind) {
    case FileKind::kForeign:
      return "";
    case FileKind::kEcspressoConfig:
      return "ecspresso-config";
    case FileKind::kTaskDefinition:
      return "ecs-task-definition";
    case FileKind::kServiceDefinition:
      return "ecs-service-definition";
    case FileKind::kExpressDefinition:
      return "ecs-express-definition";
    case FileKind::kRunOverrides:
      return "ecs-run-overrides";
    case FileKind::kLambrollFunction:
      return "lambroll-function";
    case FileKind::kLambrollFunctionUrl:
      return "lambroll-function-url";
    case FileKind::kLambrollOptions:
      return "lambroll-options";
    case FileKind::kCloudFormation:
      return "cloudformation";
  }
  return "";
}

FileKind kind_of(const Value& root) {
  if (root.as_map() == nullptr)
    return FileKind::kForeign;
  static constexpr struct {
    bool (*test)(const Value&);
    FileKind kind;
  } kTests[] = {
      {is_template, FileKind::kCloudFormation},
      {is_config, FileKind::kEcspressoConfig},
      {is_task_definition, FileKind::kTaskDefinition},
      {is_express_definition, FileKind::kExpressDefinition},
      {is_service_definition, FileKind::kServiceDefinition},
      {is_overrides, FileKind::kRunOverrides},
      {is_function, FileKind::kLambrollFunction},
      {is_function_url, FileKind::kLambrollFunctionUrl},
      {is_options, FileKind::kLambrollOptions},
  };
  for (const auto& [test, kind] : kTests)
    if (test(root))
      return kind;
  return FileKind::kForeign;
}

TellingWords telling_words(std::string_view text) {
  constexpr unsigned kBoth = kConfigWord | kDefinitionWord;
  constexpr unsigned kOptions = kFunction | kDeploy | kAlias;
  unsigned bits = 0;
  for (std::size_t i = 0;
       i < text.size() && (bits & kBoth) != kBoth && (bits & kContainers) == 0;) {
    std::size_t end = i;
    while (end < text.size() && is_word_char(text[end]))
      ++end;
    bits |= telling_bits(text.substr(i, end - i));
    i = end + 1;
  }
  return {(bits & kConfigWord) != 0, (bits & kDefinitionWord) != 0 || (bits & kOptions) == kOptions,
          (bits & kSection) != 0};
}

bool looks_like_template(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kKeys = {"Resources", "AWSTemplateFormatVersion",
                                                            "Transform"};
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos)
    return false;
  bool found = false;
  if (text[first] == '{') {
    TopLevelKeys(text).each([&](std::string_view key, int depth) {
      found = found || (depth == 1 && std::ranges::find(kKeys, key) != kKeys.end());
    });
    return found;
  }
  for (const std::string_view key : kKeys)
    for (std::size_t at = text.find(key); at != std::string_view::npos && !found;
         at = text.find(key, at + 1)) {
      const bool quoted = at > 0 && (text[at - 1] == '"' || text[at - 1] == '\'');
      const std::size_t begin = quoted ? at - 1 : at;
      std::size_t end = at + key.size() + (quoted ? 1 : 0);
      while (end < text.size() && text[end] == ' ')
        ++end;
      found = (begin == 0 || text[begin - 1] == '\n' || begin == first) && end < text.size() &&
              text[end] == ':';
    }
  return found;
}

bool is_rule_file(std::string_view text) {
  const auto has_key = [&](std::string_view key) {
    return text.starts_with(key) || text.find("\n" + std::string(key)) != std::string_view::npos;
  };
  return has_key("format:") && has_key("id:") && has_key("match:") && has_key("severity:");
}

FileKind surely(std::string_view text) {
  const KeysSeen seen = keys_of(text);
  if (seen.foreign)
    return FileKind::kForeign;
  if (seen.containers)
    return FileKind::kTaskDefinition;
  if (seen.function && seen.function_part)
    return FileKind::kLambrollFunction;
  const KeysSeen yaml = yaml_keys_of(text);
  const bool config = (seen.task && seen.part) || (yaml.task && yaml.part);
  return config && !yaml.foreign ? FileKind::kEcspressoConfig : FileKind::kForeign;
}

}  // namespace advisor
