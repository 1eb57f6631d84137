#include "parsers/cloudformation_resources.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "parsers/cloudformation_cycles.h"
#include "parsers/cloudformation_strings.h"
#include "parsers/document_file.h"
#include "parsers/sam.h"
#include "src/base/files.h"
#include "src/base/text.h"
#include "src/model/schema.h"

namespace advisor::cfn {
namespace {

// "stack.template.json" -> "stack"
std::string stack_name(const std::string& path) {
  std::string stem = file_stem(path);
  for (const std::string_view end : {".template", ".stack", ".nested"})
    if (stem.ends_with(end) && stem.size() > end.size())
      stem.resize(stem.size() - end.size());
  return stem;
}

// Functions that the CDK makes for its own ends; their author cannot change them.
bool is_generated(std::string_view path) {
  static constexpr std::array<std::string_view, 9> kSegments = {
      "LogRetention",
      "BucketNotificationsHandler",
      "CustomResourceProvider",
      "CustomCDKBucketDeployment",
      "AWS679f53fac002430cb0da5b7982bd2287",
      "framework-onEvent",
      "framework-onTimeout",
      "framework-isComplete",
      "AWSCDKCfnUtilsProvider"};
  return std::ranges::any_of(split(path, '/'), [](std::string_view segment) {
    return std::ranges::any_of(kSegments, [&](std::string_view known) {
      return segment.find(known) != std::string_view::npos;
    });
  });
}

class Builder {
 public:
  Builder(Evaluator& evaluator, SourceId source, const Surroundings& run, Inventory& inventory)
      : evaluator_(evaluator), source_(source), run_(run), inventory_(inventory) {}

  int build() {
    std::vector<std::pair<std::string, const Member*>> ordered;
    for (const auto& [name, member] : evaluator_.source().resources)
      ordered.emplace_back(name, member);
    // In the order of the document: pointers into one map.
    std::ranges::sort(ordered, {}, [](const auto& each) { return each.second; });
    for (const auto& [name, member] : ordered)
      add(*member);
    report_cycles(edges_, evaluator_.source(), inventory_.diagnostics);
    return left_out_;
  }

 private:
  void add(const Member& declaration) {
    const Value* type = declaration.value.find("Type");
    if (type == nullptr || type->as_string() == nullptr || declaration.key.starts_with("Fn::") ||
        *type->as_string() == "AWS::CDK::Metadata")
      return;
    if (type->as_string()->ends_with("::MODULE")) {
      inventory_.diagnostics.push_back({Diagnostic::Level::kNote,
                                        "the resources of the module " +
                                            printable(declaration.key) +
                                            " are not in the template and were not analysed",
                                        "", type->span(), ""});
      return;
    }
    const Value* condition = declaration.value.find("Condition");
    if (condition == nullptr || condition->as_string() == nullptr) {
      add(declaration, *type->as_string(), "");
      return;
    }
    const std::string& name = *condition->as_string();
    const Decision& decision = evaluator_.condition(name, condition->span());
    if (decision.value == std::optional(false)) {
      ++left_out_;
      return;
    }
    const Evaluator::Assumption exists(evaluator_, name, true);
    add(declaration, *type->as_string(), decision.value ? "" : evaluator_.condition_id(name));
  }

  void add(const Member& declaration, const std::string& type, std::string condition) {
    Resource resource;
    resource.type = type;
    resource.id = evaluator_.resource_id(declaration.key);
    resource.format = "cloudformation";
    resource.span = {declaration.key_span.source, declaration.key_span.begin,
                     std::max(declaration.key_span.end, declaration.value.span().end)};
    resource.condition = std::move(condition);
    resource.region = run_.region;
    resource.account = run_.account;
    resource.sources = {source_};
    resource.properties = properties_of(declaration);
    if (const Schema* schema = resource_schema(type))
      repair_by_schema(resource.properties, *schema, run_.sources);
    add_edges(declaration, !resource.condition.empty());
    add_meta(declaration, resource);
    add_names(declaration.key, resource);
    add_suppressions(declaration, resource);
    inventory_.resources.push_back(std::move(resource));
  }

  Value properties_of(const Member& declaration) {
    const Value* written = declaration.value.find("Properties");
    auto properties = written == nullptr ? std::nullopt : evaluator_.evaluate(*written);
    if (properties && properties->as_map() != nullptr)
      return std::move(*properties);
    // Nothing but a function: what it makes of the properties is not known.
    Value none = Value::map({}, written == nullptr ? declaration.key_span : written->span());
    none.set_open(evaluator_.source().macro || (properties && properties->is_unknown()));
    return none;
  }

  void add_edges(const Member& declaration, bool undecided) {
    auto taken = evaluator_.take_edges();
    // What may not exist closes no circle for certain.
    if (undecided)
      return;
    auto& edges = edges_[declaration.key];
    edges = std::move(taken);
    const Value* depends = declaration.value.find("DependsOn");
    if (depends == nullptr)
      return;
    const auto add_edge = [&](const Value& value) {
      if (value.as_string() != nullptr)
        edges.emplace_back(*value.as_string(), value.span());
    };
    add_edge(*depends);
    for (const Value& value : depends->as_list() == nullptr ? List() : *depends->as_list())
      add_edge(value);
  }

  static const std::string* text_at(const Member& declaration,
                                    std::initializer_list<std::string_view> keys) {
    const Value* value = declaration.value.at(keys);
    return value == nullptr ? nullptr : value->as_string();
  }

  void add_meta(const Member& declaration, Resource& resource) {
    Value meta = Value::map();
    meta.set("stack", Value::string(stack_name(evaluator_.source().path)));
    meta.set("logical_id", Value::string(declaration.key, declaration.key_span));
    meta.set("deletion_policy", policy(declaration, "DeletionPolicy", resource));
    meta.set("update_replace_policy", policy(declaration, "UpdateReplacePolicy", resource));
    for (const auto& [name, key] : {std::pair{"UpdatePolicy", "update_policy"},
                                    std::pair{"CreationPolicy", "creation_policy"}})
      if (const Value* given = declaration.value.find(name)) {
        // Apart: what a policy refers to is no dependency of the resource.
        if (auto value = evaluator_.evaluate_apart(*given))
          meta.set(key, std::move(*value));
      } else if (evaluator_.source().macro) {
        meta.set(key, added_by_macro(resource)).set_uncertain(true);
      }
    if (const Value* depends = declaration.value.find("DependsOn")) {
      List list = depends->as_list() != nullptr ? *depends->as_list() : List{*depends};
      meta.set("depends_on", Value::list(std::move(list), depends->span()));
    }
    if (const auto* path = text_at(declaration, {"Metadata", "aws:cdk:path"})) {
      meta.set("cdk_path", Value::string(*path));
      if (is_generated(*path) || is_generated(declaration.key))
        meta.set("generated", Value::boolean(true));
    }
    if (declaration.key.find("${") != std::string::npos ||
        declaration.key.find("&{") != std::string::npos)
      meta.set("repeated", Value::boolean(true));
    resource.more_meta = std::move(meta);
  }

  static Value added_by_macro(const Resource& resource) {
    Unknown any;
    any.cause = Unknown::Cause::kIntrinsic;
    any.function = "Fn::Transform";
    return Value::unknown(std::move(any), resource.span);
  }

  // As documented: a snapshot is kept of a DB cluster, and of a DB instance outside of a cluster.
  // What a replacement replaces is deleted whatever it is.
  Value policy(const Member& declaration, std::string_view name, const Resource& resource) {
    if (const Value* given = declaration.value.find(name))
      if (auto value = evaluator_.evaluate(*given))
        return std::move(*value);
    if (evaluator_.source().macro)
      return added_by_macro(resource);
    bool snapshot = resource.type == "AWS::RDS::DBCluster";
    if (resource.type == "AWS::RDS::DBInstance") {
      const Value* cluster = resource.properties.find("DBClusterIdentifier");
      snapshot = cluster == nullptr;
      if (cluster != nullptr && cluster->uncertain() && name == "DeletionPolicy") {
        Unknown either;
        either.cause = Unknown::Cause::kCondition;
        return Value::unknown(std::move(either), resource.span);
      }
    }
    return Value::string(snapshot && name == "DeletionPolicy" ? "Snapshot" : "Delete");
  }

  void add_names(const std::string& logical_id, Resource& resource) {
    resource.name = logical_id;
    const std::string_view pattern = attribute_pattern(resource.type, "");
    const std::size_t colon = resource.type.rfind(':');
    std::vector<std::string> candidates;
    if (pattern.starts_with('{') && pattern.find('}') == pattern.size() - 1)
      candidates.emplace_back(pattern.substr(1, pattern.size() - 2));
    if (colon != std::string::npos)
      candidates.push_back(resource.type.substr(colon + 1) + "Name");
    candidates.emplace_back("Name");
    for (const std::string& property : candidates) {
      const Value* value = resource.properties.find(property);
      if (value == nullptr || value->as_string() == nullptr || value->uncertain())
        continue;
      resource.name = *value->as_string();
      break;
    }
    for (const std::string_view attribute : attributes_of(resource.type)) {
      auto known = evaluator_.known_attribute(logical_id, std::string(attribute));
      if (known && known->find('*') == std::string::npos &&
          std::ranges::find(resource.aliases, *known) == resource.aliases.end())
        resource.aliases.push_back(std::move(*known));
    }
    if (const auto* made =
            text_at(*evaluator_.source().resources.at(logical_id), {"Metadata", kSamName}))
      resource.name = *made;
    if (const Value* path = resource.more_meta.find("cdk_path")) {
      resource.name = *path->as_string();
      if (resource.name.ends_with("/Resource"))
        resource.name.resize(resource.name.size() - std::string_view("/Resource").size());
    }
  }

  void add_suppressions(const Member& declaration, const Resource& resource) {
    const Value* metadata = declaration.value.find("Metadata");
    for (const char* key : {"Advisor", "advisor"}) {
      const Value* given = metadata == nullptr ? nullptr : metadata->at({key, "suppress"});
      if (given == nullptr)
        continue;
      for (const Value& entry : given->as_list() == nullptr ? List{*given} : *given->as_list())
        add_suppression(entry, resource);
    }
  }

  void add_suppression(const Value& entry, const Resource& resource) {
    const auto text = [&](std::string_view key) {
      const Value* value = entry.find(key);
      return value == nullptr ? std::string() : scalar_text(*value).value_or("");
    };
    InlineSuppression out;
    out.rule = entry.as_string() != nullptr ? *entry.as_string() : text("rule");
    if (out.rule.empty())
      out.rule = text("id");
    out.reason = text("reason");
    out.expires = text("expires");
    out.span = entry.span();
    out.resources = {resource.id};
    // What SAM makes of a resource has the entries of that resource: one entry for all of them.
    const auto [place, fresh] = suppressions_.emplace(
        std::tuple(out.span.source, out.span.begin, out.rule), inventory_.suppressions.size());
    if (!fresh && out.span.valid()) {
      if (!out.rule.empty())
        inventory_.suppressions[place->second].resources.push_back(resource.id);
    } else if (!out.rule.empty()) {
      inventory_.suppressions.push_back(std::move(out));
    } else {
      inventory_.diagnostics.push_back({Diagnostic::Level::kWarning,
                                        "this suppression names no rule", "add rule: RULE",
                                        entry.span(), ""});
    }
  }

  Evaluator& evaluator_;
  SourceId source_;
  const Surroundings& run_;
  Inventory& inventory_;
  Edges edges_;
  std::map<std::tuple<SourceId, std::uint32_t, std::string>, std::size_t>
      suppressions_;  // by place and rule
  int left_out_ = 0;
};

}  // namespace

int add_resources(Evaluator& evaluator, SourceId source, const Surroundings& run,
                  Inventory& inventory) {
  return Builder(evaluator, source, run, inventory).build();
}

}  // namespace advisor::cfn
