#include "src/cli/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "src/base/text.h"

namespace advisor::cli {
namespace {

constexpr std::string_view kExample = "Example: ";

std::string bold(const std::string& text) {
  return "\\fB" + roff_text(text) + "\\fR";
}

std::string italic(const std::string& text) {
  return "\\fI" + roff_text(text) + "\\fR";
}

std::string name_of(const ManCommand& command) {
  return command.path.empty() ? "advisor" : "advisor " + command.path;
}

std::string usage(const ManCommand& command) {
  std::string out = bold(name_of(command));
  if (!command.options.empty())
    out += " [" + italic("OPTION") + "]...";
  for (const ManWord& word : command.positionals) {
    const std::string name = italic(word.names);
    out += " " + (word.required ? name : "[" + name + "]") + (word.repeats ? "..." : "");
  }
  return out;
}

std::string entry(const std::string& head, const std::string& description) {
  return ".TP\n" + head + "\n" + roff_text(description) + "\n";
}

std::string option(const ManWord& word) {
  std::string head;
  for (const std::string_view name : split(word.names, ','))
    head += (head.empty() ? "" : ", ") + bold(std::string(trim(name)));
  return entry(
      word.value.empty() ? head : head + " " + italic(word.value),
      word.description + (word.repeats && word.description.find("repeatable") == std::string::npos
                              ? " (repeatable)"
                              : ""));
}

// The lines of a footer that are no examples, a paragraph each.
std::string remarks(const ManCommand& command) {
  std::string out;
  for (const std::string_view line : split(command.footer, '\n'))
    if (!line.empty() && !line.starts_with(kExample))
      out += ".PP\n" + roff_text(std::string(line)) + "\n";
  return out;
}

// Options of the program itself, such as --help, are not told again with every command.
std::string section(const ManCommand& command, const ManCommand& program) {
  std::string out = ".SS " + roff_text(name_of(command)) + "\n" + usage(command) + "\n.PP\n" +
                    roff_text(command.description) + ".\n";
  for (const ManWord& word : command.positionals)
    out += entry(italic(word.names), word.description);
  for (const ManWord& word : command.options)
    if (std::ranges::find(program.options, word.names, &ManWord::names) == program.options.end())
      out += option(word);
  return out + remarks(command);
}

std::string examples(const std::vector<ManCommand>& commands) {
  std::string out;
  for (const ManCommand& command : commands)
    for (const std::string_view line : split(command.footer, '\n'))
      if (line.starts_with(kExample))
        out +=
            fmt::format(".PP\n{}:\n.PP\n.RS 4\n.EX\n{}\n.EE\n.RE\n", roff_text(command.description),
                        roff_text(std::string(line.substr(kExample.size()))));
  return out;
}

}  // namespace

std::string roff_text(const std::string& text) {
  std::string out;
  // A control character of roff counts only at the beginning of a line.
  if (text.starts_with('.') || text.starts_with('\''))
    out += "\\&";
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\(rs";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '"':
        out += "\\(dq";
        break;
      case '\n':
        out += ' ';
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string write_man_page(const std::vector<ManCommand>& commands) {
  const ManCommand& program = commands.front();
  // No date: the same source gives the same page.
  std::string out = ".TH ADVISOR 1 \"\" \"sre\\-advisor " ADVISOR_VERSION "\" \"User Commands\"\n";
  out += ".SH NAME\nadvisor \\- check AWS deploy configurations against rules from postmortems\n";
  out += ".SH SYNOPSIS\n";
  for (const ManCommand& command : commands)
    if (!command.has_subcommands)
      out += usage(command) + "\n.br\n";
  out += bold("advisor --version") + "\n";
  out += ".SH DESCRIPTION\n" + roff_text(program.description) + "\n";
  out +=
      ".PP\nIt reads the projects of ecspresso and lambroll, CloudFormation and SAM templates, and "
      "the plans and states of Terraform, as they are in files: without AWS, without a network. "
      "What a file leaves to the deploy is unknown; a rule that needs it says "
      "\\(lqundetermined\\(rq.\n";
  out += ".SH OPTIONS\n";
  for (const ManWord& word : program.options)
    out += option(word);
  out += ".SH COMMANDS\n";
  for (const ManCommand& command : commands)
    if (!command.has_subcommands)
      out += section(command, program);
  out += ".SH EXIT STATUS\n" + remarks(program).substr(std::string_view(".PP\n").size());
  out += ".SH ENVIRONMENT\n";
  out += entry(bold("LC_ALL") + ", " + bold("LC_MESSAGES") + ", " + bold("LANG"),
               "The first that is set decides the language of the texts, where neither --lang nor "
               "the configuration does: Japanese if it begins with ja, else English.");
  out += entry(bold("NO_COLOR"), "If set to anything, no colours with --color auto.");
  out += entry(bold("TERM"), "If it is dumb, no colours with --color auto.");
  out += entry(bold("PATH"), "Where git is looked for, by the commands that ask it.");
  out += ".PP\nThe values of {{ env }} and {{ must_env }} never come from the environment.\n";
  out += ".SH FILES\n";
  out += entry(italic("advisor.yaml"),
               "Configuration: parameters and severities of rules, suppressions. Searched upwards "
               "from the first path.");
  out += ".SH EXAMPLES\n" + examples(commands).substr(std::string_view(".PP\n").size());
  out += ".SH SEE ALSO\n" + bold("git") + "(1)\n.PP\n" + bold("advisor rules show RULE") +
         " explains a rule.\n";
  return out;
}

}  // namespace advisor::cli
