// Amazon RDS and Aurora, and Neptune and DocumentDB, which the same calls list.

#include <array>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kInstance = "AWS::RDS::DBInstance";
constexpr std::string_view kCluster = "AWS::RDS::DBCluster";
constexpr std::string_view kDocdbInstance = "AWS::DocDB::DBInstance";
constexpr std::string_view kDocdbCluster = "AWS::DocDB::DBCluster";
constexpr std::string_view kNeptuneInstance = "AWS::Neptune::DBInstance";
constexpr std::string_view kNeptuneCluster = "AWS::Neptune::DBCluster";
constexpr std::string_view kGroup = "AWS::RDS::DBParameterGroup";
constexpr std::string_view kClusterGroup = "AWS::RDS::DBClusterParameterGroup";
constexpr std::string_view kOptionGroup = "AWS::RDS::OptionGroup";
constexpr std::string_view kGlobalCluster = "AWS::RDS::GlobalCluster";

struct Family {
  std::string_view engine;
  std::string_view instance;
  std::string_view cluster;
};
constexpr std::array<Family, 3> kFamilies = {{{"docdb", kDocdbInstance, kDocdbCluster},
                                              {"neptune", kNeptuneInstance, kNeptuneCluster},
                                              {"", kInstance, kCluster}}};

const Family& family_of(const Value& raw) {
  const std::string engine = text_at(raw, "Engine");
  for (const Family& family : kFamilies)
    if (family.engine == engine)
      return family;
  return kFamilies.back();
}

// What instances and clusters name alike.
void rename_common(Value& raw) {
  rename(raw, "TagList", "Tags");
  rename(raw, "EnabledCloudwatchLogsExports", "EnableCloudwatchLogsExports");
  if (raw.find("MasterUserSecret") != nullptr)
    raw.set("ManageMasterUserPassword", Value::boolean(true));
  erase(raw, {"DBClusterArn", "DBInstanceArn", "Endpoint", "DBSystemId", "StatusInfos",
              "PercentProgress", "PendingModifiedValues"});
  if (Value* secret = raw.find("MasterUserSecret");
      secret != nullptr && secret->as_map() != nullptr)
    erase(*secret, {"SecretArn"});
}

Value instance_properties(Value raw) {
  lift(raw, {"Endpoint", "Port"}, "Port");
  pluck_first(raw, "DBParameterGroups", "DBParameterGroupName", "DBParameterGroupName");
  pluck_first(raw, "OptionGroupMemberships", "OptionGroupName", "OptionGroupName");
  pluck(raw, "VpcSecurityGroups", "VpcSecurityGroupId", "VPCSecurityGroups");
  pluck(raw, "DBSecurityGroups", "DBSecurityGroupName", "DBSecurityGroups");
  lift(raw, {"DBSubnetGroup", "DBSubnetGroupName"}, "DBSubnetGroupName");
  rename(raw, "IAMDatabaseAuthenticationEnabled", "EnableIAMDatabaseAuthentication");
  rename(raw, "PerformanceInsightsEnabled", "EnablePerformanceInsights");
  rename(raw, "ReadReplicaSourceDBInstanceIdentifier", "SourceDBInstanceIdentifier");
  rename(raw, "ReadReplicaSourceDBClusterIdentifier", "SourceDBClusterIdentifier");
  erase(raw, {"DbiResourceId", "DBInstanceStatus", "InstanceCreateTime", "LatestRestorableTime",
              "ReadReplicaDBInstanceIdentifiers", "ReadReplicaDBClusterIdentifiers",
              "CertificateDetails", "SecondaryAvailabilityZone", "ListenerEndpoint",
              "AutomaticRestartTime", "ResumeFullAutomationModeTime",
              "IsStorageConfigUpgradeAvailable"});
  rename_common(raw);
  return raw;
}

Value cluster_properties(Value raw, std::string_view type) {
  rename(raw, "DBClusterParameterGroup", "DBClusterParameterGroupName");
  rename(raw, "DBSubnetGroup", "DBSubnetGroupName");
  pluck(raw, "VpcSecurityGroups", "VpcSecurityGroupId", "VpcSecurityGroupIds");
  rename(raw, "IAMDatabaseAuthenticationEnabled",
         type == kNeptuneCluster ? "IamAuthEnabled" : "EnableIAMDatabaseAuthentication");
  rename(raw, "HttpEndpointEnabled", "EnableHttpEndpoint");
  rename(raw, "ScalingConfigurationInfo", "ScalingConfiguration");
  erase(raw, {"ReadEndpoint", "ReaderEndpoint", "DBClusterResourceId", "ClusterResourceId",
              "DbClusterResourceId"});
  rename_common(raw);
  return raw;
}

// Free text may be anything, also what nobody should read (init_connect, names of buckets).
bool is_plain_setting(const Value& parameter) {
  return text_at(parameter, "DataType") != "string" || !text_at(parameter, "AllowedValues").empty();
}

Value settings_of(const Value& answer) {
  Value settings = Value::map();
  for (const Value& parameter : maps_at(answer, "Parameters")) {
    const std::string name = text_at(parameter, "ParameterName");
    const Value* value = parameter.find("ParameterValue");
    if (!name.empty() && value != nullptr)
      settings.set(name, is_plain_setting(parameter) ? *value : redacted());
  }
  return settings;
}

// Parameter and option groups that AWS does not keep itself.
bool is_own(std::string_view name) {
  return !name.empty() && !name.starts_with("default.") && !name.starts_with("default:");
}

// DescribeDBParameterGroups also lists those of Neptune and DocumentDB.
bool is_of_rds(const Value& group) {
  const std::string family = text_at(group, "DBParameterGroupFamily");
  return !family.starts_with("neptune") && !family.starts_with("docdb");
}

struct GroupCalls {
  std::string_view type;
  std::string_view list;        // operation
  std::string_view list_name;   // in its answer
  std::string_view name;        // of a group, in the answer and as parameter
  std::string_view arn;         // likewise
  std::string_view parameters;  // operation
};
constexpr std::array<GroupCalls, 2> kGroupCalls = {
    {{kGroup, "DescribeDBParameterGroups", "DBParameterGroups", "DBParameterGroupName",
      "DBParameterGroupArn", "DescribeDBParameters"},
     {kClusterGroup, "DescribeDBClusterParameterGroups", "DBClusterParameterGroups",
      "DBClusterParameterGroupName", "DBClusterParameterGroupArn", "DescribeDBClusterParameters"}}};

class Rds final : public Collector {
 public:
  Rds(Work& work, std::string region) : Collector(work, "rds", std::move(region)) {}

  void start() override {
    if (wants(kInstance) || wants(kDocdbInstance) || wants(kNeptuneInstance))
      list("DescribeDBInstances", page(), {kInstance, kDocdbInstance, kNeptuneInstance},
           [this](Value& answer) {
             for (const Value& instance : maps_at(answer, "DBInstances"))
               add_instance(instance);
           });
    const bool clusters = wants(kCluster) || wants(kDocdbCluster) || wants(kNeptuneCluster);
    if (clusters)
      list("DescribeDBClusters", page(), {kCluster, kDocdbCluster, kNeptuneCluster},
           [this](Value& answer) {
             for (const Value& cluster : maps_at(answer, "DBClusters"))
               clusters_.push_back(cluster);
           });
    if (clusters || wants(kGlobalCluster))
      read_global_clusters();
    for (const GroupCalls& calls : kGroupCalls)
      if (wants(calls.type))
        read_groups(calls);
    if (wants(kOptionGroup))
      list("DescribeOptionGroups", page(), {kOptionGroup}, [this](Value& answer) {
        for (const Value& group : maps_at(answer, "OptionGroupsList"))
          add_option_group(group);
      });
    work().finally([this] {
      for (Value& cluster : clusters_)
        add_cluster(std::move(cluster));
    });
  }

 private:
  static Value page() { return map_of({{"MaxRecords", Value::integer(100)}}); }

  void add_instance(const Value& raw) {
    const std::string id = text_at(raw, "DBInstanceIdentifier");
    if (id.empty())
      return;
    add({family_of(raw).instance,
         text_at(raw, "DBInstanceArn"),
         id,
         {id},
         console("rds/home", "database:id=" + percent_encode(id) + ";is-cluster=false")},
        instance_properties(raw));
  }

  void add_cluster(Value raw) {
    const std::string id = text_at(raw, "DBClusterIdentifier");
    const std::string arn = text_at(raw, "DBClusterArn");
    if (id.empty())
      return;
    const std::string_view type = family_of(raw).cluster;
    raw = cluster_properties(std::move(raw), type);
    if (const auto global = secondary_of_.find(arn); global != secondary_of_.end()) {
      raw.set("GlobalClusterIdentifier", text(global->second));
      // A template of a secondary cluster cannot give it; the answer shows that of the primary.
      erase(raw, {"MasterUsername"});
    }
    add({type,
         arn,
         id,
         {id},
         console("rds/home", "database:id=" + percent_encode(id) + ";is-cluster=true")},
        std::move(raw));
  }

  void read_global_clusters() {
    call("DescribeGlobalClusters", page(), [this](Answer& answer) {
      if (!answer.failures.empty()) {
        incomplete({kGlobalCluster});
        return;
      }
      for (const Value& global : maps_at(answer.value, "GlobalClusters"))
        add_global_cluster(global);
    });
  }

  // Every region lists all global clusters; that of the writer has it.
  void add_global_cluster(Value raw) {
    const std::string id = text_at(raw, "GlobalClusterIdentifier");
    bool here = false;
    for (const Value& member : maps_at(raw, "GlobalClusterMembers")) {
      const std::string arn = text_at(member, "DBClusterArn");
      const bool writer = is_true(member.find("IsWriter"));
      if (!writer)
        secondary_of_.emplace(arn, id);
      here = here || (writer && arn.find(":rds:" + region() + ":") != std::string::npos);
    }
    if (id.empty() || !here)
      return;
    const std::string arn = text_at(raw, "GlobalClusterArn");
    rename(raw, "TagList", "Tags");
    erase(raw, {"Endpoint", "GlobalEndpoint"});
    add({kGlobalCluster, arn, id, {id}, {}}, std::move(raw));
  }

  void read_groups(const GroupCalls& calls) {
    list(calls.list, page(), {calls.type}, [this, &calls](Value& answer) {
      for (const Value& group : maps_at(answer, calls.list_name))
        if (is_own(text_at(group, calls.name)) && is_of_rds(group))
          read_parameters(calls, group);
    });
  }

  void read_parameters(const GroupCalls& calls, const Value& group) {
    const std::string name = text_at(group, calls.name);
    Value parameters = map_of(
        {{calls.name, text(name)}, {"Source", text("user")}, {"MaxRecords", Value::integer(100)}});
    call(calls.parameters, std::move(parameters), [this, &calls, group, name](Answer& answer) {
      if (answer.not_found)
        return;
      Value raw = group;
      const std::string arn = text_at(raw, calls.arn);
      rename(raw, "DBParameterGroupFamily", "Family");
      raw.set("Parameters", answer.ok() ? settings_of(answer.value) : unread(answer));
      raw.set("Tags", not_read());
      add({calls.type, arn, name, {name}, console("rds/home", "parameter-groups:")},
          std::move(raw));
    });
  }

  // The settings of options may be passwords.
  void add_option_group(Value raw) {
    const std::string name = text_at(raw, "OptionGroupName");
    const std::string arn = text_at(raw, "OptionGroupArn");
    if (!is_own(name))
      return;
    Value options = take(raw, "Options");
    if (List* elements = options.as_list())
      for (Value& option : *elements)
        if (option.as_map() != nullptr)
          option.erase("OptionSettings");
    raw.set("OptionConfigurations", std::move(options));
    raw.set("Tags", not_read());
    add({kOptionGroup, arn, name, {name}, console("rds/home", "option-groups:")}, std::move(raw));
  }

  std::vector<Value> clusters_;
  std::map<std::string, std::string> secondary_of_;  // ARN of a cluster -> global cluster
};

}  // namespace

ServiceCollectors rds_service() {
  return {{kInstance, kCluster, kDocdbInstance, kDocdbCluster, kNeptuneInstance, kNeptuneCluster,
           kGroup, kClusterGroup, kOptionGroup, kGlobalCluster},
          {{"rds", "DescribeDBInstances"},
           {"rds", "DescribeDBClusters"},
           {"rds", "DescribeGlobalClusters"},
           {"rds", "DescribeDBParameterGroups"},
           {"rds", "DescribeDBClusterParameterGroups"},
           {"rds", "DescribeDBParameters"},
           {"rds", "DescribeDBClusterParameters"},
           {"rds", "DescribeOptionGroups"}},
          make_collector<Rds>};
}

}  // namespace advisor::aws
