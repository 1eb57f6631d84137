#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "parsers/json.h"

namespace {

void require(bool condition) {
  if (!condition)
    std::abort();
}

// Children lie inside their parent, in order; strings are quoted.
void check_places(const advisor::Value& value, std::string_view text, std::uint32_t end) {
  const advisor::Span span = value.span();
  require(span.begin < span.end && span.end <= end);
  if (value.as_string() != nullptr)
    require(text[span.begin] == '"' && text[span.end - 1] == '"');
  if (const advisor::List* list = value.as_list())
    for (const advisor::Value& element : *list) {
      require(element.span().begin > span.begin);
      check_places(element, text, span.end - 1);
    }
  if (const advisor::Map* map = value.as_map())
    for (const advisor::Member& member : *map) {
      require(member.key_span.begin > span.begin);
      require(member.key_span.end < member.value.span().begin);
      check_places(member.value, text, span.end - 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  advisor::JsonOptions options;
  options.limits.depth = 1'000'000;
  const advisor::Parsed parsed = advisor::parse_json(text, 1, options);
  // The library takes a zero byte for the end of the text, we do not.
  if (text.find('\0') == std::string_view::npos)
    require(parsed.ok == nlohmann::json::accept(text));
  require(parsed.ok || !parsed.diagnostics.empty());
  for (const advisor::Diagnostic& diagnostic : parsed.diagnostics)
    require(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= size);
  if (parsed.ok)
    check_places(parsed.root, text, static_cast<std::uint32_t>(size));
  options.ignore_trailing_text = true;
  options.limits.depth = 5;
  options.limits.nodes = 20;
  (void)advisor::parse_json(text, 1, options);
  return 0;
}
