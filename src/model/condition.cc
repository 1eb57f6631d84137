#include "src/model/condition.h"

#include <algorithm>
#include <utility>

namespace advisor {
namespace {

using Kind = ConditionExpression::Kind;

void collect_atoms(const ConditionExpression& expression, std::set<std::size_t>& atoms) {
  if (expression.kind == Kind::kAtom)
    atoms.insert(expression.atom);
  for (const ConditionExpression& operand : expression.operands)
    collect_atoms(operand, atoms);
}

bool evaluate(const ConditionExpression& expression, const std::map<std::size_t, bool>& atoms) {
  const auto holds = [&](const ConditionExpression& operand) { return evaluate(operand, atoms); };
  switch (expression.kind) {
    case Kind::kConstant:
      return expression.value;
    case Kind::kAtom:
      return atoms.at(expression.atom);
    case Kind::kNot:
      return !holds(expression.operands.front());
    case Kind::kAnd:
      return std::ranges::all_of(expression.operands, holds);
    case Kind::kOr:
      return std::ranges::any_of(expression.operands, holds);
  }
  return false;
}

// Whether one value of the subject can make all of its atoms come out that way.
bool possible(const Conditions& conditions, const std::map<std::size_t, bool>& atoms) {
  for (const auto& [index, holds] : atoms) {
    const ConditionAtom& atom = conditions.atoms[index];
    if (atom.subject.empty())
      continue;
    std::vector<std::string> excluded;
    std::size_t true_atoms = 0;
    for (const auto& [other, other_holds] : atoms) {
      if (conditions.atoms[other].subject != atom.subject)
        continue;
      if (other_holds)
        ++true_atoms;
      else
        excluded.push_back(conditions.atoms[other].literal);
    }
    if (true_atoms > 1)
      return false;
    const auto is_excluded = [&](const std::string& value) {
      return std::ranges::find(excluded, value) != excluded.end();
    };
    if (atom.allowed.empty())
      continue;
    if (holds && std::ranges::find(atom.allowed, atom.literal) == atom.allowed.end())
      return false;
    if (true_atoms == 0 && std::ranges::all_of(atom.allowed, is_excluded))
      return false;
  }
  return true;
}

template <class Map>
Map combination(const std::vector<typename Map::key_type>& keys, std::size_t bits) {
  Map out;
  for (std::size_t i = 0; i < keys.size(); ++i)
    out.emplace(keys[i], ((bits >> i) & 1U) == 0);  // the first combination is "all true"
  return out;
}

}  // namespace

ConditionExpression ConditionExpression::constant(bool value) {
  ConditionExpression out;
  out.value = value;
  return out;
}

ConditionExpression ConditionExpression::of_atom(std::size_t atom) {
  ConditionExpression out;
  out.kind = Kind::kAtom;
  out.atom = atom;
  return out;
}

ConditionExpression ConditionExpression::negation(ConditionExpression operand) {
  ConditionExpression out;
  out.kind = Kind::kNot;
  out.operands.push_back(std::move(operand));
  return out;
}

std::size_t Conditions::intern(ConditionAtom atom) {
  if (!atom.subject.empty())
    if (const auto known = std::ranges::find(atoms, atom); known != atoms.end())
      return static_cast<std::size_t>(known - atoms.begin());
  atoms.push_back(std::move(atom));
  return atoms.size() - 1;
}

std::optional<std::vector<World>> worlds_of(const Conditions& conditions,
                                            const std::set<std::string>& ids) {
  std::set<std::size_t> used;
  std::vector<std::string> free;
  for (const std::string& id : ids) {
    const auto known = conditions.by_id.find(id);
    if (known == conditions.by_id.end())
      free.push_back(id);
    else
      collect_atoms(known->second.expression, used);
  }
  if (used.size() + free.size() > kMaxWorldAtoms)
    return std::nullopt;
  const std::vector<std::size_t> atoms(used.begin(), used.end());
  std::vector<World> worlds;
  for (std::size_t bits = 0; bits < (std::size_t{1} << (atoms.size() + free.size())); ++bits) {
    const auto values = combination<std::map<std::size_t, bool>>(atoms, bits);
    if (!possible(conditions, values))
      continue;
    World world{combination<std::map<std::string, bool>>(free, bits >> atoms.size())};
    for (const std::string& id : ids)
      if (const auto known = conditions.by_id.find(id); known != conditions.by_id.end())
        world.decided.emplace(id, evaluate(known->second.expression, values));
    if (std::ranges::find(worlds, world.decided, &World::decided) == worlds.end())
      worlds.push_back(std::move(world));
  }
  return worlds;
}

std::string describe(const World& world, const Conditions& conditions) {
  std::string out;
  for (const auto& [id, holds] : world.decided) {
    const auto known = conditions.by_id.find(id);
    out += (out.empty() ? "" : " and ") +
           (known == conditions.by_id.end() ? id : known->second.name) +
           (holds ? " is true" : " is false");
  }
  return out;
}

void collect_conditions(const Value& value, std::set<std::string>& ids) {
  if (const List* list = value.as_list()) {
    for (const Value& element : *list)
      collect_conditions(element, ids);
  } else if (const Map* map = value.as_map()) {
    for (const Member& member : *map)
      collect_conditions(member.value, ids);
  } else if (const Unknown* unknown = value.as_unknown(); unknown != nullptr && unknown->choice) {
    ids.insert(unknown->choice->condition);
    for (const Value* branch : {unknown->choice->then.get(), unknown->choice->otherwise.get()})
      if (branch != nullptr)
        collect_conditions(*branch, ids);
  }
}

std::optional<Value> in_world(const Value& value, const World& world) {
  if (const Unknown* unknown = value.as_unknown(); unknown != nullptr && unknown->choice) {
    const auto decided = world.decided.find(unknown->choice->condition);
    if (decided == world.decided.end())
      return value;
    const auto& chosen = decided->second ? unknown->choice->then : unknown->choice->otherwise;
    return chosen == nullptr ? std::nullopt : in_world(*chosen, world);
  }
  Value out = value;
  if (List* list = out.as_list()) {
    list->clear();
    for (const Value& element : *value.as_list())
      if (auto there = in_world(element, world))
        list->push_back(std::move(*there));
  } else if (Map* map = out.as_map()) {
    map->clear();
    for (const Member& member : *value.as_map())
      if (auto there = in_world(member.value, world))
        map->push_back({member.key, member.key_span, std::move(*there)});
  }
  return out;
}

}  // namespace advisor
