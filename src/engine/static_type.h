#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/schema.h"

namespace advisor {

// What the static check knows of a value before it is there. kAny is the honest answer wherever
// there is no schema, and whatever is asked of it is fine.
struct StaticType {
  enum class Kind : std::uint8_t {
    kAny,
    kNull,
    kBool,
    kInt,
    kUint,
    kDouble,
    kNumber,  // kInt or kDouble
    kString,
    kTimestamp,
    kDuration,
    kTypeName,
    kList,      // parts: the element
    kMap,       // keys are the user's; parts: the value
    kObject,    // keys are those of `schema`
    kRecord,    // keys are `values`, parts their types
    kOptional,  // parts: what it may hold
    kUnion,     // parts: the alternatives, none of them kAny or kUnion
    kNever,     // element of []
  };
  Kind kind = Kind::kAny;
  const Schema* schema = nullptr;   // kObject, and kString with documented values
  std::vector<std::string> values;  // kString: all that it can be; empty: anything
  std::string resource;             // where the schema says so: its type
  std::string path;                 // and the property, "ContainerDefinitions[].Name"
  std::vector<StaticType> parts;
  // kObject: properties ("Memory", "HealthCheck.Interval") that a filter found to be there.
  std::set<std::string, std::less<>> present;

  static StaticType of(Kind kind);
  static StaticType list_of(StaticType element);
  static StaticType optional_of(StaticType content);
  // The type of a resource's properties or of a part of them.
  static StaticType of_schema(const Schema& schema, std::string resource, std::string path);

  bool is_any() const { return kind == Kind::kAny; }
  std::span<const StaticType> alternatives() const;
  // Element of a list, value of a map, content of an optional; kAny if that is not known.
  StaticType part() const;
  // "AWS::ECS::Service", "LoadBalancers[] of AWS::ECS::Service"
  std::string place() const;
};

// Either of the two.
StaticType join(const StaticType& a, const StaticType& b);
// An object of which the paths in `facts` that begin with `prefix` are known to be there.
StaticType narrowed(StaticType object, const std::string& prefix,
                    const std::set<std::string, std::less<>>& facts);
// "a string", "an integer or a list"
std::string describe(const StaticType& type);
bool may_be(const StaticType& type, std::initializer_list<StaticType::Kind> kinds);
bool may_equal(const StaticType& a, const StaticType& b);
// <, <=, >, >= can work.
bool may_order(const StaticType& a, const StaticType& b);
// The type of `a op b`, op being one of + - * / %; false if it cannot work.
bool arithmetic(char op, const StaticType& a, const StaticType& b, StaticType& result);

}  // namespace advisor
