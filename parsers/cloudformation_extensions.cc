#include "parsers/cloudformation_extensions.h"

#include <algorithm>
#include <utility>

#include "parsers/cloudformation_strings.h"
#include "parsers/cloudformation_template.h"
#include "src/base/text.h"
#include "src/model/tree.h"

namespace advisor::cfn {
namespace {

constexpr std::string_view kForEach = "Fn::ForEach::";
constexpr std::size_t kMaxNodes = 200'000;
constexpr std::size_t kMaxIncludes = 50;
constexpr int kMaxDepth = 400;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

// One round of a loop: the identifier stands for one text.
struct Round {
  const std::string& identifier;
  const std::string& item;
  std::string plain;  // letters and digits of the item, for logical ids

  Round(const std::string& name, const std::string& text) : identifier(name), item(text) {
    std::ranges::copy_if(text, std::back_inserter(plain), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
  }

  void apply(std::string& text) const {
    if (text.find('{') == std::string::npos)
      return;
    replace_all(text, "${" + identifier + "}", item);
    replace_all(text, "&{" + identifier + "}", plain);
  }

  void apply(Value& value) const {
    if (std::string* text = value.as_string()) {
      apply(*text);
    } else if (List* list = value.as_list()) {
      for (Value& element : *list)
        apply(element);
    } else if (Map* map = value.as_map()) {
      const Member* function = function_of(value);
      const std::string* name = function == nullptr ? nullptr : function->value.as_string();
      if (name != nullptr && function->key == "Ref" && *name == identifier) {
        value = Value::string(item, value.span());
        return;
      }
      for (Member& member : *map) {
        apply(member.key);
        apply(member.value);
      }
    }
  }
};

class LoopExpander {
 public:
  LoopExpander(const std::function<std::optional<Value>(const Value&)>& evaluate,
               Diagnostics& diagnostics, Loops& loops)
      : evaluate_(evaluate), diagnostics_(diagnostics), loops_(loops) {}

  void expand(Value& node, int depth) {
    if (depth > kMaxDepth)
      return;
    if (List* list = node.as_list())
      for (Value& element : *list)
        expand(element, depth + 1);
    Map* map = node.as_map();
    if (map == nullptr)
      return;
    const bool loops = std::ranges::any_of(
        *map, [](const Member& member) { return member.key.starts_with(kForEach); });
    if (loops) {
      Map members = std::move(*map);
      map->clear();
      std::set<std::string> keys;
      for (Member& member : members) {
        if (member.key.starts_with(kForEach))
          add_rounds(*map, keys, std::move(member), depth);
        else if (keys.insert(member.key).second)
          map->push_back(std::move(member));
      }
    }
    for (Member& member : *map)
      expand(member.value, depth + 1);
  }

 private:
  // Loops that cannot be followed stay, and make their map an open one.
  void add_rounds(Map& to, std::set<std::string>& keys, Member loop, int depth) {
    const List* parts = loop.value.as_list();
    const bool usable = parts != nullptr && parts->size() == 3 &&
                        (*parts)[0].as_string() != nullptr && (*parts)[2].as_map() != nullptr;
    if (!usable || stopped_) {
      to.push_back(std::move(loop));
      return;
    }
    const std::string identifier = *(*parts)[0].as_string();
    const auto collection = evaluate_((*parts)[1]);
    const List* items = collection ? collection->as_list() : nullptr;
    const bool known = items != nullptr && !collection->open() &&
                       std::ranges::all_of(*items, [](const Value& item) {
                         return scalar_text(item).has_value() && !item.uncertain();
                       });
    if (!known) {
      loops_.unknown_names.insert(identifier);
      add_body(to, keys, (*parts)[2], depth);
      return;
    }
    for (const Value& item : *items) {
      nodes_ += count_nodes((*parts)[2]);
      if (nodes_ > kMaxNodes) {
        stop(loop.key_span);
        return;
      }
      Value body = (*parts)[2];
      const std::string text = *scalar_text(item);
      Round(identifier, text).apply(body);
      add_body(to, keys, std::move(body), depth);
    }
  }

  void add_body(Map& to, std::set<std::string>& keys, Value body, int depth) {
    expand(body, depth + 1);
    for (Member& member : *body.as_map())
      if (keys.insert(member.key).second)
        to.push_back(std::move(member));
  }

  void stop(Span span) {
    stopped_ = true;
    diagnostics_.push_back({Diagnostic::Level::kError,
                            "the loops of this template make too much to be analysed", "", span,
                            ""});
  }

  const std::function<std::optional<Value>(const Value&)>& evaluate_;
  Diagnostics& diagnostics_;
  Loops& loops_;
  std::size_t nodes_ = 0;
  bool stopped_ = false;
};

class IncludeReader {
 public:
  IncludeReader(const TextFile& file, Workspace& workspace, Diagnostics& diagnostics)
      : file_(file), workspace_(workspace), diagnostics_(diagnostics) {}

  void merge(Value& node) {
    if (List* list = node.as_list())
      for (Value& element : *list)
        merge(element);
    Map* map = node.as_map();
    if (map == nullptr)
      return;
    for (Member& member : *map)
      if (member.key != "Fn::Transform" && member.key != "Transform")
        merge(member.value);
    for (const char* key : {"Fn::Transform", "Transform"}) {
      const Value* transform = node.find(key);
      auto included = transform == nullptr ? std::nullopt : included_by(*transform);
      if (!included)
        continue;
      node.erase(key);
      for (Member& member : *included->as_map())
        if (node.find(member.key) == nullptr)
          map->push_back(std::move(member));
    }
  }

 private:
  std::optional<Value> included_by(const Value& transform) {
    const Value* name = transform.find("Name");
    const Value* location = transform.at({"Parameters", "Location"});
    if (name == nullptr || name->as_string() == nullptr || *name->as_string() != "AWS::Include" ||
        location == nullptr || location->as_string() == nullptr || ++count_ > kMaxIncludes)
      return std::nullopt;
    const std::string path =
        normalize_path(join_path(parent_path(file_.path), *location->as_string()));
    const FileSystem& files = workspace_.files;
    if (location->as_string()->find("://") != std::string::npos ||
        !is_below(files.canonical(path), file_.root) || files.kind(path) != FileSystem::Kind::kFile)
      return std::nullopt;
    auto text = files.read(path, workspace_.options.max_file_bytes);
    if (!text)
      return std::nullopt;
    const SourceId source = workspace_.sources.add(path, std::move(*text));
    workspace_.supporting.emplace(path, "cloudformation-include");
    Parsed parsed = parse_template(workspace_.sources.file(source).text(), source);
    const bool usable = parsed.ok && parsed.root.as_map() != nullptr;
    std::ranges::move(parsed.diagnostics, std::back_inserter(diagnostics_));
    return usable ? std::optional(std::move(parsed.root)) : std::nullopt;
  }

  const TextFile& file_;
  Workspace& workspace_;
  Diagnostics& diagnostics_;
  std::size_t count_ = 0;
};

}  // namespace

Loops expand_loops(Value& document,
                   const std::function<std::optional<Value>(const Value&)>& evaluate,
                   Diagnostics& diagnostics) {
  Loops loops;
  LoopExpander expander(evaluate, diagnostics, loops);
  for (const char* section : {"Conditions", "Resources", "Outputs"})
    if (Value* value = document.find(section))
      expander.expand(*value, 0);
  return loops;
}

void merge_includes(Value& document, const TextFile& file, Workspace& workspace,
                    Diagnostics& diagnostics) {
  IncludeReader(file, workspace, diagnostics).merge(document);
}

}  // namespace advisor::cfn
