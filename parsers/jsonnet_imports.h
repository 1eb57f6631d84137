#pragma once

#include <string_view>

#include "parsers/document_file.h"
#include "parsers/formats.h"

namespace advisor {

// The telling words of the files that a Jsonnet text imports by literal paths, a few levels deep:
// a definition may be no more than a call of a library. Imports outside of the root are not read.
TellingWords telling_words_of_imports(const TextFile& file, std::string_view text,
                                      const FileSystem& files);

}  // namespace advisor
