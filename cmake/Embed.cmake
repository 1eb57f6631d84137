# cmake -DOUTPUT=x.cc -DFUNCTION=embedded_things "-DFILES=a;b" -P Embed.cmake
# Writes a source file that defines `std::span<const EmbeddedText> FUNCTION()` of
# src/model/embedded.h over the files' exact bytes; their names are the file names without suffix.
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME_WLE)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${hex}")
  # Short literals, joined by the compiler: some compilers limit the length of one.
  string(REGEX REPLACE "(................................................................................)"
    "\\1\"\n    \"" bytes "${bytes}")
  string(APPEND entries "    {\"${name}\"sv, \"${bytes}\"sv},\n")
endforeach()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [=[
#include "src/model/embedded.h"

namespace advisor {

using std::literals::operator""sv;

std::span<const EmbeddedText> @FUNCTION@() {
  static constexpr EmbeddedText kTexts[] = {
@entries@  };
  return kTexts;
}

}  // namespace advisor
]=])
