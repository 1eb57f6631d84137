#pragma once

#include <map>
#include <unordered_set>
#include <vector>

#include "src/model/resource.h"

namespace advisor {

// The values in a resource that no output may show: environment values of containers and functions,
// which is where plaintext credentials are kept in practice, passwords, and what the source marks
// as sensitive, before and after a change. Names are not secret, nor is a template action that
// stands alone.
std::vector<const Value*> secret_values(const Resource& resource);
bool is_secret(const Resource& resource, const Value& node);

// The secret values of all resources, and where they stand.
class SecretPlaces {
 public:
  explicit SecretPlaces(const Inventory& inventory);

  // Whether the text of the span has any part of a secret.
  bool touches(Span span) const;
  // Whether the node is one of them; a copy is known by its place. What the reader left out has
  // nothing to tell.
  bool contains(const Value& node, bool may_be_copy) const;

 private:
  std::unordered_set<const Value*> nodes_;
  std::map<SourceId, std::vector<Span>> places_;  // sorted, without overlaps
};

}  // namespace advisor
