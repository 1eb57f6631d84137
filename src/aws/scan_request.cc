#include <algorithm>

#include "src/aws/endpoints.h"
#include "src/aws/json.h"
#include "src/aws/scan.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

// Takes members out of the request; the first one of another type is the error.
class Members {
 public:
  explicit Members(const Value& map) : map_(map) {}

  void text(const char* key, std::string& out) {
    const Value* value = find(key);
    if (value == nullptr)
      return;
    if (value->as_string() == nullptr)
      wrong_ = key;
    else
      out = *value->as_string();
  }

  void flag(const char* key, bool& out) {
    const Value* value = find(key);
    if (value == nullptr)
      return;
    if (value->as_bool() == nullptr)
      wrong_ = key;
    else
      out = *value->as_bool();
  }

  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> out;
    const Value* value = find(key);
    if (value == nullptr)
      return out;
    if (value->as_list() == nullptr)
      wrong_ = key;
    else
      for (const Value& element : *value->as_list())
        if (const std::string* text = element.as_string())
          out.push_back(*text);
        else
          wrong_ = key;
    return out;
  }

  const std::string& wrong() const { return wrong_; }

 private:
  const Value* find(const char* key) const {
    const Value* value = map_.find(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  const Value& map_;
  std::string wrong_;
};

bool is_role_arn(const std::string& text) {
  const std::vector<std::string_view> parts = split(text, ':');
  return parts.size() == 6 && parts[0] == "arn" && parts[2] == "iam" && parts[4].size() == 12 &&
         parts[5].starts_with("role/");
}

std::string check(const ScanRequest& request) {
  for (const std::string& region : request.regions)
    if (region != "all" && !is_region_name(region))
      return "this is no name of a region: " + printable(region);
  for (const std::string& arn : request.role_arns)
    if (!is_role_arn(arn))
      return "this is no ARN of a role: " + printable(arn);
  const auto fits = [](char c) { return c != '/' && c != ':' && c > ' ' && c < 0x7f; };
  if (request.org && (request.role_name.empty() || !std::ranges::all_of(request.role_name, fits)))
    return "the accounts of an organisation need the name of a role to assume in each";
  if (request.org && !request.role_arns.empty())
    return "roles and an organisation cannot be asked for together";
  return "";
}

}  // namespace

Result<ScanRequest> read_scan_request(std::string_view json) {
  const Result<Value> document = read_json(json);
  if (!document || document->as_map() == nullptr)
    return Error{"the request is no JSON object"};
  const Value* schema = document->find("schema");
  if (schema == nullptr || schema->as_int() == nullptr || *schema->as_int() != 1)
    return Error{
        "the request has another schema than 1: advisor and advisor-aws are of different versions"};
  ScanRequest out;
  std::string trusted_advisor = "on";
  Members members(*document);
  members.text("profile", out.profile);
  members.text("roleName", out.role_name);
  members.text("language", out.language);
  members.text("trustedAdvisor", trusted_advisor);
  members.flag("org", out.org);
  members.flag("refreshTrustedAdvisor", out.refresh_trusted_advisor);
  out.regions = members.texts("regions");
  out.role_arns = members.texts("roleArns");
  members.flag("stacks", out.values.stacks);
  out.values.parameters = members.texts("parameters");
  out.values.own_types = members.texts("ownTypes");
  const std::vector<std::string> types = members.texts("types");
  out.types.insert(types.begin(), types.end());
  out.trusted_advisor = trusted_advisor != "off";
  out.resources = trusted_advisor != "only";
  if (!members.wrong().empty())
    return Error{"the request has a wrong value for " + members.wrong()};
  const std::string wrong = check(out);
  return wrong.empty() ? Result<ScanRequest>(std::move(out)) : Error{wrong};
}

}  // namespace advisor::aws
