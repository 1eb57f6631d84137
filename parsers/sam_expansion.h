#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostic.h"
#include "src/model/value.h"

namespace advisor::sam {

// Where something that the transform makes comes from.
struct Origin {
  const Value* resource = nullptr;  // the SAM resource, whose Condition and policies carry over
  std::string name;                 // for people: "F (event Nightly)"
  Span key_span;
  Span span;
};

// A path of an API that runs a function.
struct Route {
  std::string api;    // logical id; that of the implicit API if the event names none
  bool http = false;  // an HTTP API; else a REST API
  std::string path;
  std::string method;  // as in a Swagger document
  Value uri;
  const Value* resource = nullptr;  // the function
  Span key_span;
  Span span;
};

// The resources of a template while SAM resources are replaced. The document must outlive it.
class Expansion {
 public:
  using Evaluate = std::function<std::optional<Value>(const Value&)>;

  Expansion(const Value& document, const Evaluate& evaluate, Diagnostics& diagnostics);

  // What the template says under that logical id; nullptr if nothing.
  const Value* written(std::string_view logical_id) const;
  const Value* globals() const { return document_.find("Globals"); }
  std::optional<Value> evaluate(const Value& node) const { return evaluate_(node); }

  // The resource itself stays, or becomes one of another type with everything beside its
  // properties.
  void keep(const Member& resource);
  void replace(const Member& resource, std::string_view type, Value properties);
  // A further resource; nothing happens if the template has one of that name. `more` stands beside
  // the properties, apart from nulls.
  void add(std::string_view logical_id, std::string_view type, Value properties,
           const Origin& origin,
           std::initializer_list<std::pair<std::string_view, Value>> more = {});

  // Ref to "F.Alias" means this.
  void refer(std::string name, Value target) {
    references_.insert_or_assign(std::move(name), std::move(target));
  }

  // Adds elements to a list property, or sets an entry of a map property, of a resource of the
  // template once all are there. Functions in the way are left alone.
  void append(std::string logical_id, std::vector<std::string> path, Value element);
  void set(std::string logical_id, std::vector<std::string> path, Value value);
  // A condition that holds if all of these do; a name with "!" in front must not. The name of one
  // that the template has already, if there is only one.
  std::string condition_of_all(const std::vector<std::string>& names, const std::string& made,
                               Span span);
  void add_condition(std::string name, Value condition) {
    conditions_.push_back({std::move(name), condition.span(), std::move(condition)});
  }
  void depend(std::string logical_id, std::string_view on, Span span);
  void add_route(Route route) { routes_.push_back(std::move(route)); }
  const std::vector<Route>& routes() const { return routes_; }

  void note(std::string message, Span span);
  // The template makes too much; what is made so far stays.
  bool exhausted() const { return exhausted_; }
  void spend(std::size_t nodes, Span span);

  // The new Resources. Once, at the end.
  Map take_resources();
  Map take_conditions() { return std::move(conditions_); }
  const std::map<std::string, Value, std::less<>>& references() const { return references_; }

 private:
  struct Patch {
    enum class Kind { kAppend, kSet, kDepend };
    Kind kind;
    std::string logical_id;
    std::vector<std::string> path;
    Value value;
  };
  void apply(const Patch& patch, Value& resource);

  const Value& document_;
  const Evaluate& evaluate_;
  Diagnostics& diagnostics_;
  std::map<std::string, const Value*, std::less<>> written_;
  std::set<std::string, std::less<>> taken_;
  Map resources_;
  Map conditions_;
  std::map<std::string, Value, std::less<>> references_;
  std::vector<Patch> patches_;
  std::vector<Route> routes_;
  std::size_t nodes_ = 0;
  bool exhausted_ = false;
};

}  // namespace advisor::sam
