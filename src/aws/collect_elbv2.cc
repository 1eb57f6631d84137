// Elastic Load Balancing v2. Attributes are lists of {Key, Value} in the answer as in
// CloudFormation.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kLoadBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view kListener = "AWS::ElasticLoadBalancingV2::Listener";
constexpr std::string_view kRule = "AWS::ElasticLoadBalancingV2::ListenerRule";
constexpr std::string_view kTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

constexpr std::size_t kArnsPerTagCall = 20;

class Elbv2 final : public Collector {
 public:
  Elbv2(Work& work, std::string region)
      : Collector(work, "elasticloadbalancing", std::move(region)) {}

  void start() override {
    if (wants(kLoadBalancer) || wants(kListener) || wants(kRule))
      list("DescribeLoadBalancers", map_of({{"PageSize", Value::integer(400)}}),
           {kLoadBalancer, kListener, kRule}, [this](Value& answer) {
             for (const Value& balancer : maps_at(answer, "LoadBalancers"))
               load_balancer(balancer);
             if (wants(kLoadBalancer))
               tags(balancers_);
           });
    if (wants(kTargetGroup))
      list("DescribeTargetGroups", map_of({{"PageSize", Value::integer(400)}}), {kTargetGroup},
           [this](Value& answer) {
             for (const Value& group : maps_at(answer, "TargetGroups"))
               target_group(group);
             tags(groups_);
           });
    work().finally([this] { add_all(); });
  }

 private:
  using Raws = std::map<std::string, Value>;  // by ARN

  void attributes_into(Raws& raws, const std::string& arn, std::string_view operation,
                       std::string_view parameter, std::string_view property) {
    call(operation, map_of({{parameter, text(arn)}}), [&raws, arn, property](Answer& answer) {
      // Not found: it went away in between.
      if (answer.not_found)
        raws.erase(arn);
      else if (const auto raw = raws.find(arn); raw != raws.end())
        raw->second.set(std::string(property),
                        answer.ok() ? take(answer.value, "Attributes") : unread(answer));
    });
  }

  void tags(Raws& raws) {
    std::vector<std::string> arns;
    for (const auto& [arn, raw] : raws) {
      arns.push_back(arn);
      if (arns.size() == kArnsPerTagCall)
        describe_tags(raws, std::exchange(arns, {}));
    }
    if (!arns.empty())
      describe_tags(raws, std::move(arns));
  }

  void describe_tags(Raws& raws, std::vector<std::string> arns) {
    Value parameters = map_of({{"ResourceArns", texts(arns)}});
    call("DescribeTags", std::move(parameters), [&raws, arns = std::move(arns)](Answer& answer) {
      if (!answer.ok())
        for (const std::string& arn : arns)
          if (const auto raw = raws.find(arn); raw != raws.end())
            raw->second.set("Tags", answer.not_found ? not_read() : unread(answer));
      for (const Value& description : maps_at(answer.value, "TagDescriptions"))
        if (const auto raw = raws.find(text_at(description, "ResourceArn")); raw != raws.end())
          if (const Value* given = description.find("Tags"))
            raw->second.set("Tags", *given);
    });
  }

  void load_balancer(const Value& raw) {
    const std::string arn = text_at(raw, "LoadBalancerArn");
    if (arn.empty())
      return;
    balancers_.emplace(arn, raw);
    if (wants(kLoadBalancer))
      attributes_into(balancers_, arn, "DescribeLoadBalancerAttributes", "LoadBalancerArn",
                      "LoadBalancerAttributes");
    if (wants(kListener) || wants(kRule))
      list("DescribeListeners", map_of({{"LoadBalancerArn", text(arn)}}), {kListener, kRule},
           [this](Value& answer) {
             for (const Value& listener : maps_at(answer, "Listeners"))
               add_listener(listener);
           });
  }

  void add_listener(Value raw) {
    const std::string arn = text_at(raw, "ListenerArn");
    const std::string balancer = text_at(raw, "LoadBalancerArn");
    if (arn.empty())
      return;
    if (wants(kRule))
      list("DescribeRules", map_of({{"ListenerArn", text(arn)}}), {kRule},
           [this, arn](Value& answer) {
             for (const Value& rule : maps_at(answer, "Rules"))
               add_rule(rule, arn);
           });
    const std::string name = balancer_name(balancer) + ":" + text_at(raw, "Port");
    erase(raw, {"ListenerArn"});
    add({kListener, arn, name, {}, balancer_page(balancer)}, std::move(raw));
  }

  static std::string balancer_name(const std::string& arn) {  // …:loadbalancer/app/NAME/ID
    const std::string path = arn.substr(0, arn.rfind('/'));
    return last_part(path);
  }

  std::string balancer_page(const std::string& arn) const {
    return console("ec2/home", "LoadBalancer:loadBalancerArn=" + arn);
  }

  // The default rule is the listener's default action.
  void add_rule(Value raw, const std::string& listener) {
    const std::string arn = text_at(raw, "RuleArn");
    if (arn.empty() || is_true(raw.find("IsDefault")))
      return;
    raw.set("ListenerArn", text(listener));
    erase(raw, {"RuleArn", "IsDefault"});
    add({kRule, arn, "rule " + text_at(raw, "Priority"), {}, {}}, std::move(raw));
  }

  // Only for functions do rules ask who is in a group: instances and tasks come and go.
  void target_group(const Value& raw) {
    const std::string arn = text_at(raw, "TargetGroupArn");
    if (arn.empty())
      return;
    groups_.emplace(arn, raw);
    attributes_into(groups_, arn, "DescribeTargetGroupAttributes", "TargetGroupArn",
                    "TargetGroupAttributes");
    if (text_at(raw, "TargetType") != "lambda") {
      groups_[arn].set("Targets", not_read());
      return;
    }
    call("DescribeTargetHealth", map_of({{"TargetGroupArn", text(arn)}}),
         [this, arn](Answer& answer) {
           Value& group = groups_[arn];
           if (!answer.failures.empty()) {
             group.set("Targets", unread(answer));
             return;
           }
           group.set("Targets", take(answer.value, "TargetHealthDescriptions"));
           pluck(group, "Targets", "Target", "Targets");
         });
  }

  void add_all() {
    for (auto& [arn, raw] : balancers_)
      add_load_balancer(arn, std::move(raw));
    for (auto& [arn, raw] : groups_)
      add_target_group(arn, std::move(raw));
  }

  void add_load_balancer(const std::string& arn, Value raw) {
    const std::string name = text_at(raw, "LoadBalancerName");
    const std::string dns = text_at(raw, "DNSName");
    rename(raw, "LoadBalancerName", "Name");
    pluck(raw, "AvailabilityZones", "SubnetId", "Subnets");
    erase(raw, {"LoadBalancerArn", "DNSName", "CanonicalHostedZoneId", "CanonicalHostedZoneID"});
    std::vector<std::string> aliases = {name};
    if (!dns.empty())
      aliases.push_back(dns);
    add({kLoadBalancer, arn, name, std::move(aliases), balancer_page(arn)}, std::move(raw));
  }

  void add_target_group(const std::string& arn, Value raw) {
    const std::string name = text_at(raw, "TargetGroupName");
    rename(raw, "TargetGroupName", "Name");
    erase(raw, {"TargetGroupArn", "LoadBalancerArns"});
    add({kTargetGroup, arn, name, {name}, console("ec2/home", "TargetGroup:targetGroupArn=" + arn)},
        std::move(raw));
  }

  Raws balancers_;
  Raws groups_;
};

}  // namespace

ServiceCollectors elbv2_service() {
  constexpr std::string_view kService = "elasticloadbalancing";
  return {{kLoadBalancer, kListener, kRule, kTargetGroup},
          {{kService, "DescribeLoadBalancers"},
           {kService, "DescribeLoadBalancerAttributes"},
           {kService, "DescribeListeners"},
           {kService, "DescribeRules"},
           {kService, "DescribeTargetGroups"},
           {kService, "DescribeTargetGroupAttributes"},
           {kService, "DescribeTargetHealth"},
           {kService, "DescribeTags"}},
          make_collector<Elbv2>};
}

}  // namespace advisor::aws
