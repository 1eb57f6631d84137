#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/files.h"
#include "src/base/source.h"
#include "src/engine/verdict.h"

namespace advisor {

// What a finding is about: never a line, a message or a severity.
struct FindingIdentity {
  std::string rule;  // "rule-id", "rule-id/check-id"
  std::string file;  // as seen from the folder of the baseline; empty for what stands in no file
  std::string resource;  // Resource::id without the file
  std::string path;      // inside the resource: the rule's key, else the label, else the path
  friend bool operator==(const FindingIdentity&, const FindingIdentity&) = default;
  friend bool operator<(const FindingIdentity& a, const FindingIdentity& b) {
    return std::tie(a.rule, a.file, a.resource, a.path) <
           std::tie(b.rule, b.file, b.resource, b.path);
  }
};

// The findings that a team knows and does not want to see in every run. A file that `advisor
// baseline` writes, one finding a line, so that changes to it can be reviewed and merged.
struct Baseline {
  std::string path;
  // How many findings are the same: a rule may judge elements that nothing tells apart.
  std::map<FindingIdentity, int> findings;

  // The entry for a finding, also under a former id of its rule; findings.end() if there is none.
  std::map<FindingIdentity, int>::const_iterator find(const FindingIdentity& identity,
                                                      const Verdict& verdict) const;
};

// An error diagnostic where the file cannot be read or says something else.
Baseline read_baseline(const std::string& path, const FileSystem& files, SourceSet& sources,
                       Diagnostics& diagnostics);
std::string write_baseline(const Baseline& baseline);

// What a run found, as a baseline at some path would name it.
struct Identified {
  // Suppressed ones are left out. The pointers are those of the verdicts that were given.
  std::map<FindingIdentity, std::vector<Verdict*>> findings;
  std::vector<std::string> files;       // that were read, in order
  std::set<FindingIdentity> undecided;  // rule and resource of undetermined verdicts

  // Whether the run can tell that there is no such finding: it read the file and decided the rule.
  bool decides(const FindingIdentity& entry) const;
};
Identified identify(std::vector<Verdict>& verdicts, const std::string& path,
                    const FileSystem& files, const SourceSet& sources);

// Marks the findings that the baseline lists; of more than it counts, those that come last are new.
// Returns how many entries match nothing any more.
int mark_known(const Baseline& baseline, const FileSystem& files, const SourceSet& sources,
               std::vector<Verdict>& verdicts);

}  // namespace advisor
