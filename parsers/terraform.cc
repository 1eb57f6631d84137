#include "parsers/terraform.h"

#include <algorithm>
#include <set>

#include "parsers/terraform_resources.h"
#include "src/base/text.h"

namespace advisor::tf {
namespace {

bool has_sources(const FileSystem& files, const std::string& directory) {
  const auto entries = files.list(directory.empty() ? "." : directory);
  return entries && std::ranges::any_of(*entries, [](const FileSystem::Entry& entry) {
           return entry.kind == FileSystem::Kind::kFile &&
                  (entry.name.ends_with(".tf") || entry.name.ends_with(".tofu"));
         });
}

}  // namespace

bool DocumentSet::add(const TextFile& file, Diagnostics& diagnostics) {
  auto document =
      read_document(workspace_.sources.file(file.source).text(), file.source, diagnostics);
  if (!document)
    return false;
  files_.push_back({file, std::move(*document)});
  return true;
}

std::string_view DocumentSet::last_format() const {
  return files_.back().document.kind == DocumentKind::kPlan ? "terraform-plan" : "terraform-state";
}

// The .tf files that made a plan: those of --terraform-source, else those beside it.
TerraformSource* DocumentSet::source_for(const TextFile& file) {
  const std::string& given = workspace_.options.terraform_source;
  const std::string directory = given.empty() ? parent_path(file.path) : given;
  if (!has_sources(workspace_.files, directory))
    return nullptr;
  auto& source = sources_[workspace_.files.canonical(directory.empty() ? "." : directory)];
  if (source == nullptr)
    source = std::make_unique<TerraformSource>(workspace_.files, workspace_.sources,
                                               directory.empty() ? "." : directory,
                                               given.empty() ? file.root : std::string());
  return source.get();
}

void DocumentSet::build(Inventory& inventory) {
  std::set<std::string> planned;
  for (const File& file : files_)
    if (file.document.kind == DocumentKind::kPlan)
      for (const Item& item : file.document.changes)
        planned.insert(unescape_json(item.address));
  static const std::set<std::string> kNone;
  for (const File& file : files_) {
    const bool plan = file.document.kind == DocumentKind::kPlan;
    add_resources(file.document, file.file, workspace_, plan ? source_for(file.file) : nullptr,
                  plan ? kNone : planned, inventory);
  }
  for (const auto& [directory, source] : sources_)
    std::ranges::move(source->suppressions(), std::back_inserter(inventory.suppressions));
}

}  // namespace advisor::tf
