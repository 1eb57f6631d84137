#include "src/cli/completions.h"

#include <fmt/format.h>

namespace advisor::cli {
namespace {

std::string words(const CompletionCommand& command) {
  std::string out;
  for (const auto* list : {&command.subcommands, &command.options})
    for (const CompletionWord& word : *list)
      out += (out.empty() ? "" : " ") + word.word;
  return out;
}

std::string value_options(const std::vector<CompletionCommand>& commands) {
  std::string out;
  for (const CompletionCommand& command : commands)
    for (const CompletionWord& option : command.options)
      if (option.takes_value && out.find(option.word + "|") == std::string::npos)
        out += option.word + "|";
  if (!out.empty())
    out.pop_back();
  return out;
}

// The words to complete behind an option that takes a value: none but for some options.
std::string values_by_option(const std::vector<CompletionCommand>& commands) {
  std::string out;
  for (const CompletionCommand& command : commands)
    for (const CompletionWord& option : command.options) {
      const std::string line =
          fmt::format("      {}) words_here=\"{}\" values=1 ;;\n", option.word, option.values);
      if (!option.values.empty() && out.find(line) == std::string::npos)
        out += line;
    }
  return out;
}

// Finds the command by walking the words before the cursor; shared by bash and zsh.
std::string shell_function(const std::vector<CompletionCommand>& commands,
                           const std::string& word_list, const std::string& current) {
  std::string out = "  local path=\"\" word skip=\"\" values=\"\"\n";
  out += fmt::format("  for word in {}; do\n", word_list);
  out += "    if [[ -n $skip ]]; then skip=\"\"; continue; fi\n";
  out += "    case \"$word\" in\n";
  out += fmt::format("      {}) skip=$word; continue ;;\n", value_options(commands));
  out += "      -*) continue ;;\n    esac\n";
  out += "    case \"${path:+$path }$word\" in\n";
  for (const CompletionCommand& command : commands)
    if (!command.path.empty())
      out += fmt::format("      \"{0}\") path=\"{0}\" ;;\n", command.path);
  out += "    esac\n  done\n";
  out += "  local words_here=\"\"\n  case \"$path\" in\n";
  for (const CompletionCommand& command : commands)
    out += fmt::format("    \"{}\") words_here=\"{}\" ;;\n", command.path, words(command));
  out += "  esac\n";
  out += "  if [[ -n $skip ]]; then\n    words_here=\"\"\n    case \"$skip\" in\n";
  out += values_by_option(commands);
  out += fmt::format("    esac\n  fi\n  local current={}\n", current);
  return out;
}

std::string bash(const std::vector<CompletionCommand>& commands) {
  std::string out = "# bash completion for advisor: source <(advisor completions bash)\n";
  out += "_advisor() {\n";
  out += shell_function(commands, "\"${COMP_WORDS[@]:1:COMP_CWORD-1}\"",
                        "\"${COMP_WORDS[COMP_CWORD]}\"");
  out += "  COMPREPLY=($(compgen -W \"$words_here\" -- \"$current\"))\n";
  out += "  if [[ -z $values && ( ${#COMPREPLY[@]} -eq 0 || $current != -* ) ]]; then\n";
  out += "    COMPREPLY+=($(compgen -f -- \"$current\"))\n  fi\n}\n";
  out += "complete -o filenames -F _advisor advisor\n";
  return out;
}

std::string zsh(const std::vector<CompletionCommand>& commands) {
  std::string out =
      "#compdef advisor\n# zsh completion for advisor: put this file as _advisor into "
      "a folder of $fpath\n_advisor() {\n";
  out += shell_function(commands, "\"${words[@]:1:$((CURRENT-2))}\"", "\"${words[CURRENT]}\"");
  out += "  [[ -n $words_here ]] && compadd -- ${=words_here}\n";
  out += "  [[ -z $values && $current != -* ]] && _files\n  return 0\n}\n";
  out +=
      "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _advisor \"$@\"; else compdef "
      "_advisor advisor; fi\n";
  return out;
}

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + "'";
}

std::string value_of(const CompletionWord& option) {
  if (!option.takes_value)
    return {};
  return option.values.empty() ? " -r" : " -x -a " + fish_quoted(option.values);
}

std::string fish(const std::vector<CompletionCommand>& commands) {
  std::string out = "# fish completion for advisor: advisor completions fish | source\n";
  for (const CompletionCommand& command : commands) {
    const std::string first = command.path.substr(0, command.path.find(' '));
    const std::string second =
        first == command.path ? "" : command.path.substr(command.path.find(' ') + 1);
    std::string condition = "__fish_use_subcommand";
    if (!first.empty())
      condition = "__fish_seen_subcommand_from " + first;
    if (!second.empty())
      condition += "; and __fish_seen_subcommand_from " + second;
    std::string taken;
    for (const CompletionWord& word : command.subcommands)
      taken += " " + word.word;
    const std::string elsewhere =
        fmt::format("{}; and not __fish_seen_subcommand_from{}", condition, taken);
    for (const CompletionWord& word : command.subcommands)
      out += fmt::format("complete -c advisor -n {} -a {} -d {}\n",
                         fish_quoted(first.empty() ? condition : elsewhere), word.word,
                         fish_quoted(word.description));
    for (const CompletionWord& option : command.options)
      out += fmt::format("complete -c advisor -n {} -l {}{} -d {}\n", fish_quoted(condition),
                         option.word.substr(2), value_of(option), fish_quoted(option.description));
  }
  return out;
}

}  // namespace

std::string write_completions(const std::string& shell,
                              const std::vector<CompletionCommand>& commands) {
  if (shell == "bash")
    return bash(commands);
  if (shell == "zsh")
    return zsh(commands);
  return shell == "fish" ? fish(commands) : std::string();
}

}  // namespace advisor::cli
