// AWS Lambda. Reading is limited to some 15 calls a second per account for most operations, so
// what costs a call per function is only asked where a rule needs it for every function.

#include <set>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/lambda_policy.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kFunction = "AWS::Lambda::Function";
constexpr std::string_view kAlias = "AWS::Lambda::Alias";
constexpr std::string_view kPermission = "AWS::Lambda::Permission";
constexpr std::string_view kUrl = "AWS::Lambda::Url";
constexpr std::string_view kInvokeConfig = "AWS::Lambda::EventInvokeConfig";
constexpr std::string_view kMapping = "AWS::Lambda::EventSourceMapping";

constexpr std::string_view kLatest = "$LATEST";

// {Variables: {NAME: value}}; {Error: …} where the caller may not decrypt them.
void redact_variables(Value& function) {
  Value* environment = function.find("Environment");
  if (environment == nullptr || environment->as_map() == nullptr)
    return;
  if (environment->find("Error") != nullptr)
    environment->set("Variables", not_collected("kms:Decrypt", "AccessDeniedException"));
  redact_values(environment->find("Variables"));
}

// The API's map of weights, as the list that CloudFormation has.
void weights_as_list(Value& alias) {
  Value* routing = alias.find("RoutingConfig");
  Value* weights = routing != nullptr ? routing->find("AdditionalVersionWeights") : nullptr;
  if (weights == nullptr || weights->as_map() == nullptr)
    return;
  List list;
  for (const Member& weight : *weights->as_map())
    list.push_back(
        map_of({{"FunctionVersion", text(weight.key)}, {"FunctionWeight", weight.value}}));
  *weights = Value::list(std::move(list));
}

// While a mapping is made or changed, the state does not tell.
Value enabled_of(const std::string& state) {
  if (state == "Enabled" || state == "Enabling")
    return Value::boolean(true);
  if (state == "Disabled" || state == "Disabling")
    return Value::boolean(false);
  return not_collected("", state.empty() ? "NoState" : state);
}

class Lambda final : public Collector {
 public:
  Lambda(Work& work, std::string region) : Collector(work, "lambda", std::move(region)) {}

  void start() override {
    if (wants(kFunction) || wants(kAlias) || wants(kPermission) || wants(kUrl) ||
        wants(kInvokeConfig))
      list("ListFunctions", map_of({{"MaxItems", Value::integer(50)}}),
           {kFunction, kAlias, kPermission, kUrl, kInvokeConfig}, [this](Value& answer) {
             for (const Value& function : maps_at(answer, "Functions"))
               read_function(function);
           });
    if (wants(kMapping) || wants(kFunction))
      list("ListEventSourceMappings", map_of({{"MaxItems", Value::integer(100)}}), {kMapping},
           [this](Value& answer) {
             for (const Value& mapping : maps_at(answer, "EventSourceMappings"))
               add_mapping(mapping);
           });
    work().finally([this] { finish_functions(); });
  }

 private:
  void read_function(const Value& raw) {
    const std::string name = text_at(raw, "FunctionName");
    const std::string arn = split_qualifier(text_at(raw, "FunctionArn")).first;
    if (name.empty() || arn.empty())
      return;
    functions_.emplace(arn, raw);
    const Value function = map_of({{"FunctionName", text(name)}});
    if (wants(kPermission))
      read_policy(name, arn, {});
    if (wants(kAlias) || wants(kPermission))
      list("ListAliases", function, {kAlias, kPermission}, [this, name, arn](Value& answer) {
        for (const Value& alias : maps_at(answer, "Aliases"))
          read_alias(alias, name, arn);
      });
    if (wants(kUrl))
      list("ListFunctionUrlConfigs", function, {kUrl}, [this, name](Value& answer) {
        for (const Value& url : maps_at(answer, "FunctionUrlConfigs"))
          add_url(url, name);
      });
    if (wants(kInvokeConfig))
      list("ListFunctionEventInvokeConfigs", function, {kInvokeConfig},
           [this, name](Value& answer) {
             for (const Value& config : maps_at(answer, "FunctionEventInvokeConfigs"))
               add_invoke_config(config, name);
           });
  }

  // The policy of the unqualified function, or of an alias. Each statement says itself for which it
  // is; a statement that both answers show counts once.
  void read_policy(const std::string& name, const std::string& arn, const std::string& qualifier) {
    Value parameters = map_of({{"FunctionName", text(name)}});
    if (!qualifier.empty())
      parameters.set("Qualifier", text(qualifier));
    list("GetPolicy", std::move(parameters), {kPermission}, [this, name, arn](Value& answer) {
      auto permissions = permissions_of(answer.find("Policy"), arn);
      if (!permissions)
        incomplete({kPermission});
      else
        for (PolicyPermission& permission : *permissions)
          if (permissions_.insert(permission.id).second)
            add({kPermission, permission.id, permission.sid, {}, page(name, "permissions")},
                std::move(permission.properties));
    });
  }

  void read_alias(Value raw, const std::string& function, const std::string& function_arn) {
    const std::string name = text_at(raw, "Name");
    const std::string arn = text_at(raw, "AliasArn");
    if (name.empty() || arn.empty())
      return;
    if (wants(kPermission))
      read_policy(function, function_arn, name);
    weights_as_list(raw);
    raw.set("FunctionName", text(function_arn));
    erase(raw, {"AliasArn"});
    add({kAlias, arn, function + ":" + name, {function + ":" + name}, page(function, "aliases")},
        std::move(raw));
  }

  void add_url(Value raw, const std::string& name) {
    const std::string arn = text_at(raw, "FunctionArn");
    const auto [function, qualifier] = split_qualifier(arn);
    if (function.empty())
      return;
    raw.set("TargetFunctionArn", text(function));
    if (!qualifier.empty())
      raw.set("Qualifier", text(qualifier));
    erase(raw, {"FunctionArn", "FunctionUrl"});
    add({kUrl, arn + "/url", name, {}, page(name, "url")}, std::move(raw));
  }

  void add_invoke_config(Value raw, const std::string& name) {
    const std::string arn = text_at(raw, "FunctionArn");
    const auto [function, qualifier] = split_qualifier(arn);
    if (function.empty())
      return;
    raw.set("FunctionName", text(function));
    raw.set("Qualifier", text(qualifier.empty() ? kLatest : std::string_view(qualifier)));
    add({kInvokeConfig, arn + "/event-invoke-config", name, {}, page(name, "asynchronous")},
        std::move(raw));
  }

  void add_mapping(Value raw) {
    const std::string uuid = text_at(raw, "UUID");
    const std::string function = text_at(raw, "FunctionArn");
    if (uuid.empty())
      return;
    const std::string plain = split_qualifier(function).first;
    mapped_.insert(plain);
    raw.set("FunctionName", text(function));
    raw.set("Enabled", enabled_of(text_at(raw, "State")));
    rename_kafka_endpoints(raw);
    raw.set("Tags", not_read());
    std::string id = text_at(raw, "EventSourceMappingArn");
    if (id.empty())
      id = arn("lambda", "event-source-mapping:" + uuid);
    erase(raw, {"EventSourceMappingArn"});
    add({kMapping,
         id,
         last_part(plain) + " from " + last_part(text_at(raw, "EventSourceArn")),
         {uuid},
         page(last_part(plain), "triggers")},
        std::move(raw));
  }

  static void rename_kafka_endpoints(Value& mapping) {
    if (Value* source = mapping.find("SelfManagedEventSource"))
      if (Value* endpoints = source->find("Endpoints"); endpoints != nullptr)
        if (endpoints->as_map() != nullptr)
          rename(*endpoints, "KAFKA_BOOTSTRAP_SERVERS", "KafkaBootstrapServers");
  }

  // Only a rule about queues asks for reserved concurrency, so only functions that read from
  // something are asked.
  void finish_functions() {
    if (!wants(kFunction))
      return;
    for (auto& entry : functions_) {
      const std::string& arn = entry.first;
      Value& raw = entry.second;
      if (!mapped_.contains(arn)) {
        raw.set("ReservedConcurrentExecutions", not_read());
        add_function(arn, std::move(raw));
        continue;
      }
      Value parameters = map_of({{"FunctionName", text(text_at(raw, "FunctionName"))}});
      call("GetFunctionConcurrency", std::move(parameters), [this, arn](Answer& answer) {
        Value& function = functions_[arn];
        function.set(
            "ReservedConcurrentExecutions",
            answer.ok() ? take(answer.value, "ReservedConcurrentExecutions") : unread(answer));
        add_function(arn, std::move(function));
      });
    }
  }

  void add_function(const std::string& arn, Value raw) {
    const std::string name = text_at(raw, "FunctionName");
    redact_variables(raw);
    lift(raw, {"ImageConfigResponse", "ImageConfig"}, "ImageConfig");
    pluck(raw, "Layers", "Arn", "Layers");
    raw.set("Tags", not_read());
    add({kFunction, arn, name, {name}, console("lambda/home", "/functions/" + name)},
        std::move(raw));
  }

  std::string page(const std::string& function, std::string_view tab) const {
    return console("lambda/home", "/functions/" + percent_encode(function) +
                                      "?tab=configure&subtab=" + std::string(tab));
  }

  std::map<std::string, Value> functions_;  // by ARN
  std::set<std::string> mapped_;            // ARNs of functions that an event source feeds
  std::set<std::string> permissions_;       // ids of those that were added
};

}  // namespace

ServiceCollectors lambda_service() {
  return {{kFunction, kAlias, kPermission, kUrl, kInvokeConfig, kMapping},
          {{"lambda", "ListFunctions"},
           {"lambda", "ListAliases"},
           {"lambda", "GetPolicy"},
           {"lambda", "ListFunctionUrlConfigs"},
           {"lambda", "ListFunctionEventInvokeConfigs"},
           {"lambda", "ListEventSourceMappings"},
           {"lambda", "GetFunctionConcurrency"}},
          make_collector<Lambda>};
}

}  // namespace advisor::aws
