#pragma once

#include <string>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/files.h"

namespace advisor {

struct FoundFile {
  std::string path;  // as the user will see it: the given path, joined with what was found below
  // What the file may refer to lies below this directory (canonical): the enclosing git work tree,
  // else the scanned directory, else, for a file, the working directory or the file's own.
  std::string root;
  bool named = false;  // given by the user, not found by walking
  std::string canonical;
};

struct Discovery {
  std::vector<FoundFile> files;  // ordered by path; a file that is reached in two ways once
  Diagnostics diagnostics;       // paths that do not exist or cannot be listed
};

// .json .jsonnet .libsonnet .yml .yaml .template .cfn .txt .tfstate, in any letter case.
bool has_known_extension(const std::string& path);

// Walks directories. Skipped: .git node_modules .terraform vendor, what .gitignore files (from the
// top of the git work tree down) and .git/info/exclude ignore, symlinked directories, symlinked
// files that lead out of the root, and every file whose name is not wanted. A path given by the
// user is never skipped.
Discovery discover(const std::vector<std::string>& paths, const FileSystem& files,
                   bool honour_gitignore,
                   bool (*is_wanted)(const std::string& name) = has_known_extension);

// The top of the git work tree around a canonical path; empty if there is none.
std::string work_tree(const std::string& path, const FileSystem& files);

// What lies directly in the folder of each file and in the folders above it, up to the root of the
// file; skipped is what discover() skips.
std::vector<FoundFile> files_above(const std::vector<FoundFile>& of, const FileSystem& files,
                                   bool honour_gitignore);

// FoundFile::root for a file that is given by itself.
std::string reference_root(const std::string& path, const FileSystem& files);

}  // namespace advisor
