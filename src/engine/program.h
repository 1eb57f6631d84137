#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/cel/cel.h"
#include "src/engine/language.h"
#include "src/engine/narrowing.h"
#include "src/engine/rule.h"

namespace advisor {

// A message with placeholders. They are compiled when it is first shown: most runs show few.
struct CompiledText {
  struct Part {
    std::string literal;                          // before the expression
    const cel::Expression* expression = nullptr;  // nullptr: the literal ends the text
  };
  const RuleExpression* source = nullptr;
  std::string_view opening = "{{";  // of a placeholder
  bool compiled = false;
  std::vector<Part> parts;
  bool empty() const { return source == nullptr; }
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
  bool when_first = false;  // `when` can be evaluated before any lookup
};

struct CompiledLookup {
  const RuleLookup* source = nullptr;
  cel::Slot slot = 0;
  cel::Slot candidate = 0;  // `it` of a find
  const cel::Expression* follow = nullptr;
  const cel::Expression* where = nullptr;
  bool constant = false;  // selects the same for every subject
  // What candidates can be found by; the expressions are set if it is.
  std::optional<Narrowing> narrowing;
  const cel::Expression* key = nullptr;
  const cel::Expression* wanted = nullptr;
  const cel::Expression* filter = nullptr;  // may be nullptr all the same
};

// A rule whose expressions are compiled against its names. Refers to the Rule, which must live
// longer.
struct Program {
  const Rule* rule = nullptr;
  cel::Scope scope;
  cel::Slot resource = 0, change = 0, now = 0, key = 0;
  std::vector<CompiledMatch> matches;
  std::vector<CompiledLookup> lookups;
  std::vector<CompiledCheck> checks;
  const cel::Expression* when = nullptr;
  const cel::Expression* key_expression = nullptr;
  std::map<std::string, CompiledText> fix;        // by format
  std::vector<const cel::Expression*> overrides;  // conditions, in the order of the configuration

  // The text with its placeholders compiled. One that does not compile is left out: compile_rule
  // has reported it when the rule was loaded.
  const std::vector<CompiledText::Part>& parts(CompiledText& text);
};

enum class Texts : std::uint8_t { kCompile, kLeaveForLater };

// Finds the bytes [begin, end) of an expression's text in its rule file.
Span locate_in_rule(const RuleExpression& expression, std::uint32_t begin, std::uint32_t end,
                    const SourceSet& sources);

// `params`: a map with a value for every parameter of the rule. Mistakes become errors that point
// into the rule file; nullptr if there were any. Texts are compiled in the given languages only.
// Texts of rules that are known to compile may be left for later. `overrides`: the conditions of
// the configuration.
std::unique_ptr<Program> compile_rule(const Rule& rule, const Value& params,
                                      const std::vector<Language>& languages,
                                      const SourceSet& sources, Diagnostics& diagnostics,
                                      Texts texts = Texts::kCompile,
                                      const std::vector<RuleExpression>& overrides = {});

}  // namespace advisor
