#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace advisor::cli {

// An entry of the `repos` of a .pre-commit-config.yaml.
struct PrecommitEntry {
  std::string repository;  // address
  std::string revision;
  std::string hook;     // id
  std::string comment;  // a line above the entry; may be empty
};

// How an entry is set: columns from the dash of its list to its keys, and from `hooks` to the dash
// of a hook.
struct PrecommitStyle {
  std::size_t indent = 2;
  std::size_t keys = 2;
  std::size_t hooks = 2;
};
std::string precommit_entry(const PrecommitEntry& entry, const PrecommitStyle& style,
                            std::string_view line_end = "\n");

// The text of a configuration with the entry behind the last one of its `repos`, in the style of
// that one; every other byte stays. nullopt where it is not certain that the result says the same
// and the entry besides.
std::optional<std::string> with_precommit_entry(std::string_view text, const PrecommitEntry& entry);

}  // namespace advisor::cli
