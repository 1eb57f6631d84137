#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/jsonnet.h"
#include "parsers/template.h"
#include "src/base/files.h"
#include "src/model/resource.h"

namespace advisor {

// What the user says about how inputs are to be read.
struct ReadOptions {
  std::vector<std::string> env_files;           // --envfile, in order
  std::map<std::string, std::string> ext_str;   // --ext-str
  std::map<std::string, std::string> ext_code;  // --ext-code
  std::vector<std::string> tfstates;            // --tfstate FILE or PREFIX=FILE
  // CloudFormation: values of parameters, the later ones win.
  std::vector<std::string> parameter_files;       // --parameters FILE, in order
  std::map<std::string, std::string> parameters;  // --parameter KEY=VALUE, before all files
  bool assume_defaults = false;                   // parameters without a value have their default
  std::string region;                             // AWS::Region; empty: not known
  std::string account;                            // AWS::AccountId
  // Directory of the .tf files that plans were made from; empty: that of the plan.
  std::string terraform_source;
  // Types (of the common model, and of Terraform) whose resources are wanted; unset: all. Large
  // plans are built only as far as this goes.
  std::function<bool(std::string_view type)> wants;
  // Called when all files are read and before what one fetches from another is resolved: adds what
  // is known from elsewhere.
  std::function<void(Inventory&)> join;
  std::size_t max_file_bytes = std::size_t{64} << 20U;  // Terraform's plans and states: 4 GiB
  bool honour_gitignore = true;
  // Read what belongs to the project of a file that is given by itself: parsers/project.h.
  bool with_project = false;
};

// What happened to one file, for -v, `inspect` and the corpus test.
struct FileOutcome {
  enum class Kind : std::uint8_t { kRead, kSupporting, kLeftAlone, kRefused };
  std::string path;
  Kind kind = Kind::kLeftAlone;
  std::string format;  // "ecspresso-config", "ecs-task-definition", "lambroll-function", ...
  std::string reason;  // kRefused, kLeftAlone: why, for -v
};

struct InputSet {
  Inventory inventory;
  std::vector<FileOutcome> files;  // ordered by path; each file once
};

// Standard input given as "-".
struct StandardInput {
  std::string text;
  std::string file_name = "<stdin>";  // --stdin-filename: decides extension and directory
};

// Reads everything below the paths (files, directories, "-"). Directories: .gitignore honoured,
// .git node_modules .terraform vendor skipped, symlinked directories not followed. Kind by content,
// never by name alone. Files named on the command line that are not ours are reported with a note.
InputSet read_inputs(const std::vector<std::string>& paths, const FileSystem& files,
                     SourceSet& sources, const ReadOptions& options,
                     const StandardInput* standard_input = nullptr);

}  // namespace advisor
