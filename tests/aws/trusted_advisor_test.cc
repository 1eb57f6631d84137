#include "src/aws/trusted_advisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "src/aws/json.h"
#include "src/aws/permissions.h"

namespace advisor::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string text(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr || value->as_string() == nullptr ? "(none)" : *value->as_string();
}

Value json(const std::string& source) {
  return *read_json(source);
}

Answer failed(const std::string& operation, const std::string& code, bool denied = false) {
  Answer out;
  out.failures.push_back({"support:" + operation, "us-east-1", code, "AWS says no", denied, 1});
  return out;
}

// An account: by operation, and checkId where there is one, what AWS answers. Summaries are put
// together of `statuses`.
struct Fake : Api {
  std::vector<Answer> run(const std::vector<Call>& calls) override {
    std::vector<Answer> out;
    for (const Call& call : calls) {
      EXPECT_EQ(call.service, "support");
      EXPECT_EQ(call.region, "");
      out.push_back(answer(call));
    }
    return out;
  }

  Answer answer(const Call& call) {
    std::string key = call.operation;
    for (const char* parameter : {"checkId", "language"})
      if (const Value* value = call.parameters.find(parameter))
        key += " " + *value->as_string();
    std::size_t count = 0;
    if (const Value* ids = call.parameters.find("checkIds"))
      key += " " + std::to_string(count = ids->as_list()->size());
    asked.push_back(key);
    if (const auto found = failures.find(call.operation); found != failures.end())
      return failed(call.operation, found->second, found->second == "AccessDeniedException");
    if (const auto found = answers.find(key); found != answers.end())
      return {found->second, {}, false};
    if (call.operation == "DescribeTrustedAdvisorCheckSummaries")
      return summaries(*call.parameters.find("checkIds")->as_list());
    if (call.operation == "DescribeTrustedAdvisorCheckRefreshStatuses")
      return {json(polls.size() > 1 ? take_poll() : polls.at(0)), {}, false};
    if (call.operation == "RefreshTrustedAdvisorCheck")
      return refresh(*call.parameters.find("checkId")->as_string());
    return failed(call.operation, "InvalidParameterValueException");
  }

  Answer summaries(const List& ids) {
    if (ids.size() > most)
      return failed("DescribeTrustedAdvisorCheckSummaries", "InvalidParameterValueException");
    Value list = Value::list();
    for (const Value& id : ids) {
      const auto status = statuses.find(*id.as_string());
      if (status == statuses.end() && ids.size() == 1)
        return failed("DescribeTrustedAdvisorCheckSummaries", "InvalidParameterValueException");
      if (status == statuses.end())
        continue;
      list.as_list()->push_back(json("{\"checkId\": \"" + *id.as_string() +
                                     "\", \"timestamp\": \"2026-01-15T03:04:05Z\", \"status\": \"" +
                                     status->second + "\"}"));
    }
    Value out = Value::map();
    out.set("summaries", std::move(list));
    return {std::move(out), {}, false};
  }

  Answer refresh(const std::string& id) {
    if (id == "auto")
      return failed("RefreshTrustedAdvisorCheck", "InvalidParameterValueException");
    statuses[id] = "ok";
    return {json("{\"status\": {\"status\": \"enqueued\"}}"), {}, false};
  }

  std::string take_poll() {
    std::string out = polls.front();
    polls.erase(polls.begin());
    return out;
  }

  std::ptrdiff_t count(const std::string& prefix) const {
    return std::ranges::count_if(asked,
                                 [&](const std::string& key) { return key.starts_with(prefix); });
  }

  std::map<std::string, Value> answers;
  std::map<std::string, std::string> failures;  // by operation
  std::map<std::string, std::string> statuses;  // of checks
  std::vector<std::string> polls;
  std::size_t most = 1'000;  // ids in one call
  std::vector<std::string> asked;
};

const char* const kEnglish = R"({"checks": [
  {"id": "f2iK5R6Dep", "name": "Amazon RDS Multi-AZ", "category": "fault_tolerance",
   "description": "About.<br><b>Alert Criteria</b><br>Yellow.<br><b>Recommended Action</b><br>See <a href=\"https://x.example\">it</a>.<br><b>Additional Resources</b><br>x",
   "metadata": ["Zone", "DB"]},
  {"id": "F2iK5R6Dep", "name": "Other", "category": "brand_new", "description": null},
  {"id": "f2iK5R6Dep", "name": "twice"},
  {"id": "", "name": "no id"},
  {"name": 1}, null]})";
const char* const kJapanese = R"({"checks": [
  {"id": "f2iK5R6Dep", "name": "RDS の Multi-AZ", "category": "fault_tolerance",
   "description": "概要。<br><b>条件</b><br>黄。<br><b>推奨</b><br>直す。<br><b>他</b><br>x",
   "metadata": ["ゾーン", "DB"]},
  {"id": "unknown"}]})";
const char* const kResult = R"({"result": {
  "checkId": "f2iK5R6Dep", "timestamp": "2026-01-16T00:00:00Z", "status": "error",
  "resourcesSummary": {"resourcesFlagged": 2, "resourcesSuppressed": 1},
  "flaggedResources": [
    {"status": "error", "region": "us-east-1", "resourceId": "r-1", "isSuppressed": false,
     "metadata": ["us-east-1a", "db", "extra", null, 7]},
    {"status": "ok", "resourceId": "r-2", "metadata": ["us-east-1a", "fine"]},
    {"status": "purple", "resourceId": "r-3", "isSuppressed": true}, null, {}]}})";

struct SmallAccount : Fake {
  SmallAccount() {
    answers["DescribeTrustedAdvisorChecks en"] = json(kEnglish);
    answers["DescribeTrustedAdvisorChecks ja"] = json(kJapanese);
    answers["DescribeTrustedAdvisorCheckResult f2iK5R6Dep en"] = json(kResult);
    answers["DescribeTrustedAdvisorCheckResult f2iK5R6Dep ja"] = json(kResult);
    statuses = {{"f2iK5R6Dep", "warning"}, {"F2iK5R6Dep", "ok"}};
  }
};

struct Pulled {
  explicit Pulled(Fake& api, const TrustedAdvisorOptions& options = {})
      : value(pull_trusted_advisor(api, options, failures)) {}
  const List& checks() const { return *value.find("checks")->as_list(); }
  std::string status() const { return text(value, "status"); }

  std::vector<Failure> failures;
  Value value;
};

TrustedAdvisorOptions in(const std::string& language) {
  TrustedAdvisorOptions out;
  out.language = language;
  return out;
}

TEST(TrustedAdvisor, GivesChecksWithWhatTheyFound) {
  SmallAccount api;
  const Pulled pulled(api);
  EXPECT_EQ(pulled.status(), "ok");
  EXPECT_THAT(pulled.failures, IsEmpty());
  EXPECT_THAT(api.asked, ElementsAre("DescribeTrustedAdvisorChecks en",
                                     "DescribeTrustedAdvisorCheckSummaries 2",
                                     "DescribeTrustedAdvisorCheckResult f2iK5R6Dep en"));
  ASSERT_EQ(pulled.checks().size(), 2U);
  EXPECT_TRUE(same_value(pulled.checks()[0], json(R"({
    "id": "f2iK5R6Dep", "category": "fault_tolerance", "name": "Amazon RDS Multi-AZ",
    "status": "error", "timestamp": "2026-01-16T00:00:00Z", "excluded": false, "flagged": 2,
    "alertCriteria": "Yellow.", "recommendedAction": "See it (https://x.example).",
    "recommendedActionMarkdown": "See [it](<https://x.example>).",
    "resources": [
      {"id": "r-1", "region": "us-east-1", "status": "error",
       "cells": [["Zone", "us-east-1a"], ["DB", "db"], ["", "extra"], ["", ""], ["", "7"]],
       "excluded": false},
      {"id": "r-3", "region": "", "status": "not_available", "cells": [], "excluded": true},
      {"id": "", "region": "", "status": "not_available", "cells": [], "excluded": false}]})")));
  EXPECT_TRUE(same_value(pulled.checks()[1], json(R"({
    "id": "F2iK5R6Dep", "category": "brand_new", "name": "Other", "status": "ok",
    "timestamp": "2026-01-15T03:04:05Z", "excluded": false, "flagged": 0, "resources": []})")));
}

TEST(TrustedAdvisor, TextsAreInTheLanguageOfTheRun) {
  SmallAccount api;
  const Pulled pulled(api, in("ja"));
  EXPECT_EQ(api.count("DescribeTrustedAdvisorChecks "), 2);
  EXPECT_EQ(api.count("DescribeTrustedAdvisorCheckResult f2iK5R6Dep ja"), 1);
  EXPECT_EQ(text(pulled.checks()[0], "name"), "RDS の Multi-AZ");
  EXPECT_EQ(text(pulled.checks()[0], "recommendedAction"), "直す。");
  EXPECT_EQ(text(pulled.checks()[0], "alertCriteria"), "黄。");
  EXPECT_EQ(text(pulled.checks()[1], "name"), "Other");  // not in the Japanese answer
  const Value& resource = pulled.checks()[0].find("resources")->as_list()->at(0);
  EXPECT_TRUE(
      same_value(resource.find("cells")->as_list()->at(0), json(R"(["ゾーン", "us-east-1a"])")));
  SmallAccount other;
  EXPECT_EQ(text(Pulled(other, in("tlh")).checks()[0], "name"), "Amazon RDS Multi-AZ");
}

TEST(TrustedAdvisor, MissingTextsOfALanguageAreEnglishAndAFailure) {
  SmallAccount api;
  api.answers.erase("DescribeTrustedAdvisorChecks ja");
  const Pulled pulled(api, in("ja"));
  EXPECT_EQ(pulled.status(), "ok");
  EXPECT_EQ(text(pulled.checks()[0], "name"), "Amazon RDS Multi-AZ");
  ASSERT_EQ(pulled.failures.size(), 1U);
  EXPECT_EQ(pulled.failures[0].action, "support:DescribeTrustedAdvisorChecks");
}

TEST(TrustedAdvisor, WithoutASupportPlanThereIsNoFailure) {
  SmallAccount api;
  api.failures["DescribeTrustedAdvisorChecks"] = "SubscriptionRequiredException";
  const Pulled pulled(api, in("ja"));
  EXPECT_EQ(pulled.status(), "no-support-plan");
  EXPECT_THAT(pulled.failures, IsEmpty());
  EXPECT_THAT(pulled.checks(), IsEmpty());
}

TEST(TrustedAdvisor, DeniedAndFailedCallsAreNamedOnce) {
  const struct {
    const char* operation;
    const char* code;
    const char* status;
  } kCases[] = {
      {"DescribeTrustedAdvisorChecks", "AccessDeniedException", "denied"},
      {"DescribeTrustedAdvisorChecks", "Transport", "failed"},
      {"DescribeTrustedAdvisorCheckSummaries", "AccessDeniedException", "denied"},
      {"DescribeTrustedAdvisorCheckSummaries", "InternalServerError", "failed"},
      {"DescribeTrustedAdvisorCheckResult", "AccessDeniedException", "ok"},
  };
  for (const auto& c : kCases) {
    SmallAccount api;
    api.statuses["F2iK5R6Dep"] = "error";
    api.failures[c.operation] = c.code;
    const Pulled pulled(api);
    EXPECT_EQ(pulled.status(), c.status) << c.operation;
    ASSERT_EQ(pulled.failures.size(), 1U) << c.operation;
    EXPECT_EQ(pulled.failures[0].action, std::string("support:") + c.operation);
    EXPECT_EQ(pulled.failures[0].code, c.code);
    for (const Value& check : pulled.checks())  // of the last case: never good, never a finding
      EXPECT_EQ(text(check, "status"), "not_available");
  }
}

TEST(TrustedAdvisor, AFailureOfTheSameKindIsCounted) {
  SmallAccount api;
  api.statuses["F2iK5R6Dep"] = "error";
  api.failures["DescribeTrustedAdvisorCheckResult"] = "AccessDeniedException";
  EXPECT_EQ(Pulled(api).failures.at(0).count, 2);
}

TEST(TrustedAdvisor, ARefusedCheckIsNotAvailable) {
  SmallAccount api;
  api.statuses = {{"f2iK5R6Dep", "ok"}, {"F2iK5R6Dep", "warning"}};  // of which there is no result
  const Pulled result(api);
  EXPECT_EQ(text(result.checks()[1], "status"), "not_available");
  EXPECT_THAT(result.failures, IsEmpty());

  SmallAccount unknown;
  unknown.statuses = {{"f2iK5R6Dep", "green"}};  // and none of the other
  const Pulled pulled(unknown);
  for (const Value& check : pulled.checks())
    EXPECT_EQ(text(check, "status"), "not_available");
}

Value many_checks(int count) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += (i == 0 ? "" : ",") + std::string("{\"id\": \"c") + std::to_string(i) + "\"}";
  return json("{\"checks\": [" + out + "]}");
}

TEST(TrustedAdvisor, AsksForSummariesInChunksAndHalvesWhatIsRefused) {
  Fake api;
  api.answers["DescribeTrustedAdvisorChecks en"] = many_checks(120);
  for (int i = 0; i < 120; ++i)
    api.statuses["c" + std::to_string(i)] = "ok";
  const Pulled all(api);
  EXPECT_THAT(api.asked, ElementsAre("DescribeTrustedAdvisorChecks en",
                                     "DescribeTrustedAdvisorCheckSummaries 50",
                                     "DescribeTrustedAdvisorCheckSummaries 50",
                                     "DescribeTrustedAdvisorCheckSummaries 20"));
  api.asked.clear();
  api.most = 25;
  const Pulled halved(api);
  EXPECT_EQ(api.count("DescribeTrustedAdvisorCheckSummaries 25"), 4);
  for (const Pulled* pulled : {&all, &halved})
    EXPECT_EQ(
        std::ranges::count_if(pulled->checks(),
                              [](const Value& check) { return text(check, "status") == "ok"; }),
        120);

  api.asked.clear();
  api.most = 0;  // whatever is asked for
  const Pulled none(api);
  EXPECT_EQ(none.status(), "ok");
  EXPECT_EQ(text(none.checks()[0], "status"), "not_available");
  EXPECT_LT(api.asked.size(), 300U);
}

TEST(TrustedAdvisor, ExcludedInTheConsole) {
  SmallAccount api;
  api.answers["DescribeTrustedAdvisorCheckResult f2iK5R6Dep en"] = json(R"({"result": {
    "status": "warning", "resourcesSummary": {"resourcesFlagged": 0, "resourcesSuppressed": 1}}})");
  const Pulled pulled(api);
  EXPECT_EQ(*pulled.checks()[0].find("excluded")->as_bool(), true);
}

// What no model of the API allows.
TEST(TrustedAdvisor, SurvivesAnyAnswer) {
  const char* const kAnswers[] = {
      "null",
      "[]",
      "{}",
      "{\"checks\": null}",
      "{\"checks\": {}}",
      "{\"result\": null}",
      "{\"result\": []}",
      "{\"result\": {\"status\": 1, \"resourcesSummary\": []}}",
      "{\"result\": {\"flaggedResources\": {\"a\": 1}}}",
      "{\"result\": {\"resourcesSummary\": {\"resourcesFlagged\": -5}}}"};
  for (const char* answer : kAnswers)
    for (const char* key :
         {"DescribeTrustedAdvisorChecks en", "DescribeTrustedAdvisorCheckSummaries 2",
          "DescribeTrustedAdvisorCheckResult f2iK5R6Dep en"}) {
      SmallAccount api;
      api.answers[key] = json(answer);
      const Pulled pulled(api);
      for (const Value& check : pulled.checks())
        EXPECT_GE(*check.find("flagged")->as_int(), 0) << answer;
    }
}

const std::string kIdle = R"({"statuses": [
  {"checkId": "f2iK5R6Dep", "status": "none", "millisUntilNextRefreshable": 0},
  {"checkId": "auto", "status": "none", "millisUntilNextRefreshable": 0},
  {"checkId": "soon", "status": "success", "millisUntilNextRefreshable": 3000},
  {"checkId": "busy", "status": "processing", "millisUntilNextRefreshable": 0}]})";
const std::string kRunning = R"({"statuses": [{"checkId": "f2iK5R6Dep", "status": "processing"}]})";
const std::string kDone = R"({"statuses": [{"checkId": "f2iK5R6Dep", "status": "success"}]})";

struct Refreshable : SmallAccount {
  Refreshable() {
    answers["DescribeTrustedAdvisorChecks en"] = json(
        R"({"checks": [{"id": "f2iK5R6Dep"}, {"id": "auto"}, {"id": "soon"}, {"id": "busy"},
                       {"id": "fine"}]})");
    for (const char* id : {"f2iK5R6Dep", "auto", "soon", "busy"})
      statuses[id] = "warning";
    statuses["fine"] = "ok";
    polls = {kIdle};
  }
};

TEST(TrustedAdvisor, RefreshesOnRequestOnlyWhatItMay) {
  Refreshable quiet;
  const Pulled plain(quiet);
  EXPECT_EQ(quiet.count("RefreshTrustedAdvisorCheck"), 0);
  EXPECT_EQ(quiet.count("DescribeTrustedAdvisorCheckRefreshStatuses"), 0);

  Refreshable api;
  api.polls = {kIdle, kRunning, kRunning, kDone};
  std::vector<std::int64_t> naps;
  TrustedAdvisorOptions options;
  options.refresh = true;
  options.sleep = [&](std::int64_t milliseconds) { naps.push_back(milliseconds); };
  const Pulled pulled(api, options);
  EXPECT_EQ(api.count("RefreshTrustedAdvisorCheck f2iK5R6Dep"), 1);
  EXPECT_EQ(api.count("RefreshTrustedAdvisorCheck"), 2);  // and "auto", which AWS refuses
  EXPECT_EQ(naps.size(), 3U);
  EXPECT_EQ(text(pulled.checks()[0], "status"), "ok");  // as the second summary has it
  EXPECT_THAT(pulled.failures, IsEmpty());
}

// The policy that `advisor aws permissions` prints allows what is called, and nothing else.
TEST(TrustedAdvisor, CallsWhatThePolicyAllows) {
  const auto actions = [](const Fake& api) {
    std::set<std::string> out;
    for (const std::string& key : api.asked)
      out.insert("support:" + key.substr(0, key.find(' ')));
    return out;
  };
  Refreshable quiet;
  const Pulled plain(quiet);
  EXPECT_EQ(actions(quiet), trusted_advisor_actions());
  Refreshable api;
  api.polls = {kIdle, kDone};
  TrustedAdvisorOptions options;
  options.refresh = true;
  options.sleep = [](std::int64_t) {};
  const Pulled pulled(api, options);
  std::set<std::string> allowed = trusted_advisor_actions();
  allowed.insert(trusted_advisor_refresh_actions().begin(),
                 trusted_advisor_refresh_actions().end());
  EXPECT_EQ(actions(api), allowed);
}

TEST(TrustedAdvisor, AwaitsARefreshForABoundedTime) {
  Refreshable api;
  api.polls = {kIdle, kRunning};
  std::int64_t slept = 0;
  TrustedAdvisorOptions options;
  options.refresh = true;
  options.sleep = [&](std::int64_t milliseconds) { slept += milliseconds; };
  EXPECT_EQ(Pulled(api, options).status(), "ok");
  EXPECT_EQ(slept, options.refresh_wait);

  Refreshable unattended;
  options.sleep = nullptr;
  EXPECT_EQ(Pulled(unattended, options).status(), "ok");
  EXPECT_EQ(unattended.count("RefreshTrustedAdvisorCheck"), 2);
}

TEST(TrustedAdvisor, ADeniedRefreshIsNamedAndTheRestIsThere) {
  Refreshable api;
  api.failures["RefreshTrustedAdvisorCheck"] = "AccessDeniedException";
  TrustedAdvisorOptions options;
  options.refresh = true;
  const Pulled pulled(api, options);
  EXPECT_EQ(pulled.status(), "ok");
  ASSERT_EQ(pulled.failures.size(), 1U);
  EXPECT_EQ(pulled.failures[0].action, "support:RefreshTrustedAdvisorCheck");
  EXPECT_EQ(text(pulled.checks()[0], "status"), "error");
}

}  // namespace
}  // namespace advisor::aws
