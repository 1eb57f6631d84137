// Plans and states of Terraform as the reader reads them.

#include "parsers/terraform.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "parsers/terraform_address.h"
#include "src/model/dump.h"
#include "tests/parsers/read_tree.h"

namespace advisor {
namespace {

// A plan around these resource changes and this root module of its configuration.
std::string plan(const std::string& changes, const std::string& root_module = "{}",
                 const std::string& more = "") {
  return R"({"format_version": "1.2", "terraform_version": "1.11.4", )" + more +
         R"("resource_changes": [)" + changes +
         R"(], "configuration": {"provider_config": {"aws": )" +
         R"({"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}}, )" +
         R"("root_module": )" + root_module + "}}";
}

std::string change(const std::string& address, const std::string& type, const std::string& after,
                   const std::string& unknown = "{}",
                   const std::string& actions = R"(["create"])") {
  std::string escaped;
  for (const char c : address)
    escaped += c == '"' ? "\\\"" : std::string(1, c);
  const std::size_t dot = address.find(type) + type.size() + 1;
  const std::string name = address.substr(dot, address.find('[', dot) - dot);
  return fmt::format(
      R"({{"address": "{}", "mode": "managed", "type": "{}", "name": "{}", )"
      R"("provider_name": "registry.terraform.io/hashicorp/aws", "change": {{"actions": {}, )"
      R"("before": null, "after": {}, "after_unknown": {}, "after_sensitive": {{}}}}}})",
      escaped, type, name, actions, after, unknown);
}

std::string block(const std::string& type, const std::string& name, const std::string& expressions,
                  const std::string& more = "") {
  return fmt::format(R"({{"address": "{0}.{1}", "mode": "managed", "type": "{0}", "name": "{1}", )"
                     R"("provider_config_key": "aws", "expressions": {2}{3}}})",
                     type, name, expressions, more);
}

std::string property(const ReadTree& tree, const std::string& id, const std::string& name) {
  const Resource* resource = tree.resource(id);
  const Value* value = resource == nullptr ? nullptr : resource->properties.find(name);
  return value == nullptr ? "(absent)" : dump(*value);
}

// The one link of a value: "id.attribute".
std::string link(const Value* value) {
  const Unknown* unknown = value == nullptr ? nullptr : value->as_unknown();
  if (unknown == nullptr || unknown->links.size() != 1)
    return "(none)";
  return unknown->links[0].target + "." + unknown->links[0].attribute;
}

TEST(TerraformAddress, IsReadWithATokenizer) {
  const auto address =
      tf::parse_address(R"(module.a["x.y[\"z\"]"].module.b[0].aws_lb.main["k"].arn)");
  ASSERT_TRUE(address);
  EXPECT_EQ(tf::module_text(address->modules), R"(module.a["x.y[\"z\"]"].module.b[0])");
  EXPECT_EQ(address->type, "aws_lb");
  EXPECT_EQ(address->resource.name, "main");
  EXPECT_EQ(address->resource.key, "\"k\"");
  EXPECT_EQ(address->attribute, "arn");
  const auto data = tf::parse_address("data.aws_vpc.v.id");
  ASSERT_TRUE(data);
  EXPECT_TRUE(data->data);
  const auto output = tf::parse_address("module.edge.lb_arn");
  ASSERT_TRUE(output);
  EXPECT_EQ(output->type, "");
  EXPECT_EQ(output->attribute, "lb_arn");
  for (const char* other : {"var.x", "each.key", "local.y", "count.index", "path.module", "", "a",
                            "module.", "aws_lb", "module.a[", "self"})
    EXPECT_FALSE(tf::parse_address(other) && !tf::parse_address(other)->type.empty()) << other;
}

// rules-catalogue 0.3: what nobody wrote is absent although the plan calls it unknown; what comes
// from something else is unknown.
TEST(TerraformPlan, TellsAbsentFromUnknown) {
  const std::string after = R"({"identifier": "main", "engine": "mysql", "multi_az": null})";
  const std::string unknown =
      R"({"parameter_group_name": true, "backup_window": true, "kms_key_id": true,
          "db_subnet_group_name": true, "engine_version": true, "arn": true})";
  const std::string root = R"({"resources": [)" + block("aws_db_instance", "main", R"({
      "identifier": {"constant_value": "main"},
      "backup_window": {"constant_value": null},
      "kms_key_id": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]},
      "db_subnet_group_name": {"references": ["var.subnets"]},
      "engine_version": {"references": ["local.version"]}})") +
                           R"(], "variables": {"subnets": {"default": null}}})";
  const ReadTree tree =
      read_tree({{"plan.json",
                  plan(change("aws_db_instance.main", "aws_db_instance", after, unknown), root)}});
  const std::string id = "plan.json#aws_db_instance.main";
  EXPECT_EQ(property(tree, id, "DBParameterGroupName"), "(absent)");   // not written
  EXPECT_EQ(property(tree, id, "PreferredBackupWindow"), "(absent)");  // null
  EXPECT_EQ(property(tree, id, "DBSubnetGroupName"), "(absent)");      // a variable that is null
  EXPECT_EQ(property(tree, id, "MultiAZ"), "(absent)");                // null in the plan
  EXPECT_TRUE(property(tree, id, "KmsKeyId").starts_with("unknown"));  // another resource
  EXPECT_TRUE(property(tree, id, "EngineVersion").starts_with("unknown"));  // a local value
  EXPECT_EQ(tree.resource(id)->region, "eu-west-1");
  EXPECT_EQ(tree.diagnostics(), "");
}

// A block that the configuration does not show may come from `dynamic`, which leaves no trace.
TEST(TerraformPlan, ABlockThatIsNotShownMayBeThere) {
  const std::string changes = change("aws_lb_target_group.t", "aws_lb_target_group",
                                     R"({"name": "t", "port": 80})", R"({"health_check": true})");
  const std::string root =
      R"({"resources": [)" +
      block("aws_lb_target_group", "t", R"({"name": {"constant_value": "t"}})") + "]}";
  const std::string id = "plan.json#aws_lb_target_group.t";
  const ReadTree alone = read_tree({{"plan.json", plan(changes, root)}});
  const Value* path = alone.resource(id)->properties.find("HealthCheckPath");
  ASSERT_NE(path, nullptr);
  EXPECT_TRUE(path->is_unknown());
  EXPECT_TRUE(path->uncertain());
  const ReadTree beside =
      read_tree({{"plan.json", plan(changes, root)},
                 {"main.tf", "resource \"aws_lb_target_group\" \"t\" {\n  name = \"t\"\n}\n"}});
  EXPECT_EQ(property(beside, id, "HealthCheckPath"), "(absent)");
  const ReadTree dynamic =
      read_tree({{"plan.json", plan(changes, root)},
                 {"main.tf",
                  "resource \"aws_lb_target_group\" \"t\" {\n  dynamic \"health_check\" {\n    "
                  "for_each = var.x\n    content {}\n  }\n}\n"}});
  EXPECT_TRUE(dynamic.resource(id)->properties.find("HealthCheckPath") != nullptr);
}

TEST(TerraformPlan, FollowsReferencesThroughModulesAndLoops) {
  // A service in a module for each key; the target group beside it, the cluster passed in, and the
  // task definition an output of a module in the module.
  const std::string service = R"({"name": "api", "load_balancer": [{"container_name": "a"}]})";
  const std::string open =
      R"({"cluster": true, "task_definition": true, "load_balancer": [{"target_group_arn": true}]})";
  std::string changes = change("aws_ecs_cluster.main", "aws_ecs_cluster", R"({"name": "c"})");
  for (const std::string key : {"api", "web"}) {
    const std::string module = "module.service[\"" + key + "\"].";
    changes += "," + change(module + "aws_ecs_service.this", "aws_ecs_service", service, open);
    changes += "," + change(module + "aws_lb_target_group.this", "aws_lb_target_group",
                            R"({"name": "x"})");
    changes += "," + change(module + "module.task.aws_ecs_task_definition.t[0]",
                            "aws_ecs_task_definition", R"({"family": "x"})");
  }
  const std::string root =
      R"({"resources": [)" + block("aws_ecs_cluster", "main", "{}") +
      R"(], "module_calls": {"service": {"source": "./s", "expressions": {
        "cluster_arn": {"references": ["aws_ecs_cluster.main.arn", "aws_ecs_cluster.main"]}},
        "for_each_expression": {"references": ["var.services"]},
        "module": {"variables": {"cluster_arn": {}}, "resources": [)" +
      block("aws_ecs_service", "this", R"({
          "cluster": {"references": ["var.cluster_arn"]},
          "task_definition": {"references": ["module.task.arn", "module.task"]},
          "load_balancer": [{"container_name": {"constant_value": "a"}, "target_group_arn":
            {"references": ["aws_lb_target_group.this.arn", "aws_lb_target_group.this"]}}]})") +
      "," + block("aws_lb_target_group", "this", "{}") +
      R"(], "module_calls": {"task": {"module": {"outputs": {"arn": {"expression":
          {"references": ["aws_ecs_task_definition.t[0].arn", "aws_ecs_task_definition.t[0]",
          "aws_ecs_task_definition.t"]}}}, "resources": [)" +
      block("aws_ecs_task_definition", "t", "{}",
            R"(, "count_expression": {"constant_value": 1})") +
      "]}}}}}}}";
  const ReadTree tree = read_tree({{"plan.json", plan(changes, root)}});
  for (const std::string key : {"api", "web"}) {
    const std::string module = "plan.json#module.service[\"" + key + "\"].";
    const Resource* found = tree.resource(module + "aws_ecs_service.this");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->name, "module.service[\"" + key + "\"].aws_ecs_service.this");
    EXPECT_EQ(link(found->properties.find("Cluster")), "plan.json#aws_ecs_cluster.main.Arn");
    EXPECT_EQ(link(found->properties.find("TaskDefinition")),
              module + "module.task.aws_ecs_task_definition.t[0].");
    const Value* balancers = found->properties.find("LoadBalancers");
    ASSERT_NE(balancers, nullptr);
    EXPECT_EQ(link((*balancers->as_list())[0].find("TargetGroupArn")),
              module + "aws_lb_target_group.this.");
  }
}

// A text around a reference gives the same references in the plan: only the source tells.
TEST(TerraformPlan, AReferenceIsTheValueOnlyIfTheSourceSaysSo) {
  const std::string references =
      R"({"function_name": {"references": ["aws_lambda_function.f.arn", "aws_lambda_function.f"]}})";
  const std::string mapped =
      change("aws_lambda_function.f", "aws_lambda_function", R"({"function_name": "hello"})",
             R"({"arn": true})") +
      "," +
      change("aws_lambda_event_source_mapping.m", "aws_lambda_event_source_mapping",
             R"({"batch_size": 1})", R"({"function_name": true})");
  const std::string root = R"({"resources": [)" + block("aws_lambda_function", "f", "{}") + "," +
                           block("aws_lambda_event_source_mapping", "m", references) + "]}";
  const auto pieces = [&](const std::string& expression) {
    std::map<std::string, std::string> files = {{"plan.json", plan(mapped, root)}};
    if (!expression.empty())
      files["main.tf"] =
          "resource \"aws_lambda_event_source_mapping\" \"m\" {\n  function_name = " + expression +
          "\n}\nresource \"aws_lambda_function\" \"f\" {}\n";
    const ReadTree tree = read_tree(files);
    const Value* name = tree.resource("plan.json#aws_lambda_event_source_mapping.m")
                            ->properties.find("FunctionName");
    std::string out;
    for (const Piece& piece : name->as_unknown()->pieces)
      out += piece.hole == Piece::Hole::kNone ? piece.text : "*";
    return out;
  };
  EXPECT_EQ(pieces(""), "");
  EXPECT_EQ(pieces("aws_lambda_function.f.arn"), "arn:*:lambda:eu-west-1:*:function:hello");
  EXPECT_EQ(pieces("\"${aws_lambda_function.f.arn}\""), "arn:*:lambda:eu-west-1:*:function:hello");
  EXPECT_EQ(pieces("\"${aws_lambda_function.f.arn}:live\""), "");
}

TEST(TerraformPlan, WhatLeavesIsNoTarget) {
  std::string gone = change("aws_sqs_queue.old", "aws_sqs_queue", "null", "{}", R"(["delete"])");
  gone.replace(gone.find(R"("before": null)"), 14, R"("before": {"name": "jobs", "arn": "arn:x"})");
  const ReadTree tree =
      read_tree({{"plan.json", plan(gone + "," +
                                    change("aws_sqs_queue.new", "aws_sqs_queue",
                                           R"({"name": "new"})", "{}", R"(["no-op"])"))}});
  const Resource* old = tree.resource("plan.json#aws_sqs_queue.old");
  ASSERT_NE(old, nullptr);
  EXPECT_TRUE(old->leaves());
  EXPECT_EQ(property(tree, "plan.json#aws_sqs_queue.old", "QueueName"), "str\"jobs\"");
  const ResourceIndex index(tree.inputs.inventory);
  EXPECT_EQ(index.by_alias("AWS::SQS::Queue", "arn:x"), nullptr);
  EXPECT_EQ(dump(*tree.resource("plan.json#aws_sqs_queue.new")->change.find("action")),
            "str\"no-op\"");
}

TEST(TerraformPlan, SaysWhatKindOfPlanItIs) {
  const auto notes = [](const std::string& text) {
    return read_tree({{"plan.json", text}}).diagnostics();
  };
  const std::string kept =
      change("aws_sqs_queue.q", "aws_sqs_queue", R"({"name": "q"})", "{}", R"(["no-op"])");
  EXPECT_EQ(notes(plan(kept)),
            "plan.json: note: this plan changes nothing; what it keeps was checked\n");
  EXPECT_EQ(notes(plan(change("aws_sqs_queue.q", "aws_sqs_queue", "null", "{}", R"(["delete"])"))),
            "plan.json: note: this plan only destroys; there is no configuration to check\n");
  EXPECT_EQ(
      notes(plan(change("aws_sqs_queue.q", "aws_sqs_queue", R"({"name": "q"})"), "{}",
                 R"("complete": false, )")),
      "plan.json: note: this plan is partial (-target, or deferred changes): what it leaves out "
      "is not known\n");
  EXPECT_EQ(notes(R"({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values":
      {"root_module": {}}, "prior_state": {"values": {"root_module": {"resources": [{"address":
      "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "name": "q", "values":
      {"name": "q"}}]}}}})"),
            "plan.json: note: this plan only refreshes the state; what exists was checked\n");
}

TEST(TerraformPlan, BadInputIsRefusedWithAHint) {
  const struct {
    std::string text;
    const char* diagnostics;
  } kCases[] = {
      {std::string("PK\x03\x04....tfplan...."),
       "plan.json: error: this is a binary Terraform plan, which only Terraform can read (make "
       "JSON "
       "of it: terraform show -json PLAN > plan.json (tofu show -json for OpenTofu))\n"},
      {R"({"@level":"info","@message":"Terraform 1.9"})"
       "\n",
       "plan.json: error: this is the log of `terraform plan -json`, which holds no values (make a "
       "plan and show it: terraform plan -out PLAN; terraform show -json PLAN > plan.json)\n"},
      {R"({"version": 3, "terraform_version": "0.11.1", "serial": 1, "modules": []})",
       "plan.json: error: this Terraform state has a format before version 4 (Terraform 0.11) (let "
       "a "
       "current Terraform upgrade it: terraform state pull)\n"},
      {R"({"format_version": "2.0", "planned_values": {}})",
       "plan.json:1:1: error: format version 2.0 of Terraform's JSON is not known (versions 0 and "
       "1 "
       "are; is there a newer advisor?)\n"},
      {R"({"format_version": "1.0", "resource_changes": [{"address": "aws_lb.x")",
       "plan.json:1:70: error: this Terraform document is no valid JSON: unexpected end of the "
       "text: the '{' of line 1 is not closed (make it again with: terraform show -json PLAN > "
       "plan.json (the "
       "whole output))\n"},
      {"{\"format_version\": \"1.0\", \"planned_values\": {\"a\": \"\xFF\"}}",
       "plan.json:1:52: error: invalid UTF-8 (save the plan as UTF-8)\n"},
      {R"({"format_version": "1.0", "planned_values": )" + std::string(10'000, '[') + "}",
       "plan.json:1:1045: error: this Terraform document is nested more than 1000 levels deep "
       "(make "
       "it again with: terraform show -json PLAN > plan.json (the whole output))\n"},
  };
  for (const auto& [text, diagnostics] : kCases) {
    const ReadTree tree = read_tree({{"plan.json", text},
                                     {"q.yaml",
                                      "Resources:\n  Q:\n    Type: "
                                      "AWS::SQS::Queue\n"}},
                                    {"plan.json", "q.yaml"});
    EXPECT_EQ(tree.diagnostics(), diagnostics);
    EXPECT_NE(tree.resource("q.yaml#Q"), nullptr);
  }
}

TEST(TerraformPlan, IsReadInEveryEncodingAndWrapping) {
  const std::string text = plan(change("aws_sqs_queue.q", "aws_sqs_queue", R"({"name": "q"})"));
  std::string utf16 = "\xFF\xFE";
  for (const char c : text)
    utf16 += std::string(1, c) + std::string(1, '\0');
  for (const std::string& variant : {utf16, "\xEF\xBB\xBF" + text,
                                     "/path/terraform show -json plan\n" + text + "\n::debug::x"}) {
    const ReadTree tree = read_tree({{"plan.json", variant}});
    EXPECT_NE(tree.resource("plan.json#aws_sqs_queue.q"), nullptr) << variant.substr(0, 40);
  }
}

TEST(TerraformPlan, OtherProvidersAreLeftAlone) {
  const std::string google =
      R"({"address": "google_sql_database_instance.x", "mode": "managed", "type":
      "google_sql_database_instance", "name": "x", "provider_name":
      "registry.terraform.io/hashicorp/google", "change": {"actions": ["create"], "before": null,
      "after": {}, "after_unknown": {}}})";
  const ReadTree tree = read_tree({{"plan.json", plan(google)}});
  EXPECT_EQ(tree.resources(), "Terraform::Plan plan.json#plan (plan.json)\n");
  EXPECT_EQ(tree.diagnostics(), "plan.json: note: there are no AWS resources in this plan\n");
}

TEST(TerraformState, IsWhatExists) {
  const std::string raw =
      R"({"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x",
    "outputs": {"queue": {"value": "https://q", "type": "string"}},
    "resources": [{"module": "module.m[\"a\"]", "mode": "managed", "type": "aws_db_instance",
      "name": "main", "provider": "module.m.provider[\"registry.terraform.io/hashicorp/aws\"].west",
      "instances": [{"index_key": 0, "schema_version": 1, "attributes": {"identifier": "main",
        "arn": "arn:aws:rds:eu-west-1:123456789012:db:main", "multi_az": false,
        "password": "hunter2", "engine": "mysql"},
        "sensitive_attributes": [[{"type": "get_attr", "value": "engine"}]]}]}]})";
  const ReadTree tree = read_tree({{"terraform.tfstate", raw}}, {"terraform.tfstate"});
  const std::string id = "terraform.tfstate#module.m[\"a\"].aws_db_instance.main[0]";
  ASSERT_NE(tree.resource(id), nullptr) << tree.resources() << tree.files() << tree.diagnostics();
  EXPECT_EQ(tree.resource(id)->format, "terraform-state");
  EXPECT_EQ(tree.resource(id)->region, "eu-west-1");
  EXPECT_EQ(tree.resource(id)->account, "123456789012");
  EXPECT_EQ(property(tree, id, "MultiAZ"), "false");
  EXPECT_TRUE(property(tree, id, "Engine").starts_with("unknown(redacted"));
  EXPECT_EQ(dump(tree.resource(id)->properties).find("hunter2"), std::string::npos);
}

TEST(TerraformState, APlanOfTheSameResourceWins) {
  const std::string state = R"({"format_version": "1.0", "terraform_version": "1.9.0", "values":
    {"root_module": {"resources": [{"address": "aws_sqs_queue.q", "mode": "managed", "type":
    "aws_sqs_queue", "name": "q", "values": {"name": "q"}}, {"address": "aws_sqs_queue.r", "mode":
    "managed", "type": "aws_sqs_queue", "name": "r", "values": {"name": "r"}}]}}})";
  const ReadTree tree = read_tree(
      {{"plan.json", plan(change("aws_sqs_queue.q", "aws_sqs_queue", R"({"name": "q"})"))},
       {"state.json", state}});
  EXPECT_NE(tree.resource("plan.json#aws_sqs_queue.q"), nullptr);
  EXPECT_EQ(tree.resource("state.json#aws_sqs_queue.q"), nullptr);
  EXPECT_NE(tree.resource("state.json#aws_sqs_queue.r"), nullptr);
}

TEST(TerraformPlan, OnlyWantedTypesAreBuilt) {
  ReadOptions options;
  options.wants = [](std::string_view type) { return type == "AWS::SQS::Queue"; };
  const ReadTree tree =
      read_tree({{"plan.json", plan(change("aws_sqs_queue.q", "aws_sqs_queue", R"({"name": "q"})") +
                                    "," + change("aws_lb.l", "aws_lb", R"({"name": "l"})"))}},
                {"."}, options);
  EXPECT_EQ(tree.resources(),
            "Terraform::Plan plan.json#plan (plan.json)\n"
            "AWS::SQS::Queue plan.json#aws_sqs_queue.q (aws_sqs_queue.q)\n");
}

// Both sides of a reference between tools are inputs of the run.
TEST(OneGraph, EcspressoFindsWhatTerraformPlans) {
  const ReadTree tree = read_tree({
      {"ecs/ecspresso.yml",
       "region: eu-west-1\ncluster: main\nservice: web\nservice_definition: service.json\n"
       "task_definition: task.json\nplugins:\n  - name: tfstate\n    config:\n      url: "
       "s3://bucket/state\n  - name: cloudformation\n  - name: ssm\n"},
      {"ecs/task.json",
       R"({"family": "web", "containerDefinitions": [{"name": "a", "image": "b"}]})"},
      {"ecs/service.json", R"({"desiredCount": 2, "launchType": "FARGATE", "loadBalancers": [
         {"targetGroupArn": "{{ tfstate `aws_lb_target_group.web.arn` }}"},
         {"targetGroupArn": "{{ tfstate `output.tg` }}"},
         {"targetGroupArn": "{{ cfn_output `edge` `Tg` }}"},
         {"targetGroupArn": "{{ cfn_export `tg-export` }}"},
         {"targetGroupArn": "{{ ssm `/tg` }}"}]})"},
      {"tf/plan.json",
       plan(change("aws_lb_target_group.web", "aws_lb_target_group", R"({"name": "web"})",
                   R"({"arn": true})") +
                "," +
                change("aws_ssm_parameter.tg", "aws_ssm_parameter",
                       R"({"name": "/tg", "type": "String"})", R"({"value": true})"),
            R"({"outputs": {"tg": {"expression": {"references": ["aws_lb_target_group.web.arn",
             "aws_lb_target_group.web"]}}}, "resources": [)" +
                block("aws_lb_target_group", "web", "{}") + "," +
                block("aws_ssm_parameter", "tg",
                      R"({"value": {"references": ["aws_lb_target_group.web.arn",
                       "aws_lb_target_group.web"]}})") +
                "]}")},
      {"cfn/edge.yaml",
       "Resources:\n  T: {Type: AWS::ElasticLoadBalancingV2::TargetGroup}\nOutputs:\n  Tg: {Value: "
       "!Ref T}\n  Exported: {Value: !Ref T, Export: {Name: tg-export}}\n"},
  });
  const Resource* service = tree.resource("ecs/service.json#service_definition");
  ASSERT_NE(service, nullptr) << tree.resources();
  const Value* balancers = service->properties.find("LoadBalancers");
  ASSERT_NE(balancers, nullptr);
  std::string found;
  for (const Value& balancer : *balancers->as_list()) {
    const Unknown* unknown = balancer.find("TargetGroupArn")->as_unknown();
    ASSERT_NE(unknown, nullptr);
    std::string target = "?";
    for (const Link& entry : unknown->links)
      if (entry.kind == Link::Kind::kResource)
        target = entry.target;
    found += target + "\n";
  }
  EXPECT_EQ(found,
            "tf/plan.json#aws_lb_target_group.web\n"
            "tf/plan.json#aws_lb_target_group.web\n"
            "cfn/edge.yaml#T\n"
            "cfn/edge.yaml#T\n"
            "tf/plan.json#aws_lb_target_group.web\n");
}

}  // namespace
}  // namespace advisor
