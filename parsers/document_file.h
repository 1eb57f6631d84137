#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "parsers/reader.h"
#include "parsers/template.h"
#include "src/base/files.h"
#include "src/base/source.h"
#include "src/model/document.h"

namespace advisor {

// A text that is in the source set.
struct TextFile {
  std::string path;
  std::string root;  // what it refers to must lie below this directory (canonical)
  SourceId source = 0;
};

// What all readers of one run share.
struct Workspace {
  const FileSystem& files;
  SourceSet& sources;
  const ReadOptions& options;
  // Files that were read on behalf of another: path -> what they are ("terraform-state").
  std::map<std::string, std::string> supporting;
  // Terraform states by canonical path; null: a file that is no usable state.
  std::map<std::string, std::shared_ptr<const Value>> states;
};

// std.extVar values that a file of the project gives; those of the command line win.
struct ExternalVariables {
  std::map<std::string, std::string> str;
  std::map<std::string, std::string> code;
};

enum class Syntax : std::uint8_t { kJson, kJsonnet, kYaml };

// By extension; what is neither .jsonnet nor .yml nor .yaml is JSON.
Syntax syntax_of(const std::string& path);

// Evaluates templates or Jsonnet and parses. Text without "{{" skips the template step. Imports
// are noted in `workspace.supporting`.
Parsed parse_file(const TextFile& file, Syntax syntax, const TemplateContext& context,
                  Workspace& workspace, const ExternalVariables* more = nullptr);

// The Terraform state at a path, read once per run. Null if there is none, if it is only a pointer
// to a backend, or if it is broken (then with a warning that has the path).
std::shared_ptr<const Value> load_state(const std::string& path, Workspace& workspace,
                                        Diagnostics& diagnostics);

// The file's name without folder and extension.
std::string file_stem(const std::string& path);

}  // namespace advisor
