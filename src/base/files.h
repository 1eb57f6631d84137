#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "src/base/result.h"

namespace advisor {

// The only way to the file system, so that tests and rule examples run in memory. Paths use '/';
// relative ones are relative to the working directory (real) or to the root (in memory).
struct FileSystem {
  enum class Kind : std::uint8_t { kMissing, kFile, kDirectory, kOther };
  struct Entry {
    std::string name;  // last component
    Kind kind = Kind::kMissing;
    bool symlink = false;
  };
  // Follows symbolic links.
  std::function<Kind(const std::string& path)> kind;
  // The whole file; refuses files above max_bytes ("cannot read X: larger than N MB").
  std::function<Result<std::string>(const std::string& path, std::size_t max_bytes)> read;
  // Entries in byte order of their names, without "." and "..".
  std::function<Result<std::vector<Entry>>(const std::string& path)> list;
  // Absolute path with symbolic links resolved; the path itself where that fails. Identifies a
  // file that is reached in two ways and keeps imports inside the scanned root.
  std::function<std::string(const std::string& path)> canonical;
};

FileSystem real_file_system();
// files: path -> text. Directories exist where a file lies below them.
FileSystem memory_file_system(const std::map<std::string, std::string>& files);

// Lexical helpers on '/'-separated paths.
std::string join_path(const std::string& directory, const std::string& path);  // absolute path wins
std::string parent_path(const std::string& path);                              // "" for "x"
std::string file_name(const std::string& path);
std::string extension(const std::string& path);  // ".json"; "" if there is none
// Removes "." and "a/.." parts; keeps leading "..".
std::string normalize_path(const std::string& path);
// True if `path` is `directory` or lies below it; both normalized and of the same kind.
bool is_below(const std::string& path, const std::string& directory);

}  // namespace advisor
