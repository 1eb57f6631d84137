#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "parsers/reader.h"
#include "src/engine/language.h"

namespace advisor::cli {

// What `advisor init` sees in a repository. Paths begin as the folder was given.
struct Survey {
  std::map<std::string, std::size_t> files;        // that were read, by format
  std::size_t refused = 0;                         // files that are ours and could not be read
  std::vector<std::string> terraform_sources;      // .tf files
  std::vector<std::string> cdk_projects;           // cdk.json files without a cdk.out beside them
  std::vector<std::string> environment_variables;  // that unknown values hang on
};

// The cdk.out folders of CDK projects below the folder: often ignored by git, so that they are only
// read when they are named.
std::vector<std::string> cdk_outputs(const std::string& folder, const FileSystem& files);

// Files with rules of the user's own.
std::vector<std::string> rule_files(const std::string& folder, const FileSystem& files);

Survey survey(const std::string& folder, const InputSet& inputs, const FileSystem& files);

// What was found and what would let advisor see more, in lines.
std::string describe(const Survey& survey, const std::string& folder, Language language);

}  // namespace advisor::cli
