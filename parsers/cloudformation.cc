#include "parsers/cloudformation.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "parsers/cloudformation_embedded.h"
#include "parsers/cloudformation_extensions.h"
#include "parsers/cloudformation_resources.h"
#include "parsers/cloudformation_strings.h"
#include "parsers/sam.h"
#include "src/base/text.h"
#include "src/model/dump.h"

// The order: all templates are indexed; those that a nested stack of another one names are set
// aside; then every other one becomes a stack, and its nested stacks with it. Resources come last,
// when every export is known.

namespace advisor::cfn {
namespace {

constexpr int kMaxNesting = 8;
constexpr std::size_t kMaxStacks = 2000;
constexpr std::size_t kMaxParameterFile = std::size_t{4} << 20U;

bool is_nested_stack(const Value& resource) {
  const Value* type = resource.find("Type");
  return type != nullptr && type->as_string() != nullptr &&
         *type->as_string() == "AWS::CloudFormation::Stack";
}

}  // namespace

struct TemplateSet::File {
  TextFile text;
  Value document;
  Diagnostics diagnostics;
  Template index;
  std::set<std::string> unknown_names;
  std::map<std::string, File*> children;  // by logical id
  std::string region;
  bool nested = false;
  bool used = false;
  bool prepared = false;
};

struct TemplateSet::Stack {
  File& file;
  Surroundings run;
  Evaluator evaluator;
  std::string suffix;
  int depth = 0;

  Stack(File& of, Surroundings with, Evaluator::Parameters given, std::string id_suffix, int level)
      : file(of),
        run(std::move(with)),
        evaluator(of.index, std::move(given), run, id_suffix),
        suffix(std::move(id_suffix)),
        depth(level) {
    evaluator.add_unknown_names(of.unknown_names);
  }
};

struct TemplateSet::Child {
  Stack* parent = nullptr;
  std::string logical_id;
  File* file = nullptr;
  Stack* stack = nullptr;
  bool busy = false;
};

TemplateSet::TemplateSet(Workspace& workspace) : workspace_(workspace) {}
TemplateSet::~TemplateSet() = default;

void TemplateSet::add(const TextFile& file, Value document, Diagnostics diagnostics) {
  File& added = files_.emplace_back();
  added.text = file;
  added.document = std::move(document);
  added.diagnostics = std::move(diagnostics);
  by_path_.emplace(workspace_.files.canonical(file.path), &added);
}

void TemplateSet::build(Inventory& inventory) {
  if (files_.empty())
    return;
  inventory_ = &inventory;
  read_parameter_files(inventory.diagnostics);
  const std::size_t given = files_.size();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    prepare(files_[i], inventory);
    find_children(files_[i]);
  }
  for (const bool set_aside : {false, true})
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (File& file = files_[i];
          file.nested == set_aside && !file.used && (i < given || set_aside))
        add_stack(file, parameters_for(file, inventory.diagnostics), "", 0, inventory);
  report_unused_parameters(inventory.diagnostics);
  for (std::size_t i = 0; i < stacks_.size(); ++i) {
    const int left_out =
        add_resources(stacks_[i].evaluator, stacks_[i].file.text.source, stacks_[i].run, inventory);
    if (left_out > 0)
      inventory.diagnostics.push_back(
          {Diagnostic::Level::kNote,
           "resources whose condition is false were left out: " + std::to_string(left_out), "",
           Span{}, stacks_[i].file.text.path});
  }
  add_outputs(inventory);
}

void TemplateSet::prepare(File& file, Inventory& inventory) {
  if (std::exchange(file.prepared, true))
    return;
  Diagnostics& diagnostics = inventory.diagnostics;
  std::ranges::move(check_template(file.document, file.diagnostics),
                    std::back_inserter(diagnostics));
  std::ranges::move(file.diagnostics, std::back_inserter(diagnostics));
  merge_includes(file.document, file.text, workspace_, diagnostics);
  file.index = index_template(file.document, file.text.path);
  // Both ask for values of parameters and mappings, which they do not make themselves.
  if (file.index.language_extensions)
    rewrite(file, diagnostics, [&](Value& document, const Evaluate& evaluate) {
      file.unknown_names = expand_loops(document, evaluate, diagnostics).unknown_names;
    });
  if (file.index.serverless) {
    rewrite(file, diagnostics, [&](Value& document, const Evaluate& evaluate) {
      expand_sam(document, evaluate, diagnostics);
    });
    // SAM makes more than is made here, such as names with hashes.
    file.index.serverless = true;
    file.index.open = true;
  }
  add_stack_sets(file, inventory);
}

// Changes the document while an evaluator answers from the document as it was.
void TemplateSet::rewrite(File& file, Diagnostics& diagnostics,
                          const std::function<void(Value&, const Evaluate&)>& change) {
  Conditions none;
  Diagnostics unheard;
  Surroundings run{workspace_.sources,
                   none,
                   unheard,
                   workspace_.options.assume_defaults,
                   workspace_.options.region,
                   workspace_.options.account,
                   {},
                   {}};
  Evaluator evaluator(file.index, parameters_for(file, diagnostics), run);
  evaluator.add_unknown_names(file.unknown_names);
  Value changed = file.document;
  change(changed, [&](const Value& node) { return evaluator.evaluate(node); });
  file.document = std::move(changed);
  file.index = index_template(file.document, file.text.path);
}

void TemplateSet::find_children(File& file) {
  for (const auto& [name, member] : file.index.resources) {
    if (!is_nested_stack(member->value))
      continue;
    if (File* child = child_file(file, *member); child != nullptr && child != &file) {
      file.children.emplace(name, child);
      child->nested = true;
    }
  }
}

TemplateSet::File* TemplateSet::child_file(File& file, const Member& resource) {
  for (const auto keys : {std::array<std::string_view, 2>{"Properties", "TemplateURL"},
                          std::array<std::string_view, 2>{"Metadata", "aws:asset:path"}}) {
    const Value* location = resource.value.at({keys[0], keys[1]});
    const std::string* text = location == nullptr ? nullptr : location->as_string();
    if (text == nullptr || text->find("://") != std::string::npos)
      continue;
    const std::string path = normalize_path(join_path(parent_path(file.text.path), *text));
    if (File* found = load(path, file))
      return found;
  }
  return nullptr;
}

// A template that stands at that path, read now if it is not among the inputs.
TemplateSet::File* TemplateSet::load(const std::string& path, const File& parent) {
  const std::string real = workspace_.files.canonical(path);
  if (const auto known = by_path_.find(real); known != by_path_.end())
    return known->second;
  if (files_.size() >= kMaxStacks || !is_below(real, parent.text.root) ||
      workspace_.files.kind(path) != FileSystem::Kind::kFile)
    return nullptr;
  auto text = workspace_.files.read(path, workspace_.options.max_file_bytes);
  if (!text)
    return nullptr;
  const SourceId source = workspace_.sources.add(path, std::move(*text));
  Parsed parsed = parse_template(workspace_.sources.file(source).text(), source);
  if (!parsed.ok || parsed.root.find("Resources") == nullptr)
    return nullptr;
  workspace_.supporting.emplace(path, "cloudformation");
  add({path, parent.text.root, source}, std::move(parsed.root), std::move(parsed.diagnostics));
  return &files_.back();
}

// A StackSet may hold its template as text.
void TemplateSet::add_stack_sets(File& file, Inventory& inventory) {
  for (const auto& [name, member] : file.index.resources) {
    const Value* type = member->value.find("Type");
    const Value* body = member->value.at({"Properties", "TemplateBody"});
    if (type == nullptr || type->as_string() == nullptr || body == nullptr ||
        *type->as_string() != "AWS::CloudFormation::StackSet")
      continue;
    auto document = parse_embedded(*body, workspace_.sources, inventory.diagnostics);
    if (!document || files_.size() >= kMaxStacks)
      continue;
    TextFile text = file.text;
    text.path += "#" + name;
    File& added = files_.emplace_back();
    added.text = std::move(text);
    added.document = std::move(*document);
    added.nested = true;  // its parameters are the StackSet's, and not those given
  }
}

TemplateSet::Stack& TemplateSet::add_stack(File& file, Evaluator::Parameters given,
                                           std::string suffix, int depth, Inventory& inventory,
                                           Stack** made) {
  file.used = true;
  const std::string region =
      workspace_.options.region.empty() ? file.region : workspace_.options.region;
  Surroundings run{workspace_.sources,
                   inventory.conditions,
                   inventory.diagnostics,
                   workspace_.options.assume_defaults && depth == 0,
                   region,
                   workspace_.options.account,
                   [this](const std::string& name) { return exported(name); },
                   [this](const std::string& id, const std::string& output) {
                     return nested_output(id, output);
                   }};
  Stack& stack =
      stacks_.emplace_back(file, std::move(run), std::move(given), std::move(suffix), depth);
  if (made != nullptr)
    *made = &stack;  // a stack may nest itself
  for (const auto& [name, child] : file.children)
    children_.emplace(stack.evaluator.resource_id(name),
                      Child{&stack, name, child, nullptr, false});
  for (const auto& [name, child] : file.children)
    child_stack(stack.evaluator.resource_id(name));
  return stack;
}

// The stack that an AWS::CloudFormation::Stack makes. Two with the same template and the same
// parameters are one.
TemplateSet::Stack* TemplateSet::child_stack(const std::string& id) {
  const auto found = children_.find(id);
  if (found == children_.end() || found->second.busy)
    return nullptr;
  Child& child = found->second;
  if (child.stack != nullptr || child.parent->depth >= kMaxNesting || stacks_.size() >= kMaxStacks)
    return child.stack;
  child.busy = true;
  Evaluator::Parameters given;
  for (const auto& [name, parameter] : child.file->index.parameters)
    if (parameter.fallback)
      given.emplace(name, Value::string(*parameter.fallback));
  if (const auto passed = child.parent->evaluator.property_of(child.logical_id, "Parameters");
      passed && passed->as_map() != nullptr)
    for (const Member& member : *passed->as_map())
      given.insert_or_assign(member.key, member.value);
  std::string key = child.file->text.path;
  for (const auto& [name, value] : given)
    key += "\n" + name + "=" + dump(value);
  const auto [same, fresh] = nested_stacks_.emplace(std::move(key), nullptr);
  if (fresh) {
    std::string suffix = child.file->used ? "@" + id : "";
    same->second = &add_stack(*child.file, std::move(given), std::move(suffix),
                              child.parent->depth + 1, *inventory_, &same->second);
  }
  child.stack = same->second;
  child.busy = false;
  return child.stack;
}

std::optional<Value> TemplateSet::nested_output(const std::string& id, const std::string& output) {
  Stack* stack = child_stack(id);
  if (stack == nullptr)
    return std::nullopt;
  const auto found = stack->file.index.outputs.find(output);
  const Value* value =
      found == stack->file.index.outputs.end() ? nullptr : found->second->value.find("Value");
  Child& child = children_.at(id);
  if (value == nullptr || std::exchange(child.busy, true))
    return std::nullopt;
  auto out = stack->evaluator.evaluate_apart(*value);
  child.busy = false;
  return out;
}

void TemplateSet::index_exports() {
  if (indexing_)
    return;
  indexing_ = true;
  for (; exports_of_ < stacks_.size(); ++exports_of_) {
    Stack& stack = stacks_[exports_of_];
    for (const auto& [key, member] : stack.file.index.outputs) {
      const Value* name = member->value.at({"Export", "Name"});
      const Value* value = member->value.find("Value");
      if (name == nullptr || value == nullptr)
        continue;
      const auto known = stack.evaluator.evaluate_apart(*name);
      if (!known || known->as_string() == nullptr)
        continue;
      const auto [place, fresh] =
          exports_.emplace(*known->as_string(), Export{&stack, value, false});
      if (!fresh)
        place->second.stack = nullptr;
    }
  }
  indexing_ = false;
}

std::optional<Value> TemplateSet::exported(const std::string& name) {
  index_exports();
  const auto found = exports_.find(name);
  if (found == exports_.end() || found->second.stack == nullptr || found->second.busy ||
      exporting_ == kMaxNesting)
    return std::nullopt;
  found->second.busy = true;
  ++exporting_;
  auto value = found->second.stack->evaluator.evaluate_apart(*found->second.value);
  exports_.at(name).busy = false;
  --exporting_;
  return value;
}

// What other tools fetch from stacks by name. The name of a stack is not in its template.
void TemplateSet::add_outputs(Inventory& inventory) {
  index_exports();
  for (Stack& stack : stacks_) {
    if (stack.file.index.macro)
      inventory.partial_files.insert(stack.file.text.path);
    if (stack.depth > 0)
      continue;
    for (const auto& [key, member] : stack.file.index.outputs)
      if (const Value* value = member->value.find("Value"))
        if (auto known = stack.evaluator.evaluate_apart(*value))
          inventory.values.push_back({Link::Kind::kStackOutput, key, std::move(*known)});
  }
  for (const auto& [name, entry] : exports_)
    if (auto value = exported(name))
      inventory.values.push_back({Link::Kind::kStackExport, name, std::move(*value)});
}

void TemplateSet::read_parameter_files(Diagnostics& diagnostics) {
  for (const std::string& path : workspace_.options.parameter_files) {
    auto text = workspace_.files.read(path, kMaxParameterFile);
    if (!text) {
      diagnostics.push_back({Diagnostic::Level::kError, text.error().message, "", Span{}, path});
      continue;
    }
    auto set = read_parameters(path, std::move(*text), workspace_.sources, diagnostics);
    if (!set)
      continue;
    workspace_.supporting.emplace(normalize_path(path), "cloudformation-parameters");
    if (!set->template_path.empty())
      set->template_path = normalize_path(set->template_path);
    given_.push_back(std::move(*set));
  }
}

void TemplateSet::report_unused_parameters(Diagnostics& diagnostics) {
  const auto declared = [&](const std::string& name) {
    return std::ranges::any_of(
        files_, [&](const File& file) { return file.index.parameters.contains(name); });
  };
  for (const auto& [name, value] : workspace_.options.parameters)
    if (!declared(name))
      diagnostics.push_back({Diagnostic::Level::kWarning,
                             "no template has a parameter " + printable(name), "", Span{},
                             "--parameter"});
}

void TemplateSet::apply(const ParameterSet& set, Evaluator::Parameters& to) const {
  for (const auto& [name, value] : set.values)
    to.insert_or_assign(name, value);
}

Evaluator::Parameters TemplateSet::parameters_for(File& file, Diagnostics& diagnostics) {
  Evaluator::Parameters out;
  if (file.nested && file.text.path.find('#') != std::string::npos)
    return out;
  if (!file.index.parameters.empty()) {
    if (const ParameterSet* found = parameter_file_beside(file, diagnostics))
      apply(*found, out);
    if (const ParameterSet* found = samconfig_for(file, diagnostics)) {
      apply(*found, out);
      file.region = found->region;
    }
  }
  for (const ParameterSet& set : given_)
    if (set.template_path.empty() || file.text.path == set.template_path ||
        file.text.path.ends_with("/" + set.template_path))
      apply(set, out);
  for (const auto& [name, value] : workspace_.options.parameters)
    out.insert_or_assign(name, Value::string(value));
  return out;
}

const ParameterSet* TemplateSet::samconfig_for(const File& file, Diagnostics& diagnostics) {
  const std::string folder = parent_path(file.text.path);
  const std::string path = join_path(folder, "samconfig.toml");
  const auto [place, fresh] = beside_.emplace(path, std::nullopt);
  if (fresh && workspace_.files.kind(path) == FileSystem::Kind::kFile)
    if (const auto text = workspace_.files.read(path, kMaxParameterFile)) {
      place->second = read_samconfig(path, *text, diagnostics);
      workspace_.supporting.emplace(path, "samconfig");
    }
  if (!place->second)
    return nullptr;
  const ParameterSet& set = *place->second;
  const std::string name = file_name(file.text.path);
  const bool usual = name == "template.yaml" || name == "template.yml" || name == "template.json";
  const bool ours = set.template_path.empty()
                        ? usual
                        : normalize_path(join_path(folder, set.template_path)) == file.text.path;
  return ours ? &set : nullptr;
}

// "stack.parameters.json" beside "stack.yaml", if no other file beside it could be meant.
const ParameterSet* TemplateSet::parameter_file_beside(const File& file, Diagnostics& diagnostics) {
  const std::string stem = file_stem(file.text.path);
  const std::string folder = parent_path(file.text.path);
  const auto [listed, first] = parameter_like_.emplace(folder, std::vector<std::string>());
  if (const auto entries = first ? workspace_.files.list(folder.empty() ? "." : folder)
                                 : Result<std::vector<FileSystem::Entry>>(Error{}))
    for (const FileSystem::Entry& entry : *entries)
      if (entry.kind == FileSystem::Kind::kFile &&
          to_lower_ascii(entry.name).find("param") != std::string::npos)
        listed->second.push_back(entry.name);
  std::vector<std::string> names;
  std::ranges::copy_if(listed->second, std::back_inserter(names), [&](const std::string& name) {
    return name.starts_with(stem) && name != file_name(file.text.path);
  });
  if (names.size() != 1)
    return nullptr;
  static constexpr std::array<std::string_view, 6> kEndings = {
      ".parameters.json", "-parameters.json", ".params.json",
      "-params.json",     ".parameters.yaml", ".parameters.yml"};
  const bool usual = std::ranges::any_of(
      kEndings, [&](std::string_view ending) { return names[0] == stem + std::string(ending); });
  const std::string path = folder.empty() ? names[0] : join_path(folder, names[0]);
  if (!usual)
    return nullptr;
  const auto [place, fresh] = beside_.emplace(path, std::nullopt);
  if (fresh)
    if (auto text = workspace_.files.read(path, kMaxParameterFile)) {
      place->second = read_parameters(path, std::move(*text), workspace_.sources, diagnostics);
      workspace_.supporting.emplace(path, "cloudformation-parameters");
    }
  return place->second ? &*place->second : nullptr;
}

}  // namespace advisor::cfn
