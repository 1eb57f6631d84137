#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/aws/endpoints.h"
#include "src/aws/ini.h"
#include "src/aws/shared_config.h"
#include "tests/aws/test_machine.h"

namespace advisor::aws {
namespace {

using testing::HasSubstr;

// --- INI ----------------------------------------------------------------------------------------

TEST(Ini, ReadsSectionsAndNestedSettings) {
  const Result<IniFile> file = parse_ini(
      "# comment\n; another\n\n[default]\r\nRegion = eu-west-1\r\nkey=a # no comment\nempty =\n"
      "[profile \"a  b\"]\ns3 =\n    endpoint_url = http://x\n  # comment\n    Other=1\n"
      "after = 2\n  more = 3\n[default]\nregion = us-east-1\n");
  ASSERT_TRUE(file.ok());
  const IniSection& section = file->at("default");
  EXPECT_EQ(*section.find("region"), "us-east-1");
  EXPECT_EQ(*section.find("key"), "a # no comment");
  EXPECT_EQ(section.find("empty"), nullptr);
  EXPECT_EQ(section.find("none"), nullptr);
  const IniSection& quoted = file->at("profile a b");
  EXPECT_EQ(quoted.nested.at("s3").at("endpoint_url"), "http://x");
  EXPECT_EQ(quoted.nested.at("s3").at("other"), "1");
  EXPECT_EQ(*quoted.find("after"), "2\nmore = 3");
}

TEST(Ini, NamesTheLineThatIsWrong) {
  EXPECT_EQ(parse_ini("a = 1\n").error().message, "line 1 is neither a section nor a setting");
  EXPECT_EQ(parse_ini("[a]\nsecret\n").error().message,
            "line 2 is neither a section nor a setting");
  EXPECT_EQ(parse_ini("[a\n").error().message, "line 1 is neither a section nor a setting");
  EXPECT_EQ(parse_ini("[a]\n  b = c\n").error().message,
            "line 2 is neither a section nor a setting");
}

// --- Regions and endpoints ----------------------------------------------------------------------

class EndpointsTest : public testing::Test, protected TestMachine {
 protected:
  void config(const std::string& text) { set_files({{"/home/me/.aws/config", text}}); }

  // "URL, signed for REGION", or the error.
  std::string find(const char* service, const std::string& region = "") {
    config_.emplace(*SharedConfig::load(machine, ""));
    const Endpoints endpoints(machine, *config_);
    const Result<Endpoint> found = endpoints.find(*find_service(service), region);
    if (!found)
      return "error: " + found.error().message;
    return found->scheme + "://" + found->authority + found->path + ", signed for " + found->region;
  }

  std::optional<SharedConfig> config_;
};

TEST_F(EndpointsTest, FollowsThePartitionOfTheRegion) {
  EXPECT_EQ(find("ecs", "ap-northeast-1"),
            "https://ecs.ap-northeast-1.amazonaws.com, signed for ap-northeast-1");
  EXPECT_EQ(find("cloudwatch", "cn-north-1"),
            "https://monitoring.cn-north-1.amazonaws.com.cn, signed for cn-north-1");
  EXPECT_EQ(find("sts", "us-gov-east-1"),
            "https://sts.us-gov-east-1.amazonaws.com, signed for us-gov-east-1");
  EXPECT_EQ(find("s3", "us-isob-east-1"),
            "https://s3.us-isob-east-1.sc2s.sgov.gov, signed for us-isob-east-1");
  EXPECT_EQ(find("rds", "xx-new-9"), "https://rds.xx-new-9.amazonaws.com, signed for xx-new-9");
}

TEST_F(EndpointsTest, SomeServicesHaveOneRegionInEachPartition) {
  EXPECT_EQ(find("support", "ap-northeast-1"),
            "https://support.us-east-1.amazonaws.com, signed for us-east-1");
  EXPECT_EQ(find("organizations", "eu-west-1"),
            "https://organizations.us-east-1.amazonaws.com, signed for us-east-1");
  EXPECT_EQ(find("support", "cn-northwest-1"),
            "https://support.cn-north-1.amazonaws.com.cn, signed for cn-north-1");
  EXPECT_EQ(find("organizations", "cn-north-1"),
            "https://organizations.cn-northwest-1.amazonaws.com.cn, signed for cn-northwest-1");
  EXPECT_EQ(find("route53", "ap-northeast-1"),
            "https://route53.amazonaws.com, signed for us-east-1");
  EXPECT_EQ(find("route53", "cn-north-1"),
            "https://route53.amazonaws.com.cn, signed for cn-northwest-1");
  EXPECT_EQ(find("route53", "us-gov-east-1"),
            "https://route53.us-gov.amazonaws.com, signed for us-gov-west-1");
  EXPECT_EQ(find("support", "eusc-de-east-1"), "error: the partition has no support");
  EXPECT_EQ(find("support", "us-gov-east-1"),
            "https://support.us-gov-west-1.amazonaws.com, signed for us-gov-west-1");
}

TEST_F(EndpointsTest, TakesTheRegionFromVariablesThenTheProfile) {
  EXPECT_EQ(find("ecs"), "error: no region: give --region, or set AWS_REGION");
  config("[default]\nregion = eu-west-1\n");
  EXPECT_THAT(find("ecs"), HasSubstr("signed for eu-west-1"));
  variables["AWS_DEFAULT_REGION"] = "eu-west-2";
  EXPECT_THAT(find("ecs"), HasSubstr("signed for eu-west-2"));
  variables["AWS_REGION"] = "eu-west-3";
  EXPECT_THAT(find("ecs"), HasSubstr("signed for eu-west-3"));
  EXPECT_THAT(find("ecs", "eu-north-1"), HasSubstr("signed for eu-north-1"));
}

TEST_F(EndpointsTest, RefusesWhatIsNoRegion) {
  for (const char* wrong : {"evil.example/", "a b", "US-EAST-1", "us-east-1:80", "-x", "x@y"})
    EXPECT_THAT(find("ecs", wrong), HasSubstr("error: this is no name of a region")) << wrong;
}

TEST_F(EndpointsTest, ConfiguredAddressesGoByTheServicesVariable) {
  const std::string services =
      "[default]\nregion = eu-west-1\nservices = s\nendpoint_url = "
      "https://profile\n[services s]\nelastic_load_balancing_v2 =\n"
      "  endpoint_url = https://service/\n";
  config(services);
  EXPECT_EQ(find("elasticloadbalancing"), "https://service, signed for eu-west-1");
  EXPECT_EQ(find("ecs"), "https://profile, signed for eu-west-1");
  variables["AWS_ENDPOINT_URL"] = "http://127.0.0.1:5000/prefix/";
  EXPECT_EQ(find("elasticloadbalancing"), "http://127.0.0.1:5000/prefix, signed for eu-west-1");
  variables["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = "http://[::1]:1";
  EXPECT_EQ(find("logs"), "http://[::1]:1, signed for eu-west-1");
  variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(find("logs"), "https://logs.eu-west-1.amazonaws.com, signed for eu-west-1");
}

TEST_F(EndpointsTest, WarnsOnceOfAnAddressWithoutTls) {
  variables["AWS_REGION"] = "eu-west-1";
  variables["AWS_ENDPOINT_URL"] = "http://127.0.0.1:5000";
  find("ecs");
  EXPECT_TRUE(warnings.empty());
  variables["AWS_ENDPOINT_URL"] = "http://proxy.example:8080";
  config_.emplace(*SharedConfig::load(machine, ""));
  const Endpoints endpoints(machine, *config_);
  for (const char* service : {"ecs", "sqs"})
    EXPECT_TRUE(endpoints.find(*find_service(service), ""));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0],
              HasSubstr("of ecs is http: session tokens and answers travel unencrypted"));
}

TEST_F(EndpointsTest, RefusesAddressesThatCannotBeUsed) {
  variables["AWS_REGION"] = "eu-west-1";
  for (const char* wrong :
       {"127.0.0.1:5000", "ftp://x", "http://", "http://a/?b", "http://a/#b", "http://a b/"}) {
    variables["AWS_ENDPOINT_URL"] = wrong;
    EXPECT_THAT(find("ecs"), HasSubstr("error: the configured address of ecs")) << wrong;
  }
  variables["AWS_ENDPOINT_URL"] = "https://user:password@host";
  EXPECT_THAT(find("ecs"), testing::Not(HasSubstr("password@")));
}

TEST_F(EndpointsTest, FIPS) {
  variables["AWS_USE_FIPS_ENDPOINT"] = "true";
  EXPECT_EQ(find("ecs", "us-east-1"),
            "https://ecs-fips.us-east-1.amazonaws.com, signed for us-east-1");
}

}  // namespace
}  // namespace advisor::aws
