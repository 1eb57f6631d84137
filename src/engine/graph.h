#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/cel/cel.h"
#include "src/engine/arn_index.h"
#include "src/model/resource.h"
#include "src/model/secrets.h"

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
  // All resources of a type, those that the deploy deletes included.
  const std::vector<const Resource*>& of_type(std::string_view type) const {
    return index_.of_type(type);
  }
  // Some input leaves out resources, so that to the subject even a list of all of the type may have
  // more.
  bool is_partial(const Resource& subject, std::string_view type) const {
    return inventory_.partial || inventory_.partial_types.contains(type) ||
           inventory_.partial_files.contains(
               std::string_view(subject.id).substr(0, subject.id.find('#')));
  }
  const Conditions& conditions() const { return inventory_.conditions; }
  const Value& meta(const Resource& resource);
  // Whether the text of the span has any part of a value that no output may show.
  bool hides(Span span) const;
  // Whether the node, of a resource or of what the current world shows of it, is such a value.
  bool hides(const Value& node) const;
  // An unknown that stands for what lists of a type may hold beside the inputs; "": of any list.
  const Value& others(const std::string& type);
  // Takes a computed value into the graph's keeping, so that expressions can refer to it.
  const Value& keep(Value value);
  // nullptr: the node is not the properties of a resource.
  const Resource* resource_of(const Value& properties) const;
  // The resource that a name, ARN or link denotes; of any type if `type` is empty. nullptr: none
  // of the inputs, or several.
  const Resource* resolve(const Value& reference, const std::string& type = {}) const;
  const Resource* by_id(std::string_view id) const { return index_.by_id(id); }
  // The only resource of the type that is known by that name or ARN; nullptr: none, or several.
  const Resource* named(const std::string& type, const std::string& name) const;
  // Whether a name that named() does not know certainly denotes no resource of the type.
  bool is_foreign(const std::string& type, const std::string& name) const;

  // From here on follow() and properties() show resources as they are in that world, until leave().
  // What they gave in a world is gone after it.
  bool has_world() const { return view_.world != nullptr; }
  void enter(const World& world);
  void leave();
  // Of the current world, if one was entered.
  const Value& properties(const Resource& resource);
  // Whether the condition on which the resource hangs is decided: kTrue if there is none.
  cel::Truth exists(const Resource& resource) const;

  cel::Truth found(const Value& value) const override;
  cel::Truth is_type(const Value& value, std::string_view type) const override;
  const Value* meta_of(const Value& value) const override;
  cel::Truth refers(const Value& reference, const Value& value) const override;
  std::optional<const Value*> denoted(const Value& reference, const Value& sample) const override;

 private:
  const SecretPlaces& secrets() const;
  struct View {  // of one world
    const World* world = nullptr;
    std::deque<Value> nodes;
    std::unordered_map<const Resource*, const Value*> properties;
    std::unordered_map<const Value*, const Resource*> by_properties;
    std::unordered_map<const Value*, const Resource*> stand_ins;
  };

  const Value& stand_in(const Value* reference, const std::string& type, const Resource* target);
  // The resource that the node shows or stands in for.
  const Resource* shown_by(const Value& value) const;

  const Inventory& inventory_;
  ResourceIndex index_;
  ArnIndex arns_;
  std::unordered_map<const Value*, const Resource*> by_properties_;
  std::unordered_map<const Value*, const Resource*> stand_ins_;  // of resources of another type
  std::unordered_map<const Resource*, const Value*> metas_;
  // By reference and by wanted type: one rule may want the alias that a name denotes, another the
  // function.
  std::unordered_map<const Value*, std::vector<std::pair<std::string, const Value*>>> followed_;
  std::map<std::string, const Value*> others_;
  std::deque<Value> nodes_;
  mutable std::optional<SecretPlaces> secrets_;  // when the first text is to be shown
  View view_;
};

}  // namespace advisor
