#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/terraform_json.h"
#include "parsers/terraform_source.h"

namespace {

using namespace advisor;

void require(bool condition) {
  if (!condition)
    std::abort();
}

void check(Span inner, Span outer) {
  require(inner.source == outer.source && outer.begin <= inner.begin && inner.begin <= inner.end &&
          inner.end <= outer.end);
}

void check(const TfItem& item, Span outer) {
  check(item.value.span, outer);
  if (item.name_span.valid())
    check(item.name_span, outer);
  for (const TfItem& inner : item.value.items)
    check(inner, item.value.span);
}

void check(const TfBlock& block, Span outer) {
  check(block.span, outer);
  check(block.header, block.span);
  for (const TfItem& item : block.attributes)
    check(item, block.span);
  for (const TfBlock& inner : block.blocks)
    check(inner, block.span);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Span whole{1, 0, static_cast<std::uint32_t>(size)};
  for (const TfFile& file : {scan_terraform(text, 1), read_terraform_json(text, 1)})
    for (const TfBlock& block : file.blocks)
      check(block, whole);

  // A header after it must be found, unless it stands in a comment or heredoc.
  const std::string good = "\nresource \"last\" \"one\" {\n  a = 1\n}\n";
  if (text.find("<<") == std::string::npos && text.find('/') == std::string::npos) {
    const TfFile file = scan_terraform(text + good, 1);
    require(!file.blocks.empty() && file.blocks.back().span.begin == size + 1 &&
            file.blocks.back().span.end == size + good.size() - 1);
  }

  const FileSystem files = memory_file_system(
      {{"a.tf", text}, {"b.tf.json", text}, {".terraform/modules/modules.json", text}});
  SourceSet sources;
  TerraformSource source(files, sources, "");
  for (const char* module : {"", "m"}) {
    TfAddress address{{}, TfMode::kManaged, "t", "n"};
    if (*module != '\0')
      address.modules = {module};
    for (const TfPath& path : {TfPath{}, TfPath{"a"}, TfPath{"a", std::size_t{0}, "b"}}) {
      const TfPlace place = source.locate(address, path);
      require(!place.span.valid() || place.span.end <= size);
      require(!place.exact || source.written(address, path));
      source.has_dynamic(address, path);
    }
  }
  for (const InlineSuppression& one : source.suppressions()) {
    check(one.span, {one.span.source, 0, whole.end});
    check(one.covered, {one.span.source, 0, whole.end});
  }
  return 0;
}
