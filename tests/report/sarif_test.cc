#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "src/base/text.h"
#include "src/report/sarif_parts.h"
#include "tests/report/hostile.h"
#include "tests/report/sample.h"

namespace advisor {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

ReportOptions everything() {
  ReportOptions options;
  options.show_undetermined = true;
  options.postmortems = true;
  return options;
}

json run_of(const Report& report) {
  return json::parse(written_by("sarif", report)).at("runs").at(0);
}

TEST(Sarif, English) {
  expect_golden("sarif.en.golden.json", written_by("sarif", Sample(Language::kEnglish).report()));
}

TEST(Sarif, Japanese) {
  expect_golden("sarif.ja.golden.json",
                written_by("sarif", Sample(Language::kJapanese).report(everything())));
}

TEST(Sarif, FollowsTheSchemaOfOasis) {
  const SourceSet sources;
  const std::string script =
      "python3 -c 'import json, sys, jsonschema; schema = json.load(open(sys.argv[1])); "
      "jsonschema.Draft7Validator.check_schema(schema); "
      "jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())"
      ".validate(json.load(sys.stdin))' '" +
      std::string(ADVISOR_SOURCE_DIR) + "/tests/report/schemas/sarif-schema-2.1.0.json'";
  for (const std::string& report :
       {written_by("sarif", Sample(Language::kEnglish).report(everything())),
        written_by("sarif", Sample(Language::kJapanese).report()),
        written_by("sarif", Hostile().report()),
        written_by("sarif", empty_report(sources, Language::kEnglish))}) {
    const int status = run_tool("python3 -c 'import jsonschema'", script, report);
    if (status == -1)
      GTEST_SKIP() << "python3 with jsonschema is not installed: the report was not validated";
    EXPECT_EQ(status, 0);
  }
}

// What the schema cannot say.
TEST(Sarif, IndicesAndBasesAreRight) {
  const Sample sample(Language::kEnglish);
  const Hostile hostile;
  for (const Report& report : {sample.report(everything()), hostile.report()}) {
    const json run = run_of(report);
    const auto check_location = [&](const json& location) {
      if (!location.contains("physicalLocation"))
        return;
      const json& artifact = location["physicalLocation"]["artifactLocation"];
      const json& listed = run["artifacts"].at(artifact.at("index").get<std::size_t>())["location"];
      EXPECT_EQ(listed["uri"], artifact["uri"]);
      EXPECT_EQ(artifact.at("uriBaseId"), "SRCROOT");
    };
    for (const json& result : run["results"]) {
      EXPECT_EQ(run["tool"]["driver"]["rules"].at(result.at("ruleIndex").get<std::size_t>())["id"],
                result.at("ruleId"));
      EXPECT_EQ(result.at("level") == "none", result.at("kind") == "open");
      EXPECT_TRUE(result.contains("suppressions")) << "all results have them or none";
      for (const json& location : result["locations"])
        check_location(location);
      for (const json& suppression : result["suppressions"])
        if (suppression.contains("location"))
          check_location(suppression["location"]);
      for (const json& location : result.value("relatedLocations", json::array()))
        check_location(location);
    }
    for (const json& note : run["invocations"][0]["toolExecutionNotifications"])
      for (const json& location : note.value("locations", json::array()))
        check_location(location);
  }
}

TEST(Sarif, UndeterminedOnlyOnRequest) {
  const auto open = [](const json& run) {
    return std::count_if(run["results"].begin(), run["results"].end(),
                         [](const json& result) { return result["kind"] == "open"; });
  };
  const Sample sample(Language::kEnglish);
  EXPECT_EQ(open(run_of(sample.report())), 0);
  EXPECT_EQ(open(run_of(sample.report(everything()))), 1);
}

TEST(Sarif, TellsWhereASuppressionIsWritten) {
  Hostile hostile;
  EXPECT_EQ(run_of(hostile.report())["results"][1]["suppressions"][0]["kind"], "external");
  hostile.verdicts[1].suppressed->in_source = true;
  EXPECT_EQ(run_of(hostile.report())["results"][1]["suppressions"][0]["kind"], "inSource");
}

TEST(Sarif, SuccessOnlyIfEverythingWasAnalysed) {
  const SourceSet sources;
  const auto successful = [](const Report& report) {
    return run_of(report)["invocations"][0]["executionSuccessful"].get<bool>();
  };
  EXPECT_TRUE(successful(empty_report(sources, Language::kEnglish)));
  EXPECT_FALSE(successful(Sample(Language::kEnglish).report()));
}

TEST(Sarif, FingerprintsDoNotDependOnLinesOrLanguage) {
  const auto fingerprints = [](const Report& report) {
    std::set<std::string> out;
    const json run = run_of(report);
    for (const json& result : run["results"])
      out.insert(result.at("partialFingerprints").at("findingIdentity/v1"));
    return out;
  };
  Sample moved(Language::kJapanese);
  for (Verdict& verdict : moved.verdicts)
    verdict.primary.begin += verdict.primary.valid() ? 2 : 0;
  EXPECT_EQ(fingerprints(moved.report()), fingerprints(Sample(Language::kEnglish).report()));
  EXPECT_EQ(fingerprints(moved.report()).size(), 7U);
}

void expect_harmless(const json& node) {
  if (node.is_string()) {
    EXPECT_TRUE(is_harmless(node.get<std::string>())) << node;
  }
  if (node.is_structured())
    for (const json& child : node)
      expect_harmless(child);
}

TEST(Sarif, HostileTextsStayText) {
  const std::string text = written_by("sarif", Hostile().report());
  EXPECT_TRUE(is_harmless(text));
  const json run = json::parse(text)["runs"][0];
  ASSERT_EQ(run["results"].size(), 3U);
  const json& message = run["results"][0]["message"];
  EXPECT_TRUE(is_harmless(message["text"].get<std::string>()));
  EXPECT_THAT(message["text"].get<std::string>(), Not(HasSubstr("\xF0\x9F\x98\x80](")))
      << "a viewer would make a link of it";
  EXPECT_TRUE(is_harmless(message["markdown"].get<std::string>()));
  EXPECT_THAT(message["markdown"].get<std::string>(), HasSubstr("`](https://evil.example)`"));
  expect_harmless(run["results"]);
  expect_harmless(run["invocations"]);
}

TEST(Sarif, UrisArePercentEncoded) {
  EXPECT_EQ(sarif_uri("ecs/task-def_1.~json"), "ecs/task-def_1.~json");
  EXPECT_EQ(sarif_uri("a b/日.json"), "a%20b/%E6%97%A5.json");
  EXPECT_EQ(sarif_uri("/srv/a#b?c%d:e"), "file:///srv/a%23b%3Fc%25d%3Ae");
  EXPECT_EQ(sarif_uri("\xFF\n"), "%FF%0A");
}

TEST(Sarif, PlainTextsHoldNoLinks) {
  EXPECT_EQ(sarif_plain("[a](https://evil.example)"), "[a\\](https://evil.example)");
  EXPECT_EQ(sarif_plain("a[0](x) ] ("), "a[0\\](x) ] (");
}

}  // namespace
}  // namespace advisor
