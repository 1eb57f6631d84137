#pragma once

#include <span>
#include <string_view>

namespace advisor {

// A file of the source tree that the build puts into the binary (cmake/Embed.cmake).
struct EmbeddedText {
  std::string_view name;  // file name without folder and suffix
  std::string_view text;
};

// src/model/schemas/*.json, in byte order of their names.
std::span<const EmbeddedText> embedded_schemas();

}  // namespace advisor
