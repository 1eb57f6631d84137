#pragma once

// CONTRACT (the implementer of src/cel may add members, not change the meaning of these).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/value.h"

namespace advisor::cel {

class Arena;
struct Elements;

struct EvalError {
  std::string_view message;  // "no key 'SoftLimit'"
  std::uint32_t begin = 0;   // byte offsets of the node in the text of `expression`
  std::uint32_t end = 0;
  std::string_view expression;  // text of the expression or let that holds the node
  const Value* data = nullptr;  // the document node it is about, if there is one
};

// A value while an expression is evaluated: 16 bytes, trivially copyable. A value taken from a
// document is a pointer to its node, so origins cost nothing.
class Val {
 public:
  Val();                               // null
  static Val from(const Value& node);  // the node must outlive the frame's use of it
  static Val boolean(bool value);
  static Val integer(std::int64_t value);
  static Val real(double value);
  static Val string(std::string_view text, Arena& arena);  // copies
  static Val timestamp(std::int64_t unix_seconds, Arena& arena);

  bool is_true() const;
  bool is_false() const;
  bool is_unknown() const;
  bool is_error() const;
  std::optional<bool> as_bool() const;
  std::optional<std::int64_t> as_int() const;
  std::optional<double> as_double() const;
  std::optional<std::string_view> as_string() const;  // known strings only

  // Precondition: is_error().
  const EvalError& error() const;
  // Document nodes whose unknownness made this unknown, at most 8. Empty if !is_unknown().
  std::vector<const Value*> reasons() const;
  // The document node this is, or was taken from; nullptr for computed values.
  const Value* origin() const;

  // For `each`: elements of a list, or entries of a map. nullopt if this is neither.
  std::optional<Elements> elements(Arena& arena) const;

 private:
  // To be defined by the implementer.
};

struct Element {
  Val value;
  Val key;  // map key, or index
  bool uncertain = false;
};
struct Elements {
  std::vector<Element> items;
  bool open = false;
};

// For messages: strings as they are, numbers without trailing zeros, lists joined with ", ",
// timestamps at midnight as dates, partly known strings with `unknown_text` in their holes or, if
// the source wrote them as a template, that text. Errors give "".
std::string display(const Val& value, std::string_view unknown_text);

}  // namespace advisor::cel
