#include "src/model/secrets.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "src/model/document.h"

namespace advisor {
namespace {

// Properties that hold a password in plain text where it is no reference.
constexpr std::string_view kPasswords[] = {"AuthToken", "MasterUserPassword", "Password",
                                           "SecretString"};

// A template action alone tells nothing and helps to understand a verdict; a text around it may be
// a secret, and so may what a condition chooses.
bool is_only_template(const Value& value) {
  const Unknown* unknown = value.as_unknown();
  if (unknown != nullptr && unknown->choice != nullptr)
    return (unknown->choice->then == nullptr || is_only_template(*unknown->choice->then)) &&
           (unknown->choice->otherwise == nullptr || is_only_template(*unknown->choice->otherwise));
  return unknown != nullptr && unknown->cause != Unknown::Cause::kRedacted &&
         std::ranges::none_of(unknown->pieces,
                              [](const Piece& piece) { return piece.hole == Piece::Hole::kNone; });
}

// Calls `visit` for the value, or for what its conditions choose between.
template <class Visit>
void each_branch(const Value& value, const Visit& visit) {
  const Unknown* unknown = value.as_unknown();
  if (unknown == nullptr || unknown->choice == nullptr) {
    visit(value);
    return;
  }
  for (const Value* branch : {unknown->choice->then.get(), unknown->choice->otherwise.get()})
    if (branch != nullptr)
      each_branch(*branch, visit);
}

void collect_value(const Value& value, std::vector<const Value*>& out) {
  if (is_only_template(value))
    return;
  out.push_back(&value);
  each_branch(value, [&](const Value& branch) {
    if (&branch != &value && !is_only_template(branch))
      out.push_back(&branch);
  });
}

void collect_entry(const Value& entry, std::vector<const Value*>& out) {
  if (const Value* value = entry.find("Value"))
    collect_value(*value, out);
}

void collect_variables(const Value& variables, std::vector<const Value*>& out) {
  if (variables.as_map() != nullptr)
    for (const Member& member : *variables.as_map())
      collect_value(member.value, out);
}

void collect_environment(const Value& environment, std::vector<const Value*>& out) {
  if (const List* list = environment.as_list())
    for (const Value& entry : *list)
      each_branch(entry, [&](const Value& branch) { collect_entry(branch, out); });
  if (const Value* variables = environment.find("Variables"))
    each_branch(*variables, [&](const Value& branch) { collect_variables(branch, out); });
}

bool is_redacted(const Value& value) {
  const Unknown* unknown = value.as_unknown();
  return unknown != nullptr && unknown->cause == Unknown::Cause::kRedacted;
}

void collect_below(const Value& value, std::vector<const Value*>& out, int depth) {
  if (depth == 0)
    return;
  if (is_redacted(value))
    out.push_back(&value);
  if (value.is_unknown())
    each_branch(value, [&](const Value& branch) {
      if (&branch != &value)
        collect_below(branch, out, depth - 1);
    });
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      collect_below(element, out, depth - 1);
  if (const Map* map = value.as_map()) {
    for (const Member& member : *map) {
      if (std::ranges::find(kPasswords, member.key) != std::end(kPasswords) &&
          !is_redacted(member.value))
        collect_value(member.value, out);
      if (member.key == "Environment")
        each_branch(member.value, [&](const Value& branch) { collect_environment(branch, out); });
      collect_below(member.value, out, depth - 1);
    }
  }
}

}  // namespace

std::vector<const Value*> secret_values(const Resource& resource) {
  std::vector<const Value*> out;
  collect_below(resource.properties, out, ParseLimits{}.depth + 1);
  collect_below(resource.change, out, ParseLimits{}.depth + 1);
  return out;
}

bool is_secret(const Resource& resource, const Value& node) {
  const auto secrets = secret_values(resource);
  return std::ranges::any_of(secrets, [&](const Value* secret) {
    // What a world shows of the resource is a copy; its place tells what it is a copy of.
    return secret == &node || (node.span().valid() && secret->span() == node.span());
  });
}

SecretPlaces::SecretPlaces(const Inventory& inventory) {
  for (const Resource& resource : inventory.resources)
    for (const Value* secret : secret_values(resource)) {
      nodes_.insert(secret);
      if (secret->span().valid())
        places_[secret->span().source].push_back(secret->span());
    }
  for (auto& [source, spans] : places_) {
    std::ranges::sort(spans, {}, &Span::begin);
    std::vector<Span> merged;
    for (const Span& span : spans)
      if (!merged.empty() && span.begin < merged.back().end)
        merged.back().end = std::max(merged.back().end, span.end);
      else
        merged.push_back(span);
    spans = std::move(merged);
  }
}

bool SecretPlaces::contains(const Value& node, bool may_be_copy) const {
  if (is_redacted(node))
    return false;
  if (nodes_.contains(&node))
    return true;
  const bool is_scalar = node.as_map() == nullptr && node.as_list() == nullptr;
  return may_be_copy && is_scalar && touches(node.span());
}

bool SecretPlaces::touches(Span span) const {
  const auto found = places_.find(span.source);
  if (found == places_.end())
    return false;
  const auto last = std::ranges::lower_bound(found->second, span.end, {}, &Span::begin);
  return last != found->second.begin() && std::prev(last)->end > span.begin;
}

}  // namespace advisor
