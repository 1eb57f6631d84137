#include "src/aws/protocol.h"

#include <fmt/format.h>

#include "src/aws/json.h"
#include "src/aws/url.h"
#include "src/aws/xml.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

const Service& service_of(const Operation& operation) {
  return *find_service(operation.service);
}

// A scalar as query parameters and paths have it; nullopt for lists, maps, null and unknown.
std::optional<std::string> scalar_text(const Value& value) {
  if (const std::string* text = value.as_string())
    return *text;
  if (const bool* flag = value.as_bool())
    return *flag ? "true" : "false";
  if (const std::int64_t* number = value.as_int())
    return std::to_string(*number);
  if (const double* number = value.as_double())
    return fmt::format("{}", *number);
  return std::nullopt;
}

void add_parameter(std::string& out, std::string_view name, std::string_view value) {
  out += out.empty() ? "" : "&";
  out += percent_encode(name) + "=" + percent_encode(value);
}

// Query requests: A.B=1, Names.member.1=x, with the element's name by the table. EC2 has neither
// the list's name nor "member": SubnetId.1=x.
class QueryWriter {
 public:
  explicit QueryWriter(const Service& service) : service_(service) {}

  void add(const std::string& name, const Value& value) {
    if (const Map* map = value.as_map()) {
      for (const Member& member : *map)
        add_member(name.empty() ? "" : name + ".", member);
    } else if (const std::optional<std::string> text = scalar_text(value)) {
      add_parameter(out_, name, *text);
    }
  }

  const std::string& text() const { return out_; }

 private:
  void add_member(const std::string& prefix, const Member& member) {
    const List* list = member.value.as_list();
    if (list == nullptr) {
      add(prefix + member.key, member.value);
      return;
    }
    const std::string_view special = find_name(service_.list_parameters, member.key);
    const std::string element(special.empty() ? "member" : special);
    const std::string base = service_.protocol == Protocol::kEc2
                                 ? prefix + element
                                 : prefix + member.key + "." + element;
    for (std::size_t i = 0; i < list->size(); ++i)
      add(base + "." + std::to_string(i + 1), (*list)[i]);
  }

  const Service& service_;
  std::string out_;
};

void encode_query(HttpRequest& request, const Operation& operation, const Value& parameters) {
  const Service& service = service_of(operation);
  QueryWriter writer(service);
  writer.add("Action", Value::string(std::string(operation.name)));
  writer.add("Version", Value::string(std::string(service.version)));
  writer.add("", parameters);
  request.body = writer.text();
  request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"});
}

void encode_json(HttpRequest& request, const Operation& operation, const Value& parameters) {
  const Service& service = service_of(operation);
  const bool old = service.protocol == Protocol::kJson10;
  request.body = parameters.as_map() == nullptr ? "{}" : write_json(parameters);
  request.headers.push_back(
      {"Content-Type", old ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"});
  request.headers.push_back(
      {"X-Amz-Target", std::string(service.version) + "." + std::string(operation.name)});
}

// Parameters of the path are put in, the others become the query.
Result<bool> encode_rest(HttpRequest& request, const Operation& operation,
                         const Value& parameters) {
  request.method = "GET";
  const std::size_t question = operation.path.find('?');
  std::string path(operation.path.substr(0, question));
  if (question != std::string_view::npos)
    request.query = operation.path.substr(question + 1);
  for (const Member& member : parameters.as_map() == nullptr ? Map() : *parameters.as_map()) {
    const std::optional<std::string> text = scalar_text(member.value);
    const std::string hole = "{" + member.key + "}";
    const std::size_t at = path.find(hole);
    if (at == std::string::npos && text) {
      const std::string_view renamed = find_name(operation.query_names, member.key);
      add_parameter(request.query, renamed.empty() ? member.key : renamed, *text);
    }
    // "." and ".." would change the path, and so the operation.
    if (at != std::string::npos && text && !text->empty() && *text != "." && *text != "..")
      path.replace(at, hole.size(), percent_encode(*text));
  }
  if (path.find('{') != std::string::npos)
    return Error{"a parameter of the path is missing"};
  request.path += path;
  return true;
}

// --- Answers ------------------------------------------------------------------------------------

std::string text_of(const Value* value) {
  return value == nullptr || value->as_string() == nullptr ? "" : *value->as_string();
}

std::string first_text(const Value& map, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (std::string text = text_of(map.find(key)); !text.empty())
      return text;
  return "";
}

// "com.amazon#Code:http://..." -> "Code".
std::string bare_code(std::string_view text) {
  if (const std::size_t hash = text.rfind('#'); hash != std::string_view::npos)
    text.remove_prefix(hash + 1);
  return std::string(trim(text.substr(0, text.find(':'))));
}

std::string http_code(int status) {
  return "HTTP " + std::to_string(status);
}

std::string json_error_code(const HttpResponse& response, const Value& body) {
  if (const std::string* query = response.header("x-amzn-query-error"))
    return query->substr(0, query->find(';'));
  if (const std::string* type = response.header("x-amzn-errortype"))
    return bare_code(*type);
  return bare_code(first_text(body, {"__type", "code", "Code"}));
}

// Also for JSON services: proxies and fakes answer in XML at times.
Decoded xml_error(const Operation& operation, const HttpResponse& response) {
  Decoded out;
  out.code = http_code(response.status);
  const Result<Value> body = read_xml(response.body, service_of(operation));
  if (!body)
    return out;
  const Value* error = body->find("Error");
  if (error == nullptr)
    error = body->at({"Errors", "Error"});
  if (error == nullptr)
    error = &*body;
  if (std::string code = text_of(error->find("Code")); !code.empty())
    out.code = std::move(code);
  out.message = text_of(error->find("Message"));
  return out;
}

Decoded json_error(const Operation& operation, const HttpResponse& response) {
  const Result<Value> body = read_json(response.body);
  if (!body && response.body.starts_with('<') && response.header("x-amzn-errortype") == nullptr)
    return xml_error(operation, response);
  Decoded out;
  const Value empty;
  out.code = json_error_code(response, body ? *body : empty);
  if (out.code.empty())
    out.code = http_code(response.status);
  if (body)
    out.message = first_text(*body, {"message", "Message", "errorMessage"});
  return out;
}

bool speaks_json(const Operation& operation) {
  const Protocol protocol = service_of(operation).protocol;
  return protocol == Protocol::kJson10 || protocol == Protocol::kJson11 ||
         protocol == Protocol::kRestJson;
}

Decoded invalid(std::string why) {
  return {Value(), "InvalidAnswer", "the answer cannot be read: " + std::move(why)};
}

Decoded from(Result<Value> value) {
  if (!value)
    return invalid(value.error().message);
  if (value->as_map() == nullptr)
    return invalid("it is no object");
  return {*std::move(value), "", ""};
}

// An answer that is JSON in an XML protocol, and is handed on as text.
Decoded policy_text(const HttpResponse& response) {
  Value out = Value::map();
  out.set("Policy", Value::string(response.body));
  return {std::move(out), "", ""};
}

Decoded xml_success(const Operation& operation, const HttpResponse& response) {
  Decoded out = from(read_xml(response.body, service_of(operation)));
  if (service_of(operation).protocol != Protocol::kQuery || !out.code.empty())
    return out;
  // <OperationResponse><OperationResult>...
  Value* result = out.value.find(std::string(operation.name) + "Result");
  const bool empty = result != nullptr && result->as_map() == nullptr;
  if (empty)
    out.value = Value::map();
  else if (result != nullptr)
    out.value = Value(std::move(*result));
  else
    return invalid("it is none of " + std::string(operation.name));
  return out;
}

}  // namespace

Result<HttpRequest> encode(const Operation& operation, const Value& parameters,
                           const Endpoint& endpoint) {
  HttpRequest request;
  request.scheme = endpoint.scheme;
  request.authority = endpoint.authority;
  request.direct = endpoint.direct;
  request.path = endpoint.path;
  switch (service_of(operation).protocol) {
    case Protocol::kJson10:
    case Protocol::kJson11:
      request.path += "/";
      encode_json(request, operation, parameters);
      return request;
    case Protocol::kQuery:
    case Protocol::kEc2:
      request.path += "/";
      encode_query(request, operation, parameters);
      return request;
    default:
      break;
  }
  const Result<bool> done = encode_rest(request, operation, parameters);
  return done ? Result<HttpRequest>(std::move(request)) : done.error();
}

SigningScope signing_scope(const Operation& operation, const std::string& region) {
  const Service& service = service_of(operation);
  return {region, std::string(service.endpoint), service.id == "s3"};
}

Decoded decode(const Operation& operation, const HttpResponse& response) {
  if (response.status == 0)
    return {Value(), "Transport", response.error};
  if (response.status < 200 || response.status >= 300)
    return speaks_json(operation) ? json_error(operation, response)
                                  : xml_error(operation, response);
  if (operation.name == "GetBucketPolicy")
    return policy_text(response);
  if (!speaks_json(operation))
    return xml_success(operation, response);
  return from(response.body.empty() ? Result<Value>(Value::map()) : read_json(response.body));
}

}  // namespace advisor::aws
