// Outputs of CloudFormation stacks and SSM parameters, as far as files fetch them to name
// resources. SSM parameters are asked for by name only and never decrypted, and of all values only
// references are kept: what a repository names may be nobody's business but the deploy's.

#include <algorithm>
#include <set>
#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kCloudFormation = "cloudformation";
constexpr std::string_view kSsm = "ssm";

// API reference of GetParameters: at most ten names.
constexpr std::size_t kParametersAtOnce = 10;
constexpr std::size_t kMaxParameters = 1000;
constexpr std::size_t kMaxParameterName = 1011;  // with an ARN before it

// Another name makes the API refuse all ten.
bool is_parameter_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxParameterName && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("_.-/:").find(c) != std::string_view::npos;
  });
}

class Stacks final : public Collector {
 public:
  Stacks(Work& work, std::string region) : Collector(work, kCloudFormation, std::move(region)) {}

  void start() override {
    list("DescribeStacks", Value::map(), {}, [this](Value& answer) {
      for (const Value& stack : maps_at(answer, "Stacks"))
        for (const Value& output : maps_at(stack, "Outputs"))
          add_output(text_at(stack, "StackName"), output);
    });
  }

 private:
  void add_output(const std::string& stack, const Value& output) {
    const std::string key = text_at(output, "OutputKey");
    const std::string exported = text_at(output, "ExportName");
    std::string value = text_at(output, "OutputValue");
    if (!exported.empty())
      work().add(LiveValue{LiveValue::Kind::kStackExport, {}, exported, value});
    if (!key.empty() && !stack.empty())
      work().add(LiveValue{LiveValue::Kind::kStackOutput, stack, key, std::move(value)});
  }
};

class Parameters final : public Collector {
 public:
  Parameters(Work& work, std::string region, const std::vector<std::string>& wanted)
      : Collector(work, kSsm, std::move(region)), wanted_(wanted.begin(), wanted.end()) {
    std::erase_if(wanted_, [](const std::string& name) { return !is_parameter_name(name); });
  }

  void start() override {
    std::vector<std::string> some;
    std::size_t left = std::min(wanted_.size(), kMaxParameters);
    for (auto name = wanted_.begin(); left > 0; ++name) {
      some.push_back(*name);
      if (--left == 0 || some.size() == kParametersAtOnce)
        ask(std::exchange(some, {}));
    }
  }

 private:
  void ask(const std::vector<std::string>& names) {
    list("GetParameters",
         map_of({{"Names", texts(names)}, {"WithDecryption", Value::boolean(false)}}), {},
         [this](Value& answer) {
           for (const Value& parameter : maps_at(answer, "Parameters"))
             if (text_at(parameter, "Type") == "String")
               work().add(LiveValue{LiveValue::Kind::kParameter,
                                    {},
                                    text_at(parameter, "Name"),
                                    text_at(parameter, "Value")});
         });
  }

  std::set<std::string> wanted_;
};

// "subnet-0a1b2c3d", "sg-0123456789abcdef0"
bool is_resource_id(std::string_view text) {
  const std::size_t dash = text.rfind('-');
  if (dash == std::string_view::npos || dash == 0)
    return false;
  const std::string_view digits = text.substr(dash + 1);
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return (digits.size() == 8 || digits.size() == 17) && std::ranges::all_of(digits, is_hex) &&
         dash <= 12 && std::ranges::all_of(text.substr(0, dash), is_letter);
}

// An address of a queue says nothing that its name does not; other addresses may have a password.
bool is_queue_url(std::string_view text) {
  return text.starts_with("https://sqs.") && text.find_first_of("@?#") == std::string_view::npos;
}

}  // namespace

std::vector<std::unique_ptr<Collector>> value_collectors(Work& work, const std::string& region,
                                                         const WantedValues& values) {
  std::vector<std::unique_ptr<Collector>> out;
  if (values.stacks)
    out.push_back(std::make_unique<Stacks>(work, region));
  out.push_back(std::make_unique<Parameters>(work, region, values.parameters));
  return out;
}

void keep_references(Account& account) {
  std::set<std::string_view> names;
  for (const LiveResource& resource : account.resources) {
    names.insert(resource.name);
    names.insert(resource.aliases.begin(), resource.aliases.end());
  }
  std::erase_if(account.values, [&](const LiveValue& value) {
    return !value.text.starts_with("arn:") && !is_queue_url(value.text) &&
           !is_resource_id(value.text) && !names.contains(value.text);
  });
}

std::vector<OperationName> value_operations() {
  return {{kCloudFormation, "DescribeStacks"}, {kSsm, "GetParameters"}};
}

}  // namespace advisor::aws
