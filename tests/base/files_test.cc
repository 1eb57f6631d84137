#include "src/base/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace advisor {
namespace {

namespace fs = std::filesystem;
using Kind = FileSystem::Kind;

std::string listed(const FileSystem& files, const std::string& path) {
  const auto entries = files.list(path);
  if (!entries.ok())
    return entries.error().message;
  std::string out;
  for (const auto& entry : *entries)
    out +=
        entry.name + (entry.kind == Kind::kDirectory ? "/" : "") + (entry.symlink ? "@" : "") + " ";
  return out;
}

TEST(MemoryFiles, AnswersLikeADirectoryTree) {
  const FileSystem files =
      memory_file_system({{"a/b/c.json", "{}"}, {"./a/z.yml", "z"}, {"top", "t"}, {"/abs/x", "x"}});
  EXPECT_EQ(files.kind("a/b/c.json"), Kind::kFile);
  EXPECT_EQ(files.kind("a/./b/../b/c.json"), Kind::kFile);
  EXPECT_EQ(files.kind("a"), Kind::kDirectory);
  EXPECT_EQ(files.kind("."), Kind::kDirectory);
  EXPECT_EQ(files.kind("/abs"), Kind::kDirectory);
  EXPECT_EQ(files.kind("b"), Kind::kMissing);
  EXPECT_EQ(*files.read("a/z.yml", 10), "z");
  EXPECT_EQ(files.read("nope", 10).error().message, "cannot read nope: No such file or directory");
  EXPECT_EQ(files.read("top", 0).error().message, "cannot read top: larger than 0 MiB");
  EXPECT_EQ(listed(files, "a"), "b/ z.yml ");
  EXPECT_EQ(listed(files, "nope"), "cannot list nope: No such file or directory");
  EXPECT_EQ(files.canonical("a/../top"), "top");
}

class RealFiles : public testing::Test {
 protected:
  RealFiles() {
    root_ = fs::temp_directory_path() / ("advisor-files-test-" + std::to_string(::getpid()));
    fs::create_directories(root_ / "dir");
    write("dir/file", "content");
    fs::create_symlink("file", root_ / "dir" / "link");
    fs::create_directory_symlink(".", root_ / "dir" / "loop");
    fs::create_symlink("nowhere", root_ / "dir" / "dangling");
  }
  ~RealFiles() override { fs::remove_all(root_); }
  RealFiles(const RealFiles&) = delete;
  RealFiles& operator=(const RealFiles&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  std::string at(const std::string& name) const { return (root_ / name).string(); }

  fs::path root_;
  FileSystem files_ = real_file_system();
};

TEST_F(RealFiles, ReadsAndLists) {
  EXPECT_EQ(files_.kind(at("dir")), Kind::kDirectory);
  EXPECT_EQ(files_.kind(at("dir/file")), Kind::kFile);
  EXPECT_EQ(files_.kind(at("dir/link")), Kind::kFile);
  EXPECT_EQ(files_.kind(at("dir/dangling")), Kind::kMissing);
  EXPECT_EQ(files_.kind("/dev/null"), Kind::kOther);
  EXPECT_EQ(*files_.read(at("dir/link"), 100), "content");
  EXPECT_EQ(listed(files_, at("dir")), "dangling@ file link@ loop/@ ");
}

TEST_F(RealFiles, ErrorsNameTheFile) {
  EXPECT_EQ(files_.read(at("nope"), 10).error().message,
            "cannot read " + at("nope") + ": No such file or directory");
  EXPECT_EQ(files_.list(at("nope")).error().message,
            "cannot list " + at("nope") + ": No such file or directory");
  EXPECT_FALSE(files_.read(at("dir"), 10).ok());
}

TEST_F(RealFiles, RefusesLargeFiles) {
  write("large", std::string(3 << 20, 'x'));
  EXPECT_EQ(files_.read(at("large"), 3 << 20)->size(), std::size_t{3} << 20U);
  EXPECT_EQ(files_.read(at("large"), 2 << 20).error().message,
            "cannot read " + at("large") + ": larger than 2 MiB");
}

TEST_F(RealFiles, CanonicalResolvesLinks) {
  const std::string root = files_.canonical(root_.string());
  EXPECT_EQ(files_.canonical(at("dir/loop/loop/link")), root + "/dir/file");
  EXPECT_EQ(files_.canonical(at("dir/../dir")), root + "/dir");
}

TEST(Paths, Lexical) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("", "b"), "b");
  EXPECT_EQ(join_path("a", "/b"), "/b");
  EXPECT_EQ(parent_path("a/b/c"), "a/b");
  EXPECT_EQ(parent_path("a"), "");
  EXPECT_EQ(parent_path("/a"), "/");
  EXPECT_EQ(file_name("a/b.c"), "b.c");
  EXPECT_EQ(file_name("b"), "b");
  EXPECT_EQ(extension("a.b/c.json"), ".json");
  EXPECT_EQ(extension("a.b/c"), "");
  EXPECT_EQ(extension(".gitignore"), "");
  EXPECT_EQ(extension("a.tar.gz"), ".gz");
}

TEST(Paths, Normalize) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "."},       {".", "."},       {"./a", "a"},          {"a/./b//c/", "a/b/c"},
      {"a/../b", "b"}, {"../a", "../a"}, {"a/../../b", "../b"}, {"../../a", "../../a"},
      {"/", "/"},      {"/../a", "/a"},  {"/a/..", "/"},        {"a/..", "."},
  };
  for (const auto& [path, expected] : cases)
    EXPECT_EQ(normalize_path(path), expected) << path;
}

TEST(Paths, Below) {
  EXPECT_TRUE(is_below("a/b", "a"));
  EXPECT_TRUE(is_below("a", "a"));
  EXPECT_FALSE(is_below("ab", "a"));
  EXPECT_FALSE(is_below("a", "a/b"));
  EXPECT_TRUE(is_below("a", "."));
  EXPECT_FALSE(is_below("../a", "."));
  EXPECT_FALSE(is_below("..", "."));
  EXPECT_TRUE(is_below("..a", "."));
  EXPECT_FALSE(is_below("/a", "."));
  EXPECT_TRUE(is_below("/a", "/"));
}

}  // namespace
}  // namespace advisor
