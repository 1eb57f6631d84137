#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "src/base/text.h"
#include "tests/report/hostile.h"
#include "tests/report/sample.h"

namespace advisor {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Annotations, English) {
  expect_golden("annotations.en.golden",
                written_by("annotations", Sample(Language::kEnglish).report()));
}

TEST(Annotations, Japanese) {
  ReportOptions options;
  options.show_undetermined = true;
  expect_golden("annotations.ja.golden",
                written_by("annotations", Sample(Language::kJapanese).report(options)));
}

struct Command {
  std::string name;
  std::map<std::string, std::string> properties;
  std::string message;
};

std::string unescaped(std::string text, bool property) {
  std::vector<std::pair<std::string, std::string>> known = {{"%0D", "\r"}, {"%0A", "\n"}};
  if (property)
    known.insert(known.end(), {{"%3A", ":"}, {"%2C", ","}});
  known.emplace_back("%25", "%");
  for (const auto& [written, meant] : known)
    for (std::size_t at = text.find(written); at != std::string::npos;
         at = text.find(written, at + meant.size()))
      text.replace(at, written.size(), meant);
  return text;
}

// As the runner of GitHub Actions reads a line: up to the second "::" stand the properties.
std::vector<Command> commands(const std::string& text) {
  std::vector<Command> out;
  EXPECT_EQ(text.back(), '\n');
  for (const std::string_view line :
       split(std::string_view(text).substr(0, text.size() - 1), '\n')) {
    EXPECT_TRUE(line.starts_with("::")) << line;
    const std::size_t end = line.find("::", 2);
    const std::string_view head = line.substr(2, end - 2);
    Command command{std::string(head.substr(0, head.find(' '))), {}, {}};
    for (const std::string_view part : split(head.substr(head.find(' ') + 1), ',')) {
      const std::size_t equals = part.find('=');
      command.properties[std::string(part.substr(0, equals))] =
          unescaped(std::string(part.substr(equals + 1)), true);
    }
    command.message = unescaped(std::string(line.substr(end + 2)), false);
    out.push_back(std::move(command));
  }
  return out;
}

TEST(Annotations, HostileTextsForgeNoCommand) {
  const std::string text = written_by("annotations", Hostile().report());
  EXPECT_TRUE(is_harmless(text));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  const std::vector<Command> read = commands(text);
  ASSERT_EQ(read.size(), 6U);  // finding, rule error, two input errors, undetermined, summary
  for (std::size_t i = 0; i < read.size(); ++i)
    EXPECT_EQ(read[i].name, i < 4 ? "error" : "notice");
  EXPECT_EQ(read[0].properties.at("file"), printable(kNastyPath));
  EXPECT_EQ(read[0].properties.at("title"), "Critical[ecs-container-ulimits]");
  EXPECT_TRUE(read[0].message.starts_with(printable(kNasty) + "\n\n"));
  EXPECT_EQ(read[0].properties.at("line"), "2");
  for (const Command& command : read)
    for (const auto& [name, value] : command.properties)
      EXPECT_TRUE(name == "file" || name == "line" || name == "endLine" || name == "col" ||
                  name == "endColumn" || name == "title")
          << name;
}

TEST(Annotations, TheMostSevereComeFirstAndTheLastSumsUp) {
  const std::vector<Command> read = commands(written_by("annotations", Crowd(5000).report()));
  ASSERT_EQ(read.size(), 50U + 4450U + 9U + 1U);
  EXPECT_EQ(read[0].name, "error");
  EXPECT_EQ(read[49].name, "error");
  EXPECT_EQ(read[50].name, "warning");
  EXPECT_EQ(read[4500].name, "notice");
  EXPECT_EQ(read.back().properties.at("title"), "sre-advisor");
  EXPECT_EQ(
      read.back().message,
      "Advisor finished: 50 Critical, 4450 Warning, 500 Info, 0 Suppressed, 0 Good. "
      "5000 recommended actions.\n"
      "GitHub shows 10 annotations of a kind for a step; not shown: 40 errors, 4440 warnings, "
      "491 notices.");
}

TEST(Annotations, SuppressedFindingsAreLeftOut) {
  EXPECT_THAT(written_by("annotations", Sample(Language::kEnglish).report()),
              Not(HasSubstr("log configuration")));
}

TEST(Annotations, NoFindings) {
  SourceSet sources;
  sources.add("a.json", "{}");
  EXPECT_EQ(written_by("annotations", empty_report(sources, Language::kEnglish)),
            "::notice title=sre-advisor::Advisor finished: 0 Critical, 0 Warning, 0 Suppressed, "
            "0 Good. No recommended actions.\n");
}

TEST(Annotations, MonstrousNamesAreCut) {
  Crowd crowd(1);
  crowd.verdicts[0].message = std::string(200'000, '%');
  EXPECT_LT(written_by("annotations", crowd.report()).size(), 20'000U);
}

}  // namespace
}  // namespace advisor
