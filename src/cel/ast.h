#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/cel/val.h"

namespace advisor::cel {

using NodeId = std::uint32_t;
constexpr NodeId kNoNode = 0xFFFFFFFF;

// What the compiled nodes do; the tree of the parser uses a part of them.
enum class Op : std::uint8_t {
  kConst,
  kLocal,
  kVariable,
  kLet,
  kSelect,
  kHas,
  kIndex,
  kList,
  kMap,
  kNot,
  kNegate,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kInSet,
  kAnd,
  kOr,
  kConditional,
  kCall,
  kMatches,
  kOptionalOr,
  kOptionalOrValue,
  // Macros
  kAll,
  kExists,
  kExistsOne,
  kFilter,
  kTransformList,
  kTransformMap,
  kSortBy,
  kBind,
  kOptMap,
  kOptFlatMap,
};

struct AstNode {
  enum class Kind : std::uint8_t {
    kLiteral,
    kIdent,
    kSelect,  // children: operand
    kIndex,   // operand, index
    kList,
    kMap,    // key, value, key, value, ...
    kUnary,  // op
    kBinary,
    kLogic,  // op is kAnd or kOr; any number of operands
    kConditional,
    kCall,   // children: receiver if `member`, then the arguments
    kHas,    // like kSelect
    kMacro,  // op; children: range or init, then the bodies
  };
  Kind kind = Kind::kLiteral;
  Op op = Op::kConst;
  bool optional = false;     // .?f, [?k]
  bool leading_dot = false;  // .name
  bool member = false;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t name_begin = 0;
  std::uint32_t name_end = 0;
  std::string_view name;    // identifier, field, function, first macro variable
  std::string_view second;  // second macro variable; empty: there is none
  Val literal;
  std::uint32_t first = 0;  // in Ast::children
  std::uint32_t count = 0;
  std::uint32_t depth = 1;
};

struct AstChild {
  NodeId id = kNoNode;
  bool optional = false;  // [?e], {?k: e} (on the key)
};

// The tree of one expression as it is written, macros recognized. Names point into the source or
// into the arena that the parser was given.
struct Ast {
  std::string_view source;
  std::vector<AstNode> nodes;
  std::vector<AstChild> children;
  NodeId root = kNoNode;

  NodeId child(const AstNode& node, std::uint32_t i) const { return children[node.first + i].id; }
};

}  // namespace advisor::cel
