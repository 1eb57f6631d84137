#include "parsers/live_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "parsers/cross_links.h"

namespace advisor {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kTokyo = "ap-northeast-1";

Value properties(const std::vector<std::pair<std::string, std::string>>& entries) {
  Value out = Value::map();
  for (const auto& [key, text] : entries)
    out.set(key, Value::string(text));
  return out;
}

Resource in_file(std::string type, std::string id, Value values) {
  Resource out;
  out.type = std::move(type);
  out.id = "file#" + id;
  out.format = "cloudformation";
  out.properties = std::move(values);
  return out;
}

Resource deployed(std::string type, std::string id, Value values, std::string region = kTokyo) {
  Resource out;
  out.type = std::move(type);
  out.id = id;
  out.format = "live";
  out.region = std::move(region);
  out.account = "123456789012";
  out.aliases = {std::move(id)};
  out.properties = std::move(values);
  return out;
}

LiveAccounts account(std::vector<Resource> resources) {
  LiveAccounts live;
  live.accounts.emplace_back();
  live.accounts[0].id = "123456789012";
  live.accounts[0].resources = std::move(resources);
  return live;
}

struct Joined {
  Inventory inventory;
  LiveJoin join;
  std::vector<std::string> live;  // ids of those that stay
};

Joined join(std::vector<Resource> files, LiveAccounts live) {
  Joined out;
  out.inventory.resources = std::move(files);
  out.join = join_live(live, out.inventory);
  for (const Resource& resource : out.inventory.resources)
    if (resource.format == "live")
      out.live.push_back(resource.id);
  return out;
}

constexpr const char* kFunction = "AWS::Lambda::Function";
constexpr const char* kFunctionArn = "arn:aws:lambda:ap-northeast-1:123456789012:function:hello";

TEST(LiveJoin, TheFileVersionOfANameIsTheOneToCome) {
  const Joined joined =
      join({in_file(kFunction, "F", properties({{"FunctionName", "hello"}}))},
           account({deployed(kFunction, kFunctionArn, properties({{"FunctionName", "hello"}})),
                    deployed(kFunction, "arn:other", properties({{"FunctionName", "other"}}))}));
  EXPECT_THAT(joined.live, ElementsAre("arn:other"));
  EXPECT_EQ(joined.join.replaced, 1U);
  EXPECT_THAT(joined.inventory.resources[0].aliases, ElementsAre(kFunctionArn));
}

TEST(LiveJoin, AnArnThatTheFileKnowsIsEnough) {
  Resource planned = in_file("AWS::IoT::Thing", "thing", Value::map());
  planned.aliases = {"arn:aws:iot:thing"};
  EXPECT_THAT(
      join({planned}, account({deployed("AWS::IoT::Thing", "arn:aws:iot:thing", Value::map())}))
          .live,
      IsEmpty());
}

TEST(LiveJoin, AnotherRegionOrAccountIsAnotherResource) {
  const Value hello = properties({{"FunctionName", "hello"}});
  Resource here = in_file(kFunction, "F", hello);
  here.region = "us-east-1";
  EXPECT_THAT(join({here}, account({deployed(kFunction, kFunctionArn, hello)})).live,
              ElementsAre(kFunctionArn));
  here.region = kTokyo;
  EXPECT_THAT(join({here}, account({deployed(kFunction, kFunctionArn, hello)})).live, IsEmpty());
  here.account = "999999999999";
  EXPECT_THAT(join({here}, account({deployed(kFunction, kFunctionArn, hello)})).live,
              ElementsAre(kFunctionArn));
}

TEST(LiveJoin, WhichOfTwoRegionsIsNotGuessed) {
  const Value hello = properties({{"FunctionName", "hello"}});
  const Joined joined = join({in_file(kFunction, "F", hello)},
                             account({deployed(kFunction, "arn:a", hello),
                                      deployed(kFunction, "arn:b", hello, "eu-west-1")}));
  EXPECT_THAT(joined.live, ElementsAre("arn:a", "arn:b"));
}

TEST(LiveJoin, AllRevisionsOfATaskDefinitionAreTheFilesOne) {
  const Value web = properties({{"Family", "web"}});
  const Joined joined = join({in_file("AWS::ECS::TaskDefinition", "T", web)},
                             account({deployed("AWS::ECS::TaskDefinition", "arn:web:11", web),
                                      deployed("AWS::ECS::TaskDefinition", "arn:web:12", web)}));
  EXPECT_THAT(joined.live, IsEmpty());
  EXPECT_THAT(joined.inventory.resources[0].aliases, ElementsAre("arn:web:11", "arn:web:12"));
}

TEST(LiveJoin, ANameOfTwoFilesGivesItsArnToNeither) {
  const Value hello = properties({{"FunctionName", "hello"}});
  const Joined joined = join({in_file(kFunction, "A", hello), in_file(kFunction, "B", hello)},
                             account({deployed(kFunction, kFunctionArn, hello)}));
  EXPECT_THAT(joined.live, IsEmpty());
  EXPECT_THAT(joined.inventory.resources[0].aliases, IsEmpty());
  EXPECT_THAT(joined.inventory.resources[1].aliases, IsEmpty());
}

TEST(LiveJoin, AServiceIsNamedByItsCluster) {
  const Resource live =
      deployed("AWS::ECS::Service", "arn:aws:ecs:ap-northeast-1:123456789012:service/main/web",
               properties({{"ServiceName", "web"},
                           {"Cluster", "arn:aws:ecs:ap-northeast-1:123456789012:cluster/main"}}));
  const auto kept = [&](const Value& values) {
    return join({in_file("AWS::ECS::Service", "S", values)}, account({live})).live.size();
  };
  EXPECT_EQ(kept(properties({{"ServiceName", "web"}, {"Cluster", "main"}})), 0U);
  EXPECT_EQ(kept(properties({{"ServiceName", "web"}, {"Cluster", "other"}})), 1U);
  EXPECT_EQ(kept(properties({{"ServiceName", "web"}})), 1U);  // the cluster "default"
  Value open = properties({{"ServiceName", "web"}});
  open.set("Cluster", Value::unknown(Unknown()));
  EXPECT_EQ(kept(open), 1U);
}

// The listener of a template refers to its load balancer, which the account knows by name.
TEST(LiveJoin, AReferenceWithinTheFilesIsFollowedIntoTheAccount) {
  const std::string arn = "arn:aws:elasticloadbalancing:r:1:loadbalancer/app/web/1";
  Value listener = Value::map();
  Unknown reference;
  reference.links.push_back({Link::Kind::kResource, "", "file#LB", ""});
  listener.set("LoadBalancerArn", Value::unknown(reference));
  listener.set("Port", Value::integer(80));
  Value live_listener = properties({{"LoadBalancerArn", arn}});
  live_listener.set("Port", Value::integer(80));
  const char* balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
  const char* type = "AWS::ElasticLoadBalancingV2::Listener";
  const auto joined = [&](const std::string& name) {
    return join({in_file(type, "L", listener),
                 in_file(balancer, "LB", properties({{"Name", name}}))},
                account({deployed(type, "arn:listener", live_listener),
                         deployed(balancer, arn, properties({{"Name", "web"}}))}))
        .live;
  };
  EXPECT_THAT(joined("web"), IsEmpty());
  EXPECT_THAT(joined("new"), ElementsAre("arn:listener", arn));
}

// Two mappings of one queue, to the function and to its alias: which of them the file means is not
// certain, and the other must not be lost.
TEST(LiveJoin, MappingsOfTwoQualifiersAreBothKept) {
  const auto mapping = [](const std::string& function) {
    return properties({{"FunctionName", function}, {"EventSourceArn", "arn:aws:sqs:r:1:jobs"}});
  };
  const char* type = "AWS::Lambda::EventSourceMapping";
  const std::string arn = kFunctionArn;
  EXPECT_THAT(join({in_file(type, "M", mapping("hello:live"))},
                   account({deployed(type, "arn:m1", mapping(arn)),
                            deployed(type, "arn:m2", mapping(arn + ":live"))}))
                  .live,
              ElementsAre("arn:m1", "arn:m2"));
  EXPECT_THAT(join({in_file(type, "M", mapping("hello:live"))},
                   account({deployed(type, "arn:m2", mapping(arn + ":live"))}))
                  .live,
              IsEmpty());
}

TEST(LiveJoin, WhatAFileLeavesUnnamedMakesItsTypeUnsure) {
  const Joined joined = join({in_file(kFunction, "F", Value::map()),
                              in_file("AWS::SQS::Queue", "Q", properties({{"QueueName", "q"}}))},
                             account({deployed(kFunction, kFunctionArn, Value::map()),
                                      deployed("AWS::SQS::Queue", "arn:q", Value::map())}));
  EXPECT_THAT(joined.join.unsure_types, ElementsAre(kFunction));
}

TEST(LiveJoin, ValuesOfFilesWinAndIncompleteTypesAreKept) {
  LiveAccounts live = account({});
  live.accounts[0].incomplete_types = {"AWS::Lambda::Alias"};
  live.accounts[0].values = {{Link::Kind::kStackOutput, "Queue", Value::string("live")},
                             {Link::Kind::kStackOutput, "Topic", Value::string("live")}};
  Inventory files;
  files.values = {{Link::Kind::kStackOutput, "Queue", Value::string("file")}};
  live.accounts[0].values.push_back({Link::Kind::kSsmParameter, "/own", Value::string("live")});
  files.resources = {in_file("AWS::SSM::Parameter", "P", properties({{"Name", "/own"}}))};
  join_live(live, files);
  ASSERT_EQ(files.values.size(), 2U);
  EXPECT_EQ(*files.values[0].value.as_string(), "file");
  EXPECT_EQ(files.values[1].name, "Topic");
  EXPECT_THAT(files.partial_types, ElementsAre("AWS::Lambda::Alias"));
}

Value fetched(Link link) {
  Unknown unknown;
  unknown.links = {std::move(link)};
  return Value::unknown(std::move(unknown));
}

// The output of the stack that is named, not of another that has one of the same key.
TEST(LiveJoin, OutputsGoByTheNameOfTheStack) {
  Inventory inventory;
  Value wanted = Value::map();
  wanted.set("Net", fetched({Link::Kind::kStackOutput, "net", "Queue", ""}));
  wanted.set("App", fetched({Link::Kind::kStackOutput, "app", "Queue", ""}));
  wanted.set("None", fetched({Link::Kind::kStackOutput, "none", "Queue", ""}));
  wanted.set("File", fetched({Link::Kind::kStackOutput, "none", "Topic", ""}));
  inventory.resources = {in_file("T", "t", std::move(wanted))};
  inventory.values = {{Link::Kind::kStackOutput, "Queue", Value::string("of-net"), "net"},
                      {Link::Kind::kStackOutput, "Queue", Value::string("of-app"), "app"},
                      {Link::Kind::kStackOutput, "Topic", Value::string("of-file")}};
  link_across(inventory);
  const Value& linked = inventory.resources[0].properties;
  EXPECT_EQ(*linked.find("Net")->as_string(), "of-net");
  EXPECT_EQ(*linked.find("App")->as_string(), "of-app");
  EXPECT_TRUE(linked.find("None")->is_unknown());
  EXPECT_EQ(*linked.find("File")->as_string(), "of-file") << "a template does not know its stack";
}

TEST(LiveJoin, FetchedNamesAreThoseOfLinks) {
  Inventory inventory;
  EXPECT_FALSE(fetched_names(inventory).stacks);
  Value wanted = Value::map();
  wanted.set("A", Value::list({fetched({Link::Kind::kSsmParameter, "", "/a", ""})}));
  wanted.set("B", fetched({Link::Kind::kSecret, "", "secret", ""}));
  inventory.resources = {in_file("T", "t", wanted)};
  EXPECT_FALSE(fetched_names(inventory).stacks);
  EXPECT_THAT(fetched_names(inventory).parameters, ElementsAre("/a"));
  wanted.set("C", fetched({Link::Kind::kStackExport, "", "x", ""}));
  inventory.resources = {in_file("T", "t", wanted)};
  EXPECT_TRUE(fetched_names(inventory).stacks);
}

}  // namespace
}  // namespace advisor
