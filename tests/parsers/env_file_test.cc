#include "parsers/env_file.h"

#include <gtest/gtest.h>

#include <string>

namespace advisor {
namespace {

std::string show(const std::map<std::string, std::string>& environment) {
  std::string out;
  for (const auto& [key, value] : environment)
    out += key + "=[" + value + "] ";
  return out;
}

TEST(EnvFile, ReadsPairs) {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"A=1\nB=two words \n", "A=[1] B=[two words] "},
      {"A=\nB=''\nC=1", "C=[1] "},  // an empty value does not set the variable
      {"export A=\"x\\ny\" # c", "A=[x\ny] "},
      {"# comment\n\n   \nA=1 # trailing\nB=2#also", "A=[1] B=[2] "},
      {"A=a 'b  ' \"c\\u0041\"d", "A=[a b   cAd] "},
      {"A='$HOME \\n #'", "A=[$HOME \\n #] "},
      {"A=\"\\ud83d\\ude00\"", "A=[\xF0\x9F\x98\x80] "},
      {"a.b/c_1 = x=y", "a.b/c_1=[x=y] "},
      {"\xEF\xBB\xBF"
       "A=1\r\nB=2\r\n",
       "A=[1] B=[2] "},
      {"A=1\nA=2", "A=[2] "},
  };
  for (const Case& c : cases) {
    std::map<std::string, std::string> environment;
    const Diagnostics diagnostics = read_env_file(c.text, 1, environment);
    EXPECT_TRUE(diagnostics.empty()) << c.text << ": " << diagnostics[0].message;
    EXPECT_EQ(show(environment), c.expected) << c.text;
  }
}

TEST(EnvFile, RefusesTheWholeFileForOneBadLine) {
  struct Case {
    const char* text;
    const char* message;
    Span span;
  };
  const Case cases[] = {
      {"A=1\nB", "missing '=' in an env file", {7, 4, 5}},
      {"A=1\n=2", "missing variable name in an env file", {7, 4, 5}},
      {"1A=2", "'1' must not stand in a variable name", {7, 0, 1}},
      {"A-B=2", "'-' must not stand in a variable name", {7, 1, 2}},
      {"A='x", "unterminated single quote in an env file", {7, 2, 4}},
      {"A=\"x", "unterminated double quote in an env file", {7, 2, 4}},
      {"A=\"\\q\"", "invalid escape in an env file", {7, 3, 5}},
      {"A=\"\\u12\"", "invalid escape in an env file", {7, 3, 8}},
      {"A=x\x01", "control character in an env file", {7, 3, 4}},
  };
  for (const Case& c : cases) {
    std::map<std::string, std::string> environment = {{"OLD", "1"}};
    const Diagnostics diagnostics = read_env_file(c.text, 7, environment);
    ASSERT_EQ(diagnostics.size(), 1U) << c.text;
    EXPECT_EQ(diagnostics[0].message, c.message) << c.text;
    EXPECT_EQ(diagnostics[0].level, Diagnostic::Level::kError);
    EXPECT_EQ(diagnostics[0].span, c.span) << c.text << diagnostics[0].span.begin;
    EXPECT_EQ(show(environment), "OLD=[1] ") << c.text;
  }
}

TEST(EnvFile, LaterFilesWin) {
  std::map<std::string, std::string> environment;
  EXPECT_TRUE(read_env_file("A=1\nB=1", 1, environment).empty());
  EXPECT_TRUE(read_env_file("B=2\nA=", 2, environment).empty());
  EXPECT_EQ(show(environment), "A=[1] B=[2] ");
}

}  // namespace
}  // namespace advisor
