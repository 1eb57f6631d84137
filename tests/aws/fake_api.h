#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "src/aws/account_file.h"
#include "src/aws/api.h"
#include "src/aws/collect.h"
#include "src/aws/json.h"
#include "src/aws/operations.h"

namespace advisor::aws {

using Json = nlohmann::json;

inline const std::vector<std::string> kTokyo = {"ap-northeast-1"};

// An account in memory. Answers are given by operation ("ecs:ListServices") and parameters; of the
// answers that fit a call the last one given counts. Whatever nobody gave is empty.
class FakeApi final : public Api {
 public:
  FakeApi() {
    on("sts:GetCallerIdentity",
       R"({"Account": "123456789012", "Arn": "arn:aws:sts::123456789012:assumed-role/audit/me"})");
  }

  FakeApi& on(const std::string& operation, const std::string& answer,
              const std::string& parameters = "{}", const std::string& region = "") {
    Result<Value> value = read_json(answer);
    EXPECT_TRUE(value) << operation << ": " << answer;
    rules_[operation].push_back({Json::parse(parameters), region, *std::move(value), "", false});
    return *this;
  }
  FakeApi& fail(const std::string& operation, const std::string& code,
                const std::string& parameters = "{}", const std::string& region = "") {
    rules_[operation].push_back({Json::parse(parameters), region, Value(), code, false});
    return *this;
  }
  FakeApi& deny(const std::string& operation, const std::string& parameters = "{}",
                const std::string& region = "") {
    return fail(operation, "AccessDeniedException", parameters, region);
  }
  FakeApi& missing(const std::string& operation, const std::string& parameters = "{}") {
    rules_[operation].push_back({Json::parse(parameters), "", Value(), "", true});
    return *this;
  }

  std::vector<Answer> run(const std::vector<Call>& calls) override {
    ++rounds_;
    std::vector<Answer> out;
    for (const Call& call : calls)
      out.push_back(answer(call));
    return out;
  }

  std::size_t count(const std::string& operation) const {
    const auto found = counts_.find(operation);
    return found == counts_.end() ? 0 : found->second;
  }
  std::size_t calls() const {
    std::size_t sum = 0;
    for (const auto& [operation, count] : counts_)
      sum += count;
    return sum;
  }
  std::set<std::string> operations() const {
    std::set<std::string> out;
    for (const auto& [operation, count] : counts_)
      out.insert(operation);
    return out;
  }
  std::size_t rounds() const { return rounds_; }
  const std::vector<Json>& parameters(const std::string& operation) {
    return parameters_[operation];
  }

 private:
  struct Rule {
    Json parameters;  // those that a call must have; it may have more
    std::string region;
    Value value;
    std::string code;
    bool not_found;

    bool fits(const Json& given, const std::string& in) const {
      if (!region.empty() && region != in)
        return false;
      for (const auto& [key, value_wanted] : parameters.items())
        if (!given.contains(key) || given[key] != value_wanted)
          return false;
      return true;
    }
  };

  Answer answer(const Call& call) {
    const std::string operation = call.service + ":" + call.operation;
    ++counts_[operation];
    const Operation* known = find_operation(call.service, call.operation);
    EXPECT_NE(known, nullptr) << operation << " is not in the client's table";
    const Json given = Json::parse(write_json(call.parameters));
    parameters_[operation].push_back(given);
    Answer out;
    out.value = Value::map();
    const auto rules = rules_.find(operation);
    if (rules == rules_.end())
      return out;
    const auto found =
        std::find_if(rules->second.rbegin(), rules->second.rend(),
                     [&](const Rule& rule) { return rule.fits(given, call.region); });
    if (found == rules->second.rend())
      return out;
    out.value = found->value;
    out.not_found = found->not_found;
    if (!found->code.empty())
      out.failures.push_back({known == nullptr ? operation : iam_action(*known), call.region,
                              found->code, "it did not work",
                              found->code.find("Denied") != std::string::npos});
    return out;
  }

  std::map<std::string, std::vector<Rule>> rules_;
  std::map<std::string, std::size_t> counts_;
  std::map<std::string, std::vector<Json>> parameters_;
  std::size_t rounds_ = 0;
};

// What was collected, as `advisor` gets to see it.
class Collected {
 public:
  Collected(Api& api, const std::set<std::string>& types,
            const std::vector<std::string>& regions = kTokyo)
      : account(collect(api, regions, types)) {
    std::ostringstream out;
    write_account_file(out, {account});
    text = out.str();
    file = Json::parse(text);
  }

  // The only resource of a type with that name; null if there is none, or several.
  Json resource(const std::string& type, const std::string& name) const {
    Json out;
    for (const Json& found : file["accounts"][0]["resources"])
      if (found["type"] == type && found["name"] == name) {
        if (!out.is_null())
          return nullptr;
        out = found;
      }
    return out;
  }
  Json properties(const std::string& type, const std::string& name) const {
    const Json found = resource(type, name);
    return found.is_null() ? Json() : found["properties"];
  }
  std::size_t count(const std::string& type) const {
    std::size_t sum = 0;
    for (const LiveResource& found : account.resources)
      sum += found.type == type ? 1 : 0;
    return sum;
  }

  Account account;
  std::string text;  // the account file
  Json file;
};

inline Json unknown(const std::string& action, const std::string& code) {
  return {{"$unknown", {{"action", action}, {"code", code}}}};
}
inline Json not_read_value() {
  return {{"$unknown", {{"code", "NotRead"}}}};
}
inline Json redacted_value() {
  return {{"$unknown", {{"redacted", true}}}};
}

}  // namespace advisor::aws
