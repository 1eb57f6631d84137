#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parsers/terraform_address.h"
#include "parsers/terraform_document.h"
#include "src/base/source.h"

namespace advisor::tf {

// Parts of a document as values, parsed when they are asked for.
class Parts {
 public:
  Parts(const Document& document, SourceId source) : document_(document), source_(source) {}
  // Kept, because instances share it. Null for an empty range.
  const Value& shared(ByteRange range);
  // Not kept.
  Value parse(ByteRange range) const;
  Span span(ByteRange range) const {
    return {source_, static_cast<std::uint32_t>(range.begin),
            static_cast<std::uint32_t>(range.end)};
  }
  std::string_view text(ByteRange range) const {
    return document_.text.substr(range.begin, range.end - range.begin);
  }

 private:
  const Document& document_;
  SourceId source_;
  std::unordered_map<std::size_t, std::unique_ptr<Value>> shared_;  // by begin
};

// Where an expression stands: the instance of a module, and the instance of the block in it.
struct Place {
  const Module* module = nullptr;
  std::vector<Instance> modules;
  const Block* block = nullptr;  // nullptr: in a module call or output
  std::string key;               // of the resource's instance, or of the module call's
};

// What an expression refers to, over variables and outputs of modules.
struct Target {
  std::string address;    // of one instance, or of a block whose instance is not known
  std::string attribute;  // "arn"; empty in plans of format 0.1
  bool is_instance = true;
  friend bool operator==(const Target&, const Target&) = default;
};
struct References {
  std::vector<Target> targets;  // without repetition
  // Something in it cannot be followed: a local value, a function, a loop over what is not known.
  bool open = false;
  std::string text;  // the first reference as written, for messages
};

// Whether the node of a configuration's "expressions" is an expression, not a block or list of
// them.
bool is_expression(const Value& node);

// Follows references between the resources of one plan (docs/terraform.md tells how). Refers to the
// document and the parts, which must outlive it.
class Resolver {
 public:
  Resolver(const Document& document, Parts& parts);

  // The instances, "module.m[0].aws_lb.main" -> their keys; all of one module call likewise.
  const std::vector<std::string>& instances_of(std::string_view block) const;
  // The module's configuration; nullptr: there is none.
  const Module* module(const std::vector<Instance>& modules) const;

  References follow(const Value& expression, const Place& place);
  // Everything in the expression is known when the plan is made, as far as this can be told: then
  // a value that is unknown all the same was null, and the provider will choose it.
  bool is_known(const Value& expression, const Place& place);
  // Tells whether a resource's attribute is known in the plan; set by the reader of the values.
  std::function<bool(const Target&)> knows;

 private:
  void follow(const Value& expression, const Place& place, int depth, References& out);
  void follow_reference(std::string_view reference, const Place& place, bool repeats, int depth,
                        References& out);
  void follow_resource(const Address& address, const Place& place, bool repeats, References& out);
  void follow_output(const Address& address, const Place& place, bool repeats, int depth,
                     References& out);
  void follow_variable(std::string_view name, const Place& place, int depth, References& out);
  void follow_each(std::string_view rest, const Place& place, int depth, References& out);
  std::optional<std::pair<Place, const Value*>> argument(std::string_view variable,
                                                         const Place& place);
  bool is_known(const Value& expression, const Place& place, int depth);
  const Value* for_each_of(const Place& place);
  Place caller(const Place& place) const;

  const Document& document_;
  Parts& parts_;
  std::map<std::string, std::vector<std::string>, std::less<>> instances_;
};

}  // namespace advisor::tf
