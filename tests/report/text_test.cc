#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/report/sample.h"

namespace advisor {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

ReportOptions everything() {
  ReportOptions options;
  options.show_undetermined = true;
  options.show_good = true;
  options.verbosity = 1;
  return options;
}

TEST(Text, English) {
  expect_golden("text.en.golden", written_by("text", Sample(Language::kEnglish).report()));
}

TEST(Text, Japanese) {
  expect_golden("text.ja.golden", written_by("text", Sample(Language::kJapanese).report()));
}

TEST(Text, EverythingEnglish) {
  expect_golden("text-all.en.golden",
                written_by("text", Sample(Language::kEnglish).report(everything())));
}

TEST(Text, EverythingJapanese) {
  expect_golden("text-all.ja.golden",
                written_by("text", Sample(Language::kJapanese).report(everything())));
}

TEST(Text, QuietPrintsOneLinePerFindingAndError) {
  ReportOptions options = everything();
  options.quiet = true;
  expect_golden("text-quiet.en.golden",
                written_by("text", Sample(Language::kEnglish).report(options)));
}

TEST(Text, ColourOnlyAddsEscapes) {
  const Sample sample(Language::kEnglish);
  ReportOptions options;
  const std::string plain = written_by("text", sample.report(options));
  EXPECT_THAT(plain, Not(HasSubstr("\x1b")));
  options.colour = true;
  std::string coloured = written_by("text", sample.report(options));
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;31mCritical[ecs-container-ulimits]\x1b[0m"));
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) - at + 1);
  EXPECT_EQ(coloured, plain);
}

TEST(Text, NothingOfAnInputReachesTheTerminalUnescaped) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    const std::string text = written_by("text", Sample(language).report(everything()));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST(Text, NoFindings) {
  SourceSet sources;
  sources.add("a.json", "{}");
  EXPECT_EQ(written_by("text", empty_report(sources, Language::kEnglish)),
            "No findings.\n"
            "Advisor finished: 0 Critical, 0 Warning, 0 Suppressed, 0 Good. "
            "No recommended actions.\n");
  EXPECT_EQ(written_by("text", empty_report(sources, Language::kJapanese)),
            "指摘事項はありません。\n"
            "Advisor が完走しました。: 0 Critical, 0 Warning, 0 Suppressed, 0 Good"
            "（推奨アクションはありません）\n");
}

TEST(Text, NothingToAnalyse) {
  const SourceSet sources;
  EXPECT_THAT(written_by("text", empty_report(sources, Language::kEnglish)),
              HasSubstr("Nothing to analyse was found. advisor reads the files of ecspresso"));
  EXPECT_THAT(written_by("text", empty_report(sources, Language::kJapanese)),
              HasSubstr("解析対象のファイルが見つかりませんでした。"));
}

TEST(Text, SummaryIsTheLastLine) {
  EXPECT_THAT(written_by("text", Sample(Language::kEnglish).report()),
              EndsWith("\nAdvisor finished: 1 Critical, 3 Warning, 1 Info, 2 Suppressed, "
                       "1 Undetermined, 2 Error, 3 Good. 5 recommended actions.\n"));
}

TEST(Text, SecretFilesAreNotQuoted) {
  SourceSet sources;
  const SourceId id = sources.add("prod.env", "TOKEN=hunter2 broken\n");
  const Report report = make_report(
      {}, {{Diagnostic::Level::kError, "this line is not NAME=value", "", {id, 0, 5}, ""}}, sources,
      Language::kEnglish, {});
  EXPECT_EQ(written_by("text", report),
            "prod.env:1:1: error: this line is not NAME=value\n"
            "\n"
            "No findings.\n"
            "Not everything could be analysed: 1 input error.\n"
            "Advisor finished: 0 Critical, 0 Warning, 0 Suppressed, 0 Good. "
            "No recommended actions.\n");
}

}  // namespace
}  // namespace advisor
