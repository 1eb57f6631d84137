#pragma once

#include <optional>
#include <string_view>

#include "src/cel/ast.h"
#include "src/cel/issue.h"
#include "src/cel/program.h"
#include "src/cel/scope.h"

namespace advisor::cel {

constexpr std::uint32_t kMaxMacroNesting = 4;
constexpr std::uint32_t kMaxProgramDepth = 250;
constexpr std::uint32_t kMaxTotalDepth = 1000;

// Turns a tree into a Program: resolves names to slots, inlines the functions of the scope, folds
// constants, compiles constant patterns. `out` is usable only if no issue is returned.
std::optional<Issue> check(const Ast& ast, ScopeData& scope, Program& out);

// The same for the body of a function about to be declared, whose parameters have no values yet.
std::optional<Issue> check_function(const UserFunction& function, ScopeData& scope);

}  // namespace advisor::cel
