#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/resource.h"

namespace advisor::tf {

// A module call or a resource with its instance key. The key is as Terraform writes it between
// brackets: 0 or "api" with its quotes; empty: none.
struct Instance {
  std::string name;
  std::string key;
  friend bool operator==(const Instance&, const Instance&) = default;
};

// module.service["api"].aws_lb.main[0].arn. Address grammar: Terraform documentation, "Resource
// Address Reference"; references of plans use the same.
struct Address {
  std::vector<Instance> modules;
  bool data = false;
  std::string type;  // empty: the address of a module
  Instance resource;
  std::string attribute;  // what follows, without its dot
};

// nullopt: no address of a resource or module ("var.x", "each.key", "local.x").
std::optional<Address> parse_address(std::string_view text);

// Whether it is a resource of a plan or state; its name is then its address.
bool is_terraform(const Resource& resource);

// "module.service[\"api\"]"; empty for the root.
std::string module_text(const std::vector<Instance>& modules);
// Without instance key and attribute: "module.m[0].aws_lb.main", "data.aws_lb.x".
std::string block_text(const std::vector<Instance>& modules, bool data, std::string_view type,
                       std::string_view name);

// First name of a reference, and what follows its dot: "var.x.y" -> {"var", "x.y"}.
struct Head {
  std::string_view name;
  std::string_view rest;
};
Head head_of(std::string_view reference);

// `text` as a key between brackets: a number stays, anything else is quoted.
std::string quoted_key(std::string_view text);

}  // namespace advisor::tf
