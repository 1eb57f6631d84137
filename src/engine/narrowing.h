#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace advisor {

// A part of a lookup's `where` by which candidates can be found in an index instead of one by one.
// `where` implies that one key of the candidate denotes (kRefers) or equals (kEquals) what is
// wanted.
struct Narrowing {
  enum class Kind {
    kRefers,
    kEquals,
    kReferred,  // the candidate is what `wanted` denotes; there is no key
  };
  Kind kind = Kind::kEquals;
  std::string key;     // expression over `it`: the key, or a list of keys
  bool many = false;   // `key` is a list; of kReferred: `wanted` is one
  std::string wanted;  // expression without `it`: a resource (kRefers) or a value
  std::string filter;  // expression over `it` alone that `where` implies; may be empty
  bool any = false;    // kRefers: `wanted` is a list of resources, one of which is denoted
};

// Understands `refers(KEY, RESOURCE)`, `RESOURCES.exists(r, refers(KEY, r))`, `refers(VALUE, it)`,
// `KEY == VALUE` (either way round) and `LIST.exists(x, <one of these about x>)` among the operands
// of the topmost `&&`; of several, the one that leaves the fewest candidates. nullopt: `where` has
// none of these, or does not parse.
std::optional<Narrowing> narrowing_of(std::string_view where);

// Whether an expression certainly needs neither lookups nor `let`: it is about the subject alone.
bool is_about_subject(std::string_view expression);

// Whether the `where` of a lookup (may be empty) is about the candidate alone, so that it selects
// the same for every subject.
bool is_about_candidate(std::string_view where);

}  // namespace advisor
