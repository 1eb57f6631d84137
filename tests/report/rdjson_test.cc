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

TEST(Rdjson, English) {
  expect_golden("rdjson.en.golden.json", written_by("rdjson", Sample(Language::kEnglish).report()));
}

TEST(Rdjson, Japanese) {
  ReportOptions options;
  options.show_undetermined = true;
  expect_golden("rdjson.ja.golden.json",
                written_by("rdjson", Sample(Language::kJapanese).report(options)));
}

// reviewdog reads it as a protocol buffer: a key that it does not know is an error.
void expect_keys(const json& object, const std::set<std::string>& known) {
  for (const auto& [key, value] : object.items())
    EXPECT_TRUE(known.contains(key)) << key;
}

void expect_form(const json& report) {
  expect_keys(report, {"source", "diagnostics"});
  for (const json& diagnostic : report.at("diagnostics")) {
    expect_keys(diagnostic, {"message", "location", "severity", "code"});
    EXPECT_FALSE(diagnostic.at("message").get<std::string>().empty());
    const std::string severity = diagnostic.at("severity");
    EXPECT_TRUE(severity == "ERROR" || severity == "WARNING" || severity == "INFO");
    const json& location = diagnostic.at("location");
    expect_keys(location, {"path", "range"});
    EXPECT_TRUE(location.at("path").is_string());
    if (!location.contains("range"))
      continue;
    for (const char* end : {"start", "end"}) {
      EXPECT_GE(location["range"].at(end).at("line").get<int>(), 1);
      EXPECT_GE(location["range"].at(end).at("column").get<int>(), 1);
    }
  }
}

TEST(Rdjson, HasTheFormOfReviewdog) {
  ReportOptions options;
  options.show_undetermined = true;
  const SourceSet sources;
  expect_form(json::parse(written_by("rdjson", Sample(Language::kEnglish).report(options))));
  expect_form(json::parse(written_by("rdjson", empty_report(sources, Language::kEnglish))));
  expect_form(json::parse(written_by("rdjson", Hostile().report())));
}

TEST(Rdjson, HostileTextsStayText) {
  const std::string text = written_by("rdjson", Hostile().report());
  EXPECT_TRUE(is_harmless(text));
  const json report = json::parse(text);
  ASSERT_EQ(report["diagnostics"].size(), 5U);
  const json& finding = report["diagnostics"][0];
  EXPECT_TRUE(is_harmless(finding["message"].get<std::string>()));
  EXPECT_THAT(finding["message"].get<std::string>(), testing::StartsWith(printable(kNasty)));
  EXPECT_EQ(finding["code"]["url"], "https://docs.example.com/ulimits");
}

TEST(Rdjson, ColumnsCountBytes) {
  SourceSet sources;
  const SourceId file = sources.add("a.json", "{\n  \"日本\": \"語\" }\n");
  Verdict verdict;
  verdict.outcome = Outcome::kFinding;
  verdict.message = "m";
  verdict.primary = {file, 14, 19};
  const json report = json::parse(
      written_by("rdjson", make_report({verdict}, {}, sources, Language::kEnglish, {})));
  EXPECT_EQ(
      report["diagnostics"][0]["location"]["range"],
      json::parse(R"({"start": {"line": 2, "column": 13}, "end": {"line": 2, "column": 18}})"));
}

}  // namespace
}  // namespace advisor
