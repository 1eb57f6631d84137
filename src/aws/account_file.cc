#include "src/aws/account_file.h"

#include <string_view>

#include <nlohmann/json.hpp>

namespace advisor::aws {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Value& value);

Json json_of(const Unknown& unknown) {
  Json why = Json::object();
  if (unknown.cause == Unknown::Cause::kRedacted) {
    why["redacted"] = true;
  } else {
    if (!unknown.function.empty())
      why["action"] = unknown.function;
    if (!unknown.arguments.empty())
      why["code"] = unknown.arguments[0];
  }
  return {{"$unknown", std::move(why)}};
}

Json json_of(const List& list) {
  Json out = Json::array();
  for (const Value& element : list)
    out.push_back(json_of(element));
  return out;
}

Json json_of(const Map& map) {
  Json out = Json::object();
  for (const Member& member : map)
    out[member.key] = json_of(member.value);
  return out;
}

Json json_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kBool:
      return *value.as_bool();
    case Value::Kind::kInt:
      return *value.as_int();
    case Value::Kind::kDouble:
      return *value.as_double();
    case Value::Kind::kString:
      return *value.as_string();
    case Value::Kind::kList: {
      Json list = json_of(*value.as_list());
      return value.open() ? Json{{"$open", std::move(list)}} : list;
    }
    case Value::Kind::kMap:
      return json_of(*value.as_map());
    case Value::Kind::kUnknown:
      return json_of(*value.as_unknown());
    default:
      return nullptr;
  }
}

Json json_of(const LiveResource& resource) {
  Json out = {{"type", resource.type}, {"id", resource.id}, {"name", resource.name}};
  out["region"] = resource.region;
  out["aliases"] = resource.aliases;
  out["console"] = resource.console;
  out["properties"] = json_of(resource.properties);
  return out;
}

Json json_of(const LiveValue& value) {
  switch (value.kind) {
    case LiveValue::Kind::kStackOutput:
      return {{"kind", "stackOutput"},
              {"stack", value.stack},
              {"name", value.name},
              {"value", value.text}};
    case LiveValue::Kind::kStackExport:
      return {{"kind", "stackExport"}, {"name", value.name}, {"value", value.text}};
    case LiveValue::Kind::kParameter:
      break;
  }
  return {{"kind", "parameter"}, {"name", value.name}, {"value", value.text}};
}

Json json_of(const Failure& failure) {
  return {{"action", failure.action},   {"region", failure.region}, {"code", failure.code},
          {"message", failure.message}, {"denied", failure.denied}, {"count", failure.count}};
}

std::string line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class T>
void write_list(std::ostream& out, std::string_view name, const std::vector<T>& elements) {
  out << ",\n\"" << name << "\": [";
  for (std::size_t i = 0; i < elements.size(); ++i)
    out << (i == 0 ? "\n" : ",\n") << line(json_of(elements[i]));
  out << "]";
}

void write_account(std::ostream& out, const Account& account) {
  out << "{\"account\": " << line(account.id) << ", \"partition\": " << line(account.partition)
      << ", \"identity\": " << line(account.identity) << ", \"regions\": " << line(account.regions);
  write_list(out, "resources", account.resources);
  write_list(out, "values", account.values);
  write_list(out, "failures", account.failures);
  out << ",\n\"incompleteTypes\": " << line(account.incomplete_types);
  if (!account.trusted_advisor.is_null())
    out << ",\n\"trustedAdvisor\": " << line(json_of(account.trusted_advisor));
  out << "}";
}

}  // namespace

void write_account_file(std::ostream& out, const std::vector<Account>& accounts) {
  out << "{\"schema\": 1, \"accounts\": [";
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    out << (i == 0 ? "\n" : ",\n");
    write_account(out, accounts[i]);
  }
  out << "]}\n";
}

}  // namespace advisor::aws
