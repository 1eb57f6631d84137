#pragma once

#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "src/aws/account.h"
#include "src/aws/api.h"

namespace advisor::aws {

// One run of the collectors over an account: the calls that wait, and what has been found. All
// collectors put their calls here, so that calls of different services and regions are made
// together.
class Work {
 public:
  using Then = std::function<void(Answer&)>;

  // `types`: those wanted, empty for all. Everything must outlive the work.
  Work(Api& api, const std::set<std::string>& types, Account& account)
      : api_(api), types_(types), account_(account) {}

  bool wants(std::string_view type) const;
  // `then` gets the answer, whatever it is; the failure in it is already noted.
  void call(Call call, Then then);
  // Runs when no call waits any more; may make further calls.
  void finally(std::function<void()> then) { last_.push_back(std::move(then)); }
  // Runs once, when everything has been found.
  void at_end(std::function<void(Account&)> then) { end_.push_back(std::move(then)); }
  // Makes all calls, in rounds.
  void run();

  // The id becomes an alias, too. Types that are not wanted are left out, and what is there
  // already.
  void add(LiveResource resource);
  void add(LiveValue value) { account_.values.push_back(std::move(value)); }
  // The answer's failures are no failures of the run, for it was asked for in another way.
  void forgive(const Answer& answer);
  // There may be more of these types than was found.
  void incomplete(std::initializer_list<std::string_view> types);
  const Account& account() const { return account_; }

 private:
  struct Waiting {
    Call call;
    Then then;
  };
  void run_round();
  void note(const Failure& failure);

  Api& api_;
  const std::set<std::string>& types_;
  Account& account_;
  std::deque<Waiting> waiting_;
  std::deque<std::function<void()>> last_;
  std::vector<std::function<void(Account&)>> end_;
  std::set<std::pair<std::string, std::string>> added_;  // type, id
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> noted_;
};

// Collects the resources of one service in one region. Lives as long as the work.
class Collector {
 public:
  Collector(Work& work, std::string_view service, std::string region)
      : work_(work), service_(service), region_(std::move(region)) {}
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;
  virtual ~Collector() = default;

  virtual void start() = 0;

 protected:
  using Types = std::vector<std::string_view>;

  void call(std::string_view operation, Value parameters, Work::Then then);
  // A list whose failure leaves the types incomplete; `then` is called with what was answered only.
  void list(std::string_view operation, Value parameters, Types types,
            std::function<void(Value&)> then);
  // What a failed answer stands for in a property.
  static Value unread(const Answer& answer);

  bool wants(std::string_view type) const { return work_.wants(type); }
  void incomplete(std::initializer_list<std::string_view> types) { work_.incomplete(types); }
  Work& work() { return work_; }
  const std::string& region() const { return region_; }
  const Account& account() const { return work_.account(); }
  std::string console(std::string_view page, std::string_view fragment = {}) const;
  // "arn:<partition>:<service>:<region>:<account>:<rest>"
  std::string arn(std::string_view service, std::string_view rest) const;

  struct Named {
    std::string_view type;
    std::string id;
    std::string name;
    std::vector<std::string> aliases;
    std::string console;
  };
  // `raw` is made to conform to the schema of the type. By reference, so that what stands in
  // `named` may be read from it.
  void add(Named named, Value&& raw);

 private:
  Work& work_;
  std::string service_;
  std::string region_;
};

// A file of collectors: what it gives, and the calls that it makes for that.
struct OperationName {
  std::string_view service;  // as in Call
  std::string_view name;
};
struct ServiceCollectors {
  std::vector<std::string_view> types;
  std::vector<OperationName> operations;
  std::unique_ptr<Collector> (*make)(Work&, const std::string& region) = nullptr;
  bool global = false;  // asked once, not in every region
};

ServiceCollectors ecs_service();
ServiceCollectors elbv2_service();
ServiceCollectors lambda_service();
ServiceCollectors events_service();
ServiceCollectors scheduler_service();
ServiceCollectors rds_service();
ServiceCollectors sqs_service();
ServiceCollectors sns_service();
ServiceCollectors dynamodb_service();
ServiceCollectors elasticache_service();
ServiceCollectors logs_service();
ServiceCollectors alarms_service();
ServiceCollectors app_scaling_service();
ServiceCollectors auto_scaling_service();
ServiceCollectors codedeploy_service();
ServiceCollectors s3_service();
ServiceCollectors appconfig_service();
ServiceCollectors backup_service();
ServiceCollectors route53_service();

// collect_values.cc: what files fetch by name from one region.
std::vector<std::unique_ptr<Collector>> value_collectors(Work& work, const std::string& region,
                                                         const WantedValues& values);
// Drops what none of the account's resources goes by: it may be a secret.
void keep_references(Account& account);
std::vector<OperationName> value_operations();

// collect_tags.cc: for the types of a region whose own calls do not tell tags.
std::unique_ptr<Collector> tag_collector(Work& work, const std::string& region);
OperationName tag_operation();

template <class T>
std::unique_ptr<Collector> make_collector(Work& work, const std::string& region) {
  return std::make_unique<T>(work, region);
}

}  // namespace advisor::aws
