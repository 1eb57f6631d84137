#include "src/aws/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>

namespace advisor::aws {
namespace {

using testing::ElementsAre;

ProcessResult shell(const std::string& script, const ProcessLimits& limits = {}) {
  return run_process({"/bin/sh", "-c", script}, limits);
}

TEST(Process, TakesStandardOutputOnly) {
  const ProcessResult result = shell("echo out; echo err >&2; cat");
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.error, "");
}

TEST(Process, PassesArgumentsWithoutAShell) {
  EXPECT_EQ(run_process({"printf", "%s", "$HOME;`id`"}, {}).output, "$HOME;`id`");
}

TEST(Process, AFailureHasNoOutput) {
  const ProcessResult result = shell("echo secret; exit 3");
  EXPECT_EQ(result.output, "");
  EXPECT_EQ(result.error, "ended with status 3");
  EXPECT_EQ(shell("kill -9 $$").error, "ended by signal 9");
}

TEST(Process, SaysWhatIsNotThere) {
  const ProcessResult result = run_process({"no-such-program-at-all"}, {});
  EXPECT_FALSE(result.found);
  EXPECT_NE(result.error, "");
  EXPECT_TRUE(run_process({"/etc/passwd"}, {}).found);
}

TEST(Process, KillsTheWholeGroupAtTheTimeLimit) {
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult result = shell("sleep 30 & sleep 30", {200, 65536});
  EXPECT_EQ(result.error, "did not end within 0 s");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Process, DoesNotWaitForWhatTheProgramLeavesBehind) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(shell("sleep 30 & echo done").output, "done\n");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Process, BoundsTheOutput) {
  EXPECT_EQ(shell("yes", {5000, 65536}).error, "printed more than 64 KB");
  EXPECT_EQ(shell("head -c 65537 /dev/zero").error, "printed more than 64 KB");
  EXPECT_EQ(shell("head -c 65536 /dev/zero").output.size(), 65536U);
}

TEST(Process, HandsDownNoDescriptors) {
  // 0 to 2, and the one that ls has open itself.
  EXPECT_EQ(run_process({"ls", "/proc/self/fd"}, {}).output, "0\n1\n2\n3\n");
}

TEST(SplitWords, QuotesAsAShellDoes) {
  EXPECT_THAT(*split_words("a  'b c'\t\n\"d \\\" \\n\" e\\ f g''h ''"),
              ElementsAre("a", "b c", "d \" \\n", "e f", "gh", ""));
  EXPECT_THAT(*split_words("  "), ElementsAre());
  EXPECT_EQ(split_words("a 'b"), std::nullopt);
  EXPECT_EQ(split_words("a \"b"), std::nullopt);
  EXPECT_EQ(split_words("a\\"), std::nullopt);
}

}  // namespace
}  // namespace advisor::aws
