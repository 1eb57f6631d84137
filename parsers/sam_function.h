#pragma once

#include <string>

#include "parsers/sam_expansion.h"
#include "src/model/value.h"

namespace advisor::sam {

// A function or a state machine as its events see it.
struct Invokee {
  const Member* resource = nullptr;  // as written
  const Value* alias = nullptr;      // AutoPublishAlias; nullptr: there is none
  std::string alias_id;

  const std::string& id() const { return resource->key; }
  bool has_alias() const { return alias != nullptr; }
  // What reference(alias) makes where there is an alias, and `otherwise` where there is none. An
  // alias that hangs on a condition is a choice between both.
  Value choose(const Value& otherwise, Span span) const;
  Value name(Span span) const;  // Ref
  Value arn(Span span) const;   // Fn::GetAtt of Arn
};

// The alias that `properties` ask for. "FAliaslive", or "FAlias" where the name is not known.
Invokee invokee_of(const Member& resource, const Value& properties, const Expansion& expansion);

// One entry of Events.
struct Event {
  const Invokee& invokee;
  std::string id;  // "FNightly"
  std::string_view type;
  const Value& properties;  // a map
  Origin origin;
  Span at() const { return origin.key_span; }
};

// Calls `handle` for each event that can be read, and notes the others.
void for_each_event(Expansion& expansion, const Invokee& invokee, const Value& properties,
                    const std::function<void(const Event&)>& handle);

// What AWS::Serverless::Function becomes.
void expand_function(Expansion& expansion, const Member& resource, const Value& properties);

// {a: b} -> [{Key: a, Value: b}], with the tag by which SAM marks what it makes.
Value tag_list(const Value* tags, std::string_view marker, Span span);

// An execution role whose policies are not looked at.
void add_role(Expansion& expansion, const std::string& logical_id, const Origin& origin);

}  // namespace advisor::sam
