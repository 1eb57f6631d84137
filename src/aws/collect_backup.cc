// AWS Backup: what its plans select. Plans of the organization are among those of the account.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kSelection = "AWS::Backup::BackupSelection";

class Backup final : public Collector {
 public:
  Backup(Work& work, std::string region) : Collector(work, "backup", std::move(region)) {}

  void start() override {
    list("ListBackupPlans", Value::map(), {kSelection}, [this](Value& answer) {
      for (const Value& plan : maps_at(answer, "BackupPlansList"))
        if (const std::string id = text_at(plan, "BackupPlanId"); !id.empty())
          list("ListBackupSelections", map_of({{"BackupPlanId", text(id)}}), {kSelection},
               [this, id](Value& found) {
                 for (const Value& selection : maps_at(found, "BackupSelectionsList"))
                   read_selection(id, text_at(selection, "SelectionId"));
               });
    });
  }

 private:
  void read_selection(const std::string& plan, const std::string& id) {
    if (id.empty())
      return;
    list(
        "GetBackupSelection", map_of({{"BackupPlanId", text(plan)}, {"SelectionId", text(id)}}),
        {kSelection}, [this, plan, id](Value& answer) {
          const Value* selection = answer.find("BackupSelection");
          if (selection == nullptr || selection->as_map() == nullptr) {
            incomplete({kSelection});
            return;
          }
          const std::string name = text_at(*selection, "SelectionName");
          add({kSelection, arn("backup", "backup-plan:" + plan + "/selection/" + id), name, {}, {}},
              map_of({{"BackupPlanId", text(plan)}, {"BackupSelection", *selection}}));
        });
  }
};

}  // namespace

ServiceCollectors backup_service() {
  return {{kSelection},
          {{"backup", "ListBackupPlans"},
           {"backup", "ListBackupSelections"},
           {"backup", "GetBackupSelection"}},
          make_collector<Backup>};
}

}  // namespace advisor::aws
