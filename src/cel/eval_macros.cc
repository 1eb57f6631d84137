// Macros: Table 4 of rule-language.md 2.7. An element may be uncertain (perhaps not there) and a
// collection open (perhaps more); what is certain for every way to decide that is certain.

#include <algorithm>
#include <bit>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "src/cel/equal.h"
#include "src/cel/functions.h"
#include "src/cel/machine.h"

namespace advisor::cel {

// The elements of a list or the entries of a map, one after the other in the macro's variables.
class Comprehension {
 public:
  Comprehension(Machine& machine, const Node& node, const Val& range)
      : machine_(machine), node_(node), range_(range), of_map_(range.is_map()) {
    if (of_map_)
      map_ = MapView(range);
    else
      list_ = ListView(range);
  }

  std::size_t size() const { return of_map_ ? map_.size() : list_.size(); }
  bool open() const { return of_map_ ? map_.open() : list_.open(); }
  bool of_map() const { return of_map_; }
  bool uncertain(std::size_t i) const { return of_map_ ? map_.uncertain(i) : list_.uncertain(i); }
  void doubt_element(Doubt& doubt, std::size_t i) const {
    of_map_ ? map_.doubt_element(doubt, i) : list_.doubt_element(doubt, i);
  }
  void doubt_end(Doubt& doubt) const { of_map_ ? map_.doubt_end(doubt) : list_.doubt_end(doubt); }
  // What one-variable macros range over.
  Val element(std::size_t i) const { return of_map_ ? map_.key(i) : list_[i]; }
  // Key of an entry, index of an element.
  Val key(std::size_t i) {
    if (of_map_)
      return map_.key(i);
    shifted_ = shifted_ || open() || (i > 0 && uncertain(i - 1));
    if (i > 0 && uncertain(i - 1))
      doubt_element(shift_, i - 1);
    if (!shifted_)
      return Val::integer(static_cast<std::int64_t>(i));
    Doubt doubt;
    doubt_end(doubt);
    doubt.add(shift_);
    return machine_.unknown(doubt);
  }

  // To be called for 0, 1, 2, ...
  void bind(std::size_t i) {
    machine_.charge(1);
    if (node_.c == kNoNode) {
      machine_.set_local(node_.b, element(i));
      return;
    }
    machine_.set_local(node_.b, key(i));
    machine_.set_local(node_.c, of_map_ ? map_.value(i) : list_[i]);
  }
  // Some further element that may exist.
  void bind_beyond() {
    Doubt doubt;
    doubt_end(doubt);
    machine_.set_local(node_.b, machine_.unknown(doubt));
    if (node_.c != kNoNode)
      machine_.set_local(node_.c, machine_.unknown(doubt));
  }

  Val quantifier(const Program& program, bool decider);
  Val exists_one(const Program& program);
  Val transform_list(const Program& program);
  Val transform_map(const Program& program);
  Val sort(const Program& program);

 private:
  // For LOOKUP.exists(x, refers(E, x) && …): the only element for which it can hold; nullptr: none.
  // nullopt: it has another shape, or this is not certain.
  std::optional<const Value*> only_match(const Program& program, NodeId predicate);
  // The elements to look at: all, or the one of that node.
  std::pair<std::size_t, std::size_t> candidates(std::optional<const Value*> only) const;
  bool is_constant(const Program& program, NodeId id) const;

  // The predicate's value, an error if it is not a bool.
  Val predicate(const Program& program, NodeId id) {
    const Val value = machine_.eval(program, id);
    if (value.is_bool() || !value.is_definite())
      return value;
    machine_.program_ = &program;
    machine_.at_ = &program.nodes[id];
    return machine_.no_overload("predicate", {&value, 1});
  }
  enum class Pass : std::uint8_t { kYes, kNo, kFailed };
  // Applies the filter to the bound element i.
  Pass filter(const Program& program, std::size_t i, bool& maybe);
  // An element's error: final if the element is certain.
  void fail(const Val& error, bool maybe, std::size_t i) {
    if (!maybe) {
      failure_ = error;
      return;
    }
    undecided_ = true;
    if (uncertain(i))
      doubt_element(doubt_, i);
  }

  Machine& machine_;
  const Node& node_;
  const Val range_;
  const bool of_map_;
  ListView list_;
  MapView map_;
  bool shifted_ = false;
  Doubt shift_;  // why
  bool undecided_ = false;
  Doubt doubt_;
  Val failure_ = Val::unset();
};

// Whether the value does not depend on the macro's variable. Rather no than yes.
bool Comprehension::is_constant(const Program& program, NodeId id) const {
  if (id == kNoNode)
    return false;
  const Node& node = program.nodes[id];
  switch (node.op) {
    case Op::kConst:
    case Op::kVariable:
    case Op::kLet:
      return true;
    case Op::kLocal:
      return node.a != node_.b && node.b == kNoNode;
    case Op::kSelect:
      return is_constant(program, node.a);
    case Op::kOptionalOrValue:
      return is_constant(program, node.a) && is_constant(program, node.b);
    default:
      return false;
  }
}

std::optional<const Value*> Comprehension::only_match(const Program& program, NodeId predicate) {
  constexpr std::size_t kFew = 8;
  if (of_map_ || node_.c != kNoNode || size() <= kFew || machine_.host() == nullptr ||
      program.nodes[node_.a].op != Op::kVariable || !list_[0].is_node())
    return std::nullopt;
  const Node* condition = &program.nodes[predicate];
  if (condition->op == Op::kAnd)
    condition = &program.nodes[program.arguments[condition->a]];
  if (condition->op != Op::kCall || condition->b != 2 ||
      function_at(condition->c).name != "refers" ||
      !is_constant(program, program.arguments[condition->a]))
    return std::nullopt;
  const Node& variable = program.nodes[program.arguments[condition->a + 1]];
  if (variable.op != Op::kLocal || variable.a != node_.b)
    return std::nullopt;
  const Val reference = machine_.eval(program, program.arguments[condition->a]);
  if (reference.is_node())
    return machine_.host()->denoted(reference.node(), list_[0].node());
  if (!reference.is_string())
    return std::nullopt;
  const Value text = Value::string(std::string(reference.string_value()));
  return machine_.host()->denoted(text, list_[0].node());
}

std::pair<std::size_t, std::size_t> Comprehension::candidates(
    std::optional<const Value*> only) const {
  if (!only)
    return {0, size()};
  if (*only == nullptr)
    return {0, 0};
  // Lookups give resources in the order of the inventory, which is that of their memory.
  std::size_t low = 0;
  for (std::size_t high = size(); low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if (std::less<>()(&list_[middle].node(), *only))
      low = middle + 1;
    else
      high = middle;
  }
  if (low < size() && &list_[low].node() == *only)
    return {low, low + 1};
  for (std::size_t i = 0; i < size(); ++i)
    if (&list_[i].node() == *only)
      return {i, i + 1};
  return {0, 0};
}

Val Comprehension::quantifier(const Program& program, bool decider) {
  bool undecided = false;
  const auto only = decider ? only_match(program, node_.e) : std::nullopt;
  const auto [first, last] = candidates(only);
  for (std::size_t i = first; i < last && !machine_.exhausted(); ++i) {
    bind(i);
    const Val value = predicate(program, node_.e);
    if (value.is_bool()) {
      if (value.bool_value() != decider)
        continue;
      if (!uncertain(i))
        return Val::boolean(decider);
      undecided = true;
      doubt_element(doubt_, i);
    } else if (value.is_unknown()) {
      undecided = true;
      doubt_.add(value);
    } else if (uncertain(i)) {
      undecided = true;
      doubt_element(doubt_, i);
    } else if (failure_.kind() == Val::Kind::kUnset) {
      failure_ = value;
    }
  }
  if (open() && !undecided) {
    bind_beyond();
    const Val value = predicate(program, node_.e);
    if (!value.is_bool() || value.bool_value() == decider) {
      undecided = true;
      doubt_end(doubt_);
      doubt_.add(value);
    }
  }
  if (undecided)
    return machine_.unknown(doubt_);
  return failure_.kind() == Val::Kind::kUnset ? Val::boolean(!decider) : failure_;
}

Val Comprehension::exists_one(const Program& program) {
  std::size_t found = 0;
  bool undecided = false;
  for (std::size_t i = 0; i < size() && !machine_.exhausted(); ++i) {
    bind(i);
    const Val value = predicate(program, node_.e);
    if (value.is_error() && !uncertain(i))
      return value;
    if (value.is_false())
      continue;
    if (value.is_true() && !uncertain(i)) {
      ++found;
      continue;
    }
    undecided = true;
    doubt_.add(value);
    if (uncertain(i))
      doubt_element(doubt_, i);
  }
  if (found > 1)
    return Val::boolean(false);
  if (open()) {
    bind_beyond();
    const Val value = predicate(program, node_.e);
    if (!value.is_false()) {
      undecided = true;
      doubt_end(doubt_);
      doubt_.add(value);
    }
  }
  return undecided ? machine_.unknown(doubt_) : Val::boolean(found == 1);
}

Comprehension::Pass Comprehension::filter(const Program& program, std::size_t i, bool& maybe) {
  if (node_.d == kNoNode)
    return Pass::kYes;
  const Val value = predicate(program, node_.d);
  if (value.is_bool())
    return value.bool_value() ? Pass::kYes : Pass::kNo;
  if (value.is_unknown()) {
    maybe = true;
    doubt_.add(value);
    return Pass::kYes;
  }
  fail(value, maybe, i);
  return Pass::kFailed;
}

Val Comprehension::transform_list(const Program& program) {
  ListBuilder builder(machine_.arena());
  const auto only = node_.op == Op::kFilter ? only_match(program, node_.d) : std::nullopt;
  const auto [first, last] = candidates(only);
  for (std::size_t i = first; i < last && !machine_.exhausted(); ++i) {
    bind(i);
    bool maybe = uncertain(i);
    if (maybe)
      doubt_element(doubt_, i);
    const Pass pass = filter(program, i, maybe);
    if (failure_.is_error())
      return failure_;
    if (pass != Pass::kYes)
      continue;
    const Val value = node_.e == kNoNode ? element(i) : machine_.eval(program, node_.e);
    if (value.is_error())
      fail(value, maybe, i);
    else
      builder.add(value, maybe);
    if (failure_.is_error())
      return failure_;
  }
  if (open()) {
    builder.set_open();
    doubt_end(doubt_);
  }
  if (undecided_)
    return machine_.unknown(doubt_);
  builder.doubt().add(doubt_);
  if (node_.op == Op::kFilter && !of_map_)
    builder.set_origin(range_.origin());
  return machine_.list(builder);
}

Val Comprehension::transform_map(const Program& program) {
  MapBuilder builder(machine_.arena());
  for (std::size_t i = 0; i < size() && !machine_.exhausted(); ++i) {
    bind(i);
    bool maybe = uncertain(i);
    if (maybe)
      doubt_element(doubt_, i);
    const Pass pass = filter(program, i, maybe);
    if (failure_.is_error())
      return failure_;
    if (pass != Pass::kYes)
      continue;
    const Val value = machine_.eval(program, node_.e);
    const Val at = machine_.local(node_.b);
    if (value.is_error()) {
      fail(value, maybe, i);
    } else if (at.is_unknown()) {
      undecided_ = true;
      doubt_.add(at);
    } else {
      builder.add(at, value, maybe);
    }
    if (failure_.is_error())
      return failure_;
  }
  if (open()) {
    builder.set_open();
    doubt_end(doubt_);
    undecided_ = undecided_ || !of_map_;
  }
  if (undecided_)
    return machine_.unknown(doubt_);
  builder.doubt().add(doubt_);
  return builder.build();
}

Val Comprehension::sort(const Program& program) {
  struct Keyed {
    Val key;
    Val value;
  };
  std::vector<Keyed> items;
  bool undecided = open();
  if (open())
    doubt_end(doubt_);
  for (std::size_t i = 0; i < size() && !machine_.exhausted(); ++i) {
    bind(i);
    const Val key = machine_.eval(program, node_.e);
    if (key.is_error() && !uncertain(i))
      return key;
    if (uncertain(i) || !key.is_definite()) {
      undecided = true;
      doubt_.add(key);
      if (uncertain(i))
        doubt_element(doubt_, i);
    }
    items.push_back({key, element(i)});
  }
  if (undecided || machine_.exhausted())
    return machine_.unknown(doubt_);
  machine_.program_ = &program;
  machine_.at_ = &node_;
  std::uint64_t units = items.size();
  for (const Keyed& item : items)
    units += item.key.is_string() ? item.key.string_value().size() / 10 : 0;
  if (!machine_.charge(units * static_cast<std::uint64_t>(std::bit_width(items.size()) + 1) / 4))
    return machine_.unknown(doubt_);
  for (const Keyed& item : items) {
    const Order order = compare(items.front().key, item.key);
    if (order == Order::kIncomparable || item.key.kind() != items.front().key.kind() ||
        compare(item.key, item.key) != Order::kEqual) {
      const std::array<Val, 2> both = {items.front().key, item.key};
      return machine_.no_overload("sortBy", both);
    }
  }
  std::stable_sort(items.begin(), items.end(), [](const Keyed& a, const Keyed& b) {
    return compare(a.key, b.key) == Order::kLess;
  });
  ListBuilder builder(machine_.arena());
  for (const Keyed& item : items)
    builder.add(item.value);
  builder.set_origin(range_.origin());
  return machine_.list(builder);
}

Val Machine::eval_macro(const Program& program, const Node& node) {
  if (node.op == Op::kBind) {
    locals_[node.b] = Val::unset();
    return eval(program, node.e);
  }
  const Val range = eval(program, node.a);
  if (range.is_error())
    return range;
  program_ = &program;
  at_ = &node;
  if (range.is_unknown())
    return strict({&range, 1});
  if (node.op == Op::kOptMap || node.op == Op::kOptFlatMap)
    return eval_optional_map(program, node, range);
  if (!range.is_list() && !(range.is_map() && node.op != Op::kSortBy))
    return no_overload(macro_name(node.op), {&range, 1});
  Comprehension elements(*this, node, range);
  switch (node.op) {
    case Op::kAll:
      return elements.quantifier(program, false);
    case Op::kExists:
      return elements.quantifier(program, true);
    case Op::kExistsOne:
      return elements.exists_one(program);
    case Op::kTransformMap:
      return elements.transform_map(program);
    case Op::kSortBy:
      return elements.sort(program);
    default:
      return elements.transform_list(program);
  }
}

Val Machine::eval_optional_map(const Program& program, const Node& node, const Val& optional) {
  if (!optional.is_optional())
    return no_overload(macro_name(node.op), {&optional, 1});
  const OptionalData* data = optional.optional_data();
  if (data == nullptr)
    return optional;
  locals_[node.b] = data->value;
  const Val value = eval(program, node.e);
  Doubt doubt;
  if (data->maybe)
    doubt.add(*data->doubt);
  doubt.add(value);
  program_ = &program;
  at_ = &node;
  if (node.op == Op::kOptFlatMap) {
    if (value.is_definite() && !value.is_optional())
      return data->maybe ? unknown(doubt) : no_overload("optFlatMap", {&value, 1});
    return value.is_unknown() ? unknown(doubt) : select_in_optional(optional, value);
  }
  if (value.is_error())
    return data->maybe ? unknown(doubt) : value;
  return data->maybe ? make_maybe(arena_, value, doubt) : make_some(arena_, value);
}

}  // namespace advisor::cel
