#pragma once

#include <string>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/engine/rule_set.h"

namespace advisor {

// What became of one example of a rule (rule-language.md 3.6).
struct ExampleResult {
  std::string name;
  Span span;                          // the example in its rule file
  std::vector<std::string> failures;  // empty: as expected
};

// An input of an example, for tests that vary it.
struct Example {
  std::string name;
  Span span;
  std::string format;  // what the files are read as, checked if given: "terraform-plan"
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> fixed;  // replacements after following the recommendation
  Value params;
  std::string as_of;  // empty: kExampleDate
  Value expect;       // a list
};

// The date that examples run at unless they name another, so that they give the same tomorrow.
inline constexpr std::string_view kExampleDate = "2026-11-01";

// Reads the `examples` of a rule from its text; mistakes are errors that point into it. Folders
// that examples name with `input_dir` are looked up beside the rule file.
std::vector<Example> read_examples(const Rule& rule, const RuleSet& rules, SourceSet& sources,
                                   Diagnostics& diagnostics,
                                   const FileSystem& files = real_file_system());

// Runs one example through the real readers with only that rule. The texts it reads are added to
// `sources`.
ExampleResult run_example(const Rule& rule, const RuleSet& rules, const Example& example,
                          SourceSet& sources);

// All examples of a rule, and whether they cover it: a finding and a good one for every check, an
// undetermined one for the rule. What is missing is a failed result called "coverage".
std::vector<ExampleResult> run_examples(const Rule& rule, const RuleSet& rules, SourceSet& sources,
                                        Diagnostics& diagnostics);

}  // namespace advisor
