// Amazon DynamoDB. A replica of a global table is a table of its own region.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kTable = "AWS::DynamoDB::Table";

// Tables on demand show a capacity of zero.
void drop_zero_throughput(Value& table) {
  if (const Value* units = table.at({"ProvisionedThroughput", "ReadCapacityUnits"}))
    if (units->as_int() != nullptr && *units->as_int() == 0)
      table.erase("ProvisionedThroughput");
}

void rename_encryption(Value& table) {
  const Value description = take(table, "SSEDescription");
  if (description.as_map() == nullptr)
    return;
  const std::string status = text_at(description, "Status");
  Value specification =
      map_of({{"SSEEnabled", Value::boolean(status == "ENABLED" || status == "ENABLING")}});
  if (const Value* type = description.find("SSEType"))
    specification.set("SSEType", *type);
  if (const Value* key = description.find("KMSMasterKeyArn"))
    specification.set("KMSMasterKeyId", *key);
  table.set("SSESpecification", std::move(specification));
}

Value recovery_of(const Answer& answer) {
  const Value* description =
      answer.value.at({"ContinuousBackupsDescription", "PointInTimeRecoveryDescription"});
  if (description == nullptr)
    return {};
  const bool on = text_at(*description, "PointInTimeRecoveryStatus") == "ENABLED";
  Value specification = map_of({{"PointInTimeRecoveryEnabled", Value::boolean(on)}});
  if (const Value* days = description->find("RecoveryPeriodInDays"); on && days != nullptr)
    specification.set("RecoveryPeriodInDays", *days);
  return specification;
}

class Dynamodb final : public Collector {
 public:
  Dynamodb(Work& work, std::string region) : Collector(work, "dynamodb", std::move(region)) {}

  void start() override {
    list("ListTables", map_of({{"Limit", Value::integer(100)}}), {kTable}, [this](Value& answer) {
      for (const std::string& name : texts_at(answer, "TableNames"))
        read_table(name);
    });
  }

 private:
  void read_table(const std::string& name) {
    const Value table = map_of({{"TableName", text(name)}});
    list("DescribeTable", table, {kTable}, [this, name](Value& answer) {
      if (Value found = take(answer, "Table"); found.as_map() != nullptr)
        tables_.emplace(name, std::move(found));
    });
    call("DescribeContinuousBackups", table, [this, name](Answer& answer) {
      // Not found: the table went away in between.
      if (const auto found = tables_.find(name); found != tables_.end() && !answer.not_found)
        add_table(std::move(found->second), name,
                  answer.failures.empty() ? recovery_of(answer) : unread(answer));
    });
  }

  void add_table(Value raw, const std::string& name, Value recovery) {
    std::string id = text_at(raw, "TableArn");
    if (id.empty())
      id = arn("dynamodb", "table/" + name);
    lift(raw, {"BillingModeSummary", "BillingMode"}, "BillingMode");
    lift(raw, {"TableClassSummary", "TableClass"}, "TableClass");
    drop_zero_throughput(raw);
    rename_encryption(raw);
    raw.set("PointInTimeRecoverySpecification", std::move(recovery));
    raw.set("TimeToLiveSpecification", not_read());
    raw.set("Tags", not_read());
    erase(raw, {"TableArn"});
    add({kTable,
         id,
         name,
         {name},
         console("dynamodbv2/home", "table?name=" + percent_encode(name))},
        std::move(raw));
  }

  std::map<std::string, Value> tables_;
};

}  // namespace

ServiceCollectors dynamodb_service() {
  return {{kTable},
          {{"dynamodb", "ListTables"},
           {"dynamodb", "DescribeTable"},
           {"dynamodb", "DescribeContinuousBackups"}},
          make_collector<Dynamodb>};
}

}  // namespace advisor::aws
