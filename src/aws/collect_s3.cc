// Amazon S3: notifications, public access block and policy of the buckets in the regions that are
// looked at. Each call goes to the bucket's own region.

#include <algorithm>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/console.h"
#include "src/aws/shape.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kBucket = "AWS::S3::Bucket";
constexpr std::string_view kPolicy = "AWS::S3::BucketPolicy";

// One entry of CloudFormation has one event, one of the API has several.
void add_per_event(const Value& entry, std::string_view from, std::string_view to, List& out) {
  const Value* destination = entry.find(from);
  if (destination == nullptr)
    return;
  for (const std::string& event : texts_at(entry, "Events")) {
    Value one = map_of({{to, *destination}, {"Event", text(event)}});
    if (const Value* rules = entry.at({"Filter", "Key", "FilterRules"}))
      one.set("Filter", map_of({{"S3Key", map_of({{"Rules", *rules}})}}));
    out.push_back(std::move(one));
  }
}

struct Notification {
  std::string_view list;      // in the answer
  std::string_view from;      // where an entry has its destination
  std::string_view property;  // in CloudFormation
  std::string_view to;
};
constexpr Notification kNotifications[] = {
    {"LambdaFunctionConfigurations", "LambdaFunctionArn", "LambdaConfigurations", "Function"},
    {"QueueConfigurations", "QueueArn", "QueueConfigurations", "Queue"},
    {"TopicConfigurations", "TopicArn", "TopicConfigurations", "Topic"}};

Value notifications_of(const Value& answer) {
  Value out = Value::map();
  for (const Notification& kind : kNotifications) {
    List list;
    for (const Value& entry : maps_at(answer, kind.list))
      add_per_event(entry, kind.from, kind.to, list);
    out.set(std::string(kind.property), Value::list(std::move(list)));
  }
  if (answer.find("EventBridgeConfiguration") != nullptr)
    out.set("EventBridgeConfiguration", map_of({{"EventBridgeEnabled", Value::boolean(true)}}));
  return out;
}

// "" and "EU" are names from before regions had theirs.
std::string region_of(const Value& answer) {
  const std::string name = text_at(answer, "LocationConstraint");
  if (name.empty())
    return "us-east-1";
  return name == "EU" ? "eu-west-1" : name;
}

// CloudFormation has the names of the documents alone.
Value website_of(Value answer) {
  lift(answer, {"IndexDocument", "Suffix"}, "IndexDocument");
  lift(answer, {"ErrorDocument", "Key"}, "ErrorDocument");
  erase(answer, {"RoutingRules"});
  return answer;
}

class S3 final : public Collector {
 public:
  S3(Work& work, std::string region) : Collector(work, "s3", std::move(region)) {}

  // The regions of buckets are only told where the number is asked for.
  void start() override {
    list("ListBuckets", map_of({{"MaxBuckets", Value::integer(1000)}}), {kBucket, kPolicy},
         [this](Value& answer) {
           for (const Value& bucket : maps_at(answer, "Buckets"))
             locate(text_at(bucket, "Name"), text_at(bucket, "BucketRegion"));
         });
  }

 private:
  struct Bucket {
    std::string name;
    std::string region;
    Value raw = Value::map();
  };

  void locate(const std::string& name, const std::string& known) {
    if (name.empty())
      return;
    if (!known.empty()) {
      read_bucket(name, known);
      return;
    }
    list("GetBucketLocation", map_of({{"Bucket", text(name)}}), {kBucket, kPolicy},
         [this, name](Value& answer) { read_bucket(name, region_of(answer)); });
  }

  void read_bucket(const std::string& name, const std::string& in) {
    const auto& wanted = account().regions;
    if (std::ranges::find(wanted, in) == wanted.end())
      return;
    if (wants(kBucket)) {
      const auto bucket = std::make_shared<Bucket>();
      bucket->name = name;
      bucket->region = in;
      call_in(in, "GetBucketNotificationConfiguration", name, [bucket](Answer& answer) {
        bucket->raw.set("NotificationConfiguration",
                        answer.failures.empty() ? notifications_of(answer.value) : unread(answer));
      });
      call_in(in, "GetBucketWebsite", name, [bucket](Answer& answer) {
        if (!answer.not_found)
          bucket->raw.set("WebsiteConfiguration", answer.failures.empty()
                                                      ? website_of(std::move(answer.value))
                                                      : unread(answer));
      });
      call_in(in, "GetPublicAccessBlock", name, [this, bucket](Answer& answer) {
        bucket->raw.set("PublicAccessBlockConfiguration",
                        answer.failures.empty() ? std::move(answer.value) : unread(answer));
        add_bucket(*bucket);
      });
    }
    if (wants(kPolicy))
      call_in(in, "GetBucketPolicy", name, [this, name, in](Answer& answer) {
        if (!answer.failures.empty())
          incomplete({kPolicy});
        else if (!answer.not_found)
          add_policy(name, in, std::move(answer.value));
      });
  }

  void call_in(const std::string& in, std::string_view operation, const std::string& bucket,
               Work::Then then) {
    work().call({"s3", std::string(operation), in, map_of({{"Bucket", text(bucket)}})},
                std::move(then));
  }

  void add_bucket(Bucket& bucket) {
    bucket.raw.set("BucketName", text(bucket.name));
    for (const std::string_view property :
         {"VersioningConfiguration", "LifecycleConfiguration", "BucketEncryption", "Tags"})
      bucket.raw.set(std::string(property), not_read());
    add_in(bucket.region, kBucket, id_of(bucket.name), bucket.name, std::move(bucket.raw));
  }

  void add_policy(const std::string& name, const std::string& in, Value answer) {
    Value document = take(answer, "Policy");
    parse_json_text(&document);
    if (document.as_map() == nullptr) {
      incomplete({kPolicy});
      return;
    }
    add_in(in, kPolicy, id_of(name) + "/policy", name,
           map_of({{"Bucket", text(name)}, {"PolicyDocument", std::move(document)}}));
  }

  std::string id_of(const std::string& bucket) const {
    return "arn:" + account().partition + ":s3:::" + bucket;
  }

  void add_in(const std::string& in, std::string_view type, const std::string& id,
              const std::string& name, Value raw) {
    LiveResource resource;
    resource.type = type;
    resource.id = id;
    resource.name = name;
    resource.region = in;
    if (type == kBucket)
      resource.aliases = {id, name};
    resource.console = console_page(account().partition, in, "s3/buckets/" + name);
    resource.properties = conform(std::move(raw), type);
    work().add(std::move(resource));
  }
};

}  // namespace

ServiceCollectors s3_service() {
  return {{kBucket, kPolicy},
          {{"s3", "ListBuckets"},
           {"s3", "GetBucketLocation"},
           {"s3", "GetBucketNotificationConfiguration"},
           {"s3", "GetBucketWebsite"},
           {"s3", "GetPublicAccessBlock"},
           {"s3", "GetBucketPolicy"}},
          make_collector<S3>,
          true};
}

}  // namespace advisor::aws
