#include "parsers/document_file.h"

#include <string_view>
#include <utility>

#include "parsers/json.h"
#include "parsers/jsonnet.h"
#include "parsers/yaml.h"
#include "src/base/text.h"

namespace advisor {
namespace {

// People write comments into .json because Jsonnet takes them; the two tools do not.
Parsed with_json_hint(Parsed parsed) {
  if (!parsed.ok)
    for (Diagnostic& diagnostic : parsed.diagnostics)
      if (diagnostic.level == Diagnostic::Level::kError && diagnostic.hint.empty())
        diagnostic.hint = "ecspresso and lambroll read this file as strict JSON";
  return parsed;
}

Parsed parse_plain(std::string_view text, const TextFile& file, Syntax syntax,
                   const ParseLimits& limits) {
  if (syntax == Syntax::kYaml) {
    YamlOptions options;
    options.limits = limits;
    return parse_yaml(text, file.source, options);
  }
  JsonOptions options;
  options.limits = limits;
  return with_json_hint(parse_json(text, file.source, options));
}

Parsed parse_template(std::string_view text, const TextFile& file, Syntax syntax,
                      const TemplateContext& context, const ParseLimits& limits) {
  const TemplateHost host = syntax == Syntax::kYaml ? TemplateHost::kYaml : TemplateHost::kJson;
  const RenderedVariants rendered = render_template(text, file.source, host, context);
  if (!rendered.ok) {
    Parsed failed;
    failed.diagnostics = rendered.diagnostics;
    failed.ok = false;
    return failed;
  }
  return parse_rendered(rendered, [&](std::string_view variant) {
    return parse_plain(variant, file, syntax, limits);
  });
}

Parsed parse_jsonnet(std::string_view text, const TextFile& file, const TemplateContext& context,
                     const ParseLimits& limits, Workspace& workspace,
                     const ExternalVariables* more) {
  JsonnetOptions options;
  options.limits = limits;
  options.ext_str = workspace.options.ext_str;
  options.ext_code = workspace.options.ext_code;
  if (more != nullptr) {
    options.ext_str.insert(more->str.begin(), more->str.end());
    options.ext_code.insert(more->code.begin(), more->code.end());
  }
  options.root = file.root;
  std::vector<std::string> imported;
  Parsed parsed =
      evaluate_jsonnet(file.path, text, file.source, workspace.files, context, options, &imported);
  for (std::string& path : imported)
    workspace.supporting.emplace(normalize_path(path), "jsonnet-import");
  return parsed;
}

}  // namespace

Syntax syntax_of(const std::string& path) {
  const std::string found = extension(path);
  if (found == ".jsonnet" || found == ".libsonnet")
    return Syntax::kJsonnet;
  return found == ".yml" || found == ".yaml" ? Syntax::kYaml : Syntax::kJson;
}

Parsed parse_file(const TextFile& file, Syntax syntax, const TemplateContext& context,
                  Workspace& workspace, const ExternalVariables* more) {
  const std::string_view text = workspace.sources.file(file.source).text();
  ParseLimits limits;
  limits.bytes = workspace.options.max_file_bytes;
  if (syntax == Syntax::kJsonnet)
    return parse_jsonnet(text, file, context, limits, workspace, more);
  return text.find("{{") == std::string_view::npos
             ? parse_plain(text, file, syntax, limits)
             : parse_template(text, file, syntax, context, limits);
}

std::shared_ptr<const Value> load_state(const std::string& path, Workspace& workspace,
                                        Diagnostics& diagnostics) {
  const auto [place, fresh] = workspace.states.emplace(workspace.files.canonical(path), nullptr);
  if (!fresh || workspace.files.kind(path) != FileSystem::Kind::kFile)
    return place->second;
  const Result<std::string> text = workspace.files.read(path, workspace.options.max_file_bytes);
  if (!text) {
    diagnostics.push_back({Diagnostic::Level::kWarning, text.error().message, "", Span{}, path});
    return nullptr;
  }
  workspace.supporting.emplace(normalize_path(path), "terraform-state");
  // Without a source: a state holds secrets, and no message may quote it.
  Parsed parsed = parse_json(*text, 0);
  if (!parsed.ok) {
    diagnostics.push_back({Diagnostic::Level::kWarning,
                           printable(path) + " is not a Terraform state; its values stay unknown",
                           "", Span{}, path});
    return nullptr;
  }
  if (parsed.root.find("resources") != nullptr || parsed.root.find("outputs") != nullptr)
    place->second = std::make_shared<const Value>(std::move(parsed.root));
  return place->second;
}

std::string file_stem(const std::string& path) {
  const std::string name = file_name(path);
  return name.substr(0, name.size() - extension(name).size());
}

}  // namespace advisor
