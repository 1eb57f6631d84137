#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace advisor::cli {

// The text of a small rule that works, with examples that pass: what `rules new` writes.
// date: "2026-11-22". nullopt for a type that is not known.
std::optional<std::string> rule_skeleton(std::string_view type, std::string_view id,
                                         std::string_view date);
std::vector<std::string_view> skeleton_types();

}  // namespace advisor::cli
