#pragma once

#include <string>
#include <utility>
#include <vector>

#include "src/engine/examples.h"
#include "src/engine/language.h"
#include "src/engine/rule.h"

namespace advisor {

// Texts about rules: what `rules list`, `rules show`, `rules docs` and `rules digest` share.

// "Critical", or the range "Critical–Info" of a rule whose parts weigh differently.
std::string severity_range(const Rule& rule);
// A value as it is written in advisor.yaml, on one line.
std::string written(const Value& value);
// "ECS" for a rule about AWS::ECS::Service.
std::string service_of(const Rule& rule);

// Files of an example, path and text.
using ExampleFiles = std::vector<std::pair<std::string, std::string>>;
struct PageExamples {
  ExampleFiles bad;   // of the first example that expects a finding
  ExampleFiles good;  // the same after the fix, else of the first example that passes
};
PageExamples choose_examples(const std::vector<Example>& examples);

struct PageOptions {
  bool postmortem_links = true;
};

// The page of a rule in English and Japanese, as GitHub Flavored Markdown.
std::string rule_page(const Rule& rule, const PageExamples& examples, const PageOptions& options);
// The page that lists them all. `rules`: sorted by id.
std::string rule_index(const std::vector<const Rule*>& rules);

// How a page that was generated begins: such a page may be overwritten or deleted.
inline constexpr std::string_view kGeneratedMark = "<!-- Written by `advisor rules docs`";

}  // namespace advisor
