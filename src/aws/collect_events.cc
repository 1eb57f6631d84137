// EventBridge rules with their targets, and schedules of EventBridge Scheduler. What a target gets
// as input may hold secrets and is left out.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/json.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kRule = "AWS::Events::Rule";
constexpr std::string_view kSchedule = "AWS::Scheduler::Schedule";

// A schedule may call the API itself: its input then says which function is called.
Value called_function(const std::string& input) {
  const Result<Value> given = read_json(input);
  Value kept = Value::map();
  for (const std::string_view key : {"FunctionName", "Qualifier", "InvocationType"})
    if (given && !text_at(*given, key).empty())
      kept.set(std::string(key), text(text_at(*given, key)));
  return kept.as_map()->empty() ? redacted() : text(write_json(kept));
}

void redact_input(Value& target) {
  const bool invokes = text_at(target, "Arn").ends_with(":scheduler:::aws-sdk:lambda:invoke");
  if (target.find("Input") != nullptr)
    target.set("Input", invokes ? called_function(text_at(target, "Input")) : redacted());
  Value* transformer = target.find("InputTransformer");
  if (transformer != nullptr && transformer->find("InputTemplate") != nullptr)
    transformer->set("InputTemplate", redacted());
  if (Value* http = target.find("HttpParameters")) {
    redact_values(http->find("HeaderParameters"));
    redact_values(http->find("QueryStringParameters"));
  }
  if (Value* redshift = target.find("RedshiftDataParameters"); redshift != nullptr)
    if (redshift->find("Sql") != nullptr)
      redshift->set("Sql", redacted());
}

void rename_ecs_parameters(Value& target) {
  Value* ecs = target.find("EcsParameters");
  if (ecs == nullptr || ecs->as_map() == nullptr)
    return;
  rename(*ecs, "PlacementStrategy", "PlacementStrategies");
  rename(*ecs, "Tags", "TagList");
}

class Events final : public Collector {
 public:
  Events(Work& work, std::string region) : Collector(work, "events", std::move(region)) {}

  void start() override {
    list("ListEventBuses", map_of({{"Limit", Value::integer(100)}}), {kRule},
         [this](Value& answer) {
           for (const Value& bus : maps_at(answer, "EventBuses"))
             read_bus(text_at(bus, "Name"));
         });
  }

 private:
  void read_bus(const std::string& bus) {
    if (bus.empty())
      return;
    list("ListRules", map_of({{"EventBusName", text(bus)}, {"Limit", Value::integer(100)}}),
         {kRule}, [this, bus](Value& answer) {
           for (const Value& rule : maps_at(answer, "Rules"))
             read_rule(rule, bus);
         });
  }

  // Rules that a service of AWS keeps for itself are nobody's to change.
  void read_rule(const Value& rule, const std::string& bus) {
    const std::string name = text_at(rule, "Name");
    if (name.empty() || !text_at(rule, "ManagedBy").empty())
      return;
    call(
        "ListTargetsByRule",
        map_of({{"Rule", text(name)}, {"EventBusName", text(bus)}, {"Limit", Value::integer(100)}}),
        [this, rule, bus](Answer& answer) {
          Value raw = rule;
          raw.set("Targets", answer.ok() ? targets(answer.value) : unread(answer));
          add_rule(std::move(raw), bus);
        });
  }

  static Value targets(Value& answer) {
    Value found = take(answer, "Targets");
    if (List* elements = found.as_list())
      for (Value& target : *elements)
        if (target.as_map() != nullptr) {
          redact_input(target);
          rename_ecs_parameters(target);
        }
    return found;
  }

  void add_rule(Value raw, const std::string& bus) {
    const std::string name = text_at(raw, "Name");
    std::string id = text_at(raw, "Arn");
    const std::string on_bus = bus == "default" ? name : bus + "/" + name;
    if (id.empty())
      id = arn("events", "rule/" + on_bus);
    if (bus == "default")
      erase(raw, {"EventBusName"});
    erase(raw, {"Arn"});
    raw.set("Tags", not_read());
    std::vector<std::string> aliases = {on_bus};
    add({kRule, id, name, std::move(aliases),
         console("events/home", "/eventbus/" + percent_encode(bus) + "/rules/" + name)},
        std::move(raw));
  }
};

class Scheduler final : public Collector {
 public:
  Scheduler(Work& work, std::string region) : Collector(work, "scheduler", std::move(region)) {}

  void start() override {
    list("ListSchedules", map_of({{"MaxResults", Value::integer(100)}}), {kSchedule},
         [this](Value& answer) {
           for (const Value& schedule : maps_at(answer, "Schedules"))
             read_schedule(schedule);
         });
  }

 private:
  // The list has no more of the target than its ARN.
  void read_schedule(const Value& summary) {
    const std::string name = text_at(summary, "Name");
    const std::string group = text_at(summary, "GroupName");
    if (name.empty())
      return;
    call("GetSchedule", map_of({{"Name", text(name)}, {"GroupName", text(group)}}),
         [this, summary](Answer& answer) {
           if (answer.not_found)
             return;
           if (answer.ok())
             add_schedule(std::move(answer.value));
           else
             add_schedule(from_summary(summary, answer));
         });
  }

  static Value from_summary(Value summary, const Answer& failed) {
    for (const std::string_view key : {"ScheduleExpression", "FlexibleTimeWindow"})
      summary.set(std::string(key), unread(failed));
    if (Value* target = summary.find("Target"); target != nullptr && target->as_map() != nullptr)
      for (const std::string_view key :
           {"DeadLetterConfig", "RetryPolicy", "EcsParameters", "Input", "RoleArn"})
        target->set(std::string(key), unread(failed));
    return summary;
  }

  void add_schedule(Value raw) {
    const std::string name = text_at(raw, "Name");
    const std::string group = text_at(raw, "GroupName");
    std::string id = text_at(raw, "Arn");
    if (id.empty())
      id = arn("scheduler", "schedule/" + group + "/" + name);
    if (Value* target = raw.find("Target"); target != nullptr && target->as_map() != nullptr)
      redact_input(*target);
    erase(raw, {"Arn", "StartDate", "EndDate"});
    add({kSchedule,
         id,
         name,
         {group + "/" + name},
         console("scheduler/home", "schedules/" + percent_encode(group) + "/" + name)},
        std::move(raw));
  }
};

}  // namespace

ServiceCollectors events_service() {
  return {{kRule},
          {{"events", "ListEventBuses"}, {"events", "ListRules"}, {"events", "ListTargetsByRule"}},
          make_collector<Events>};
}

ServiceCollectors scheduler_service() {
  return {{kSchedule},
          {{"scheduler", "ListSchedules"}, {"scheduler", "GetSchedule"}},
          make_collector<Scheduler>};
}

}  // namespace advisor::aws
