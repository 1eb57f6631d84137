#include "src/engine/rule_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "parsers/yaml.h"
#include "src/base/text.h"
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

bool has_errors(const Diagnostics& diagnostics, std::size_t from) {
  return std::any_of(diagnostics.begin() + static_cast<std::ptrdiff_t>(from), diagnostics.end(),
                     [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
}

}  // namespace

void RuleSet::add(Rule rule, Diagnostics& diagnostics) {
  const auto same = by_id_.find(rule.id);
  if (same != by_id_.end() && !same->second->builtin) {
    diagnostics.push_back(
        {Diagnostic::Level::kError, fmt::format("there are two rules '{}'", rule.id),
         fmt::format("the other one is {}", same->second->path), rule.span, rule.path});
    return;
  }
  rules_.push_back(std::move(rule));
  const Rule& added = rules_.back();
  by_id_[added.id] = &added;
  for (const std::string& alias : added.aliases)
    by_alias_[alias] = added.id;
}

void RuleSet::add_builtin(Diagnostics& diagnostics) {
  for (const EmbeddedRule& entry : embedded_rules()) {
    const std::size_t before = diagnostics.size();
    const std::optional<Value> root = unpack(entry.packed, 0);
    Rule rule;
    if (root)
      rule = read_rule(
          *root, [](const std::string&) { return nullptr; }, diagnostics);
    if (!root || has_errors(diagnostics, before)) {
      diagnostics.push_back({Diagnostic::Level::kError,
                             "this shipped rule is damaged",
                             "please report it",
                             {},
                             std::string(entry.path)});
      continue;
    }
    rule.builtin = true;
    rule.path = entry.path;
    add(std::move(rule), diagnostics);
  }
}

void RuleSet::add_file(const std::string& path, const std::string& root, const FileSystem& files,
                       SourceSet& sources, Diagnostics& diagnostics) {
  Result<std::string> text = files.read(path, kMaxRuleBytes);
  if (!text) {
    diagnostics.push_back({Diagnostic::Level::kError, text.error().message, {}, {}, path});
    return;
  }
  const std::size_t before = diagnostics.size();
  const SourceId source = sources.add(path, std::move(*text));
  Parsed parsed = parse_yaml(sources.file(source).text(), source);
  diagnostics.insert(diagnostics.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
  if (!parsed.ok)
    return;
  const DataFile data_file = [&](const std::string& name) -> const Value* {
    const std::string table_path = join_path(root, name);
    Result<std::string> table = files.read(table_path, kMaxRuleBytes);
    if (!table)
      return nullptr;
    const SourceId id = sources.add(table_path, std::move(*table));
    Parsed data = parse_yaml(sources.file(id).text(), id);
    diagnostics.insert(diagnostics.end(), data.diagnostics.begin(), data.diagnostics.end());
    tables_.push_back(std::move(data.root));
    return data.ok ? &tables_.back() : nullptr;
  };
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
  if (!has_errors(diagnostics, before)) {
    // Warnings and notes are for those who write the rule: `advisor rules lint` shows them.
    Diagnostics found;
    check_expressions(rule, sources, found);
    std::ranges::copy_if(found, std::back_inserter(diagnostics),
                         [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
  }
  if (!has_errors(diagnostics, before))
    add(std::move(rule), diagnostics);
}

void RuleSet::add_path(const std::string& path, const FileSystem& files, SourceSet& sources,
                       Diagnostics& diagnostics) {
  const auto is_rule = [](const std::string& name) {
    return name.ends_with(".yaml") || name.ends_with(".yml");
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
  for (const auto& [id, rule] : by_id_)
    out.push_back(rule);
  return out;
}

const Rule* RuleSet::find(std::string_view id) const {
  const std::string wanted = normal_id(id);
  const auto alias = by_alias_.find(wanted);
  const auto found = by_id_.find(alias == by_alias_.end() ? wanted : alias->second);
  return found == by_id_.end() ? nullptr : found->second;
}

std::string RuleSet::nearest(std::string_view id) const {
  std::vector<std::string_view> ids;
  for (const auto& [known, rule] : by_id_)
    ids.push_back(known);
  const auto near = nearest_word(normal_id(id), ids);
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
