#include "parsers/sam_function.h"

#include <utility>

#include "parsers/cloudformation_strings.h"
#include "parsers/cloudformation_template.h"
#include "parsers/sam_build.h"
#include "parsers/sam_events.h"
#include "src/base/text.h"

namespace advisor::sam {
namespace {

const Value* if_branches(const Value& node) {
  const Member* function = cfn::function_of(node);
  const bool is_if = function != nullptr && function->key == "Fn::If" &&
                     function->value.as_list() != nullptr && function->value.as_list()->size() == 3;
  return is_if ? &function->value : nullptr;
}

Value choose_by(const Value& alias, const Value& reference, const Value& otherwise, Span span) {
  if (is_absent(&alias))
    return otherwise;
  const Value* branches = if_branches(alias);
  if (branches == nullptr)
    return reference;
  const List& parts = *branches->as_list();
  List out = {parts[0], choose_by(parts[1], reference, otherwise, span),
              choose_by(parts[2], reference, otherwise, span)};
  return call("Fn::If", Value::list(std::move(out), span), span);
}

// "live-a_b" -> "liveDaUb", as the transform writes names into logical ids.
std::string escaped(const std::string& name) {
  std::string out;
  for (const char c : name)
    out += c == '-' ? 'D' : c == '_' ? 'U' : c;
  return is_plain(out) ? out : "";
}

Value code_of(const Value& properties, Span span) {
  Value out = Value::map({}, span);
  if (const Value* source = properties.find("InlineCode"))
    out = object(source->span(), {{"ZipFile", *source}});
  else if (const Value* image = properties.find("ImageUri"))
    out = object(image->span(), {{"ImageUri", *image}});
  else if (const Value* uri = properties.find("CodeUri"))
    out = location(*uri, "S3");
  else
    out.set_open(true);
  copy(properties, out, {"SourceKMSKeyArn"});
  return out;
}

Value function_properties(const Member& resource, const Value& written) {
  const Span at = resource.key_span;
  Value out = Value::map({}, written.span());
  out.set_open(written.open());
  copy(written, out,
       {"Architectures",
        "CodeSigningConfigArn",
        "Description",
        "DurableConfig",
        "Environment",
        "EphemeralStorage",
        "FileSystemConfigs",
        "FunctionName",
        "FunctionScalingConfig",
        "Handler",
        "ImageConfig",
        "KmsKeyArn",
        "Layers",
        "LoggingConfig",
        "MemorySize",
        "PackageType",
        "PublishToLatestPublished",
        "RecursiveLoop",
        "ReservedConcurrentExecutions",
        "Role",
        "Runtime",
        "RuntimeManagementConfig",
        "SnapStart",
        "TenancyConfig",
        "Timeout",
        "VpcConfig"});
  out.set("Code", code_of(written, at), at);
  if (!written.find("Role"))
    out.set("Role", get_att(resource.key + "Role", "Arn", at), at);
  if (const Member* tracing = written.find_member("Tracing"))
    out.set("TracingConfig", object(tracing->value.span(), {{"Mode", tracing->value}}),
            tracing->key_span);
  if (const Member* queue = written.find_member("DeadLetterQueue")) {
    Value config = Value::map({}, queue->value.span());
    copy(queue->value, config, {"TargetArn"});
    config.set_open(config.as_map()->empty());
    out.set("DeadLetterConfig", std::move(config), queue->key_span);
  }
  out.set("Tags", tag_list(written.find("Tags"), "lambda:createdBy", at), at);
  return out;
}

class FunctionParts {
 public:
  FunctionParts(Expansion& expansion, const Invokee& invokee, const Value& properties)
      : expansion_(expansion), invokee_(invokee), properties_(properties) {}

  void add_all() {
    const Value* role = properties_.find("Role");
    if (role == nullptr)
      add_role(expansion_, id() + "Role", origin("execution role", nullptr));
    if (invokee_.has_alias())
      add_alias();
    if (const Member* url = properties_.find_member("FunctionUrlConfig"))
      add_url(*url);
    if (const Member* config = properties_.find_member("EventInvokeConfig"))
      add_invoke_config(*config);
  }

 private:
  const std::string& id() const { return invokee_.id(); }

  Origin origin(std::string_view part, const Member* from) const {
    const Member& place = from == nullptr ? *invokee_.resource : *from;
    return {&invokee_.resource->value, id() + " (" + std::string(part) + ")", place.key_span,
            place.value.span()};
  }

  void add_alias() {
    const Member* written = properties_.find_member("AutoPublishAlias");
    const Span at = written->key_span;
    const Value* kept = properties_.find("VersionDeletionPolicy");
    Value version = object(at, {{"FunctionName", ref(id(), at)}});
    copy(properties_, version, {{"VersionDescription", "Description"}});
    expansion_.add(id() + "Version", "AWS::Lambda::Version", std::move(version),
                   origin("version", written),
                   {{"DeletionPolicy", kept != nullptr ? *kept : text("Retain", at)}});
    Value alias = object(at, {{"Name", *invokee_.alias},
                              {"FunctionName", ref(id(), at)},
                              {"FunctionVersion", get_att(id() + "Version", "Version", at)}});
    copy(properties_, alias, {"ProvisionedConcurrencyConfig"});
    add_with_condition(std::move(alias), *written);
    expansion_.refer(id() + ".Version", ref(id() + "Version", at));
    expansion_.refer(id() + ".Alias", invokee_.choose(ref(id(), at), at));
  }

  // An alias for which the template says Fn::If [C, name, AWS::NoValue] is there if C is true.
  void add_with_condition(Value alias, const Member& written) {
    const Value* branches = if_branches(*invokee_.alias);
    const Value* condition = branches == nullptr ? nullptr : &branches->as_list()->front();
    const bool only_then = condition != nullptr && condition->as_string() != nullptr &&
                           is_absent(&branches->as_list()->back()) &&
                           invokee_.resource->value.find("Condition") == nullptr;
    const Origin from = origin("alias", &written);
    const Value* preference = properties_.find("DeploymentPreference");
    const bool deploys = preference != nullptr && preference->as_map() != nullptr &&
                         !is_false(preference->find("Enabled"));
    Value policy;
    if (deploys)
      policy = add_deployment_group(*properties_.find_member("DeploymentPreference"));
    if (only_then)
      expansion_.add(invokee_.alias_id, "AWS::Lambda::Alias", std::move(alias), from,
                     {{"Condition", *condition}, {"UpdatePolicy", policy}});
    else
      expansion_.add(invokee_.alias_id, "AWS::Lambda::Alias", std::move(alias), from,
                     {{"UpdatePolicy", policy}});
  }

  Value add_deployment_group(const Member& preference) {
    const Span at = preference.key_span;
    constexpr std::string_view kApplication = "ServerlessDeploymentApplication";
    expansion_.add(kApplication, "AWS::CodeDeploy::Application",
                   object(at, {{"ComputePlatform", text("Lambda", at)}}),
                   {nullptr, "", at, preference.value.span()});
    add_role(expansion_, "CodeDeployServiceRole", {nullptr, "", at, preference.value.span()});
    Value group = object(at, {{"ApplicationName", ref(kApplication, at)}});
    if (const std::string* type = string_at(preference.value, "Type"))
      group.set("DeploymentConfigName", text("CodeDeployDefault.Lambda" + *type, at), at);
    if (const Value* alarms = preference.value.find("Alarms")) {
      List names;
      for (const Value& alarm : alarms->as_list() == nullptr ? List{*alarms} : *alarms->as_list())
        names.push_back(object(alarm.span(), {{"Name", alarm}}));
      group.set("AlarmConfiguration",
                object(alarms->span(), {{"Enabled", Value::boolean(true, alarms->span())},
                                        {"Alarms", Value::list(std::move(names), alarms->span())}}),
                at);
    }
    expansion_.add(id() + "DeploymentGroup", "AWS::CodeDeploy::DeploymentGroup", std::move(group),
                   origin("deployment preference", &preference));
    return object(at, {{"CodeDeployLambdaAliasUpdate",
                        object(at, {{"ApplicationName", ref(kApplication, at)},
                                    {"DeploymentGroupName", ref(id() + "DeploymentGroup", at)}})}});
  }

  // The transform adds a second permission for public URLs, lambda:InvokeFunction for calls that
  // come by the URL. It lets in nobody else, so the URL itself says all that it says.
  void add_url(const Member& url) {
    const Span at = url.key_span;
    const Origin from = origin("function URL", &url);
    Value properties = object(url.value.span(), {{"TargetFunctionArn", invokee_.name(at)}});
    copy(url.value, properties, {"AuthType", "Cors", "InvokeMode"});
    expansion_.add(id() + "Url", "AWS::Lambda::Url", std::move(properties), from);
    const std::string* type = string_at(url.value, "AuthType");
    if (type == nullptr || *type != "NONE")
      return;
    expansion_.add(id() + "UrlPublicPermissions", "AWS::Lambda::Permission",
                   object(at, {{"Action", text("lambda:InvokeFunctionUrl", at)},
                               {"FunctionName", invokee_.name(at)},
                               {"Principal", text("*", at)},
                               {"FunctionUrlAuthType", text("NONE", at)}}),
                   from);
  }

  void add_invoke_config(const Member& config) {
    const Span at = config.key_span;
    Value properties = object(config.value.span(),
                              {{"FunctionName", ref(id(), at)}, {"Qualifier", qualifier(at)}});
    copy(config.value, properties, {"MaximumEventAgeInSeconds", "MaximumRetryAttempts"});
    const Member* destinations = config.value.find_member("DestinationConfig");
    if (destinations != nullptr) {
      Value out = Value::map({}, destinations->value.span());
      out.set_open(cfn::function_of(destinations->value) != nullptr);
      for (const char* outcome : {"OnSuccess", "OnFailure"})
        if (const Member* one = destinations->value.find_member(outcome))
          out.set(outcome, destination(*one, outcome), one->key_span);
      properties.set("DestinationConfig", std::move(out), destinations->key_span);
    }
    expansion_.add(id() + "EventInvokeConfig", "AWS::Lambda::EventInvokeConfig",
                   std::move(properties), origin("EventInvokeConfig", &config));
  }

  Value qualifier(Span at) const {
    if (!invokee_.has_alias())
      return text("$LATEST", at);
    return choose_by(*invokee_.alias, *invokee_.alias, text("$LATEST", at), at);
  }

  // A queue or a topic is made where the template names none.
  Value destination(const Member& written, std::string_view outcome) {
    const Span at = written.key_span;
    Value out = Value::map({}, written.value.span());
    copy(written.value, out, {"Destination"});
    const Value* named = out.find("Destination");
    const std::string* type = string_at(written.value, "Type");
    const bool queue = type != nullptr && *type == "SQS";
    if (!queue && (type == nullptr || *type != "SNS")) {
      out.set_open(named == nullptr);
      return out;
    }
    const std::string made =
        id() + "EventInvokeConfig" + std::string(outcome) + (queue ? "Queue" : "Topic");
    const Value address = queue ? get_att(made, "Arn", at) : ref(made, at);
    const Value* branches = named == nullptr ? nullptr : if_branches(*named);
    std::string condition;
    if (is_absent(named)) {
      out.set("Destination", address, at);
    } else if (branches != nullptr && branches->as_list()->front().as_string() != nullptr) {
      List parts = *branches->as_list();
      const bool then = is_absent(&parts[1]);
      if (then == is_absent(&parts[2]))
        return out;
      condition = (then ? "" : "!") + *parts[0].as_string();
      parts[then ? 1 : 2] = address;
      out.set("Destination", call("Fn::If", Value::list(std::move(parts), at), at), at);
    } else {
      return out;
    }
    add_destination(made, queue, condition,
                    origin("destination " + std::string(outcome), &written));
    return out;
  }

  void add_destination(const std::string& made, bool queue, const std::string& condition,
                       const Origin& from) {
    const Span at = from.key_span;
    const std::string_view type = queue ? "AWS::SQS::Queue" : "AWS::SNS::Topic";
    const std::string* own = string_at(invokee_.resource->value, "Condition");
    if (condition.empty()) {
      expansion_.add(made, type, Value::map({}, at), from);
    } else {
      std::vector<std::string> all = {condition};
      if (own != nullptr)
        all.push_back(*own);
      const std::string both = expansion_.condition_of_all(all, made + "Condition", at);
      expansion_.add(made, type, Value::map({}, at), from, {{"Condition", text(both, at)}});
    }
    expansion_.refer(id() + (queue ? ".DestinationQueue" : ".DestinationTopic"), ref(made, at));
  }

  Expansion& expansion_;
  const Invokee& invokee_;
  const Value& properties_;
};

}  // namespace

Value Invokee::choose(const Value& otherwise, Span span) const {
  return alias == nullptr ? otherwise : choose_by(*alias, ref(alias_id, span), otherwise, span);
}

Value Invokee::name(Span span) const {
  return choose(ref(id(), span), span);
}

Value Invokee::arn(Span span) const {
  return choose(get_att(id(), "Arn", span), span);
}

Invokee invokee_of(const Member& resource, const Value& properties, const Expansion& expansion) {
  Invokee out;
  out.resource = &resource;
  const Value* written = properties.find("AutoPublishAlias");
  if (is_absent(written))
    return out;
  const auto name = expansion.evaluate(*written);
  const auto known = name ? cfn::scalar_text(*name) : std::nullopt;
  // Empty text is no alias. Fn::If stays a choice, whatever it comes to.
  const bool none = !name || (known && known->empty());
  if (none && if_branches(*written) == nullptr)
    return out;
  out.alias = written;
  out.alias_id = resource.key + "Alias" + escaped(known.value_or(""));
  return out;
}

void for_each_event(Expansion& expansion, const Invokee& invokee, const Value& properties,
                    const std::function<void(const Event&)>& handle) {
  const Value* events = properties.find("Events");
  if (is_absent(events))
    return;
  if (events->as_map() == nullptr || cfn::function_of(*events) != nullptr) {
    expansion.note("the events of " + printable(invokee.id()) + " cannot be read", events->span());
    return;
  }
  static const Value kNone = Value::map();
  for (const Member& member : *events->as_map()) {
    if (expansion.exhausted())
      return;
    const std::string* type = string_at(member.value, "Type");
    const Value* written = member.value.find("Properties");
    if (is_absent(written))
      written = &kNone;
    if (type == nullptr || written->as_map() == nullptr || cfn::function_of(*written) != nullptr) {
      expansion.note("the event " + printable(member.key) + " of " + printable(invokee.id()) +
                         " cannot be read",
                     member.key_span);
      continue;
    }
    handle({invokee,
            invokee.id() + member.key,
            *type,
            *written,
            {&invokee.resource->value, invokee.id() + " (event " + member.key + ")",
             member.key_span, member.value.span()}});
  }
}

void expand_function(Expansion& expansion, const Member& resource, const Value& properties) {
  const Invokee invokee = invokee_of(resource, properties, expansion);
  expansion.replace(resource, "AWS::Lambda::Function", function_properties(resource, properties));
  FunctionParts(expansion, invokee, properties).add_all();
  for_each_event(expansion, invokee, properties,
                 [&](const Event& event) { add_function_event(expansion, event); });
}

Value tag_list(const Value* tags, std::string_view marker, Span span) {
  List out;
  out.push_back(object(span, {{"Key", text(marker, span)}, {"Value", text("SAM", span)}}));
  const Map* map = tags == nullptr || cfn::function_of(*tags) != nullptr ? nullptr : tags->as_map();
  if (map != nullptr)
    for (const Member& tag : *map)
      out.push_back(
          object(tag.key_span, {{"Key", text(tag.key, tag.key_span)}, {"Value", tag.value}}));
  Value list = Value::list(std::move(out), span);
  list.set_open(tags != nullptr && map == nullptr);
  return list;
}

void add_role(Expansion& expansion, const std::string& logical_id, const Origin& origin) {
  Value properties = Value::map({}, origin.key_span);
  properties.set_open(true);
  expansion.add(logical_id, "AWS::IAM::Role", std::move(properties), origin);
}

}  // namespace advisor::sam
