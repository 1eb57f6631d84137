// Amazon ElastiCache. The parameter group of a replication group stands in its clusters only, and
// these are no resources of their own.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kReplicationGroup = "AWS::ElastiCache::ReplicationGroup";
constexpr std::string_view kCluster = "AWS::ElastiCache::CacheCluster";

bool is_on(const Value& raw, std::string_view key) {
  const std::string state = text_at(raw, key);
  return state == "enabled" || state == "enabling";
}

void rename_common(Value& raw) {
  lift(raw, {"CacheParameterGroup", "CacheParameterGroupName"}, "CacheParameterGroupName");
  // Every cache has one: an answer without it does not mean that there is none.
  if (raw.find("CacheParameterGroupName") == nullptr)
    raw.set("CacheParameterGroupName", not_collected("", "NotTold"));
  lift(raw, {"NotificationConfiguration", "TopicArn"}, "NotificationTopicArn");
  erase(raw, {"ConfigurationEndpoint", "ConfigurationEndPoint", "LogDeliveryConfigurations",
              "PendingModifiedValues"});
}

class Elasticache final : public Collector {
 public:
  Elasticache(Work& work, std::string region) : Collector(work, "elasticache", std::move(region)) {}

  void start() override {
    const Value page = map_of({{"MaxRecords", Value::integer(100)}});
    call("DescribeCacheClusters", page, [this](Answer& answer) {
      if (!answer.failures.empty()) {
        incomplete({kCluster});
        members_unread_ = unread(answer);
      }
      for (const Value& cluster : maps_at(answer.value, "CacheClusters"))
        read_cluster(cluster);
    });
    if (wants(kReplicationGroup))
      list("DescribeReplicationGroups", page, {kReplicationGroup}, [this](Value& answer) {
        for (const Value& group : maps_at(answer, "ReplicationGroups"))
          add_group(group);
      });
  }

 private:
  void read_cluster(const Value& raw) {
    const std::string group = text_at(raw, "ReplicationGroupId");
    if (group.empty())
      add_cluster(raw);
    else
      members_.emplace(group, raw);
  }

  void add_cluster(Value raw) {
    const std::string name = text_at(raw, "CacheClusterId");
    std::string id = text_at(raw, "ARN");
    if (name.empty())
      return;
    if (id.empty())
      id = arn("elasticache", "cluster:" + name);
    rename(raw, "CacheClusterId", "ClusterName");
    pluck(raw, "SecurityGroups", "SecurityGroupId", "VpcSecurityGroupIds");
    pluck(raw, "CacheSecurityGroups", "CacheSecurityGroupName", "CacheSecurityGroupNames");
    rename_common(raw);
    const std::string kind = text_at(raw, "Engine") == "memcached" ? "memcached" : "redis";
    raw.set("Tags", not_read());
    add({kCluster,
         id,
         name,
         {name},
         console("elasticache/home", "/" + kind + "/" + percent_encode(name))},
        std::move(raw));
  }

  void add_group(Value raw) {
    const std::string name = text_at(raw, "ReplicationGroupId");
    std::string id = text_at(raw, "ARN");
    if (name.empty())
      return;
    if (id.empty())
      id = arn("elasticache", "replicationgroup:" + name);
    raw.set("AutomaticFailoverEnabled", Value::boolean(is_on(raw, "AutomaticFailover")));
    raw.set("MultiAZEnabled", Value::boolean(is_on(raw, "MultiAZ")));
    rename(raw, "Description", "ReplicationGroupDescription");
    raw.set("NumNodeGroups",
            Value::integer(static_cast<std::int64_t>(maps_at(raw, "NodeGroups").size())));
    lift(raw, {"GlobalReplicationGroupInfo", "GlobalReplicationGroupId"},
         "GlobalReplicationGroupId");
    take_from_member(raw, name);
    rename_common(raw);
    raw.set("Tags", not_read());
    add({kReplicationGroup,
         id,
         name,
         {name},
         console("elasticache/home", "/redis/" + percent_encode(name))},
        std::move(raw));
  }

  void take_from_member(Value& group, const std::string& name) {
    const auto member = members_.find(name);
    for (const std::string_view key : {"CacheParameterGroup", "Engine", "EngineVersion",
                                       "AutoMinorVersionUpgrade", "PreferredMaintenanceWindow"}) {
      if (group.find(key) != nullptr)
        continue;
      const Value* value = member != members_.end() ? member->second.find(key) : nullptr;
      if (value != nullptr)
        group.set(std::string(key), *value);
      else if (!members_unread_.is_null())
        group.set(key == "CacheParameterGroup" ? "CacheParameterGroupName" : std::string(key),
                  members_unread_);
    }
  }

  std::map<std::string, Value> members_;  // one cluster of each replication group
  Value members_unread_;                  // null: they have been read
};

}  // namespace

ServiceCollectors elasticache_service() {
  return {{kReplicationGroup, kCluster},
          {{"elasticache", "DescribeCacheClusters"}, {"elasticache", "DescribeReplicationGroups"}},
          make_collector<Elasticache>};
}

}  // namespace advisor::aws
