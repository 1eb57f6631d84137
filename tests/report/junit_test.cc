#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/report/hostile.h"
#include "tests/report/sample.h"
#include "tests/report/xml_reader.h"

namespace advisor {
namespace {

TEST(Junit, English) {
  expect_golden("junit.en.golden.xml", written_by("junit", Sample(Language::kEnglish).report()));
}

TEST(Junit, Japanese) {
  expect_golden("junit.ja.golden.xml", written_by("junit", Sample(Language::kJapanese).report()));
}

std::vector<std::string> reports() {
  const SourceSet sources;
  return {written_by("junit", Sample(Language::kEnglish).report()),
          written_by("junit", Sample(Language::kJapanese).report()),
          written_by("junit", Hostile().report()),
          written_by("junit", empty_report(sources, Language::kEnglish))};
}

TEST(Junit, FollowsTheSchemaOfJenkins) {
  const std::string schema = std::string(ADVISOR_SOURCE_DIR) + "/tests/report/schemas/junit-10.xsd";
  for (const std::string& report : reports()) {
    int status =
        run_tool("command -v xmllint",
                 "xmllint --noout --nonet --schema '" + schema + "' - 2> /dev/null", report);
    if (status == -1)
      status = run_tool("python3 -c 'import lxml'",
                        "python3 -c 'import sys; from lxml import etree; "
                        "etree.XMLSchema(etree.parse(sys.argv[1]))"
                        ".assertValid(etree.parse(sys.stdin.buffer))' '" +
                            schema + "'",
                        report);
    if (status == -1)
      GTEST_SKIP() << "neither xmllint (libxml2-utils) nor python3 with lxml is installed: the "
                      "report was not validated";
    EXPECT_EQ(status, 0) << report;
  }
}

int number(const XmlElement& element, const char* attribute) {
  return std::stoi(element.attributes.at(attribute));
}

TEST(Junit, CountsAreThoseOfTheElements) {
  for (const std::string& report : reports()) {
    const XmlElement root = read_xml(report);
    int tests = 0;
    for (const XmlElement* suite : find_all(root, "testsuite")) {
      EXPECT_EQ(number(*suite, "tests"), static_cast<int>(find_all(*suite, "testcase").size()));
      EXPECT_EQ(number(*suite, "failures"), static_cast<int>(find_all(*suite, "failure").size()));
      EXPECT_EQ(number(*suite, "errors"), static_cast<int>(find_all(*suite, "error").size()));
      EXPECT_EQ(number(*suite, "skipped"), static_cast<int>(find_all(*suite, "skipped").size()));
      tests += number(*suite, "tests");
    }
    EXPECT_EQ(number(root, "tests"), tests);
    EXPECT_EQ(number(root, "failures"), static_cast<int>(find_all(root, "failure").size()));
    EXPECT_EQ(number(root, "errors"), static_cast<int>(find_all(root, "error").size()));
  }
}

TEST(Junit, HostileTextsStayText) {
  const std::string text = written_by("junit", Hostile().report());
  EXPECT_TRUE(is_harmless(text));
  const XmlElement root = read_xml(text);
  EXPECT_EQ(find_all(root, "testcase").size(), 7U);  // five verdicts, two input errors
  EXPECT_EQ(find_all(root, "failure").size(), 1U);
  EXPECT_THAT(find_all(root, "failure")[0]->attributes.at("message"),
              testing::StartsWith("a\\n::error::forged\\r\\n##[error]forged %0A%25 `b` "
                                  "</testcase>]]><!--\"'&amp;\\x1b[31m\\u202e\\x01\\x7f"));
}

// A server takes a test whose name changes for another test.
TEST(Junit, NamesDoNotDependOnLines) {
  const auto names = [](const Report& report) {
    std::set<std::string> out;
    const XmlElement root = read_xml(written_by("junit", report));
    for (const XmlElement* test : find_all(root, "testcase"))
      out.insert(test->attributes.at("classname") + " " + test->attributes.at("name"));
    return out;
  };
  Sample moved(Language::kJapanese);
  for (Verdict& verdict : moved.verdicts)
    verdict.primary.begin += verdict.primary.valid() ? 2 : 0;
  EXPECT_EQ(names(moved.report()), names(Sample(Language::kEnglish).report()));
}

TEST(Junit, PythonReadsIt) {
  const std::string script =
      "python3 -c 'import sys, xml.etree.ElementTree as tree; "
      "assert len(tree.parse(sys.stdin.buffer).findall(\"testsuite/testcase\")) == 7'";
  const int status = run_tool("python3 -c 'import xml.etree.ElementTree'", script,
                              written_by("junit", Hostile().report()));
  if (status == -1)
    GTEST_SKIP() << "python3 is not installed: the report was not read by another parser";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace advisor
