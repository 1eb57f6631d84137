#include "src/aws/lambda_policy.h"

#include <algorithm>
#include <array>
#include <utility>

#include "src/aws/shape.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

// "x" and ["x", "y"] alike.
List as_list(const Value* value) {
  if (value == nullptr)
    return {};
  const List* list = value->as_list();
  return list != nullptr ? *list : List{*value};
}

// {Service: s}, {AWS: a}, "*", or lists of these.
List principals_of(const Value* principal) {
  if (principal == nullptr || principal->as_map() == nullptr)
    return as_list(principal);
  List out;
  for (const Member& member : *principal->as_map())
    for (const Value& value : as_list(&member.value))
      out.push_back(value);
  return out;
}

// Condition keys that lambda:AddPermission writes, and the properties that they come from.
std::string_view property_of(std::string_view condition_key) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kKeys = {
      {{"aws:sourcearn", "SourceArn"},
       {"aws:sourceaccount", "SourceAccount"},
       {"aws:principalorgid", "PrincipalOrgID"},
       {"lambda:functionurlauthtype", "FunctionUrlAuthType"},
       {"lambda:eventsourcetoken", "EventSourceToken"},
       {"lambda:invokedviafunctionurl", "InvokedViaFunctionUrl"}}};
  const std::string key = to_lower_ascii(condition_key);
  const auto* found = std::ranges::find(kKeys, key, [](const auto& entry) { return entry.first; });
  return found == kKeys.end() ? std::string_view() : found->second;
}

void add_conditions(const Value* conditions, Value& properties) {
  if (conditions == nullptr || conditions->as_map() == nullptr)
    return;
  for (const Member& test : *conditions->as_map())
    if (const Map* keys = test.value.as_map())
      for (const Member& key : *keys)
        if (const std::string_view property = property_of(key.key); !property.empty())
          if (const List values = as_list(&key.value); !values.empty())
            properties.set(std::string(property), values[0]);
}

class Statement {
 public:
  Statement(const Value& statement, const std::string& function, std::size_t index)
      : statement_(statement), sid_(text_at(statement, "Sid")), function_(function) {
    if (sid_.empty())
      sid_ = std::to_string(index);
  }

  void add_to(std::vector<PolicyPermission>& out) const {
    std::size_t number = 0;
    List resources = as_list(statement_.find("Resource"));
    if (resources.empty())
      resources.push_back(text(function_));
    for (const Value& resource : resources)
      for (const Value& action : as_list(statement_.find("Action")))
        for (const Value& principal : principals_of(statement_.find("Principal")))
          out.push_back(permission(resource, action, principal, number++));
  }

 private:
  PolicyPermission permission(const Value& resource, const Value& action, const Value& principal,
                              std::size_t number) const {
    const std::string* arn = resource.as_string();
    PolicyPermission out;
    out.sid = sid_;
    out.id = (arn != nullptr ? *arn : function_) + "/permission/" + sid_;
    if (number > 0)  // AddPermission makes one of each
      out.id += "/" + std::to_string(number);
    out.properties =
        map_of({{"Action", action}, {"FunctionName", resource}, {"Principal", principal}});
    add_conditions(statement_.find("Condition"), out.properties);
    return out;
  }

  const Value& statement_;
  std::string sid_;
  const std::string& function_;
};

}  // namespace

std::optional<std::vector<PolicyPermission>> permissions_of(const Value* policy,
                                                            const std::string& function) {
  Value document = policy != nullptr ? *policy : Value();
  parse_json_text(&document);
  if (document.as_map() == nullptr)
    return std::nullopt;
  std::vector<PolicyPermission> out;
  std::size_t index = 0;
  for (const Value& statement : as_list(document.find("Statement")))
    if (++index; text_at(statement, "Effect") == "Allow")
      Statement(statement, function, index).add_to(out);
  return out;
}

}  // namespace advisor::aws
