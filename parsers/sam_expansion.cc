#include "parsers/sam_expansion.h"

#include <utility>

#include "parsers/cloudformation_template.h"
#include "parsers/sam.h"
#include "parsers/sam_build.h"
#include "src/model/tree.h"

namespace advisor::sam {
namespace {

// What events and globals multiply. A template of CloudFormation's limits stays far below.
constexpr std::size_t kMaxNodes = 2'000'000;

// The part of the SAM resource's metadata that is about findings.
Value metadata_of(const Value& resource, const std::string& name, Span span) {
  Value out = object(span, {{kSamName, text(name, span)}});
  if (const Value* metadata = resource.find("Metadata"))
    copy(*metadata, out, {"Advisor", "advisor"});
  return out;
}

}  // namespace

Expansion::Expansion(const Value& document, const Evaluate& evaluate, Diagnostics& diagnostics)
    : document_(document), evaluate_(evaluate), diagnostics_(diagnostics) {
  const Value* resources = document.find("Resources");
  if (resources == nullptr || resources->as_map() == nullptr)
    return;
  for (const Member& member : *resources->as_map()) {
    written_.emplace(member.key, &member.value);
    taken_.insert(member.key);
  }
}

const Value* Expansion::written(std::string_view logical_id) const {
  const auto found = written_.find(logical_id);
  return found == written_.end() ? nullptr : found->second;
}

void Expansion::keep(const Member& resource) {
  resources_.push_back(resource);
}

void Expansion::replace(const Member& resource, std::string_view type, Value properties) {
  Member out = resource;
  spend(count_nodes(properties), resource.key_span);
  const Value* old_type = resource.value.find("Type");
  out.value.set("Type", text(type, old_type == nullptr ? resource.key_span : old_type->span()));
  const Member* old = resource.value.find_member("Properties");
  out.value.set("Properties", std::move(properties),
                old == nullptr ? resource.key_span : old->key_span);
  out.value.erase("IgnoreGlobals");
  resources_.push_back(std::move(out));
}

void Expansion::add(std::string_view logical_id, std::string_view type, Value properties,
                    const Origin& origin,
                    std::initializer_list<std::pair<std::string_view, Value>> more) {
  if (exhausted_ || !taken_.emplace(logical_id).second)
    return;
  Value out = object(origin.span, {{"Type", text(type, origin.key_span)}});
  out.set("Properties", std::move(properties), origin.key_span);
  if (origin.resource != nullptr) {
    copy(*origin.resource, out, {"Condition", "DeletionPolicy", "UpdateReplacePolicy"});
    out.set("Metadata", metadata_of(*origin.resource, origin.name, origin.key_span),
            origin.key_span);
  }
  for (const auto& [name, value] : more)
    if (!value.is_null())
      out.set(std::string(name), value, origin.key_span);
  spend(count_nodes(out), origin.key_span);
  resources_.push_back({std::string(logical_id), origin.key_span, std::move(out)});
}

void Expansion::append(std::string logical_id, std::vector<std::string> path, Value element) {
  patches_.push_back(
      {Patch::Kind::kAppend, std::move(logical_id), std::move(path), std::move(element)});
}

void Expansion::set(std::string logical_id, std::vector<std::string> path, Value value) {
  patches_.push_back({Patch::Kind::kSet, std::move(logical_id), std::move(path), std::move(value)});
}

void Expansion::depend(std::string logical_id, std::string_view on, Span span) {
  patches_.push_back({Patch::Kind::kDepend, std::move(logical_id), {}, text(on, span)});
}

std::string Expansion::condition_of_all(const std::vector<std::string>& names,
                                        const std::string& made, Span span) {
  if (names.size() == 1 && !names[0].starts_with('!'))
    return names[0];
  List operands;
  for (const std::string& name : names) {
    const bool negated = name.starts_with('!');
    Value operand = call("Condition", text(negated ? name.substr(1) : name, span), span);
    operands.push_back(negated ? call("Fn::Not", array(span, {operand}), span) : operand);
  }
  add_condition(made, operands.size() == 1
                          ? operands[0]
                          : call("Fn::And", Value::list(std::move(operands), span), span));
  return made;
}

void Expansion::note(std::string message, Span span) {
  diagnostics_.push_back({Diagnostic::Level::kNote, std::move(message), "", span, ""});
}

void Expansion::spend(std::size_t nodes, Span span) {
  nodes_ += nodes;
  if (nodes_ <= kMaxNodes || std::exchange(exhausted_, true))
    return;
  diagnostics_.push_back({Diagnostic::Level::kError,
                          "the SAM resources of this template make too much to be analysed", "",
                          span, ""});
}

void Expansion::apply(const Patch& patch, Value& resource) {
  if (resource.as_map() == nullptr)
    return;
  const Span span = patch.value.span();
  if (patch.kind == Patch::Kind::kDepend) {
    Value* written = resource.find("DependsOn");
    if (written == nullptr || written->as_list() == nullptr) {
      List all;
      if (written != nullptr && written->as_string() != nullptr)
        all.push_back(*written);
      written = &resource.set("DependsOn", Value::list(std::move(all), span), span);
    }
    written->as_list()->push_back(patch.value);
    return;
  }
  Value* node = &resource;
  for (std::size_t i = 0; i < patch.path.size(); ++i) {
    const bool last = i + 1 == patch.path.size();
    if (node->as_map() == nullptr || cfn::function_of(*node) != nullptr)
      return;
    spend(node->as_map()->size(), span);
    Value* next = node->find(patch.path[i]);
    if (next == nullptr || next->is_null()) {
      Value fresh = last && patch.kind == Patch::Kind::kSet      ? patch.value
                    : last && patch.kind == Patch::Kind::kAppend ? Value::list({}, span)
                                                                 : Value::map({}, span);
      next = &node->set(patch.path[i], std::move(fresh), span);
    }
    node = next;
  }
  if (patch.kind == Patch::Kind::kAppend && node->as_list() != nullptr)
    node->as_list()->push_back(patch.value);
}

Map Expansion::take_resources() {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < resources_.size(); ++i)
    places.emplace(resources_[i].key, i);
  for (const Patch& patch : patches_) {
    if (exhausted_)
      break;
    if (const auto found = places.find(patch.logical_id); found != places.end())
      apply(patch, resources_[found->second].value);
  }
  return std::move(resources_);
}

}  // namespace advisor::sam
