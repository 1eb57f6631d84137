#pragma once

#include <map>
#include <string>
#include <string_view>

#include "src/base/result.h"

namespace advisor::aws {

// A section of AWS's shared files. Keys are in lower case; values are trimmed text.
struct IniSection {
  std::map<std::string, std::string> values;
  // Indented "name = value" lines below a key without a value (s3 =, or a service of [services]).
  std::map<std::string, std::map<std::string, std::string>> nested;

  // nullptr if it is absent or empty.
  const std::string* find(std::string_view key) const;
};

// By the text between the brackets, blanks reduced and quotes removed: "profile dev".
using IniFile = std::map<std::string, IniSection>;

// Sections and keys that come twice are merged, the later one wins. `#` and `;` start a comment at
// the start of a line only, as for the AWS CLI. The error names the line, never what stands there.
Result<IniFile> parse_ini(std::string_view text);

}  // namespace advisor::aws
