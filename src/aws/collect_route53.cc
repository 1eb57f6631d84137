// Amazon Route 53: health checks, which may watch alarms. A service without regions.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kCheck = "AWS::Route53::HealthCheck";

class Route53 final : public Collector {
 public:
  Route53(Work& work, std::string region) : Collector(work, "route53", std::move(region)) {}

  void start() override {
    list("ListHealthChecks", Value::map(), {kCheck}, [this](Value& answer) {
      for (const Value& check : maps_at(answer, "HealthChecks"))
        add_check(check);
    });
  }

 private:
  void add_check(Value raw) {
    const std::string id = text_at(raw, "Id");
    if (id.empty())
      return;
    raw.set("HealthCheckTags", not_read());
    add({kCheck, "arn:" + account().partition + ":route53:::healthcheck/" + id, id, {id}, {}},
        std::move(raw));
  }
};

}  // namespace

ServiceCollectors route53_service() {
  return {{kCheck}, {{"route53", "ListHealthChecks"}}, make_collector<Route53>, true};
}

}  // namespace advisor::aws
