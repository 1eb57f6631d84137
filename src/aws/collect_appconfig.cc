// AWS AppConfig: environments, whose monitors are alarms that somebody heeds.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kEnvironment = "AWS::AppConfig::Environment";

class AppConfig final : public Collector {
 public:
  AppConfig(Work& work, std::string region) : Collector(work, "appconfig", std::move(region)) {}

  void start() override {
    list("ListApplications", Value::map(), {kEnvironment}, [this](Value& answer) {
      for (const Value& application : maps_at(answer, "Items"))
        if (const std::string id = text_at(application, "Id"); !id.empty())
          list("ListEnvironments", map_of({{"ApplicationId", text(id)}}), {kEnvironment},
               [this, id](Value& found) {
                 for (const Value& environment : maps_at(found, "Items"))
                   add_environment(environment, id);
               });
    });
  }

 private:
  void add_environment(Value raw, const std::string& application) {
    const std::string id = text_at(raw, "Id");
    if (id.empty())
      return;
    raw.set("ApplicationId", text(application));
    raw.set("Tags", not_read());
    const std::string name = text_at(raw, "Name");
    add({kEnvironment,
         arn("appconfig", "application/" + application + "/environment/" + id),
         name,
         {},
         {}},
        std::move(raw));
  }
};

}  // namespace

ServiceCollectors appconfig_service() {
  return {{kEnvironment},
          {{"appconfig", "ListApplications"}, {"appconfig", "ListEnvironments"}},
          make_collector<AppConfig>};
}

}  // namespace advisor::aws
