#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "parsers/env_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::map<std::string, std::string> environment;
  const auto diagnostics = advisor::read_env_file(
      std::string_view(reinterpret_cast<const char*>(data), size), 1, environment);
  for (const advisor::Diagnostic& diagnostic : diagnostics)
    if (diagnostic.span.begin > diagnostic.span.end || diagnostic.span.end > size ||
        !environment.empty())
      std::abort();
  for (const auto& [key, value] : environment)
    if (key.empty() || value.empty())
      std::abort();
  return 0;
}
