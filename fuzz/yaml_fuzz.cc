#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "parsers/yaml.h"
#include "parsers/yaml_scalar.h"

namespace {

using advisor::Span;

void require(bool condition) {
  if (!condition)
    std::abort();
}

void check_scalar(Span span, std::string_view value, std::string_view text) {
  require(advisor::yaml::decode_scalar(text, span.begin, span.end).value == value);
}

// What stands at the span of a scalar is its value. (Of collections only the bounds are checked:
// aliases and merged entries stand elsewhere.)
void check_places(const advisor::Value& value, std::string_view text) {
  const Span span = value.span();
  require(span.begin <= span.end && span.end <= text.size());
  if (const std::string* string = value.as_string())
    check_scalar(span, *string, text);
  if (const advisor::List* list = value.as_list())
    for (const advisor::Value& element : *list)
      check_places(element, text);
  if (const advisor::Map* map = value.as_map())
    for (const advisor::Member& member : *map) {
      require(member.key_span.begin <= member.key_span.end && member.key_span.end <= text.size());
      if (text[member.key_span.begin] != '*')
        check_scalar(member.key_span, member.key, text);
      check_places(member.value, text);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool is_json = text.find_first_of("{[") == text.find_first_not_of(" \t\r\n");
  advisor::YamlOptions options;
  options.limits.nodes = 100'000;
  const advisor::Parsed parsed = advisor::parse_yaml(text, 1, options);
  require(parsed.ok || !parsed.diagnostics.empty());
  for (const advisor::Diagnostic& diagnostic : parsed.diagnostics)
    require(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= size);
  if (parsed.ok && !is_json)
    check_places(parsed.root, text);
  options.cloudformation_tags = true;
  options.limits.depth = 20;
  (void)advisor::parse_yaml(text, 1, options);
  return 0;
}
