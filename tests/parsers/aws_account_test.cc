#include "parsers/aws_account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/model/dump.h"

namespace advisor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string file(const std::string& account) {
  return R"({"schema": 1, "accounts": [{"account": "123456789012", "partition": "aws", )" +
         account + "}]}";
}

std::string error_of(const std::string& text) {
  const auto read = read_account_file(text);
  return read ? "no error" : read.error().message;
}

LiveAccount only_account(const std::string& account) {
  auto read = read_account_file(file(account));
  if (!read || read->accounts.size() != 1) {
    ADD_FAILURE() << (read ? "not one account" : read.error().message);
    return {};
  }
  return std::move(read->accounts[0]);
}

TEST(AccountFile, GivesResourcesWithoutAPlaceInAFile) {
  const LiveAccount account = only_account(R"("regions": ["ap-northeast-1"], "resources": [
      {"type": "AWS::ECS::Service", "id": "arn:aws:ecs:ap-northeast-1:123456789012:service/main/web",
       "name": "web", "region": "ap-northeast-1", "aliases": ["main/web", ""],
       "console": "https://console.aws.amazon.com/ecs", "more": 1,
       "properties": {"ServiceName": "web", "DesiredCount": 2, "Nothing": null,
                      "Policy": {"$unknown": {"action": "lambda:GetPolicy", "code": "AccessDenied"}},
                      "Hooks": {"$open": [{"A": true}]}, "Tags": {"$unknown": 1, "b": 2},
                      "Token": {"$unknown": {"redacted": true}}}}])");
  EXPECT_THAT(account.regions, ElementsAre("ap-northeast-1"));
  ASSERT_EQ(account.resources.size(), 1U);
  const Resource& service = account.resources[0];
  EXPECT_EQ(service.type, "AWS::ECS::Service");
  EXPECT_EQ(service.name, "web");
  EXPECT_EQ(service.format, "live");
  EXPECT_EQ(service.account, "123456789012");
  EXPECT_EQ(service.console, "https://console.aws.amazon.com/ecs");
  EXPECT_THAT(service.aliases, ElementsAre("main/web", service.id));
  EXPECT_FALSE(service.span.valid());
  EXPECT_EQ(dump(service.properties),
            "map{ServiceName:str\"web\" DesiredCount:int2 "
            "Policy:unknown(not-collected lambda:GetPolicy) Hooks:list[map{A:true}...] "
            "Tags:map{$unknown:int1 b:int2} Token:unknown(redacted)}");
  const Value* policy = service.properties.find("Policy");
  EXPECT_EQ(policy->as_unknown()->cause, Unknown::Cause::kNotCollected);
  EXPECT_EQ(policy->as_unknown()->text, "lambda:GetPolicy: AccessDenied");
  EXPECT_FALSE(service.properties.find("ServiceName")->span().valid());
}

TEST(AccountFile, OnlyPlainAddressesAreConsoleLinks) {
  for (const char* console : {"javascript:alert(1)", "http://x.example", "https://x y",
                              "https://<b>", "https://x\\u0007", ""})
    EXPECT_EQ(only_account(std::string(R"("resources": [{"type": "T", "id": "x", "console": ")") +
                           console + "\"}]")
                  .resources.at(0)
                  .console,
              "")
        << console;
}

TEST(AccountFile, OutputsExportsAndParametersAreNamedValues) {
  const LiveAccount account = only_account(R"("values": [
      {"kind": "stackOutput", "stack": "net", "name": "Queue", "value": "jobs"},
      {"kind": "stackExport", "name": "net-queue", "value": "jobs"},
      {"kind": "from a later release", "name": "x", "value": "y"},
      {"kind": "parameter", "name": "/app/queue", "value": "arn:aws:sqs:r:1:jobs"}])");
  ASSERT_EQ(account.values.size(), 3U);
  EXPECT_EQ(account.values[0].kind, Link::Kind::kStackOutput);
  EXPECT_EQ(account.values[0].scope, "net");
  EXPECT_EQ(account.values[0].name, "Queue");
  EXPECT_EQ(dump(account.values[0].value), "str\"jobs\"");
  EXPECT_EQ(account.values[1].kind, Link::Kind::kStackExport);
  EXPECT_EQ(account.values[1].name, "net-queue");
  EXPECT_EQ(account.values[2].kind, Link::Kind::kSsmParameter);
  EXPECT_EQ(dump(account.values[2].value), "str\"arn:aws:sqs:r:1:jobs\"");
}

TEST(AccountFile, EachFailureIsOneErrorThatNamesThePermission) {
  LiveAccounts live;
  live.accounts.push_back(only_account(R"("failures": [
      {"action": "lambda:GetPolicy", "region": "ap-northeast-1", "code": "AccessDeniedException",
       "message": "User is not authorized", "denied": true, "count": 12},
      {"action": "rds:DescribeDBInstances", "code": "Transport"}])"));
  const Diagnostics diagnostics = failure_diagnostics(live);
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[0].level, Diagnostic::Level::kError);
  EXPECT_EQ(diagnostics[0].message,
            "lambda:GetPolicy was denied in ap-northeast-1 (account 123456789012, 12 calls): "
            "AccessDeniedException: User is not authorized");
  EXPECT_THAT(diagnostics[0].hint, HasSubstr("allow lambda:GetPolicy"));
  EXPECT_EQ(diagnostics[1].level, Diagnostic::Level::kError);
  EXPECT_EQ(diagnostics[1].message,
            "rds:DescribeDBInstances failed (account 123456789012): Transport");
  EXPECT_EQ(diagnostics[1].hint, "");
}

TEST(AccountFile, ReadsTrustedAdvisor) {
  const LiveAccount account = only_account(R"("trustedAdvisor": {"status": "ok", "checks": [
      {"id": "Pfx0RwqBli", "category": "security", "name": "n", "status": "warning",
       "recommendedAction": "do", "flagged": 3, "excluded": true,
       "resources": [{"id": "x", "region": "r", "status": "error",
                      "cells": [["Bucket", "b"], ["Empty", null]]}]}]})");
  EXPECT_EQ(account.trusted_advisor.status, "ok");
  ASSERT_EQ(account.trusted_advisor.checks.size(), 1U);
  const TrustedAdvisorCheck& check = account.trusted_advisor.checks[0];
  EXPECT_EQ(check.flagged, 3);
  EXPECT_TRUE(check.excluded);
  ASSERT_EQ(check.resources.size(), 1U);
  EXPECT_THAT(check.resources[0].cells,
              ElementsAre(std::pair("Bucket", "b"), std::pair("Empty", "")));
}

TEST(AccountFile, WhatIsWrongIsSaid) {
  const std::string resource = R"({"type": "AWS::SQS::Queue", "id": "arn:aws:sqs:r:1:q"})";
  const std::pair<std::string, const char*> cases[] = {
      {"", "expected a JSON value"},
      {"[]", "the account file is not an object"},
      {R"({"accounts": []})", "its schema is not 1"},
      {R"({"schema": 2, "accounts": []})", "its schema is not 1"},
      {R"({"schema": 1})", "it has no 'accounts'"},
      {R"({"schema": 1, "accounts": {}})", "'accounts' of the account file is not a list"},
      {R"({"schema": 1, "accounts": [7]})", "an account is not an object"},
      {R"({"schema": 1, "accounts": [{}]})", "an account has no 'account'"},
      {file(R"("regions": [1])"), "'regions' of an account is not a list of strings"},
      {file(R"("resources": [3])"), "a resource is not an object"},
      {file(R"("resources": [{"id": "x"}])"), "a resource has no 'type'"},
      {file(R"("resources": [{"type": "T", "id": ""}])"), "'id' of a resource is empty"},
      {file(R"("resources": [{"type": "T", "id": "x", "properties": []}])"),
       "'properties' of a resource is not an object"},
      {file(R"("resources": [{"type": "T", "id": "x", "properties": {"$unknown": {}}}])"),
       "'properties' of a resource is not an object with the names of properties"},
      {file(R"("resources": [)" + resource + "," + resource + "]"),
       "the resource arn:aws:sqs:r:1:q is there twice"},
      {file(R"("failures": [{}])"), "a failure has no 'action'"},
      {file(R"("failures": [{"action": "a", "count": "many"}])"),
       "'count' of a failure is not a number"},
      {file(R"("failures": [{"action": "a", "denied": 1}])"),
       "'denied' of a failure is not true or false"},
      {file(R"("trustedAdvisor": {"status": "ok", "checks": [{"id": "a", "status": "ok"},
                                                             {"id": "a", "status": "ok"}]})"),
       "the check a is there twice"},
      {file(R"("trustedAdvisor": {"status": "ok", "checks": [{"id": "a", "status": "ok",
            "resources": [{"cells": [["only"]]}]}]})"),
       "'cells' of an affected resource is not a list of pairs"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_THAT(error_of(text), HasSubstr(expected)) << text;
}

TEST(AccountFile, DepthIsBounded) {
  const std::string deep = file(R"("resources": [{"type": "T", "id": "x", "properties": {"a": )" +
                                std::string(100'000, '[') + std::string(100'000, ']') + "}}]");
  EXPECT_THAT(error_of(deep), HasSubstr("deep"));
}

TEST(AccountFile, ACutOffFileIsNone) {
  const std::string whole = file(R"("resources": [{"type": "T", "id": "x"}])");
  ASSERT_EQ(error_of(whole), "no error");
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_NE(error_of(whole.substr(0, length)), "no error") << length;
}

}  // namespace
}  // namespace advisor
