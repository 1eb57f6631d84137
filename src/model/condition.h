#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "src/base/source.h"
#include "src/model/value.h"

namespace advisor {

// A comparison in a template's conditions that only the deploy decides:
// {"Fn::Equals": [<subject>, <literal>]}.
struct ConditionAtom {
  std::string subject;  // what is not known, in a form that is the same wherever it is meant
                        // ("template.yaml#Ref Env"); empty: nothing is known about it
  std::string literal;
  std::vector<std::string> allowed;  // every value the subject may have; empty: any
  friend bool operator==(const ConditionAtom&, const ConditionAtom&) = default;
};

// Boolean expression over atoms.
struct ConditionExpression {
  enum class Kind : std::uint8_t { kConstant, kAtom, kNot, kAnd, kOr };
  Kind kind = Kind::kConstant;
  bool value = false;    // kConstant
  std::size_t atom = 0;  // kAtom: index in Conditions::atoms
  std::vector<ConditionExpression> operands;

  static ConditionExpression constant(bool value);
  static ConditionExpression of_atom(std::size_t atom);
  static ConditionExpression negation(ConditionExpression operand);
};

// A named condition of a template that is not decided by what is known.
struct Condition {
  std::string id;    // unique in the run: "<file>#<name>"
  std::string name;  // for messages
  ConditionExpression expression;
  Span span;
};

// All undecided conditions of a run.
struct Conditions {
  std::vector<ConditionAtom> atoms;
  std::map<std::string, Condition> by_id;

  // Index of the atom, which is added if it is new. Atoms without subject are always new.
  std::size_t intern(ConditionAtom atom);
};

// One way in which conditions may come out.
struct World {
  std::map<std::string, bool> decided;  // by condition id
};

inline constexpr std::size_t kMaxWorldAtoms = 6;

// Every combination of the given conditions' values that is possible: two atoms of one subject are
// never both true, and where the allowed values are known, one of them is. Unknown ids are
// independent of everything. nullopt: more than kMaxWorldAtoms undecided comparisons are involved.
std::optional<std::vector<World>> worlds_of(const Conditions& conditions,
                                            const std::set<std::string>& ids);

// "IsProd is true and HasDomain is false"
std::string describe(const World& world, const Conditions& conditions);

// The ids of all conditions on which a part of the value depends.
void collect_conditions(const Value& value, std::set<std::string>& ids);

// The value as it is in that world: choices whose condition the world decides are replaced by what
// they choose; nullopt where that is nothing. Spans stay.
std::optional<Value> in_world(const Value& value, const World& world);

}  // namespace advisor
