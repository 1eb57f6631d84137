// Texts that nobody wrote by hand, and those of public projects.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <regex>
#include <set>

#include "tests/parsers/terraform_show.h"

namespace advisor {
namespace {

namespace fs = std::filesystem;

class RandomText {
 public:
  explicit RandomText(unsigned seed) : random_(seed) {}
  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  const std::string& of(const std::vector<std::string>& list) { return list[pick(list.size())]; }

 private:
  std::mt19937 random_;
};

TEST(TerraformRandom, RandomTextsHaveNestedSpans) {
  const std::vector<std::string> pieces = {"resource \"a\" \"b\" {\n",
                                           "a ",
                                           "b",
                                           " = ",
                                           "=",
                                           "[",
                                           "]",
                                           "{",
                                           "}",
                                           "(",
                                           ")",
                                           ",",
                                           "\n",
                                           "\r\n",
                                           "\"",
                                           "\"x\"",
                                           "\"${",
                                           "${",
                                           "%{",
                                           "$${",
                                           "<<EOF\n",
                                           "<<-EOF\n",
                                           "EOF\n",
                                           "\nEOF\n",
                                           "# c",
                                           "//",
                                           "/*",
                                           "*/",
                                           "for ",
                                           "jsonencode(",
                                           "dynamic \"d\" {\n",
                                           "content {\n",
                                           "1.5",
                                           ":",
                                           "=>",
                                           "?",
                                           "\\",
                                           "\xff",
                                           "é",
                                           "\t",
                                           std::string(1, '\0'),
                                           "# advisor:ignore r x\n",
                                           "x = 1\n",
                                           "}\n",
                                           "data ",
                                           "check \"c\" {\n"};
  for (unsigned seed = 0; seed < 20'000; ++seed) {
    RandomText random(seed);
    std::string text;
    for (std::size_t i = random.pick(60); i > 0; --i)
      text += random.of(pieces);
    SCOPED_TRACE(text);
    scan_and_check(text);
    if (testing::Test::HasFailure())
      return;
  }
}

TEST(TerraformRandom, JunkBetweenBlocksHidesNone) {
  const std::vector<std::string> blocks = {
      "resource \"a\" \"b\" {\n  x = \"${y}\"\n  z {\n    q = [1, {r = 2}]\n  }\n}\n",
      "resource \"c\" \"d\" {\r\n  x = <<EOF\r\n  }\r\nEOF\r\n}\r\n",
      "module \"m\" {\n  source = \"./m\"\n}\n",
      "data \"a\" \"b\" {\n  x = jsonencode([{a = \"}\"}])\n}\n",
      "resource \"e\" \"f\" { # c\n  dynamic \"g\" {\n    content { h = 1 }\n  }\n}\n"};
  // Nothing that hides what follows for Terraform, too: no "*/" and no closing marker.
  const std::vector<std::string> junk = {"{",       "}",
                                         "(",       "[",
                                         "]",       ")",
                                         "\"",      "\"${",
                                         "<<EOT\n", "/* ",
                                         "# x",     "foo ",
                                         "= ",      "\n",
                                         "\r\n",    "'",
                                         "\\",      "\xff",
                                         "%{",      "1",
                                         ",",       "a {\n",
                                         "a = [\n", "locals {\n",
                                         "x = {\n", "variable \"v\" {\n"};
  for (unsigned seed = 0; seed < 5'000; ++seed) {
    RandomText random(seed);
    std::string text;
    std::vector<std::string> expected;
    for (std::size_t i = 1 + random.pick(4); i > 0; --i) {
      for (std::size_t j = random.pick(12); j > 0; --j)
        text += random.of(junk);
      const std::string& block = random.of(blocks);
      text += "\n" + block;
      expected.push_back(block.substr(0, block.rfind('}') + 1));
    }
    const TfFile file = scan_and_check(text);
    std::vector<std::string> found;
    for (const TfBlock& block : file.blocks)
      if (block.type == "resource" || block.type == "data" || block.type == "module")
        found.push_back(Show(text).text(block.span));
    ASSERT_EQ(found, expected) << text;
  }
}

TEST(TerraformRandom, CorpusLosesNoResource) {
  const fs::path corpus = fs::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus" / "terraform";
  if (!fs::exists(corpus))
    GTEST_SKIP() << "no corpus beside the source tree";
  const std::regex naive(
      R"((^|\n)[ \t]*(resource|data)[ \t]+"([^"\n]*)\"[ \t]+"([^"\n]*)\"[ \t]*\{)");
  int files = 0;
  int resources = 0;
  int heredocs = 0;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".tf")
      continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    ++files;
    SCOPED_TRACE(entry.path());
    std::multiset<std::string> found;
    for (const TfBlock& block : scan_and_check(text).blocks)
      if (block.type == "resource" || block.type == "data") {
        found.insert(block.type + " " + block.labels.at(0) + " " + block.labels.at(1));
        EXPECT_TRUE(Show(text).text(block.span).ends_with("\n}") ||
                    Show(text).text(block.span).find('\n') == std::string::npos);
      }
    resources += static_cast<int>(found.size());
    if (text.find("<<") != std::string::npos) {
      ++heredocs;
      continue;
    }
    std::multiset<std::string> expected;
    for (std::sregex_iterator match(text.begin(), text.end(), naive), end; match != end; ++match)
      expected.insert((*match)[2].str() + " " + (*match)[3].str() + " " + (*match)[4].str());
    EXPECT_EQ(found, expected);
  }
  std::cout << files << " files, " << heredocs << " with heredocs, " << resources << " resources\n";
  EXPECT_GT(files, 10);
  EXPECT_GT(resources, 50);
}

}  // namespace
}  // namespace advisor
