// Lists as sets. Each function is the conjunction or disjunction of `in` tests, in three values.

#include <array>

#include "src/cel/equal.h"
#include "src/cel/functions.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;
constexpr auto kStrict = Function::Unknowns::kStrict;

// The test `element in set` for every element, joined with && (all) or ||.
Truth tests(Machine& machine, const ListView& elements, const ListView& set, bool all,
            Doubt& doubt) {
  const Truth decider = all ? Truth::kFalse : Truth::kTrue;
  Truth result = truth_not(decider);
  const auto join = [&](Truth one) {
    result = all ? truth_and(result, one) : truth_or(result, one);
  };
  for (std::size_t i = 0; i < elements.size() && result != decider && !machine.exhausted(); ++i) {
    machine.charge(set.size() + 1);
    const Truth there = machine.contained(elements[i], set, doubt);
    if (elements.uncertain(i) && there != truth_not(decider)) {
      elements.doubt_element(doubt, i);
      join(Truth::kUnknown);
    } else {
      join(there);
    }
  }
  // A further element could not be in an empty set: that decides `contains` only if there is one.
  if (elements.open() && (all || set.size() != 0 || set.open())) {
    elements.doubt_end(doubt);
    join(Truth::kUnknown);
  }
  return result;
}

bool two_lists(Arguments arguments) {
  return arguments[0].is_list() && arguments[1].is_list();
}

Val contains(Machine& machine, Arguments arguments) {
  if (!two_lists(arguments))
    return machine.no_overload("sets.contains", arguments);
  Doubt doubt;
  const Truth result = tests(machine, ListView(arguments[1]), ListView(arguments[0]), true, doubt);
  return machine.truth(result, doubt);
}

Val intersects(Machine& machine, Arguments arguments) {
  if (!two_lists(arguments))
    return machine.no_overload("sets.intersects", arguments);
  Doubt doubt;
  const Truth result = tests(machine, ListView(arguments[0]), ListView(arguments[1]), false, doubt);
  return machine.truth(result, doubt);
}

Val equivalent(Machine& machine, Arguments arguments) {
  if (!two_lists(arguments))
    return machine.no_overload("sets.equivalent", arguments);
  const ListView a(arguments[0]);
  const ListView b(arguments[1]);
  Doubt doubt;
  const Truth there = tests(machine, a, b, true, doubt);
  const Truth back = tests(machine, b, a, true, doubt);
  return machine.truth(truth_and(there, back), doubt);
}

constexpr std::array<Function, 3> kFunctions = {{
    {"sets.contains", Style::kGlobal, 2, 2, kStrict, contains},
    {"sets.intersects", Style::kGlobal, 2, 2, kStrict, intersects},
    {"sets.equivalent", Style::kGlobal, 2, 2, kStrict, equivalent},
}};

}  // namespace

std::span<const Function> set_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
