#include "src/aws/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/aws/fake_aws.h"
#include "tests/aws/test_machine.h"

namespace advisor::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// --- The request --------------------------------------------------------------------------------

TEST(ScanRequestTest, ReadsWhatAdvisorWrites) {
  const Result<ScanRequest> request = read_scan_request(
      R"({"schema":1,"regions":["ap-northeast-1","us-east-1"],"profile":"p","roleArns":
        ["arn:aws:iam::123456789012:role/a/b"],"org":false,"roleName":"","language":"ja",
        "trustedAdvisor":"only","refreshTrustedAdvisor":true,"types":["AWS::ECS::Service"]})");
  ASSERT_TRUE(request.ok());
  EXPECT_THAT(request->regions, ElementsAre("ap-northeast-1", "us-east-1"));
  EXPECT_EQ(request->profile, "p");
  EXPECT_EQ(request->language, "ja");
  EXPECT_FALSE(request->resources);
  EXPECT_TRUE(request->trusted_advisor);
  EXPECT_TRUE(request->refresh_trusted_advisor);
  EXPECT_THAT(request->types, ElementsAre("AWS::ECS::Service"));
  EXPECT_FALSE(read_scan_request(R"({"schema":1,"trustedAdvisor":"off"})")->trusted_advisor);
}

TEST(ScanRequestTest, RefusesWhatIsNoRequest) {
  for (
      const char* wrong :
      {"", "[]", "{}", R"({"schema":2})", R"({"schema":1,"regions":"x"})",
       R"({"schema":1,"regions":["http://x/"]})", R"({"schema":1,"regions":[1]})",
       R"({"schema":1,"org":true})", R"({"schema":1,"org":true,"roleName":"a/b:c"})",
       R"({"schema":1,"org":1})", R"({"schema":1,"roleArns":["x"]})",
       R"({"schema":1,"org":true,"roleName":"r","roleArns":["arn:aws:iam::123456789012:role/a"]})"})
    EXPECT_FALSE(read_scan_request(wrong).ok()) << wrong;
}

// --- The scan -----------------------------------------------------------------------------------

class ScanTest : public testing::Test, protected TestMachine {
 protected:
  ScanTest() {
    aws_ =
        std::make_unique<FakeAws>([this](const SeenRequest& request) { return answer(request); });
    aws_->add_keys("AK-role", "SK");
    variables["AWS_ENDPOINT_URL"] = aws_->url();
    variables["AWS_REGION"] = "ap-northeast-1";
    variables["AWS_ACCESS_KEY_ID"] = "test";
    variables["AWS_SECRET_ACCESS_KEY"] = "test";
    request_.trusted_advisor = false;
    request_.types = {"AWS::Nothing::Collected"};
  }

  Reply answer(const SeenRequest& request) {
    if (!request.signature_error.empty())
      return query_error("SignatureDoesNotMatch", request.signature_error, 403);
    const std::string operation = request.operation();
    if (operation == "GetCallerIdentity")
      return identity(request.access_key == "AK-role" ? role_account_ : "111111111111");
    if (operation == "AssumeRole") {
      role_account_ = request.parameter("RoleArn").substr(13, 12);
      if (role_account_ == "999999999999")
        return query_error("AccessDenied", "not authorized to perform: sts:AssumeRole", 403);
      return query_reply(operation,
                         "<Credentials><AccessKeyId>AK-role</AccessKeyId><SecretAccessKey>SK"
                         "</SecretAccessKey><SessionToken>ST</SessionToken><Expiration>"
                         "2040-01-01T00:00:00Z</Expiration></Credentials>");
    }
    if (operation == "ListAccounts")
      return json_reply(accounts_);
    if (operation == "DescribeRegions")
      return regions_;
    return json_error("UnknownOperationException", operation);
  }

  static Reply identity(const std::string& account) {
    return query_reply("GetCallerIdentity", "<Account>" + account + "</Account><Arn>arn:aws:sts::" +
                                                account + ":assumed-role/x/y</Arn>");
  }

  // "id code" of each account, or the error.
  std::string run() {
    const Result<std::vector<Account>> accounts = scan(machine, *transport_, request_, log_);
    if (!accounts)
      return "error: " + accounts.error().message;
    accounts_read_ = *accounts;
    std::string out;
    for (const Account& account : *accounts)
      out += (out.empty() ? "" : ", ") + account.id +
             (account.failures.empty() ? "" : " " + account.failures[0].code);
    return out;
  }

  std::unique_ptr<FakeAws> aws_;
  std::unique_ptr<Transport> transport_ = make_http_transport({});
  ScanRequest request_;
  std::ostringstream log_;
  std::string role_account_;
  std::string accounts_;
  Reply regions_;
  std::vector<Account> accounts_read_;
};

TEST_F(ScanTest, ReadsTheCallersAccount) {
  EXPECT_EQ(run(), "111111111111");
  EXPECT_EQ(log_.str(),
            "advisor-aws: account 111111111111 as arn:aws:sts::111111111111:assumed-role/x/y\n");
  EXPECT_EQ(accounts_read_[0].partition, "aws");
  EXPECT_THAT(accounts_read_[0].regions, ElementsAre("ap-northeast-1"));
}

TEST_F(ScanTest, CredentialsThatAWSDoesNotAcceptEndIt) {
  variables["AWS_SECRET_ACCESS_KEY"] = "wrong-secret";
  EXPECT_EQ(run(),
            "error: AWS did not accept the credentials: sts:GetCallerIdentity: "
            "SignatureDoesNotMatch (wrong signature)");
  EXPECT_THAT(log_.str(), IsEmpty());
}

TEST_F(ScanTest, NoRegionEndsIt) {
  variables.erase("AWS_REGION");
  EXPECT_THAT(run(), HasSubstr("error: no region: give --region"));
  request_.regions = {"eu-west-1"};
  EXPECT_EQ(run(), "111111111111");
}

TEST_F(ScanTest, AllRegionsAreThoseOfTheAccount) {
  regions_ = json_reply(
      "<R><regionInfo><item><regionName>eu-west-1</regionName><optInStatus>opt-in-not-required"
      "</optInStatus></item><item><regionName>ap-east-1</regionName><optInStatus>not-opted-in"
      "</optInStatus></item><item><regionName>me-south-1</regionName><optInStatus>opted-in"
      "</optInStatus></item></regionInfo></R>");
  request_.regions = {"all"};
  EXPECT_EQ(run(), "111111111111");
  EXPECT_THAT(accounts_read_[0].regions, ElementsAre("eu-west-1", "me-south-1"));
  variables.erase("AWS_REGION");
  EXPECT_EQ(run(), "111111111111");
}

TEST_F(ScanTest, RegionsThatCannotBeListedMakeTheAccountIncomplete) {
  regions_ = json_reply(
      "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>",
      403);
  request_.regions = {"all"};
  request_.types = {"AWS::Nothing::Collected"};
  EXPECT_EQ(run(), "111111111111 UnauthorizedOperation");
  EXPECT_TRUE(accounts_read_[0].failures[0].denied);
  EXPECT_THAT(accounts_read_[0].incomplete_types, ElementsAre("AWS::Nothing::Collected"));
  EXPECT_THAT(accounts_read_[0].regions, ElementsAre("ap-northeast-1"));
}

TEST_F(ScanTest, AssumesEachRoleAndReportsWhatCannotBeAssumed) {
  request_.role_arns = {"arn:aws:iam::222222222222:role/audit",
                        "arn:aws:iam::999999999999:role/audit"};
  request_.types = {"AWS::Nothing::Collected"};
  EXPECT_EQ(run(), "222222222222, 999999999999 AccessDenied");
  EXPECT_TRUE(accounts_read_[1].failures[0].denied);
  EXPECT_EQ(accounts_read_[1].failures[0].action, "sts:AssumeRole");
  EXPECT_THAT(accounts_read_[1].incomplete_types, ElementsAre("AWS::Nothing::Collected"));
  EXPECT_THAT(log_.str(), HasSubstr("the role arn:aws:iam::999999999999:role/audit could not be "
                                    "assumed: AccessDenied"));
  EXPECT_THAT(log_.str(), Not(HasSubstr("AK-role")));
}

TEST_F(ScanTest, AnAccountIsReadOnce) {
  request_.role_arns = {"arn:aws:iam::222222222222:role/audit", "arn:aws:iam::222222222222:role/b",
                        "arn:aws:iam::333333333333:role/audit"};
  request_.regions = {"eu-west-1", "us-east-1", "eu-west-1"};
  EXPECT_EQ(run(), "222222222222, 333333333333");
  EXPECT_THAT(accounts_read_[0].regions, ElementsAre("eu-west-1", "us-east-1"));
  EXPECT_THAT(log_.str(), HasSubstr("account 222222222222 is read once only; "
                                    "arn:aws:iam::222222222222:role/b is left out\n"));
}

// Trusted Advisor has no regions: a role that may only ask it needs nothing else.
TEST_F(ScanTest, WithoutResourcesNoRegionsAreAskedFor) {
  request_.resources = false;
  request_.regions = {"all"};
  regions_ = json_error("UnauthorizedOperation", "no", 403);
  EXPECT_EQ(run(), "111111111111");
}

TEST_F(ScanTest, GoesThroughTheOrganisation) {
  accounts_ = R"({"Accounts":[{"Id":"111111111111","State":"ACTIVE"},
    {"Id":"222222222222","Status":"ACTIVE"},{"Id":"333333333333","State":"CLOSED",
    "Status":"ACTIVE"},{"Id":"999999999999","State":"ACTIVE"}]})";
  request_.org = true;
  request_.role_name = "audit";
  EXPECT_EQ(run(), "111111111111, 222222222222, 999999999999 AccessDenied");
}

TEST_F(ScanTest, AnOrganisationThatCannotBeListedEndsIt) {
  accounts_ = "no JSON";
  request_.org = true;
  request_.role_name = "audit";
  EXPECT_THAT(run(), HasSubstr("error: the accounts of the organisation cannot be listed: "
                               "organizations:ListAccounts: InvalidAnswer"));
}

TEST_F(ScanTest, TheNumberOfAttemptsIsTheConfigured) {
  variables["AWS_MAX_ATTEMPTS"] = "2";
  variables["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
  EXPECT_THAT(run(), HasSubstr("Transport"));
  EXPECT_EQ(sleeps.size(), 1U);
}

}  // namespace
}  // namespace advisor::aws
