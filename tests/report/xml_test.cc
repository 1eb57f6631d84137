#include "src/report/xml.h"

#include <gtest/gtest.h>

#include "tests/report/hostile.h"
#include "tests/report/xml_reader.h"

namespace advisor {
namespace {

TEST(Xml, Escapes) {
  const struct {
    std::string_view text, in_text, in_attribute;
  } cases[] = {
      {"", "", ""},
      {"plain 日本語", "plain 日本語", "plain 日本語"},
      {"<a b=\"c\" d='e'>&amp;]]>", "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;]]&gt;",
       "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;]]&gt;"},
      {"a\nb\tc", "a\nb\tc", "a&#10;b&#9;c"},
      {"\r\x01\x1b\x7f", "\\r\\x01\\x1b\\x7f", "\\r\\x01\\x1b\\x7f"},
      {"\xFF\xC0\xAF\xED\xA0\x80", "\\xff\\xc0\\xaf\\xed\\xa0\\x80",
       "\\xff\\xc0\\xaf\\xed\\xa0\\x80"},
      {"\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD", "\\ufffe\\uffff\xEF\xBF\xBD",
       "\\ufffe\\uffff\xEF\xBF\xBD"},
      {"\xE2\x80\xAE\xC2\x85", "\\u202e\\u0085", "\\u202e\\u0085"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(xml_text(c.text), c.in_text);
    EXPECT_EQ(xml_attribute(c.text), c.in_attribute);
  }
}

TEST(Xml, AnyByteSurvivesAStrictReader) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte)
    all += static_cast<char>(byte);
  for (const std::string& text : {all, std::string(kNasty), std::string(kNastyPath)}) {
    const std::string document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"" +
                                 xml_attribute(text) + "\">" + xml_text(text) + "</a>\n";
    const XmlElement root = read_xml(document);
    EXPECT_EQ(root.text, root.attributes.at("b"));
  }
}

}  // namespace
}  // namespace advisor
