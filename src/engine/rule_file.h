#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "src/base/diagnostic.h"
#include "src/engine/rule.h"
#include "src/model/value.h"

namespace advisor {

// Gives the parsed document of `data: {name: {file: PATH}}`, PATH as written in the rule; reports
// what is wrong itself. nullptr: not readable.
using DataFile = std::function<const Value*(const std::string& path)>;

// One rule file (rule-language.md section 3.1) as a Rule, the same for YAML sources and for the
// compiled rules of the binary. Mistakes become errors in `diagnostics`; the rule is usable if none
// was added. `examples` are not read here (see examples.h).
Rule read_rule(const Value& root, const DataFile& data_file, Diagnostics& diagnostics);

// An expression in YAML: a string, or a constant that YAML has typed. Else an error that calls it
// `key`, and an empty expression.
RuleExpression rule_expression(const Value& value, std::string_view key, Diagnostics& diagnostics);
// Kebab-case: a-z, 0-9 and '-'.
bool is_rule_id(std::string_view id);

// Names and texts that `rules lint` demands of shipped rules: both languages, references, fix.
void lint_texts(const Rule& rule, Diagnostics& diagnostics);

}  // namespace advisor
