// A template's text, read as every command reads it: it must end, and every place must be inside.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/reader.h"

namespace {

void require(bool condition) {
  if (!condition)
    std::abort();
}

void check_places(const advisor::Value& value, const advisor::SourceSet& sources) {
  const advisor::Span span = value.span();
  require(span.begin <= span.end);
  if (span.valid())
    require(span.end <= sources.file(span.source).text().size());
  if (const advisor::List* list = value.as_list())
    for (const advisor::Value& element : *list)
      check_places(element, sources);
  if (const advisor::Map* map = value.as_map())
    for (const advisor::Member& member : *map)
      check_places(member.value, sources);
  const advisor::Unknown* unknown = value.as_unknown();
  if (unknown != nullptr && unknown->choice)
    for (const advisor::Value* branch :
         {unknown->choice->then.get(), unknown->choice->otherwise.get()})
      if (branch != nullptr)
        check_places(*branch, sources);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const advisor::FileSystem files = advisor::memory_file_system(
      {{"t.yaml",
        "Resources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "
        "u.yaml}}\n"},
       {"u.yaml", text}});
  advisor::SourceSet sources;
  advisor::ReadOptions options;
  options.assume_defaults = size % 2 == 0;
  const advisor::InputSet inputs =
      advisor::read_inputs({"t.yaml", "u.yaml"}, files, sources, options);
  for (const advisor::Resource& resource : inputs.inventory.resources)
    check_places(resource.properties, sources);
  return 0;
}
