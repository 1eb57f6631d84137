#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/document.h"

namespace advisor::cfn {

// A text that is a template, or would be one, read as CloudFormation reads it: JSON if it begins
// with '{', else YAML with short-form tags. A text that another tool has yet to render ("{{ if }}")
// is refused with one error.
Parsed parse_template(std::string_view text, SourceId source, const ParseLimits& limits = {});

// A parameter's declaration.
struct Parameter {
  std::string name;
  std::string type;
  Span span;                             // its name
  std::optional<std::string> fallback;   // Default
  std::vector<std::string> allowed;      // AllowedValues; empty: any
  Piece::Hole hole = Piece::Hole::kAny;  // what its value certainly does not hold
  bool is_list = false;
  bool from_store = false;  // AWS::SSM::Parameter::Value<>: the value names what is fetched
  bool secret = false;      // NoEcho
};

// A template document by its sections. Points into the document, which must not change.
struct Template {
  using Section = std::map<std::string, const Member*, std::less<>>;

  std::string path;
  std::map<std::string, Parameter, std::less<>> parameters;
  Section mappings, conditions, resources, outputs;
  bool language_extensions = false;
  bool serverless = false;
  bool macro = false;  // a transform that nobody but the service knows may change everything
  // Names may come from elsewhere (macros, SAM, includes, modules), so one that is not here need
  // not be an error.
  bool open = false;
};

Template index_template(const Value& document, std::string path);

// What is certainly wrong with the document's structure: duplicate names in a section, resources
// without type. `parsed` are the parser's findings; those that become errors leave it.
Diagnostics check_template(const Value& document, Diagnostics& parsed);

// The names in Transform.
std::vector<std::string> transforms_of(const Value& document);

// The only key of a map, if it is an intrinsic function's; nullptr otherwise.
const Member* function_of(const Value& node);

}  // namespace advisor::cfn
