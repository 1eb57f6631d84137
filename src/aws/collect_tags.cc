// Tags of what other calls give without them, by the Resource Groups Tagging API: a few pages in
// place of a call per resource.

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

// Types whose own calls do not tell the tags, and the service in their ARN. `all`: the API knows
// all of them, so that what it does not list has no tags.
struct Tagged {
  std::string_view type, service;
  bool all = true;
};
constexpr std::array kTagged = {
    Tagged{"AWS::CloudWatch::Alarm", "cloudwatch"},
    Tagged{"AWS::CloudWatch::CompositeAlarm", "cloudwatch"},
    Tagged{"AWS::CodeDeploy::DeploymentGroup", "codedeploy"},
    Tagged{"AWS::DynamoDB::Table", "dynamodb"},
    Tagged{"AWS::ElastiCache::CacheCluster", "elasticache"},
    Tagged{"AWS::ElastiCache::ReplicationGroup", "elasticache", false},
    Tagged{"AWS::Events::Rule", "events"},
    Tagged{"AWS::Lambda::EventSourceMapping", "lambda", false},
    Tagged{"AWS::Lambda::Function", "lambda"},
    Tagged{"AWS::Logs::LogGroup", "logs"},
    Tagged{"AWS::RDS::DBClusterParameterGroup", "rds"},
    Tagged{"AWS::RDS::DBParameterGroup", "rds"},
    Tagged{"AWS::RDS::OptionGroup", "rds"},
    Tagged{"AWS::S3::Bucket", "s3"},
    Tagged{"AWS::SNS::Topic", "sns"},
    Tagged{"AWS::SQS::Queue", "sqs"},
};

const Tagged* find_tagged(std::string_view type) {
  const auto* found = std::ranges::find(kTagged, type, &Tagged::type);
  return found == kTagged.end() ? nullptr : found;
}

class Tags final : public Collector {
 public:
  Tags(Work& work, std::string region) : Collector(work, "tagging", std::move(region)) {}

  void start() override {
    std::vector<std::string> services;
    for (const Tagged& tagged : kTagged)
      if (wants(tagged.type) && (services.empty() || services.back() != tagged.service))
        services.emplace_back(tagged.service);
    if (services.empty())
      return;
    ask(services);
    work().at_end([this](Account& account) {
      for (LiveResource& resource : account.resources)
        if (resource.region == region())
          give(resource);
    });
  }

 private:
  // Which services the API knows differs by region and partition; it refuses all where it does not
  // know one ("Unsupported service=mwaa in ResourceTypeFilter"). Without a filter it gives what it
  // knows.
  void ask(const std::vector<std::string>& services) {
    Value parameters = map_of({{"ResourcesPerPage", Value::integer(100)}});
    if (!services.empty())
      parameters.set("ResourceTypeFilters", texts(services));
    call("GetResources", std::move(parameters),
         [this, filtered = !services.empty()](Answer& answer) {
           if (filtered && is_refused(answer)) {
             work().forgive(answer);
             refused_ = true;
             ask({});
             return;
           }
           if (!answer.ok())
             unread_ = unread(answer);
           for (const Value& resource : maps_at(answer.value, "ResourceTagMappingList"))
             if (const Value* tags = resource.find("Tags"); tags != nullptr && tags->as_list())
               tags_.emplace(text_at(resource, "ResourceARN"), *tags);
         });
  }

  static bool is_refused(const Answer& answer) {
    return std::ranges::any_of(answer.failures, [](const Failure& failure) {
      return failure.code.starts_with("InvalidParameter");
    });
  }

  void give(LiveResource& resource) const {
    const Tagged* tagged = find_tagged(resource.type);
    Value* tags = resource.properties.find("Tags");
    if (tagged == nullptr || tags == nullptr || !tags->is_unknown())
      return;
    for (const std::string& name : resource.aliases)
      if (const auto found = tags_.find(name); found != tags_.end()) {
        *tags = found->second;
        return;
      }
    if (!unread_.is_null())
      *tags = unread_;
    else if (tagged->all && !refused_)
      resource.properties.erase("Tags");
  }

  std::map<std::string, Value, std::less<>> tags_;  // by ARN
  bool refused_ = false;                            // it does not know all of the services
  Value unread_;                                    // null: all were read
};

}  // namespace

std::unique_ptr<Collector> tag_collector(Work& work, const std::string& region) {
  return std::make_unique<Tags>(work, region);
}

OperationName tag_operation() {
  return {"tagging", "GetResources"};
}

}  // namespace advisor::aws
