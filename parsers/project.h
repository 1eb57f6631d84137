#pragma once

#include <map>
#include <string>
#include <vector>

#include "parsers/discover.h"
#include "parsers/reader.h"

namespace advisor {

// What belongs to the same project as files that were given by themselves, as a commit hook gives
// those that changed, and is not among them:
// - ecspresso: the configurations that name one of them, in the folder of the file or above it, up
//   to its root. What else a configuration names is read with it in any case.
// - lambroll: functions and function URLs in the folder of one of them; the option files there or
//   above that name one of these; what an option file among them names.
std::vector<FoundFile> project_files(const std::vector<FoundFile>& given, const FileSystem& files,
                                     const ReadOptions& options,
                                     const std::map<std::string, std::string>& environment);

}  // namespace advisor
