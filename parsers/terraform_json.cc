#include "parsers/terraform_json.h"

#include <utility>

#include "parsers/json.h"

namespace advisor {
namespace {

TfValue convert(const Value& value) {
  TfValue out;
  out.span = value.span();
  if (const Map* map = value.as_map()) {
    out.kind = TfValue::Kind::kObject;
    for (const Member& member : *map)
      out.items.push_back({member.key, member.key_span, convert(member.value)});
  } else if (const List* list = value.as_list()) {
    out.kind = TfValue::Kind::kList;
    for (const Value& element : *list)
      out.items.push_back({{}, {}, convert(element)});
  }
  return out;
}

// Calls f with each member of an object or of a list of objects: both forms mean the same.
template <class F>
void each_member(const Value& value, const F& f) {
  if (const Map* map = value.as_map())
    for (const Member& member : *map)
      f(member);
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      if (const Map* map = element.as_map())
        for (const Member& member : *map)
          f(member);
}

Span join(Span begin, Span end) {
  return {begin.source, begin.begin, end.end};
}

// value: a map
TfBlock block_of(std::string type, std::vector<std::string> labels, Span key, const Value& value) {
  TfBlock block;
  block.type = std::move(type);
  block.labels = std::move(labels);
  block.header = key;
  block.span = join(key, value.span());
  for (const Member& member : *value.as_map()) {
    if (member.key != "dynamic") {
      block.attributes.push_back({member.key, member.key_span, convert(member.value)});
      continue;
    }
    each_member(member.value, [&](const Member& named) {
      TfBlock dynamic{
          "dynamic", {named.key}, named.key_span, join(named.key_span, named.value.span()), {}, {}};
      each_member(named.value, [&](const Member& part) {
        if (part.key == "content" && part.value.as_map() != nullptr)
          dynamic.blocks.push_back(block_of("content", {}, part.key_span, part.value));
      });
      block.blocks.push_back(std::move(dynamic));
    });
  }
  return block;
}

// A name may stand for one block or for a list of them.
void add_blocks(const std::string& type, const std::vector<std::string>& labels,
                const Member& named, TfFile& file) {
  const auto add = [&](const Value& value) {
    if (value.as_map() != nullptr)
      file.blocks.push_back(block_of(type, labels, named.key_span, value));
  };
  add(named.value);
  if (const List* list = named.value.as_list())
    for (const Value& element : *list)
      add(element);
}

}  // namespace

TfFile read_terraform_json(std::string_view text, SourceId source) {
  TfFile file;
  const Parsed parsed = parse_json(text, source);
  each_member(parsed.root, [&](const Member& kind) {
    if (kind.key == "module")
      each_member(kind.value,
                  [&](const Member& name) { add_blocks("module", {name.key}, name, file); });
    if (kind.key == "resource" || kind.key == "data")
      each_member(kind.value, [&](const Member& type) {
        each_member(type.value, [&](const Member& name) {
          add_blocks(kind.key, {type.key, name.key}, name, file);
        });
      });
  });
  return file;
}

}  // namespace advisor
