// The program advisor-aws as `advisor` starts it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/aws/fake_aws.h"

namespace advisor::aws {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ProgramTest : public testing::Test {
 protected:
  ProgramTest() { fs::create_directories(folder_); }
  ~ProgramTest() override { fs::remove_all(folder_); }

  // Runs it with nothing in its environment but `variables` ("A=b C=d").
  void run(const std::string& request, const std::string& variables) {
    std::ofstream(folder_ / "in") << request;
    const std::string at = "'" + folder_.string() + "/";
    const std::string command = "env -i HOME=" + at + "' " + variables + " '" +
                                ADVISOR_BINARY_DIR "/advisor-aws' <" + at + "in' >" + at +
                                "out' 2>" + at + "err'";
    const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): a test
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    out_ = read(folder_ / "out");
    err_ = read(folder_ / "err");
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("advisor-aws-" + std::to_string(getpid()));
  int status_ = 0;
  std::string out_;
  std::string err_;
};

TEST_F(ProgramTest, SaysWhoItIsAndNothingSecret) {
  FakeAws aws([](const SeenRequest& request) {
    if (request.operation() == "GetCallerIdentity")
      return query_reply(
          "GetCallerIdentity",
          "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/me</Arn>");
    return json_error("AccessDeniedException", "token is " + request.header("x-amz-security-token"),
                      403);
  });
  aws.add_keys("AKIAEXAMPLE", "the-secret");
  run(R"({"schema":1,"regions":["ap-northeast-1"],"trustedAdvisor":"on"})",
      "AWS_ACCESS_KEY_ID=AKIAEXAMPLE AWS_SECRET_ACCESS_KEY=the-secret "
      "AWS_SESSION_TOKEN=the-token AWS_ENDPOINT_URL=" +
          aws.url());
  EXPECT_EQ(status_, 0) << err_;
  EXPECT_EQ(err_, "advisor-aws: account 123456789012 as arn:aws:iam::123456789012:user/me\n");
  EXPECT_THAT(out_, HasSubstr(R"("123456789012")"));
  for (const char* secret : {"the-secret", "the-token"})
    EXPECT_THAT(out_ + err_, Not(HasSubstr(secret)));
}

TEST_F(ProgramTest, EndsWithOneLineAndStatus2) {
  run("nonsense", "A=b");
  EXPECT_EQ(status_, 2);
  EXPECT_EQ(err_, "advisor-aws: the request is no JSON object\n");
  run(R"({"schema":1,"profile":"gone"})", "AWS_REGION=eu-west-1");
  EXPECT_EQ(status_, 2);
  EXPECT_THAT(err_, testing::MatchesRegex("advisor-aws: there is no profile gone in [^\n]*\n"));
  run(R"({"schema":1})", "AWS_REGION=eu-west-1 AWS_EC2_METADATA_DISABLED=true");
  EXPECT_EQ(status_, 2);
  EXPECT_THAT(err_, testing::MatchesRegex("advisor-aws: no credentials: [^\n]*\n"));
  EXPECT_EQ(out_, "");
}

}  // namespace
}  // namespace advisor::aws
