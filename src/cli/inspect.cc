#include <fmt/format.h>

#include "src/base/exit_code.h"
#include "src/base/text.h"
#include "src/cli/session.h"
#include "src/model/dump.h"
#include "src/model/secrets.h"

namespace advisor::cli {
namespace {

std::string place(Span span, const SourceSet& sources) {
  if (!span.valid())
    return {};
  const SourceFile& file = sources.file(span.source);
  const LineColumn begin = file.locate(span.begin);
  const LineColumn end = file.locate(span.end);
  return fmt::format("{}:{}-{}:{}", begin.line, begin.column, end.line, end.column);
}

class Printer {
 public:
  Printer(const SourceSet& sources, const Resource& resource, std::ostream& out)
      : sources_(sources), resource_(resource), out_(out) {}

  void print() {
    const SourceFile* file =
        resource_.span.valid() ? &sources_.file(resource_.span.source) : nullptr;
    out_ << fmt::format("{} {} ({})", resource_.type, printable(resource_.name), resource_.format);
    if (file != nullptr)
      out_ << fmt::format(" {}:{}", printable(file->path()), place(resource_.span, sources_));
    out_ << "\n  id " << printable(resource_.id) << '\n';
    for (const std::string& alias : resource_.aliases)
      out_ << "  alias " << printable(alias) << '\n';
    if (!resource_.condition.empty())
      out_ << "  exists if " << printable(resource_.condition) << '\n';
    value(resource_.properties, "");
    out_ << '\n';
  }

 private:
  void value(const Value& node, const std::string& path) {
    if (const Map* map = node.as_map(); map != nullptr && !map->empty()) {
      for (const Member& member : *map)
        value(member.value, path.empty() ? member.key : path + "." + member.key);
      return;
    }
    if (const List* list = node.as_list(); list != nullptr && !list->empty()) {
      for (std::size_t i = 0; i < list->size(); ++i)
        value((*list)[i], fmt::format("{}[{}]", path, i));
      return;
    }
    if (const Unknown* unknown = node.as_unknown(); unknown != nullptr && unknown->choice) {
      choice(*unknown->choice, path);
      return;
    }
    const bool secret = is_secret(resource_, node);
    const std::string text = secret ? "(not shown)" : dump(node);
    out_ << fmt::format("  {} = {}", printable(path), text);
    if (const std::string where = place(node.span(), sources_); !where.empty())
      out_ << "  @" << where;
    out_ << '\n';
    if (const Unknown* unknown = node.as_unknown(); unknown != nullptr && !secret)
      details(*unknown);
  }

  // Branch by branch, so that what must not be shown is not hidden in a large text.
  void choice(const Choice& choice, const std::string& path) {
    const std::string name = choice.condition.substr(choice.condition.find('#') + 1);
    for (const bool holds : {true, false}) {
      const Value* branch = (holds ? choice.then : choice.otherwise).get();
      const std::string where = fmt::format("{} if {}{}", path, holds ? "" : "not ", name);
      if (branch == nullptr)
        out_ << fmt::format("  {} = absent\n", printable(where));
      else
        value(*branch, where);
    }
  }

  void details(const Unknown& unknown) {
    out_ << fmt::format("      unknown: {}", cause_name(unknown.cause));
    if (!unknown.text.empty())
      out_ << ", written " << printable(unknown.text);
    if (!unknown.fallback.empty())
      out_ << ", default " << printable(unknown.fallback);
    for (const Link& link : unknown.links)
      out_ << fmt::format(", refers to {}{}{}{}", printable(link.scope),
                          link.scope.empty() ? "" : " ", printable(link.target),
                          link.attribute.empty() ? "" : "." + printable(link.attribute));
    out_ << '\n';
  }

  const SourceSet& sources_;
  const Resource& resource_;
  std::ostream& out_;
};

}  // namespace

int inspect_command(const Options& options, Environment& environment) {
  const auto reading = read_options(options);
  if (!reading) {
    environment.err << "advisor: " << reading.error().message << '\n';
    return kExitUsage;
  }
  for (const std::string& path : options.paths) {
    if (path == "-" || environment.files.kind(path) != FileSystem::Kind::kMissing)
      continue;
    environment.err << fmt::format("advisor: {}: no such file or directory\n", printable(path));
    return kExitUsage;
  }
  SourceSet sources;
  const auto input = standard_input(options, environment);
  const InputSet inputs =
      read_inputs(options.paths, environment.files, sources, *reading, input ? &*input : nullptr);
  for (const Resource& resource : inputs.inventory.resources)
    Printer(sources, resource, environment.out).print();
  environment.out.flush();
  print_diagnostics(environment.err, inputs.inventory.diagnostics, sources, Language::kEnglish);
  if (inputs.inventory.resources.empty())
    environment.err << "advisor: no resources found\n";
  return has_errors(inputs.inventory.diagnostics) ? kExitIncomplete : kExitClean;
}

}  // namespace advisor::cli
