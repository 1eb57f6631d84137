// Walks an expression again to find the document nodes that explain its value. truth() answers for
// a boolean part, origins() for the value of an operand, absent() for an optional that is none.

#include "src/cel/blame.h"

#include <algorithm>
#include <unordered_map>

#include "src/cel/containers.h"

namespace advisor::cel {
namespace {

constexpr std::size_t kMaxFound = 1000;
constexpr std::size_t kMaxSteps = 100'000;

class Blamer {
 public:
  explicit Blamer(Machine& machine) : machine_(machine) {}

  std::vector<const Value*> run(const Program& program) {
    const Val value = machine_.run(program);
    machine_.reset_cost();
    if (value.is_bool())
      truth(program, program.root, value.bool_value());
    else
      origins(program, program.root);
    return std::move(found_);
  }

 private:
  Val eval(const Program& program, NodeId id) { return machine_.eval(program, id); }

  void add(const Value* node) {
    if (node != nullptr && found_.size() < kMaxFound &&
        std::find(found_.begin(), found_.end(), node) == found_.end())
      found_.push_back(node);
  }

  // ---- Boolean parts

  // A let that is used many times in another is walked each time.
  bool too_far() { return ++steps_ > kMaxSteps || machine_.exhausted(); }

  void truth(const Program& program, NodeId id, bool result) {
    if (too_far())
      return;
    const Node& node = program.nodes[id];
    switch (node.op) {
      case Op::kAnd:
      case Op::kOr:
        return logic(program, node, result);
      case Op::kNot:
        return truth(program, node.a, !result);
      case Op::kConditional:
        return conditional(program, node, [&](NodeId branch) { truth(program, branch, result); });
      case Op::kHas:
        return has(program, node, result);
      case Op::kAll:
      case Op::kExists:
      case Op::kExistsOne:
        return quantifier(program, node, result);
      case Op::kLet:
        return truth(machine_.let_program(node.a), machine_.let_program(node.a).root, result);
      case Op::kLocal:
        return node.b != kNoNode ? truth(program, node.b, result) : origins(program, id);
      case Op::kBind:
        machine_.set_local(node.b, Val::unset());
        return truth(program, node.e, result);
      case Op::kOptionalOrValue:
        return or_value(program, node, result);
      default:
        return origins(program, id);
    }
  }

  void logic(const Program& program, const Node& node, bool result) {
    const bool decider = node.op == Op::kOr;
    for (std::uint32_t i = 0; i < node.b; ++i) {
      const NodeId operand = program.arguments[node.a + i];
      if (result != decider || eval(program, operand).as_bool() == result)
        truth(program, operand, result);
    }
  }

  template <class Branch>
  void conditional(const Program& program, const Node& node, Branch branch) {
    const auto condition = eval(program, node.a).as_bool();
    if (!condition)
      return;
    branch(*condition ? node.b : node.c);
    truth(program, node.a, *condition);
  }

  void has(const Program& program, const Node& node, bool result) {
    if (!result)
      return lacking(program, node.a);
    const Val map = content(eval(program, node.a));
    if (!map.is_map())
      return;
    const MapView view(map);
    if (const auto at = view.find(program.names[node.b]))
      add(view.value(*at).origin());
  }

  void or_value(const Program& program, const Node& node, bool result) {
    const Val optional = eval(program, node.a);
    if (!optional.is_optional())
      return;
    if (optional.optional_data() == nullptr) {
      absent(program, node.a);
      return truth(program, node.b, result);
    }
    const Node& made = program.nodes[node.a];
    if (made.op != Op::kOptMap)
      return origins(program, node.a);
    machine_.set_local(made.b, content(eval(program, made.a)));
    truth(program, made.e, result);
  }

  // ---- Quantifiers

  std::size_t bind(const Node& node, const Val& range, std::size_t i, const Value*& element) {
    Val value;
    Val key;
    std::size_t size = 0;
    if (range.is_map()) {
      const MapView map(range);
      size = map.size();
      if (i < size) {
        key = map.key(i);
        value = map.value(i);
      }
    } else {
      const ListView list(range);
      size = list.size();
      key = Val::integer(static_cast<std::int64_t>(i));
      if (i < size)
        value = list[i];
    }
    element = value.origin();
    if (node.c == kNoNode) {
      machine_.set_local(node.b, range.is_map() ? key : value);
    } else {
      machine_.set_local(node.b, key);
      machine_.set_local(node.c, value);
    }
    return size;
  }

  // Blames the elements for which the predicate has this value; false if there is none.
  bool elements(const Program& program, const Node& node, const Val& range, bool wanted) {
    bool any = false;
    const Value* element = nullptr;
    for (std::size_t i = 0; i < bind(node, range, i, element) && !machine_.exhausted(); ++i) {
      if (eval(program, node.e).as_bool() != wanted)
        continue;
      any = true;
      const std::size_t before = found_.size();
      truth(program, node.e, wanted);
      if (found_.size() == before)
        add(element);
    }
    return any;
  }

  void quantifier(const Program& program, const Node& node, bool result) {
    const Val range = eval(program, node.a);
    if (!range.is_list() && !range.is_map())
      return origins(program, node.a);
    if (node.op == Op::kAll && !result) {
      elements(program, node, range, false);
    } else if (node.op != Op::kAll && (result || several(program, node, range))) {
      elements(program, node, range, true);
    } else if (result || !near_misses(program, node, range)) {
      origins(program, node.a);
    }
  }

  // exists_one that is false because more than one element satisfies it.
  bool several(const Program& program, const Node& node, const Val& range) {
    int count = 0;
    const Value* element = nullptr;
    for (std::size_t i = 0; i < bind(node, range, i, element) && !machine_.exhausted(); ++i)
      count += eval(program, node.e).is_true() ? 1 : 0;
    return count > 1;
  }

  // The operands of the predicate's &&, behind binds.
  std::vector<NodeId> parts(const Program& program, NodeId id) {
    while (program.nodes[id].op == Op::kBind) {
      machine_.set_local(program.nodes[id].b, Val::unset());
      id = program.nodes[id].e;
    }
    const Node& node = program.nodes[id];
    if (node.op != Op::kAnd)
      return {};
    return {program.arguments.begin() + node.a, program.arguments.begin() + node.a + node.b};
  }

  // How near an element comes to satisfying a predicate: the number of its parts that are true;
  // of equally many, leading ones count more, because they mostly say which element is meant
  // (u.Name == 'nofile' && ...).
  struct Nearness {
    std::size_t count = 0;
    std::size_t leading = 0;
    friend bool operator==(const Nearness&, const Nearness&) = default;
    bool less_than(const Nearness& other) const {
      return count != other.count ? count < other.count : leading < other.leading;
    }
  };

  Nearness nearness(const Program& program, const std::vector<NodeId>& parts) {
    Nearness result;
    bool leading = true;
    for (const NodeId part : parts) {
      const bool holds = eval(program, part).is_true();
      leading = leading && holds;
      result.count += holds ? 1 : 0;
      result.leading += leading ? 1 : 0;
    }
    return result;
  }

  bool near_misses(const Program& program, const Node& node, const Val& range) {
    const Value* element = nullptr;
    std::vector<Nearness> all;
    Nearness best;
    for (std::size_t i = 0; i < bind(node, range, i, element) && !machine_.exhausted(); ++i) {
      all.push_back(nearness(program, parts(program, node.e)));
      if (best.less_than(all.back()))
        best = all.back();
    }
    if (best.count == 0)
      return false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!(all[i] == best))
        continue;
      bind(node, range, i, element);
      const std::size_t before = found_.size();
      for (const NodeId part : parts(program, node.e))
        if (eval(program, part).is_false())
          truth(program, part, false);
      if (found_.size() == before)
        add(element);
    }
    return true;
  }

  // ---- Values

  static Val content(const Val& value) {
    return value.is_optional() && value.optional_data() != nullptr ? value.optional_data()->value
                                                                   : value;
  }

  void origins(const Program& program, NodeId id) {
    if (too_far())
      return;
    const Val value = eval(program, id);
    if (value.origin() != nullptr)
      return add(value.origin());
    if (value.is_optional() && value.optional_data() == nullptr)
      return absent(program, id);
    const Node& node = program.nodes[id];
    switch (node.op) {
      case Op::kConst:
      case Op::kVariable:
        return;
      case Op::kLet:
        return origins(machine_.let_program(node.a), machine_.let_program(node.a).root);
      case Op::kLocal:
        return node.b != kNoNode ? origins(program, node.b) : void();
      case Op::kBind:
        machine_.set_local(node.b, Val::unset());
        return origins(program, node.e);
      case Op::kAnd:
      case Op::kOr:
      case Op::kNot:
      case Op::kHas:
      case Op::kAll:
      case Op::kExists:
      case Op::kExistsOne:
        return value.is_bool() ? truth(program, id, value.bool_value()) : void();
      case Op::kConditional:
        return conditional(program, node, [&](NodeId branch) { origins(program, branch); });
      case Op::kSelect:
      case Op::kIndex:
        if (value.is_error() && value.error().data != nullptr)
          return add(value.error().data);
        return origins(program, node.a);
      case Op::kOptionalOr:
      case Op::kOptionalOrValue:
        return either(program, node);
      case Op::kOptMap:
      case Op::kOptFlatMap:
        machine_.set_local(node.b, content(eval(program, node.a)));
        return origins(program, node.e);
      case Op::kFilter:
      case Op::kTransformList:
      case Op::kTransformMap:
      case Op::kSortBy:
        return origins(program, node.a);
      default:
        return operands(program, node);
    }
  }

  void operands(const Program& program, const Node& node) {
    if (node.op == Op::kCall || node.op == Op::kList || node.op == Op::kMap) {
      for (std::uint32_t i = 0; i < node.b; ++i)
        origins(program, program.arguments[node.a + i] & ~kOptionalEntry);
      return;
    }
    origins(program, node.a);
    if (node.b != kNoNode && node.op != Op::kMatches)
      origins(program, node.b);
  }

  void either(const Program& program, const Node& node) {
    const Val optional = eval(program, node.a);
    if (!optional.is_optional())
      return;
    if (optional.optional_data() != nullptr)
      return origins(program, node.a);
    absent(program, node.a);
    origins(program, node.b);
  }

  // ---- Absence

  // The map in which a key is missing, or why even that map is missing.
  void lacking(const Program& program, NodeId id) {
    const Val map = eval(program, id);
    if (map.is_optional() && map.optional_data() == nullptr)
      return absent(program, id);
    origins(program, id);
  }

  void absent(const Program& program, NodeId id) {
    if (too_far())
      return;
    const Node& node = program.nodes[id];
    switch (node.op) {
      case Op::kSelect:
      case Op::kIndex:
        return lacking(program, node.a);
      case Op::kLet:
        return absent(machine_.let_program(node.a), machine_.let_program(node.a).root);
      case Op::kLocal:
        return node.b != kNoNode ? absent(program, node.b) : void();
      case Op::kBind:
        machine_.set_local(node.b, Val::unset());
        return absent(program, node.e);
      case Op::kConditional:
        return conditional(program, node, [&](NodeId branch) { absent(program, branch); });
      case Op::kOptionalOr:
        absent(program, node.a);
        return absent(program, node.b);
      case Op::kOptMap:
      case Op::kOptFlatMap: {
        const Val optional = eval(program, node.a);
        if (!optional.is_optional() || optional.optional_data() == nullptr)
          return absent(program, node.a);
        machine_.set_local(node.b, content(optional));
        return absent(program, node.e);
      }
      case Op::kCall:
        return operands(program, node);
      default:
        return;
    }
  }

  Machine& machine_;
  std::vector<const Value*> found_;
  std::size_t steps_ = 0;
};

using Depths = std::unordered_map<const Value*, int>;

void measure(const Value& node, int depth, Depths& depths) {
  if (const auto wanted = depths.find(&node); wanted != depths.end())
    wanted->second = std::max(wanted->second, depth);
  if (const List* list = node.as_list())
    for (const Value& element : *list)
      measure(element, depth + 1, depths);
  if (const Map* map = node.as_map())
    for (const Member& member : *map)
      measure(member.value, depth + 1, depths);
}

void measure(const Val& value, int depth, Depths& depths) {
  if (value.is_node())
    return measure(value.node(), depth, depths);
  if (!value.is_list())
    return;
  const ListView list(value);
  for (std::size_t i = 0; i < list.size(); ++i)
    measure(list[i], depth + 1, depths);
}

}  // namespace

std::vector<const Value*> blame(Machine& machine, const Program& program) {
  std::vector<const Value*> found = Blamer(machine).run(program);
  if (found.size() < 2)
    return found;
  Depths depths;
  for (const Value* node : found)
    depths.emplace(node, 0);
  for (const Val& variable : machine.variables())
    measure(variable, 0, depths);
  std::stable_sort(found.begin(), found.end(),
                   [&](const Value* a, const Value* b) { return depths.at(a) > depths.at(b); });
  return found;
}

}  // namespace advisor::cel
