#include "parsers/sam_resources.h"

#include <string>
#include <utility>

#include "parsers/sam_build.h"
#include "parsers/sam_events.h"
#include "parsers/sam_function.h"
#include "src/base/text.h"

namespace advisor::sam {
namespace {

// "String" -> "S"
Value attribute_type(const Value* written, Span at) {
  const std::string* name = written == nullptr ? nullptr : written->as_string();
  if (written == nullptr)
    return text("S", at);
  if (name == nullptr)
    return *written;
  return text(*name == "Number" ? "N" : *name == "Binary" ? "B" : "S", written->span());
}

Value machine_properties(const Member& resource, const Value& written) {
  const Span at = resource.key_span;
  Value out = Value::map({}, written.span());
  out.set_open(written.open());
  copy(written, out,
       {"Definition",
        "DefinitionSubstitutions",
        {"Name", "StateMachineName"},
        {"Type", "StateMachineType"},
        {"Logging", "LoggingConfiguration"},
        {"Tracing", "TracingConfiguration"},
        {"Role", "RoleArn"}});
  if (const Member* uri = written.find_member("DefinitionUri"))
    out.set("DefinitionS3Location", location(uri->value, ""), uri->key_span);
  if (out.find("RoleArn") == nullptr)
    out.set("RoleArn", get_att(resource.key + "Role", "Arn", at), at);
  out.set("Tags", tag_list(written.find("Tags"), "stateMachine:createdBy", at), at);
  return out;
}

void add_machine_alias(Expansion& expansion, const Invokee& machine, const Value& properties) {
  const Member* written = properties.find_member("AutoPublishAlias");
  const Span at = written->key_span;
  const std::string version = machine.id() + "Version";
  const Origin origin{&machine.resource->value, machine.id() + " (alias)", at,
                      written->value.span()};
  expansion.add(
      version, "AWS::StepFunctions::StateMachineVersion",
      object(at, {{"StateMachineArn", ref(machine.id(), at)},
                  {"StateMachineRevisionId", get_att(machine.id(), "StateMachineRevisionId", at)}}),
      origin,
      {{"DeletionPolicy", text("Retain", at)}, {"UpdateReplacePolicy", text("Retain", at)}});
  Value preference = object(at, {{"StateMachineVersionArn", ref(version, at)}});
  if (const Value* given = properties.find("DeploymentPreference"))
    copy(*given, preference, {"Type", "Percentage", "Interval", "Alarms"});
  if (preference.find("Type") == nullptr)
    preference.set("Type", text("ALL_AT_ONCE", at), at);
  expansion.add(machine.alias_id, "AWS::StepFunctions::StateMachineAlias",
                object(at, {{"Name", *machine.alias}, {"DeploymentPreference", preference}}),
                origin);
  expansion.refer(machine.id() + ".Version", ref(version, at));
  expansion.refer(machine.id() + ".Alias", machine.choose(ref(machine.id(), at), at));
}

void add_machine_event(Expansion& expansion, const Event& event, bool by_alias) {
  const Span at = event.at();
  const Value machine = ref(event.invokee.id(), at);
  const Value target = by_alias ? event.invokee.choose(machine, at) : machine;
  const Value* given = event.properties.find("RoleArn");
  const Value role = given != nullptr ? *given : get_att(event.id + "Role", "Arn", at);
  if (event.type == "Api") {
    add_api_event(expansion, event, false);
  } else if (!add_rule_or_schedule(expansion, event, target, &role)) {
    expansion.note("the event " + printable(event.id) +
                       " is of a type that is not known: " + printable(std::string(event.type)),
                   at);
    return;
  }
  if (given == nullptr)
    add_role(expansion, event.id + "Role", event.origin);
}

}  // namespace

void expand_table(Expansion& expansion, const Member& resource, const Value& properties) {
  const Span at = resource.key_span;
  const Value* key = properties.find("PrimaryKey");
  const Span place = key == nullptr ? at : key->span();
  const Value* written = key == nullptr ? nullptr : key->find("Name");
  const Value name = written == nullptr ? text("id", place) : *written;
  Value out = object(properties.span(), {});
  out.set_open(properties.open());
  out.set("AttributeDefinitions",
          array(place, {object(place, {{"AttributeName", name},
                                       {"AttributeType",
                                        attribute_type(key == nullptr ? nullptr : key->find("Type"),
                                                       place)}})}),
          place);
  out.set(
      "KeySchema",
      array(place, {object(place, {{"AttributeName", name}, {"KeyType", text("HASH", place)}})}),
      place);
  copy(properties, out,
       {"PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification",
        "TableName"});
  if (out.find("ProvisionedThroughput") == nullptr)
    out.set("BillingMode", text("PAY_PER_REQUEST", at), at);
  if (const Value* tags = properties.find("Tags")) {
    Value list = tag_list(tags, "", tags->span());
    list.as_list()->erase(list.as_list()->begin());
    out.set("Tags", std::move(list), tags->span());
  }
  expansion.replace(resource, "AWS::DynamoDB::Table", std::move(out));
}

// Its logical id gets a hash; references to it are rewritten, so ours may keep its own.
void expand_layer(Expansion& expansion, const Member& resource, const Value& properties) {
  const Span at = resource.key_span;
  Value out = object(properties.span(), {{"LayerName", text(resource.key, at)}});
  out.set_open(properties.open());
  copy(
      properties, out,
      {"LayerName", "Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"});
  if (const Member* uri = properties.find_member("ContentUri"))
    out.set("Content", location(uri->value, "S3"), uri->key_span);
  Member kept = resource;
  const Value* policy = properties.find("RetentionPolicy");
  if (kept.value.find("DeletionPolicy") == nullptr)
    kept.value.set("DeletionPolicy", policy != nullptr ? *policy : text("Retain", at), at);
  expansion.replace(kept, "AWS::Lambda::LayerVersion", std::move(out));
}

void expand_application(Expansion& expansion, const Member& resource, const Value& properties) {
  Value out = Value::map({}, properties.span());
  out.set_open(properties.open());
  copy(properties, out, {"NotificationARNs", "Parameters", "TimeoutInMinutes"});
  const Member* location = properties.find_member("Location");
  if (location != nullptr && location->value.as_string() != nullptr)
    out.set("TemplateURL", location->value, location->key_span);
  else
    out.set_open(true);
  expansion.replace(resource, "AWS::CloudFormation::Stack", std::move(out));
}

void expand_state_machine(Expansion& expansion, const Member& resource, const Value& properties) {
  const Invokee machine = invokee_of(resource, properties, expansion);
  const Span at = resource.key_span;
  expansion.replace(resource, "AWS::StepFunctions::StateMachine",
                    machine_properties(resource, properties));
  if (properties.find("Role") == nullptr)
    add_role(expansion, resource.key + "Role",
             {&resource.value, resource.key + " (execution role)", at, resource.value.span()});
  if (machine.has_alias())
    add_machine_alias(expansion, machine, properties);
  const bool by_alias = is_true(properties.find("UseAliasAsEventTarget"));
  for_each_event(expansion, machine, properties,
                 [&](const Event& event) { add_machine_event(expansion, event, by_alias); });
}

}  // namespace advisor::sam
