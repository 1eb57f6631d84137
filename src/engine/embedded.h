#pragma once

#include <span>
#include <string_view>

namespace advisor {

// A shipped rule inside the binary, written by cmake/pack_rules.cc at build time.
struct EmbeddedRule {
  std::string_view path;  // "rules/ecs/ecs-container-ulimits.yaml"
  std::string_view id;
  std::string_view aliases;  // separated by blanks, likewise below
  std::string_view types;    // of its subjects
  std::string_view related;  // all types that it names, in lookups and expressions, too
  std::string_view packed;   // the rule without its examples, data tables in place (model/packed.h)
  std::string_view text;     // the YAML file as it is; touched only by `rules test|show` and errors
};

std::span<const EmbeddedRule> embedded_rules();  // sorted by path

}  // namespace advisor
