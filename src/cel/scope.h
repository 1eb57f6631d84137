#pragma once

// What a Scope holds; shared by the checker and the evaluator.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/arena.h"
#include "src/cel/ast.h"
#include "src/cel/cel.h"
#include "src/cel/program.h"

namespace advisor::cel {

class Expression {
 public:
  Program program;
};

struct UserFunction {
  std::string name;
  std::vector<std::string> parameters;
  Ast body;
  std::uint32_t order = 0;  // sees only what was declared before it
};

struct Name {
  enum class Kind : std::uint8_t { kVariable, kConstant, kLet, kFunction };
  Kind kind = Kind::kVariable;
  std::uint32_t index = 0;
  std::uint32_t order = 0;
};

struct ScopeData {
  std::map<std::string, Name, std::less<>> names;
  std::vector<std::string> variables;
  std::vector<Val> constants;
  std::vector<std::string> let_names;
  std::deque<Expression> lets;
  std::deque<UserFunction> functions;
  std::deque<Expression> expressions;
  std::uint32_t locals = 0;  // slots of macro variables in all programs
  bool dotted = false;       // some name has a dot in it
  Arena arena;               // texts, string literals, folded values; constants are kept in it

  void add_name(std::string_view name, Name::Kind kind, std::size_t index);
};

struct Scope::Impl : ScopeData {};

}  // namespace advisor::cel
