// AWS CodeDeploy: which listeners and alarms a blue/green deployment uses.

#include <algorithm>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kGroup = "AWS::CodeDeploy::DeploymentGroup";

constexpr std::size_t kGroupsPerCall = 100;

class Codedeploy final : public Collector {
 public:
  Codedeploy(Work& work, std::string region) : Collector(work, "codedeploy", std::move(region)) {}

  void start() override {
    list("ListApplications", Value::map(), {kGroup}, [this](Value& answer) {
      for (const std::string& application : texts_at(answer, "applications"))
        read_application(application);
    });
  }

 private:
  void read_application(const std::string& application) {
    list("ListDeploymentGroups", map_of({{"applicationName", text(application)}}), {kGroup},
         [this, application](Value& answer) {
           const std::vector<std::string> names = texts_at(answer, "deploymentGroups");
           for (std::size_t i = 0; i < names.size(); i += kGroupsPerCall)
             read_groups(application, {names.begin() + static_cast<std::ptrdiff_t>(i),
                                       names.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                           names.size(), i + kGroupsPerCall))});
         });
  }

  void read_groups(const std::string& application, const std::vector<std::string>& names) {
    list("BatchGetDeploymentGroups",
         map_of({{"applicationName", text(application)}, {"deploymentGroupNames", texts(names)}}),
         {kGroup}, [this](Value& answer) {
           for (const Value& group : maps_at(answer, "deploymentGroupsInfo"))
             add_group(group);
         });
  }

  void add_group(Value raw) {
    const std::string application = text_at(raw, "applicationName");
    const std::string name = text_at(raw, "deploymentGroupName");
    const std::string full = application + "/" + name;
    if (name.empty())
      return;
    raw.set("Tags", not_read());
    add({kGroup,
         arn("codedeploy", "deploymentgroup:" + full),
         full,
         {},
         console("codesuite/codedeploy/applications/" + percent_encode(application) +
                 "/deployment-groups/" + percent_encode(name))},
        std::move(raw));
  }
};

}  // namespace

ServiceCollectors codedeploy_service() {
  return {{kGroup},
          {{"codedeploy", "ListApplications"},
           {"codedeploy", "ListDeploymentGroups"},
           {"codedeploy", "BatchGetDeploymentGroups"}},
          make_collector<Codedeploy>};
}

}  // namespace advisor::aws
