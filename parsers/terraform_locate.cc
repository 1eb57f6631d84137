// Where the parts of a resource stand in its blocks.

#include <algorithm>
#include <optional>

#include "parsers/terraform_source.h"
#include "src/base/text.h"

namespace advisor {
namespace {

bool makes(const TfBlock& block, std::string_view type) {
  return block.type == type ||
         (block.type == "dynamic" && block.labels.size() == 1 && block.labels[0] == type);
}

bool is_dynamic(const TfBlock* block) {
  return block->type == "dynamic";
}

// What holds the arguments of a nested block; nullptr: a dynamic block without content.
const TfBlock* content_of(const TfBlock& block) {
  if (!is_dynamic(&block))
    return &block;
  const auto found = std::ranges::find(block.blocks, "content", &TfBlock::type);
  return found == block.blocks.end() ? nullptr : &*found;
}

std::vector<const TfBlock*> nested(const TfBlock& block, std::string_view type) {
  std::vector<const TfBlock*> out;
  for (const TfBlock& inner : block.blocks)
    if (makes(inner, type))
      out.push_back(&inner);
  return out;
}

// An argument in an override file replaces the argument, its blocks all blocks of that type.
const TfBlock& deciding(const std::vector<const TfBlock*>& blocks, const TfPath& path) {
  const auto* name = path.empty() ? nullptr : std::get_if<std::string>(&path[0]);
  if (name != nullptr)
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block)
      if ((*block)->attribute(*name) != nullptr || !nested(**block, *name).empty())
        return **block;
  return *blocks.front();
}

const TfItem* entry_of(const TfValue& object, const std::string& key, bool any_case) {
  const auto exact = std::ranges::find(object.items, key, &TfItem::name);
  if (exact != object.items.end())
    return &*exact;
  if (any_case)
    for (const TfItem& item : object.items)
      if (equals_ignoring_case(item.name, key))
        return &item;
  return nullptr;
}

TfPlace in_value(const TfValue* value, const TfPath& path, std::size_t next) {
  // AWS providers decode JSON arguments without regard to case.
  bool encoded = false;
  for (; next < path.size(); ++next) {
    encoded = encoded || value->encoded;
    const bool is_list = value->kind == TfValue::Kind::kList;
    if (value->kind == TfValue::Kind::kOther)
      return {value->span, false};
    if (const auto* position = std::get_if<std::size_t>(&path[next])) {
      if (!is_list && *position == 0)
        continue;  // one block written as an object
      if (!is_list || *position >= value->items.size())
        return {value->span, false};
      value = &value->items[*position].value;
      continue;
    }
    if (is_list && value->items.size() == 1)
      value = &value->items[0].value;
    const TfItem* item = value->kind == TfValue::Kind::kObject
                             ? entry_of(*value, std::get<std::string>(path[next]), encoded)
                             : nullptr;
    if (item == nullptr)
      return {value->span, false};
    value = &item->value;
  }
  return {value->span, true};
}

struct Choice {
  const TfBlock* block = nullptr;  // nullptr: none, or any of them
  bool certain = true;
};

Choice choose(const std::vector<const TfBlock*>& blocks, std::optional<std::size_t> position) {
  if (!position)
    return {blocks.size() == 1 ? blocks[0] : nullptr};
  const auto dynamic = std::ranges::find_if(blocks, is_dynamic);
  if (*position < static_cast<std::size_t>(dynamic - blocks.begin()))
    return {blocks[*position]};
  if (dynamic == blocks.end())
    return {};
  return {*dynamic, dynamic + 1 == blocks.end()};
}

TfPlace in_block(const TfBlock& resource, const TfPath& path) {
  const TfBlock* block = &resource;
  Span header = block->header;
  for (std::size_t next = 0; next < path.size();) {
    const auto* name = std::get_if<std::string>(&path[next]);
    if (name == nullptr || block == nullptr)
      return {header, false};
    ++next;
    if (const TfItem* item = block->attribute(*name))
      return in_value(&item->value, path, next);
    std::optional<std::size_t> position;
    if (next < path.size() && std::holds_alternative<std::size_t>(path[next]))
      position = std::get<std::size_t>(path[next++]);
    const Choice choice = choose(nested(*block, *name), position);
    if (choice.block == nullptr)
      return {header, false};
    header = choice.block->header;
    if (!choice.certain)
      return {header, false};
    block = content_of(*choice.block);
  }
  return {header, true};
}

bool written_in(const TfBlock& block, const TfPath& path, std::size_t next) {
  if (next == path.size())
    return true;
  const auto* name = std::get_if<std::string>(&path[next++]);
  if (name == nullptr)
    return false;
  if (const TfItem* item = block.attribute(*name))
    return in_value(&item->value, path, next).exact;
  std::vector<const TfBlock*> inner = nested(block, *name);
  if (next < path.size() && std::holds_alternative<std::size_t>(path[next])) {
    const std::size_t position = std::get<std::size_t>(path[next++]);
    const bool countable = std::ranges::none_of(inner, is_dynamic);
    if (countable)
      inner = position < inner.size() ? std::vector{inner[position]} : decltype(inner)();
  }
  return std::ranges::any_of(inner, [&](const TfBlock* one) {
    const TfBlock* content = content_of(*one);
    return content != nullptr ? written_in(*content, path, next) : next == path.size();
  });
}

bool dynamic_in(const TfBlock& block, const TfPath& path, std::size_t next) {
  while (next < path.size() && std::holds_alternative<std::size_t>(path[next]))
    ++next;
  if (next == path.size())
    return false;
  return std::ranges::any_of(nested(block, std::get<std::string>(path[next])),
                             [&](const TfBlock* inner) {
                               return is_dynamic(inner) || dynamic_in(*inner, path, next + 1);
                             });
}

}  // namespace

TfPlace TerraformSource::locate(const TfAddress& address, const TfPath& path) {
  const Directory* in = module(address.modules);
  if (in != nullptr && !in->downloaded)
    if (const auto found = blocks(address); !found.empty())
      return in_block(deciding(found, path), path);
  std::vector<std::string> outside = address.modules;
  while (!outside.empty()) {
    const std::string name = outside.back();
    outside.pop_back();
    const Directory* caller = module(outside);
    if (caller == nullptr || caller->downloaded)
      continue;
    if (const TfBlock* call = module_call(outside, name))
      return {call->header, false};
  }
  return {};
}

bool TerraformSource::has_dynamic(const TfAddress& address, const TfPath& block_path) {
  const auto found = blocks(address);
  return !found.empty() && dynamic_in(deciding(found, block_path), block_path, 0);
}

bool TerraformSource::written(const TfAddress& address, const TfPath& path) {
  const auto found = blocks(address);
  return !found.empty() && written_in(deciding(found, path), path, 0);
}

}  // namespace advisor
