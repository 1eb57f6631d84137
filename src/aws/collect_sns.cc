// Amazon SNS. Of topics rules want to know that they are there.

#include <algorithm>
#include <array>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kTopic = "AWS::SNS::Topic";
constexpr std::string_view kSubscription = "AWS::SNS::Subscription";

// Endpoints of the other protocols are addresses of people, or URLs that may hold a password.
bool names_a_resource(std::string_view protocol) {
  static constexpr std::array<std::string_view, 4> kProtocols = {"lambda", "sqs", "firehose",
                                                                 "application"};
  return std::ranges::find(kProtocols, protocol) != kProtocols.end();
}

class Sns final : public Collector {
 public:
  Sns(Work& work, std::string region) : Collector(work, "sns", std::move(region)) {}

  void start() override {
    if (wants(kTopic))
      list("ListTopics", Value::map(), {kTopic}, [this](Value& answer) {
        for (const Value& topic : maps_at(answer, "Topics"))
          add_topic(text_at(topic, "TopicArn"));
      });
    if (wants(kSubscription))
      list("ListSubscriptions", Value::map(), {kSubscription}, [this](Value& answer) {
        for (const Value& subscription : maps_at(answer, "Subscriptions"))
          read_subscription(subscription);
      });
  }

 private:
  void add_topic(const std::string& arn) {
    if (arn.empty())
      return;
    const std::string name = last_part(arn);
    Value raw = map_of({{"TopicName", text(name)}});
    if (name.ends_with(".fifo"))
      raw.set("FifoTopic", Value::boolean(true));
    for (const std::string_view property :
         {"DisplayName", "KmsMasterKeyId", "ArchivePolicy", "TracingConfig", "SignatureVersion"})
      raw.set(std::string(property), not_read());
    raw.set("Tags", not_read());
    add({kTopic, arn, name, {}, console("sns/v3/home", "/topic/" + arn)}, std::move(raw));
  }

  // Until it is confirmed it delivers nothing and has no ARN.
  void read_subscription(const Value& raw) {
    const std::string arn = text_at(raw, "SubscriptionArn");
    if (!arn.starts_with("arn:"))
      return;
    if (!names_a_resource(text_at(raw, "Protocol"))) {
      Value hidden = raw;
      hidden.set("Endpoint", redacted());
      hidden.set("RedrivePolicy", not_read());
      add_subscription(std::move(hidden), arn);
      return;
    }
    call("GetSubscriptionAttributes", map_of({{"SubscriptionArn", text(arn)}}),
         [this, raw, arn](Answer& answer) {
           if (answer.not_found)
             return;
           Value full = raw;
           const Value attributes = take(answer.value, "Attributes");
           for (const std::string_view key : {"RedrivePolicy", "FilterPolicy", "FilterPolicyScope",
                                              "RawMessageDelivery", "SubscriptionRoleArn"})
             if (const Value* value = attributes.find(key))
               full.set(std::string(key), *value);
             else if (!answer.ok())
               full.set(std::string(key), unread(answer));
           add_subscription(std::move(full), arn);
         });
  }

  void add_subscription(Value raw, const std::string& arn) {
    const std::string topic = text_at(raw, "TopicArn");
    const std::string name = last_part(topic) + " to " + text_at(raw, "Protocol");
    erase(raw, {"Owner", "SubscriptionArn"});
    add({kSubscription, arn, name, {}, console("sns/v3/home", "/subscription/" + arn)},
        std::move(raw));
  }
};

}  // namespace

ServiceCollectors sns_service() {
  return {
      {kTopic, kSubscription},
      {{"sns", "ListTopics"}, {"sns", "ListSubscriptions"}, {"sns", "GetSubscriptionAttributes"}},
      make_collector<Sns>};
}

}  // namespace advisor::aws
