#include "parsers/live_join.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/base/text.h"

namespace advisor {
namespace {

// The properties that together name a resource within region and account. '@': a name, ARN or
// reference; '~': upper and lower case are one; "=x": what an absent one means. Parents come before
// what refers to them.
struct Naming {
  std::string_view type, properties;
};
constexpr std::array kNamings = {
    Naming{"AWS::ECS::Cluster", "ClusterName"},
    Naming{"AWS::ECS::TaskDefinition", "Family"},
    Naming{"AWS::ECS::Service", "@Cluster=default ServiceName"},
    Naming{"AWS::ElasticLoadBalancingV2::LoadBalancer", "Name"},
    Naming{"AWS::ElasticLoadBalancingV2::TargetGroup", "Name"},
    Naming{"AWS::ElasticLoadBalancingV2::Listener", "@LoadBalancerArn Port"},
    Naming{"AWS::ElasticLoadBalancingV2::ListenerRule", "@ListenerArn Priority"},
    Naming{"AWS::Lambda::Function", "FunctionName"},
    Naming{"AWS::Lambda::Alias", "@FunctionName Name"},
    Naming{"AWS::Lambda::Url", "@TargetFunctionArn Qualifier="},
    Naming{"AWS::Lambda::EventInvokeConfig", "@FunctionName Qualifier"},
    Naming{"AWS::SQS::Queue", "QueueName"},
    Naming{"AWS::SNS::Topic", "TopicName"},
    Naming{"AWS::DynamoDB::Table", "TableName"},
    Naming{"AWS::Lambda::EventSourceMapping", "@FunctionName @EventSourceArn"},
    Naming{"AWS::Lambda::Permission", "FunctionName Action Principal SourceArn="},
    Naming{"AWS::SNS::Subscription", "@TopicArn Protocol Endpoint"},
    Naming{"AWS::Events::EventBus", "Name"},
    Naming{"AWS::Events::Rule", "@EventBusName=default Name"},
    Naming{"AWS::Scheduler::ScheduleGroup", "Name"},
    Naming{"AWS::Scheduler::Schedule", "@GroupName=default Name"},
    Naming{"AWS::RDS::DBInstance", "~DBInstanceIdentifier"},
    Naming{"AWS::RDS::DBCluster", "~DBClusterIdentifier"},
    Naming{"AWS::RDS::DBParameterGroup", "~DBParameterGroupName"},
    Naming{"AWS::RDS::DBClusterParameterGroup", "~DBClusterParameterGroupName"},
    Naming{"AWS::ElastiCache::ReplicationGroup", "~ReplicationGroupId"},
    Naming{"AWS::ElastiCache::CacheCluster", "~ClusterName"},
    Naming{"AWS::ElastiCache::ServerlessCache", "~ServerlessCacheName"},
    Naming{"AWS::Logs::LogGroup", "LogGroupName"},
    Naming{"AWS::Logs::SubscriptionFilter", "LogGroupName FilterName"},
    Naming{"AWS::CloudWatch::Alarm", "AlarmName"},
    Naming{"AWS::ApplicationAutoScaling::ScalableTarget",
           "ServiceNamespace ResourceId ScalableDimension"},
    Naming{"AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupName"},
    Naming{"AWS::S3::Bucket", "BucketName"},
    Naming{"AWS::StepFunctions::StateMachine", "StateMachineName"},
    Naming{"AWS::IAM::Role", "RoleName"},
    Naming{"AWS::SSM::Parameter", "Name"},
};

// "arn:aws:lambda:…:function:f:live" and "f:live" -> "f", "arn:aws:ecs:…:cluster/c" -> "c"; other
// ARNs stay.
std::string short_name(std::string_view text) {
  constexpr std::string_view kFunction = ":function:";
  if (const std::size_t function = text.find(kFunction); function != std::string_view::npos) {
    text.remove_prefix(function + kFunction.size());
  } else if (text.starts_with("arn:")) {
    for (const std::string_view kind : {":cluster/", ":event-bus/", ":schedule-group/"})
      if (const std::size_t at = text.find(kind); at != std::string_view::npos)
        return std::string(text.substr(at + kind.size()));
    return std::string(text);
  }
  return std::string(text.substr(0, text.find(':')));
}

bool agree(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

// A name that tells a resource of its type from all others of the account.
bool is_full_name(std::string_view alias) {
  return alias.find_first_of(":/") != std::string_view::npos;
}

class Joiner {
 public:
  Joiner(std::vector<Resource>& live, std::vector<Resource>& files) {
    for (Resource& resource : live)
      live_[resource.type].push_back(&resource);
    for (Resource& resource : files) {
      files_[resource.type].push_back(&resource);
      by_id_.emplace(resource.id, &resource);
    }
  }

  void match_all() {
    std::set<std::string_view> done;
    for (const Naming& naming : kNamings) {
      match(naming.type, naming.properties);
      done.insert(naming.type);
    }
    for (const auto& [type, resources] : live_)
      if (!done.contains(type))
        match(type, {});
  }

  bool is_replaced(const Resource& live) const { return replaced_.contains(&live); }
  std::set<std::string> unsure_types() && { return std::move(unsure_types_); }

 private:
  using Index = std::multimap<std::string, const Resource*>;
  using Candidates = std::set<const Resource*>;

  void match(std::string_view type, std::string_view naming) {
    const auto live = live_.find(type);
    const auto files = files_.find(type);
    if (live == live_.end() || files == files_.end())
      return;
    Index index;
    for (const Resource* resource : live->second)
      for (std::string& name : names(*resource, naming))
        index.emplace(std::move(name), resource);
    std::map<const Resource*, std::vector<Resource*>> claims;
    for (Resource* resource : files->second) {
      const std::vector<std::string> known = names(*resource, naming);
      if (known.empty() || known.back().starts_with('='))
        unsure_types_.insert(resource->type);
      const Candidates found = twins(*resource, known, index);
      // Mappings of two qualifiers have one name here: which of them is meant is not certain.
      if (type == "AWS::Lambda::EventSourceMapping" && found.size() > 1)
        continue;
      for (const Resource* twin : found)
        claims[twin].push_back(resource);
    }
    for (const auto& [twin, owners] : claims)
      replace(*twin, owners);
  }

  // "=ARN" for every full name, and last the joined naming properties.
  std::vector<std::string> names(const Resource& resource, std::string_view naming) const {
    std::vector<std::string> out;
    for (const std::string& alias : resource.aliases)
      if (is_full_name(alias))
        out.push_back("=" + alias);
    if (auto name = naming.empty() ? std::nullopt : joined(resource, naming))
      out.push_back("#" + *name);
    return out;
  }

  std::optional<std::string> joined(const Resource& resource, std::string_view naming) const {
    std::string out;
    for (const std::string_view part : split(naming, ' ')) {
      const auto text = named_by(resource, part);
      if (!text)
        return std::nullopt;
      out += *text + '\n';
    }
    return out;
  }

  std::optional<std::string> named_by(const Resource& resource, std::string_view part) const {
    const bool refers = part.starts_with('@');
    const bool folds = part.starts_with('~');
    part.remove_prefix(refers || folds ? 1 : 0);
    const std::size_t equals = part.find('=');
    const Value* value = resource.properties.find(part.substr(0, equals));
    if (value == nullptr)
      return equals == std::string_view::npos ? std::nullopt
                                              : std::optional(std::string(part.substr(equals + 1)));
    if (value->uncertain())
      return std::nullopt;
    if (const std::int64_t* number = value->as_int())
      return std::to_string(*number);
    if (const std::string* text = value->as_string())
      return refers ? short_name(*text) : folds ? to_lower_ascii(*text) : *text;
    return refers ? behind(*value) : std::nullopt;
  }

  // What a reference to another resource of the files is in the account.
  std::optional<std::string> behind(const Value& reference) const {
    const Unknown* unknown = reference.as_unknown();
    if (unknown == nullptr || unknown->links.size() != 1 ||
        unknown->links[0].kind != Link::Kind::kResource)
      return std::nullopt;
    const auto target = by_id_.find(unknown->links[0].target);
    if (target == by_id_.end())
      return std::nullopt;
    const auto twin = twin_of_.find(target->second);
    return twin == twin_of_.end() ? std::nullopt : std::optional(short_name(twin->second->id));
  }

  // All in one region of one account, or none.
  static Candidates twins(const Resource& resource, const std::vector<std::string>& names,
                          const Index& index) {
    Candidates found;
    for (const std::string& name : names) {
      const auto [begin, end] = index.equal_range(name);
      for (auto it = begin; it != end; ++it)
        if (agree(resource.region, it->second->region) &&
            agree(resource.account, it->second->account))
          found.insert(it->second);
    }
    const auto elsewhere = [&](const Resource* other) {
      return other->region != (*found.begin())->region ||
             other->account != (*found.begin())->account;
    };
    return std::ranges::any_of(found, elsewhere) ? Candidates() : found;
  }

  void replace(const Resource& twin, const std::vector<Resource*>& owners) {
    replaced_.insert(&twin);
    if (owners.size() != 1)
      return;
    Resource& owner = *owners.front();
    twin_of_.emplace(&owner, &twin);
    for (const std::string& alias : twin.aliases)
      if (std::ranges::find(owner.aliases, alias) == owner.aliases.end())
        owner.aliases.push_back(alias);
  }

  std::map<std::string, std::vector<Resource*>, std::less<>> live_, files_;
  std::map<std::string, const Resource*, std::less<>> by_id_;
  std::unordered_map<const Resource*, const Resource*> twin_of_;
  std::set<const Resource*> replaced_;
  std::set<std::string> unsure_types_;
};

// What a file gives a name is what its author means.
void add_values(std::vector<NamedValue>& from, Inventory& files) {
  std::set<std::tuple<Link::Kind, std::string, std::string>> own;
  for (const NamedValue& value : files.values)
    own.emplace(value.kind, value.scope, value.name);
  for (const Resource& resource : files.resources)
    if (resource.type == "AWS::SSM::Parameter")
      if (const Value* name = resource.properties.find("Name");
          name != nullptr && name->as_string())
        own.emplace(Link::Kind::kSsmParameter, "", *name->as_string());
  for (NamedValue& value : from)
    if (!own.contains({value.kind, value.scope, value.name}))
      files.values.push_back(std::move(value));
}

}  // namespace

LiveJoin join_live(LiveAccounts& live, Inventory& files) {
  std::vector<Resource> resources;
  std::vector<NamedValue> values;
  for (LiveAccount& account : live.accounts) {
    std::ranges::move(account.resources, std::back_inserter(resources));
    std::ranges::move(account.values, std::back_inserter(values));
    files.partial_types.insert(account.incomplete_types.begin(), account.incomplete_types.end());
  }
  add_values(values, files);
  Joiner joiner(resources, files.resources);
  joiner.match_all();
  LiveJoin out;
  std::vector<Resource> added;
  for (Resource& resource : resources) {
    if (joiner.is_replaced(resource))
      ++out.replaced;
    else
      added.push_back(std::move(resource));
  }
  out.unsure_types = std::move(joiner).unsure_types();
  std::ranges::move(added, std::back_inserter(files.resources));
  return out;
}

}  // namespace advisor
