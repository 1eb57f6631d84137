// Application Auto Scaling, and Auto Scaling of EC2. Scaling policies are not read: rules only want
// to know whether an alarm's action is one, which its ARN tells.

#include <algorithm>
#include <array>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kTarget = "AWS::ApplicationAutoScaling::ScalableTarget";
constexpr std::string_view kGroup = "AWS::AutoScaling::AutoScalingGroup";
constexpr std::string_view kHook = "AWS::AutoScaling::LifecycleHook";

// Those about which rules ask: services, and readers of clusters.
constexpr std::array<std::string_view, 3> kNamespaces = {"ecs", "neptune", "rds"};

class AppScaling final : public Collector {
 public:
  AppScaling(Work& work, std::string region)
      : Collector(work, "application-autoscaling", std::move(region)) {}

  void start() override {
    for (const std::string_view name : kNamespaces) {
      const Value parameters = map_of({{"ServiceNamespace", text(name)}});
      call("DescribeScheduledActions", parameters, [this, name](Answer& answer) {
        if (is_unknown_namespace(answer, name))
          return work().forgive(answer);
        if (!answer.ok())
          schedules_unread_ = unread(answer);
        for (const Value& action : maps_at(answer.value, "ScheduledActions"))
          schedules_[key(action)].push_back(action);
      });
      call("DescribeScalableTargets", parameters, [this, name](Answer& answer) {
        if (is_unknown_namespace(answer, name))
          return work().forgive(answer);
        if (!answer.ok())
          incomplete({kTarget});
        else
          for (const Value& target : maps_at(answer.value, "ScalableTargets"))
            add_target(target);
      });
    }
  }

 private:
  // The youngest of the namespaces: where it is not known, nothing of it is scaled.
  static bool is_unknown_namespace(const Answer& answer, std::string_view name) {
    return name == "neptune" && std::ranges::any_of(answer.failures, [](const Failure& failure) {
             return failure.code.starts_with("Validation");
           });
  }

  static std::string key(const Value& value) {
    return text_at(value, "ResourceId") + " " + text_at(value, "ScalableDimension");
  }

  void add_target(Value raw) {
    const std::string resource = text_at(raw, "ResourceId");
    const std::string dimension = text_at(raw, "ScalableDimension");
    if (resource.empty())
      return;
    std::string id = text_at(raw, "ScalableTargetARN");
    // Targets of before 2023 have no ARN.
    if (id.empty())
      id = arn("application-autoscaling", "scalable-target/" + resource + "/" + dimension);
    if (const auto actions = schedules_.find(key(raw)); actions != schedules_.end())
      raw.set("ScheduledActions", Value::list(actions->second));
    else
      raw.set("ScheduledActions", schedules_unread_);
    add({kTarget, id, resource, {}, {}}, std::move(raw));
  }

  std::map<std::string, List> schedules_;
  Value schedules_unread_;  // null: they have been read
};

class AutoScaling final : public Collector {
 public:
  AutoScaling(Work& work, std::string region) : Collector(work, "autoscaling", std::move(region)) {}

  void start() override {
    list("DescribeAutoScalingGroups", map_of({{"MaxRecords", Value::integer(100)}}),
         {kGroup, kHook}, [this](Value& answer) {
           for (const Value& group : maps_at(answer, "AutoScalingGroups"))
             read_group(group);
         });
  }

 private:
  void read_group(Value raw) {
    const std::string name = text_at(raw, "AutoScalingGroupName");
    const std::string id = text_at(raw, "AutoScalingGroupARN");
    if (name.empty() || id.empty())
      return;
    if (wants(kHook))
      list("DescribeLifecycleHooks", map_of({{"AutoScalingGroupName", text(name)}}), {kHook},
           [this, id](Value& answer) {
             for (const Value& hook : maps_at(answer, "LifecycleHooks"))
               add_hook(hook, id);
           });
    rename(raw, "DefaultCooldown", "Cooldown");
    rename(raw, "EnabledMetrics", "MetricsCollection");
    split_subnets(raw);
    erase(raw, {"AutoScalingGroupARN", "MetricsCollection", "InstanceId"});
    add({kGroup,
         id,
         name,
         {name},
         console("ec2/home", "AutoScalingGroupDetails:id=" + percent_encode(name))},
        std::move(raw));
  }

  static void split_subnets(Value& group) {
    std::vector<std::string> subnets;
    const std::string joined = text_at(group, "VPCZoneIdentifier");
    if (joined.empty())
      return;
    for (const std::string_view subnet : split(joined, ','))
      subnets.emplace_back(trim(subnet));
    group.set("VPCZoneIdentifier", texts(subnets));
  }

  void add_hook(const Value& raw, const std::string& group) {
    const std::string name = text_at(raw, "LifecycleHookName");
    if (!name.empty())
      add({kHook, group + "/lifecycle-hook/" + name, name, {}, {}}, Value(raw));
  }
};

}  // namespace

ServiceCollectors app_scaling_service() {
  constexpr std::string_view kService = "application-autoscaling";
  return {{kTarget},
          {{kService, "DescribeScalableTargets"}, {kService, "DescribeScheduledActions"}},
          make_collector<AppScaling>};
}

ServiceCollectors auto_scaling_service() {
  return {{kGroup, kHook},
          {{"autoscaling", "DescribeAutoScalingGroups"}, {"autoscaling", "DescribeLifecycleHooks"}},
          make_collector<AutoScaling>};
}

}  // namespace advisor::aws
