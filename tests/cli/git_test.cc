// What git's patches say of lines and files.

#include "src/cli/git.h"

#include <gtest/gtest.h>

namespace advisor::cli {
namespace {

Changes changes(const std::string& patch) {
  return Changes("/repo", patch, {"a.json", "sub/b c.yaml", "あ\t\".json", "same.json"});
}

std::string of_file(const std::string& name, const std::string& hunks) {
  return "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ " + name + "\n" + hunks;
}

TEST(Changes, LinesThatWereChanged) {
  const Changes some = changes(of_file("b/a.json", "@@ -3 +3 @@ key\n-x\n+y\n"));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {3, 3}));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {1, 9}));
  EXPECT_FALSE(some.in_lines("/repo/a.json", {1, 2}));
  EXPECT_FALSE(some.in_lines("/repo/a.json", {4, 9}));
  EXPECT_TRUE(some.in_file("/repo/a.json"));
  EXPECT_FALSE(some.in_file("/repo/same.json"));
  EXPECT_FALSE(some.in_lines("/repo/same.json", {1, 100}));
}

TEST(Changes, LinesThatWereAdded) {
  const Changes some = changes(of_file("b/a.json", "@@ -3,0 +4,2 @@\n+x\n+y\n"));
  EXPECT_FALSE(some.in_lines("/repo/a.json", {1, 3}));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {5, 5}));
  EXPECT_FALSE(some.in_lines("/repo/a.json", {6, 6}));
}

// A setting that was taken out leaves no line behind.
TEST(Changes, LinesThatWereTakenOut) {
  const Changes some = changes(of_file("b/a.json", "@@ -4,2 +3,0 @@\n-x\n-y\n"));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {3, 4}));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {1, 9}));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {1, 3}));  // perhaps its end
  EXPECT_FALSE(some.in_lines("/repo/a.json", {1, 2}));
  EXPECT_FALSE(some.in_lines("/repo/a.json", {4, 9}));
}

TEST(Changes, SeveralHunksAndFiles) {
  const Changes some = changes(of_file("b/a.json", "@@ -1 +1 @@\n-x\n+y\n@@ -8 +8 @@\n-x\n+y\n") +
                               of_file("b/sub/b c.yaml\t", "@@ -5 +5 @@\n-x\n+y\n"));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {1, 1}));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {8, 8}));
  EXPECT_FALSE(some.in_lines("/repo/a.json", {5, 5}));
  EXPECT_TRUE(some.in_lines("/repo/sub/b c.yaml", {5, 5}));
}

TEST(Changes, QuotedNames) {
  const Changes some = changes(of_file(R"("b/\343\201\202\t\".json")", "@@ -1 +1 @@\n-x\n+y\n"));
  EXPECT_TRUE(some.in_lines("/repo/あ\t\".json", {1, 1}));
}

// Contents that look like heads of a patch.
TEST(Changes, ContentsAreNoHeads) {
  const Changes some = changes(
      of_file("b/a.json",
              "@@ -1,2 +1,2 @@\n--- a/same.json\n-x\n+++ b/same.json\n+@@ -1 +50 @@\n"
              "\\ No newline at end of file\n@@ -9 +9 @@\n-x\n\\ No newline at end of file\n+y\n"));
  EXPECT_FALSE(some.in_file("/repo/same.json"));
  EXPECT_TRUE(some.in_lines("/repo/a.json", {9, 9}));
  EXPECT_FALSE(some.in_lines("/repo/a.json", {50, 50}));
}

TEST(Changes, WhatGitDoesNotTrackCountsAsChanged) {
  const Changes some = changes("");
  EXPECT_TRUE(some.in_lines("/repo/new.json", {1, 1}));
  EXPECT_TRUE(some.in_file("/elsewhere/a.json"));
  EXPECT_TRUE(some.in_file("/repository/a.json"));
  EXPECT_FALSE(some.in_file("/repo/a.json"));
}

TEST(Changes, DeletedFilesAreNoFiles) {
  const Changes some = changes(of_file("/dev/null", "@@ -1,2 +0,0 @@\n-x\n-y\n"));
  EXPECT_FALSE(some.in_file("/repo/a.json"));
}

TEST(Changes, BrokenPatchesAreReadToTheirEnd) {
  for (const char* hunk :
       {"@@ -1,99999 +1,99999 @@\n+x\n", "@@ -", "@@ - +", "@@ -x +y @@\n+a\n", "@@ -1 +1,-5 @@\n"})
    EXPECT_TRUE(changes(of_file("b/a.json", hunk)).in_file("/repo/a.json")) << hunk;
  EXPECT_FALSE(changes(of_file("\"b/\\", "")).in_file("/repo/a.json"));
}

}  // namespace
}  // namespace advisor::cli
