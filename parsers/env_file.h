#pragma once

#include <map>
#include <string>
#include <string_view>

#include "src/model/document.h"

namespace advisor {

// Env files as github.com/hashicorp/go-envparse reads them (ecspresso and lambroll --envfile):
// `export ` prefix, # comments, '...' raw, "..." with JSON escapes, glued pieces, no interpolation.
// A key with an empty value is skipped. A bad line makes the whole file an error. Assigns into
// `environment`; later files win.
Diagnostics read_env_file(std::string_view text, SourceId source,
                          std::map<std::string, std::string>& environment);

}  // namespace advisor
