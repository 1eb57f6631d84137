#include "src/engine/graph.h"

#include <algorithm>
#include <set>
#include <utility>

#include "parsers/terraform_address.h"
#include "src/base/text.h"

namespace advisor {
namespace {

// Tags as one map, whatever the service's shape: [{Key, Value}], [{key, value}] or a map.
Value tag_map(const Value& properties) {
  Value tags = Value::map();
  const Value* given = properties.find("Tags");
  if (given == nullptr)
    return tags;
  if (given->as_map() != nullptr || given->is_unknown())
    return *given;
  for (const Value& tag : given->as_list() == nullptr ? List() : *given->as_list()) {
    const Value* key = tag.find("Key") != nullptr ? tag.find("Key") : tag.find("key");
    const Value* value = tag.find("Value") != nullptr ? tag.find("Value") : tag.find("value");
    if (key != nullptr && key->as_string() != nullptr)
      tags.set(*key->as_string(), value == nullptr ? Value::string("") : *value);
    else
      tags.set_open(true);
  }
  if (given->open())
    tags.set_open(true);
  return tags;
}

// What stands together: a file, or a region of an account.
std::string home_of(const Resource& resource) {
  if (resource.format == "live")
    return "aws:" + resource.account + ":" + resource.region;
  return resource.id.substr(0, resource.id.find('#'));
}

Value make_meta(const Resource& resource) {
  const Map* more = resource.more_meta.as_map();
  Map members;
  members.reserve(10 + (more == nullptr ? 0 : more->size()));
  Value meta = Value::map(std::move(members));
  meta.set("id", Value::string(resource.id, resource.span));
  meta.set("name", Value::string(resource.name, resource.span));
  meta.set("type", Value::string(resource.type, resource.span));
  meta.set("source", Value::string(resource.format, resource.span));
  meta.set("file", Value::string(home_of(resource), resource.span));
  if (!resource.region.empty())
    meta.set("region", Value::string(resource.region, resource.span));
  if (!resource.account.empty())
    meta.set("account", Value::string(resource.account, resource.span));
  if (tf::is_terraform(resource)) {
    meta.set("address", Value::string(resource.name, resource.span));
    if (const auto address = tf::parse_address(resource.name))
      meta.set("provider_type", Value::string(address->type, resource.span));
  }
  meta.set("tags", tag_map(resource.properties));
  if (more != nullptr)
    for (const Member& member : *more)
      meta.set(member.key, member.value);
  return meta;
}

// Holes that hold a word as '*'; empty if a hole may hold anything.
std::string with_stars(const Unknown& unknown) {
  std::string out;
  for (const Piece& piece : unknown.pieces) {
    if (piece.hole == Piece::Hole::kAny)
      return {};
    out += piece.hole == Piece::Hole::kNone ? piece.text : "*";
  }
  return out;
}

bool is_plain_name(std::string_view text) {
  return !text.empty() && text.find_first_of(":/*") == std::string_view::npos;
}

// Whether the account knows the resource by a plain name that is another one. Names of databases
// are the same in upper and lower case.
bool is_other_live_name(const Resource& resource, std::string_view name) {
  if (resource.format != "live" || !is_plain_name(name))
    return false;
  bool named = false;
  for (const std::string& alias : resource.aliases)
    if (is_plain_name(alias)) {
      named = true;
      if (equals_ignoring_case(alias, name))
        return false;
    }
  return named;
}

bool is_known_as(const Resource& resource, std::string_view name) {
  return resource.id == name || std::ranges::find(resource.aliases, name) != resource.aliases.end();
}

}  // namespace

Graph::Graph(const Inventory& inventory)
    : inventory_(inventory), index_(inventory), arns_(inventory) {
  for (const Resource& resource : inventory.resources)
    by_properties_.emplace(&resource.properties, &resource);
}

const Resource* Graph::resource_of(const Value& properties) const {
  const auto found = by_properties_.find(&properties);
  if (found != by_properties_.end())
    return found->second;
  const auto viewed = view_.by_properties.find(&properties);
  return viewed == view_.by_properties.end() ? nullptr : viewed->second;
}

const Resource* Graph::shown_by(const Value& value) const {
  for (const auto* stand_ins : {&stand_ins_, &view_.stand_ins})
    if (const auto found = stand_ins->find(&value); found != stand_ins->end())
      return found->second;
  return resource_of(value);
}

void Graph::enter(const World& world) {
  leave();
  view_.world = &world;
}

void Graph::leave() {
  view_ = View();
}

const Value& Graph::properties(const Resource& resource) {
  if (view_.world == nullptr)
    return resource.properties;
  const auto [it, is_new] = view_.properties.emplace(&resource, &resource.properties);
  if (!is_new)
    return *it->second;
  std::set<std::string> conditions;
  collect_conditions(resource.properties, conditions);
  const auto decided = [&](const std::string& id) { return view_.world->decided.contains(id); };
  if (std::ranges::none_of(conditions, decided))
    return resource.properties;
  auto seen = in_world(resource.properties, *view_.world);
  view_.nodes.push_back(seen ? std::move(*seen) : Value::map());
  it->second = &view_.nodes.back();
  view_.by_properties.emplace(it->second, &resource);
  return *it->second;
}

cel::Truth Graph::exists(const Resource& resource) const {
  if (resource.condition.empty())
    return cel::Truth::kTrue;
  if (view_.world == nullptr)
    return cel::Truth::kUnknown;
  const auto decided = view_.world->decided.find(resource.condition);
  if (decided == view_.world->decided.end())
    return cel::Truth::kUnknown;
  return decided->second ? cel::Truth::kTrue : cel::Truth::kFalse;
}

const Resource* Graph::named(const std::string& type, const std::string& name) const {
  const Resource* known = index_.by_alias(type, name);
  return known != nullptr ? known : arns_.find(type, name);
}

bool Graph::is_foreign(const std::string& type, const std::string& name) const {
  return arns_.is_foreign(type, name);
}

const Resource* Graph::resolve(const Value& reference, const std::string& type) const {
  if (const std::string* name = reference.as_string())
    return named(type, *name);
  const Unknown* unknown = reference.as_unknown();
  if (unknown == nullptr)
    return nullptr;
  // A text may name several resources ("${Cluster}/${Service.Name}"): the wanted type tells which.
  const Resource* first = nullptr;
  for (const Link& link : unknown->links) {
    const Resource* target =
        link.kind == Link::Kind::kResource ? index_.by_id(link.target) : nullptr;
    if (target != nullptr && target->type == type)
      return target;
    if (first == nullptr)
      first = target;
  }
  return first != nullptr || unknown->pieces.empty() ? first
                                                     : arns_.find(type, with_stars(*unknown));
}

const Value& Graph::stand_in(const Value* reference, const std::string& type,
                             const Resource* target) {
  Unknown unknown;
  unknown.cause = Unknown::Cause::kUnresolved;
  unknown.function = type;
  if (const Unknown* why = reference == nullptr ? nullptr : reference->as_unknown()) {
    unknown.text = why->text;
    unknown.links = why->links;
  } else if (reference != nullptr && reference->as_string() != nullptr) {
    unknown.text = *reference->as_string();
  }
  auto& nodes = view_.world == nullptr ? nodes_ : view_.nodes;
  nodes.push_back(
      Value::unknown(std::move(unknown), reference == nullptr ? Span() : reference->span()));
  if (target != nullptr)
    (view_.world == nullptr ? stand_ins_ : view_.stand_ins).emplace(&nodes.back(), target);
  return nodes.back();
}

const Value& Graph::follow(const Value* reference, const std::string& type) {
  const bool cached = reference != nullptr && view_.world == nullptr;
  if (const auto known = followed_.find(reference); cached && known != followed_.end())
    for (const auto& [wanted, node] : known->second)
      if (wanted == type)
        return *node;
  const Resource* target = reference == nullptr ? nullptr : resolve(*reference, type);
  const bool fits = target != nullptr && (type.empty() || target->type == type);
  const Value& node = fits ? properties(*target) : stand_in(reference, type, target);
  if (cached)
    followed_[reference].emplace_back(type, &node);
  return node;
}

const Value& Graph::others(const std::string& type) {
  const auto [it, is_new] = others_.emplace(type, nullptr);
  if (is_new) {
    Unknown unknown;
    unknown.cause = Unknown::Cause::kIncomplete;
    unknown.function = type;
    it->second = &keep(Value::unknown(std::move(unknown)));
  }
  return *it->second;
}

const Value& Graph::keep(Value value) {
  nodes_.push_back(std::move(value));
  return nodes_.back();
}

const Value& Graph::meta(const Resource& resource) {
  const auto [it, is_new] = metas_.emplace(&resource, nullptr);
  if (is_new) {
    nodes_.push_back(make_meta(resource));
    it->second = &nodes_.back();
  }
  return *it->second;
}

const SecretPlaces& Graph::secrets() const {
  if (!secrets_)
    secrets_.emplace(inventory_);
  return *secrets_;
}

bool Graph::hides(Span span) const {
  return secrets().touches(span);
}

bool Graph::hides(const Value& node) const {
  return secrets().contains(node, view_.world != nullptr);
}

cel::Truth Graph::found(const Value& value) const {
  return resource_of(value) != nullptr ? cel::Truth::kTrue : cel::Truth::kUnknown;
}

cel::Truth Graph::is_type(const Value& value, std::string_view type) const {
  const Resource* resource = shown_by(value);
  if (resource == nullptr)
    return cel::Truth::kUnknown;
  return resource->type == type ? cel::Truth::kTrue : cel::Truth::kFalse;
}

const Value* Graph::meta_of(const Value& value) const {
  const Resource* resource = shown_by(value);
  // Lazily filled caches do not change what the graph says.
  return resource == nullptr ? nullptr : &const_cast<Graph*>(this)->meta(*resource);
}

cel::Truth Graph::refers(const Value& reference, const Value& value) const {
  const Resource* resource = resource_of(value);
  if (resource == nullptr)
    return cel::Truth::kUnknown;
  if (const std::string* name = reference.as_string()) {
    if (name->empty())
      return cel::Truth::kFalse;
    if (is_known_as(*resource, *name))
      return cel::Truth::kTrue;
    if (is_other_live_name(*resource, *name))
      return cel::Truth::kFalse;
    // A name we do not know may still be an ARN or id that only the account can map.
    const Resource* other = named(resource->type, *name);
    if (other == nullptr)
      return arns_.is_other(*resource, *name) ? cel::Truth::kFalse : cel::Truth::kUnknown;
    return other == resource ? cel::Truth::kTrue : cel::Truth::kFalse;
  }
  const Resource* target = resolve(reference, resource->type);
  if (target == nullptr)
    return cel::Truth::kUnknown;
  return target == resource ? cel::Truth::kTrue : cel::Truth::kFalse;
}

std::optional<const Value*> Graph::denoted(const Value& reference, const Value& sample) const {
  const Resource* like = resource_of(sample);
  if (like == nullptr)
    return std::nullopt;
  const Resource* target = resolve(reference, like->type);
  if (target == nullptr) {
    const std::string* name = reference.as_string();
    const bool none = name != nullptr && (name->empty() || is_foreign(like->type, *name));
    return none ? std::optional<const Value*>(nullptr) : std::nullopt;
  }
  if (target->type != like->type)
    return nullptr;
  // Views of the current world are made when they are asked for.
  return &const_cast<Graph*>(this)->properties(*target);
}

}  // namespace advisor
