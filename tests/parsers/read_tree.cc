#include "tests/parsers/read_tree.h"

#include <fmt/format.h>

#include "src/base/text.h"
#include "src/model/dump.h"

namespace advisor {
namespace {

std::string position(Span span, const std::string& path, const SourceSet& sources) {
  if (!span.valid())
    return path;
  const SourceFile& file = sources.file(span.source);
  const LineColumn at = file.locate(span.begin);
  return fmt::format("{}:{}:{}", file.path(), at.line, at.column);
}

}  // namespace

std::string describe(const Resource& resource, const SourceSet& sources) {
  std::string out = fmt::format("{} {}\n  name {}\n", resource.type, resource.id, resource.name);
  if (!resource.region.empty())
    out += "  region " + resource.region + "\n";
  for (const std::string& alias : resource.aliases)
    out += "  alias " + alias + "\n";
  out += "  at " + position(resource.span, "", sources) + " in " + resource.format + "\n";
  const Map* properties = resource.properties.as_map();
  if (properties == nullptr)
    return out + "  " + dump(resource.properties) + "\n";
  for (const Member& member : *properties)
    out += "  " + printable(member.key) + ": " + dump(member.value) + "\n";
  return out;
}

std::string describe(const Diagnostic& diagnostic, const SourceSet& sources) {
  static constexpr const char* kLevels[] = {"note", "warning", "error"};
  std::string out = fmt::format("{}: {}: {}", position(diagnostic.span, diagnostic.path, sources),
                                kLevels[static_cast<int>(diagnostic.level)], diagnostic.message);
  return diagnostic.hint.empty() ? out : out + " (" + diagnostic.hint + ")";
}

std::string describe(const FileOutcome& outcome) {
  static constexpr const char* kKinds[] = {"read", "supporting", "left alone", "refused"};
  std::string out = fmt::format("{}: {}", outcome.path, kKinds[static_cast<int>(outcome.kind)]);
  if (!outcome.format.empty())
    out += " " + outcome.format;
  return outcome.reason.empty() ? out : out + ": " + outcome.reason;
}

ReadTree read_tree(const std::map<std::string, std::string>& files,
                   const std::vector<std::string>& paths, const ReadOptions& options,
                   const StandardInput* standard_input) {
  ReadTree tree;
  tree.inputs =
      read_inputs(paths, memory_file_system(files), tree.sources, options, standard_input);
  return tree;
}

const Resource* ReadTree::resource(const std::string& id) const {
  for (const Resource& resource : inputs.inventory.resources)
    if (resource.id == id)
      return &resource;
  return nullptr;
}

std::string ReadTree::properties(const std::string& id) const {
  const Resource* found = resource(id);
  return found != nullptr ? dump(found->properties) : "(none)";
}

std::string ReadTree::resources() const {
  std::string out;
  for (const Resource& resource : inputs.inventory.resources)
    out += fmt::format("{} {} ({})\n", resource.type, resource.id, resource.name);
  return out;
}

std::string ReadTree::diagnostics() const {
  std::string out;
  for (const Diagnostic& diagnostic : inputs.inventory.diagnostics)
    out += describe(diagnostic, sources) + "\n";
  return out;
}

std::string ReadTree::files() const {
  std::string out;
  for (const FileOutcome& outcome : inputs.files)
    out += describe(outcome) + "\n";
  return out;
}

}  // namespace advisor
