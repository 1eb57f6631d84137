#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "src/cel/ast.h"
#include "src/cel/val.h"

namespace re2 {
class RE2;
}

namespace advisor::cel {

// One node of a compiled expression. What a to e hold depends on op:
//   kConst           a: index in constants
//   kLocal           a: slot; b: node of its init if a bind made it, else kNoNode
//   kVariable, kLet  a: number in the scope
//   kSelect, kHas    a: operand; b: index in names; flag optional
//   kIndex           a: operand; b: index; flag optional
//   kList, kMap      a: first in arguments; b: count; optional entries have kOptionalEntry set
//   kAnd, kOr        a: first in arguments; b: count
//   unary, binary    a, b: operands;  kConditional: a, b, c
//   kCall            a: first in arguments; b: count; c: number of the function
//   kMatches         a: text; b: index in patterns
//   kInSet           a: operand; b: the list; c: index in sets
//   macros           a: range (kBind: init); b: first variable; c: second or kNoNode;
//                    d: filter or kNoNode (kFilter: its predicate);
//                    e: predicate of a quantifier, result of the others (kFilter: kNoNode)
struct Node {
  Op op = Op::kConst;
  bool optional = false;
  std::uint16_t source = 0;  // index in Program::sources
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t a = kNoNode;
  std::uint32_t b = kNoNode;
  std::uint32_t c = kNoNode;
  std::uint32_t d = kNoNode;
  std::uint32_t e = kNoNode;
};

constexpr std::uint32_t kOptionalEntry = 0x80000000;

// A compiled expression. Slots of macro variables are distinct in the whole scope, so that a let
// can be evaluated in the middle of another expression.
struct Program {
  std::vector<std::string_view> sources;  // its text, then those of the functions it uses
  std::vector<Node> nodes;
  std::vector<std::uint32_t> arguments;
  std::vector<Val> constants;
  std::vector<std::string_view> names;
  std::vector<std::unique_ptr<re2::RE2>> patterns;
  std::vector<std::unordered_set<std::string_view>> sets;
  NodeId root = kNoNode;
  std::uint32_t depth = 0;  // of the recursion that evaluating it takes, its lets included
};

}  // namespace advisor::cel
