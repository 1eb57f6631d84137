#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/base/source.h"
#include "src/model/condition.h"
#include "src/model/value.h"

namespace advisor {

// One AWS resource in the common model: CloudFormation type and property names, whatever the input
// was. Explicit nulls and what the format counts as absent are not in `properties`.
struct Resource {
  std::string type;    // "AWS::ECS::TaskDefinition"
  std::string id;      // unique in the run: "<file>#<logical id or key>" or an ARN
  std::string name;    // for people: family, service name, function name, logical id
  std::string format;  // "ecspresso", "lambroll", "cloudformation", "terraform-plan", "live"
  Value properties;    // a map
  Span span;           // the declaration; its begin is where a finding about absence points
  std::string region;  // empty: not known
  std::string account;
  // Names under which other inputs may refer to it (ARN, name, "cluster/service"), only certain
  // ones.
  std::vector<std::string> aliases;
  // Condition::id of the undecided condition on which its existence hangs; empty: it exists.
  std::string condition;
  // Further entries of the rule variable `meta`: stack, deletion_policy, update_replace_policy,
  // depends_on, update_policy, creation_policy, cdk_path, address. A map, or null.
  Value more_meta;
  // The rule variable `change`: action, before, after, replace_paths. Null where the input does not
  // say what a deploy changes.
  Value change;
  // Where `properties` came from when that is more than one file; the first is the main file.
  std::vector<SourceId> sources;
  std::string console;  // live: https address of its page in the console; may be empty

  // The deploy deletes it or lets go of it: `properties` are those of before, and no other resource
  // can count on it.
  bool leaves() const;
};

// A suppression written into an input: a comment "advisor:ignore RULE reason", or
// Metadata.Advisor.suppress of a CloudFormation resource.
struct InlineSuppression {
  std::string rule;
  std::string reason;
  std::string expires;  // date, the last day on which it suppresses; may be empty
  Span span;            // the comment or the entry
  // What it covers: findings on these resources (several where one declaration makes several), or
  // findings whose place begins in these bytes.
  std::vector<std::string> resources;  // Resource::id; empty: by place
  Span covered;
};

// A value that one input gives a name and others fetch by it: an output of a Terraform plan or
// state, an output or export of a CloudFormation stack, an SSM parameter.
struct NamedValue {
  Link::Kind kind = Link::Kind::kTerraform;  // as links to it have it
  std::string name;                          // Link::target: "output.x", output key, export name
  Value value;
  std::string scope = {};  // kStackOutput: name of the stack; empty where it is not known
};

// Everything the readers found in the inputs of one run.
struct Inventory {
  std::vector<Resource> resources;  // ordered by path, then position
  std::vector<NamedValue> values;
  Conditions conditions;
  std::vector<InlineSuppression> suppressions;
  Diagnostics diagnostics;
  // An input says of itself that it leaves out resources (a plan with -target): no list of
  // resources is complete.
  bool partial = false;
  // Files to which something else adds resources (templates with a macro that only the service
  // knows): for their resources no list is complete.
  std::set<std::string, std::less<>> partial_files;
  // Types of which an account may have more resources than could be read: no list of them is
  // complete.
  std::set<std::string, std::less<>> partial_types;
};

// Finds resources by type, id and alias. Holds pointers into the inventory, which must not change
// while the index lives. Cost: linear to build, constant per question.
class ResourceIndex {
 public:
  explicit ResourceIndex(const Inventory& inventory);
  // In inventory order, those that leave included; the other questions pass over them.
  const std::vector<const Resource*>& of_type(std::string_view type) const;
  const Resource* by_id(std::string_view id) const;
  // The resource of that type (any type if empty) known by that name; nullptr if none or several.
  const Resource* by_alias(std::string_view type, std::string_view alias) const;

 private:
  std::map<std::string, std::vector<const Resource*>, std::less<>> by_type_;
  std::map<std::string, const Resource*, std::less<>> by_id_;
  std::multimap<std::string, const Resource*, std::less<>> by_alias_;
};

}  // namespace advisor
