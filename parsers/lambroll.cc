#include "parsers/lambroll.h"

#include <algorithm>
#include <utility>

#include "parsers/env_file.h"
#include "parsers/formats.h"
#include "parsers/properties.h"
#include "src/base/text.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxEnvFile = std::size_t{1} << 20U;

const Value* get(const Value& map, std::string_view key) {
  const Member* member = find_ignoring_case(map, key);
  return member != nullptr ? &member->value : nullptr;
}

std::string text_at(const Value& map, std::string_view key) {
  const Value* value = get(map, key);
  const std::string* text = value != nullptr ? value->as_string() : nullptr;
  return text != nullptr ? *text : std::string();
}

// Reads what an option file names, relative to its own directory.
class OptionsReader {
 public:
  OptionsReader(LambrollOptions& options, Workspace& workspace, Diagnostics& diagnostics)
      : options_(options), workspace_(workspace), diagnostics_(diagnostics) {}

  void read() {
    const Value& root = options_.root;
    options_.function = path(text_at(root, "function"));
    options_.region = text_at(root, "region");
    options_.function_url = path(text_at(root, "function_url"));
    if (const Value* deploy = get(root, "deploy");
        deploy != nullptr && options_.function_url.empty())
      options_.function_url = path(text_at(*deploy, "function_url"));
    add_state("", text_at(root, "tfstate"));
    if (const Value* prefixed = get(root, "prefixed_tfstate"); prefixed != nullptr)
      if (const Map* map = prefixed->as_map())
        for (const Member& member : *map)
          if (const std::string* url = member.value.as_string())
            add_state(member.key, *url);
    add_variables(get(root, "ext_str"), options_.variables.str);
    add_variables(get(root, "ext_code"), options_.variables.code);
    if (const Value* list = get(root, "envfile"); list != nullptr)
      if (const List* names = list->as_list())
        for (const Value& name : *names)
          if (const std::string* text = name.as_string())
            add_env_file(path(*text));
  }

 private:
  std::string path(const std::string& written) const {
    return written.empty() ? written
                           : normalize_path(join_path(parent_path(options_.file.path), written));
  }
  bool is_readable(const std::string& file) const {
    return workspace_.files.kind(file) == FileSystem::Kind::kFile &&
           is_below(workspace_.files.canonical(file), options_.file.root);
  }

  void add_state(const std::string& prefix, const std::string& url) {
    if (url.empty() || url.find("://") != std::string::npos || !is_readable(path(url)))
      return;
    auto state = load_state(path(url), workspace_, diagnostics_);
    if (state == nullptr)
      return;
    std::erase_if(options_.context.states,
                  [&](const TemplateContext::State& s) { return s.prefix == prefix; });
    options_.context.states.push_back({prefix, std::move(state)});
    options_.changes_context = true;
  }

  void add_variables(const Value* given, std::map<std::string, std::string>& out) {
    const Map* map = given != nullptr ? given->as_map() : nullptr;
    if (map == nullptr)
      return;
    for (const Member& member : *map)
      if (const std::string* text = member.value.as_string())
        options_.changes_context |= out.emplace(member.key, *text).second;
  }

  void add_env_file(const std::string& file) {
    if (!is_readable(file))
      return;
    Result<std::string> text = workspace_.files.read(file, kMaxEnvFile);
    if (!text)
      return;
    const SourceId source = workspace_.sources.add(file, std::move(*text));
    workspace_.sources.withhold_text(source);
    workspace_.supporting.emplace(file, "env-file");
    std::ranges::move(
        read_env_file(workspace_.sources.file(source).text(), source, options_.context.environment),
        std::back_inserter(diagnostics_));
    options_.changes_context = true;
  }

  LambrollOptions& options_;
  Workspace& workspace_;
  Diagnostics& diagnostics_;
};

Resource make_resource(std::string type, const TextFile& file, std::string_view key,
                       Value properties) {
  Resource resource;
  resource.type = std::move(type);
  resource.id = file.path + "#" + std::string(key);
  resource.format = "lambroll";
  resource.span = properties.span();
  resource.properties = std::move(properties);
  resource.sources = {file.source};
  return resource;
}

// {"team": "a"} -> [{"Key": "team", "Value": "a"}]
void make_tags_a_list(Value& definition) {
  Map* members = definition.as_map();
  if (members == nullptr)
    return;
  for (Member& member : *members) {
    const Map* tags = member.value.as_map();
    if (tags == nullptr || !equals_ignoring_case(member.key, "Tags"))
      continue;
    List list;
    for (const Member& tag : *tags) {
      Map pair = {{"Key", tag.key_span, Value::string(tag.key, tag.key_span)},
                  {"Value", tag.key_span, tag.value}};
      Value element = Value::map(std::move(pair),
                                 {tag.key_span.source, tag.key_span.begin, tag.value.span().end});
      element.set_uncertain(tag.value.uncertain());
      list.push_back(std::move(element));
    }
    Value replaced = Value::list(std::move(list), member.value.span());
    replaced.set_open(member.value.open());
    member.value = std::move(replaced);
  }
}

Value target_of(const Resource* function) {
  const Value* name = function != nullptr ? function->properties.find("FunctionName") : nullptr;
  if (name == nullptr) {
    Unknown unknown;
    unknown.cause = Unknown::Cause::kUnresolved;
    return Value::unknown(std::move(unknown));
  }
  Value target = *name;
  if (Unknown* unknown = target.as_unknown())
    unknown->links.insert(unknown->links.begin(), {Link::Kind::kResource, "", function->id, ""});
  return target;
}

}  // namespace

LambrollOptions read_lambroll_options(const TextFile& file, Value root, const TemplateContext& base,
                                      Workspace& workspace, Diagnostics& diagnostics) {
  LambrollOptions options;
  options.file = file;
  options.root = std::move(root);
  options.context = base;
  OptionsReader(options, workspace, diagnostics).read();
  return options;
}

Resource options_resource(const LambrollOptions& options, const SourceSet& sources) {
  Diagnostics none;
  Resource resource =
      make_resource("Lambroll::Options", options.file, "options",
                    model_properties(options.root, "Lambroll::Options", sources, none));
  resource.name = file_stem(options.file.path);
  resource.region = options.region;
  return resource;
}

Resource function_resource(Value definition, const TextFile& file, const std::string& region,
                           const SourceSet& sources, Diagnostics& diagnostics) {
  make_tags_a_list(definition);
  erase_ignoring_case(definition, {"Publish"});  // lambroll overwrites it with its flag
  Resource resource = make_resource(
      "AWS::Lambda::Function", file, "function",
      model_properties(std::move(definition), "AWS::Lambda::Function", sources, diagnostics));
  resource.region = region;
  const Value* name = resource.properties.find("FunctionName");
  resource.name = written_as(name);
  if (resource.name.empty())
    resource.name = file_stem(file.path);
  if (name != nullptr && name->as_string() != nullptr)
    resource.aliases.push_back(*name->as_string());
  return resource;
}

Resource function_url_resource(const Value& definition, const TextFile& file,
                               const Resource* function, const SourceSet& sources,
                               Diagnostics& diagnostics) {
  const Value* config = get(definition, "Config");
  Value properties = config != nullptr ? *config : Value::map({}, definition.span());
  erase_ignoring_case(properties, {"FunctionName"});
  properties = model_properties(std::move(properties), "AWS::Lambda::Url", sources, diagnostics);
  if (properties.as_map() != nullptr) {
    Value target = target_of(function);
    const Span span = target.span();
    properties.set("TargetFunctionArn", std::move(target), span);
  }
  Resource resource =
      make_resource("AWS::Lambda::Url", file, "function_url", std::move(properties));
  resource.name = function != nullptr ? function->name : file_stem(file.path);
  if (function != nullptr) {
    resource.region = function->region;
    resource.sources.insert(resource.sources.end(), function->sources.begin(),
                            function->sources.end());
  }
  return resource;
}

const Resource* function_beside(const std::string& url_path,
                                const std::vector<const Resource*>& functions,
                                const SourceSet& sources) {
  std::string wanted = file_stem(url_path);
  if (const std::size_t at = wanted.find("_url"); at != std::string::npos)
    wanted.erase(at, 4);
  const Resource* only = nullptr;
  int count = 0;
  for (const Resource* function : functions) {
    const std::string& path = sources.file(function->sources[0]).path();
    if (parent_path(path) != parent_path(url_path))
      continue;
    if (file_stem(path) == wanted)
      return function;
    only = function;
    ++count;
  }
  return count == 1 ? only : nullptr;
}

}  // namespace advisor
