#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/base/text.h"
#include "tests/report/hostile.h"
#include "tests/report/sample.h"
#include "tests/report/xml_reader.h"

namespace advisor {
namespace {

TEST(Checkstyle, English) {
  expect_golden("checkstyle.en.golden.xml",
                written_by("checkstyle", Sample(Language::kEnglish).report()));
}

TEST(Checkstyle, Japanese) {
  ReportOptions options;
  options.show_undetermined = true;
  expect_golden("checkstyle.ja.golden.xml",
                written_by("checkstyle", Sample(Language::kJapanese).report(options)));
}

TEST(Checkstyle, HostileTextsStayText) {
  const std::string text = written_by("checkstyle", Hostile().report());
  EXPECT_TRUE(is_harmless(text));
  const XmlElement root = read_xml(text);
  EXPECT_EQ(root.name, "checkstyle");
  ASSERT_EQ(root.children.size(), 2U);  // what has no file comes first
  const XmlElement& file = root.children[1];
  // A path is not shown to people but looked up, so its line break stays one.
  EXPECT_EQ(file.attributes.at("name"), "a b/,:%;=\"'<&>]]>\n::error::x\\x1b\\u202e\\xff#?.json");
  const auto errors = find_all(file, "error");
  ASSERT_EQ(errors.size(), 4U);  // finding, undetermined, rule error, input error
  EXPECT_EQ(errors[0]->attributes.at("severity"), "error");
  EXPECT_EQ(errors[0]->attributes.at("source"), "sre-advisor.ecs-container-ulimits");
  EXPECT_THAT(errors[0]->attributes.at("message"),
              testing::StartsWith("a\\n::error::forged\\r\\n"));
}

TEST(Checkstyle, PythonReadsIt) {
  const std::string script =
      "python3 -c 'import sys, xml.etree.ElementTree as tree; "
      "assert len(tree.parse(sys.stdin.buffer).findall(\"file/error\")) == 5'";
  const int status = run_tool("python3 -c 'import xml.etree.ElementTree'", script,
                              written_by("checkstyle", Hostile().report()));
  if (status == -1)
    GTEST_SKIP() << "python3 is not installed: the report was not read by another parser";
  EXPECT_EQ(status, 0);
}

TEST(Checkstyle, NoFindings) {
  const SourceSet sources;
  EXPECT_EQ(written_by("checkstyle", empty_report(sources, Language::kEnglish)),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"8.0\">\n"
            "</checkstyle>\n");
}

}  // namespace
}  // namespace advisor
