#include "parsers/terraform_references.h"

#include <algorithm>
#include <unordered_set>

#include "parsers/json.h"

namespace advisor::tf {
namespace {

// Modules may pass outputs round in circles that Terraform accepts.
constexpr int kMaxSteps = 32;
constexpr std::size_t kMaxTargets = 256;

const List& references_in(const Value& expression) {
  static const List kNone;
  const Value* list = expression.find("references");
  return list == nullptr || list->as_list() == nullptr ? kNone : *list->as_list();
}

void add(References& out, Target target) {
  if (out.targets.size() < kMaxTargets &&
      std::ranges::find(out.targets, target) == out.targets.end())
    out.targets.push_back(std::move(target));
}

// Terraform lists a reference and its prefixes: "a.b.arn", "a.b". The longest says it all.
std::vector<std::string_view> longest(const Value& expression) {
  std::vector<std::string_view> out;
  const List& all = references_in(expression);
  for (const Value& reference : all) {
    const std::string* text = reference.as_string();
    if (text == nullptr)
      continue;
    const bool is_prefix = std::ranges::any_of(all, [&](const Value& other) {
      const std::string* longer = other.as_string();
      return longer != nullptr && longer->size() > text->size() && longer->starts_with(*text) &&
             ((*longer)[text->size()] == '.' || (*longer)[text->size()] == '[');
    });
    if (!is_prefix && std::ranges::find(out, *text) == out.end())
      out.emplace_back(*text);
  }
  return out;
}

bool is_repetition(std::string_view reference) {
  return reference.starts_with("each.") || reference.starts_with("count.");
}

}  // namespace

const Value& Parts::shared(ByteRange range) {
  static const Value kNull;
  if (range.empty())
    return kNull;
  auto& kept = shared_[range.begin];
  if (kept == nullptr)
    kept = std::make_unique<Value>(parse(range));
  return *kept;
}

Value Parts::parse(ByteRange range) const {
  JsonOptions options;
  options.begin = range.begin;
  options.end = range.end;
  options.limits.bytes = UINT32_MAX;
  options.limits.nodes = UINT32_MAX;
  Parsed parsed = range.empty() ? Parsed() : parse_json(document_.text, source_, options);
  return std::move(parsed.root);
}

bool is_expression(const Value& node) {
  const Map* map = node.as_map();
  return map != nullptr && (map->empty() || node.find("references") != nullptr ||
                            node.find("constant_value") != nullptr);
}

Resolver::Resolver(const Document& document, Parts& parts) : document_(document), parts_(parts) {
  std::unordered_set<std::string_view> seen;
  std::unordered_set<std::string> seen_modules;
  const auto index = [&](const std::vector<Item>& items, bool only_data) {
    for (const Item& item : items) {
      if ((only_data && !item.data) || !seen.insert(item.address).second)
        continue;
      auto address = parse_address(unescape_json(item.address));
      if (!address || address->type.empty())
        continue;
      instances_[block_text(address->modules, address->data, address->type, address->resource.name)]
          .push_back(address->resource.key);
      while (!address->modules.empty() &&
             seen_modules.insert(module_text(address->modules)).second) {
        const Instance last = address->modules.back();
        address->modules.pop_back();
        const std::string module = module_text(address->modules);
        instances_[(module.empty() ? "" : module + ".") + "module." + last.name].push_back(
            last.key);
      }
    }
  };
  index(document.has_changes ? document.changes : document.planned, false);
  index(document.prior, true);
}

const std::vector<std::string>& Resolver::instances_of(std::string_view block) const {
  static const std::vector<std::string> kNone;
  const auto found = instances_.find(block);
  return found == instances_.end() ? kNone : found->second;
}

const Module* Resolver::module(const std::vector<Instance>& modules) const {
  const Module* at = &document_.configuration;
  for (const Instance& step : modules) {
    const auto call = at->calls.find(step.name);
    if (call == at->calls.end() || call->second.module == nullptr)
      return nullptr;
    at = call->second.module.get();
  }
  return document_.has_configuration ? at : nullptr;
}

Place Resolver::caller(const Place& place) const {
  Place out;
  out.modules = place.modules;
  out.key = out.modules.back().key;
  out.modules.pop_back();
  out.module = module(out.modules);
  return out;
}

References Resolver::follow(const Value& expression, const Place& place) {
  References out;
  follow(expression, place, 0, out);
  return out;
}

void Resolver::follow(const Value& expression, const Place& place, int depth, References& out) {
  if (depth > kMaxSteps || place.module == nullptr) {
    out.open = true;
    return;
  }
  const auto references = longest(expression);
  const bool repeats = std::ranges::any_of(references, is_repetition);
  if (references.empty() && expression.find("constant_value") == nullptr)
    out.open = true;
  for (const std::string_view reference : references) {
    if (out.text.empty() && !is_repetition(reference) && !reference.starts_with("path."))
      out.text = reference;
    // "aws_subnet.a[each.key]" is listed as the block and as each.key.
    if (is_repetition(reference) && references.size() > 1)
      continue;
    follow_reference(reference, place, repeats, depth, out);
  }
}

void Resolver::follow_reference(std::string_view reference, const Place& place, bool repeats,
                                int depth, References& out) {
  const Head head = head_of(reference);
  if (head.name == "var") {
    follow_variable(head_of(head.rest).name, place, depth, out);
  } else if (head.name == "each") {
    follow_each(head.rest, place, depth, out);
  } else if (head.name == "path" || head.name == "terraform" || head.name == "count") {
    return;
  } else if (auto address = parse_address(reference)) {
    if (!address->type.empty())
      follow_resource(*address, place, repeats, out);
    else
      follow_output(*address, place, repeats, depth, out);
  } else {
    out.open = true;
  }
}

void Resolver::follow_resource(const Address& address, const Place& place, bool repeats,
                               References& out) {
  const std::string block =
      block_text(place.modules, address.data, address.type, address.resource.name);
  const auto instance = [&](const std::string& key) {
    add(out, {key.empty() ? block : block + "[" + key + "]", address.attribute, true});
  };
  const std::vector<std::string>& keys = instances_of(block);
  if (!address.resource.key.empty())
    instance(address.resource.key);
  else if (keys.size() <= 1)
    instance(keys.empty() ? std::string() : keys[0]);
  else if (repeats && std::ranges::find(keys, place.key) != keys.end())
    instance(place.key);
  else
    for (const std::string& key : keys)
      instance(key);
}

void Resolver::follow_output(const Address& address, const Place& place, bool repeats, int depth,
                             References& out) {
  const std::string_view output = head_of(address.attribute).name;
  Place inside;
  inside.modules = place.modules;
  // As a rule one module; of "module.a.module.b.x" the outer one has been entered already.
  const std::string prefix = module_text(place.modules);
  const std::string call =
      (prefix.empty() ? "" : prefix + ".") + "module." + address.modules[0].name;
  std::vector<std::string> keys = instances_of(call);
  if (!address.modules[0].key.empty())
    keys = {address.modules[0].key};
  else if (repeats && std::ranges::find(keys, place.key) != keys.end())
    keys = {place.key};
  else if (keys.empty())
    keys = {std::string()};
  for (const std::string& key : keys) {
    inside.modules.push_back({address.modules[0].name, key});
    inside.module = module(inside.modules);
    inside.key.clear();
    const auto found = inside.module == nullptr || output.empty()
                           ? std::map<std::string, ByteRange, std::less<>>::const_iterator()
                           : inside.module->outputs.find(output);
    if (inside.module == nullptr || output.empty() || found == inside.module->outputs.end())
      out.open = true;
    else
      follow(parts_.shared(found->second), inside, depth + 1, out);
    inside.modules.pop_back();
  }
}

// The argument of a module call, or the default if the call does not give it.
std::optional<std::pair<Place, const Value*>> Resolver::argument(std::string_view variable,
                                                                 const Place& place) {
  if (place.modules.empty())
    return std::nullopt;
  const Place outside = caller(place);
  if (outside.module == nullptr)
    return std::nullopt;
  const auto call = outside.module->calls.find(place.modules.back().name);
  if (call == outside.module->calls.end())
    return std::nullopt;
  const Value* given = parts_.shared(call->second.expressions).find(variable);
  return std::pair(outside, given);
}

void Resolver::follow_variable(std::string_view name, const Place& place, int depth,
                               References& out) {
  const auto found = argument(name, place);
  if (!found || (found->second != nullptr && !is_expression(*found->second))) {
    out.open = true;
    return;
  }
  if (found->second != nullptr)
    follow(*found->second, found->first, depth + 1, out);
}

const Value* Resolver::for_each_of(const Place& place) {
  ByteRange range;
  if (place.block != nullptr) {
    range = place.block->for_each;
  } else if (place.module != nullptr && !place.key.empty()) {
    return nullptr;  // of a module call: its own for_each is looked up by name only
  }
  return range.empty() ? nullptr : &parts_.shared(range);
}

// each.key and each.value: the instance of what the block loops over that has the same key.
void Resolver::follow_each(std::string_view rest, const Place& place, int depth, References& out) {
  const Value* loop = for_each_of(place);
  const Head head = head_of(rest);
  if (head.name == "key" && loop == nullptr)
    return;
  if (loop == nullptr || place.block == nullptr) {
    out.open = true;
    return;
  }
  References looped;
  follow(*loop, place, depth + 1, looped);
  if (looped.open || looped.targets.empty()) {
    out.open = out.open || head.name != "key";
    return;
  }
  for (Target& target : looped.targets) {
    const bool same = target.address.ends_with("[" + place.key + "]");
    if (looped.targets.size() > 1 && !same)
      continue;
    if (head.name == "value" && target.attribute.empty())
      target.attribute = head.rest;
    add(out, std::move(target));
  }
}

bool Resolver::is_known(const Value& expression, const Place& place) {
  return is_known(expression, place, 0);
}

bool Resolver::is_known(const Value& expression, const Place& place, int depth) {
  if (depth > kMaxSteps || place.module == nullptr || !is_expression(expression))
    return false;
  if (expression.find("constant_value") != nullptr)
    return true;
  const auto references = longest(expression);
  return !references.empty() && std::ranges::all_of(references, [&](std::string_view reference) {
    const Head head = head_of(reference);
    if (head.name == "path" || head.name == "terraform" || head.name == "count" ||
        reference == "each.key")
      return true;
    if (head.name == "var") {
      if (place.modules.empty())
        return true;  // root variables are given when the plan is made
      const auto given = argument(head_of(head.rest).name, place);
      return given &&
             (given->second == nullptr || is_known(*given->second, given->first, depth + 1));
    }
    const auto address = parse_address(reference);
    if (!address || address->type.empty() || address->attribute.empty() || !knows)
      return false;
    References found;
    follow_resource(*address, place, false, found);
    return !found.targets.empty() && std::ranges::all_of(found.targets, knows);
  });
}

}  // namespace advisor::tf
