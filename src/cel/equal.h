#pragma once

#include "src/cel/containers.h"

namespace advisor::cel {

enum class Order : std::uint8_t { kLess, kEqual, kGreater, kUnordered, kIncomparable };

bool is_number(const Val& value);
// Across int, uint and double (rule-language.md 2.4); kIncomparable unless both are numbers.
Order compare_numbers(const Val& a, const Val& b);
// For < <= > >=: numbers across kinds; bool, string, timestamp, duration with their own kind.
Order compare(const Val& a, const Val& b);

// a == b in three values (rule-language.md 2.7, Table 2). Adds the reasons of kUnknown to doubt.
// Precondition: neither is an error.
Truth equal(const Val& a, const Val& b, Doubt& doubt);

// Equal, of one kind and without unknown parts: the two cannot be told apart by any expression.
bool identical(const Val& a, const Val& b);

// value in list, in three values.
Truth contained(const Val& value, const ListView& list, Doubt& doubt);
// key in map; key may be unknown.
Truth key_in(const Val& key, const MapView& map, Doubt& doubt);

Truth truth_not(Truth a);
Truth truth_and(Truth a, Truth b);
Truth truth_or(Truth a, Truth b);

}  // namespace advisor::cel
