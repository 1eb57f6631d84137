#include "parsers/terraform_values.h"

#include <algorithm>
#include <unordered_map>

#include "parsers/json.h"
#include "src/base/text.h"
#include "src/model/tree.h"

namespace advisor::tf {

Value placed_like(Value value, const Value& model) {
  value.set_span(model.span());
  value.set_uncertain(model.uncertain());
  if (value.as_list() != nullptr || value.as_map() != nullptr)
    value.set_open(model.open());
  return value;
}

Value parse_json_text(Value value, const Schema* schema) {
  const std::string* text = value.as_string();
  if (text == nullptr)
    return value;
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  if (first == std::string::npos || ((*text)[first] != '{' && (*text)[first] != '['))
    return value;
  Parsed parsed = parse_json(*text, 0);
  if (!parsed.ok)
    return value;
  place_all(parsed.root, value.span());
  if (schema != nullptr && schema->kind != Schema::Kind::kJson) {
    Diagnostics ignored;
    rename_by_schema(parsed.root, *schema, ignored);
    drop_absent(parsed.root, schema);
  }
  return placed_like(std::move(parsed.root), value);
}

Value to_text(Value value) {
  std::string text;
  if (const bool* flag = value.as_bool())
    text = *flag ? "true" : "false";
  else if (const std::int64_t* number = value.as_int())
    text = std::to_string(*number);
  else
    return value;
  return placed_like(Value::string(std::move(text)), value);
}

Value map_to_pairs(Value value, const std::string& key, const std::string& content) {
  Map* map = value.as_map();
  if (map == nullptr)
    return value;
  List list;
  list.reserve(map->size());
  for (Member& member : *map) {
    const Span span = member.value.span();
    const bool uncertain = member.value.uncertain();
    member.value.set_uncertain(false);
    Map pair;
    pair.push_back(
        {key, member.key_span,
         Value::string(std::move(member.key), member.key_span.valid() ? member.key_span : span)});
    pair.push_back({content, member.key_span, std::move(member.value)});
    list.push_back(Value::map(std::move(pair), span));
    list.back().set_uncertain(uncertain);
  }
  return placed_like(Value::list(std::move(list)), value);
}

Value list_to_map(Value value, const std::string& key, const std::string& content) {
  List* list = value.as_list();
  if (list == nullptr)
    return value;
  Value out = Value::map();
  std::unordered_map<std::string, std::size_t> index;
  bool open = value.open();
  for (Value& element : *list) {
    const Value* name = element.find(key);
    const std::string* text = name != nullptr ? name->as_string() : nullptr;
    const Value* inner = content.empty() ? &element : element.find(content);
    if (text == nullptr || inner == nullptr) {
      open = open || element.is_unknown() || (name != nullptr && name->is_unknown());
      continue;
    }
    const std::string found = *text;
    const Span span = name->span();
    Value entry = *inner;
    if (content.empty())
      entry.erase(key);
    entry.set_uncertain(entry.uncertain() || element.uncertain());
    const auto [same, is_new] = index.emplace(found, out.as_map()->size());
    if (is_new)
      out.as_map()->push_back({found, span, std::move(entry)});
    else
      (*out.as_map())[same->second].value = std::move(entry);
  }
  out = placed_like(std::move(out), value);
  out.set_open(open);
  return out;
}

const std::string* word_for(const Value& value,
                            const std::vector<std::pair<std::string, std::string>>& words) {
  const bool* flag = value.as_bool();
  const std::string* text = value.as_string();
  if (flag == nullptr && text == nullptr)
    return nullptr;
  const std::string_view wanted = text != nullptr ? std::string_view(*text)
                                  : *flag         ? "true"
                                                  : "false";
  const auto found = std::ranges::find_if(words, [&](const auto& w) { return w.first == wanted; });
  return found == words.end() ? nullptr : &found->second;
}

Value only_block(Value value) {
  List& list = *value.as_list();
  if (list.empty()) {
    Unknown unknown;
    unknown.cause = Unknown::Cause::kIncomplete;
    Value block = Value::unknown(std::move(unknown), value.span());
    block.set_uncertain(true);
    return block;
  }
  Value block = std::move(list.front());
  if (block.is_null())
    block = Value::map({}, block.span());
  block.set_uncertain(block.uncertain() || value.uncertain());
  return block;
}

}  // namespace advisor::tf
