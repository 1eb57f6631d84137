#pragma once

#include <deque>
#include <string_view>
#include <utility>
#include <vector>

#include "src/engine/rule.h"
#include "src/engine/static_infer.h"
#include "src/engine/static_names.h"

namespace advisor {

// Offset and size of the expressions between `opening` and }}.
std::vector<std::pair<std::size_t, std::size_t>> placeholders(std::string_view text,
                                                              std::string_view opening);
// Notes: names that nothing uses, conditions that are always the same. `expressions` are all of
// the rule.
void lint_rule(const Rule& rule, const std::deque<StaticExpression>& expressions,
               StaticReport& report);

}  // namespace advisor
