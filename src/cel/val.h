#pragma once

// CONTRACT (the implementer of src/cel may add members, not change the meaning of these).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "src/model/value.h"

namespace advisor::cel {

class Arena;
struct Elements;
struct ListData;
struct MapData;
struct OptionalData;
struct UnknownData;

struct EvalError {
  std::string_view message;  // "no key 'SoftLimit'"
  std::uint32_t begin = 0;   // byte offsets of the node in the text of `expression`
  std::uint32_t end = 0;
  std::string_view expression;  // text of the expression or let that holds the node
  const Value* data = nullptr;  // the document node it is about, if there is one
};

enum class Truth : std::uint8_t { kFalse, kTrue, kUnknown };

// A value while an expression is evaluated: 16 bytes, trivially copyable. A value taken from a
// document is a pointer to its node, so origins cost nothing.
class Val {
 public:
  enum class Kind : std::uint8_t {
    kNull,
    kBool,
    kInt,
    kUint,
    kDouble,
    kString,
    kTimestamp,
    kDuration,
    kType,
    kList,
    kMap,
    kOptional,
    kUnknown,
    kError,
    kUnset,  // inside the evaluator only: a variable without value, a let not yet evaluated
  };

  Val() = default;                     // null
  static Val from(const Value& node);  // the node must outlive the frame's use of it
  static Val boolean(bool value);
  static Val integer(std::int64_t value);
  static Val real(double value);
  static Val string(std::string_view text, Arena& arena);  // copies
  static Val timestamp(std::int64_t unix_seconds, Arena& arena);

  bool is_true() const { return kind_ == Kind::kBool && bool_value(); }
  bool is_false() const { return kind_ == Kind::kBool && !bool_value(); }
  bool is_unknown() const { return kind_ == Kind::kUnknown; }
  bool is_error() const { return kind_ == Kind::kError; }
  std::optional<bool> as_bool() const;
  std::optional<std::int64_t> as_int() const;
  std::optional<double> as_double() const;
  std::optional<std::string_view> as_string() const;  // known strings only

  // Precondition: is_error().
  const EvalError& error() const { return *static_cast<const EvalError*>(payload_.data); }
  // Document nodes whose unknownness made this unknown, at most 8. Empty if !is_unknown().
  std::vector<const Value*> reasons() const;
  // The document node this is, or was taken from; nullptr for computed values.
  const Value* origin() const;

  // For `each`: elements of a list, or entries of a map. nullopt if this is neither.
  std::optional<Elements> elements(Arena& arena) const;

  // ---- For src/cel. The getters have the kind as precondition.

  Kind kind() const { return kind_; }
  static Val unsigned_integer(std::uint64_t value);
  static Val literal(std::string_view text);  // the text must outlive the value
  static Val timestamp(std::int64_t unix_seconds, std::uint32_t nanoseconds);
  static Val duration(std::int64_t nanoseconds);
  static Val type(Kind kind);
  static Val list(const ListData* data) { return {Kind::kList, data}; }
  static Val map(const MapData* data) { return {Kind::kMap, data}; }
  static Val optional(const OptionalData* data) { return {Kind::kOptional, data}; }  // null: none
  static Val unknown(const UnknownData* data) { return {Kind::kUnknown, data}; }
  static Val failure(const EvalError* error) { return {Kind::kError, error}; }
  static Val unset() { return {Kind::kUnset, nullptr}; }
  // A part of the document that `parent` stands for; inherits that it is a constant.
  static Val part(const Val& parent, const Value& node);
  // A parameter or data table: not a place in the inputs that blame could name.
  static Val constant(const Value& node);

  bool bool_value() const { return is_node() ? *payload_.node->as_bool() : payload_.integer != 0; }
  std::int64_t int_value() const { return is_node() ? *payload_.node->as_int() : payload_.integer; }
  std::uint64_t uint_value() const { return payload_.natural; }
  double double_value() const { return is_node() ? *payload_.node->as_double() : payload_.real; }
  std::string_view string_value() const {
    return is_node() ? std::string_view(*payload_.node->as_string())
                     : std::string_view(payload_.text, extra_);
  }
  std::int64_t seconds() const { return payload_.integer; }  // kTimestamp
  std::uint32_t nanoseconds() const { return extra_; }       // kTimestamp
  std::int64_t duration_value() const { return payload_.integer; }
  Kind type_value() const { return static_cast<Kind>(payload_.integer); }
  const ListData* list_data() const { return static_cast<const ListData*>(payload_.data); }
  const MapData* map_data() const { return static_cast<const MapData*>(payload_.data); }
  const OptionalData* optional_data() const {
    return static_cast<const OptionalData*>(payload_.data);
  }
  const UnknownData* unknown_data() const { return static_cast<const UnknownData*>(payload_.data); }
  // The payload is a document node (also of a constant); the *_data getters do not apply then.
  bool is_node() const { return (flags_ & kNode) != 0; }
  const Value& node() const { return *payload_.node; }
  bool is_bool() const { return kind_ == Kind::kBool; }
  bool is_string() const { return kind_ == Kind::kString; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_map() const { return kind_ == Kind::kMap; }
  bool is_optional() const { return kind_ == Kind::kOptional; }
  // Neither unknown nor error.
  bool is_definite() const { return kind_ < Kind::kUnknown; }

 private:
  static constexpr std::uint8_t kNode = 1;
  static constexpr std::uint8_t kConstant = 2;

  union Payload {
    std::int64_t integer = 0;
    std::uint64_t natural;
    double real;
    const char* text;
    const Value* node;
    const void* data;
  };

  Val(Kind kind, const void* data) : kind_(kind) { payload_.data = data; }

  Kind kind_ = Kind::kNull;
  std::uint8_t flags_ = 0;
  std::uint32_t extra_ = 0;  // length of a string, nanoseconds of a timestamp
  Payload payload_;
};
static_assert(sizeof(Val) == 16 && std::is_trivially_copyable_v<Val>);

struct Element {
  Val value;
  Val key;  // map key, or index
  bool uncertain = false;
};
struct Elements {
  std::vector<Element> items;
  bool open = false;
};

// A list with the values of the items (their keys are not looked at), their presence and openness,
// the inverse of Val::elements() for lists; the values keep their origins. `why`: the node that is
// named as reason when the presence of an element or the open end decides; nullptr: the origins of
// the uncertain elements are. The list lives until the arena is cleared.
Val make_list(const Elements& elements, Arena& arena, const Value* why = nullptr);

// Whether a node of the input is one that no output may show.
using Hides = std::function<bool(const Value&)>;

// For messages: strings as they are, numbers without trailing zeros, lists joined with ", ",
// timestamps at midnight as dates, partly known strings with `unknown_text` in their holes or, if
// the source wrote them as a template, that text. Errors give "", what is hidden "***". Beyond 64
// KiB it ends in "...".
std::string display(const Val& value, std::string_view unknown_text, const Hides& hides = {});

// The name that type() gives: "int", "google.protobuf.Timestamp".
std::string_view kind_name(Val::Kind kind);

}  // namespace advisor::cel
