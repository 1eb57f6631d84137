// One walk over the attributes of a resource. Each attribute is taken out of the old tree and put
// into the new one, where its rule says or, without a rule, where the schema has its name. The
// schema of the target decides the shape: that a list of one block is an object is not in the
// tables.

#include "parsers/terraform_mapper.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/terraform_place.h"
#include "parsers/terraform_values.h"

namespace advisor::tf {
namespace {

using Kind = Schema::Kind;
using Target = TerraformRule::Target;

bool is(const Value& value, const Value& constant) {
  if (const std::string* text = value.as_string())
    return constant.as_string() != nullptr && *text == *constant.as_string();
  if (const std::int64_t* number = value.as_int())
    return constant.as_int() != nullptr && *number == *constant.as_int();
  const bool* flag = value.as_bool();
  return flag != nullptr && constant.as_bool() != nullptr && *flag == *constant.as_bool();
}

// The names of a list of pairs, if the schema is one.
const std::array<std::string, 2>* pair_names(const Schema* element) {
  static const std::array<std::array<std::string, 2>, 2> kNames = {
      {{"Key", "Value"}, {"Name", "Value"}}};
  if (element == nullptr || element->kind != Kind::kObject)
    return nullptr;
  for (const auto& names : kNames)
    if (element->find(names[0]) != nullptr && element->find(names[1]) != nullptr)
      return &names;
  return nullptr;
}

void keep(Value& rest, Member member) {
  if (!is_absent(member.value))
    rest.as_map()->push_back(std::move(member));  // keys of one map: no search for an equal one
}

// What Terraform or AWS takes for an attribute that is not there.
struct Default {
  const TerraformRule* rule;
  Value value;
};

// Whether the attribute keeps a default from applying: certainly, maybe or not.
enum class Hindrance : std::uint8_t { kNone, kMaybe, kCertain };
Hindrance hindrance(const Value* other, const std::string& wanted) {
  if (other == nullptr || is_absent(*other))
    return Hindrance::kNone;
  if (other->is_unknown())
    return other->uncertain() || !wanted.empty() ? Hindrance::kMaybe : Hindrance::kCertain;
  const std::string* text = other->as_string();
  return wanted.empty() || (text != nullptr && *text == wanted) ? Hindrance::kCertain
                                                                : Hindrance::kNone;
}

std::vector<Default> defaults_of(const Value& attributes, const std::vector<TerraformRule>& rules) {
  const Span all = attributes.span();
  std::vector<Default> defaults;
  for (const TerraformRule& rule : rules) {
    if (!rule.fallback)
      continue;
    const Value* written = attributes.find(rule.attribute);
    if (written != nullptr && !is_absent(*written))
      continue;
    Hindrance worst = Hindrance::kNone;
    for (const auto& [attribute, wanted] : rule.unless)
      worst = std::max(worst, hindrance(attributes.find(attribute), wanted));
    if (worst == Hindrance::kCertain)
      continue;
    defaults.push_back({&rule, *rule.fallback});
    defaults.back().value.set_span({all.source, all.begin, all.begin});
    defaults.back().value.set_uncertain(worst == Hindrance::kMaybe || attributes.open());
  }
  return defaults;
}

// A constant beside a value is there if the value is.
Value word_beside(const Value& beside, const std::string& word) {
  return beside.is_unknown() && beside.uncertain() ? beside
                                                   : placed_like(Value::string(word), beside);
}

// Of a value what word_beside needs.
Value stand_beside(const Value& value) {
  return value.is_unknown() ? value : placed_like(Value::null(), value);
}

// Attributes of every type that are no arguments of the resource itself.
bool is_terraforms_own(std::string_view attribute) {
  return attribute == "id" || attribute == "region" || attribute == "timeouts";
}

}  // namespace

void Mapper::map_members(Value& attributes, const std::vector<TerraformRule>& rules,
                         const Schema* schema, Value& out, Value& rest, bool top) {
  std::vector<Default> defaults = defaults_of(attributes, rules);
  for (Member& member : *attributes.as_map()) {
    if (is_absent(member.value))
      continue;
    if (const TerraformRule* rule = find_rule(rules, member.key)) {
      apply(*rule, std::move(member), schema, out, rest);
      continue;
    }
    const bool typed = schema != nullptr && schema->kind == Kind::kObject;
    const bool own = top && is_terraforms_own(member.key);
    const Schema::Property* property = typed && !own ? property_of(*schema, member.key) : nullptr;
    if (own || (typed && property == nullptr)) {
      keep(rest, std::move(member));
      continue;
    }
    Value value =
        shape(std::move(member.value), nullptr, property != nullptr ? &property->schema : nullptr);
    put(out, {property != nullptr ? property->name : pascal_case(member.key)}, std::move(value),
        member.key_span);
  }
  for (Default& fallback : defaults)
    apply(*fallback.rule, {fallback.rule->attribute, fallback.value.span(), fallback.value}, schema,
          out, rest);
}

void Mapper::apply(const TerraformRule& rule, Member member, const Schema* schema, Value& out,
                   Value& rest) {
  Value& value = member.value;
  if (std::ranges::any_of(rule.absent, [&](const Value& zero) { return is(value, zero); }))
    return;
  if (const std::string* word = word_for(value, rule.words)) {
    if (*word == "-")
      return;
    value = placed_like(Value::string(*word), value);
  }
  if (rule.json && rule.target == Target::kTerraform)
    value = parse_json_text(std::move(value), nullptr);
  switch (rule.target) {
    case Target::kNowhere:
      return;
    case Target::kTerraform:
      keep(rest, std::move(member));
      return;
    case Target::kFlat:
      flatten(rule, std::move(value), schema, out, rest);
      return;
    case Target::kDefault: {
      const Schema::Property* property = schema != nullptr && schema->kind == Kind::kObject
                                             ? property_of(*schema, member.key)
                                             : nullptr;
      const std::string name = property != nullptr ? property->name : pascal_case(member.key);
      apply_path(rule, {name}, std::move(member), schema, out);
      return;
    }
    case Target::kPath:
      if (rule.from_root)
        apply_path(rule, rule.path, std::move(member), root_schema_, root_);
      else
        apply_path(rule, rule.path, std::move(member), schema, out);
  }
}

void Mapper::apply_path(const TerraformRule& rule, const std::vector<std::string>& path,
                        Member member, const Schema* schema, Value& out) {
  const Schema* target = below(schema, path);
  if (rule.append) {
    append(rule, std::move(member), element_of(target), out);
    return;
  }
  Value value = std::move(member.value);
  if (!rule.key.empty()) {
    append_pair(rule, std::move(value), member.key_span, out);
    return;
  }
  if (rule.json)
    value = parse_json_text(std::move(value), target);
  if (rule.pairs.size() == 2)
    value = map_to_pairs(std::move(value), rule.pairs[0], rule.pairs[1]);
  if (rule.keyed.size() == 2)
    value = list_to_map(std::move(value), rule.keyed[0], rule.keyed[1]);
  else if (rule.keyed.size() == 1)
    value = keyed_blocks(rule, std::move(value), target);
  if (!rule.json && rule.keyed.empty())
    value = shape(std::move(value), &rule, target);
  if (is_absent(value) && rule.absent_if_empty)
    return;
  const Value beside = stand_beside(value);
  put(out, path, std::move(value), member.key_span);
  for (const auto& [name, constant] : rule.with)
    put(out, {name}, word_beside(beside, constant), member.key_span);
}

// A set of blocks that CloudFormation has as a map by one of their attributes.
Value Mapper::keyed_blocks(const TerraformRule& rule, Value value, const Schema* target) {
  value = list_to_map(std::move(value), rule.keyed[0], "");
  if (Map* map = value.as_map())
    for (Member& member : *map)
      member.value = shape_block(std::move(member.value), rule.children, element_of(target));
  return value;
}

void Mapper::append_pair(const TerraformRule& rule, Value value, Span key_span, Value& out) {
  const Span span = value.span();
  const bool uncertain = value.uncertain();
  value.set_uncertain(false);
  Map pair;
  pair.push_back({"Key", key_span, Value::string(rule.key, span)});
  pair.push_back({"Value", key_span, to_text(std::move(value))});
  Value entry = Value::map(std::move(pair), span);
  entry.set_uncertain(uncertain);
  List one;
  one.push_back(std::move(entry));
  extend(out, rule.path, Value::list(std::move(one), span), key_span);
}

void Mapper::append(const TerraformRule& rule, Member member, const Schema* element, Value& out) {
  Value value = std::move(member.value);
  const bool blocks = rule.each || rule.element_path.empty();
  if (blocks && value.is_unknown()) {
    extend(out, rule.path, std::move(value), member.key_span);
    return;
  }
  List parts;
  Value whole = Value::list({}, value.span());
  whole.set_open(blocks && value.open());
  if (List* list = value.as_list(); blocks && list != nullptr)
    parts = std::move(*list);
  else
    parts.push_back(std::move(value));
  for (Value& part : parts) {
    const Span span = part.span();
    const bool uncertain = part.uncertain();
    if (part.is_null())
      part = Value::map({}, span);
    Value shaped = shape(std::move(part), &rule, below(element, rule.element_path));
    if (!rule.element_path.empty()) {
      Value holder = Value::map({}, span);
      shaped.set_uncertain(false);
      put(holder, rule.element_path, std::move(shaped), member.key_span);
      for (const auto& [name, constant] : rule.with)
        holder.set(name, Value::string(constant, span), member.key_span);
      shaped = std::move(holder);
    }
    shaped.set_uncertain(uncertain);
    whole.as_list()->push_back(std::move(shaped));
  }
  extend(out, rule.path, std::move(whole), member.key_span);
}

void Mapper::flatten(const TerraformRule& rule, Value block, const Schema* schema, Value& out,
                     Value& rest) {
  if (block.as_list() != nullptr)
    block = only_block(std::move(block));
  if (block.is_unknown()) {
    spread(rule, block, schema, out, rest);
    return;
  }
  Map* map = block.as_map();
  if (map == nullptr)
    return;
  if (block.uncertain())
    for (Member& member : *map)
      member.value.set_uncertain(true);
  if (block.open()) {
    Unknown more;
    more.cause = Unknown::Cause::kIncomplete;
    for (const TerraformRule& child : rule.children)
      if (block.find(child.attribute) == nullptr) {
        Value value = Value::unknown(more, block.span());
        value.set_uncertain(true);
        block.set(child.attribute, std::move(value), block.span());
      }
  }
  Value own = Value::map({}, block.span());
  map_members(block, rule.children, schema, out, own);
  keep(rest, {rule.attribute, block.span(), std::move(own)});
}

// An unknown block may hold each of its attributes.
void Mapper::spread(const TerraformRule& rule, const Value& unknown, const Schema* schema,
                    Value& out, Value& rest) {
  Value own = Value::map({}, unknown.span());
  for (const TerraformRule& child : rule.children) {
    Value value = unknown;
    value.set_uncertain(true);
    apply(child, {child.attribute, unknown.span(), std::move(value)}, schema, out, own);
  }
  keep(rest, {rule.attribute, unknown.span(), std::move(own)});
}

Value Mapper::shape(Value value, const TerraformRule* rule, const Schema* schema) {
  static const std::vector<TerraformRule> kNone;
  const std::vector<TerraformRule>& rules = rule != nullptr ? rule->children : kNone;
  const bool object = schema != nullptr ? schema->kind == Kind::kObject : !rules.empty();
  if (value.as_list() != nullptr && object)
    value = only_block(std::move(value));
  if (const List* list = value.as_list();
      list != nullptr && list->size() == 1 && schema != nullptr && schema->kind == Kind::kJson &&
      (list->front().is_null() || list->front().as_map() != nullptr))
    return shape_block(only_block(std::move(value)), rules, nullptr);
  if (schema != nullptr && schema->kind == Kind::kList)
    return shape_list(std::move(value), rule, *schema);
  if (value.as_map() != nullptr) {
    const bool any = schema == nullptr || schema->kind == Kind::kAny;
    return object || any ? shape_block(std::move(value), rules, object ? schema : nullptr)
                         : std::move(value);
  }
  if (List* list = value.as_list(); list != nullptr && schema != nullptr &&
                                    (schema->kind == Kind::kMap || schema->kind == Kind::kAny))
    for (Value& element : *list)
      element = shape(std::move(element), rule, element_of(schema));
  return value;
}

Value Mapper::shape_list(Value value, const TerraformRule* rule, const Schema& schema) {
  if (value.is_unknown())
    return value;
  const Schema* element = element_of(&schema);
  if (value.as_map() != nullptr)
    if (const auto* names = pair_names(element))
      return map_to_pairs(std::move(value), (*names)[0], (*names)[1]);
  Value out = placed_like(Value::list(), value);
  List& list = *out.as_list();
  if (List* parts = value.as_list()) {
    list.reserve(parts->size());
    for (Value& part : *parts)
      add_elements(std::move(part), rule, schema, list);
  } else {
    value.set_uncertain(false);
    out.set_open(false);
    add_elements(std::move(value), rule, schema, list);
  }
  return out;
}

// Usually one. CloudFormation has one ingress rule for each CIDR block, say.
void Mapper::add_elements(Value element, const TerraformRule* rule, const Schema& schema,
                          List& list) {
  const Schema* type = element_of(&schema);
  const bool object = type != nullptr && type->kind == Kind::kObject;
  if (element.is_null() && object)
    element = Value::map({}, element.span());
  if (element.is_null())
    return;
  std::vector<std::pair<const TerraformRule*, Member>> expanded;
  if (Map* map = element.as_map(); map != nullptr && rule != nullptr)
    for (const TerraformRule& child : rule->children)
      if (const auto found = std::ranges::find(*map, child.attribute, &Member::key);
          child.expand && found != map->end()) {
        if (!is_absent(found->value))
          expanded.emplace_back(&child, std::move(*found));
        map->erase(found);
      }
  const Value base =
      object ? shape(std::move(element), rule, type) : shape(std::move(element), nullptr, type);
  if (expanded.empty())
    list.push_back(base);
  for (auto& [child, member] : expanded) {
    List parts;
    if (List* values = member.value.as_list())
      parts = std::move(*values);
    else
      parts.push_back(std::move(member.value));
    for (Value& part : parts) {
      Value copy = base;
      copy.set_uncertain(copy.uncertain() || part.uncertain() || part.is_unknown());
      Value unused = Value::map();
      apply(*child, {member.key, member.key_span, std::move(part)}, type, copy, unused);
      list.push_back(std::move(copy));
    }
  }
}

Value Mapper::shape_block(Value value, const std::vector<TerraformRule>& rules,
                          const Schema* schema) {
  constexpr std::size_t kMostAttributes = 1000;  // put() searches; a block has at most some dozens
  if (value.as_map() == nullptr || (schema == nullptr && value.as_map()->size() > kMostAttributes))
    return value;
  Value out = placed_like(Value::map(), value);
  Value rest = Value::map({}, value.span());
  map_members(value, rules, schema, out, rest);
  if (!is_absent(rest))
    out.set("Terraform", std::move(rest), value.span());
  return out;
}

}  // namespace advisor::tf
