#include "src/aws/collector.h"

#include <algorithm>
#include <utility>

#include "src/aws/console.h"
#include "src/aws/shape.h"

namespace advisor::aws {
namespace {

// Bounds what a round holds in memory; far more than run at a time.
constexpr std::size_t kRound = 1000;

}  // namespace

bool Work::wants(std::string_view type) const {
  return types_.empty() || types_.contains(std::string(type));
}

void Work::call(Call call, Then then) {
  waiting_.push_back({std::move(call), std::move(then)});
}

void Work::run() {
  while (!waiting_.empty() || !last_.empty()) {
    if (!waiting_.empty()) {
      run_round();
      continue;
    }
    const auto ready = std::exchange(last_, {});
    for (const auto& then : ready)
      then();
  }
  for (const auto& then : std::exchange(end_, {}))
    then(account_);
  std::erase_if(account_.failures, [](const Failure& failure) { return failure.count == 0; });
}

void Work::run_round() {
  std::vector<Call> calls;
  std::vector<Then> thens;
  while (!waiting_.empty() && calls.size() < kRound) {
    calls.push_back(std::move(waiting_.front().call));
    thens.push_back(std::move(waiting_.front().then));
    waiting_.pop_front();
  }
  std::vector<Answer> answers = api_.run(calls);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    for (const Failure& failure : answers[i].failures)
      note(failure);
    thens[i](answers[i]);
  }
}

void Work::note(const Failure& failure) {
  const auto [place, fresh] = noted_.emplace(
      std::tuple(failure.action, failure.region, failure.code), account_.failures.size());
  if (fresh)
    account_.failures.push_back(failure);
  else
    account_.failures[place->second].count += failure.count;
}

void Work::forgive(const Answer& answer) {
  for (const Failure& failure : answer.failures)
    if (const auto noted = noted_.find({failure.action, failure.region, failure.code});
        noted != noted_.end())
      account_.failures[noted->second].count -= failure.count;
}

void Work::add(LiveResource resource) {
  if (!wants(resource.type) || resource.id.empty() ||
      !added_.emplace(resource.type, resource.id).second)
    return;
  if (std::ranges::find(resource.aliases, resource.id) == resource.aliases.end())
    resource.aliases.insert(resource.aliases.begin(), resource.id);
  account_.resources.push_back(std::move(resource));
}

void Work::incomplete(std::initializer_list<std::string_view> types) {
  for (const std::string_view type : types)
    if (wants(type))
      account_.incomplete_types.emplace(type);
}

void Collector::call(std::string_view operation, Value parameters, Work::Then then) {
  work_.call({service_, std::string(operation), region_, std::move(parameters)}, std::move(then));
}

void Collector::list(std::string_view operation, Value parameters, Types types,
                     std::function<void(Value&)> then) {
  call(operation, std::move(parameters),
       [this, types = std::move(types), then = std::move(then)](Answer& answer) {
         if (answer.ok())
           then(answer.value);
         else if (!answer.not_found)
           for (const std::string_view type : types)
             incomplete({type});
       });
}

Value Collector::unread(const Answer& answer) {
  if (answer.failures.empty())
    return {};
  return not_collected(answer.failures[0].action, answer.failures[0].code);
}

std::string Collector::console(std::string_view page, std::string_view fragment) const {
  return console_page(account().partition, region_, page, fragment);
}

std::string Collector::arn(std::string_view service, std::string_view rest) const {
  return "arn:" + account().partition + ":" + std::string(service) + ":" + region_ + ":" +
         account().id + ":" + std::string(rest);
}

void Collector::add(Named named, Value&& raw) {
  if (!wants(named.type))
    return;
  LiveResource resource;
  resource.type = named.type;
  resource.id = std::move(named.id);
  resource.name = std::move(named.name);
  resource.region = region_;
  resource.aliases = std::move(named.aliases);
  resource.console = std::move(named.console);
  resource.properties = conform(std::move(raw), named.type);
  work_.add(std::move(resource));
}

}  // namespace advisor::aws
