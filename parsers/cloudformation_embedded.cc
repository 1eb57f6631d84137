#include "parsers/cloudformation_embedded.h"

#include <algorithm>
#include <string>

#include "parsers/cloudformation_template.h"
#include "parsers/yaml_scalar.h"

namespace advisor::cfn {
namespace {

// Spans of the inner text to spans of the file.
class Mover {
 public:
  Mover(const std::vector<std::uint32_t>& offsets, SourceId source)
      : offsets_(offsets), source_(source) {}

  Span moved(Span span) const {
    return span.valid() ? Span{source_, at(span.begin), std::max(at(span.begin), at(span.end))}
                        : span;
  }
  void move(Value& value) const {
    value.set_span(moved(value.span()));
    if (List* list = value.as_list())
      for (Value& element : *list)
        move(element);
    if (Map* map = value.as_map())
      for (Member& member : *map) {
        member.key_span = moved(member.key_span);
        move(member.value);
      }
  }

 private:
  std::uint32_t at(std::uint32_t inner) const {
    return offsets_[std::min<std::size_t>(inner, offsets_.size() - 1)];
  }

  const std::vector<std::uint32_t>& offsets_;
  SourceId source_;
};

}  // namespace

std::optional<Value> parse_embedded(const Value& text, const SourceSet& sources,
                                    Diagnostics& diagnostics) {
  const std::string* inner = text.as_string();
  if (inner == nullptr || inner->find("Resources") == std::string::npos || !text.span().valid())
    return std::nullopt;
  const SourceId source = text.span().source;
  const yaml::Decoded decoded =
      yaml::decode_scalar(sources.file(source).text(), text.span().begin, text.span().end);
  if (decoded.value != *inner || decoded.offsets.empty())
    return std::nullopt;
  Parsed parsed = parse_template(*inner, source);
  const Mover mover(decoded.offsets, source);
  for (Diagnostic& diagnostic : parsed.diagnostics) {
    diagnostic.span = mover.moved(diagnostic.span);
    diagnostics.push_back(std::move(diagnostic));
  }
  if (!parsed.ok || parsed.root.as_map() == nullptr)
    return std::nullopt;
  mover.move(parsed.root);
  return std::move(parsed.root);
}

}  // namespace advisor::cfn
