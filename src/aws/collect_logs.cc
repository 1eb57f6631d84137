// Log groups of CloudWatch Logs, and alarms of CloudWatch.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kLogGroup = "AWS::Logs::LogGroup";
constexpr std::string_view kAlarm = "AWS::CloudWatch::Alarm";
constexpr std::string_view kComposite = "AWS::CloudWatch::CompositeAlarm";

// The console encodes twice, and writes '$' for '%'.
std::string log_group_page(std::string_view name) {
  std::string out = percent_encode(percent_encode(name));
  for (char& c : out)
    if (c == '%')
      c = '$';
  return "logsV2:log-groups/log-group/" + out;
}

class Logs final : public Collector {
 public:
  Logs(Work& work, std::string region) : Collector(work, "logs", std::move(region)) {}

  void start() override {
    list("DescribeLogGroups", map_of({{"limit", Value::integer(50)}}), {kLogGroup},
         [this](Value& answer) {
           for (const Value& group : maps_at(answer, "logGroups"))
             add_group(group);
         });
  }

 private:
  void add_group(Value raw) {
    const std::string name = text_at(raw, "logGroupName");
    if (name.empty())
      return;
    const std::string id = arn("logs", "log-group:" + name);
    erase(raw, {"arn", "logGroupArn"});
    raw.set("Tags", not_read());
    add({kLogGroup, id, name, {name, id + ":*"}, console("cloudwatch/home", log_group_page(name))},
        std::move(raw));
  }
};

class Alarms final : public Collector {
 public:
  Alarms(Work& work, std::string region) : Collector(work, "cloudwatch", std::move(region)) {}

  // Composite alarms come only if they are asked for.
  void start() override {
    list("DescribeAlarms",
         map_of({{"AlarmTypes", texts({"MetricAlarm", "CompositeAlarm"})},
                 {"MaxRecords", Value::integer(100)}}),
         {kAlarm, kComposite}, [this](Value& answer) {
           for (const Value& alarm : maps_at(answer, "MetricAlarms"))
             add_alarm(alarm, kAlarm);
           for (const Value& alarm : maps_at(answer, "CompositeAlarms"))
             add_alarm(alarm, kComposite);
         });
  }

 private:
  void add_alarm(Value raw, std::string_view type) {
    const std::string name = text_at(raw, "AlarmName");
    std::string id = text_at(raw, "AlarmArn");
    if (name.empty())
      return;
    if (id.empty())
      id = arn("cloudwatch", "alarm:" + name);
    raw.set("Tags", not_read());
    add({type,
         id,
         name,
         {name},
         console("cloudwatch/home", "alarmsV2:alarm/" + percent_encode(name))},
        std::move(raw));
  }
};

}  // namespace

ServiceCollectors logs_service() {
  return {{kLogGroup}, {{"logs", "DescribeLogGroups"}}, make_collector<Logs>};
}

ServiceCollectors alarms_service() {
  return {{kAlarm, kComposite}, {{"cloudwatch", "DescribeAlarms"}}, make_collector<Alarms>};
}

}  // namespace advisor::aws
