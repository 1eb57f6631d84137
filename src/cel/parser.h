#pragma once

#include <string_view>
#include <variant>

#include "src/cel/arena.h"
#include "src/cel/ast.h"
#include "src/cel/issue.h"

namespace advisor::cel {

constexpr std::uint32_t kMaxDepth = 100;
constexpr std::size_t kMaxNodes = 10'000;
constexpr std::size_t kMaxArguments = 64;

// Parses one expression (rule-language.md 2.1, 2.2, 2.5). The first error ends it. `source` and
// `arena` must outlive the tree.
std::variant<Ast, Issue> parse(std::string_view source, Arena& arena);

}  // namespace advisor::cel
