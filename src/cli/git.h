#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"

namespace advisor::cli {

// The days on which commits changed a file, oldest first ("2026-11-22"), as git tells. An error
// where git is not installed, or the file is not in a repository or not committed.
Result<std::vector<std::string>> commit_dates(const std::string& path);

// Lines of the working tree, 1-based, both ends included. last == first - 1: lines were taken out
// behind `last`.
struct LineRange {
  int first = 0, last = 0;

  // Whether one of these lines was changed, or one taken out from among them or right behind them:
  // it may have been the last of what they hold.
  bool touches(const LineRange& changed) const;
};

// What differs between a commit and the working tree: committed since, staged or not.
class Changes {
 public:
  // Patch as `git diff -U0` writes it, with the prefixes a/ and b/; root: absolute, with links
  // resolved; tracked: all files that git knows of, as seen from the root.
  Changes(std::string root, std::string_view patch, std::set<std::string, std::less<>> tracked);

  // Paths are absolute, with links resolved. What git does not track counts as changed: nobody can
  // tell what it was.
  bool in_file(const std::string& path) const;
  bool is_tracked(const std::string& path) const;
  bool in_lines(const std::string& path, LineRange range) const;
  // All ranges of a file, in order.
  const std::vector<LineRange>& lines(const std::string& path) const;

 private:
  // As seen from the root; empty outside of it.
  std::string_view inside(const std::string& path) const;
  void read(std::string_view patch);

  std::string root_;
  std::set<std::string, std::less<>> tracked_;
  std::map<std::string, std::vector<LineRange>, std::less<>> files_;
};

// Since the merge base of `ref` and HEAD, in the repository that `directory` is in. An error where
// git is not installed, this is no repository, or git knows no such commit or no merge base.
Result<Changes> changes_since(const std::string& ref, const std::string& directory);

}  // namespace advisor::cli
