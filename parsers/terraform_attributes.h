#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "parsers/terraform_references.h"
#include "parsers/terraform_source.h"

namespace advisor::tf {

// What the reader of values needs to know about one resource.
struct Subject {
  const Item* item = nullptr;
  Place place;
  TfAddress source;                    // its block, for positions
  const Value* expressions = nullptr;  // nullptr: the document has no configuration for it
  bool in_source = false;              // the block was found in the .tf files
  // Whether an attribute is a nested block, whose absence the configuration does not prove.
  std::function<bool(const TfPath&)> is_block;
};

// Joins what a plan says about the attributes of a resource: `after` (or the values of a state),
// what of it is not known, what is sensitive, and the configuration, which tells what its author
// left out. An attribute that nobody set and that the provider will choose is absent: AWS's default
// applies (shared rule: rules-catalogue 0.3). Values have their place in the .tf file if that is
// there, else in the document.
class Values {
 public:
  // What an unknown value refers to: fills in links, pieces and identity.
  using Describe = std::function<void(const Subject&, const TfPath&, const References&, Unknown&)>;

  Values(Parts& parts, Resolver& resolver, TerraformSource* source, const SourceSet& sources,
         Describe describe)
      : parts_(parts),
        resolver_(resolver),
        source_(source),
        sources_(sources),
        describe_(std::move(describe)) {}

  // A map of attributes under their Terraform names, without those that are absent.
  Value after(const Subject& subject);
  Value before(const Subject& subject);

 private:
  struct Node {
    Value* value = nullptr;            // moved from; nullptr: not there
    const Value* unknown = nullptr;    // after_unknown: true, or the same shape
    const Value* sensitive = nullptr;  // likewise
    const Value* expression = nullptr;
    bool configured = false;  // the configuration around it is known
  };

  Value join(const Subject& subject, ByteRange values, ByteRange unknown, ByteRange sensitive,
             const Value* expressions);
  std::optional<Value> join(const Node& node);
  Value join_map(const Node& node);
  Value join_list(const Node& node);
  std::optional<Value> make_unknown(const Node& node);
  std::optional<Value> listed_in_source();
  Value redacted() const;
  bool is_secret_name() const;
  Span place(Span in_document);

  Parts& parts_;
  Resolver& resolver_;
  TerraformSource* source_;
  const SourceSet& sources_;
  Describe describe_;
  const Subject* subject_ = nullptr;
  TfPath path_;
  // The path in the source: the positions of elements of sets are those of their blocks.
  TfPath source_path_;
  Span around_;  // of the resource or the value around, for what has no place of its own
};

}  // namespace advisor::tf
