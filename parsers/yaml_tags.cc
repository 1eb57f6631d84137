#include "parsers/yaml_tags.h"

#include <string>
#include <utility>

#include "parsers/yaml_scalar.h"

namespace advisor::yaml {
namespace {

constexpr std::string_view kCore = "tag:yaml.org,2002:";

}  // namespace

bool is_core_tag(std::string_view tag) {
  return tag == "?" || tag == "!" || tag.starts_with(kCore);
}

bool is_local_tag(std::string_view tag) {
  return tag.size() > 1 && tag[0] == '!';
}

std::string full_tag(std::string_view written) {
  if (written.starts_with("!<") && written.ends_with('>'))
    return std::string(written.substr(2, written.size() - 3));
  if (written.starts_with("!!"))
    return std::string(kCore) + std::string(written.substr(2));
  return std::string(written);
}

Value tagged_scalar(std::string_view tag, bool plain, std::string_view value, Span span) {
  const std::string_view name = tag.starts_with(kCore) ? tag.substr(kCore.size()) : "";
  const bool typed = name == "int" || name == "float" || name == "bool" || name == "null";
  const bool untyped = tag == "!" || !name.empty();
  if (typed || (plain && !untyped))
    return typed_scalar(value, span);
  return Value::string(std::string(value), span);
}

Value cloudformation_long_form(std::string_view tag, Span tag_span, Value argument) {
  std::string name(tag.substr(1));
  if (name != "Ref" && name != "Condition")
    name.insert(0, "Fn::");
  const Span whole{tag_span.source, tag_span.begin, argument.span().end};
  Map map;
  map.push_back({std::move(name), tag_span, std::move(argument)});
  return Value::map(std::move(map), whole);
}

Value cloudformation_argument(std::string_view tag, std::string_view text, std::string_view value,
                              Span span) {
  const std::size_t dot = value.find('.');
  const Decoded decoded = tag == "!GetAtt" && dot != std::string_view::npos
                              ? decode_scalar(text, span.begin, span.end)
                              : Decoded();
  if (decoded.value != value || value.empty() || decoded.offsets.empty())
    return Value::string(std::string(value), span);
  const std::uint32_t last =
      dot + 1 < value.size() ? decoded.offsets[value.size() - 1] + 1 : decoded.offsets[dot] + 1;
  List parts;
  parts.push_back(Value::string(std::string(value.substr(0, dot)),
                                {span.source, decoded.offsets[0], decoded.offsets[dot]}));
  parts.push_back(Value::string(std::string(value.substr(dot + 1)),
                                {span.source, decoded.offsets[dot] + 1, last}));
  return Value::list(std::move(parts), span);
}

}  // namespace advisor::yaml
