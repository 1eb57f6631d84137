#include "src/cli/unchanged.h"

#include <algorithm>

namespace advisor::cli {
namespace {

class Touched {
 public:
  Touched(const Changes& changes, const FileSystem& files, const SourceSet& sources)
      : changes_(changes), files_(files), sources_(sources), paths_(sources.size() + 1) {}

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
  bool place(const Span& span) {
    const SourceFile& file = sources_.file(span.source);
    if (span.begin == span.end || file.is_withheld())
      return changes_.in_file(path(span.source));
    return changes_.in_lines(path(span.source),
                             {file.locate(span.begin).line, file.locate(span.end - 1).line});
  }

  const std::string& path(SourceId source) {
    std::string& path = paths_[source];
    if (path.empty())
      path = files_.canonical(sources_.file(source).path());
    return path;
  }

  const Changes& changes_;
  const FileSystem& files_;
  const SourceSet& sources_;
  std::vector<std::string> paths_;
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
  Touched touched(changes, files, sources);
  for (Verdict& verdict : verdicts)
    if (verdict.outcome == Outcome::kFinding && !verdict.suppressed &&
        verdict.known == Known::kNo && !touched.finding(verdict))
      verdict.known = Known::kUnchanged;
}

}  // namespace advisor::cli
