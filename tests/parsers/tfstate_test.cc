#include "parsers/tfstate.h"

#include <gtest/gtest.h>

#include <string>

#include "parsers/json.h"
#include "src/model/dump.h"

namespace advisor {
namespace {

constexpr const char* kState = R"({
  "version": 4,
  "outputs": {
    "subnets": {"value": ["subnet-1", "subnet-2"], "type": ["list", "string"]},
    "password": {"value": "secret", "sensitive": true}
  },
  "resources": [
    {"mode": "managed", "type": "aws_lb", "name": "main",
     "instances": [{"attributes": {"arn": "arn:lb", "tags": {"a.b": "x"}, "ports": [80, 443]}}]},
    {"mode": "managed", "type": "aws_subnet", "name": "s",
     "instances": [{"index_key": 0, "attributes": {"id": "s-0"}},
                   {"index_key": 1, "attributes": {"id": "s-1"}}]},
    {"module": "module.app[\"dev\"]", "mode": "managed", "type": "aws_iam_role", "name": "r",
     "instances": [{"index_key": "k", "attributes": {"arn": "arn:role"}}]},
    {"mode": "data", "type": "aws_vpc", "name": "v", "instances": [{"attributes": {"id": "vpc"}}]},
    {"mode": "managed", "type": "aws_db_instance", "name": "d",
     "instances": [{"attributes": {"password": "p", "port": 3306,
                                   "nested": [{"token": "t", "name": "n"}]},
       "sensitive_attributes": [[{"type": "get_attr", "value": "password"}],
         [{"type": "get_attr", "value": "nested"},
          {"type": "index", "value": {"value": 0, "type": "number"}},
          {"type": "get_attr", "value": "token"}]]}]}
  ]
})";

std::string look_up(const char* address) {
  const Parsed state = parse_json(kState, 1);
  EXPECT_TRUE(state.ok);
  const Value* found = lookup_tfstate(state.root, address);
  if (found != nullptr)
    return dump(*found);
  return is_sensitive_in_tfstate(state.root, address) ? "sensitive" : "-";
}

TEST(Tfstate, FindsValuesByAddress) {
  struct Case {
    const char* address;
    const char* expected;
  };
  const Case cases[] = {
      {"output.subnets", "list[str\"subnet-1\" str\"subnet-2\"]"},
      {"output.subnets[-1]", "str\"subnet-2\""},
      {"output.subnets[2]", "-"},
      {"output.password", "sensitive"},
      {"outputs.subnets.value", "-"},
      {"aws_lb.main.arn", "str\"arn:lb\""},
      {"aws_lb.main.ports[1]", "int443"},
      {"aws_lb.main.tags[\"a.b\"]", "str\"x\""},
      {"aws_lb.main.tags['a.b']", "str\"x\""},
      {"aws_lb.main.tags.[\"a.b\"]", "str\"x\""},
      {"aws_lb.main.nothing", "-"},
      {"aws_lb.other.arn", "-"},
      {"data.aws_lb.main.arn", "-"},
      {"aws_subnet.s[1].id", "str\"s-1\""},
      {"aws_subnet.s[2].id", "-"},
      {"aws_subnet.s.id", "-"},  // a list of instances is not one node of the state
      {"module.app[\"dev\"].aws_iam_role.r[\"k\"].arn", "str\"arn:role\""},
      {"module.app['dev'].aws_iam_role.r['k'].arn", "str\"arn:role\""},
      {"module.app['prod'].aws_iam_role.r['k'].arn", "-"},
      {"aws_iam_role.r['k'].arn", "-"},
      {"data.aws_vpc.v.id", "str\"vpc\""},
      {"aws_vpc.v.id", "-"},
      {"aws_db_instance.d.port", "int3306"},
      {"aws_db_instance.d.password", "sensitive"},
      {"aws_db_instance.d.nested[0].name", "str\"n\""},
      {"aws_db_instance.d.nested[0].token", "sensitive"},
      {"aws_db_instance.d.nested", "sensitive"},
      {"aws_db_instance.d", "sensitive"},
      {"", "-"},
      {"aws_lb", "-"},
      {"aws_lb.main[", "-"},
      {"aws_lb..main", "-"},
      {"aws_lb.main | keys", "-"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(look_up(c.address), c.expected) << c.address;
}

TEST(Tfstate, BackendPointerNeverAnswers) {
  const Parsed state = parse_json(R"({"version": 3, "backend": {"type": "s3"}})", 1);
  EXPECT_EQ(lookup_tfstate(state.root, "aws_lb.main.arn"), nullptr);
  EXPECT_FALSE(is_sensitive_in_tfstate(state.root, "aws_lb.main.arn"));
}

TEST(Tfstate, SplitsAddresses) {
  struct Case {
    const char* address;
    const char* expected;
  };
  const Case cases[] = {
      {"module.m.aws_lb.x[0].arn", "module.m.aws_lb.x[0] aws_lb arn"},
      {"aws_lb.x['a'].tags['b']", "aws_lb.x[\"a\"] aws_lb tags[\"b\"]"},
      {"data.aws_vpc.v.ids[0]", "data.aws_vpc.v aws_vpc ids[0] data"},
      {"output.a.b", "output.a output b"},
      {"aws_lb.x", "aws_lb.x aws_lb "},
      {"data.terraform_remote_state.s.outputs.y",
       "data.terraform_remote_state.s terraform_remote_state outputs.y data"},
      {"module.m.output", "-"},
      {"x", "-"},
      {"a b.c", "-"},
  };
  for (const Case& c : cases) {
    const auto parts = parse_terraform_address(c.address);
    EXPECT_EQ(parts ? parts->resource + " " + parts->type + " " + parts->attribute +
                          (parts->data ? " data" : "")
                    : "-",
              c.expected)
        << c.address;
  }
}

}  // namespace
}  // namespace advisor
