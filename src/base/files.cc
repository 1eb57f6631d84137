#include "src/base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "src/base/text.h"

namespace advisor {
namespace {

namespace fs = std::filesystem;

FileSystem::Kind kind_of(const fs::file_status& status) {
  switch (status.type()) {
    case fs::file_type::regular:
      return FileSystem::Kind::kFile;
    case fs::file_type::directory:
      return FileSystem::Kind::kDirectory;
    case fs::file_type::not_found:
    case fs::file_type::none:
      return FileSystem::Kind::kMissing;
    default:
      return FileSystem::Kind::kOther;
  }
}

Error too_large(const std::string& path, std::size_t max_bytes) {
  return Error{"cannot read " + path + ": larger than " + std::to_string(max_bytes >> 20U) +
               " MiB"};
}

Result<std::string> read_real(const std::string& path, std::size_t max_bytes) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return Error{"cannot read " + path + ": " + std::strerror(errno)};
  std::string text;
  char buffer[65536];
  // In pieces rather than by file size: pipes and /proc files report none. The size spares growing,
  // and reading what would be refused.
  std::error_code unknown;
  if (const auto size = fs::file_size(path, unknown); !unknown && size > max_bytes)
    return too_large(path, max_bytes);
  else if (!unknown)
    text.reserve(static_cast<std::size_t>(size));
  while (in.read(buffer, sizeof buffer), in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_bytes)
      return too_large(path, max_bytes);
  }
  if (in.bad())
    return Error{"cannot read " + path + ": " + std::strerror(errno)};
  return text;
}

Result<std::vector<FileSystem::Entry>> list_real(const std::string& path) {
  std::vector<FileSystem::Entry> entries;
  std::error_code error;
  fs::directory_iterator it(path.empty() ? "." : path, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;  // a dangling link is a missing file, not a failed listing
    const bool symlink = it->is_symlink(ignored);
    // The listing itself tells the kind of what is no link; asking again is a system call a file.
    auto kind = FileSystem::Kind::kOther;
    if (symlink)
      kind = kind_of(it->status(ignored));
    else if (it->is_regular_file(ignored))
      kind = FileSystem::Kind::kFile;
    else if (it->is_directory(ignored))
      kind = FileSystem::Kind::kDirectory;
    entries.push_back({it->path().filename().string(), kind, symlink});
  }
  if (error)
    return Error{"cannot list " + path + ": " + error.message()};
  std::ranges::sort(entries, {}, &FileSystem::Entry::name);
  return entries;
}

std::string resolve(const std::string& path) {
  std::error_code error;
  const fs::path result = fs::weakly_canonical(path.empty() ? "." : path, error);
  return error ? path : result.string();
}

// Every file of a directory is asked for, so the directory's part is resolved once.
class CanonicalPaths {
 public:
  std::string operator()(const std::string& path) {
    const std::string name = file_name(path);
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path.empty() ? "." : path, error);
    if (error || status.type() != fs::file_type::regular || name.empty())
      return resolve(path);
    const auto [directory, is_new] = directories_.emplace(parent_path(path), std::string());
    if (is_new)
      directory->second = resolve(directory->first);
    return join_path(directory->second, name);
  }

 private:
  std::map<std::string, std::string> directories_;
};

}  // namespace

FileSystem real_file_system() {
  FileSystem files;
  files.kind = [](const std::string& path) {
    std::error_code error;
    return kind_of(fs::status(path.empty() ? "." : path, error));
  };
  files.read = read_real;
  files.list = list_real;
  files.canonical = CanonicalPaths();
  return files;
}

FileSystem memory_file_system(const std::map<std::string, std::string>& files) {
  auto texts = std::make_shared<std::map<std::string, std::string>>();
  auto directories = std::make_shared<std::set<std::string>>();
  directories->insert({"", "."});
  for (const auto& [path, text] : files) {
    const std::string key = normalize_path(path);
    for (std::string dir = parent_path(key); !dir.empty(); dir = parent_path(dir))
      directories->insert(dir);
    texts->emplace(key, text);
  }
  FileSystem system;
  system.kind = [texts, directories](const std::string& path) {
    const std::string key = normalize_path(path);
    if (texts->contains(key))
      return FileSystem::Kind::kFile;
    return directories->contains(key) ? FileSystem::Kind::kDirectory : FileSystem::Kind::kMissing;
  };
  system.read = [texts](const std::string& path, std::size_t max_bytes) -> Result<std::string> {
    const auto found = texts->find(normalize_path(path));
    if (found == texts->end())
      return Error{"cannot read " + path + ": No such file or directory"};
    if (found->second.size() > max_bytes)
      return too_large(path, max_bytes);
    return found->second;
  };
  system.list = [texts,
                 directories](const std::string& path) -> Result<std::vector<FileSystem::Entry>> {
    const std::string key = normalize_path(path);
    if (!directories->contains(key))
      return Error{"cannot list " + path + ": No such file or directory"};
    const auto is_child = [&](const std::string& other) {
      const std::string parent = parent_path(other);
      return parent == key || (parent.empty() && key == ".");
    };
    std::vector<FileSystem::Entry> entries;
    for (const auto& [file, text] : *texts)
      if (is_child(file))
        entries.push_back({file_name(file), FileSystem::Kind::kFile, false});
    for (const std::string& directory : *directories)
      if (!directory.empty() && directory != "." && is_child(directory))
        entries.push_back({file_name(directory), FileSystem::Kind::kDirectory, false});
    std::ranges::sort(entries, {}, &FileSystem::Entry::name);
    return entries;
  };
  system.canonical = [](const std::string& path) { return normalize_path(path); };
  return system;
}

std::string join_path(const std::string& directory, const std::string& path) {
  if (directory.empty() || path.starts_with('/'))
    return path;
  return directory.ends_with('/') ? directory + path : directory + '/' + path;
}

std::string parent_path(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return {};
  return slash == 0 && path.size() > 1 ? "/" : path.substr(0, slash);
}

std::string file_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string extension(const std::string& path) {
  const std::string name = file_name(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? std::string() : name.substr(dot);
}

std::string normalize_path(const std::string& path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".")
      continue;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else if (part != ".." || !absolute)
      parts.emplace_back(part);
  }
  const std::string joined = join(parts, "/");
  if (absolute)
    return "/" + joined;
  return joined.empty() ? "." : joined;
}

bool is_below(const std::string& path, const std::string& directory) {
  if (directory.empty() || directory == ".")
    return !path.starts_with('/') && path != ".." && !path.starts_with("../");
  if (directory == "/")
    return path.starts_with('/');
  return path == directory || (path.starts_with(directory) && path.size() > directory.size() &&
                               path[directory.size()] == '/');
}

}  // namespace advisor
