#pragma once

// The evaluator: walks the nodes of a Program. No exceptions; unknown and error are values.

#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/cel/cel.h"
#include "src/cel/containers.h"
#include "src/cel/equal.h"
#include "src/cel/program.h"
#include "src/cel/scope.h"

namespace advisor::cel {

class Machine {
 public:
  // `arena`: for results. Host may be nullptr.
  Machine(const ScopeData& scope, Arena& arena, const Host* host, Limits limits);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  void set(Slot slot, const Val& value);
  void forget_variables();
  void forget_lets();

  // Evaluates with a fresh cost account.
  Val run(const Program& program);

  // ---- For functions.

  Arena& arena() { return arena_; }
  const Limits& limits() const { return limits_; }
  const Host* host() const { return host_; }
  // Adds to the cost; false if the limit is now exceeded. The result of the evaluation is an error
  // then, whatever the caller returns.
  bool charge(std::uint64_t units) {
    cost_ += units;
    return cost_ <= limits_.cost;
  }
  bool exhausted() const { return cost_ > limits_.cost; }
  // An error at the node that is being evaluated. The text is copied, at most 1000 bytes of it.
  Val error(std::string_view message, const Value* data = nullptr);
  Val no_overload(std::string_view function, std::span<const Val> arguments);
  Val unknown(const Doubt& doubt) { return make_unknown(arena_, doubt); }
  // kUnknown becomes an unknown with these reasons.
  Val truth(Truth value, const Doubt& doubt);
  // A string of the arena; an error beyond the limit.
  Val string(std::string_view text);
  Val too_long();                  // the error of string()
  Val list(ListBuilder& builder);  // an error beyond the limit
  // The compiled pattern from a cache of 256, or nullptr and the error in `failure`.
  const re2::RE2* pattern(std::string_view text, Val& failure);
  // The comparisons of equal.h, charged for.
  Truth equal(const Val& a, const Val& b, Doubt& doubt);
  bool identical(const Val& a, const Val& b);
  Truth contained(const Val& value, const ListView& list, Doubt& doubt);
  Truth key_in(const Val& key, const MapView& map, Doubt& doubt);
  // First error among the operands, else the union of the unknowns, else unset.
  Val strict(std::span<const Val> operands);

  // ---- For the parts of the evaluator and for blame.

  Val eval(const Program& program, NodeId id);
  const Program& let_program(std::uint32_t let) const { return scope_.lets[let].program; }
  Val let(std::uint32_t number);
  Val local(std::uint32_t slot) const { return locals_[slot]; }
  void set_local(std::uint32_t slot, const Val& value) { locals_[slot] = value; }
  const std::vector<Val>& variables() const { return variables_; }
  void reset_cost() { cost_ = 0; }
  // One property or element, rule-language.md 2.7 Table 3.
  Val select(const Val& operand, std::string_view name, bool optional);
  Val has(const Val& operand, std::string_view name);
  Val index(const Val& operand, const Val& key, bool optional);

 private:
  friend class Comprehension;

  Val eval_node(const Program& program, const Node& node);
  Val eval_operator(const Program& program, const Node& node);
  Val eval_local(const Program& program, const Node& node);
  Val eval_variable(const Node& node);
  Val eval_list(const Program& program, const Node& node);
  Val eval_map(const Program& program, const Node& node);
  Val eval_logic(const Program& program, const Node& node, bool decider);
  Val eval_not(const Val& operand);
  Val eval_conditional(const Program& program, const Node& node);
  Val eval_call(const Program& program, const Node& node);
  Val eval_matches(const Program& program, const Node& node);
  Val eval_in_set(const Program& program, const Node& node);
  Val eval_optional_or(const Program& program, const Node& node);
  Val eval_optional_or_value(const Program& program, const Node& node);
  Val eval_macro(const Program& program, const Node& node);
  Val eval_optional_map(const Program& program, const Node& node, const Val& optional);
  Val select_entry(const Val& map, const MapView& view, std::optional<std::size_t> at,
                   std::string_view key, bool optional);
  Val select_in_optional(const Val& optional, const Val& content);
  Val index_list(const Val& list, const Val& key, bool optional);
  Val cost_error();
  std::uint64_t units_left() const { return exhausted() ? 0 : limits_.cost - cost_; }
  void settle(const Budget& budget, std::uint64_t before);
  void ensure_slots();

  const ScopeData& scope_;
  Arena& arena_;
  const Host* host_;
  Limits limits_;
  std::uint64_t cost_ = 0;
  const Program* program_ = nullptr;  // where errors are reported
  const Node* at_ = nullptr;
  std::vector<Val> variables_;
  std::vector<Val> lets_;
  std::vector<Val> locals_;

  struct CachedPattern {
    std::string text;
    std::unique_ptr<re2::RE2> pattern;
  };
  std::list<CachedPattern> patterns_;  // most recently used first
  std::unordered_map<std::string_view, std::list<CachedPattern>::iterator> pattern_index_;
};

// An operator on evaluated operands (arithmetic, comparison, in).
Val apply_operator(Machine& machine, Op op, const Val& a, const Val& b);
Val negate(Machine& machine, const Val& operand);
std::string_view operator_text(Op op);
std::string_view macro_name(Op op);

}  // namespace advisor::cel
