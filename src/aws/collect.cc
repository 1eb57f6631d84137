#include "src/aws/collect.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/operations.h"
#include "src/aws/shape.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

const std::vector<ServiceCollectors>& service_collectors() {
  static const std::vector<ServiceCollectors> kServices = {
      ecs_service(),         elbv2_service(),        lambda_service(),     events_service(),
      scheduler_service(),   rds_service(),          sqs_service(),        sns_service(),
      dynamodb_service(),    elasticache_service(),  logs_service(),       alarms_service(),
      app_scaling_service(), auto_scaling_service(), codedeploy_service(), s3_service(),
      appconfig_service(),   backup_service(),       route53_service()};
  return kServices;
}

std::vector<OperationName> all_operations() {
  std::vector<OperationName> out = value_operations();
  out.push_back(tag_operation());
  for (const ServiceCollectors& service : service_collectors())
    out.insert(out.end(), service.operations.begin(), service.operations.end());
  return out;
}

// "arn:aws:sts::123456789012:assumed-role/x/y"
std::string partition_of(const std::string& arn) {
  const std::vector<std::string_view> parts = split(arn, ':');
  return parts.size() > 1 && !parts[1].empty() ? std::string(parts[1]) : "aws";
}

bool identify(Api& api, const std::string& region, Account& account) {
  const std::vector<Answer> answers = api.run({{"sts", "GetCallerIdentity", region, Value::map()}});
  if (answers.empty())
    return false;
  account.failures = answers[0].failures;
  account.id = text_at(answers[0].value, "Account");
  account.identity = text_at(answers[0].value, "Arn");
  account.partition = partition_of(account.identity);
  return !account.id.empty();
}

void start(Work& work, const std::vector<std::string>& regions,
           std::vector<std::unique_ptr<Collector>>& collectors) {
  for (const ServiceCollectors& service : service_collectors()) {
    const auto wanted = [&](std::string_view type) { return work.wants(type); };
    if (std::ranges::none_of(service.types, wanted))
      continue;
    const std::size_t count = service.global ? 1 : regions.size();
    for (std::size_t i = 0; i < count; ++i)
      collectors.push_back(service.make(work, regions[i]));
  }
  for (const auto& collector : collectors)
    collector->start();
}

void sort(std::vector<LiveResource>& resources) {
  const auto place = [](const LiveResource& resource) {
    return std::tie(resource.type, resource.region, resource.id);
  };
  std::ranges::sort(resources, [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

}  // namespace

Account collect(Api& api, const std::vector<std::string>& regions,
                const std::set<std::string>& types, const WantedValues& values) {
  Account account;
  account.regions = regions;
  const std::set<std::string> known = collected_types();
  if (regions.empty() || !identify(api, regions[0], account)) {
    account.incomplete_types = types.empty() ? known : types;
    return account;
  }
  Work work(api, types, account);
  std::vector<std::unique_ptr<Collector>> collectors;
  for (const std::string& region : regions) {
    collectors.push_back(tag_collector(work, region));
    std::ranges::move(value_collectors(work, region, values), std::back_inserter(collectors));
  }
  start(work, regions, collectors);
  work.run();
  keep_references(account);
  for (const std::string& type : uncollected_lookups())
    work.incomplete({type});
  std::ranges::copy_if(values.own_types,
                       std::inserter(account.incomplete_types, account.incomplete_types.end()),
                       [&](const std::string& type) { return !known.contains(type); });
  sort(account.resources);
  return account;
}

std::set<std::string> collected_types() {
  std::set<std::string> out;
  for (const ServiceCollectors& service : service_collectors())
    out.insert(service.types.begin(), service.types.end());
  return out;
}

std::set<std::string> uncollected_lookups() {
  return {};
}

std::set<std::string> collector_operations() {
  std::set<std::string> out = {"sts:GetCallerIdentity"};
  for (const OperationName& operation : all_operations())
    out.insert(std::string(operation.service) + ":" + std::string(operation.name));
  return out;
}

std::set<std::string> collector_actions() {
  std::set<std::string> out;
  for (const OperationName& operation : all_operations())
    if (const Operation* known = find_operation(operation.service, operation.name))
      out.insert(iam_action(*known));
  return out;
}

}  // namespace advisor::aws
