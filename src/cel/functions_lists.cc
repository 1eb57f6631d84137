// List functions: those of Kubernetes' list library and of cel-go's list extension. Most need to
// know every element; they are unknown as soon as one is unknown or perhaps not there.

#include <algorithm>
#include <array>
#include <bit>

#include "src/cel/equal.h"
#include "src/cel/functions.h"

#include "src/base/text.h"

namespace advisor::cel {
namespace {

using Style = Function::Style;
constexpr auto kStrict = Function::Unknowns::kStrict;

// The list, or what to return instead: an error for something else, an unknown if its structure
// is not fixed or (with `elements`) one of its elements is unknown.
Val fixed_list(Machine& machine, std::string_view name, Arguments arguments, ListView& list,
               bool elements = true) {
  if (!arguments[0].is_list())
    return machine.no_overload(name, arguments);
  list = ListView(arguments[0]);
  machine.charge(list.size());
  Doubt doubt;
  bool undecided = list.open();
  if (list.open())
    list.doubt_end(doubt);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list.uncertain(i)) {
      undecided = true;
      list.doubt_element(doubt, i);
    }
    if (elements && list[i].is_unknown()) {
      undecided = true;
      doubt.add(list[i]);
    }
  }
  return undecided ? machine.unknown(doubt) : Val::unset();
}

bool is_set(const Val& value) {
  return value.kind() != Val::Kind::kUnset;
}

Val sum(Machine& machine, Arguments arguments) {
  ListView list;
  if (const Val early = fixed_list(machine, "sum", arguments, list); is_set(early))
    return early;
  Val total = list.size() == 0 ? Val::integer(0) : list[0];
  if (!is_number(total) && total.kind() != Val::Kind::kDuration)
    return machine.no_overload("sum", arguments);
  for (std::size_t i = 1; i < list.size() && !total.is_error(); ++i)
    total = apply_operator(machine, Op::kAdd, total, list[i]);
  return total;
}

// Before each element is compared `rounds` times; false if that is too much.
bool charge_order(Machine& machine, const ListView& list, std::size_t rounds) {
  std::uint64_t units = list.size();
  for (std::size_t i = 0; i < list.size(); ++i)
    units += list[i].is_string() ? list[i].string_value().size() / 10 : 0;
  return machine.charge(units * rounds / 4);
}

// All elements comparable with each other and of one kind (NaN is not).
bool comparable(const ListView& list) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].kind() != list[0].kind() || compare(list[i], list[i]) != Order::kEqual)
      return false;
  return true;
}

Val extreme(Machine& machine, std::string_view name, Arguments arguments, Order wanted) {
  ListView list;
  if (const Val early = fixed_list(machine, name, arguments, list); is_set(early))
    return early;
  if (list.size() == 0)
    return machine.error(std::string(name) + "() of an empty list", arguments[0].origin());
  if (!charge_order(machine, list, 1))
    return Val();
  Val best = list[0];
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Order order = compare(list[i], best);
    if (order == Order::kIncomparable)
      return machine.no_overload(name, arguments);
    if (order == wanted)
      best = list[i];
  }
  return best;
}

Val min_function(Machine& machine, Arguments arguments) {
  return extreme(machine, "min", arguments, Order::kLess);
}
Val max_function(Machine& machine, Arguments arguments) {
  return extreme(machine, "max", arguments, Order::kGreater);
}

Val distinct(Machine& machine, Arguments arguments) {
  ListView list;
  if (const Val early = fixed_list(machine, "distinct", arguments, list); is_set(early))
    return early;
  ListBuilder builder(machine.arena());
  builder.set_origin(arguments[0].origin());
  Doubt doubt;
  for (std::size_t i = 0; i < list.size() && !machine.exhausted(); ++i) {
    Truth seen = Truth::kFalse;
    machine.charge(builder.size());
    for (std::size_t j = 0; j < builder.size() && seen != Truth::kTrue; ++j)
      seen = truth_or(seen, machine.equal(list[i], builder.items()[j], doubt));
    if (seen == Truth::kUnknown)
      return machine.unknown(doubt);
    if (seen == Truth::kFalse)
      builder.add(list[i]);
  }
  return machine.list(builder);
}

// The structure must be fixed down to the level that is flattened; what lies below is kept as it
// is, uncertain elements and open ends of inner lists included.
void flatten_into(Machine& machine, const Val& element, bool uncertain, std::int64_t depth,
                  ListBuilder& out, bool& undecided) {
  if (element.is_unknown() && depth > 0) {
    undecided = true;
    out.doubt().add(element);
    return;
  }
  if (!element.is_list() || depth == 0) {
    out.add(element, uncertain);
    return;
  }
  const ListView list(element);
  machine.charge(list.size());
  for (std::size_t i = 0; i < list.size() && !machine.exhausted(); ++i) {
    if (list.uncertain(i))
      list.doubt_element(out.doubt(), i);
    flatten_into(machine, list[i], uncertain || list.uncertain(i), depth - 1, out, undecided);
  }
  if (list.open()) {
    out.set_open();
    list.doubt_end(out.doubt());
  }
}

Val flatten(Machine& machine, Arguments arguments) {
  const auto depth = arguments.size() == 2 ? arguments[1].as_int() : std::optional<std::int64_t>(1);
  if (!arguments[0].is_list() || !depth)
    return machine.no_overload("flatten", arguments);
  if (*depth < 0)
    return machine.error("flatten() takes a depth of 0 or more");
  ListView list;
  if (const Val early = fixed_list(machine, "flatten", arguments, list, *depth > 0); is_set(early))
    return early;
  ListBuilder builder(machine.arena());
  bool undecided = false;
  // Lists nest at most as deep as the documents and expressions that make them.
  flatten_into(machine, arguments[0], false, std::min<std::int64_t>(*depth, 1000) + 1, builder,
               undecided);
  return undecided ? machine.unknown(builder.doubt()) : machine.list(builder);
}

Val reverse_text(Machine& machine, std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t end = text.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U)
      --begin;
    out += text.substr(begin, end - begin);
    end = begin;
  }
  return machine.string(out);
}

Val reverse(Machine& machine, Arguments arguments) {
  if (arguments[0].is_string())
    return reverse_text(machine, arguments[0].string_value());
  if (!arguments[0].is_list())
    return machine.no_overload("reverse", arguments);
  const ListView list(arguments[0]);
  ListBuilder builder(machine.arena());
  builder.set_origin(arguments[0].origin());
  for (std::size_t i = list.size(); i-- > 0;) {
    builder.add(list[i], list.uncertain(i));
    if (list.uncertain(i))
      list.doubt_element(builder.doubt(), i);
  }
  if (list.open()) {
    builder.set_open();
    list.doubt_end(builder.doubt());
  }
  return machine.list(builder);
}

Val slice(Machine& machine, Arguments arguments) {
  const auto begin = arguments[1].as_int();
  const auto end = arguments[2].as_int();
  if (!arguments[0].is_list() || !begin || !end)
    return machine.no_overload("slice", arguments);
  ListView list;
  if (const Val early = fixed_list(machine, "slice", arguments, list); is_set(early))
    return early;
  if (*begin < 0 || *end < *begin || *end > static_cast<std::int64_t>(list.size()))
    return machine.error("slice(" + std::to_string(*begin) + ", " + std::to_string(*end) +
                             ") is out of range (size " + std::to_string(list.size()) + ")",
                         arguments[0].origin());
  ListBuilder builder(machine.arena());
  builder.set_origin(arguments[0].origin());
  for (auto i = static_cast<std::size_t>(*begin); i < static_cast<std::size_t>(*end); ++i)
    builder.add(list[i]);
  return machine.list(builder);
}

Val sort(Machine& machine, Arguments arguments) {
  ListView list;
  if (const Val early = fixed_list(machine, "sort", arguments, list); is_set(early))
    return early;
  if (!charge_order(machine, list, 1 + static_cast<std::size_t>(std::bit_width(list.size()))))
    return Val();
  if (!comparable(list))
    return machine.no_overload("sort", arguments);
  std::vector<Val> items;
  items.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i)
    items.push_back(list[i]);
  std::stable_sort(items.begin(), items.end(),
                   [](const Val& a, const Val& b) { return compare(a, b) == Order::kLess; });
  ListBuilder builder(machine.arena());
  builder.set_origin(arguments[0].origin());
  for (const Val& item : items)
    builder.add(item);
  return machine.list(builder);
}

Val end_of(Machine& machine, std::string_view name, Arguments arguments, bool last) {
  if (!arguments[0].is_list())
    return machine.no_overload(name, arguments);
  const ListView list(arguments[0]);
  Doubt doubt;
  if (list.open()) {
    list.doubt_end(doubt);
    return machine.unknown(doubt);
  }
  if (list.size() == 0)
    return make_none();
  const std::size_t at = last ? list.size() - 1 : 0;
  if (!list.uncertain(at))
    return make_some(machine.arena(), list[at]);
  list.doubt_element(doubt, at);
  return machine.unknown(doubt);
}

Val first(Machine& machine, Arguments arguments) {
  return end_of(machine, "first", arguments, false);
}
Val last(Machine& machine, Arguments arguments) {
  return end_of(machine, "last", arguments, true);
}

constexpr std::array<Function, 10> kFunctions = {{
    {"sum", Style::kMember, 1, 1, kStrict, sum},
    {"min", Style::kMember, 1, 1, kStrict, min_function},
    {"max", Style::kMember, 1, 1, kStrict, max_function},
    {"distinct", Style::kMember, 1, 1, kStrict, distinct},
    {"flatten", Style::kMember, 1, 2, kStrict, flatten},
    {"reverse", Style::kMember, 1, 1, kStrict, reverse},
    {"slice", Style::kMember, 3, 3, kStrict, slice},
    {"sort", Style::kMember, 1, 1, kStrict, sort},
    {"first", Style::kMember, 1, 1, kStrict, first},
    {"last", Style::kMember, 1, 1, kStrict, last},
}};

}  // namespace

std::span<const Function> list_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
