#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/base/source.h"

namespace advisor {

// What an unknown value refers to, as far as the input says it.
struct Link {
  enum class Kind : std::uint8_t {
    kResource,      // target: Resource::id in this run; attribute: "Arn", "" for its Ref value
    kTerraform,     // target: address with module path and index, "module.m.aws_lb.x[0]" or
                    // "output.x"; attribute: jq path below it without the leading dot, "arn"
    kStackOutput,   // scope: stack name; target: output key (cfn_output)
    kStackExport,   // target: export name (cfn_export, Fn::ImportValue)
    kSsmParameter,  // target: parameter name
    kSecret,        // target: secret name
    kEnvironment,   // target: environment variable
  };
  Kind kind = Kind::kResource;
  std::string scope;  // kTerraform: prefix of the tfstate function that was used ("" = default)
  std::string target;
  std::string attribute;
  friend bool operator==(const Link&, const Link&) = default;
};

// A partly known string is a sequence of pieces: literal text and holes.
struct Piece {
  enum class Hole : std::uint8_t {
    kNone,  // literal; text is the literal
    kAny,   // anything may stand here
    kWord,  // a hole without ':', '/', '$' and white space: a region, an account, a name
    kName,  // a word of ASCII letters, digits and '-': a name that the deploy makes up
  };
  std::string text;
  Hole hole = Hole::kNone;
  friend bool operator==(const Piece&, const Piece&) = default;
};

class Value;

// What an undecided condition chooses between (Fn::If). The Value that holds it is unknown, and
// uncertain if a branch is absent: who does not ask for worlds (condition.h) loses nothing but
// precision.
struct Choice {
  std::string condition;              // Condition::id
  std::shared_ptr<const Value> then;  // nullptr: absent (AWS::NoValue), likewise below
  std::shared_ptr<const Value> otherwise;
};

// Exists (or may exist), but its value is not known before deploy.
struct Unknown {
  enum class Cause : std::uint8_t {
    kAfterApply,    // Terraform: (known after apply)
    kParameter,     // a template parameter without a supplied value
    kCondition,     // hangs on an undecided condition
    kIntrinsic,     // an intrinsic function that only the deploy computes
    kTemplate,      // a template action or native function of ecspresso or lambroll
    kPlaceholder,   // text that another tool replaces before deploy (envsubst, sed)
    kNotEvaluated,  // the source could not be evaluated here (Jsonnet part that failed)
    kRedacted,      // sensitive, withheld by the source
    kNotCollected,  // a call that would have told was not made or was denied
    kUnresolved,    // a reference to something that is not among the inputs
    kIncomplete,    // what else a list may hold, of which nothing is known
  };
  Cause cause = Cause::kTemplate;
  std::string function;                // "must_env", "tfstate", "Fn::ImportValue"; may be empty
  std::vector<std::string> arguments;  // as written, evaluated where known
  std::string text;      // how the source writes it, for messages: "{{ must_env `X` }}"
  std::string fallback;  // development default, a hint only: env `X` `latest`
  // Not empty: every unknown of the run with this identity comes to the same value.
  std::string identity;
  std::vector<Link> links;
  std::vector<Piece> pieces;             // not empty: a partly known string
  std::shared_ptr<const Choice> choice;  // kCondition: what it hangs on, if that can be said
};

// A unique_ptr with value semantics, so that a Value stays small and copyable.
template <class T>
class Box {
 public:
  explicit Box(T value) : data_(std::make_unique<T>(std::move(value))) {}
  Box(const Box& other) : data_(std::make_unique<T>(*other.data_)) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    data_ = std::make_unique<T>(*other.data_);
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;
  T& operator*() { return *data_; }
  const T& operator*() const { return *data_; }

 private:
  std::unique_ptr<T> data_;
};

struct Member;
using List = std::vector<Value>;
using Map = std::vector<Member>;  // document order, unique keys

// One node of a document: what it says, and where it says so. Rules, readers and reporters see no
// other representation of an input.
class Value {
 public:
  enum class Kind : std::uint8_t { kNull, kBool, kInt, kDouble, kString, kList, kMap, kUnknown };

  Value() = default;  // null without a place
  static Value null(Span span = {});
  static Value boolean(bool value, Span span = {});
  static Value integer(std::int64_t value, Span span = {});
  static Value number(double value, Span span = {});
  static Value string(std::string value, Span span = {});
  // Overloads, for clang 14 cannot take `List value = {}` while Value is incomplete.
  static Value list();
  static Value list(List value, Span span = {});
  static Value map();
  static Value map(Map value, Span span = {});
  static Value unknown(Unknown value, Span span = {});

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_unknown() const { return kind() == Kind::kUnknown; }

  // nullptr where the kind differs.
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  const double* as_double() const { return std::get_if<double>(&data_); }
  const std::string* as_string() const { return std::get_if<std::string>(&data_); }
  const List* as_list() const { return std::get_if<List>(&data_); }
  const Map* as_map() const { return std::get_if<Map>(&data_); }
  const Unknown* as_unknown() const;
  std::string* as_string() { return std::get_if<std::string>(&data_); }
  List* as_list() { return std::get_if<List>(&data_); }
  Map* as_map() { return std::get_if<Map>(&data_); }
  Unknown* as_unknown();

  // Where the value stands, without its key. For an absent value of a key (YAML "key:") an empty
  // span behind the colon.
  const Span& span() const { return span_; }
  void set_span(Span span) { span_ = span; }

  // Uncertain: as a list element or map entry, this may be present or absent (rule-language 2.7).
  bool uncertain() const { return uncertain_; }
  void set_uncertain(bool uncertain) { uncertain_ = uncertain; }
  // Open: this list or map may have further elements or entries.
  bool open() const { return open_; }
  void set_open(bool open) { open_ = open; }

  // Map entry by key; nullptr if this is no map or has no such key.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  const Member* find_member(std::string_view key) const;
  // Several keys from the outside in: at({"Config", "Qualifier"}).
  const Value* at(std::initializer_list<std::string_view> keys) const;
  // Precondition: this is a map. Replaces the value of an existing key in place.
  Value& set(std::string key, Value value, Span key_span = {});
  // Precondition: this is a map. Returns whether the key was there.
  bool erase(std::string_view key);

 private:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map,
                            Box<Unknown>>;
  Value(Data data, Span span);

  Data data_;
  Span span_;
  bool uncertain_ = false;
  bool open_ = false;
};

struct Member {
  std::string key;
  Span key_span;
  Value value;
};

// Same data, wherever it stands. Unknowns are equal if all their fields are.
bool same_value(const Value& a, const Value& b);

}  // namespace advisor
