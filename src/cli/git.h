#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"

namespace advisor::cli {

// The days on which commits changed a file, oldest first ("2026-11-22"), as git tells. An error
// where git is not installed, or the file is not in a repository or not committed.
Result<std::vector<std::string>> commit_dates(const std::string& path);

}  // namespace advisor::cli
