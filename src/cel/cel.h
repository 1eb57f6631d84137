#pragma once

// The rule language: a profile of CEL (Common Expression Language) over model Values, in which
// "not known before deploy" is a value. docs/cel.md describes the profile for rule authors.
//
//   text --lexer--> tokens --parser--> ast --check--> Expression --Frame::eval--> Val
//
// A Scope holds the names a rule's expressions may use and owns the compiled expressions. A Frame
// is one evaluation context (one subject), cheap to make and to reset. A Scope may still grow while
// Frames of it exist (messages are compiled when they are needed): what the Frame holds stays as it
// is, and what was added can be used in it at once. Only not during one of the Frame's calls, nor
// in another thread.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/cel/issue.h"
#include "src/cel/val.h"
#include "src/model/value.h"

namespace advisor::cel {

class Expression;  // owned by its Scope
using Slot = std::uint32_t;
using Compiled = std::variant<const Expression*, Issue>;

class Scope {
 public:
  Scope();
  ~Scope();
  Scope(Scope&&) noexcept;
  Scope& operator=(Scope&&) noexcept;

  // A variable that the caller sets in each Frame. Never set = evaluation error "not set".
  // Precondition for the next three: the name is an identifier that is neither keyword nor
  // reserved word (is_valid_name) and is not taken.
  Slot declare(std::string_view name);
  // A variable that has the same value in every Frame (params, data); expressions compiled
  // afterwards are folded with it. The value is copied.
  void define_constant(std::string_view name, Value value);
  // `let`: an expression under a name, evaluated at most once per Frame and only if used. It may
  // use what was declared before it. Blame looks through it.
  std::optional<Issue> define(std::string_view name, std::string_view expression);
  // "isFargate(td)" with an expression over its parameters and what was declared before it.
  // Issue offsets: in `signature` if in_signature, else in `body`.
  struct FunctionIssue {
    Issue issue;
    bool in_signature = false;
  };
  std::optional<FunctionIssue> define_function(std::string_view signature, std::string_view body);

  // The Expression lives as long as the Scope. May be called while Frames of the Scope are in use.
  Compiled compile(std::string_view text);

 private:
  friend class Frame;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// True for identifiers that a rule may use as a name.
bool is_valid_name(std::string_view name);

// What functions about resources ask of the engine. Values are identified by address.
class Host {
 public:
  virtual ~Host() = default;
  // `value` is what a lookup gave: the properties of a resource, or a stand-in.
  // found(x): kTrue a resource among the inputs, kFalse certainly none, kUnknown otherwise.
  virtual Truth found(const Value& value) const = 0;
  // isType(x, 'AWS::SQS::Queue'): definite also for a resource of another type.
  virtual Truth is_type(const Value& value, std::string_view type) const = 0;
  // metaOf(x): a map as the variable `meta`; nullptr: not known.
  virtual const Value* meta_of(const Value& value) const = 0;
  // refers(reference, x): does the value (literal id, name, ARN, link) denote that resource?
  virtual Truth refers(const Value& reference, const Value& value) const = 0;
  // Which of the resources that a lookup gave the reference denotes; `sample` is one of them.
  // nullptr: certainly none. nullopt: not certain, refers() has to be asked for each. With an
  // answer, a condition over many resources costs what its one match costs.
  virtual std::optional<const Value*> denoted(const Value& /*reference*/,
                                              const Value& /*sample*/) const {
    return std::nullopt;
  }
};

struct Limits {
  std::uint64_t cost =
      1'000'000;  // units of rule-language.md 4.2; beyond it the result is an error
  std::size_t string_bytes = std::size_t{1} << 20U;
  std::size_t list_elements = 100'000;
};

// One evaluation context. Results (Val) live in the frame's arena: they are valid until clear()
// or the end of the frame.
class Frame {
 public:
  explicit Frame(const Scope& scope, const Host* host = nullptr, Limits limits = {});
  ~Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  void set(Slot slot, Val value);
  // Forgets all variables, cached lets and results; keeps memory for the next subject.
  void clear();
  // Forgets one variable and all cached lets (for the elements of one subject).
  void reset(Slot slot, Val value);

  Val eval(const Expression& expression);

  // Why the expression has the boolean value that eval() gave (rule-language.md 2.9): document
  // nodes, most telling first, without duplicates. Empty if nothing in the documents explains it.
  // For an expression that is not boolean: the origins of its operands (used for `at:`).
  std::vector<const Value*> blame(const Expression& expression);

  Arena& arena();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace advisor::cel
