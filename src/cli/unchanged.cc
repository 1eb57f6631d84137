#include "src/cli/unchanged.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "src/base/text.h"

namespace advisor::cli {
namespace {

// Sections of a template that no value of a resource comes from.
constexpr std::array<std::string_view, 4> kIdle = {"AWSTemplateFormatVersion", "Description",
                                                   "Metadata", "Outputs"};

// The key without indentation that a line of a YAML template stands under; empty in JSON.
std::string_view section_of(const SourceFile& file, int line) {
  for (; line > 0; --line) {
    const std::string_view text = file.line(line);
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && !text.starts_with(' ') && !text.starts_with('#'))
      return text.substr(0, colon);
  }
  return {};
}

class Touched {
 public:
  Touched(const Changes& changes, const Inventory& inventory, const FileSystem& files,
          const SourceSet& sources)
      : changes_(changes), files_(files), sources_(sources), known_(sources.size() + 1) {
    for (const Resource& resource : inventory.resources)
      if (resource.span.valid())
        known_[resource.span.source].resources.push_back(lines(resource.span));
  }

  bool finding(const Verdict& verdict) {
    std::vector<Span> places = verdict.related;
    places.push_back(verdict.primary);
    const Resource* resource = verdict.resource;
    if (resource != nullptr)
      places.push_back(resource->span);
    std::erase_if(places, [](const Span& span) { return !span.valid(); });
    if (std::ranges::any_of(places, [&](const Span& span) { return place(span); }))
      return true;
    if (resource == nullptr)
      return places.empty();
    if (resource->format.starts_with("terraform") && within(resource->properties))
      return true;
    if (const Value* action = resource->change.find("action"))
      if (const std::string* name = action->as_string(); name == nullptr || *name != "no-op")
        return true;
    // The files of a resource that has no place in them. A plan is none where its sources are
    // known.
    return std::ranges::any_of(resource->sources, [&](SourceId source) {
      const bool has_place =
          std::ranges::any_of(places, [&](const Span& span) { return span.source == source; });
      return !has_place && (places.empty() || !sources_.file(source).is_withheld()) &&
             changes_.in_file(path(source));
    });
  }

 private:
  struct Known {
    std::string path;
    std::vector<LineRange> resources;
    std::optional<bool> between;
  };

  bool place(const Span& span) {
    if (span.begin == span.end || sources_.file(span.source).is_withheld())
      return changes_.in_file(path(span.source));
    return changes_.in_lines(path(span.source), lines(span)) || between(span.source);
  }

  // The span of a block of Terraform is its head; its values know their own places.
  bool within(const Value& value) {
    if (value.span().valid() && place(value.span()))
      return true;
    if (const List* list = value.as_list())
      return std::ranges::any_of(*list, [&](const Value& element) { return within(element); });
    const Map* map = value.as_map();
    return map != nullptr &&
           std::ranges::any_of(*map, [&](const Member& member) { return within(member.value); });
  }

  // Whether something was changed that stands in no resource. Of Terraform the plan tells.
  bool between(SourceId source) {
    Known& known = known_[source];
    if (!known.between) {
      const SourceFile& file = sources_.file(source);
      const auto covered = [&](const LineRange& changed) {
        return std::ranges::any_of(known.resources,
                                   [&](const LineRange& own) { return own.touches(changed); }) ||
               std::ranges::find(kIdle, section_of(file, changed.first)) != kIdle.end();
      };
      known.between = extension(file.path()) != ".tf" &&
                      !std::ranges::all_of(changes_.lines(path(source)), covered);
    }
    return *known.between;
  }

  LineRange lines(const Span& span) const {
    const SourceFile& file = sources_.file(span.source);
    return {file.locate(span.begin).line,
            file.locate(std::max(span.begin, span.end == 0 ? 0 : span.end - 1)).line};
  }

  const std::string& path(SourceId source) {
    std::string& path = known_[source].path;
    if (path.empty())
      path = files_.canonical(sources_.file(source).path());
    return path;
  }

  const Changes& changes_;
  const FileSystem& files_;
  const SourceSet& sources_;
  std::vector<Known> known_;
};

}  // namespace

void mark_unchanged(const Changes& changes, const InputSet& inputs, const FileSystem& files,
                    const SourceSet& sources, std::vector<Verdict>& verdicts) {
  for (const FileOutcome& file : inputs.files)
    if (file.kind == FileOutcome::Kind::kSupporting) {
      const std::string path = files.canonical(file.path);
      if (changes.is_tracked(path) && changes.in_file(path))
        return;
    }
  Touched touched(changes, inputs.inventory, files, sources);
  for (Verdict& verdict : verdicts)
    if (verdict.outcome == Outcome::kFinding && !verdict.suppressed &&
        verdict.known == Known::kNo && !touched.finding(verdict))
      verdict.known = Known::kUnchanged;
}

}  // namespace advisor::cli
