// Amazon ECS. Field names of the answers differ from CloudFormation's in the case of their first
// letter; what only the answer has is dropped with all else that the schema does not know.

#include <algorithm>
#include <set>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kCluster = "AWS::ECS::Cluster";
constexpr std::string_view kServiceType = "AWS::ECS::Service";
constexpr std::string_view kTaskDefinition = "AWS::ECS::TaskDefinition";
constexpr std::string_view kProvider = "AWS::ECS::CapacityProvider";

constexpr std::size_t kServicesPerCall = 10;
constexpr std::size_t kClustersPerCall = 100;

// Log drivers and FireLens take tokens and passwords under names of their own: splunk-token,
// apiKey, HTTP_Passwd. Those of awslogs have none.
void redact_options(Value* holder) {
  Value* options = holder != nullptr ? holder->find("options") : nullptr;
  if (options == nullptr || options->as_map() == nullptr)
    return;
  for (Member& option : *options->as_map())
    if (!option.key.starts_with("awslogs-"))
      option.value = redacted();
}

void redact_environment(Value& container) {
  if (Value* environment = container.find("environment"))
    if (List* entries = environment->as_list())
      for (Value& entry : *entries)
        if (entry.as_map() != nullptr)
          entry.set("value", redacted());
  redact_options(container.find("logConfiguration"));
  redact_options(container.find("firelensConfiguration"));
}

void redact_containers(Value& definition) {
  if (Value* containers = definition.find("containerDefinitions"))
    if (List* list = containers->as_list())
      for (Value& container : *list)
        redact_environment(container);
}

// These stand only in the deployment that is under way or done.
void take_from_primary_deployment(Value& service) {
  for (const Value& deployment : maps_at(service, "deployments")) {
    if (text_at(deployment, "status") != "PRIMARY")
      continue;
    for (const std::string_view key :
         {"serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations"})
      if (const Value* value = deployment.find(key))
        service.set(std::string(key), *value);
  }
  if (Value* connect = service.find("serviceConnectConfiguration"))
    redact_options(connect->find("logConfiguration"));
}

class Ecs final : public Collector {
 public:
  Ecs(Work& work, std::string region) : Collector(work, "ecs", std::move(region)) {}

  void start() override {
    list("ListClusters", map_of({{"maxResults", Value::integer(100)}}),
         {kCluster, kServiceType, kTaskDefinition},
         [this](Value& answer) { clusters(texts_at(answer, "clusterArns")); });
    if (wants(kProvider))
      list("DescribeCapacityProviders", Value::map(), {kProvider}, [this](Value& answer) {
        for (const Value& provider : maps_at(answer, "capacityProviders"))
          capacity_provider(provider);
      });
    if (wants(kTaskDefinition))
      list("ListTaskDefinitionFamilies",
           map_of({{"status", text("ACTIVE")}, {"maxResults", Value::integer(100)}}),
           {kTaskDefinition}, [this](Value& answer) {
             work().finally([this, families = texts_at(answer, "families")] {
               for (const std::string& family : families)
                 if (!families_in_use_.contains(family))
                   describe_task_definition(family, true);
             });
           });
  }

 private:
  void clusters(const std::vector<std::string>& arns) {
    if (wants(kCluster))
      for (std::size_t i = 0; i < arns.size(); i += kClustersPerCall)
        describe_clusters(batch(arns, i, kClustersPerCall));
    if (wants(kServiceType) || wants(kTaskDefinition))
      for (const std::string& arn : arns)
        list("ListServices", map_of({{"cluster", text(arn)}, {"maxResults", Value::integer(100)}}),
             {kServiceType, kTaskDefinition}, [this, arn](Value& answer) {
               const std::vector<std::string> services = texts_at(answer, "serviceArns");
               for (std::size_t i = 0; i < services.size(); i += kServicesPerCall)
                 describe_services(arn, batch(services, i, kServicesPerCall));
             });
  }

  static std::vector<std::string> batch(const std::vector<std::string>& all, std::size_t begin,
                                        std::size_t size) {
    const std::size_t end = std::min(all.size(), begin + size);
    return {all.begin() + static_cast<std::ptrdiff_t>(begin),
            all.begin() + static_cast<std::ptrdiff_t>(end)};
  }

  void describe_clusters(const std::vector<std::string>& arns) {
    list("DescribeClusters",
         map_of({{"clusters", texts(arns)},
                 {"include", texts({"SETTINGS", "CONFIGURATIONS", "TAGS"})}}),
         {kCluster}, [this](Value& answer) {
           note_missing(answer, kCluster);
           for (const Value& cluster : maps_at(answer, "clusters"))
             add_cluster(cluster);
         });
  }

  // MISSING: gone between two calls.
  void note_missing(const Value& answer, std::string_view type) {
    for (const Value& failure : maps_at(answer, "failures"))
      if (text_at(failure, "reason") != "MISSING")
        incomplete({type});
  }

  void add_cluster(Value cluster) {
    const std::string id = text_at(cluster, "clusterArn");
    const std::string name = text_at(cluster, "clusterName");
    if (id.empty() || text_at(cluster, "status") == "INACTIVE")
      return;
    rename(cluster, "settings", "clusterSettings");
    add({kCluster,
         id,
         name,
         {name},
         console("ecs/v2/clusters/" + percent_encode(name) + "/services")},
        std::move(cluster));
  }

  void describe_services(const std::string& cluster, const std::vector<std::string>& arns) {
    list("DescribeServices",
         map_of(
             {{"cluster", text(cluster)}, {"services", texts(arns)}, {"include", texts({"TAGS"})}}),
         {kServiceType, kTaskDefinition}, [this](Value& answer) {
           note_missing(answer, kServiceType);
           for (const Value& service : maps_at(answer, "services"))
             add_service(service);
         });
  }

  void add_service(Value service) {
    const std::string id = text_at(service, "serviceArn");
    const std::string name = text_at(service, "serviceName");
    if (id.empty() || text_at(service, "status") == "INACTIVE")
      return;
    use(text_at(service, "taskDefinition"));
    take_from_primary_deployment(service);
    const std::string cluster = last_part(text_at(service, "clusterArn"));
    rename(service, "clusterArn", "cluster");
    rename(service, "placementStrategy", "placementStrategies");
    erase(service, {"serviceArn", "roleArn"});
    add({kServiceType,
         id,
         name,
         {cluster + "/" + name},
         console("ecs/v2/clusters/" + percent_encode(cluster) + "/services/" +
                 percent_encode(name) + "/health")},
        std::move(service));
  }

  void use(const std::string& task_definition) {
    if (task_definition.empty() || !in_use_.insert(task_definition).second)
      return;
    const std::string revision = last_part(task_definition.substr(0, task_definition.rfind(':')));
    families_in_use_.insert(revision);
    if (wants(kTaskDefinition))
      describe_task_definition(task_definition, false);
  }

  // `name`: an ARN, or a family for its newest active revision.
  void describe_task_definition(const std::string& name, bool newest) {
    list("DescribeTaskDefinition",
         map_of({{"taskDefinition", text(name)}, {"include", texts({"TAGS"})}}), {kTaskDefinition},
         [this, newest](Value& answer) {
           Value definition = take(answer, "taskDefinition");
           if (definition.as_map() == nullptr)
             return;
           if (Value tags = take(answer, "tags"); !tags.is_null())
             definition.set("tags", std::move(tags));
           add_task_definition(std::move(definition), newest);
         });
  }

  // A family alone denotes its newest active revision, which one in use need not be.
  void add_task_definition(Value definition, bool newest) {
    const std::string id = text_at(definition, "taskDefinitionArn");
    const std::string family = text_at(definition, "family");
    const std::string revision = id.substr(id.rfind(':') + 1);
    redact_containers(definition);
    Value* proxy = definition.find("proxyConfiguration");
    if (proxy != nullptr && proxy->as_map() != nullptr)
      rename(*proxy, "properties", "proxyConfigurationProperties");
    erase(definition, {"taskDefinitionArn"});
    std::vector<std::string> aliases = {family + ":" + revision};
    if (newest)
      aliases.push_back(family);
    add({kTaskDefinition, id, family, std::move(aliases),
         console("ecs/v2/task-definitions/" + percent_encode(family) + "/" + revision)},
        std::move(definition));
  }

  // FARGATE and FARGATE_SPOT are not the account's.
  void capacity_provider(Value provider) {
    const std::string id = text_at(provider, "capacityProviderArn");
    const std::string name = text_at(provider, "name");
    if (id.empty() || name.starts_with("FARGATE"))
      return;
    add({kProvider, id, name, {name}, {}}, std::move(provider));
  }

  std::set<std::string> in_use_;  // ARNs of task definitions
  std::set<std::string> families_in_use_;
};

}  // namespace

ServiceCollectors ecs_service() {
  return {{kCluster, kServiceType, kTaskDefinition, kProvider},
          {{"ecs", "ListClusters"},
           {"ecs", "DescribeClusters"},
           {"ecs", "ListServices"},
           {"ecs", "DescribeServices"},
           {"ecs", "ListTaskDefinitionFamilies"},
           {"ecs", "DescribeTaskDefinition"},
           {"ecs", "DescribeCapacityProviders"}},
          make_collector<Ecs>};
}

}  // namespace advisor::aws
