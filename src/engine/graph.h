#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "src/cel/cel.h"
#include "src/model/resource.h"

namespace advisor {

// What rules may ask about other resources: resolves references between the resources of one run
// and answers the rule functions found, isType, metaOf and refers. Refers to the inventory, which
// must not change while the graph lives.
class Graph final : public cel::Host {
 public:
  explicit Graph(const Inventory& inventory);

  // The node for a `lookup: follow` expression's value: the properties of the resource it denotes,
  // or a stand-in that is unknown, with the reason. Nodes live as long as the graph.
  const Value& follow(const Value* reference, const std::string& type);
  // All resources of a type, for `lookup: find`.
  const std::vector<const Resource*>& of_type(std::string_view type) const {
    return index_.of_type(type);
  }
  const Value& meta(const Resource& resource);
  // Takes a computed value into the graph's keeping, so that expressions can refer to it.
  const Value& keep(Value value);
  // nullptr: the node is not the properties of a resource.
  const Resource* resource_of(const Value& properties) const;

  cel::Truth found(const Value& value) const override;
  cel::Truth is_type(const Value& value, std::string_view type) const override;
  const Value* meta_of(const Value& value) const override;
  cel::Truth refers(const Value& reference, const Value& value) const override;

 private:
  const Resource* resolve(const Value& reference, const std::string& type) const;

  ResourceIndex index_;
  std::unordered_map<const Value*, const Resource*> by_properties_;
  std::unordered_map<const Value*, const Resource*> stand_ins_;  // of resources of another type
  std::unordered_map<const Resource*, const Value*> metas_;
  std::unordered_map<const Value*, const Value*> followed_;
  std::deque<Value> nodes_;
};

}  // namespace advisor
