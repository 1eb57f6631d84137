#pragma once

#include <string>
#include <vector>

#include "src/engine/graph.h"

namespace advisor {

// A reference from a place in a resource to another resource, or to what is not among the inputs.
struct Edge {
  const Resource* from = nullptr;
  std::string path;              // "LoadBalancers[0].TargetGroupArn"
  const Resource* to = nullptr;  // nullptr: unresolved
  std::string attribute;         // of the target: "Arn"; empty for its Ref value
  std::string text;              // of an unresolved end: how the source writes it
  std::string wanted;            // what would resolve it; may be empty
  Span span;
};

// The references of all resources, in the order of the inventory. References by name are taken from
// properties whose value is nothing else ("TaskDefinition", "FunctionName", ARNs).
std::vector<Edge> edges_of(const Inventory& inventory, const Graph& graph);

}  // namespace advisor
