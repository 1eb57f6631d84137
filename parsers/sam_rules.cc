// Events of EventBridge and its scheduler, which functions and state machines share.

#include <string>
#include <utility>

#include "parsers/sam_build.h"
#include "parsers/sam_events.h"

namespace advisor::sam {
namespace {

// DeadLetterConfig is {Arn}, or {Type: SQS, QueueLogicalId} for a queue that is made.
void add_dead_letters(Expansion& expansion, const Event& event, Value& target) {
  const Member* config = event.properties.find_member("DeadLetterConfig");
  if (config == nullptr)
    return;
  const Span at = config->key_span;
  Value out = Value::map({}, config->value.span());
  const std::string* type = string_at(config->value, "Type");
  if (config->value.find("Arn") != nullptr) {
    copy(config->value, out, {"Arn"});
  } else if (type != nullptr && *type == "SQS") {
    const std::string* given = string_at(config->value, "QueueLogicalId");
    const std::string queue = given != nullptr ? *given : event.id + "Queue";
    Origin origin = event.origin;
    origin.name += " dead letters";
    expansion.add(queue, "AWS::SQS::Queue", Value::map({}, at), origin);
    out.set("Arn", get_att(queue, "Arn", at), at);
    if (event.type != "ScheduleV2")
      add_queue_policy(expansion, event, get_att(queue, "Arn", at), ref(queue, at),
                       object(at, {{"Service", text("events.amazonaws.com", at)}}),
                       get_att(event.id, "Arn", at));
  } else {
    out.set_open(true);
  }
  target.set("DeadLetterConfig", std::move(out), at);
}

void add_state(const Event& event, Value& properties) {
  copy(event.properties, properties, {"State"});
  const Member* enabled = event.properties.find_member("Enabled");
  if (enabled == nullptr || properties.find("State") != nullptr)
    return;
  if (is_true(&enabled->value) || is_false(&enabled->value))
    properties.set("State",
                   text(is_true(&enabled->value) ? "ENABLED" : "DISABLED", enabled->value.span()),
                   enabled->key_span);
  else
    properties.set_open(true);
}

void add_rule(Expansion& expansion, const Event& event, const Value& arn, const Value* role) {
  const Span at = event.at();
  Value target = object(at, {{"Arn", arn}});
  const Value* named = event.properties.at({"Target", "Id"});
  target.set("Id",
             named != nullptr
                 ? *named
                 : text(event.id + (role == nullptr ? "LambdaTarget" : "StepFunctionsTarget"), at),
             at);
  if (role != nullptr)
    target.set("RoleArn", *role, at);
  copy(event.properties, target, {"Input", "InputPath", "InputTransformer", "RetryPolicy"});
  add_dead_letters(expansion, event, target);
  Value properties = Value::map({}, event.origin.span);
  copy(event.properties, properties,
       {"Name",
        {"RuleName", "Name"},
        "Description",
        "EventBusName",
        {"Schedule", "ScheduleExpression"},
        {"Pattern", "EventPattern"}});
  add_state(event, properties);
  properties.set("Targets", array(at, {target}), at);
  expansion.add(event.id, "AWS::Events::Rule", std::move(properties), event.origin);
}

void add_schedule(Expansion& expansion, const Event& event, const Value& arn, const Value* role) {
  const Span at = event.at();
  Value target = object(at, {{"Arn", arn}});
  if (role != nullptr)
    target.set("RoleArn", *role, at);
  copy(event.properties, target, {"Input", "RetryPolicy"});
  add_dead_letters(expansion, event, target);
  Value properties = Value::map({}, event.origin.span);
  copy(event.properties, properties,
       {"ScheduleExpression", "ScheduleExpressionTimezone", "Description", "StartDate", "EndDate",
        "GroupName", "KmsKeyArn", "Name", "FlexibleTimeWindow"});
  add_state(event, properties);
  if (properties.find("FlexibleTimeWindow") == nullptr)
    properties.set("FlexibleTimeWindow", object(at, {{"Mode", text("OFF", at)}}), at);
  if (properties.find("Name") == nullptr && !is_true(event.properties.find("OmitName")))
    properties.set("Name", text(event.id, at), at);
  properties.set("Target", std::move(target), at);
  expansion.add(event.id, "AWS::Scheduler::Schedule", std::move(properties), event.origin);
}

}  // namespace

bool add_rule_or_schedule(Expansion& expansion, const Event& event, const Value& target,
                          const Value* role) {
  if (event.type == "ScheduleV2") {
    add_schedule(expansion, event, target, role);
    return true;
  }
  if (event.type != "Schedule" && event.type != "EventBridgeRule" &&
      event.type != "CloudWatchEvent")
    return false;
  add_rule(expansion, event, target, role);
  return true;
}

}  // namespace advisor::sam
