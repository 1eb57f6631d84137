#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/cel/cel.h"
#include "src/engine/graph.h"
#include "src/engine/program.h"

namespace advisor {

// The resources of one `lookup: find`, indexed by the key that its `where` compares, so that a rule
// costs what its matches cost and not subjects times candidates. Built on first use; refers to the
// lookup and the graph.
class Candidates {
 public:
  Candidates(const CompiledLookup& lookup, Graph& graph);

  struct Selection {
    std::vector<const Resource*> resources;  // a superset of what `where` accepts, input order
    // More candidates may fit than are named here: so many have a key that is not known that
    // naming them for every subject would not be linear.
    bool more = false;
  };
  // For the subject that the frame is set to.
  Selection select(cel::Frame& frame);

 private:
  Selection referred(cel::Frame& frame);
  void build(cel::Frame& frame);
  void add_key(const cel::Val& key, std::size_t candidate);
  void add_name(const std::string& name, std::size_t candidate);
  // What the names among the keys denote if they denote resources of that type.
  struct Named {
    std::unordered_map<const Resource*, std::vector<std::size_t>> by_target;
    std::vector<std::size_t> unresolved;
  };
  const Named& names_of(const std::string& type);
  std::optional<std::vector<const Resource*>> wanted_resources(const cel::Val& wanted,
                                                               cel::Frame& frame) const;
  std::vector<std::size_t> referring(const Resource& wanted);
  Selection everything() const;

  const CompiledLookup& lookup_;
  Graph& graph_;
  std::vector<const Resource*> all_;  // that are there after the deploy
  bool built_ = false;
  std::unordered_map<std::string, std::vector<std::size_t>> by_text_;
  std::unordered_map<const Resource*, std::vector<std::size_t>> by_target_;
  std::map<std::string, Named> names_;  // by type that is wanted
  std::vector<std::size_t> undecided_;
};

}  // namespace advisor
