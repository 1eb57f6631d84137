#include "parsers/terraform_source.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "parsers/json.h"
#include "parsers/terraform_ignores.h"
#include "parsers/terraform_json.h"
#include "src/base/text.h"

namespace advisor {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20U;
constexpr std::size_t kMaxModuleDepth = 64;

std::string key_of(std::string_view type, std::span<const std::string> labels) {
  return std::string(type) + " " + join(labels, " ");
}

// The part before .tf, .tofu, .tf.json or .tofu.json; empty for other files and for those that
// Terraform ignores (hidden ones, backups of editors).
std::string stem_of(const std::string& name) {
  if (name.starts_with('.') || name.starts_with('#'))
    return {};
  for (const std::string_view ending : {".tf", ".tofu", ".tf.json", ".tofu.json"})
    if (name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  return {};
}

bool is_override(const std::string& name) {
  const std::string stem = stem_of(name);
  return stem == "override" || stem.ends_with("_override");
}

// x.tofu stands for x.tf as well.
bool is_replaced(const std::string& name, const std::set<std::string>& names) {
  return (name.ends_with(".tf") || name.ends_with(".tf.json")) &&
         names.contains(stem_of(name) + (name.ends_with(".tf") ? ".tofu" : ".tofu.json"));
}

}  // namespace

TerraformSource::TerraformSource(const FileSystem& files, SourceSet& sources,
                                 std::string root_directory, const std::string& repository_root)
    : files_(files),
      sources_(sources),
      root_(std::move(root_directory)),
      repository_(files.canonical(repository_root.empty() ? root_ : repository_root)) {}

bool TerraformSource::has_module(const std::vector<std::string>& modules) {
  const Directory* found = module(modules);
  return found != nullptr && !found->blocks.empty();
}

const TfBlock* TerraformSource::resource(const TfAddress& address) {
  const std::vector<const TfBlock*> found = blocks(address);
  return found.empty() ? nullptr : found.front();
}

std::vector<const TfBlock*> TerraformSource::blocks(const TfAddress& address) {
  const Directory* in = module(address.modules);
  if (in == nullptr)
    return {};
  const std::vector<std::string> labels = {address.type, address.name};
  const auto found =
      in->blocks.find(key_of(address.mode == TfMode::kManaged ? "resource" : "data", labels));
  return found == in->blocks.end() ? std::vector<const TfBlock*>() : found->second;
}

const TfBlock* TerraformSource::module_call(const std::vector<std::string>& modules,
                                            std::string_view name) {
  const Directory* in = module(modules);
  if (in == nullptr)
    return nullptr;
  const std::vector<std::string> labels = {std::string(name)};
  const auto found = in->blocks.find(key_of("module", labels));
  return found == in->blocks.end() ? nullptr : found->second.front();
}

std::vector<InlineSuppression> TerraformSource::suppressions() const {
  std::vector<InlineSuppression> out;
  for (const auto& [path, directory] : directories_)
    if (!directory.downloaded)
      out.insert(out.end(), directory.suppressions.begin(), directory.suppressions.end());
  return out;
}

const TerraformSource::Directory* TerraformSource::module(const std::vector<std::string>& modules) {
  if (modules.size() > kMaxModuleDepth)
    return nullptr;
  const auto [path, is_new] = module_paths_.emplace(join(modules, "."), std::nullopt);
  if (is_new)
    path->second = module_path(modules);
  return path->second ? directory(*path->second) : nullptr;
}

std::optional<std::string> TerraformSource::module_path(const std::vector<std::string>& modules) {
  if (modules.empty())
    return root_;
  read_module_list();
  if (const auto listed = module_list_.find(join(modules, ".")); listed != module_list_.end())
    return normalize_path(join_path(root_, listed->second));
  const std::vector<std::string> outside(modules.begin(), modules.end() - 1);
  const TfBlock* call = module_call(outside, modules.back());
  const TfItem* source = call == nullptr ? nullptr : call->attribute("source");
  if (source == nullptr)
    return std::nullopt;
  const std::string target = tf_literal(sources_.text(source->value.span));
  if (!target.starts_with("./") && !target.starts_with("../"))
    return std::nullopt;
  return normalize_path(join_path(*module_paths_[join(outside, ".")], target));
}

void TerraformSource::read_module_list() {
  if (std::exchange(listed_, true))
    return;
  const std::string path = join_path(root_, ".terraform/modules/modules.json");
  if (files_.kind(path) != FileSystem::Kind::kFile ||
      !is_below(files_.canonical(path), repository_))
    return;
  const Result<std::string> text = files_.read(path, kMaxFileBytes);
  if (!text)
    return;
  const Parsed parsed = parse_json(*text, 0);
  const Value* modules = parsed.root.find("Modules");
  const List* list = modules == nullptr ? nullptr : modules->as_list();
  if (list == nullptr)
    return;
  for (const Value& entry : *list) {
    const Value* key = entry.find("Key");
    const Value* directory = entry.find("Dir");
    if (key != nullptr && key->as_string() != nullptr && directory != nullptr &&
        directory->as_string() != nullptr)
      module_list_.emplace(*key->as_string(), *directory->as_string());
  }
}

const TerraformSource::Directory* TerraformSource::directory(const std::string& path) {
  const std::string canonical = files_.canonical(path);
  const auto known = directories_.find(canonical);
  if (known != directories_.end())
    return &known->second;
  if (!is_below(canonical, repository_) || files_.kind(path) != FileSystem::Kind::kDirectory)
    return nullptr;
  Directory& directory = directories_[canonical];
  // What `terraform init` fetched is not the author's to change.
  directory.downloaded = (canonical + "/").find("/.terraform/") != std::string::npos ||
                         canonical.starts_with(".terraform/");
  const auto entries = files_.list(path);
  if (!entries)
    return &directory;
  std::set<std::string> names;
  for (const FileSystem::Entry& entry : *entries) {
    const std::string file = join_path(path, entry.name);
    if (entry.kind == FileSystem::Kind::kFile && !stem_of(entry.name).empty() &&
        (!entry.symlink || is_below(files_.canonical(file), repository_)))
      names.insert(entry.name);
  }
  for (const bool overrides : {false, true})
    for (const std::string& name : names)
      if (is_override(name) == overrides && !is_replaced(name, names))
        read_file(normalize_path(join_path(path, name)), directory);
  for (const TfFile& file : directory.files)
    for (const TfBlock& block : file.blocks)
      if (block.type == "resource" || block.type == "data" || block.type == "module")
        directory.blocks[key_of(block.type, block.labels)].push_back(&block);
  return &directory;
}

void TerraformSource::read_file(const std::string& path, Directory& into) {
  if (files_left_ == 0)
    return;
  --files_left_;
  Result<std::string> read = files_.read(path, std::min(kMaxFileBytes, bytes_left_));
  if (!read)
    return;
  bytes_left_ -= read->size();
  const SourceId source = sources_.add(path, std::move(*read));
  const std::string& text = sources_.file(source).text();
  into.files.push_back(path.ends_with(".json") ? read_terraform_json(text, source)
                                               : scan_terraform(text, source));
  for (InlineSuppression& suppression : terraform_suppressions(into.files.back(), text, source))
    into.suppressions.push_back(std::move(suppression));
}

}  // namespace advisor
