#pragma once

#include <optional>
#include <string>

#include "src/cli/options.h"

namespace CLI {
class App;
}

namespace advisor::cli {

// --aws and what belongs to it.
void add_live_options(CLI::App& command, Options& options);

// What is wrong with a combination of them; nullopt if nothing is.
std::optional<std::string> wrong_live_options(const Options& options);

}  // namespace advisor::cli
