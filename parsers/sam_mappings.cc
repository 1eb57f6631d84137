// Events that Lambda polls for.

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "parsers/cloudformation_template.h"
#include "parsers/sam_build.h"
#include "parsers/sam_events.h"

namespace advisor::sam {
namespace {

struct Source {
  std::string_view type;
  const char* arn;  // the property that names what is polled; empty: none does
};

constexpr std::array<Source, 7> kSources = {{{"SQS", "Queue"},
                                             {"Kinesis", "Stream"},
                                             {"DynamoDB", "Stream"},
                                             {"MSK", "Stream"},
                                             {"MQ", "Broker"},
                                             {"DocumentDB", "Cluster"},
                                             {"SelfManagedKafka", ""}}};

// OnFailure has a Type beside its Destination, for the policy of the function.
Value without_types(const Value& destinations) {
  Value out = destinations;
  if (Value* failure = out.find("OnFailure"); failure != nullptr && failure->as_map() != nullptr)
    failure->erase("Type");
  return out;
}

// Members that SAM has one level higher than the mapping.
void gather(const Value& from, Value& to, const char* as, std::initializer_list<Name> names) {
  Value out = Value::map({}, from.span());
  copy(from, out, names);
  if (!out.as_map()->empty())
    to.set(as, std::move(out), from.span());
}

void add_kafka(const Value& from, Value& to, std::string_view type) {
  gather(
      from, to,
      type == "MSK" ? "AmazonManagedKafkaEventSourceConfig" : "SelfManagedKafkaEventSourceConfig",
      {"ConsumerGroupId", "SchemaRegistryConfig"});
  const Member* servers = from.find_member("KafkaBootstrapServers");
  if (servers == nullptr)
    return;
  const Span span = servers->value.span();
  to.set("SelfManagedEventSource",
         object(span, {{"Endpoints", object(span, {{"KafkaBootstrapServers", servers->value}})}}),
         servers->key_span);
}

}  // namespace

bool add_event_source_mapping(Expansion& expansion, const Event& event) {
  const auto* source = std::ranges::find(kSources, event.type, &Source::type);
  if (source == kSources.end())
    return false;
  const Span at = event.at();
  Value out = object(event.origin.span, {{"FunctionName", event.invokee.name(at)}});
  copy(event.properties, out,
       {"BatchSize",
        "BisectBatchOnFunctionError",
        "Enabled",
        "FilterCriteria",
        "FunctionResponseTypes",
        "KmsKeyArn",
        "LoggingConfig",
        "MaximumBatchingWindowInSeconds",
        "MaximumRecordAgeInSeconds",
        "MaximumRetryAttempts",
        "MetricsConfig",
        "ParallelizationFactor",
        "ProvisionedPollerConfig",
        "Queues",
        "ScalingConfig",
        "SourceAccessConfigurations",
        "StartingPosition",
        "StartingPositionTimestamp",
        "Topics",
        "TumblingWindowInSeconds"});
  if (*source->arn != '\0')
    copy(event.properties, out, {{source->arn, "EventSourceArn"}});
  if (const Member* destinations = event.properties.find_member("DestinationConfig"))
    out.set("DestinationConfig", without_types(destinations->value), destinations->key_span);
  if (event.type == "MSK" || event.type == "SelfManagedKafka")
    add_kafka(event.properties, out, event.type);
  if (event.type == "DocumentDB")
    gather(event.properties, out, "DocumentDBEventSourceConfig",
           {"DatabaseName", "CollectionName", "FullDocument"});
  expansion.add(event.id, "AWS::Lambda::EventSourceMapping", std::move(out), event.origin);
  return true;
}

}  // namespace advisor::sam
