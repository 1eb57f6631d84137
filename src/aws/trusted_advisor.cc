#include "src/aws/trusted_advisor.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "src/aws/shape.h"
#include "src/aws/trusted_advisor_check.h"

namespace advisor::aws {
namespace {

constexpr std::size_t kMaxChecks = 5'000;
constexpr std::size_t kChunk = 50;  // ids in one call; AWS does not say how many it takes
constexpr std::int64_t kPollInterval = 10'000;  // milliseconds

// Source: DescribeTrustedAdvisorChecks, parameter `language`.
constexpr std::string_view kLanguages[] = {"en", "ja", "zh", "zh_TW", "fr", "de",
                                           "id", "it", "ko", "pt_BR", "es"};

Value with_status(std::string status) {
  Value out = Value::map();
  out.set("status", Value::string(std::move(status)));
  out.set("checks", Value::list());
  return out;
}

Value ids_of(const std::vector<Check*>& checks) {
  List ids;
  for (const Check* check : checks)
    ids.push_back(Value::string(check->id));
  Value out = Value::map();
  out.set("checkIds", Value::list(std::move(ids)));
  return out;
}

class Pull {
 public:
  Pull(Api& api, const TrustedAdvisorOptions& options, std::vector<Failure>& failures)
      : api_(api), options_(options), failures_(failures) {
    if (std::ranges::count(kLanguages, options.language) > 0)
      language_ = options.language;
  }

  Value run() {
    if (const std::string problem = list_checks(); !problem.empty())
      return with_status(problem);
    std::vector<Check*> all;
    for (Check& check : checks_)
      all.push_back(&check);
    const int before = noted_;
    summarize(all);
    if (summaries_ == 0 && noted_ > before)
      return with_status(denied_ ? "denied" : "failed");
    if (options_.refresh)
      refresh(flagged());
    read_results(flagged());
    Value out = with_status("ok");
    for (const Check& check : checks_)
      out.find("checks")->as_list()->push_back(to_value(check));
    return out;
  }

 private:
  static Call call(const char* operation, Value parameters) {
    return {"support", operation, "", std::move(parameters)};
  }

  static Call checks_in(const std::string& language) {
    Value parameters = Value::map();
    parameters.set("language", Value::string(language));
    return call("DescribeTrustedAdvisorChecks", std::move(parameters));
  }

  // An Api that gives fewer answers than it got calls has failed at the others.
  std::vector<Answer> ask(const std::vector<Call>& calls) {
    if (calls.empty())
      return {};
    std::vector<Answer> answers = api_.run(calls);
    answers.resize(calls.size());
    return answers;
  }

  void note(const Answer& answer) {
    for (const Failure& failure : answer.failures) {
      ++noted_;
      denied_ = denied_ || failure.denied;
      const auto same = std::ranges::find_if(failures_, [&](const Failure& known) {
        return known.action == failure.action && known.region == failure.region &&
               known.code == failure.code;
      });
      if (same == failures_.end())
        failures_.push_back(failure);
      else
        same->count += failure.count;
    }
  }

  // "InvalidParameterValueException", "ValidationException": AWS does not take what was asked for,
  // be it too much, or an id that is no more.
  static bool is_refused(const Answer& answer) {
    return answer.not_found || std::ranges::any_of(answer.failures, [](const Failure& failure) {
             return failure.code.starts_with("InvalidParameter") ||
                    failure.code.starts_with("Validation");
           });
  }

  // "" or the status that says why there is nothing.
  std::string list_checks() {
    std::vector<Call> calls = {checks_in("en")};
    if (language_ != "en")
      calls.push_back(checks_in(language_));
    const std::vector<Answer> answers = ask(calls);
    if (std::string problem = problem_of(answers[0]); !problem.empty())
      return problem;
    add_checks(answers[0].value);
    if (answers.size() > 1) {
      note(answers[1]);
      add_local(answers[1].value);
    }
    return "";
  }

  std::string problem_of(const Answer& answer) {
    if (answer.ok() && answer.value.as_map() != nullptr)
      return "";
    const auto no_plan = [](const Failure& failure) {
      return failure.code.starts_with("SubscriptionRequired");
    };
    if (std::ranges::any_of(answer.failures, no_plan))
      return "no-support-plan";
    note(answer);
    return denied_ ? "denied" : "failed";
  }

  void add_checks(const Value& answer) {
    for (const Value& described : list_of(answer, "checks")) {
      Check check;
      check.id = text_at(described, "id");
      if (check.id.empty() || by_id_.contains(check.id) || checks_.size() == kMaxChecks)
        continue;
      check.english = described;
      checks_.push_back(std::move(check));
      by_id_[checks_.back().id] = &checks_.back();
    }
  }

  void add_local(const Value& answer) {
    for (const Value& described : list_of(answer, "checks"))
      if (Check* check = find(text_at(described, "id")))
        check->local = described;
  }

  Check* find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  std::vector<Check*> flagged() {
    std::vector<Check*> out;
    for (Check& check : checks_)
      if (check.is_flagged())
        out.push_back(&check);
    return out;
  }

  // Calls the operation for all the checks. Chunks that AWS refuses are halved, down to one check,
  // of which there is then no answer.
  std::vector<Value> in_chunks(const char* operation, const std::vector<Check*>& checks) {
    std::vector<std::vector<Check*>> chunks = split_up(checks, kChunk);
    std::vector<Value> out;
    while (!chunks.empty()) {
      std::vector<Call> calls;
      calls.reserve(chunks.size());
      for (const std::vector<Check*>& chunk : chunks)
        calls.push_back(call(operation, ids_of(chunk)));
      std::vector<Answer> answers = ask(calls);
      std::vector<std::vector<Check*>> again;
      for (std::size_t i = 0; i < chunks.size(); ++i) {
        if (!is_refused(answers[i])) {
          note(answers[i]);
          out.push_back(std::move(answers[i].value));
        } else if (chunks[i].size() > 1) {
          std::ranges::copy(split_up(chunks[i], (chunks[i].size() + 1) / 2),
                            std::back_inserter(again));
        }
      }
      chunks = std::move(again);
    }
    return out;
  }

  static std::vector<std::vector<Check*>> split_up(const std::vector<Check*>& checks,
                                                   std::size_t size) {
    std::vector<std::vector<Check*>> out;
    for (std::size_t at = 0; at < checks.size(); at += size)
      out.emplace_back(
          checks.begin() + static_cast<std::ptrdiff_t>(at),
          checks.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, checks.size())));
    return out;
  }

  void summarize(const std::vector<Check*>& checks) {
    for (const Value& answer : in_chunks("DescribeTrustedAdvisorCheckSummaries", checks)) {
      summaries_ += answer.is_null() ? 0 : 1;
      for (const Value& summary : list_of(answer, "summaries"))
        if (Check* check = find(text_at(summary, "checkId")))
          check->take(summary);
    }
  }

  void read_results(const std::vector<Check*>& checks) {
    std::vector<Call> calls;
    for (const Check* check : checks) {
      Value parameters = Value::map();
      parameters.set("checkId", Value::string(check->id));
      parameters.set("language", Value::string(language_));
      calls.push_back(call("DescribeTrustedAdvisorCheckResult", std::move(parameters)));
    }
    std::vector<Answer> answers = ask(calls);
    for (std::size_t i = 0; i < answers.size(); ++i)
      take_result(*checks[i], answers[i]);
  }

  void take_result(Check& check, Answer& answer) {
    Value* result = answer.value.find("result");
    if (result == nullptr || result->as_map() == nullptr) {
      check.forget();
      if (!is_refused(answer))
        note(answer);
      return;
    }
    check.take(*result);
    check.result = std::move(*result);
  }

  struct RefreshState {
    std::string status;
    std::int64_t wait = 0;  // milliseconds until it may be asked for
    bool running() const { return status == "enqueued" || status == "processing"; }
  };

  std::map<Check*, RefreshState> refresh_states(const std::vector<Check*>& checks) {
    std::map<Check*, RefreshState> out;
    for (const Value& answer : in_chunks("DescribeTrustedAdvisorCheckRefreshStatuses", checks))
      for (const Value& status : list_of(answer, "statuses"))
        if (Check* check = find(text_at(status, "checkId")))
          out[check] = {text_at(status, "status"), count_of(status, "millisUntilNextRefreshable")};
    return out;
  }

  void refresh(const std::vector<Check*>& checks) {
    std::vector<Check*> asked;
    std::vector<Call> calls;
    const std::map<Check*, RefreshState> states = refresh_states(checks);
    for (Check* check : checks) {
      const auto state = states.find(check);
      if (state == states.end() || state->second.running() || state->second.wait > 0)
        continue;
      Value parameters = Value::map();
      parameters.set("checkId", Value::string(check->id));
      calls.push_back(call("RefreshTrustedAdvisorCheck", std::move(parameters)));
      asked.push_back(check);
    }
    std::vector<Check*> started;
    const std::vector<Answer> answers = ask(calls);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].ok())
        started.push_back(asked[i]);
      else if (!is_refused(answers[i]))  // some checks run when AWS wants them to, only
        note(answers[i]);
    }
    if (!started.empty() && options_.sleep)
      await(started);
  }

  void await(const std::vector<Check*>& started) {
    std::vector<Check*> running = started;
    for (std::int64_t waited = 0; waited < options_.refresh_wait && !running.empty();
         waited += kPollInterval) {
      options_.sleep(kPollInterval);
      const std::map<Check*, RefreshState> states = refresh_states(running);
      std::erase_if(running, [&](Check* check) {
        const auto state = states.find(check);
        return state == states.end() || !state->second.running();
      });
    }
    summarize(started);
  }

  Api& api_;
  const TrustedAdvisorOptions& options_;
  std::vector<Failure>& failures_;
  std::string language_ = "en";
  std::deque<Check> checks_;  // by_id_ points into it
  std::map<std::string, Check*> by_id_;
  int summaries_ = 0;  // calls that told something
  int noted_ = 0;      // failures
  bool denied_ = false;
};

}  // namespace

Value pull_trusted_advisor(Api& api, const TrustedAdvisorOptions& options,
                           std::vector<Failure>& failures) {
  return Pull(api, options, failures).run();
}

}  // namespace advisor::aws
