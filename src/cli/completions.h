#pragma once

#include <string>
#include <vector>

namespace advisor::cli {

struct CompletionWord {
  std::string word;  // "run", "--only"
  std::string description;
  bool takes_value = false;
  std::string values;  // what the value can be, separated by blanks; empty: a file or anything
};

struct CompletionCommand {
  std::string path;  // "" for the program, "rules list"
  std::vector<CompletionWord> subcommands;
  std::vector<CompletionWord> options;
};

// A script for bash, zsh or fish; "" for another shell. Where no word fits, files are completed.
std::string write_completions(const std::string& shell,
                              const std::vector<CompletionCommand>& commands);

}  // namespace advisor::cli
