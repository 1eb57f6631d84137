#include "src/engine/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

#include "src/engine/narrowing.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxUndecided = 64;

// CEL compares numbers by value across their kinds.
std::optional<std::string> text_of(const cel::Val& value) {
  if (const auto text = value.as_string())
    return "s" + std::string(*text);
  if (const auto number = value.as_int())
    return fmt::format("n{}", *number);
  if (const auto number = value.as_double(); number && std::abs(*number) < 1e15)
    return fmt::format("n{}", *number);
  return std::nullopt;
}

}  // namespace

Candidates::Candidates(const CompiledLookup& lookup, Graph& graph)
    : lookup_(lookup), graph_(graph), all_(graph.of_type(lookup.source->find)) {
  std::erase_if(all_, [](const Resource* resource) { return resource->leaves(); });
}

void Candidates::add_name(const std::string& name, std::size_t candidate) {
  by_text_[name].push_back(candidate);
}

void Candidates::add_key(const cel::Val& key, std::size_t candidate) {
  if (lookup_.narrowing->kind == Narrowing::Kind::kEquals) {
    if (const auto text = text_of(key))
      add_name(*text, candidate);
    else
      undecided_.push_back(candidate);
    return;
  }
  if (const auto name = key.as_string()) {
    if (!name->empty())
      add_name(std::string(*name), candidate);
  } else if (const Value* node = key.origin(); node != nullptr && node->is_unknown()) {
    // A text may name several resources; which one is meant, the wanted type tells.
    bool found = false;
    for (const Link& link : node->as_unknown()->links)
      if (const Resource* target =
              link.kind == Link::Kind::kResource ? graph_.by_id(link.target) : nullptr) {
        by_target_[target].push_back(candidate);
        found = true;
      }
    if (const Resource* target = found ? nullptr : graph_.resolve(*node)) {
      by_target_[target].push_back(candidate);
      found = true;
    }
    if (!found)
      undecided_.push_back(candidate);
  } else {
    undecided_.push_back(candidate);
  }
}

void Candidates::build(cel::Frame& frame) {
  built_ = true;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    frame.reset(lookup_.candidate, cel::Val::from(all_[i]->properties));
    if (lookup_.filter != nullptr && frame.eval(*lookup_.filter).is_false())
      continue;
    const cel::Val key = frame.eval(*lookup_.key);
    if (!lookup_.narrowing->many) {
      add_key(key, i);
      continue;
    }
    const auto elements = key.elements(frame.arena());
    if (!elements || elements->open) {
      undecided_.push_back(i);
      continue;
    }
    for (const cel::Element& element : elements->items)
      add_key(element.value, i);
  }
}

// Names that no resource of the wanted type is known by may still denote one of them.
const Candidates::Named& Candidates::names_of(const std::string& type) {
  const auto [entry, is_new] = names_.try_emplace(type);
  Named& named = entry->second;
  if (is_new)
    for (const auto& [name, candidates] : by_text_) {
      const Resource* target = graph_.named(type, name);
      if (target == nullptr && graph_.is_foreign(type, name))
        continue;
      auto& to = target == nullptr ? named.unresolved : named.by_target[target];
      to.insert(to.end(), candidates.begin(), candidates.end());
    }
  return named;
}

std::vector<std::size_t> Candidates::referring(const Resource& wanted) {
  std::vector<std::size_t> out;
  const auto append = [&](const auto& index, const auto& key) {
    if (const auto found = index.find(key); found != index.end())
      out.insert(out.end(), found->second.begin(), found->second.end());
  };
  append(by_target_, &wanted);
  append(names_of(wanted.type).by_target, &wanted);
  append(by_text_, wanted.id);
  for (const std::string& alias : wanted.aliases)
    append(by_text_, alias);
  return out;
}

Candidates::Selection Candidates::everything() const {
  if (all_.size() <= kMaxUndecided)
    return {all_, false};
  return {{}, true};
}

// What the subject's values denote among the candidates; all of them if a value is not known.
Candidates::Selection Candidates::referred(cel::Frame& frame) {
  const cel::Val wanted = frame.eval(*lookup_.wanted);
  std::vector<const Value*> nodes;
  if (lookup_.narrowing->many) {
    const auto elements = wanted.elements(frame.arena());
    if (!elements || elements->open)
      return everything();
    for (const cel::Element& element : elements->items)
      nodes.push_back(element.value.origin());
  } else {
    nodes.push_back(wanted.origin());
  }
  const std::string& type = lookup_.source->find;
  Selection out;
  for (const Value* node : nodes) {
    if (node == nullptr)
      return everything();
    if (const Resource* target = graph_.resolve(*node, type)) {
      if (target->type == type && !target->leaves() &&
          std::ranges::find(out.resources, target) == out.resources.end())
        out.resources.push_back(target);
    } else if (node->as_string() == nullptr || !graph_.is_foreign(type, *node->as_string())) {
      return everything();
    }
  }
  return out;
}

// The resources that a candidate has to refer to; nullopt: they are not known.
std::optional<std::vector<const Resource*>> Candidates::wanted_resources(const cel::Val& wanted,
                                                                         cel::Frame& frame) const {
  std::vector<const Value*> nodes;
  if (lookup_.narrowing->any) {
    const auto elements = wanted.elements(frame.arena());
    if (!elements || elements->open)
      return std::nullopt;
    for (const cel::Element& element : elements->items)
      nodes.push_back(element.value.origin());
  } else {
    nodes.push_back(wanted.origin());
  }
  std::vector<const Resource*> out;
  for (const Value* node : nodes) {
    const Resource* resource = node == nullptr ? nullptr : graph_.resource_of(*node);
    if (resource == nullptr)
      return std::nullopt;
    out.push_back(resource);
  }
  return out;
}

Candidates::Selection Candidates::select(cel::Frame& frame) {
  if (!lookup_.narrowing)
    return {all_, false};
  if (lookup_.narrowing->kind == Narrowing::Kind::kReferred)
    return referred(frame);
  if (!built_)
    build(frame);
  const cel::Val wanted = frame.eval(*lookup_.wanted);
  std::vector<std::size_t> chosen;
  std::vector<std::size_t> unresolved;
  if (lookup_.narrowing->kind == Narrowing::Kind::kRefers) {
    const auto resources = wanted_resources(wanted, frame);
    if (!resources)
      return everything();
    std::set<std::string_view> types;
    for (const Resource* resource : *resources) {
      const std::vector<std::size_t> some = referring(*resource);
      chosen.insert(chosen.end(), some.begin(), some.end());
      if (!types.insert(resource->type).second)
        continue;
      const std::vector<std::size_t>& names = names_of(resource->type).unresolved;
      unresolved.insert(unresolved.end(), names.begin(), names.end());
    }
  } else {
    const auto text = text_of(wanted);
    if (!text)
      return everything();
    if (const auto found = by_text_.find(*text); found != by_text_.end())
      chosen = found->second;
  }
  Selection out;
  out.more = undecided_.size() + unresolved.size() > kMaxUndecided;
  if (!out.more)
    for (const auto* more : {&undecided_, &unresolved})
      chosen.insert(chosen.end(), more->begin(), more->end());
  std::ranges::sort(chosen);
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  out.resources.reserve(chosen.size());
  for (const std::size_t index : chosen)
    out.resources.push_back(all_[index]);
  return out;
}

}  // namespace advisor
