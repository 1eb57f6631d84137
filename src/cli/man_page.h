#pragma once

#include <string>
#include <vector>

namespace advisor::cli {

struct ManWord {
  std::string names;  // "-q, --quiet"; what stands for a positional argument: "PATH"
  std::string value;  // of an option: "FILE", "auto|always|never"; empty for a flag
  std::string description;
  bool required = false;
  bool repeats = false;
};

struct ManCommand {
  std::string path;  // "" for the program, "rules list"
  std::string description;
  std::vector<ManWord> positionals;
  std::vector<ManWord> options;
  std::string footer;  // lines; one that begins with "Example: " is an example
  bool has_subcommands = false;
};

// The manual page advisor(1) in man(7) roff. The program itself comes first; its footer tells the
// exit codes.
std::string write_man_page(const std::vector<ManCommand>& commands);

// Text in which roff sees nothing to act on. Line ends become blanks.
std::string roff_text(const std::string& text);

}  // namespace advisor::cli
