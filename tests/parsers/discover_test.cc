#include "parsers/discover.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "parsers/gitignore.h"
#include "src/base/text.h"

namespace advisor {
namespace {

std::vector<std::string> found(std::map<std::string, std::string> texts,
                               std::vector<std::string> paths = {"."}, bool honour = true) {
  std::vector<std::string> out;
  for (const FoundFile& file : discover(paths, memory_file_system(std::move(texts)), honour).files)
    out.push_back(file.path + (file.named ? " (named)" : ""));
  return out;
}

using Paths = std::vector<std::string>;

TEST(Discover, FindsKnownExtensionsInOrderOfTheirPaths) {
  EXPECT_EQ(found({{"b/x.yml", ""},
                   {"b/x.YAML", ""},
                   {"a.json", ""},
                   {"c.jsonnet", ""},
                   {"lib.libsonnet", ""},
                   {"t.template", ""},
                   {"main.go", ""},
                   {"json", ""},
                   {".json", ""}}),
            (Paths{"a.json", "b/x.YAML", "b/x.yml", "c.jsonnet", "lib.libsonnet", "t.template"}));
}

TEST(Discover, FindsOtherNamesOnRequest) {
  const auto is_source = [](const std::string& name) { return name.ends_with(".tf"); };
  const FileSystem files = memory_file_system({{"a.tf", ""},
                                               {"b/c.tf", ""},
                                               {"b/d.json", ""},
                                               {".terraform/e.tf", ""},
                                               {"f.tf", ""},
                                               {".gitignore", "f.tf\n"}});
  Paths paths;
  for (const FoundFile& file : discover({"."}, files, true, is_source).files)
    paths.push_back(file.path);
  EXPECT_EQ(paths, (Paths{"a.tf", "b/c.tf"}));
}

TEST(Discover, SkipsDirectoriesOfOtherTools) {
  EXPECT_EQ(found({{".git/a.json", ""},
                   {"node_modules/x/a.json", ""},
                   {"x/.terraform/a.json", ""},
                   {"x/vendor/a.json", ""},
                   {"x/vendored/a.json", ""},
                   {".github/a.yml", ""}}),
            (Paths{".github/a.yml", "x/vendored/a.json"}));
}

TEST(Discover, NeverSkipsWhatTheUserNames) {
  EXPECT_EQ(found({{".gitignore", "*\n"}, {"out/a.json", ""}, {"x.conf", ""}},
                  {"out", "x.conf", "out/a.json"}),
            (Paths{"out/a.json (named)", "x.conf (named)"}));
  EXPECT_EQ(found({{"vendor/a.json", ""}}, {"vendor"}), (Paths{"vendor/a.json"}));
}

TEST(Discover, ListsAFileOnceHoweverItIsReached) {
  EXPECT_EQ(found({{"a/x.json", ""}}, {"a", ".", "a/x.json", "./a/../a/x.json"}),
            (Paths{"a/x.json (named)"}));
}

TEST(Discover, ReportsMissingPaths) {
  const Discovery result =
      discover({"nowhere", "a.json"}, memory_file_system({{"a.json", ""}}), true);
  ASSERT_EQ(result.diagnostics.size(), 1U);
  EXPECT_EQ(result.diagnostics[0].message, "cannot read nowhere: no such file or directory");
  EXPECT_EQ(result.diagnostics[0].path, "nowhere");
  EXPECT_EQ(result.diagnostics[0].level, Diagnostic::Level::kError);
  EXPECT_EQ(result.files.size(), 1U);
}

TEST(Discover, HonoursNestedIgnoreFiles) {
  const std::map<std::string, std::string> tree = {
      {".gitignore", "*.gen.json\n/only-top.json\nbuild/\n!keep.gen.json\n"},
      {"a.gen.json", ""},
      {"keep.gen.json", ""},
      {"only-top.json", ""},
      {"sub/only-top.json", ""},
      {"build/x.json", ""},
      {"sub/build/x.json", ""},
      {"sub/.gitignore", "!a.gen.json\nlocal.json\n"},
      {"sub/a.gen.json", ""},
      {"sub/local.json", ""},
      {"local.json", ""}};
  EXPECT_EQ(found(tree),
            (Paths{"keep.gen.json", "local.json", "sub/a.gen.json", "sub/only-top.json"}));
  EXPECT_EQ(found(tree, {"."}, false).size(), 9U);
}

TEST(Discover, HonoursIgnoreFilesAboveTheScannedDirectory) {
  const std::map<std::string, std::string> tree = {{".git/HEAD", ""},
                                                   {".git/info/exclude", "secret.json\n"},
                                                   {".gitignore", "/deploy/gen.json\n"},
                                                   {"deploy/gen.json", ""},
                                                   {"deploy/secret.json", ""},
                                                   {"deploy/a.json", ""}};
  EXPECT_EQ(found(tree, {"deploy"}), (Paths{"deploy/a.json"}));
}

TEST(Discover, RootIsTheWorkTreeElseTheScannedDirectory) {
  const auto root = [](std::map<std::string, std::string> tree, const std::string& path) {
    return discover({path}, memory_file_system(std::move(tree)), true).files.at(0).root;
  };
  EXPECT_EQ(root({{"repo/.git/HEAD", ""}, {"repo/a/b/x.json", ""}}, "repo/a/b"), "repo");
  EXPECT_EQ(root({{"repo/.git/HEAD", ""}, {"repo/a/b/x.json", ""}}, "repo/a/b/x.json"), "repo");
  EXPECT_EQ(root({{"a/b/x.json", ""}}, "a"), "a");
  EXPECT_EQ(root({{"a/b/x.json", ""}}, "a/b/x.json"), ".");
  EXPECT_EQ(root({{"/elsewhere/x.json", ""}}, "/elsewhere/x.json"), "/elsewhere");
}

struct PatternCase {
  const char* pattern;
  const char* path;
  bool is_directory;
  const char* says;
};

TEST(Gitignore, MatchesAsTheManualSays) {
  const PatternCase cases[] = {
      {"foo", "foo", false, "ignored"},
      {"foo", "a/foo", false, "ignored"},
      {"foo", "a/foobar", false, "nothing"},
      {"/foo", "foo", false, "ignored"},
      {"/foo", "a/foo", false, "nothing"},
      {"a/foo", "b/a/foo", false, "nothing"},
      {"foo/", "foo", true, "ignored"},
      {"foo/", "foo", false, "nothing"},
      {"foo/", "a/foo", true, "ignored"},
      {"*.json", "a/b.json", false, "ignored"},
      {"a/*.json", "a/b.json", false, "ignored"},
      {"a/*.json", "a/b/c.json", false, "nothing"},
      {"**/foo", "foo", false, "ignored"},
      {"**/foo", "a/b/foo", false, "ignored"},
      {"a/**", "a", true, "nothing"},
      {"a/**", "a/b/c", false, "ignored"},
      {"a/**/b", "a/b", false, "ignored"},
      {"a/**/b", "a/x/y/b", false, "ignored"},
      {"a/**/b", "a/x/y/c", false, "nothing"},
      {"a/**/b/**/c", "a/b/x/b/c", false, "ignored"},
      {"!foo", "foo", false, "kept"},
      {"*\n!foo", "foo", false, "kept"},
      {"!foo\n*", "foo", false, "ignored"},
      {"\\!foo", "!foo", false, "ignored"},
      {"\\#foo", "#foo", false, "ignored"},
      {"#foo", "#foo", false, "nothing"},
      {"foo  ", "foo", false, "ignored"},
      {"foo\\ ", "foo ", false, "ignored"},
      {"foo\r", "foo", false, "ignored"},
      {"f?o", "fao", false, "ignored"},
      {"f?o", "fo", false, "nothing"},
      {"[a-c]x", "bx", false, "ignored"},
      {"[!a-c]x", "bx", false, "nothing"},
      {"[^a-c]x", "dx", false, "ignored"},
      {"[[:digit:]]x", "7x", false, "ignored"},
      {"[]]x", "]x", false, "ignored"},
      {"[a", "[a", false, "nothing"},
      {"a\\*b", "a*b", false, "ignored"},
      {"a\\*b", "axb", false, "nothing"},
      {"*", ".hidden", false, "ignored"},
      {"", "foo", false, "nothing"},
      {"/", "foo", true, "nothing"},
      {"\xEF\xBB\xBF"
       "foo",
       "foo", false, "ignored"},
  };
  for (const PatternCase& c : cases) {
    const auto result = IgnorePatterns(c.pattern).ignored(c.path, c.is_directory);
    EXPECT_STREQ(!result ? "nothing" : (*result ? "ignored" : "kept"), c.says)
        << printable(c.pattern) << " against " << c.path;
  }
}

TEST(Gitignore, DoesNotExplodeOnHostilePatterns) {
  std::string pattern;
  std::string path;
  for (int i = 0; i < 1000; ++i) {
    pattern += "*a";
    path += 'a';
  }
  EXPECT_FALSE(IgnorePatterns(pattern + "b").ignored(path, false).has_value());
  std::string deep;
  std::string stars;
  for (int i = 0; i < 600; ++i) {
    deep += "a/";
    stars += "**/a/";
  }
  EXPECT_FALSE(IgnorePatterns(stars + "b").ignored(deep + "c", false).has_value());
}

class GitTree : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/advisor-gitignore-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    root_ = name;
    if (std::system(("git -c init.defaultBranch=main init -q " + root_ + " 2>/dev/null").c_str()) !=
        0)
      GTEST_SKIP() << "git is not installed";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    const std::filesystem::path full = std::filesystem::path(root_) / path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full) << text;
  }
  // What git would add: nothing is tracked yet.
  std::set<std::string> not_ignored_by_git() const {
    std::set<std::string> out;
    FILE* pipe =
        popen(("cd " + root_ + " && git -c core.excludesFile= ls-files --others --exclude-standard")
                  .c_str(),
              "r");
    char line[4096];
    while (fgets(line, sizeof line, pipe) != nullptr) {
      const std::string path(trim(line));
      if (has_known_extension(path))
        out.insert(path);
    }
    pclose(pipe);
    return out;
  }
  std::set<std::string> not_ignored_by_us() const {
    std::set<std::string> out;
    for (const FoundFile& file : discover({root_}, real_file_system(), true).files)
      out.insert(file.path.substr(root_.size() + 1));
    return out;
  }

  std::string root_;
};

TEST_F(GitTree, AgreesWithGitOnRandomTrees) {
  const std::vector<std::string> names = {"a", "b", "ab", "build", "out.d", "x-1"};
  const std::vector<std::string> patterns = {
      "a",          "/a",         "a/",       "b/",       "/ab/",      "*.json",    "!a.json",
      "/b/*.json",  "a/**",       "**/ab",    "a/**/b",   "!b/",       "[ab].json", "?.json",
      "out.*",      "!/a/b.json", "build/*",  "!build/a", "**/a.json", "x-[0-9]",   "b/**/a.json",
      "/*",         "!/ab",       "*/a.json", "ab/*/a",   "# comment", "",          "!*.yml",
      "/**/b.json", "a*/",        "\\a.json"};
  std::mt19937 random(20240607);
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  for (int round = 0; round < 12; ++round) {
    for (const auto& entry : std::filesystem::directory_iterator(root_))
      if (entry.path().filename() != ".git")
        std::filesystem::remove_all(entry.path());
    std::vector<std::string> directories = {""};
    for (int i = 0; i < 12; ++i)
      directories.push_back(pick(directories) + pick(names) + "/");
    std::string log;
    for (const std::string& directory : directories) {
      for (const std::string& name : names)
        if (random() % 2 == 0)
          write(directory + name + (random() % 3 == 0 ? ".yml" : ".json"), "");
      if (directory.empty() || random() % 3 == 0) {
        std::string text;
        for (int i = 0; i < 4; ++i)
          text += pick(patterns) + "\n";
        write(directory + ".gitignore", text);
        log += directory + ".gitignore:\n" + text;
      }
    }
    EXPECT_EQ(not_ignored_by_us(), not_ignored_by_git()) << log;
  }
}

TEST_F(GitTree, DoesNotFollowLinksOutOfTheTree) {
  write("real/a.json", "{}");
  std::filesystem::create_directory_symlink("real", root_ + "/linked");
  std::filesystem::create_symlink("real/a.json", root_ + "/inside.json");
  std::filesystem::create_symlink("/etc/hostname", root_ + "/outside.json");
  std::filesystem::create_symlink("nowhere", root_ + "/dangling.json");
  // inside.json is real/a.json under another name, and listed once.
  EXPECT_EQ(not_ignored_by_us(), (std::set<std::string>{"inside.json"}));
}

}  // namespace
}  // namespace advisor
