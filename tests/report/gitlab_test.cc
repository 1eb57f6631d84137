#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "src/base/text.h"
#include "tests/report/hostile.h"
#include "tests/report/sample.h"

namespace advisor {
namespace {

using nlohmann::json;

json parsed(const Report& report) {
  return json::parse(written_by("gitlab", report));
}

TEST(Gitlab, English) {
  expect_golden("gitlab.en.golden.json", written_by("gitlab", Sample(Language::kEnglish).report()));
}

TEST(Gitlab, Japanese) {
  ReportOptions options;
  options.show_undetermined = true;
  expect_golden("gitlab.ja.golden.json",
                written_by("gitlab", Sample(Language::kJapanese).report(options)));
}

void expect_form(const json& report) {
  ASSERT_TRUE(report.is_array());
  std::set<std::string> fingerprints;
  for (const json& issue : report) {
    EXPECT_FALSE(issue.at("description").get<std::string>().empty());
    EXPECT_TRUE(issue.at("check_name").is_string());
    EXPECT_TRUE(fingerprints.insert(issue.at("fingerprint")).second)
        << "GitLab would take two issues for one: " << issue;
    const std::set<std::string> severities = {"info", "minor", "major", "critical", "blocker"};
    EXPECT_TRUE(severities.contains(issue.at("severity")));
    EXPECT_TRUE(issue.at("location").at("path").is_string());
    EXPECT_FALSE(issue["location"]["path"].get<std::string>().starts_with("./"));
    EXPECT_GE(issue["location"].at("lines").at("begin").get<int>(), 1);
  }
}

TEST(Gitlab, HasTheFormOfCodeQuality) {
  ReportOptions options;
  options.show_undetermined = true;
  const SourceSet sources;
  expect_form(parsed(Sample(Language::kEnglish).report(options)));
  expect_form(parsed(Hostile().report()));
  expect_form(parsed(Crowd(200).report()));
  EXPECT_EQ(written_by("gitlab", empty_report(sources, Language::kEnglish)), "[]\n");
}

TEST(Gitlab, HostileTextsStayText) {
  const std::string text = written_by("gitlab", Hostile().report());
  EXPECT_TRUE(is_harmless(text));
  const json report = json::parse(text);
  ASSERT_EQ(report.size(), 5U);
  EXPECT_TRUE(is_harmless(report[0]["description"].get<std::string>()));
  EXPECT_THAT(report[0]["description"].get<std::string>(), testing::StartsWith(printable(kNasty)));
}

TEST(Gitlab, FingerprintsDoNotDependOnLinesOrLanguage) {
  const auto fingerprints = [](const Report& report) {
    std::set<std::string> out;
    for (const json& issue : parsed(report))
      out.insert(issue["fingerprint"]);
    return out;
  };
  Sample moved(Language::kJapanese);
  for (Verdict& verdict : moved.verdicts)
    verdict.primary.begin += verdict.primary.valid() ? 2 : 0;
  EXPECT_EQ(fingerprints(moved.report()), fingerprints(Sample(Language::kEnglish).report()));
}

}  // namespace
}  // namespace advisor
