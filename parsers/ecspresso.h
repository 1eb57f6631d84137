#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/document_file.h"
#include "parsers/formats.h"
#include "src/model/resource.h"

namespace advisor {

// An ecspresso configuration of any version: what it names, and what its plugins give to the
// templates of the files that it names.
struct EcspressoConfig {
  struct Reference {
    FileKind kind = FileKind::kTaskDefinition;
    std::string path;  // joined to the configuration's directory
    Span span;         // of the text in the configuration
  };
  TextFile file;
  Value root;
  TemplateContext context;
  std::vector<Reference> references;  // those whose path is known

  const Reference* reference(FileKind kind) const;  // nullptr: none
  // A key's value; nullptr if it is absent, null or empty. Letter case ignored.
  const Value* get(std::string_view key) const;
};

// Reads a file as configuration: YAML, JSON or Jsonnet, twice where plugins add functions. Gives
// root.kind() == kMap and kind_of(root) == kEcspressoConfig, or a failed parse if `text` is no
// configuration.
struct EcspressoConfigFile {
  EcspressoConfig config;
  Diagnostics diagnostics;
  bool ok = false;
};
EcspressoConfigFile read_ecspresso_config(const TextFile& file, const TemplateContext& base,
                                          Workspace& workspace);

// Functions and states for a definition that several configurations name: the union of what they
// offer. Where two differ on a state, its values stay unknown.
TemplateContext merged_context(const std::vector<const EcspressoConfig*>& configs,
                               const TemplateContext& base);

// For a definition without a known configuration: the prefixes under which its text calls functions
// of plugins, "app_" for app_ssm. A configuration elsewhere may well declare them.
std::vector<std::string> called_prefixes(std::string_view text);

// The configuration as a resource of type Ecspresso::Config, its keys as they are.
Resource config_resource(const EcspressoConfig& config, const SourceSet& sources);

// `configs`: those that name the definition; empty for one that is read on its own.
Resource task_definition_resource(Value definition, const TextFile& file,
                                  const std::vector<const EcspressoConfig*>& configs,
                                  const SourceSet& sources, Diagnostics& diagnostics);

// `config` may be null. `task_definition` is the id of the resource that config names, or empty.
Resource service_resource(Value definition, const TextFile& file, const EcspressoConfig* config,
                          const std::string& task_definition, const SourceSet& sources,
                          Diagnostics& diagnostics);
Resource express_resource(Value definition, const TextFile& file, const EcspressoConfig* config,
                          const SourceSet& sources, Diagnostics& diagnostics);

}  // namespace advisor
