#include "parsers/cross_links.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "parsers/terraform_address.h"
#include "parsers/terraform_mapping.h"

namespace advisor {
namespace {

class Linker {
 public:
  explicit Linker(Inventory& inventory) : inventory_(inventory) {
    for (Resource& resource : inventory.resources) {
      if (resource.leaves())
        continue;
      if (tf::is_terraform(resource))
        add(Link::Kind::kTerraform, {}, resource.name, {&resource, nullptr});
      const Value* name = resource.properties.find("Name");
      const Value* value = resource.properties.find("Value");
      if (resource.type == "AWS::SSM::Parameter" && name != nullptr && value != nullptr &&
          name->as_string() != nullptr)
        add(Link::Kind::kSsmParameter, {}, *name->as_string(), {nullptr, value});
    }
    for (const NamedValue& named : inventory.values)
      add(named.kind, named.scope, named.name, {nullptr, &named.value});
  }

  void link() {
    if (known_.empty())
      return;
    for (Resource& resource : inventory_.resources)
      visit(resource.properties);
  }

 private:
  struct Known {
    const Resource* resource = nullptr;
    const Value* value = nullptr;
    bool ambiguous = false;
  };
  using Key = std::tuple<Link::Kind, std::string, std::string>;  // kind, stack, name

  void add(Link::Kind kind, const std::string& stack, const std::string& name, Known known) {
    const auto [place, fresh] = known_.emplace(Key{kind, stack, name}, known);
    // The same address in two plans, or one output key in two stacks: which one is meant?
    place->second.ambiguous = !fresh;
  }

  void visit(Value& value) {
    if (Map* members = value.as_map()) {
      for (Member& member : *members)
        visit(member.value);
    } else if (List* elements = value.as_list()) {
      for (Value& element : *elements)
        visit(element);
    } else if (value.is_unknown()) {
      resolve(value);
    }
  }

  void resolve(Value& value) {
    Unknown& unknown = *value.as_unknown();
    // The value is nothing but what the link fetches.
    const bool whole = unknown.links.size() == 1 && unknown.links[0].attribute.empty() &&
                       unknown.pieces.size() <= 1;
    const std::size_t given = unknown.links.size();
    for (std::size_t i = 0; i < given; ++i) {
      const Link link = unknown.links[i];
      const Known* found = find(link);
      if (found == nullptr || found->ambiguous)
        continue;
      if (const Resource* target = found->resource) {
        unknown.links.push_back({Link::Kind::kResource, "", target->id, attribute(*target, link)});
        continue;
      }
      const Value& known = *found->value;
      if (const Unknown* behind = known.as_unknown()) {
        unknown.links.insert(unknown.links.end(), behind->links.begin(), behind->links.end());
        if (whole && !behind->pieces.empty())
          unknown.pieces = behind->pieces;
      } else if (whole && known.as_string() != nullptr && !known.uncertain()) {
        Value fetched = Value::string(*known.as_string(), value.span());
        fetched.set_uncertain(value.uncertain());
        value = std::move(fetched);
        return;
      }
    }
  }

  // Templates do not tell under which name they are deployed; an account does.
  const Known* find(const Link& link) const {
    const std::string stack = link.kind == Link::Kind::kStackOutput ? link.scope : std::string();
    auto found = known_.find({link.kind, stack, link.target});
    if (found == known_.end() && !stack.empty())
      found = known_.find({link.kind, {}, link.target});
    return found == known_.end() ? nullptr : &found->second;
  }

  static std::string attribute(const Resource& target, const Link& link) {
    const auto address = tf::is_terraform(target) ? tf::parse_address(target.name) : std::nullopt;
    const TerraformType* type = address ? terraform_type(address->type) : nullptr;
    const TerraformReference* reference =
        type == nullptr ? nullptr : type->reference(link.attribute);
    return reference == nullptr ? link.attribute : reference->target;
  }

  Inventory& inventory_;
  std::map<Key, Known> known_;
};

void gather(const Value& value, FetchedNames& names) {
  if (const Map* members = value.as_map()) {
    for (const Member& member : *members)
      gather(member.value, names);
  } else if (const List* elements = value.as_list()) {
    for (const Value& element : *elements)
      gather(element, names);
  } else if (const Unknown* unknown = value.as_unknown()) {
    for (const Link& link : unknown->links) {
      if (link.kind == Link::Kind::kStackOutput || link.kind == Link::Kind::kStackExport)
        names.stacks = true;
      else if (link.kind == Link::Kind::kSsmParameter)
        names.parameters.insert(link.target);
    }
  }
}

}  // namespace

FetchedNames fetched_names(const Inventory& inventory) {
  FetchedNames out;
  for (const Resource& resource : inventory.resources)
    gather(resource.properties, out);
  return out;
}

void link_across(Inventory& inventory) {
  Linker(inventory).link();
}

std::string wanted_input(const Link& link) {
  switch (link.kind) {
    case Link::Kind::kTerraform:
      return "the Terraform plan or state with " + link.target;
    case Link::Kind::kStackOutput:
      return "the template of stack " + link.scope + " (output " + link.target + ")";
    case Link::Kind::kStackExport:
      return "the template that exports " + link.target;
    case Link::Kind::kSsmParameter:
      return "the template or plan with the SSM parameter " + link.target;
    case Link::Kind::kEnvironment:
      return "--envfile FILE (" + link.target + "=…)";
    default:
      return {};
  }
}

}  // namespace advisor
