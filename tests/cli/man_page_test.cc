#include "src/cli/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "src/base/text.h"
#include "src/cli/cli.h"
#include "tests/cli/binary.h"

namespace advisor::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Workspace;

ManCommand program() {
  ManCommand command{"", "Does things", {}, {{"-h, --help", "", "Help", false, false}}, "", false};
  command.footer = "Exit codes: 0 fine.";
  command.has_subcommands = true;
  return command;
}

TEST(ManPage, LeavesNothingForRoffToActOn) {
  EXPECT_EQ(roff_text(".SH x"), "\\&.SH x");
  EXPECT_EQ(roff_text("'br"), "\\&\\(aqbr");
  EXPECT_EQ(roff_text("a\\fBb"), "a\\(rsfBb");
  EXPECT_EQ(roff_text("--a-b"), "\\-\\-a\\-b");
  EXPECT_EQ(roff_text("one\n.two"), "one .two");
  EXPECT_EQ(roff_text("`a` ^ ~ \"b\""), "\\(gaa\\(ga \\(ha \\(ti \\(dqb\\(dq");
}

TEST(ManPage, ShowsPositionalsOptionsRemarksAndExamples) {
  ManCommand run{"run", "Run it", {{"PATH", "", "A file", true, true}}, {}, "", false};
  run.options = {{"-h, --help", "", "Help", false, false},
                 {"--colour", "auto|never", ".Colours", false, false},
                 {"-o, --out", "FILE", "A file", false, true}};
  run.footer = "Example: advisor run -o 'x'\nIt ends.";
  const std::string page = write_man_page({program(), run});
  EXPECT_THAT(page, HasSubstr("\n.SS advisor run\n\\fBadvisor run\\fR [\\fIOPTION\\fR]... "
                              "\\fIPATH\\fR...\n.PP\nRun it.\n.TP\n\\fIPATH\\fR\nA file\n"
                              ".TP\n\\fB\\-\\-colour\\fR \\fIauto|never\\fR\n\\&.Colours\n"
                              ".TP\n\\fB\\-o\\fR, \\fB\\-\\-out\\fR \\fIFILE\\fR\n"
                              "A file (repeatable)\n.PP\nIt ends.\n"));
  EXPECT_THAT(page, HasSubstr(".SH EXIT STATUS\nExit codes: 0 fine.\n"));
  EXPECT_THAT(page, HasSubstr("Run it:\n.PP\n.RS 4\n.EX\nadvisor run \\-o \\(aqx\\(aq\n.EE\n"));
}

// "  --envfile FILE ...   text", "  -q,--quiet   text" -> their names.
std::set<std::string> options_in_help(const std::string& help) {
  std::set<std::string> names;
  for (const std::string_view line : split(help, '\n'))
    if (line.starts_with("  -"))
      for (const std::string_view name : split(trim(line).substr(0, trim(line).find(' ')), ','))
        names.insert(std::string(name));
  return names;
}

TEST(ManPage, HasEveryOptionOfTheHelpInTheSectionOfItsCommand) {
  const Workspace workspace({});
  const std::string page = workspace.advisor("man-page").out;
  std::size_t options = 0;
  for (const std::string command :
       {"run", "rules list", "rules show", "rules new", "rules lint", "rules test", "rules docs",
        "rules digest", "baseline create", "baseline update", "baseline prune", "init", "inspect",
        "graph", "eval", "aws permissions", "completions"}) {
    const std::string title = "\n.SS advisor " + command + "\n";
    const std::size_t begin = page.find(title);
    ASSERT_NE(begin, std::string::npos) << command;
    const std::size_t end = page.find("\n.S", begin + title.size());
    const std::string section = page.substr(begin, end - begin);
    for (const std::string& name : options_in_help(workspace.advisor(command + " --help").out)) {
      ++options;
      if (name == "-h" || name == "--help")
        continue;
      EXPECT_THAT(section, HasSubstr("\\fB" + roff_text(name) + "\\fR")) << command;
    }
  }
  EXPECT_GT(options, 80U);
  EXPECT_THAT(page, HasSubstr("\n.SH OPTIONS\n.TP\n\\fB\\-\\-version\\fR\n"));
  EXPECT_THAT(page, Not(HasSubstr("watch\\-runs")));
  EXPECT_TRUE(
      std::ranges::all_of(page, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
}

TEST(ManPage, IsNoCommandThatHelpOrCompletionsShow) {
  const Workspace workspace({});
  EXPECT_THAT(workspace.advisor("--help").out, Not(HasSubstr("man-page")));
  for (const std::string shell : {"bash", "zsh", "fish"})
    EXPECT_THAT(workspace.advisor("completions " + shell).out, Not(HasSubstr("man-page")));
}

TEST(ManPage, NamesEveryVariableThatARunAsksFor) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  std::set<std::string> asked;
  Environment environment{in, out, err, memory_file_system({}), [&](const std::string& name) {
                            asked.insert(name);
                            return std::string();
                          }};
  environment.out_is_terminal = true;
  main({"run"}, environment);
  EXPECT_GE(asked.size(), 5U);
  out.str("");
  main({"man-page"}, environment);
  for (const std::string& name : asked)
    EXPECT_THAT(out.str(), HasSubstr("\\fB" + name + "\\fR"));
}

}  // namespace
}  // namespace advisor::cli
