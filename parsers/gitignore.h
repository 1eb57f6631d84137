#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

// One file of ignore patterns, as gitignore(5) describes them: comments, negation, patterns
// anchored by a slash, directory-only patterns, `*`, `?`, `[…]`, `**` and backslash escapes.
class IgnorePatterns {
 public:
  explicit IgnorePatterns(std::string_view text);

  // `path` is relative to the directory of the ignore file, without a leading slash. nullopt: no
  // pattern says anything; else whether the last one that matches ignores the path. That a parent
  // directory is ignored is the caller's business. Cost: linear in patterns, for each at most
  // pattern length times path length.
  std::optional<bool> ignored(std::string_view path, bool is_directory) const;

 private:
  struct Pattern {
    std::vector<std::string> segments;  // between slashes; "**" is one of its own
    bool negated = false;
    bool directory_only = false;
    bool anchored = false;  // else it is matched with the last component only
  };
  void add(std::string_view line);

  std::vector<Pattern> patterns_;
};

// Matches one path component with git's wildmatch; exported for tests.
bool matches_component(std::string_view text, std::string_view pattern);

}  // namespace advisor
