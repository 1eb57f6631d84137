#include "bench/plan_generator.h"

#include <fmt/format.h>

#include <fstream>
#include <string_view>
#include <vector>

namespace advisor {
namespace {

struct Kind {
  const char* type;
  const char* name;
  // Attributes as JSON; {0} is the service, {1} a policy as text in a JSON string.
  const char* known;
  const char* unknown;       // what the first plan does not know
  const char* expressions;   // of the configuration
  const char* applied = "";  // what else is known of what exists
};

constexpr Kind
    kKinds[] =
        {
            {"aws_ecs_service", "this",
             R"("alarms":[],"availability_zone_rebalancing":"DISABLED","capacity_provider_strategy":[],"deployment_circuit_breaker":[{{"enable":true,"rollback":true}}],"deployment_controller":[],"deployment_maximum_percent":200,"deployment_minimum_healthy_percent":100,"desired_count":2,"enable_ecs_managed_tags":false,"enable_execute_command":false,"force_delete":null,"force_new_deployment":null,"health_check_grace_period_seconds":60,"launch_type":"FARGATE","load_balancer":[{{"container_name":"{0}","container_port":8080,"elb_name":""}}],"name":"{0}","network_configuration":[{{"assign_public_ip":false,"security_groups":null}}],"ordered_placement_strategy":[],"placement_constraints":[],"propagate_tags":null,"scheduling_strategy":"REPLICA","service_connect_configuration":[],"service_registries":[],"tags":null,"tags_all":{{"Project":"shop","Service":"{0}"}},"timeouts":null,"volume_configuration":[],"wait_for_steady_state":false)",
             R"("cluster":true,"iam_role":true,"id":true,"load_balancer":[{"target_group_arn":true}],"network_configuration":[{"subnets":true}],"platform_version":true,"task_definition":true,"triggers":true)",
             R"("cluster":{"references":["var.cluster_arn"]},"desired_count":{"references":["var.desired"]},"launch_type":{"constant_value":"FARGATE"},"name":{"references":["var.name"]},"task_definition":{"references":["aws_ecs_task_definition.this.arn","aws_ecs_task_definition.this"]},"load_balancer":[{"container_name":{"references":["var.name"]},"container_port":{"references":["var.port"]},"target_group_arn":{"references":["aws_lb_target_group.this.arn","aws_lb_target_group.this"]}}],"network_configuration":[{"subnets":{"references":["var.subnet_ids"]}}])",
             R"("cluster":"arn:aws:ecs:ap-northeast-1:123456789012:cluster/main","task_definition":"arn:aws:ecs:ap-northeast-1:123456789012:task-definition/{0}:7",)"},
            {"aws_ecs_task_definition", "this",
             R"("container_definitions":"[{{\"name\":\"{0}\",\"image\":\"123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/{0}:v1.2.3\",\"essential\":true,\"portMappings\":[{{\"containerPort\":8080}}],\"ulimits\":[{{\"name\":\"nofile\",\"softLimit\":65536,\"hardLimit\":65536}},{{\"name\":\"nproc\",\"softLimit\":65536,\"hardLimit\":65536}}],\"environment\":[{{\"name\":\"LOG_LEVEL\",\"value\":\"info\"}},{{\"name\":\"SERVICE\",\"value\":\"{0}\"}}],\"logConfiguration\":{{\"logDriver\":\"awslogs\",\"options\":{{\"awslogs-group\":\"/ecs/{0}\",\"awslogs-region\":\"ap-northeast-1\",\"awslogs-stream-prefix\":\"app\"}}}}}}]","cpu":"512","ephemeral_storage":[],"execution_role_arn":null,"family":"{0}","inference_accelerator":[],"ipc_mode":null,"memory":"1024","network_mode":"awsvpc","pid_mode":null,"placement_constraints":[],"proxy_configuration":[],"requires_compatibilities":["FARGATE"],"runtime_platform":[],"skip_destroy":false,"tags":null,"tags_all":{{"Project":"shop"}},"track_latest":false,"volume":[])",
             R"("arn":true,"arn_without_revision":true,"enable_fault_injection":true,"id":true,"requires_compatibilities":[false],"revision":true)",
             R"("container_definitions":{"references":["var.name","var.image"]},"cpu":{"constant_value":"512"},"family":{"references":["var.name"]},"memory":{"constant_value":"1024"},"network_mode":{"constant_value":"awsvpc"},"requires_compatibilities":{"constant_value":["FARGATE"]})"},
            {"aws_lb_target_group", "this",
             R"("connection_termination":null,"deregistration_delay":"30","health_check":[{{"enabled":true,"healthy_threshold":3,"interval":10,"matcher":"200","path":"/healthz","port":"traffic-port","protocol":"HTTP","timeout":5,"unhealthy_threshold":3}}],"lambda_multi_value_headers_enabled":false,"name":"{0}","port":8080,"protocol":"HTTP","proxy_protocol_v2":false,"slow_start":0,"tags":null,"tags_all":{{"Project":"shop"}},"target_failover":[],"target_type":"ip")",
             R"("arn":true,"arn_suffix":true,"id":true,"ip_address_type":true,"load_balancer_arns":true,"protocol_version":true,"stickiness":true,"vpc_id":true)",
             R"("deregistration_delay":{"constant_value":30},"health_check":[{"path":{"constant_value":"/healthz"}}],"name":{"references":["var.name"]},"port":{"references":["var.port"]},"protocol":{"constant_value":"HTTP"},"target_type":{"constant_value":"ip"},"vpc_id":{"references":["var.vpc_id"]})"},
            {"aws_lb_listener_rule", "this",
             R"("action":[{{"authenticate_cognito":[],"fixed_response":[],"forward":[],"redirect":[],"type":"forward"}}],"condition":[{{"host_header":[{{"values":["{0}.example.com"]}}],"http_header":[],"path_pattern":[],"query_string":[],"source_ip":[]}}],"priority":100,"tags":null,"tags_all":{{"Project":"shop"}})",
             R"("action":[{"order":true,"target_group_arn":true}],"arn":true,"id":true,"listener_arn":true)",
             R"("action":[{"target_group_arn":{"references":["aws_lb_target_group.this.arn","aws_lb_target_group.this"]},"type":{"constant_value":"forward"}}],"listener_arn":{"references":["var.listener_arn"]},"priority":{"references":["var.priority"]})",
             R"("listener_arn":"arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/main/0123456789abcdef/0123456789abcdef",)"},
            {"aws_cloudwatch_log_group", "this",
             R"("kms_key_id":null,"log_group_class":"STANDARD","name":"/ecs/{0}","retention_in_days":30,"skip_destroy":false,"tags":null,"tags_all":{{"Project":"shop"}})",
             R"("arn":true,"id":true,"name_prefix":true)",
             R"("name":{"references":["var.name"]},"retention_in_days":{"constant_value":30})"},
            {"aws_iam_role", "task", R"("assume_role_policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{{\"Service\":\"ecs-tasks.amazonaws.com\"}}}}]}}","description":null,"force_detach_policies":false,"max_session_duration":3600,"name":"{0}-task","path":"/","permissions_boundary":null,"tags":null,"tags_all":{{"Project":"shop"}})",
             R"("arn":true,"create_date":true,"id":true,"inline_policy":true,"managed_policy_arns":true,"name_prefix":true,"unique_id":true)",
             R"("assume_role_policy":{"references":["data.aws_iam_policy_document.assume.json","data.aws_iam_policy_document.assume"]},"name":{"references":["var.name"]})"},
            {"aws_iam_policy", "task",
             R"("description":"What {0} may do","name":"{0}","path":"/","policy":"{1}","tags":null,"tags_all":{{"Project":"shop"}})",
             R"("arn":true,"attachment_count":true,"id":true,"name_prefix":true,"policy_id":true)",
             R"("name":{"references":["var.name"]},"policy":{"references":["data.aws_iam_policy_document.task.json","data.aws_iam_policy_document.task"]})"},
            {"aws_security_group", "this",
             R"("description":"{0}","egress":[{{"cidr_blocks":["0.0.0.0/0"],"description":"","from_port":0,"ipv6_cidr_blocks":[],"prefix_list_ids":[],"protocol":"-1","security_groups":[],"self":false,"to_port":0}}],"ingress":[{{"cidr_blocks":["10.0.0.0/8"],"description":"from inside","from_port":8080,"ipv6_cidr_blocks":[],"prefix_list_ids":[],"protocol":"tcp","security_groups":[],"self":false,"to_port":8080}}],"name":"{0}","revoke_rules_on_delete":false,"tags":null,"tags_all":{{"Project":"shop"}},"timeouts":null)",
             R"("arn":true,"id":true,"name_prefix":true,"owner_id":true,"vpc_id":true)",
             R"("name":{"references":["var.name"]},"vpc_id":{"references":["var.vpc_id"]})"},
            {"aws_sqs_queue", "jobs",
             R"("content_based_deduplication":false,"delay_seconds":0,"fifo_queue":false,"kms_master_key_id":null,"max_message_size":262144,"message_retention_seconds":1209600,"name":"{0}-jobs","receive_wait_time_seconds":20,"tags":null,"tags_all":{{"Project":"shop"}},"visibility_timeout_seconds":180)",
             R"("arn":true,"deduplication_scope":true,"fifo_throughput_limit":true,"id":true,"kms_data_key_reuse_period_seconds":true,"name_prefix":true,"policy":true,"redrive_allow_policy":true,"redrive_policy":true,"sqs_managed_sse_enabled":true,"url":true)",
             R"("message_retention_seconds":{"constant_value":1209600},"name":{"references":["var.name"]},"redrive_policy":{"references":["var.dead_letter_arn"]},"visibility_timeout_seconds":{"constant_value":180})"},
            {"aws_lambda_function", "worker",
             R"("code_signing_config_arn":null,"dead_letter_config":[],"description":null,"environment":[{{"variables":{{"LOG_LEVEL":"info","SERVICE":"{0}"}}}}],"file_system_config":[],"filename":"worker.zip","function_name":"{0}-worker","handler":"app.handler","image_config":[],"image_uri":null,"kms_key_arn":null,"layers":null,"memory_size":256,"package_type":"Zip","publish":true,"reserved_concurrent_executions":-1,"runtime":"python3.13","skip_destroy":false,"snap_start":[],"tags":null,"tags_all":{{"Project":"shop"}},"timeout":30,"timeouts":null,"vpc_config":[])",
             R"("architectures":true,"arn":true,"code_sha256":true,"ephemeral_storage":true,"id":true,"invoke_arn":true,"last_modified":true,"logging_config":true,"qualified_arn":true,"qualified_invoke_arn":true,"role":true,"signing_job_arn":true,"source_code_size":true,"tracing_config":true,"version":true)", R"("environment":[{"variables":{"references":["var.name"]}}],"function_name":{"references":["var.name"]},"handler":{"constant_value":"app.handler"},"publish":{"constant_value":true},"role":{"references":["aws_iam_role.task.arn","aws_iam_role.task"]},"runtime":{"constant_value":"python3.13"},"timeout":{"constant_value":30})"},
            {"aws_lambda_alias", "live",
             R"("description":"","name":"live","routing_config":[],"function_name":"{0}-worker")",
             R"("arn":true,"function_version":true,"id":true,"invoke_arn":true)",
             R"("function_name":{"references":["aws_lambda_function.worker.function_name","aws_lambda_function.worker"]},"function_version":{"references":["aws_lambda_function.worker.version","aws_lambda_function.worker"]},"name":{"constant_value":"live"})",
             R"("function_version":"7",)"},
            {"aws_lambda_event_source_mapping", "jobs",
             R"("batch_size":10,"bisect_batch_on_function_error":null,"destination_config":[],"document_db_event_source_config":[],"enabled":true,"filter_criteria":[],"function_response_types":["ReportBatchItemFailures"],"maximum_batching_window_in_seconds":null,"queues":null,"scaling_config":[],"self_managed_event_source":[],"source_access_configuration":[],"tags_all":{{"Project":"shop"}},"topics":null)",
             R"("arn":true,"event_source_arn":true,"function_arn":true,"function_name":true,"id":true,"last_modified":true,"state":true,"uuid":true)",
             R"("event_source_arn":{"references":["aws_sqs_queue.jobs.arn","aws_sqs_queue.jobs"]},"function_name":{"references":["aws_lambda_alias.live.arn","aws_lambda_alias.live"]},"function_response_types":{"constant_value":["ReportBatchItemFailures"]})",
             R"("function_name":"arn:aws:lambda:ap-northeast-1:123456789012:function:{0}-worker:live","event_source_arn":"arn:aws:sqs:ap-northeast-1:123456789012:{0}-jobs",)"},
            {"aws_dynamodb_table", "state",
             R"("attribute":[{{"name":"id","type":"S"}}],"billing_mode":"PAY_PER_REQUEST","deletion_protection_enabled":true,"global_secondary_index":[],"hash_key":"id","import_table":[],"local_secondary_index":[],"name":"{0}","on_demand_throughput":[],"point_in_time_recovery":[{{"enabled":true,"recovery_period_in_days":35}}],"range_key":null,"replica":[],"stream_enabled":null,"table_class":null,"tags":null,"tags_all":{{"Project":"shop"}},"timeouts":null,"ttl":[])",
             R"("arn":true,"id":true,"read_capacity":true,"server_side_encryption":true,"stream_arn":true,"stream_label":true,"stream_view_type":true,"write_capacity":true)",
             R"("attribute":[{"name":{"constant_value":"id"},"type":{"constant_value":"S"}}],"billing_mode":{"constant_value":"PAY_PER_REQUEST"},"name":{"references":["var.name"]})"},
            {"aws_cloudwatch_metric_alarm", "errors",
             R"("actions_enabled":true,"alarm_actions":["arn:aws:sns:ap-northeast-1:123456789012:pages"],"alarm_description":"Errors of {0}","alarm_name":"{0}-errors","comparison_operator":"GreaterThanThreshold","datapoints_to_alarm":null,"dimensions":{{"FunctionName":"{0}-worker"}},"evaluation_periods":3,"extended_statistic":null,"insufficient_data_actions":null,"metric_name":"Errors","metric_query":[],"namespace":"AWS/Lambda","ok_actions":null,"period":60,"statistic":"Sum","tags":null,"tags_all":{{"Project":"shop"}},"threshold":5,"threshold_metric_id":null,"treat_missing_data":"notBreaching","unit":null)",
             R"("arn":true,"evaluate_low_sample_count_percentiles":true,"id":true)",
             R"("alarm_actions":{"references":["var.topic_arn"]},"alarm_name":{"references":["var.name"]},"metric_name":{"constant_value":"Errors"})"},
            {"aws_route53_record", "this",
             R"("alias":[{{"evaluate_target_health":true}}],"allow_overwrite":null,"cidr_routing_policy":[],"failover_routing_policy":[],"geolocation_routing_policy":[],"health_check_id":null,"latency_routing_policy":[],"multivalue_answer_routing_policy":null,"name":"{0}.example.com","records":null,"set_identifier":null,"ttl":null,"type":"A","weighted_routing_policy":[],"zone_id":"Z0123456789ABCDEFGHIJ")",
             R"("alias":[{"name":true,"zone_id":true}],"fqdn":true,"id":true)",
             R"("alias":[{"name":{"references":["var.lb_dns_name"]}}],"name":{"references":["var.name"]},"type":{"constant_value":"A"})"},
            {"aws_iam_role_policy_attachment", "task",
             R"("policy_arn":"arn:aws:iam::123456789012:policy/{0}","role":"{0}-task")",
             R"("id":true)",
             R"("policy_arn":{"references":["aws_iam_policy.task.arn","aws_iam_policy.task"]},"role":{"references":["aws_iam_role.task.name","aws_iam_role.task"]})"},
            {"aws_security_group_rule", "metrics",
             R"("cidr_blocks":["10.0.0.0/8"],"description":"metrics of {0}","from_port":9090,"ipv6_cidr_blocks":null,"prefix_list_ids":null,"protocol":"tcp","self":false,"timeouts":null,"to_port":9090,"type":"ingress")",
             R"("id":true,"security_group_id":true,"security_group_rule_id":true,"source_security_group_id":true)",
             R"("cidr_blocks":{"constant_value":["10.0.0.0/8"]},"from_port":{"constant_value":9090},"protocol":{"constant_value":"tcp"},"security_group_id":{"references":["aws_security_group.this.id","aws_security_group.this"]},"to_port":{"constant_value":9090},"type":{"constant_value":"ingress"})"},
            {"aws_cloudwatch_dashboard", "this",
             R"("dashboard_arn":null,"dashboard_body":"{1}","dashboard_name":"{0}")",
             R"("id":true)",
             R"("dashboard_body":{"references":["local.dashboard"]},"dashboard_name":{"references":["var.name"]})"},
            {"aws_ecr_lifecycle_policy", "this",
             R"("policy":"{{\"rules\":[{{\"rulePriority\":1,\"description\":\"keep thirty\",\"selection\":{{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\",\"countNumber\":30}},\"action\":{{\"type\":\"expire\"}}}}]}}","repository":"{0}")",
             R"("id":true,"registry_id":true)",
             R"("policy":{"constant_value":"…"},"repository":{"references":["var.name"]})"},
            {"aws_service_discovery_service", "this",
             R"("description":null,"dns_config":[{{"dns_records":[{{"ttl":10,"type":"A"}}],"namespace_id":"ns-0123456789abcdef","routing_policy":"MULTIVALUE"}}],"force_destroy":false,"health_check_config":[],"health_check_custom_config":[],"name":"{0}","tags":null,"tags_all":{{"Project":"shop"}})",
             R"("arn":true,"id":true,"namespace_id":true,"type":true)",
             R"("dns_config":[{"namespace_id":{"references":["var.namespace_id"]}}],"name":{"references":["var.name"]})"},
            {"aws_kms_alias", "this",
             R"("name":"alias/{0}","name_prefix":"","target_key_id":"01234567-89ab-cdef-0123-456789abcdef")",
             R"("arn":true,"id":true,"target_key_arn":true)",
             R"("name":{"references":["var.name"]},"target_key_id":{"references":["var.key_id"]})"},
            {"aws_ssm_parameter", "version",
             R"("allowed_pattern":null,"description":null,"name":"/{0}/version","overwrite":null,"tags":null,"tags_all":{{"Project":"shop"}},"tier":"Standard","type":"String","value":"v1.2.3")",
             R"("arn":true,"data_type":true,"has_value_wo":true,"id":true,"insecure_value":true,"key_id":true,"version":true)",
             R"("name":{"references":["var.name"]},"type":{"constant_value":"String"},"value":{"constant_value":"v1.2.3"})"}};

// A policy as Terraform holds it: JSON in a JSON string, a few kilobytes.
std::string policy(int service) {
  std::string out = R"({\"Version\":\"2012-10-17\",\"Statement\":[)";
  for (int i = 0; i < 12; ++i)
    out += fmt::format(
        R"({}{{\"Sid\":\"S{}\",\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:PutObject\",\"s3:ListBucket\"],\"Resource\":[\"arn:aws:s3:::data-{}-{}\",\"arn:aws:s3:::data-{}-{}/*\"]}})",
        i == 0 ? "" : ",", i, service, i, service, i);
  return out + "]}";
}

enum class Change { kCreate, kUpdate, kNone };

Change change_of(int service) {
  return service % 10 == 0 ? Change::kCreate : service % 10 == 1 ? Change::kUpdate : Change::kNone;
}

class Writer {
 public:
  Writer(std::ofstream& out, std::size_t bytes) : out_(out) {
    std::size_t per_service = 0;
    for (const Kind& kind : kKinds)
      per_service += change(kind, 7).size() + 2 * values(kind, 7).size() + 80;
    services_ = static_cast<int>(bytes / per_service);
  }

  void write() {
    out_
        << R"({"format_version":"1.2","terraform_version":"1.11.4","variables":{"environment":{"value":"production"}},"planned_values":{"root_module":{"child_modules":[)";
    modules(true);
    out_ << R"(]}},"resource_changes":[)";
    for (int service = 0; service < services_; ++service)
      for (const Kind& kind : kKinds)
        out_ << (service == 0 && &kind == kKinds ? "" : ",") << change(kind, service);
    out_
        << R"(],"prior_state":{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{"child_modules":[)";
    modules(false);
    out_
        << R"(]}}},"configuration":{"provider_config":{"aws":{"name":"aws","full_name":"registry.terraform.io/hashicorp/aws","expressions":{"region":{"constant_value":"ap-northeast-1"}}}},"root_module":{"module_calls":{"service":{"source":"./service","for_each_expression":{"references":["var.services"]},"expressions":{"name":{"references":["each.key"]},"cluster_arn":{"references":["var.cluster_arn"]}},"module":{"resources":[)";
    for (const Kind& kind : kKinds)
      out_
          << (&kind == kKinds ? "" : ",")
          << fmt::format(
                 R"({{"address":"{0}.{1}","mode":"managed","type":"{0}","name":"{1}","provider_config_key":"aws","expressions":{{{2}}},"schema_version":0}})",
                 kind.type, kind.name, kind.expressions);
    out_
        << R"(],"variables":{"name":{},"cluster_arn":{}}}}}}},"timestamp":"2026-11-28T00:00:00Z","applyable":true,"complete":true,"errored":false})";
  }

 private:
  static std::string name(int service) { return fmt::format("svc{:06}", service); }
  static std::string address(const Kind& kind, int service) {
    return fmt::format(R"(module.service[\"{}\"].{}.{})", name(service), kind.type, kind.name);
  }
  static std::string known(const Kind& kind, int service) {
    return fmt::format(fmt::runtime(kind.known), name(service), policy(service));
  }
  // With what only AWS decides, as a plan of what exists has it.
  static std::string values(const Kind& kind, int service) {
    return fmt::format(
        R"({{"arn":"arn:aws:example:ap-northeast-1:123456789012:{}/{}","id":"{}",{}{}}})",
        kind.type, name(service), name(service),
        fmt::format(fmt::runtime(kind.applied), name(service)), known(kind, service));
  }

  static std::string change(const Kind& kind, int service) {
    const std::string head = fmt::format(
        R"({{"address":"{0}","module_address":"module.service[\"{1}\"]","mode":"managed","type":"{2}","name":"{3}","provider_name":"registry.terraform.io/hashicorp/aws","change":{{)",
        address(kind, service), name(service), kind.type, kind.name);
    if (change_of(service) == Change::kCreate)
      return head +
             fmt::format(
                 R"("actions":["create"],"before":null,"after":{{{}}},"after_unknown":{{{}}},"before_sensitive":false,"after_sensitive":{{"tags_all":{{}}}}}}}})",
                 known(kind, service), kind.unknown);
    const char* action = change_of(service) == Change::kUpdate ? "update" : "no-op";
    const std::string both = values(kind, service);
    return head +
           fmt::format(
               R"("actions":["{}"],"before":{},"after":{},"after_unknown":{{}},"before_sensitive":{{"tags_all":{{}}}},"after_sensitive":{{"tags_all":{{}}}}}}}})",
               action, both, both);
  }

  void modules(bool planned) {
    bool first = true;
    for (int service = 0; service < services_; ++service) {
      if (!planned && change_of(service) == Change::kCreate)
        continue;
      out_ << (first ? "" : ",")
           << fmt::format(R"({{"address":"module.service[\"{}\"]","resources":[)", name(service));
      first = false;
      for (const Kind& kind : kKinds)
        out_
            << (&kind == kKinds ? "" : ",")
            << fmt::format(
                   R"({{"address":"{}","mode":"managed","type":"{}","name":"{}","provider_name":"registry.terraform.io/hashicorp/aws","schema_version":0,"values":{},"sensitive_values":{{"tags_all":{{}}}}}})",
                   address(kind, service), kind.type, kind.name, values(kind, service));
      out_ << "]}";
    }
  }

  std::ofstream& out_;
  int services_ = 0;
};

}  // namespace

bool write_plan(const std::string& path, std::size_t bytes) {
  std::ofstream out(path, std::ios::binary);
  Writer(out, bytes).write();
  out.close();
  return !out.fail();
}

}  // namespace advisor
