#pragma once

#include <cstdint>
#include <string_view>

#include "src/model/value.h"

namespace advisor {

// What a file is, decided by its content; names are no guide.
enum class FileKind : std::uint8_t {
  kForeign,
  kEcspressoConfig,
  kTaskDefinition,     // plain or as describe-task-definition prints it
  kServiceDefinition,  // also the input of `aws ecs create-service`
  kExpressDefinition,
  kRunOverrides,  // of `ecspresso run` or `aws ecs run-task`: deploys nothing
  kLambrollFunction,
  kLambrollFunctionUrl,
  kLambrollOptions,
  kCloudFormation,  // template: JSON or YAML, also SAM and what the CDK makes
};

// "ecs-task-definition" and so on, for FileOutcome::format.
std::string_view format_name(FileKind kind);

// `root` is the document with templates evaluated; letter case of keys does not matter.
FileKind kind_of(const Value& root);

// Words of a text that make it worth parsing. Cost: one pass, ended by the first of each kind.
struct TellingWords {
  bool config = false;      // names of ecspresso configuration keys
  bool definition = false;  // names of definition keys
  bool section = false;     // names of template sections
  bool any() const { return config || definition || section; }
};
TellingWords telling_words(std::string_view text);

// A rule file of ours (YAML): its examples are full of words of definitions, and deploy nothing.
bool is_rule_file(std::string_view text);
// Whether a text, parsed or not, has the top-level keys of a CloudFormation template. Such a text
// is not one for ecspresso's templates: "{{resolve:" is CloudFormation's own.
bool looks_like_template(std::string_view text);

// For a text that does not parse: the kind whose keys it certainly has (JSON or Jsonnet: at the top
// level; YAML: at the start of a line), else kForeign. Used to report broken files without noise
// about foreign ones.
FileKind surely(std::string_view text);

// Member by key, letter case ignored as Go's decoder does; the last one wins. nullptr if none.
const Member* find_ignoring_case(const Value& map, std::string_view key);

}  // namespace advisor
