// Equality and order in three values. "Unknown" here means: some way to fill in what is not known
// makes it true and another makes it false, or we cannot exclude that.

#include "src/cel/equal.h"

#include <bit>
#include <cmath>

#include "src/cel/pieces.h"

namespace advisor::cel {
namespace {

template <class T>
Order order(const T& a, const T& b) {
  return a < b ? Order::kLess : b < a ? Order::kGreater : Order::kEqual;
}

Order reversed(Order o) {
  return o == Order::kLess ? Order::kGreater : o == Order::kGreater ? Order::kLess : o;
}

Order compare_doubles(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? Order::kUnordered : order(a, b);
}

// The bounds are 2^63 and 2^64: beyond them the size decides, within them the integer is converted,
// as CEL's conformance suite has it.
Order compare_int_double(std::int64_t a, double b) {
  if (b < -0x1p63)
    return Order::kGreater;
  if (b > 0x1p63)
    return Order::kLess;
  return compare_doubles(static_cast<double>(a), b);
}

Order compare_uint_double(std::uint64_t a, double b) {
  if (b < 0)
    return Order::kGreater;
  if (b > 0x1p64)
    return Order::kLess;
  return compare_doubles(static_cast<double>(a), b);
}

Order compare_int_uint(std::int64_t a, std::uint64_t b) {
  return a < 0 ? Order::kLess : order(static_cast<std::uint64_t>(a), b);
}

Truth truth(bool value) {
  return value ? Truth::kTrue : Truth::kFalse;
}

Truth equal_lists(const ListView& a, const ListView& b, Doubt& doubt, Budget& budget) {
  const auto certain = [](const ListView& list) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < list.size(); ++i)
      count += list.uncertain(i) ? 0 : 1;
    return count;
  };
  if (!budget.spend((a.size() + b.size()) / 16))
    return Truth::kUnknown;
  if ((certain(a) > b.size() && !b.open()) || (certain(b) > a.size() && !a.open()))
    return Truth::kFalse;
  if (!a.fixed() || !b.fixed()) {
    for (const ListView* list : {&a, &b}) {
      if (list->open())
        list->doubt_end(doubt);
      for (std::size_t i = 0; i < list->size(); ++i)
        if (list->uncertain(i))
          list->doubt_element(doubt, i);
    }
    return Truth::kUnknown;
  }
  Truth result = Truth::kTrue;
  for (std::size_t i = 0; i < a.size(); ++i) {
    result = truth_and(result, equal(a[i], b[i], doubt, budget));
    if (result == Truth::kFalse || budget.exhausted())
      return result;
  }
  return result;
}

// Where the key is in the map; most maps that are compared have their keys in one order.
std::optional<std::size_t> position(const Val& key, const MapView& map, std::size_t likely,
                                    Budget& budget) {
  if (key.is_string() && likely < map.size() && map.key(likely).is_string() &&
      map.key(likely).string_value() == key.string_value()) {
    budget.spend(1 + key.string_value().size() / 10);
    return likely;
  }
  return budget.spend(1 + map.size() / 16) ? map.find(key) : std::nullopt;
}

// Entries of a against b; the caller does it in both directions for the keys.
Truth covers(const MapView& a, const MapView& b, bool compare_values, Doubt& doubt,
             Budget& budget) {
  Truth result = Truth::kTrue;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto at = position(a.key(i), b, i, budget);
    if (budget.exhausted())
      return Truth::kUnknown;
    if (!at) {
      if (!a.uncertain(i) && !b.open())
        return Truth::kFalse;
      if (a.uncertain(i))
        a.doubt_element(doubt, i);
      else
        b.doubt_end(doubt);
      result = Truth::kUnknown;
      continue;
    }
    if (!compare_values)
      continue;
    const Truth same = equal(a.value(i), b.value(*at), doubt, budget);
    const bool both_certain = !a.uncertain(i) && !b.uncertain(*at);
    if (same == Truth::kFalse && both_certain)
      return Truth::kFalse;
    if (a.uncertain(i))
      a.doubt_element(doubt, i);
    if (b.uncertain(*at))
      b.doubt_element(doubt, *at);
    if (same != Truth::kTrue || !both_certain)
      result = Truth::kUnknown;
  }
  return result;
}

Truth equal_maps(const MapView& a, const MapView& b, Doubt& doubt, Budget& budget) {
  Truth result = covers(a, b, true, doubt, budget);
  if (result != Truth::kFalse)
    result = truth_and(result, covers(b, a, false, doubt, budget));
  if (result == Truth::kFalse)
    return result;
  for (const MapView* map : {&a, &b}) {
    if (map->open()) {
      map->doubt_end(doubt);
      result = Truth::kUnknown;
    }
  }
  return result;
}

Truth equal_optionals(const OptionalData* a, const OptionalData* b, Doubt& doubt, Budget& budget) {
  const bool a_maybe = a != nullptr && a->maybe;
  const bool b_maybe = b != nullptr && b->maybe;
  if (a_maybe)
    doubt.add(*a->doubt);
  if (b_maybe)
    doubt.add(*b->doubt);
  if (a == nullptr || b == nullptr)
    return a_maybe || b_maybe ? Truth::kUnknown : truth(a == b);
  const Truth same = equal(a->value, b->value, doubt, budget);
  if (a_maybe && b_maybe)
    return Truth::kUnknown;
  if (a_maybe || b_maybe)
    return same == Truth::kFalse ? Truth::kFalse : Truth::kUnknown;
  return same;
}

// Matching a partly known string takes a step per character of both.
std::uint64_t pattern_cost(const Val& a, const Val& b) {
  const auto size = [](const Val& value) -> std::uint64_t {
    if (value.is_string())
      return value.string_value().size();
    const auto fragments = fragments_of(value);
    return fragments ? extent(*fragments) : 0;
  };
  return 1 + std::min<std::uint64_t>((size(a) + 1) * (size(b) + 1), kMaxPatternWork) / 20;
}

// Whatever the deploy makes of the one, it makes of the other.
bool same_identity(const Val& a, const Val& b) {
  const Unknown* x = a.is_node() ? a.node().as_unknown() : nullptr;
  const Unknown* y = b.is_node() ? b.node().as_unknown() : nullptr;
  return x != nullptr && y != nullptr && !x->identity.empty() && x->identity == y->identity;
}

Truth equal_unknown(const Val& a, const Val& b, Doubt& doubt, Budget& budget) {
  if (same_identity(a, b))
    return Truth::kTrue;
  if (budget.spend(pattern_cost(a, b)) && certainly_different(a, b))
    return Truth::kFalse;
  doubt.add(a);
  doubt.add(b);
  return Truth::kUnknown;
}

}  // namespace

bool is_number(const Val& value) {
  return value.kind() == Val::Kind::kInt || value.kind() == Val::Kind::kUint ||
         value.kind() == Val::Kind::kDouble;
}

Order compare_numbers(const Val& a, const Val& b) {
  using Kind = Val::Kind;
  switch (a.kind()) {
    case Kind::kInt:
      switch (b.kind()) {
        case Kind::kInt:
          return order(a.int_value(), b.int_value());
        case Kind::kUint:
          return compare_int_uint(a.int_value(), b.uint_value());
        case Kind::kDouble:
          return compare_int_double(a.int_value(), b.double_value());
        default:
          return Order::kIncomparable;
      }
    case Kind::kUint:
      switch (b.kind()) {
        case Kind::kInt:
          return reversed(compare_int_uint(b.int_value(), a.uint_value()));
        case Kind::kUint:
          return order(a.uint_value(), b.uint_value());
        case Kind::kDouble:
          return compare_uint_double(a.uint_value(), b.double_value());
        default:
          return Order::kIncomparable;
      }
    case Kind::kDouble:
      switch (b.kind()) {
        case Kind::kInt:
          return reversed(compare_int_double(b.int_value(), a.double_value()));
        case Kind::kUint:
          return reversed(compare_uint_double(b.uint_value(), a.double_value()));
        case Kind::kDouble:
          return compare_doubles(a.double_value(), b.double_value());
        default:
          return Order::kIncomparable;
      }
    default:
      return Order::kIncomparable;
  }
}

Order compare(const Val& a, const Val& b) {
  if (is_number(a))
    return compare_numbers(a, b);
  if (a.kind() != b.kind())
    return Order::kIncomparable;
  switch (a.kind()) {
    case Val::Kind::kBool:
      return order(a.bool_value(), b.bool_value());
    case Val::Kind::kString:  // UTF-8 bytes are in the order of the code points
      return order(a.string_value(), b.string_value());
    case Val::Kind::kTimestamp: {
      const Order seconds = order(a.seconds(), b.seconds());
      return seconds != Order::kEqual ? seconds : order(a.nanoseconds(), b.nanoseconds());
    }
    case Val::Kind::kDuration:
      return order(a.duration_value(), b.duration_value());
    default:
      return Order::kIncomparable;
  }
}

Truth equal(const Val& a, const Val& b, Doubt& doubt, Budget& budget) {
  if (!budget.spend(1))
    return Truth::kUnknown;
  if (a.is_unknown() || b.is_unknown())
    return equal_unknown(a, b, doubt, budget);
  if (is_number(a) && is_number(b))
    return truth(compare_numbers(a, b) == Order::kEqual);
  if (a.kind() != b.kind())
    return Truth::kFalse;
  switch (a.kind()) {
    case Val::Kind::kNull:
      return Truth::kTrue;
    case Val::Kind::kString: {
      const std::string_view x = a.string_value();
      const std::string_view y = b.string_value();
      if (x.size() != y.size())
        return Truth::kFalse;
      return budget.spend(x.size() / 10) ? truth(x == y) : Truth::kUnknown;
    }
    case Val::Kind::kType:
      return truth(a.type_value() == b.type_value());
    case Val::Kind::kList:
      return equal_lists(ListView(a), ListView(b), doubt, budget);
    case Val::Kind::kMap:
      return equal_maps(MapView(a), MapView(b), doubt, budget);
    case Val::Kind::kOptional:
      return equal_optionals(a.optional_data(), b.optional_data(), doubt, budget);
    default:
      return truth(compare(a, b) == Order::kEqual);
  }
}

bool identical(const Val& a, const Val& b, Budget& budget) {
  if (a.kind() != b.kind() || !a.is_definite() || !budget.spend(1))
    return false;
  switch (a.kind()) {
    case Val::Kind::kDouble:  // 0.0 and -0.0 are equal, but 1.0 / x tells them apart
      return std::bit_cast<std::uint64_t>(a.double_value()) ==
                 std::bit_cast<std::uint64_t>(b.double_value()) &&
             !std::isnan(a.double_value());
    case Val::Kind::kList: {
      const ListView x(a);
      const ListView y(b);
      if (x.size() != y.size() || !x.fixed() || !y.fixed())
        return false;
      for (std::size_t i = 0; i < x.size(); ++i)
        if (!identical(x[i], y[i], budget))
          return false;
      return true;
    }
    case Val::Kind::kMap: {
      const MapView x(a);
      const MapView y(b);
      if (x.size() != y.size() || !x.fixed() || !y.fixed())
        return false;
      for (std::size_t i = 0; i < x.size(); ++i)  // in one order: macros show it
        if (!identical(x.key(i), y.key(i), budget) || !identical(x.value(i), y.value(i), budget))
          return false;
      return true;
    }
    case Val::Kind::kOptional: {
      const OptionalData* x = a.optional_data();
      const OptionalData* y = b.optional_data();
      if (x == nullptr || y == nullptr)
        return x == y;
      return !x->maybe && !y->maybe && identical(x->value, y->value, budget);
    }
    default: {
      Doubt doubt;
      return equal(a, b, doubt, budget) == Truth::kTrue;
    }
  }
}

Truth contained(const Val& value, const ListView& list, Doubt& doubt, Budget& budget) {
  Truth result = Truth::kFalse;
  Doubt why;
  for (std::size_t i = 0; i < list.size(); ++i) {
    Truth here = equal(value, list[i], why, budget);
    if (list.uncertain(i) && here != Truth::kFalse) {
      list.doubt_element(why, i);
      here = Truth::kUnknown;
    }
    result = truth_or(result, here);
    if (result == Truth::kTrue || budget.exhausted())
      return result;
  }
  if (list.open()) {
    list.doubt_end(why);
    result = Truth::kUnknown;
  }
  if (result == Truth::kUnknown)
    doubt.add(why);
  return result;
}

Truth key_in(const Val& key, const MapView& map, Doubt& doubt, Budget& budget) {
  if (key.is_unknown()) {
    bool possible = map.open();
    for (std::size_t i = 0; i < map.size() && !possible; ++i)
      possible =
          !budget.spend(pattern_cost(key, map.key(i))) || !certainly_different(key, map.key(i));
    if (!possible)
      return Truth::kFalse;
    doubt.add(key);
    return Truth::kUnknown;
  }
  budget.spend(map.size() / 16);
  if (const auto at = map.find(key)) {
    if (!map.uncertain(*at))
      return Truth::kTrue;
    map.doubt_element(doubt, *at);
    return Truth::kUnknown;
  }
  if (!map.open())
    return Truth::kFalse;
  map.doubt_end(doubt);
  return Truth::kUnknown;
}

Truth truth_not(Truth a) {
  return a == Truth::kUnknown ? a : a == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

Truth truth_and(Truth a, Truth b) {
  if (a == Truth::kFalse || b == Truth::kFalse)
    return Truth::kFalse;
  return a == Truth::kTrue && b == Truth::kTrue ? Truth::kTrue : Truth::kUnknown;
}

Truth truth_or(Truth a, Truth b) {
  return truth_not(truth_and(truth_not(a), truth_not(b)));
}

}  // namespace advisor::cel
