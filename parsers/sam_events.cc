// Events that reach a function by an invocation.

#include "parsers/sam_events.h"

#include <string>
#include <utility>

#include "parsers/cloudformation_template.h"
#include "parsers/sam_build.h"
#include "src/base/text.h"
#include "src/model/tree.h"

namespace advisor::sam {
namespace {

void add_permission(Expansion& expansion, const Event& event, std::string_view principal,
                    const Value& source_arn) {
  expansion.add(event.id + "Permission", "AWS::Lambda::Permission",
                permission(event, principal, source_arn), event.origin);
}

bool is_of_type(const Expansion& expansion, const std::string* logical_id, std::string_view type) {
  const Value* resource = logical_id == nullptr ? nullptr : expansion.written(*logical_id);
  const std::string* found = resource == nullptr ? nullptr : string_at(*resource, "Type");
  return found != nullptr && *found == type;
}

// One element of a property that may be an element or a list of them.
List as_list(const Value* value) {
  if (is_absent(value))
    return {};
  return value->as_list() != nullptr ? *value->as_list() : List{*value};
}

void add_s3(Expansion& expansion, const Event& event) {
  const Span at = event.at();
  Value allowed = permission(event, "s3.amazonaws.com", Value::null());
  allowed.set("SourceAccount", ref("AWS::AccountId", at), at);
  expansion.add(event.id + "Permission", "AWS::Lambda::Permission", std::move(allowed),
                event.origin);
  const std::string* bucket = ref_target(event.properties.find("Bucket"));
  if (!is_of_type(expansion, bucket, "AWS::S3::Bucket"))
    return;
  const Value* condition = event.invokee.resource->value.find("Condition");
  for (const Value& name : as_list(event.properties.find("Events"))) {
    Value entry = object(event.origin.span, {{"Event", name}, {"Function", event.invokee.arn(at)}});
    copy(event.properties, entry, {"Filter"});
    expansion.spend(count_nodes(entry), at);
    if (expansion.exhausted())
      return;
    expansion.append(*bucket, {"Properties", "NotificationConfiguration", "LambdaConfigurations"},
                     only_if(condition, std::move(entry), at));
  }
  if (condition == nullptr)
    expansion.depend(*bucket, event.id + "Permission", at);
}

void add_queue_subscription(Expansion& expansion, const Event& event, Value subscription,
                            const Value& settings, const Value& topic) {
  const Span at = event.at();
  const Value* given = settings.find("QueueArn");
  Value queue = given != nullptr ? *given : get_att(event.id + "Queue", "Arn", at);
  subscription.set("Protocol", text("sqs", at), at);
  subscription.set("Endpoint", queue, at);
  expansion.add(event.id, "AWS::SNS::Subscription", std::move(subscription), event.origin);
  if (given == nullptr) {
    expansion.add(event.id + "Queue", "AWS::SQS::Queue", Value::map({}, at), event.origin);
    expansion.refer(event.invokee.id() + ".DestinationQueue", ref(event.id + "Queue", at));
  }
  const Value* url = settings.find("QueueUrl");
  add_queue_policy(expansion, event, queue, url != nullptr ? *url : ref(event.id + "Queue", at),
                   text("*", at), topic);
  Value mapping = object(event.origin.span, {{"FunctionName", event.invokee.name(at)},
                                             {"EventSourceArn", queue},
                                             {"BatchSize", Value::integer(10, at)},
                                             {"Enabled", Value::boolean(true, at)}});
  copy(settings, mapping, {"BatchSize"});
  const Member* enabled = settings.find_member("Enabled");
  if (enabled != nullptr)
    mapping.set("Enabled", enabled->value, enabled->key_span);
  expansion.add(event.id + "EventSourceMapping", "AWS::Lambda::EventSourceMapping",
                std::move(mapping), event.origin);
}

void add_sns(Expansion& expansion, const Event& event) {
  const Span at = event.at();
  const Value* topic = event.properties.find("Topic");
  Value subscription = Value::map({}, event.origin.span);
  copy(event.properties, subscription,
       {{"Topic", "TopicArn"}, "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "Region"});
  const Value* by_queue = event.properties.find("SqsSubscription");
  if (is_true(by_queue) || (by_queue != nullptr && by_queue->as_map() != nullptr &&
                            cfn::function_of(*by_queue) == nullptr)) {
    add_queue_subscription(expansion, event, std::move(subscription), *by_queue,
                           topic == nullptr ? Value::null() : *topic);
    return;
  }
  subscription.set("Protocol", text("lambda", at), at);
  subscription.set("Endpoint", event.invokee.arn(at), at);
  expansion.add(event.id, "AWS::SNS::Subscription", std::move(subscription), event.origin);
  add_permission(expansion, event, "sns.amazonaws.com", topic == nullptr ? Value::null() : *topic);
}

void add_log_filter(Expansion& expansion, const Event& event) {
  const Span at = event.at();
  Value filter = object(event.origin.span, {{"DestinationArn", event.invokee.arn(at)}});
  copy(event.properties, filter, {"LogGroupName", "FilterPattern"});
  expansion.add(event.id, "AWS::Logs::SubscriptionFilter", std::move(filter), event.origin,
                {{"DependsOn", array(at, {text(event.id + "Permission", at)})}});
  add_permission(expansion, event, "logs.amazonaws.com", Value::null());
}

void add_topic_rule(Expansion& expansion, const Event& event) {
  const Span at = event.at();
  Value action = object(at, {{"Lambda", object(at, {{"FunctionArn", event.invokee.arn(at)}})}});
  Value payload = object(event.origin.span, {{"RuleDisabled", Value::boolean(false, at)},
                                             {"Actions", array(at, {action})}});
  copy(event.properties, payload, {"Sql", "AwsIotSqlVersion"});
  expansion.add(event.id, "AWS::IoT::TopicRule",
                object(event.origin.span, {{"TopicRulePayload", payload}}), event.origin);
  Value allowed = permission(
      event, "iot.amazonaws.com",
      sub("arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${" + event.id + "}",
          at));
  allowed.set("SourceAccount", ref("AWS::AccountId", at), at);
  expansion.add(event.id + "Permission", "AWS::Lambda::Permission", std::move(allowed),
                event.origin);
}

void add_user_pool(Expansion& expansion, const Event& event) {
  const Span at = event.at();
  const std::string* pool = ref_target(event.properties.find("UserPool"));
  const bool found = is_of_type(expansion, pool, "AWS::Cognito::UserPool");
  if (found)
    for (const Value& trigger : as_list(event.properties.find("Trigger")))
      if (trigger.as_string() != nullptr)
        expansion.set(
            *pool, {"Properties", "LambdaConfig", *trigger.as_string()},
            only_if(event.invokee.resource->value.find("Condition"), event.invokee.arn(at), at));
  // One for all pools that the function serves.
  const std::string prefix =
      event.invokee.has_alias() ? event.invokee.alias_id : event.invokee.id();
  expansion.add(prefix + "CognitoPermission", "AWS::Lambda::Permission",
                permission(event, "cognito-idp.amazonaws.com",
                           found ? get_att(*pool, "Arn", at) : Value::null()),
                event.origin);
}

void add_alexa(Expansion& expansion, const Event& event) {
  Value allowed = permission(event, "alexa-appkit.amazon.com", Value::null());
  copy(event.properties, allowed, {{"SkillId", "EventSourceToken"}});
  expansion.add(event.id + "Permission", "AWS::Lambda::Permission", std::move(allowed),
                event.origin);
}

}  // namespace

void add_queue_policy(Expansion& expansion, const Event& event, const Value& queue_arn,
                      const Value& queue_url, const Value& principal, const Value& source_arn) {
  const Span at = event.at();
  Value statement = object(
      at,
      {{"Effect", text("Allow", at)},
       {"Action", text("sqs:SendMessage", at)},
       {"Principal", principal},
       {"Resource", queue_arn},
       {"Condition", object(at, {{"ArnEquals", object(at, {{"aws:SourceArn", source_arn}})}})}});
  expansion.add(event.id + "QueuePolicy", "AWS::SQS::QueuePolicy",
                object(at, {{"PolicyDocument", object(at, {{"Version", text("2012-10-17", at)},
                                                           {"Statement", array(at, {statement})}})},
                            {"Queues", array(at, {queue_url})}}),
                event.origin);
}

Value permission(const Event& event, std::string_view principal, const Value& source_arn) {
  const Span at = event.at();
  Value out = object(event.origin.span, {{"Action", text("lambda:InvokeFunction", at)},
                                         {"FunctionName", event.invokee.name(at)},
                                         {"Principal", text(principal, at)}});
  if (!source_arn.is_null())
    out.set("SourceArn", source_arn, at);
  return out;
}

void add_function_event(Expansion& expansion, const Event& event) {
  const Span at = event.at();
  if (add_event_source_mapping(expansion, event))
    return;
  if (event.type == "ScheduleV2") {
    const Value* given = event.properties.find("RoleArn");
    const Value role = given != nullptr ? *given : get_att(event.id + "Role", "Arn", at);
    add_rule_or_schedule(expansion, event, event.invokee.arn(at), &role);
    if (given == nullptr)
      add_role(expansion, event.id + "Role", event.origin);
  } else if (add_rule_or_schedule(expansion, event, event.invokee.arn(at), nullptr)) {
    add_permission(expansion, event, "events.amazonaws.com", get_att(event.id, "Arn", at));
  } else if (event.type == "Api" || event.type == "HttpApi") {
    add_api_event(expansion, event, true);
  } else if (event.type == "S3") {
    add_s3(expansion, event);
  } else if (event.type == "SNS") {
    add_sns(expansion, event);
  } else if (event.type == "CloudWatchLogs") {
    add_log_filter(expansion, event);
  } else if (event.type == "IoTRule") {
    add_topic_rule(expansion, event);
  } else if (event.type == "Cognito") {
    add_user_pool(expansion, event);
  } else if (event.type == "AlexaSkill") {
    add_alexa(expansion, event);
  } else {
    expansion.note("the event " + printable(event.id) +
                       " is of a type that is not known: " + printable(std::string(event.type)),
                   at);
  }
}

}  // namespace advisor::sam
