#pragma once

#include <map>
#include <string>
#include <vector>

#include "parsers/reader.h"
#include "src/base/source.h"

namespace advisor {

// What read_inputs makes of files in memory, as text.
struct ReadTree {
  SourceSet sources;
  InputSet inputs;

  // The properties of the resource with that id in the dump notation; "(none)" if there is none.
  std::string properties(const std::string& id) const;
  const Resource* resource(const std::string& id) const;
  // "TYPE id (name)" per line.
  std::string resources() const;
  // "path:line:column: level: message (hint)" per line.
  std::string diagnostics() const;
  // "path: read format" or "path: refused format: reason" per line.
  std::string files() const;
};

ReadTree read_tree(const std::map<std::string, std::string>& files,
                   const std::vector<std::string>& paths = {"."}, const ReadOptions& options = {},
                   const StandardInput* standard_input = nullptr);

// One resource on lines of its own: type, id, name, region, aliases, position and properties.
std::string describe(const Resource& resource, const SourceSet& sources);
std::string describe(const Diagnostic& diagnostic, const SourceSet& sources);
std::string describe(const FileOutcome& outcome);

}  // namespace advisor
