#include "src/engine/rule_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>

#include "parsers/yaml.h"
#include "src/base/text.h"
#include "src/engine/fields.h"
#include "src/engine/named_types.h"
#include "src/engine/pack_functions.h"
#include "src/engine/program.h"
#include "src/engine/rule_file.h"
#include "src/engine/static_check.h"
#include "src/model/packed.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxRuleBytes = std::size_t{1} << 20U;

std::string normal_id(std::string_view id) {
  std::string out(id);
  std::ranges::replace(out, '_', '-');
  return out;
}

const EmbeddedRule* embedded(std::string_view path) {
  const auto rules = embedded_rules();
  const auto found = std::ranges::find(rules, path, &EmbeddedRule::path);
  return found == rules.end() ? nullptr : &*found;
}

// A file of the rules folder, also if only a folder in it was named (rules/ecs).
std::string in_pack(const std::string& root, const std::string& name, const FileSystem& files) {
  std::string path = join_path(root, name);
  const std::string above = join_path(parent_path(root), name);
  return files.kind(path) == FileSystem::Kind::kMissing &&
                 files.kind(above) == FileSystem::Kind::kFile
             ? above
             : path;
}

bool has_errors(const Diagnostics& diagnostics, std::size_t from) {
  return std::any_of(diagnostics.begin() + static_cast<std::ptrdiff_t>(from), diagnostics.end(),
                     [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
}

}  // namespace

void RuleSet::add(Rule rule, Diagnostics& diagnostics) {
  const auto same = by_id_.find(rule.id);
  if (same != by_id_.end() && same->second.embedded == nullptr) {
    diagnostics.push_back(
        {Diagnostic::Level::kError, fmt::format("there are two rules '{}'", rule.id),
         fmt::format("the other one is {}", same->second.rule->path), rule.span, rule.path});
    return;
  }
  rules_.push_back(std::move(rule));
  const Rule& added = rules_.back();
  by_id_[added.id] = {&added, nullptr};
  for (const std::string& alias : added.aliases)
    by_alias_[alias] = added.id;
}

void RuleSet::add_embedded(std::span<const EmbeddedRule> rules) {
  for (const EmbeddedRule& entry : rules) {
    by_id_.emplace(entry.id, Entry{nullptr, &entry});
    for (const std::string_view alias : split(entry.aliases, ' '))
      if (!alias.empty())
        by_alias_.emplace(alias, entry.id);
  }
}

const Rule* RuleSet::get(const Entry& entry) const {
  if (entry.rule != nullptr)
    return entry.rule;
  // The build packed what the tests of every shipped rule read: it unpacks without a mistake.
  const std::optional<Value> root = unpack(entry.embedded->packed, 0);
  Diagnostics diagnostics;
  rules_.push_back(read_rule(
      root.value_or(Value::map()), [](const std::string&) { return nullptr; }, diagnostics));
  assert(diagnostics.empty());
  rules_.back().builtin = true;
  rules_.back().path = entry.embedded->path;
  entry.rule = &rules_.back();
  return entry.rule;
}

// Unreadable functions are reported once; the folder's rules then fail on the names they miss.
const Value& RuleSet::pack_functions(const std::string& root, const FileSystem& files,
                                     SourceSet& sources, Diagnostics& diagnostics) {
  const auto [entry, is_new] = functions_.try_emplace(root);
  const std::string path = in_pack(root, std::string(kPackFunctionsFile), files);
  if (!is_new || files.kind(path) != FileSystem::Kind::kFile)
    return entry->second;
  Result<std::string> text = files.read(path, kMaxRuleBytes);
  if (!text) {
    diagnostics.push_back({Diagnostic::Level::kError, text.error().message, {}, {}, path});
    return entry->second;
  }
  const SourceId source = sources.add(path, std::move(*text));
  Parsed parsed = parse_yaml(sources.file(source).text(), source);
  diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
  Fields fields(parsed.root, "functions.yaml", diagnostics);
  fields.integer("format");
  fields.map("functions");
  fields.require({"format", "functions"});
  fields.finish();
  entry->second = std::move(parsed.root);
  return entry->second;
}

void RuleSet::add_file(const std::string& path, const std::string& root, const FileSystem& files,
                       SourceSet& sources, Diagnostics& diagnostics) {
  Result<std::string> text = files.read(path, kMaxRuleBytes);
  if (!text) {
    diagnostics.push_back({Diagnostic::Level::kError, text.error().message, {}, {}, path});
    return;
  }
  ++files_read_;
  const std::size_t before = diagnostics.size();
  const SourceId source = sources.add(path, std::move(*text));
  Parsed parsed = parse_yaml(sources.file(source).text(), source);
  diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
  if (!parsed.ok)
    return;
  const DataFile data_file = [&](const std::string& name) -> const Value* {
    const std::string table_path = in_pack(root, name, files);
    Result<std::string> table = files.read(table_path, kMaxRuleBytes);
    if (!table)
      return nullptr;
    const SourceId id = sources.add(table_path, std::move(*table));
    Parsed data = parse_yaml(sources.file(id).text(), id);
    diagnostics.insert(diagnostics.end(), data.diagnostics.begin(), data.diagnostics.end());
    tables_.push_back(std::move(data.root));
    return data.ok ? &tables_.back() : nullptr;
  };
  add_pack_functions(pack_functions(root, files, sources, diagnostics), parsed.root);
  Rule rule = read_rule(parsed.root, data_file, diagnostics);
  rule.path = path;
  const std::string stem = file_name(path).substr(0, file_name(path).rfind('.'));
  if (!rule.id.empty() && stem != rule.id)
    diagnostics.push_back(
        {Diagnostic::Level::kError,
         fmt::format("the file of the rule '{}' must be called {}.yaml", rule.id, rule.id),
         {},
         rule.span,
         {}});
  if (has_errors(diagnostics, before) ||
      compile_rule(rule, default_params(rule), {Language::kEnglish, Language::kJapanese}, sources,
                   diagnostics) == nullptr)
    return;
  // Warnings and notes are for those who write the rule: `advisor rules lint` shows them.
  Diagnostics found;
  check_expressions(rule, sources, found);
  std::ranges::copy_if(found, std::back_inserter(diagnostics),
                       [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
  if (!has_errors(diagnostics, before))
    add(std::move(rule), diagnostics);
}

void RuleSet::add_path(const std::string& path, const FileSystem& files, SourceSet& sources,
                       Diagnostics& diagnostics) {
  const auto is_rule = [](const std::string& name) {
    return (name.ends_with(".yaml") || name.ends_with(".yml")) && name != kPackFunctionsFile;
  };
  if (files.kind(path) != FileSystem::Kind::kDirectory) {
    // Tables are named from the rules folder: rules/<service>/<id>.yaml.
    const std::string service = parent_path(path);
    add_file(path, parent_path(service), files, sources, diagnostics);
    return;
  }
  std::vector<std::string> folders = {path};
  while (!folders.empty()) {
    const std::string folder = folders.back();
    folders.pop_back();
    const auto entries = files.list(folder);
    if (!entries) {
      diagnostics.push_back({Diagnostic::Level::kError, entries.error().message, {}, {}, folder});
      continue;
    }
    for (const FileSystem::Entry& entry : *entries) {
      const std::string child = join_path(folder, entry.name);
      if (entry.kind == FileSystem::Kind::kDirectory && !entry.symlink && entry.name != "data" &&
          !entry.name.starts_with('.'))
        folders.push_back(child);
      else if (entry.kind == FileSystem::Kind::kFile && is_rule(entry.name))
        add_file(child, path, files, sources, diagnostics);
    }
  }
}

std::vector<const Rule*> RuleSet::rules() const {
  std::vector<const Rule*> out;
  for (const auto& [id, entry] : by_id_)
    out.push_back(get(entry));
  return out;
}

std::vector<const Rule*> RuleSet::rules_for(const std::set<std::string_view>& types) const {
  const auto concerns = [&](const Entry& entry) {
    if (entry.rule != nullptr)
      return std::ranges::any_of(entry.rule->match, [&](const RuleMatch& match) {
        return std::ranges::any_of(match.types,
                                   [&](const std::string& type) { return types.contains(type); });
      });
    const auto wanted = split(entry.embedded->types, ' ');
    return std::ranges::any_of(wanted, [&](std::string_view type) { return types.contains(type); });
  };
  std::vector<const Rule*> out;
  for (const auto& [id, entry] : by_id_)
    if (concerns(entry))
      out.push_back(get(entry));
  return out;
}

std::set<std::string> RuleSet::related_types(const SourceSet& sources) const {
  std::set<std::string> out;
  for (const auto& [id, entry] : by_id_) {
    if (entry.embedded == nullptr)
      collect_type_names(text(*entry.rule, sources), out);
    else
      for (const std::string_view type : split(entry.embedded->related, ' '))
        out.emplace(type);
  }
  return out;
}

std::vector<std::string_view> RuleSet::ids() const {
  std::vector<std::string_view> out;
  for (const auto& [id, entry] : by_id_)
    out.push_back(id);
  return out;
}

const Rule* RuleSet::find(std::string_view id) const {
  const std::string wanted = normal_id(id);
  const auto alias = by_alias_.find(wanted);
  const auto found = by_id_.find(alias == by_alias_.end() ? wanted : alias->second);
  return found == by_id_.end() ? nullptr : get(found->second);
}

std::string RuleSet::nearest(std::string_view id) const {
  const std::vector<std::string_view> known = ids();
  const auto near = nearest_word(normal_id(id), known);
  return near ? fmt::format("did you mean '{}'?", *near)
              : std::string("`advisor rules list` shows all rules");
}

std::string_view RuleSet::text(const Rule& rule, const SourceSet& sources) const {
  if (const EmbeddedRule* entry = rule.builtin ? embedded(rule.path) : nullptr)
    return entry->text;
  return rule.span.valid() ? std::string_view(sources.file(rule.span.source).text())
                           : std::string_view();
}

Span RuleSet::place(const Rule& rule, Span span, SourceSet& sources) const {
  if (span.valid() || !rule.builtin)
    return span;
  const auto [it, is_new] = registered_.emplace(rule.path, 0);
  if (is_new)
    it->second = sources.add(rule.path, std::string(text(rule, sources)));
  span.source = it->second;
  return span;
}

}  // namespace advisor
