#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/engine/static_names.h"
#include "src/engine/static_type.h"

namespace advisor {

// Where diagnostics of expressions go: each mistake once, at its place in the rule file.
class StaticReport {
 public:
  StaticReport(const SourceSet& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  // begin and end: bytes in the text of `expression`.
  void add(Diagnostic::Level level, std::string message, std::string hint,
           const StaticExpression& expression, std::uint32_t begin, std::uint32_t end);
  void add(Diagnostic::Level level, std::string message, std::string hint, Span span);

 private:
  const SourceSet& sources_;
  Diagnostics& diagnostics_;
  std::set<std::pair<std::uint64_t, std::string>> seen_;
};

// Finds the type of an expression and reports what cannot work in it. Names that are not known and
// wrong numbers of arguments are left to compile_rule.
class StaticInference {
 public:
  StaticInference(const StaticNames& names, StaticReport& report)
      : names_(names), report_(report), finder_(names) {}

  struct Options {
    bool unguarded = true;  // warn about properties that may be missing
  };
  StaticType infer(const StaticExpression& expression, const Facts& facts, Options options);
  StaticType infer(const StaticExpression& expression, const Facts& facts) {
    return infer(expression, facts, Options());
  }
  // A function body by itself, its parameters being anything.
  void infer_function(const StaticFunction& function);
  FactFinder& finder() { return finder_; }

 private:
  enum class Access : std::uint8_t { kPlain, kOptional, kHas };
  struct Property {
    std::string name;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  struct Selected {
    StaticType type;
    std::vector<const StaticType*> with;
    std::vector<const StaticType*> without;
    const StaticType* unguarded = nullptr;
    bool open = false;     // some alternative may have anything
    bool guarded = false;  // has() of it is true here
  };

  StaticType node(cel::NodeId id);
  StaticType nested(const StaticExpression& expression, std::vector<StaticBinding> locals,
                    const Facts& facts);
  StaticType with_facts(cel::NodeId id, const Facts& added);
  StaticType ident(const cel::AstNode& node);
  StaticType property_of(cel::NodeId operand, const Property& property, Access access);
  StaticType select(const StaticType& base, const std::string& base_path, const Property& property,
                    Access access);
  void look_up(const StaticType& alternative, const std::string& base_path,
               const Property& property, Selected& selected);
  void report_missing(const Selected& selected, const Property& property);
  void report_unguarded(const Selected& selected, const std::string& base_path,
                        const Property& property);
  StaticType index(const cel::AstNode& node);
  StaticType list(const cel::AstNode& node);
  StaticType unary(const cel::AstNode& node);
  StaticType binary(const cel::AstNode& node);
  void compare(const cel::AstNode& node, const StaticType& left, const StaticType& right);
  void membership(const cel::AstNode& node, const StaticType& left, const StaticType& right);
  StaticType logic(const cel::AstNode& node);
  StaticType conditional(const cel::AstNode& node);
  StaticType call(const cel::AstNode& node);
  StaticType user_function(const cel::AstNode& node, const StaticFunction& function);
  StaticType macro(const cel::AstNode& node);
  StaticType loop(const cel::AstNode& node, const StaticType& range, const std::string& range_path);

  void check_literal(const cel::AstNode& node, const std::string& name);
  void check_text_call(const cel::AstNode& node, const StaticType& receiver);
  void check_pattern(const cel::AstNode& node, const StaticType& receiver,
                     const cel::AstNode& argument);
  void check_value(const StaticType& type, const cel::AstNode& literal);
  std::string last_name(cel::NodeId id);

  std::string path_of(cel::NodeId id) { return finder_.path_of(here_->ast, id, locals_); }
  std::string text(const cel::AstNode& node) const;
  void add(Diagnostic::Level level, std::string message, std::string hint, std::uint32_t begin,
           std::uint32_t end);
  const cel::AstNode& at(cel::NodeId id) const { return here_->ast.nodes[id]; }
  cel::NodeId child(const cel::AstNode& node, std::uint32_t i) const {
    return here_->ast.child(node, i);
  }

  const StaticNames& names_;
  StaticReport& report_;
  FactFinder finder_;
  const StaticExpression* here_ = nullptr;
  std::vector<StaticBinding> locals_;
  Facts facts_;
  Options options_;
  std::map<std::pair<std::string, Facts>, StaticType> lets_;  // by name and what holds there
  int depth_ = 0;
  int work_ = 0;
  int variables_ = 0;
};

}  // namespace advisor
