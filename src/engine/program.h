#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/cel/cel.h"
#include "src/engine/language.h"
#include "src/engine/rule.h"

namespace advisor {

// A message with its placeholders compiled.
struct CompiledText {
  struct Part {
    std::string literal;                          // before the expression
    const cel::Expression* expression = nullptr;  // nullptr: the literal ends the text
  };
  std::vector<Part> parts;
  bool empty() const { return parts.empty(); }
};

struct CompiledVariant {
  const cel::Expression* condition = nullptr;
  std::optional<Severity> severity;
  CompiledText message;
  CompiledText recommendation;
};

struct CompiledCheck {
  const RuleCheck* source = nullptr;
  const cel::Expression* assertion = nullptr;
  const cel::Expression* when = nullptr;  // nullptr: always, likewise below
  const cel::Expression* at = nullptr;
  std::vector<CompiledVariant> variants;
  CompiledText message;
  CompiledText recommendation;
};

struct CompiledMatch {
  const RuleMatch* source = nullptr;
  const cel::Expression* when = nullptr;
  const cel::Expression* each = nullptr;
  const cel::Expression* label = nullptr;
  cel::Slot item = 0;
};

struct CompiledLookup {
  const RuleLookup* source = nullptr;
  cel::Slot slot = 0;
  cel::Slot candidate = 0;  // `it` of a find
  const cel::Expression* follow = nullptr;
  const cel::Expression* where = nullptr;
};

// A rule whose expressions are compiled against its names. Refers to the Rule, which must live
// longer.
struct Program {
  const Rule* rule = nullptr;
  cel::Scope scope;
  cel::Slot resource = 0, meta = 0, change = 0, now = 0, key = 0;
  std::vector<CompiledMatch> matches;
  std::vector<CompiledLookup> lookups;
  std::vector<CompiledCheck> checks;
  const cel::Expression* when = nullptr;
  const cel::Expression* key_expression = nullptr;
  std::map<std::string, CompiledText> fix;  // by format
};

// Finds the bytes [begin, end) of an expression's text in its rule file.
Span locate_in_rule(const RuleExpression& expression, std::uint32_t begin, std::uint32_t end,
                    const SourceSet& sources);

// `params`: a map with a value for every parameter of the rule. Mistakes become errors that point
// into the rule file; nullptr if there were any. Texts are compiled in the given languages only.
std::unique_ptr<Program> compile_rule(const Rule& rule, const Value& params,
                                      const std::vector<Language>& languages,
                                      const SourceSet& sources, Diagnostics& diagnostics);

}  // namespace advisor
