#include "src/engine/source_path.h"

#include <fmt/format.h>

#include <vector>

#include "src/base/text.h"

namespace advisor {
namespace {

struct Step {
  const Member* member = nullptr;  // a map entry, else an index
  std::size_t index = 0;
};

bool same_node(const Value& a, const Value& b) {
  return &a == &b;
}

// Copies (the tags in `meta`) keep the place of what they are copied from.
bool same_place(const Value& a, const Value& b) {
  return b.span().valid() && a.span() == b.span() && a.kind() == b.kind();
}

bool find(const Value& value, const Value& node, bool (*is_it)(const Value&, const Value&),
          std::vector<Step>& steps) {
  if (is_it(value, node))
    return true;
  if (const Map* map = value.as_map()) {
    for (const Member& member : *map) {
      steps.push_back({&member, 0});
      if (find(member.value, node, is_it, steps))
        return true;
      steps.pop_back();
    }
  } else if (const List* list = value.as_list()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      steps.push_back({nullptr, i});
      if (find((*list)[i], node, is_it, steps))
        return true;
      steps.pop_back();
    }
  }
  return false;
}

// The key as the source writes it where that is the same word, else the model's name.
std::string key_text(const Member& member, const SourceSet& sources) {
  std::string_view text = sources.text(member.key_span);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return equals_ignoring_case(text, member.key) ? std::string(text) : member.key;
}

}  // namespace

std::optional<std::string> source_path(const Value& root, const Value& node,
                                       const SourceSet& sources) {
  std::vector<Step> steps;
  if (!find(root, node, same_node, steps) && !find(root, node, same_place, steps))
    return std::nullopt;
  std::string path;
  for (const Step& step : steps) {
    if (step.member == nullptr)
      path += fmt::format("[{}]", step.index);
    else
      path += (path.empty() ? "" : ".") + key_text(*step.member, sources);
  }
  return path;
}

}  // namespace advisor
