// Functions about resources; the engine answers them through Host.

#include <array>

#include "src/cel/functions.h"
#include "src/cel/pieces.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;
constexpr auto kOwn = Function::Unknowns::kOwn;

// Values are identified by address: the node, also of an unknown.
const Value* node_of(const Val& value) {
  if (value.is_optional() && value.optional_data() != nullptr && !value.optional_data()->maybe)
    return node_of(value.optional_data()->value);
  return value.is_node() ? &value.node() : nullptr;
}

Val undecided(Machine& machine, Arguments arguments) {
  Doubt doubt;
  for (const Val& argument : arguments) {
    doubt.add(argument);
    doubt.add(node_of(argument));
  }
  return machine.unknown(doubt);
}

Val answer(Machine& machine, Arguments arguments, Truth truth) {
  return truth == Truth::kUnknown ? undecided(machine, arguments)
                                  : Val::boolean(truth == Truth::kTrue);
}

Val found(Machine& machine, Arguments arguments) {
  const Value* node = node_of(arguments[0]);
  if (node == nullptr || machine.host() == nullptr)
    return undecided(machine, arguments);
  return answer(machine, arguments, machine.host()->found(*node));
}

Val is_type(Machine& machine, Arguments arguments) {
  if (arguments[1].is_definite() && !arguments[1].is_string())
    return machine.no_overload("isType", arguments);
  const Value* node = node_of(arguments[0]);
  if (node == nullptr || machine.host() == nullptr || arguments[1].is_unknown())
    return undecided(machine, arguments);
  return answer(machine, arguments, machine.host()->is_type(*node, arguments[1].string_value()));
}

Val meta_of(Machine& machine, Arguments arguments) {
  const Value* node = node_of(arguments[0]);
  const Value* meta =
      node == nullptr || machine.host() == nullptr ? nullptr : machine.host()->meta_of(*node);
  return meta == nullptr ? undecided(machine, arguments) : Val::from(*meta);
}

// A computed string or partly known string as a node, so that the host can look at it.
const Value* reference_node(Machine& machine, const Val& value) {
  if (const Value* node = node_of(value))
    return node;
  if (value.is_string())
    return &machine.arena().keep(Value::string(std::string(value.string_value())));
  const auto fragments = fragments_of(value);
  if (!fragments)
    return nullptr;
  Unknown unknown;
  for (const Fragment& fragment : *fragments)
    unknown.pieces.push_back({std::string(fragment.text), fragment.hole});
  return &machine.arena().keep(Value::unknown(std::move(unknown)));
}

Val refers(Machine& machine, Arguments arguments) {
  if (machine.host() == nullptr)
    return undecided(machine, arguments);
  const Value* reference = reference_node(machine, arguments[0]);
  const Value* resource = node_of(arguments[1]);
  if (reference == nullptr || resource == nullptr)
    return undecided(machine, arguments);
  return answer(machine, arguments, machine.host()->refers(*reference, *resource));
}

constexpr std::array<Function, 4> kFunctions = {{
    {"found", Style::kGlobal, 1, 1, kOwn, found, false},
    {"isType", Style::kGlobal, 2, 2, kOwn, is_type, false},
    {"metaOf", Style::kGlobal, 1, 1, kOwn, meta_of, false},
    {"refers", Style::kGlobal, 2, 2, kOwn, refers, false},
}};

}  // namespace

std::span<const Function> resource_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
