#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/report/sample.h"

namespace advisor {
namespace {

using nlohmann::json;

ReportOptions everything() {
  ReportOptions options;
  options.show_good = true;
  return options;
}

json parsed(const Report& report) {
  return json::parse(written_by("json", report));
}

TEST(Json, English) {
  expect_golden("json.en.golden.json",
                written_by("json", Sample(Language::kEnglish).report(everything())));
}

TEST(Json, Japanese) {
  expect_golden("json.ja.golden.json", written_by("json", Sample(Language::kJapanese).report()));
}

json schema() {
  std::ifstream file(std::string(ADVISOR_SOURCE_DIR) + "/docs/report.schema.json");
  return json::parse(file);
}

// The subset of JSON Schema that the document uses: type, properties, required,
// additionalProperties: false, items, enum, const, $ref into $defs.
void check(const json& value, const json& rule, const json& root, const std::string& at) {
  if (rule.contains("$ref")) {
    const std::string target = rule["$ref"];
    ASSERT_EQ(target.substr(0, 8), "#/$defs/") << at;
    check(value, root["$defs"].at(target.substr(8)), root, at);
    return;
  }
  if (rule.contains("const")) {
    EXPECT_EQ(value, rule["const"]) << at;
  }
  if (rule.contains("enum")) {
    EXPECT_NE(std::find(rule["enum"].begin(), rule["enum"].end(), value), rule["enum"].end()) << at;
  }
  const std::string type = rule.value("type", "");
  if (type == "string") {
    EXPECT_TRUE(value.is_string()) << at;
  }
  if (type == "integer") {
    EXPECT_TRUE(value.is_number_integer()) << at;
  }
  if (type == "array") {
    ASSERT_TRUE(value.is_array()) << at;
    for (std::size_t i = 0; i < value.size(); ++i)
      check(value[i], rule["items"], root, at + "/" + std::to_string(i));
  }
  if (type == "object") {
    ASSERT_TRUE(value.is_object()) << at;
    EXPECT_EQ(rule.at("additionalProperties"), false) << at;
    for (const auto& name : rule.value("required", json::array()))
      EXPECT_TRUE(value.contains(std::string(name))) << at << " lacks " << name;
    for (const auto& [name, member] : value.items()) {
      ASSERT_TRUE(rule["properties"].contains(name)) << at << " has undocumented " << name;
      check(member, rule["properties"][name], root, at + "/" + name);
    }
  }
}

TEST(Json, FollowsItsSchema) {
  const json rules = schema();
  ASSERT_EQ(rules.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  check(parsed(Sample(Language::kEnglish).report(everything())), rules, rules, "");
  check(parsed(Sample(Language::kJapanese).report()), rules, rules, "");
  const SourceSet sources;
  check(parsed(empty_report(sources, Language::kEnglish)), rules, rules, "");
}

// The whole standard, by the validator of another project.
TEST(Json, FollowsItsSchemaByPythonJsonschema) {
  if (std::system("python3 -c 'import jsonschema' > /dev/null 2>&1") != 0)
    GTEST_SKIP() << "python3 with jsonschema is not installed";
  const std::string path = testing::TempDir() + "advisor-report.json";
  std::ofstream(path, std::ios::binary)
      << written_by("json", Sample(Language::kEnglish).report(everything()));
  const std::string script =
      "python3 -c 'import json, sys, jsonschema; schema = json.load(open(sys.argv[1])); "
      "jsonschema.Draft202012Validator.check_schema(schema); "
      "jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))' '" +
      std::string(ADVISOR_SOURCE_DIR) + "/docs/report.schema.json' '" + path + "'";
  EXPECT_EQ(std::system(script.c_str()), 0);
}

TEST(Json, GoodVerdictsOnlyOnRequestButAlwaysCounted) {
  const Sample sample(Language::kEnglish);
  const auto good = [](const json& report) {
    return std::count_if(report["verdicts"].begin(), report["verdicts"].end(),
                         [](const json& verdict) { return verdict["outcome"] == "good"; });
  };
  const json without = parsed(sample.report());
  EXPECT_EQ(good(without), 0);
  EXPECT_EQ(without["counts"]["good"], 3);
  EXPECT_EQ(good(parsed(sample.report(everything()))), 3);
}

TEST(Json, TextsArriveAsTheyAre) {
  SourceSet sources;
  sources.add("a", "x");
  Verdict verdict;
  verdict.outcome = Outcome::kError;
  verdict.message =
      "q\" b\\ n\n e\x1b d\x7f c\xC2\x85 r\xE2\x80\xAE t\xF3\xA0\x81\x81 \xF0\x9F\x98\x80 日 "
      "i\xFF\x80.";
  const Report report = make_report({verdict}, {}, sources, Language::kEnglish, {});
  const std::string text = written_by("json", report);
  EXPECT_THAT(text,
              testing::HasSubstr(R"(q\" b\\ n\n e\u001b d\u007f c\u0085 r\u202e t\udb40\udc41 )"
                                 "\xF0\x9F\x98\x80 日 i\\ufffd\\ufffd."));
  EXPECT_EQ(json::parse(text)["verdicts"][0]["message"],
            "q\" b\\ n\n e\x1b d\x7f c\xC2\x85 r\xE2\x80\xAE t\xF3\xA0\x81\x81 \xF0\x9F\x98\x80 日 "
            "i\xEF\xBF\xBD\xEF\xBF\xBD.");
}

std::set<std::string> fingerprints(const Report& report) {
  std::set<std::string> out;
  const json written = parsed(report);
  for (const json& verdict : written["verdicts"])
    out.insert(std::string(verdict["rule"]) + " " + std::string(verdict["fingerprint"]));
  return out;
}

TEST(Json, FingerprintsTellFindingsApart) {
  const Sample sample(Language::kEnglish);
  const Report report = sample.report();
  // The two rule errors concern one rule on one resource.
  EXPECT_EQ(fingerprints(report).size(), parsed(report)["verdicts"].size() - 2);
}

TEST(Json, FingerprintsDoNotDependOnLinesOrLanguage) {
  Sample moved(Language::kJapanese);
  for (Verdict& verdict : moved.verdicts) {
    verdict.primary.begin += verdict.primary.valid() ? 2 : 0;
    verdict.element_path += verdict.label.empty() ? "" : "[9]";
  }
  EXPECT_EQ(fingerprints(moved.report()), fingerprints(Sample(Language::kEnglish).report()));
}

TEST(Json, FingerprintsUseTheKeyOfTheRule) {
  Sample sample(Language::kEnglish);
  const std::set<std::string> before = fingerprints(sample.report());
  for (Verdict& verdict : sample.verdicts)
    verdict.key = "k";
  EXPECT_NE(fingerprints(sample.report()), before);
}

// Users keep baselines of fingerprints: this value may never change.
TEST(Json, FingerprintIsStable) {
  SourceSet sources;
  Rule rule;
  rule.id = "ecs-container-ulimits";
  Resource resource;
  resource.type = "AWS::ECS::TaskDefinition";
  resource.id = "ecs-task-def.json#taskDefinition";
  Verdict verdict;
  verdict.rule = &rule;
  verdict.resource = &resource;
  verdict.label = "app";
  verdict.outcome = Outcome::kFinding;
  const json report = parsed(make_report({verdict}, {}, sources, Language::kEnglish, {}));
  EXPECT_EQ(report["verdicts"][0]["fingerprint"], "46e219a7b9c3df26");
}

}  // namespace
}  // namespace advisor
