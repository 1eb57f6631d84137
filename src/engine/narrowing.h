#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace advisor {

// A part of a lookup's `where` by which candidates can be found in an index instead of one by one.
// `where` implies that one key of the candidate denotes (kRefers) or equals (kEquals) what is
// wanted.
struct Narrowing {
  enum class Kind { kRefers, kEquals };
  Kind kind = Kind::kEquals;
  std::string key;     // expression over `it`: the key, or a list of keys
  bool many = false;   // `key` is a list
  std::string wanted;  // expression without `it`: a resource (kRefers) or a value
  std::string filter;  // expression over `it` alone that `where` implies; may be empty
};

// Understands `refers(KEY, RESOURCE)`, `KEY == VALUE` (either way round) and
// `LIST.exists(x, <one of these about x>)` among the operands of the topmost `&&`. nullopt: `where`
// has none of these, or does not parse.
std::optional<Narrowing> narrowing_of(std::string_view where);

}  // namespace advisor
