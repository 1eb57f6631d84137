#pragma once

#include <algorithm>
#include <cstdint>

#include "src/cel/containers.h"

namespace advisor::cel {

enum class Order : std::uint8_t { kLess, kEqual, kGreater, kUnordered, kIncomparable };

bool is_number(const Val& value);
// Across int, uint and double (rule-language.md 2.4); kIncomparable unless both are numbers.
Order compare_numbers(const Val& a, const Val& b);
// For < <= > >=: numbers across kinds; bool, string, timestamp, duration with their own kind.
Order compare(const Val& a, const Val& b);

// What a comparison may cost, in the units of the evaluation. Lists can hold the same list many
// times, so a comparison may take far longer than the memory of its operands suggests.
class Budget {
 public:
  explicit Budget(std::uint64_t units = UINT64_MAX) : left_(units) {}
  // False if there is not enough left; what is compared is then not decided.
  bool spend(std::uint64_t units) {
    if (units > left_)
      exhausted_ = true;
    left_ -= std::min(units, left_);
    return !exhausted_;
  }
  std::uint64_t left() const { return left_; }
  bool exhausted() const { return exhausted_; }

 private:
  std::uint64_t left_;
  bool exhausted_ = false;
};

// a == b in three values (rule-language.md 2.7, Table 2). Adds the reasons of kUnknown to doubt.
// Precondition: neither is an error. Inside an evaluation use the functions of Machine, which
// charge for it.
Truth equal(const Val& a, const Val& b, Doubt& doubt, Budget& budget);

// Equal, of one kind and without unknown parts: the two cannot be told apart by any expression.
bool identical(const Val& a, const Val& b, Budget& budget);

// value in list, in three values.
Truth contained(const Val& value, const ListView& list, Doubt& doubt, Budget& budget);
// key in map; key may be unknown.
Truth key_in(const Val& key, const MapView& map, Doubt& doubt, Budget& budget);

Truth truth_not(Truth a);
Truth truth_and(Truth a, Truth b);
Truth truth_or(Truth a, Truth b);

}  // namespace advisor::cel
