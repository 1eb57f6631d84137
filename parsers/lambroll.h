#pragma once

#include <string>
#include <vector>

#include "parsers/document_file.h"
#include "src/model/resource.h"

namespace advisor {

// A lambroll option file (v1.2+) as far as it says how other files are read. Paths are joined to
// the option file's directory.
struct LambrollOptions {
  TextFile file;
  Value root;
  std::string function;      // path of the function definition; empty if not said
  std::string function_url;  // path of the function URL definition
  std::string region;
  // True if it adds environment, states or external variables to the function's context.
  bool changes_context = false;
  TemplateContext context;
  ExternalVariables variables;
};
LambrollOptions read_lambroll_options(const TextFile& file, Value root, const TemplateContext& base,
                                      Workspace& workspace, Diagnostics& diagnostics);
Resource options_resource(const LambrollOptions& options, const SourceSet& sources);

// AWS::Lambda::Function. Tags become a list of Key and Value.
Resource function_resource(Value definition, const TextFile& file, const std::string& region,
                           const SourceSet& sources, Diagnostics& diagnostics);

// AWS::Lambda::Url. `function` is the function that the URL belongs to; nullptr: not known.
Resource function_url_resource(const Value& definition, const TextFile& file,
                               const Resource* function, const SourceSet& sources,
                               Diagnostics& diagnostics);

// The function definition that belongs to a function URL definition in the same directory: the only
// one, the one with the same name but for "_url", or function.json. nullptr: none, or undecidable.
const Resource* function_beside(const std::string& url_path,
                                const std::vector<const Resource*>& functions,
                                const SourceSet& sources);

}  // namespace advisor
