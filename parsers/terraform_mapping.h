#pragma once

// What Terraform's AWS types are in the common model. The knowledge is in parsers/terraform/*.map
// (their format: docs/terraform.md); a table is parsed when the first resource of its type is met.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/source.h"
#include "src/model/value.h"

namespace advisor {

// What `aws_lb.main.arn` is in the model: Ref or Fn::GetAtt of the resource.
struct TerraformReference {
  std::string attribute;  // Terraform's: "arn", "id", "invoke_arn"
  std::string target;     // Link::attribute: "" for Ref, else what Fn::GetAtt calls it, "Arn"
  // Shape of the value in the notation of cfn::attribute_pattern, which also has it under `target`
  // unless the two tools differ: "arn:{partition}:sqs:{region}:{account}:{QueueName}". {X} is the
  // property X of the resource. Empty: nothing is known of it.
  std::string pattern;
};

// A type that Terraform keeps apart and the model has as part of another resource, its owner.
struct TerraformFold {
  // The owner is the resource for which every one of these pairs agrees: both are the same value,
  // or the child's attribute refers to the owner, or both refer to the same thing.
  struct Key {
    std::string child;  // attribute of the child: "bucket"
    std::string owner;  // attribute of the owner that it equals: "bucket"
  };
  std::string child;                // "aws_s3_bucket_versioning"
  std::vector<std::string> owners;  // "aws_s3_bucket"
  std::vector<Key> keys;            // the first one names the owner, the others narrow
  // Paths of owner properties that a child adds, "Targets" or
  // "ProvisionedConcurrencyConfig"; while a child is not attached they are not known to be absent.
  std::vector<std::string> adds;
};

struct TerraformTable;  // the parsed lines, parsers/terraform_table.h

struct TerraformType {
  std::string name;  // "aws_lb", never an alias
  std::string type;  // CloudFormation's; of a type that is folded: that of its owner
  // The attribute that holds the name for people; empty: the Terraform name has to do.
  std::string name_attribute;
  std::vector<TerraformReference> references;
  std::optional<TerraformFold> fold;
  std::shared_ptr<const TerraformTable> table;

  // nullptr: that attribute is no Ref or GetAtt of the model.
  const TerraformReference* reference(std::string_view attribute) const;
};

// Aliases are followed (aws_alb is aws_lb). nullptr: a type without table. The pointer stays valid
// for the life of the process. May be called from several threads.
const TerraformType* terraform_type(std::string_view type);

// All types with a table, without aliases, in byte order.
std::vector<std::string_view> terraform_types();

// The attributes of one resource (a map) as properties of the common model. Absent attributes are
// not in the map or null. What is not known is unknown in its place, an unknown block with all that
// it would hold. Values keep the span, uncertainty and openness of what they come from; parts of a
// JSON text have the span of the whole text. Arguments that CloudFormation does not have are in the
// map `Terraform` under Terraform's names. Any other value than a map is returned as it is.
Value map_terraform(const TerraformType& type, Value attributes, const SourceSet& sources);

// What may be folded into resources of an owner type (Terraform's name, aliases are followed).
std::vector<const TerraformFold*> folds_into(std::string_view owner_type);

// Adds a child's properties (of map_terraform) to its owner's: maps are merged, lists appended.
// What the child says replaces what the owner had, its `Terraform` arguments are left out. An
// unknown on either side stays unknown.
void fold_into(Value& owner_properties, const TerraformFold& fold, Value child_properties);

// Marks all that such a child may add as not known: what is absent becomes `unknown` and uncertain,
// what is there may have more.
void mark_foldable(Value& owner_properties, const TerraformFold& fold, const Unknown& unknown,
                   Span span);

}  // namespace advisor
