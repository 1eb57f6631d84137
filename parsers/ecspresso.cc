#include "parsers/ecspresso.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "parsers/ecs_definition.h"
#include "parsers/properties.h"
#include "src/base/text.h"

// A configuration is read before the definitions, because its plugins decide which functions the
// templates of the definitions may call. Since ecspresso v3 the configuration itself may call them
// too: it is then read twice, first only to find the plugins.

namespace advisor {
namespace {

constexpr std::size_t kMaxJsonnetConfig = std::size_t{1} << 20U;

const std::string* text_of(const Value* map, std::string_view key) {
  if (map == nullptr)
    return nullptr;
  const Member* member = find_ignoring_case(*map, key);
  const std::string* text = member != nullptr ? member->value.as_string() : nullptr;
  return text != nullptr && !text->empty() ? text : nullptr;
}

// Where a tfstate plugin's state lies on this machine; nullopt: elsewhere, or not known. A URL
// without scheme is a path below the directory in which ecspresso runs, mostly the configuration's.
std::optional<std::string> state_path(const Value* settings, const std::string& directory,
                                      const FileSystem& files) {
  if (const std::string* path = text_of(settings, "path"))
    return join_path(directory, *path);
  const std::string* url = text_of(settings, "url");
  if (url == nullptr)
    return std::nullopt;
  if (url->starts_with("file://"))
    return url->substr(7);
  if (url->find("://") != std::string::npos)
    return std::nullopt;
  return files.kind(*url) == FileSystem::Kind::kFile ? *url : join_path(directory, *url);
}

class PluginReader {
 public:
  PluginReader(EcspressoConfig& config, Workspace& workspace, Diagnostics& diagnostics)
      : config_(config), workspace_(workspace), diagnostics_(diagnostics) {}

  void read() {
    const Value* plugins = config_.get("plugins");
    const List* list = plugins != nullptr ? plugins->as_list() : nullptr;
    if (list == nullptr)
      return;
    for (const Value& plugin : *list)
      add(plugin);
  }

 private:
  void add(const Value& plugin) {
    const std::string* name = text_of(&plugin, "name");
    if (name == nullptr)
      return;
    const std::string* given = text_of(&plugin, "func_prefix");
    const std::string prefix = given != nullptr ? *given : "";
    const Member* member = find_ignoring_case(plugin, "config");
    const Value* settings = member != nullptr ? &member->value : nullptr;
    if (equals_ignoring_case(*name, "tfstate")) {
      add_state(prefix, settings);
    } else if (equals_ignoring_case(*name, "external")) {
      if (const std::string* function = text_of(settings, "name"))
        config_.context.external_functions.push_back(prefix + *function);
    } else if (!prefix.empty()) {
      config_.context.prefixes.push_back(prefix);
    }
  }

  // What --tfstate gave for the prefix stays where the plugin's own state is not here.
  void add_state(const std::string& prefix, const Value* settings) {
    auto& states = config_.context.states;
    auto same = std::ranges::find(states, prefix, &TemplateContext::State::prefix);
    if (same == states.end())
      same = states.insert(states.end(), {prefix, nullptr});
    const auto path = state_path(settings, parent_path(config_.file.path), workspace_.files);
    if (path && is_below(workspace_.files.canonical(*path), config_.file.root))
      if (auto found = load_state(*path, workspace_, diagnostics_))
        same->state = std::move(found);
  }

  EcspressoConfig& config_;
  Workspace& workspace_;
  Diagnostics& diagnostics_;
};

// `{"task_definition": ...}` in the order in which ecspresso would try: v2 evaluates .json and
// .jsonnet as Jsonnet, v1 reads every file as YAML. What parses as strict JSON is the same in all
// and has exact positions.
Parsed parse_config(const TextFile& file, const TemplateContext& context, Workspace& workspace) {
  const Syntax syntax = syntax_of(file.path);
  if (syntax != Syntax::kJson)
    return parse_file(file, syntax, context, workspace);
  Parsed strict = parse_file(file, Syntax::kJson, context, workspace);
  const std::string& text = workspace.sources.file(file.source).text();
  if (strict.ok || text.size() > kMaxJsonnetConfig)
    return strict;
  const bool json_name = extension(file.path) == ".json";
  if (json_name && surely(text) == FileKind::kEcspressoConfig) {
    Parsed jsonnet = parse_file(file, Syntax::kJsonnet, context, workspace);
    if (jsonnet.ok && kind_of(jsonnet.root) == FileKind::kEcspressoConfig)
      return jsonnet;
  }
  Parsed yaml = parse_file(file, Syntax::kYaml, context, workspace);
  return yaml.ok || !json_name ? yaml : strict;
}

void find_references(EcspressoConfig& config, Diagnostics& diagnostics) {
  static constexpr struct {
    const char* key;
    const char* what;
    FileKind kind;
  } kReferences[] = {
      {"task_definition", "task definition", FileKind::kTaskDefinition},
      {"service_definition", "service definition", FileKind::kServiceDefinition},
      {"express_definition", "express definition", FileKind::kExpressDefinition},
  };
  for (const auto& [key, what, kind] : kReferences) {
    const Value* value = config.get(key);
    if (value == nullptr)
      continue;
    if (const std::string* text = value->as_string())
      config.references.push_back(
          {kind, normalize_path(join_path(parent_path(config.file.path), *text)), value->span()});
    else if (value->is_unknown())
      diagnostics.push_back(
          {Diagnostic::Level::kNote,
           "which file is the " + std::string(what) + " is only known when ecspresso runs",
           "give the environment with --envfile, or name the file as well", value->span(), ""});
  }
}

std::string known_text(const Value* value) {
  const std::string* text = value != nullptr ? value->as_string() : nullptr;
  return text != nullptr ? *text : std::string();
}

std::string region_of(const EcspressoConfig* config) {
  if (config == nullptr)
    return {};
  if (const Value* region = config->get("region"))
    return known_text(region);
  const auto given = config->context.environment.find("AWS_REGION");
  return given != config->context.environment.end() ? given->second : std::string();
}

Resource make_resource(std::string type, const TextFile& file, std::string_view key,
                       Value properties, const EcspressoConfig* config) {
  Resource resource;
  resource.type = std::move(type);
  resource.id = file.path + "#" + std::string(key);
  resource.format = config != nullptr ? "ecspresso" : "ecs-json";
  resource.span = properties.span();
  resource.properties = std::move(properties);
  resource.region = region_of(config);
  resource.sources = {file.source};
  if (config != nullptr && config->file.source != file.source)
    resource.sources.push_back(config->file.source);
  return resource;
}

std::string name_or_stem(const Value* value, const TextFile& file) {
  std::string name = written_as(value);
  return name.empty() ? file_stem(file.path) : name;
}

// What the configuration says about a service wins over the definition.
void set_from_config(Value& properties, const EcspressoConfig& config) {
  properties.erase("ServiceName");
  if (const Value* service = config.get("service"))
    properties.set("ServiceName", *service, service->span());
  const Value* cluster = config.get("cluster");
  properties.set("Cluster", cluster != nullptr ? *cluster : Value::string("default"),
                 cluster != nullptr ? cluster->span() : Span{});
}

void add_service_alias(Resource& resource) {
  const std::string cluster = known_text(resource.properties.find("Cluster"));
  const std::string service = known_text(resource.properties.find("ServiceName"));
  if (!cluster.empty() && !service.empty())
    resource.aliases.push_back(cluster + "/" + service);
}

// The revision's ARN is made by the deploy; what is known is the definition that it comes from.
Value link_to_task_definition(const EcspressoConfig& config, const std::string& id) {
  const EcspressoConfig::Reference* reference = config.reference(FileKind::kTaskDefinition);
  Unknown unknown;
  unknown.cause = Unknown::Cause::kAfterApply;
  unknown.text = written_as(config.get("task_definition"));
  if (!id.empty())
    unknown.links.push_back({Link::Kind::kResource, "", id, ""});
  else
    unknown.cause = Unknown::Cause::kUnresolved;
  return Value::unknown(std::move(unknown), reference != nullptr ? reference->span : Span{});
}

}  // namespace

const EcspressoConfig::Reference* EcspressoConfig::reference(FileKind kind) const {
  const auto found = std::ranges::find(references, kind, &Reference::kind);
  return found == references.end() ? nullptr : &*found;
}

const Value* EcspressoConfig::get(std::string_view key) const {
  const Member* member = find_ignoring_case(root, key);
  if (member == nullptr || member->value.is_null())
    return nullptr;
  const std::string* text = member->value.as_string();
  return text != nullptr && text->empty() ? nullptr : &member->value;
}

EcspressoConfigFile read_ecspresso_config(const TextFile& file, const TemplateContext& base,
                                          Workspace& workspace) {
  EcspressoConfigFile out;
  Parsed parsed = parse_config(file, base, workspace);
  out.config.file = file;
  out.config.context = base;
  out.diagnostics = std::move(parsed.diagnostics);
  out.config.root = std::move(parsed.root);
  out.ok = parsed.ok && kind_of(out.config.root) == FileKind::kEcspressoConfig;
  if (!out.ok)
    return out;
  Diagnostics of_plugins;
  PluginReader(out.config, workspace, of_plugins).read();
  if (out.config.get("plugins") != nullptr) {
    Parsed again = parse_config(file, out.config.context, workspace);
    if (again.ok && kind_of(again.root) == FileKind::kEcspressoConfig) {
      out.config.root = std::move(again.root);
      out.diagnostics = std::move(again.diagnostics);
    }
  }
  std::ranges::move(of_plugins, std::back_inserter(out.diagnostics));
  find_references(out.config, out.diagnostics);
  return out;
}

TemplateContext merged_context(const std::vector<const EcspressoConfig*>& configs,
                               const TemplateContext& base) {
  if (configs.size() == 1)
    return configs[0]->context;
  TemplateContext merged = base;
  merged.states.clear();
  for (const EcspressoConfig* config : configs) {
    const TemplateContext& one = config->context;
    std::ranges::copy(one.external_functions, std::back_inserter(merged.external_functions));
    std::ranges::copy(one.prefixes, std::back_inserter(merged.prefixes));
    for (const TemplateContext::State& state : one.states) {
      const auto same =
          std::ranges::find(merged.states, state.prefix, &TemplateContext::State::prefix);
      if (same == merged.states.end())
        merged.states.push_back(state);
      else if (same->state != state.state)
        same->state = nullptr;
    }
  }
  return merged;
}

std::vector<std::string> called_prefixes(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kFunctions = {
      "_ssm", "_ssm_list", "_secretsmanager_arn", "_cfn_output", "_cfn_export"};
  const auto is_word = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  std::vector<std::string> prefixes;
  for (const std::string_view function : kFunctions)
    for (std::size_t at = text.find(function);
         at != std::string_view::npos && prefixes.size() < 100; at = text.find(function, at + 1)) {
      // Only at the end of a word, so that no word is walked back more than once.
      if (const std::size_t end = at + function.size(); end < text.size() && is_word(text[end]))
        continue;
      std::size_t begin = at;
      while (begin > 0 && is_word(text[begin - 1]))
        --begin;
      if (begin < at)
        prefixes.emplace_back(text.substr(begin, at + 1 - begin));
    }
  return prefixes;
}

Resource config_resource(const EcspressoConfig& config, const SourceSet& sources) {
  Diagnostics none;
  Resource resource =
      make_resource("Ecspresso::Config", config.file, "config",
                    model_properties(config.root, "Ecspresso::Config", sources, none), &config);
  const std::string service = written_as(config.get("service"));
  resource.name = service.empty() ? file_stem(config.file.path) : service;
  return resource;
}

Resource task_definition_resource(Value definition, const TextFile& file,
                                  const std::vector<const EcspressoConfig*>& configs,
                                  const SourceSet& sources, Diagnostics& diagnostics) {
  Value properties = task_definition_properties(std::move(definition), sources, diagnostics);
  const EcspressoConfig* first = configs.empty() ? nullptr : configs[0];
  Resource resource = make_resource("AWS::ECS::TaskDefinition", file, "task_definition",
                                    std::move(properties), first);
  for (const EcspressoConfig* other : configs) {
    if (region_of(other) != resource.region)
      resource.region.clear();
    if (std::ranges::find(resource.sources, other->file.source) == resource.sources.end())
      resource.sources.push_back(other->file.source);
  }
  const Value* family = resource.properties.find("Family");
  resource.name = name_or_stem(family, file);
  if (const std::string known = known_text(family); !known.empty())
    resource.aliases.push_back(known);
  return resource;
}

Resource service_resource(Value definition, const TextFile& file, const EcspressoConfig* config,
                          const std::string& task_definition, const SourceSet& sources,
                          Diagnostics& diagnostics) {
  Value properties = service_properties(std::move(definition), sources, diagnostics);
  if (config != nullptr && properties.as_map() != nullptr) {
    set_from_config(properties, *config);
    properties.set("TaskDefinition", link_to_task_definition(*config, task_definition));
  }
  Resource resource =
      make_resource("AWS::ECS::Service", file, "service_definition", std::move(properties), config);
  resource.name = name_or_stem(resource.properties.find("ServiceName"), file);
  add_service_alias(resource);
  return resource;
}

Resource express_resource(Value definition, const TextFile& file, const EcspressoConfig* config,
                          const SourceSet& sources, Diagnostics& diagnostics) {
  Value properties = express_properties(std::move(definition), sources, diagnostics);
  if (config != nullptr && properties.as_map() != nullptr)
    set_from_config(properties, *config);
  Resource resource = make_resource("AWS::ECS::ExpressGatewayService", file, "express_definition",
                                    std::move(properties), config);
  resource.name = name_or_stem(resource.properties.find("ServiceName"), file);
  add_service_alias(resource);
  return resource;
}

}  // namespace advisor
