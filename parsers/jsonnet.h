#pragma once

#include <map>
#include <string>
#include <vector>

#include "parsers/template.h"
#include "src/base/files.h"
#include "src/model/document.h"

namespace advisor {

struct JsonnetOptions {
  ParseLimits limits;
  std::map<std::string, std::string> ext_str;   // --ext-str
  std::map<std::string, std::string> ext_code;  // --ext-code
  std::string root;                             // imports must resolve (symlinks included) below it
  unsigned max_stack = 500;
  int timeout_ms = 5000;  // of one file, all evaluations together
};

// Evaluates a Jsonnet file with libjsonnet, offline: native functions give what call_function
// gives, undeclared std.extVar names are unknown. If the file as a whole fails, it is evaluated
// field by field and what fails becomes unknown (kNotEvaluated). Strings of the result are rendered
// as templates. Positions are searched for in the source (key names and literals in order); what is
// not found points to the nearest enclosing place that is, at worst the start of the file.
// `imported` receives the paths of all files read. With `sources` the imported files are added to
// it and values that come from them point there; without, they point to where they are used.
Parsed evaluate_jsonnet(const std::string& path, std::string_view text, SourceId source,
                        const FileSystem& files, const TemplateContext& context,
                        const JsonnetOptions& options, std::vector<std::string>* imported = nullptr,
                        SourceSet* sources = nullptr);

}  // namespace advisor
