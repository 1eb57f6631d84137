#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "parsers/json.h"
#include "parsers/template.h"
#include "parsers/yaml.h"

namespace {

void check(const advisor::Value& value, std::size_t size) {
  if (value.span().begin > value.span().end || value.span().end > size)
    std::abort();
  if (const advisor::List* list = value.as_list())
    for (const advisor::Value& element : *list)
      check(element, size);
  if (const advisor::Map* map = value.as_map())
    for (const advisor::Member& member : *map)
      check(member.value, size);
}

void run(std::string_view text, advisor::TemplateHost host) {
  advisor::TemplateContext context;
  context.environment = {{"A", "1"}, {"B", "x\"y"}, {"C", ""}};
  context.accept_any_tfstate = true;
  const auto rendered = advisor::render_template(text, 1, host, context);
  const auto parsed = advisor::parse_rendered(rendered, [&](std::string_view part) {
    return host == advisor::TemplateHost::kJson ? advisor::parse_json(part, 1)
                                                : advisor::parse_yaml(part, 1);
  });
  check(parsed.root, text.size());
  for (const advisor::Diagnostic& diagnostic : parsed.diagnostics)
    if (diagnostic.span.begin > diagnostic.span.end || diagnostic.span.end > text.size())
      std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  run(text, advisor::TemplateHost::kJson);
  run(text, advisor::TemplateHost::kYaml);
  advisor::Diagnostics diagnostics;
  advisor::Value value = advisor::Value::string(std::string(text));
  advisor::render_strings(value, {}, diagnostics);
  return 0;
}
