#include "src/engine/edges.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "parsers/cross_links.h"
#include "src/model/secrets.h"

namespace advisor {
namespace {

// Properties that hold the name of another resource where they hold no ARN, and of which type.
constexpr std::pair<std::string_view, std::string_view> kNames[] = {
    {"CacheParameterGroupName", "AWS::ElastiCache::ParameterGroup"},
    {"Cluster", "AWS::ECS::Cluster"},
    {"DBClusterIdentifier", "AWS::RDS::DBCluster"},
    {"DBClusterParameterGroupName", "AWS::RDS::DBClusterParameterGroup"},
    {"DBParameterGroupName", "AWS::RDS::DBParameterGroup"},
    {"DBSubnetGroupName", "AWS::RDS::DBSubnetGroup"},
    {"FunctionName", "AWS::Lambda::Function"},
    {"ListenerArn", "AWS::ElasticLoadBalancingV2::Listener"},
    {"LoadBalancerArn", "AWS::ElasticLoadBalancingV2::LoadBalancer"},
    {"LogGroupName", "AWS::Logs::LogGroup"},
    {"QueueName", "AWS::SQS::Queue"},
    {"Rule", "AWS::Events::Rule"},
    {"TargetFunctionArn", "AWS::Lambda::Function"},
    {"TargetGroupArn", "AWS::ElasticLoadBalancingV2::TargetGroup"},
    {"TaskDefinition", "AWS::ECS::TaskDefinition"},
};

class Walk {
 public:
  Walk(const Graph& graph, const Resource& resource, std::vector<Edge>& out)
      : graph_(graph), resource_(resource), out_(out) {}

  void visit(const Value& value, const std::string& path, std::string_view key) {
    if (const Map* members = value.as_map()) {
      for (const Member& member : *members)
        visit(member.value, path.empty() ? member.key : path + "." + member.key, member.key);
    } else if (const List* elements = value.as_list()) {
      for (std::size_t i = 0; i < elements->size(); ++i)
        visit((*elements)[i], fmt::format("{}[{}]", path, i), key);
    } else if (const std::string* text = value.as_string()) {
      by_name(value, *text, path, key);
    } else if (const Unknown* unknown = value.as_unknown()) {
      by_links(value, *unknown, path);
    }
  }

 private:
  void add(Edge edge) {
    if (edge.to != &resource_)
      out_.push_back(std::move(edge));
  }

  void by_name(const Value& value, const std::string& text, const std::string& path,
               std::string_view key) {
    const auto* named =
        std::ranges::find(kNames, key, [](const auto& entry) { return entry.first; });
    const bool is_own_name = named != std::end(kNames) && named->second == resource_.type;
    const Resource* target = nullptr;
    if (text.starts_with("arn:"))
      target = graph_.resolve(value);
    if (target == nullptr && named != std::end(kNames) && !is_own_name)
      target = graph_.resolve(value, std::string(named->second));
    if (target != nullptr)
      add({&resource_, path, target, {}, {}, {}, value.span()});
  }

  void by_links(const Value& value, const Unknown& unknown, const std::string& path) {
    if (unknown.choice) {
      for (const auto& branch : {unknown.choice->then, unknown.choice->otherwise})
        if (branch != nullptr)
          visit(*branch, path, {});
      return;
    }
    bool found = false;
    for (const Link& link : unknown.links) {
      const Resource* target =
          link.kind == Link::Kind::kResource ? graph_.by_id(link.target) : nullptr;
      if (target == nullptr)
        continue;
      found = true;
      add({&resource_, path, target, link.attribute, {}, {}, value.span()});
    }
    if (found || is_secret(resource_, value))
      return;
    if (const Resource* target = graph_.resolve(value)) {
      add({&resource_, path, target, {}, {}, {}, value.span()});
      return;
    }
    for (const Link& link : unknown.links)
      if (std::string wanted = wanted_input(link);
          !wanted.empty() && link.kind != Link::Kind::kEnvironment)
        add({&resource_, path, nullptr, link.attribute, unknown.text, std::move(wanted),
             value.span()});
  }

  const Graph& graph_;
  const Resource& resource_;
  std::vector<Edge>& out_;
};

}  // namespace

std::vector<Edge> edges_of(const Inventory& inventory, const Graph& graph) {
  std::vector<Edge> out;
  for (const Resource& resource : inventory.resources)
    if (!resource.leaves())
      Walk(graph, resource, out).visit(resource.properties, "", {});
  return out;
}

}  // namespace advisor
