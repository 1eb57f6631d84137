#pragma once

// The tables of parsers/terraform/*.map, parsed. docs/terraform.md describes their lines.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/terraform_mapping.h"
#include "src/model/embedded.h"
#include "src/model/value.h"

namespace advisor {

// Where an attribute goes, and how its value changes on the way.
struct TerraformRule {
  enum class Target : std::uint8_t {
    kDefault,    // the property that the schema has under that name
    kFlat,       // `.`: the attributes of the block go where the block would
    kTerraform,  // kept under Terraform's name
    kNowhere,    // `-`
    kPath,
  };
  std::string attribute;
  bool each = false;  // `name[]`: every element by itself
  Target target = Target::kDefault;
  bool from_root = false;  // `^Path`: not below what `@under` says
  std::vector<std::string> path;
  bool append = false;                    // `Path[]`: as a further element of that list
  std::vector<std::string> element_path;  // behind it
  std::string key;                        // `Path{key}`: as {Key: key, Value: value}

  bool json = false;
  bool expand = false;  // a list here, one element each in CloudFormation
  bool absent_if_empty = false;
  std::vector<Value> absent;
  std::vector<std::pair<std::string, std::string>> words;  // bool(..) and enum(..); "-" is absent
  std::optional<Value> fallback;
  std::vector<std::pair<std::string, std::string>> unless;  // attribute, value or "" for any
  std::vector<std::string> pairs;  // names of key and value: a map becomes a list
  std::vector<std::string> keyed;  // names of key and, maybe, value: a list becomes a map
  std::vector<std::pair<std::string, std::string>> with;  // constants beside the value

  std::vector<TerraformRule> children;
};

const TerraformRule* find_rule(const std::vector<TerraformRule>& rules, std::string_view attribute);

struct TerraformTable {
  std::vector<TerraformRule> rules;
  std::vector<std::string> under;  // properties to which the paths of `rules` are relative
  bool under_list = false;         // the last of them is a list, in which this is one element
};

// What a table is known by before it is parsed.
struct TerraformHeading {
  std::string_view name;
  std::string_view type;
  std::string_view body;  // the lines below
};
std::vector<TerraformHeading> terraform_headings(std::string_view text);
// The value of an `@word` line; empty if there is none.
std::string_view directive(std::string_view body, std::string_view word);
std::optional<TerraformFold> read_fold(const TerraformHeading& heading);

// Lines that cannot be read are left out and named in `errors`.
TerraformType read_terraform_type(const TerraformHeading& heading,
                                  std::vector<std::string>& errors);

// parsers/terraform/*.map
std::span<const EmbeddedText> embedded_terraform_tables();

}  // namespace advisor
