#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/arena.h"
#include "src/cel/ast.h"
#include "src/engine/rule.h"
#include "src/engine/static_type.h"

namespace advisor {

// One parsed expression of a rule: a whole scalar or a placeholder in a text.
struct StaticExpression {
  const RuleExpression* source = nullptr;
  std::uint32_t offset = 0;  // of the expression in source->text
  cel::Ast ast;
};

struct StaticFunction {
  std::vector<std::string> parameters;
  StaticExpression body;
};

// What a name stands for inside an expression. `path` names the value across expressions
// ("resource", "c#3"); empty: it has no lasting name.
struct StaticBinding {
  std::string name;
  StaticType type;
  std::string path;
};

// The names that all expressions of a rule share.
struct StaticNames {
  std::map<std::string, StaticType, std::less<>> variables;
  std::map<std::string, StaticExpression, std::less<>> lets;
  std::map<std::string, StaticFunction, std::less<>> functions;
};

// What is certain at some point of a rule: paths of properties that are there ("resource.Port"),
// and "@resource=TYPE" or "@resource!TYPE" where meta.type has been compared.
using Facts = std::set<std::string, std::less<>>;

// Which facts hold where an expression has a certain value.
class FactFinder {
 public:
  explicit FactFinder(const StaticNames& names) : names_(names) {}

  Facts facts_if(const StaticExpression& expression, const std::vector<StaticBinding>& locals,
                 bool value);
  Facts facts_if(const cel::Ast& ast, cel::NodeId id, const std::vector<StaticBinding>& locals,
                 bool value);
  // Where a list or map expression has been evaluated and gave an element.
  Facts facts_if_not_empty(const StaticExpression& expression);
  // "resource.LoadBalancers[0].ContainerName"; empty if the node is no chain of properties.
  std::string path_of(const cel::Ast& ast, cel::NodeId id,
                      const std::vector<StaticBinding>& locals);
  // The rule was too large for all of its facts.
  bool exhausted() const { return exhausted_; }

 private:
  using Locals = std::vector<StaticBinding>;
  void logic(const cel::Ast& ast, const cel::AstNode& node, const Locals& locals, bool value,
             Facts& facts);
  void conditional(const cel::Ast& ast, const cel::AstNode& node, const Locals& locals, bool value,
                   Facts& facts);
  void comparison(const cel::Ast& ast, const cel::AstNode& node, const Locals& locals, bool value,
                  Facts& facts);
  bool call(const cel::Ast& ast, const cel::AstNode& node, const Locals& locals, bool value,
            Facts& facts);
  struct Claim;  // that an expression has a value
  void defaults(const Claim& claim, cel::NodeId inside, Facts& facts);
  void default_at(const Claim& claim, const cel::AstNode& site, const StaticExpression* let,
                  Facts& facts);

  const StaticNames& names_;
  int depth_ = 0;
  int work_ = 0;  // a rule file cannot make the check slow
  bool exhausted_ = false;
};

// The value of an expression without names: whether `text` is certainly true or false.
bool is_constantly(std::string_view text, bool value);
// A path and all it begins with.
void add_path(std::string_view path, Facts& facts);

}  // namespace advisor
