#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "parsers/jsonnet.h"
#include "parsers/jsonnet_lexer.h"
#include "parsers/jsonnet_positions.h"

namespace {

// A result that need not be the one of the text.
advisor::Value some_result() {
  using advisor::Value;
  Value inner = Value::map({{"a", {}, Value::integer(1)}, {"b", {}, Value::string("x")}});
  return Value::map({{"a", {}, Value::list({inner, inner, Value::integer(2)})}, {"b", {}, inner}});
}

}  // namespace

// Lexer and positions take anything; every evaluation costs a process, so only some inputs get one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::uint32_t last = 0;
  for (const advisor::JsonnetToken& token : advisor::lex_jsonnet(text)) {
    if (token.begin < last || token.end <= token.begin || token.end > size)
      std::abort();
    last = token.end;
  }
  std::map<std::string, advisor::JsonnetText> files;
  files["main"] = {1, advisor::lex_jsonnet(text), {{"x", "main"}}};
  advisor::Value result = some_result();
  advisor::place_jsonnet(result, files, "main");
  if (result.span().end > size)
    std::abort();
  if (size > 400 || size % 64 != 0)
    return 0;
  advisor::JsonnetOptions options;
  options.root = "r";
  options.max_stack = 100;
  options.timeout_ms = 1000;
  const auto parsed = advisor::evaluate_jsonnet(
      "r/main.jsonnet", text, 1, advisor::memory_file_system({{"r/a.libsonnet", "{ a: 1 }"}}), {},
      options);
  if (parsed.ok && parsed.root.span().end > size)
    std::abort();
  return 0;
}
