#include "parsers/discover.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "parsers/gitignore.h"
#include "src/base/text.h"

namespace advisor {
namespace {

constexpr int kMaxDepth = 100;
constexpr std::size_t kMaxIgnoreFile = std::size_t{1} << 20U;

bool is_skipped_directory(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kSkipped = {".git", "node_modules", ".terraform",
                                                               "vendor"};
  return std::ranges::find(kSkipped, name) != kSkipped.end();
}

std::string relative_to(const std::string& path, const std::string& directory) {
  if (directory == "." || directory.empty())
    return path;
  return path.substr(std::min(path.size(), directory.size() + (directory == "/" ? 0 : 1)));
}

// The ignore files that hold for a directory, outermost first. Paths are canonical.
class IgnoreStack {
 public:
  IgnoreStack(const FileSystem& files, bool enabled) : files_(files), enabled_(enabled) {}

  // Loads what holds in `directory` from above: everything between the work tree's top and it.
  void enter_from_top(const std::string& top, const std::string& directory) {
    load(top, join_path(top, ".git/info/exclude"));
    const std::string below = directory == top ? "" : relative_to(directory, top);
    std::string here = top;
    if (below.empty())
      return;
    for (const std::string_view part : split(below, '/')) {
      push(here);
      here = here == "." ? std::string(part) : join_path(here, std::string(part));
    }
  }
  std::size_t depth() const { return levels_.size(); }
  // Returns the depth to pop back to.
  std::size_t push(const std::string& directory) {
    const std::size_t before = levels_.size();
    load(directory, directory == "." ? ".gitignore" : join_path(directory, ".gitignore"));
    return before;
  }
  void pop_to(std::size_t depth) {
    levels_.erase(levels_.begin() + static_cast<std::ptrdiff_t>(depth), levels_.end());
  }
  bool ignores(const std::string& path, bool is_directory) const {
    for (auto it = levels_.rbegin(); it != levels_.rend(); ++it)
      if (const auto says = it->patterns.ignored(relative_to(path, it->directory), is_directory))
        return *says;
    return false;
  }

 private:
  struct Level {
    std::string directory;
    IgnorePatterns patterns;
  };

  void load(const std::string& directory, const std::string& file) {
    if (!enabled_ || files_.kind(file) != FileSystem::Kind::kFile)
      return;
    if (const Result<std::string> text = files_.read(file, kMaxIgnoreFile))
      levels_.push_back({directory, IgnorePatterns(*text)});
  }

  const FileSystem& files_;
  bool enabled_;
  std::vector<Level> levels_;
};

class Walker {
 public:
  Walker(const FileSystem& files, bool honour_gitignore, bool (*is_wanted)(const std::string&),
         Discovery& out)
      : files_(files), honour_gitignore_(honour_gitignore), is_wanted_(is_wanted), out_(out) {}

  void start(const std::string& path) {
    switch (files_.kind(path)) {
      case FileSystem::Kind::kDirectory:
        walk_tree(path);
        break;
      case FileSystem::Kind::kMissing:
        out_.diagnostics.push_back(
            {Diagnostic::Level::kError,
             "cannot read " + printable(path) + ": no such file or directory", "", Span{}, path});
        break;
      default:
        add(path, reference_root(path, files_), true, files_.canonical(path));
    }
  }

  void list_folders_above(const FoundFile& file) {
    for (std::string folder = parent_path(normalize_path(file.path));;
         folder = join_path(folder, "..")) {
      folder = normalize_path(folder);
      const std::string canonical = files_.canonical(folder);
      if (!is_below(canonical, file.root) && canonical != file.root)
        return;
      if (listed_.insert(canonical).second)
        walk_tree(folder, file.root, kMaxDepth);
      if (canonical == file.root)
        return;
    }
  }

 private:
  void walk_tree(const std::string& path, const std::string& root = "", int depth = 0) {
    const std::string canonical = files_.canonical(path);
    const std::string top = work_tree(canonical, files_);
    IgnoreStack ignores(files_, honour_gitignore_);
    if (!top.empty())
      ignores.enter_from_top(top, canonical);
    const std::string& enclosing = top.empty() ? canonical : top;
    walk(path, canonical, root.empty() ? enclosing : root, ignores, depth);
  }

  void walk(const std::string& path, const std::string& canonical, const std::string& root,
            IgnoreStack& ignores, int depth) {
    const auto entries = files_.list(path);
    if (!entries) {
      out_.diagnostics.push_back(
          {Diagnostic::Level::kError, entries.error().message, "", Span{}, path});
      return;
    }
    const bool has_ignore_file = std::ranges::binary_search(*entries, std::string(".gitignore"), {},
                                                            &FileSystem::Entry::name);
    const std::size_t before = has_ignore_file ? ignores.push(canonical) : ignores.depth();
    for (const FileSystem::Entry& entry : *entries) {
      const std::string child = path == "." ? entry.name : join_path(path, entry.name);
      const std::string real = canonical == "." ? entry.name : join_path(canonical, entry.name);
      const bool is_directory = entry.kind == FileSystem::Kind::kDirectory;
      if (is_directory && !entry.symlink && depth < kMaxDepth &&
          !is_skipped_directory(entry.name) && !ignores.ignores(real, true))
        walk(child, real, root, ignores, depth + 1);
      else if (entry.kind == FileSystem::Kind::kFile && is_wanted_(entry.name) &&
               !leads_out(entry, child, root) && !ignores.ignores(real, false))
        add(child, root, false, entry.symlink ? files_.canonical(child) : real);
    }
    ignores.pop_to(before);
  }

  bool leads_out(const FileSystem::Entry& entry, const std::string& path,
                 const std::string& root) const {
    return entry.symlink && !is_below(files_.canonical(path), root);
  }

  void add(const std::string& path, const std::string& root, bool named,
           const std::string& canonical) {
    const auto [seen, fresh] = index_.emplace(canonical, out_.files.size());
    if (fresh)
      out_.files.push_back({path, root, named, canonical});
    else if (named)
      out_.files[seen->second].named = true;
  }

  const FileSystem& files_;
  bool honour_gitignore_;
  bool (*is_wanted_)(const std::string& name);
  Discovery& out_;
  std::map<std::string, std::size_t> index_;
  std::set<std::string> listed_;
};

}  // namespace

std::string work_tree(const std::string& path, const FileSystem& files) {
  for (std::string directory = path;; directory = parent_path(directory)) {
    if (files.kind(join_path(directory, ".git")) != FileSystem::Kind::kMissing)
      return directory.empty() ? "." : directory;
    if (directory.empty() || directory == "/" || directory == ".")
      return {};
  }
}

std::vector<FoundFile> files_above(const std::vector<FoundFile>& of, const FileSystem& files,
                                   bool honour_gitignore) {
  Discovery out;
  Walker walker(files, honour_gitignore, has_known_extension, out);
  for (const FoundFile& file : of)
    walker.list_folders_above(file);
  std::ranges::sort(out.files, {}, &FoundFile::path);
  return std::move(out.files);
}

std::string reference_root(const std::string& path, const FileSystem& files) {
  const std::string canonical = files.canonical(path);
  std::string top = work_tree(parent_path(canonical), files);
  if (!top.empty())
    return top;
  const std::string working = files.canonical("");
  return is_below(canonical, working) ? working : parent_path(canonical);
}

bool has_known_extension(const std::string& path) {
  static constexpr std::array<std::string_view, 9> kKnown = {
      ".json", ".jsonnet", ".libsonnet", ".yml", ".yaml", ".template", ".cfn", ".txt", ".tfstate"};
  const std::string found = to_lower_ascii(extension(path));
  return std::ranges::find(kKnown, found) != kKnown.end();
}

Discovery discover(const std::vector<std::string>& paths, const FileSystem& files,
                   bool honour_gitignore, bool (*is_wanted)(const std::string& name)) {
  Discovery out;
  Walker walker(files, honour_gitignore, is_wanted, out);
  for (const std::string& path : paths)
    walker.start(path.empty() ? path : normalize_path(path));
  std::ranges::sort(out.files, {}, &FoundFile::path);
  return out;
}

}  // namespace advisor
