// Events of APIs, and what they make of the APIs.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "parsers/sam_apis.h"
#include "parsers/sam_build.h"
#include "parsers/sam_events.h"
#include "src/base/text.h"
#include "src/model/tree.h"

namespace advisor::sam {
namespace {

// "GET", "*" for any method.
std::string method_of(const Event& event) {
  const std::string* written = string_at(event.properties, "Method");
  std::string out = written == nullptr ? "any" : to_lower_ascii(*written);
  return out == "any" || out == "*" || out == "x-amazon-apigateway-any-method" ? "*" : out;
}

std::string upper(std::string word) {
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return word;
}

// "/users/{id}" -> "/users/*"
std::string path_pattern(const std::string& path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::size_t close = path[i] == '{' ? path.find('}', i) : std::string::npos;
    out += close == std::string::npos ? path[i] : '*';
    i = close == std::string::npos ? i : close;
  }
  std::erase(out, '$');
  return out;
}

// Why the API is there: every function's condition, or one of them.
const Value* common_condition(const std::string& api, const std::vector<const Route*>& routes,
                              Expansion& expansion, Value& made) {
  std::map<std::string, const Value*> names;
  for (const Route* route : routes) {
    const Value* condition = route->resource->find("Condition");
    if (condition == nullptr || condition->as_string() == nullptr)
      return nullptr;
    names.emplace(*condition->as_string(), condition);
  }
  if (names.size() == 1)
    return names.begin()->second;
  const Span at = routes.front()->key_span;
  List operands;
  for (const auto& [name, value] : names)
    operands.push_back(call("Condition", *value, at));
  expansion.add_condition(api + "Condition",
                          call("Fn::Or", Value::list(std::move(operands), at), at));
  made = text(api + "Condition", at);
  return &made;
}

void add_implicit(Expansion& expansion, const std::string& api,
                  const std::vector<const Route*>& routes) {
  const Route& first = *routes.front();
  const Span at = first.key_span;
  const Origin origin{nullptr, "", at, first.span};
  Value made;
  const Value* condition = common_condition(api, routes, expansion, made);
  const auto add = [&](const std::string& id, std::string_view type, Value properties) {
    if (condition == nullptr)
      expansion.add(id, type, std::move(properties), origin);
    else
      expansion.add(id, type, std::move(properties), origin, {{"Condition", *condition}});
  };
  if (first.http) {
    add(api, "AWS::ApiGatewayV2::Api", Value::map({}, at));
    add(api + "ApiGatewayDefaultStage", "AWS::ApiGatewayV2::Stage",
        object(at, {{"ApiId", ref(api, at)},
                    {"StageName", text("$default", at)},
                    {"AutoDeploy", Value::boolean(true, at)}}));
    return;
  }
  add(api, "AWS::ApiGateway::RestApi", Value::map({}, at));
  add(api + "Deployment", "AWS::ApiGateway::Deployment", object(at, {{"RestApiId", ref(api, at)}}));
  add(api + "ProdStage", "AWS::ApiGateway::Stage",
      object(at, {{"DeploymentId", ref(api + "Deployment", at)},
                  {"RestApiId", ref(api, at)},
                  {"StageName", text("Prod", at)}}));
  expansion.refer(api + ".Stage", ref(api + "ProdStage", at));
  expansion.refer(api + ".Deployment", ref(api + "Deployment", at));
}

// The stage in the name of a REST API's permission.
std::string stage_suffix(const Value* api) {
  const Value* stage = api == nullptr ? nullptr : api->at({"Properties", "StageName"});
  if (stage == nullptr)
    return api == nullptr ? "Prod" : "Stage";
  return stage->as_string() != nullptr && is_plain(*stage->as_string()) ? *stage->as_string()
                                                                        : "Stage";
}

}  // namespace

void add_api_event(Expansion& expansion, const Event& event, bool permit) {
  const Span at = event.at();
  const bool http = event.type == "HttpApi";
  const Value* named = event.properties.find(http ? "ApiId" : "RestApiId");
  const std::string* target = ref_target(named);
  if (target == nullptr && named != nullptr)
    target = named->as_string();
  const bool implicit = is_absent(named);
  const std::string api = implicit ? std::string(http ? kImplicitHttpApi : kImplicitRestApi)
                          : target == nullptr ? std::string()
                                              : *target;
  const Value* resource = expansion.written(api);
  const std::string* written_path = string_at(event.properties, "Path");
  const std::string path = written_path != nullptr ? *written_path : http ? "$default" : "";
  const std::string method = method_of(event);
  const bool reachable = implicit || resource != nullptr;
  if (permit) {
    const std::string suffix = http ? "" : stage_suffix(resource);
    const std::string what = path == "$default" ? "*/*" : "*/" + upper(method) + path_pattern(path);
    const Value source =
        reachable ? sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" +
                            api + "}/" + what,
                        at)
                  : Value::null();
    expansion.add(event.id + "Permission" + suffix, "AWS::Lambda::Permission",
                  permission(event, "apigateway.amazonaws.com", source), event.origin);
  }
  if (!reachable || path.empty())
    return;
  Value uri =
      permit
          ? call("Fn::Sub",
                 array(at, {text("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                                 "2015-03-31/functions/${FunctionArn}/invocations",
                                 at),
                            object(at, {{"FunctionArn", event.invokee.arn(at)}})}),
                 at)
          : sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution", at);
  expansion.spend(count_nodes(uri), at);
  expansion.add_route({api, http, path, method == "*" ? "x-amazon-apigateway-any-method" : method,
                       std::move(uri), &event.invokee.resource->value, at, event.origin.span});
}

void finish_apis(Expansion& expansion) {
  std::map<std::string, std::vector<const Route*>> by_api;
  for (const Route& route : expansion.routes())
    by_api[route.api].push_back(&route);
  for (const auto& [api, routes] : by_api) {
    const Value* written = expansion.written(api);
    if (written == nullptr)
      add_implicit(expansion, api, routes);
    const Value* properties = written == nullptr ? nullptr : written->find("Properties");
    // A definition that the template gives has the paths already.
    if (properties != nullptr && (properties->find("DefinitionBody") != nullptr ||
                                  properties->find("DefinitionUri") != nullptr))
      continue;
    for (const Route* route : routes) {
      const Span at = route->key_span;
      Value integration = object(
          at,
          {{"httpMethod", text("POST", at)}, {"type", text("aws_proxy", at)}, {"uri", route->uri}});
      expansion.set(api, {"Properties", "Body", "paths", route->path, route->method},
                    only_if(route->resource->find("Condition"),
                            object(at, {{"x-amazon-apigateway-integration", integration}}), at));
    }
  }
}

}  // namespace advisor::sam
