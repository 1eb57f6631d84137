#include "src/aws/account_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/aws/shape.h"
#include "tests/aws/fake_api.h"

namespace advisor::aws {
namespace {

std::string written(const std::vector<Account>& accounts) {
  std::ostringstream out;
  write_account_file(out, accounts);
  return out.str();
}

TEST(AccountFile, SaysAllThatIsKnown) {
  Account account;
  account.id = "123456789012";
  account.partition = "aws";
  account.identity = "arn:aws:sts::123456789012:assumed-role/audit/me";
  account.regions = {"ap-northeast-1"};
  Value open = Value::list({Value::integer(1)});
  open.set_open(true);
  Value properties = map_of({{"Text", text("x")},
                             {"Number", Value::number(0.5)},
                             {"Flag", Value::boolean(true)},
                             {"Open", std::move(open)},
                             {"Denied", not_collected("lambda:GetPolicy", "AccessDenied")},
                             {"Secret", redacted()}});
  account.resources.push_back({"AWS::X::Y",
                               "arn:y",
                               "y",
                               "ap-northeast-1",
                               {"arn:y", "y"},
                               "https://console",
                               std::move(properties)});
  account.failures.push_back({"lambda:GetPolicy", "ap-northeast-1", "AccessDenied", "no", true, 3});
  account.incomplete_types = {"AWS::Lambda::Permission"};
  EXPECT_EQ(Json::parse(written({account})), Json::parse(R"({"schema": 1, "accounts": [{
    "account": "123456789012", "partition": "aws",
    "identity": "arn:aws:sts::123456789012:assumed-role/audit/me", "regions": ["ap-northeast-1"],
    "resources": [{"type": "AWS::X::Y", "id": "arn:y", "name": "y", "region": "ap-northeast-1",
      "aliases": ["arn:y", "y"], "console": "https://console", "properties": {"Text": "x",
      "Number": 0.5, "Flag": true, "Open": {"$open": [1]},
      "Denied": {"$unknown": {"action": "lambda:GetPolicy", "code": "AccessDenied"}},
      "Secret": {"$unknown": {"redacted": true}}}}],
    "values": [],
    "failures": [{"action": "lambda:GetPolicy", "region": "ap-northeast-1", "code": "AccessDenied",
      "message": "no", "denied": true, "count": 3}],
    "incompleteTypes": ["AWS::Lambda::Permission"]}]})"));
}

TEST(AccountFile, NoAccountsAndSeveral) {
  EXPECT_EQ(Json::parse(written({})), Json::parse(R"({"schema": 1, "accounts": []})"));
  Account one;
  one.id = "1";
  Account two;
  two.id = "2";
  two.trusted_advisor = map_of({{"status", text("off")}});
  const Json file = Json::parse(written({one, two}));
  EXPECT_FALSE(file["accounts"][0].contains("trustedAdvisor"));
  EXPECT_EQ(file["accounts"][1]["trustedAdvisor"]["status"], "off");
}

TEST(AccountFile, BytesThatAreNoTextDoNotBreakIt) {
  Account account;
  account.resources.push_back({"T", "id", "a\xFF\"\n", "", {}, "", Value::map()});
  EXPECT_EQ(Json::parse(written({account}))["accounts"][0]["resources"][0]["name"],
            "a\xEF\xBF\xBD\"\n");
}

}  // namespace
}  // namespace advisor::aws
