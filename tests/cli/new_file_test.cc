#include "src/cli/new_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "tests/cli/binary.h"

namespace advisor::cli {
namespace {

using testing_support::Files;
using testing_support::Workspace;

std::string folder(const Workspace& workspace) {
  return workspace.path() + "/w";
}

TEST(NewFile, MakesFoldersAndOverwritesNothing) {
  const Workspace workspace({});
  EXPECT_EQ(write_new_file(folder(workspace), "a/b/c.yml", "text"), 0);
  EXPECT_EQ(workspace.read("a/b/c.yml"), "text");
  EXPECT_EQ(write_new_file(folder(workspace), "a/b/c.yml", "other"), EEXIST);
  EXPECT_EQ(workspace.read("a/b/c.yml"), "text");
  workspace.shell("ln -s ../target link");
  EXPECT_EQ(write_new_file(folder(workspace), "link", "other"), EEXIST);
  EXPECT_EQ(workspace.shell("ls ../target").out, "");
  EXPECT_EQ(write_new_file(folder(workspace) + "/nowhere", "x", ""), ENOENT);
  EXPECT_EQ(write_new_file(folder(workspace), "a/b/c.yml/d", ""), ENOTDIR);
}

TEST(NewFile, ReplacesOnlyTheTextThatWasRead) {
  const Workspace workspace(Files{{"file", "before"}});
  for (const char* other : {"befor", "before and after", ""})
    EXPECT_EQ(replace_text(folder(workspace), "file", other, "after"), EAGAIN);
  EXPECT_EQ(workspace.read("file"), "before");
  EXPECT_EQ(replace_text(folder(workspace), "file", "before", "after"), 0);
  EXPECT_EQ(workspace.read("file"), "after");
  EXPECT_EQ(workspace.shell("ls -A").out, "file\n");
}

TEST(NewFile, ReplacesNoLinksAndNoFolders) {
  const Workspace workspace(Files{{"file", "before"}});
  workspace.shell("ln -s file link; mkdir folder");
  EXPECT_EQ(replace_text(folder(workspace), "link", "before", "after"), EINVAL);
  EXPECT_EQ(replace_text(folder(workspace), "folder", "", "after"), EINVAL);
  EXPECT_EQ(replace_text(folder(workspace), "nothing", "", "after"), ENOENT);
  EXPECT_EQ(workspace.read("file"), "before");
  EXPECT_EQ(workspace.shell("ls -A").out, "file\nfolder\nlink\n");
}

}  // namespace
}  // namespace advisor::cli
