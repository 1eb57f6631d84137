#include "parsers/sam_apis.h"

#include <string>
#include <utility>

#include "parsers/cloudformation_template.h"
#include "parsers/sam_build.h"
#include "parsers/sam_function.h"
#include "src/base/text.h"
#include "src/model/tree.h"

namespace advisor::sam {
namespace {

constexpr std::string_view kExecute =
    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:";

Origin origin_of(const Member& resource, std::string_view part, const Member* from = nullptr) {
  const Member& place = from == nullptr ? resource : *from;
  return {&resource.value, resource.key + " (" + std::string(part) + ")", place.key_span,
          place.value.span()};
}

Value function_uri(const Value& arn, Span at) {
  return call("Fn::Sub",
              array(at, {text("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                              "2015-03-31/functions/${FunctionArn}/invocations",
                              at),
                         object(at, {{"FunctionArn", arn}})}),
              at);
}

Value gateway_permission(const Value& function, const Value& source, Span at) {
  return object(at, {{"Action", text("lambda:InvokeFunction", at)},
                     {"FunctionName", function},
                     {"Principal", text("apigateway.amazonaws.com", at)},
                     {"SourceArn", source}});
}

// A definition that the template gives, as Body or where it is; else a body for the routes.
void add_definition(const Value& from, Value& to, Span at) {
  copy(from, to, {{"DefinitionBody", "Body"}});
  const Member* uri = from.find_member("DefinitionUri");
  if (uri != nullptr && to.find("Body") == nullptr) {
    to.set("BodyS3Location", location(uri->value, ""), uri->key_span);
    return;
  }
  if (to.find("Body") == nullptr)
    to.set("Body", object(at, {{"paths", Value::map({}, at)}}), at);
}

// Functions that decide who may call the API. The permissions are the ones that are made unless
// (REST) or only if (HTTP) the template says so.
void add_authorizers(Expansion& expansion, const Member& resource, const Value& properties,
                     bool http) {
  const Value* all = properties.at({"Auth", "Authorizers"});
  if (all == nullptr || all->as_map() == nullptr || cfn::function_of(*all) != nullptr)
    return;
  for (const Member& authorizer : *all->as_map()) {
    const Value* function = authorizer.value.find("FunctionArn");
    if (is_absent(function) || expansion.exhausted())
      continue;
    const Span at = function->span();
    const bool permitted =
        http ? is_true(authorizer.value.find("EnableFunctionDefaultPermissions"))
             : !is_true(authorizer.value.find("DisableFunctionDefaultPermissions"));
    if (permitted)
      expansion.add(
          resource.key + authorizer.key + "AuthorizerPermission", "AWS::Lambda::Permission",
          gateway_permission(
              *function, sub(std::string(kExecute) + "${" + resource.key + "}/authorizers/*", at),
              at),
          origin_of(resource, "authorizer " + authorizer.key, &authorizer));
    if (properties.find("DefinitionBody") != nullptr || properties.find("DefinitionUri") != nullptr)
      continue;
    Value scheme = object(at, {{"authorizerUri", function_uri(*function, at)}});
    std::vector<std::string> path = {"Properties", "Body", "securityDefinitions"};
    if (http)
      path = {"Properties", "Body", "components", "securitySchemes"};
    path.push_back(authorizer.key);
    path.emplace_back("x-amazon-apigateway-authorizer");
    expansion.spend(count_nodes(scheme), at);
    expansion.set(resource.key, std::move(path), std::move(scheme));
  }
}

Value endpoints(const Value& written) {
  const Span at = written.span();
  if (written.as_string() != nullptr)
    return object(at, {{"Types", array(at, {written})}});
  Value out = Value::map({}, at);
  copy(written, out, {"VpcEndpointIds", "IpAddressType"});
  if (const Value* type = written.find("Type"))
    out.set("Types", array(type->span(), {*type}), type->span());
  out.set_open(out.as_map()->empty());
  return out;
}

// "AprodStage"; names that are no literals, or no part of a logical id, leave "AStage".
std::string stage_id(const std::string& api, const Value* name) {
  const std::string* known = name == nullptr ? nullptr : name->as_string();
  return api + (known != nullptr && is_plain(*known) ? *known : "") + "Stage";
}

void add_version_2_stage(Expansion& expansion, const Member& resource, const Value& properties,
                         const std::string& fallback_id, std::string_view fallback_name) {
  const Span at = resource.key_span;
  const Value* name = properties.find("StageName");
  Value stage = object(at, {{"ApiId", ref(resource.key, at)},
                            {"StageName", name != nullptr ? *name : text(fallback_name, at)},
                            {"AutoDeploy", Value::boolean(true, at)}});
  copy(properties, stage,
       {"AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"});
  const std::string id =
      name == nullptr ? resource.key + fallback_id : stage_id(resource.key, name);
  expansion.add(id, "AWS::ApiGatewayV2::Stage", std::move(stage), origin_of(resource, "stage"));
  expansion.refer(resource.key + ".Stage", ref(id, at));
}

// "$connect" -> "Connect", "send" -> "Send"
std::string route_name(const std::string& key) {
  std::string out;
  for (const char c : key)
    if (is_plain(std::string_view(&c, 1)))
      out += out.empty() && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

void add_socket_route(Expansion& expansion, const Member& resource, const Member& route,
                      const Value* auth) {
  const std::string name = resource.key + route_name(route.key);
  const Span at = route.key_span;
  const Value* function = route.value.find("FunctionArn");
  if (function == nullptr)
    return;
  const Origin origin = origin_of(resource, "route " + route.key, &route);
  Value integration = object(at, {{"ApiId", ref(resource.key, at)},
                                  {"IntegrationType", text("AWS_PROXY", at)},
                                  {"IntegrationUri", function_uri(*function, function->span())}});
  expansion.add(name + "Integration", "AWS::ApiGatewayV2::Integration", std::move(integration),
                origin);
  Value target = object(at, {{"ApiId", ref(resource.key, at)}, {"RouteKey", text(route.key, at)}});
  target.set("Target", sub("integrations/${" + name + "Integration}", at), at);
  if (auth != nullptr && route.key == "$connect")
    copy(*auth, target, {{"AuthType", "AuthorizationType"}});
  expansion.add(name + "Route", "AWS::ApiGatewayV2::Route", std::move(target), origin);
  expansion.add(name + "Permission", "AWS::Lambda::Permission",
                gateway_permission(
                    *function, sub(std::string(kExecute) + "${" + resource.key + "}/*", at), at),
                origin);
}

}  // namespace

void expand_rest_api(Expansion& expansion, const Member& resource, const Value& properties) {
  const Span at = resource.key_span;
  const std::string& id = resource.key;
  Value api = Value::map({}, properties.span());
  api.set_open(properties.open());
  copy(properties, api,
       {"Name", "Description", "ApiKeySourceType", "BinaryMediaTypes", "DisableExecuteApiEndpoint",
        "EndpointAccessMode", "FailOnWarnings", "MinimumCompressionSize", "Mode", "Policy",
        "SecurityPolicy"});
  add_definition(properties, api, at);
  if (const Member* written = properties.find_member("EndpointConfiguration"))
    api.set("EndpointConfiguration", endpoints(written->value), written->key_span);
  expansion.replace(resource, "AWS::ApiGateway::RestApi", std::move(api));
  expansion.add(id + "Deployment", "AWS::ApiGateway::Deployment",
                object(at, {{"RestApiId", ref(id, at)}}), origin_of(resource, "deployment"));
  Value stage =
      object(at, {{"DeploymentId", ref(id + "Deployment", at)}, {"RestApiId", ref(id, at)}});
  copy(properties, stage,
       {"StageName", "AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "CanarySetting",
        "MethodSettings", "TracingEnabled", "Variables"});
  const std::string name = stage_id(id, properties.find("StageName"));
  expansion.add(name, "AWS::ApiGateway::Stage", std::move(stage), origin_of(resource, "stage"));
  expansion.refer(id + ".Stage", ref(name, at));
  expansion.refer(id + ".Deployment", ref(id + "Deployment", at));
  add_authorizers(expansion, resource, properties, false);
}

void expand_http_api(Expansion& expansion, const Member& resource, const Value& properties) {
  Value api = Value::map({}, properties.span());
  api.set_open(properties.open());
  copy(properties, api, {"Description", "DisableExecuteApiEndpoint", "FailOnWarnings"});
  add_definition(properties, api, resource.key_span);
  expansion.replace(resource, "AWS::ApiGatewayV2::Api", std::move(api));
  add_version_2_stage(expansion, resource, properties, "ApiGatewayDefaultStage", "$default");
  add_authorizers(expansion, resource, properties, true);
}

void expand_web_socket_api(Expansion& expansion, const Member& resource, const Value& properties) {
  const Span at = resource.key_span;
  Value api =
      object(at, {{"Name", text(resource.key, at)}, {"ProtocolType", text("WEBSOCKET", at)}});
  api.set_span(properties.span());
  api.set_open(properties.open());
  copy(properties, api,
       {"Name", "ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint",
        "DisableSchemaValidation", "FailOnWarnings", "IpAddressType", "RouteSelectionExpression"});
  expansion.replace(resource, "AWS::ApiGatewayV2::Api", std::move(api));
  add_version_2_stage(expansion, resource, properties, "DefaultStage", "default");
  const Value* auth = properties.find("Auth");
  if (const Member* function = auth == nullptr ? nullptr : auth->find_member("AuthArn")) {
    const Origin origin = origin_of(resource, "authorizer", function);
    const Span place = function->key_span;
    expansion.add(
        resource.key + "ConnectAuthorizer", "AWS::ApiGatewayV2::Authorizer",
        object(place, {{"ApiId", ref(resource.key, place)},
                       {"AuthorizerType", text("REQUEST", place)},
                       {"AuthorizerUri", function_uri(function->value, function->value.span())}}),
        origin);
    expansion.add(
        resource.key + "AuthorizerPermission", "AWS::Lambda::Permission",
        gateway_permission(
            function->value,
            sub(std::string(kExecute) + "${" + resource.key + "}/authorizers/*", place), place),
        origin);
  }
  const Value* routes = properties.find("Routes");
  if (routes == nullptr || routes->as_map() == nullptr || cfn::function_of(*routes) != nullptr)
    return;
  for (const Member& route : *routes->as_map())
    if (!expansion.exhausted())
      add_socket_route(expansion, resource, route, auth);
}

}  // namespace advisor::sam
