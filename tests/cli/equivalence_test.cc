// One system written for different tools gets the same verdicts (fixtures/equivalence): what
// differs is listed there with a reason, and nothing is listed that does not differ.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "parsers/yaml.h"
#include "tests/cli/binary.h"

namespace advisor {
namespace {

using nlohmann::json;
using testing_support::Workspace;

const std::string kFixtures = std::string(ADVISOR_SOURCE_DIR) + "/fixtures/equivalence";

struct Description {
  const char* name;    // in differences.yaml
  const char* folder;  // in names.yaml, too
  const char* input;
};
constexpr std::array kDescriptions = {
    Description{"cloudformation", "cloudformation", "template.yaml"},
    Description{"terraform", "terraform", "plan.json"},
    Description{"applied", "terraform", "applied.json"},
    Description{"mixed", "mixed", "."},
};

// By rule and element, then by description: "finding warning nofile", "good", "undetermined".
using Key = std::pair<std::string, std::string>;
using Table = std::map<Key, std::map<std::string, std::string>>;

Value yaml_of(const std::string& file) {
  std::ifstream in(kFixtures + "/" + file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  Parsed parsed = parse_yaml(text, SourceId());
  EXPECT_TRUE(parsed.ok && parsed.diagnostics.empty()) << file;
  return std::move(parsed.root);
}

std::string text_at(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr || value->as_string() == nullptr ? std::string() : *value->as_string();
}

json report_of(const Description& description) {
  const Workspace workspace({});
  const auto result = workspace.shell(
      "cd '" + kFixtures + "/" + description.folder + "' && \"$ADVISOR\" run " + description.input +
      " --reporter json --show-good --show-undetermined --lang en --as-of 2026-11-28");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  return json::parse(result.out);
}

// The id of a resource: one plan has the same ids as another of the same configuration.
std::string id_of(const json& verdict) {
  std::string id = verdict["resource"]["id"];
  if (id.starts_with("applied.json#"))
    id.replace(0, 7, "plan");
  return id;
}

std::string said(const json& verdict) {
  std::string out = verdict["outcome"];
  for (const char* key : {"severity", "check"})
    if (verdict.contains(key))
      out += " " + verdict[key].get<std::string>();
  return out;
}

void add_verdicts(const Description& description, const Value& names, Table& table) {
  std::map<std::string, std::string> name_of;
  for (const Member& member : *names.as_map())
    name_of.emplace(text_at(member.value, description.folder), member.key);
  const json report = report_of(description);
  EXPECT_EQ(report["counts"]["error"], 0);
  for (const json& verdict : report["verdicts"]) {
    // Rules about what a plan does have no subject elsewhere.
    if (verdict["rule"].get<std::string>().starts_with("plan-"))
      continue;
    const auto name = name_of.find(id_of(verdict));
    std::string element = name == name_of.end() ? id_of(verdict) : name->second;
    if (verdict.contains("label"))
      element += " " + verdict["label"].get<std::string>();
    std::string& cell = table[{verdict["rule"], element}][description.name];
    cell += (cell.empty() ? "" : ", ") + said(verdict);
  }
}

Table verdicts() {
  const Value names = yaml_of("names.yaml");
  Table table;
  for (const Description& description : kDescriptions)
    add_verdicts(description, names, table);
  for (auto& [key, row] : table)
    for (const Description& description : kDescriptions)
      row.emplace(description.name, "none");
  return table;
}

bool differs(const std::map<std::string, std::string>& row) {
  return std::ranges::any_of(row,
                             [&](const auto& cell) { return cell.second != row.begin()->second; });
}

std::string entry(const Key& key, const std::map<std::string, std::string>& row) {
  std::string out = "- rule: " + key.first + "\n  element: " + key.second + "\n";
  for (const Description& description : kDescriptions)
    out += "  " + std::string(description.name) + ": " + row.at(description.name) + "\n";
  return out;
}

const List& list_at(const Value& differences, std::string_view key) {
  const Value* list = differences.find(key);
  EXPECT_TRUE(list != nullptr && list->as_list() != nullptr) << key;
  return *list->as_list();
}

void expect_reason(const Value& difference) {
  EXPECT_GT(text_at(difference, "reason").size(), 20U) << text_at(difference, "rule");
}

// Rules about what only some of the tools have.
std::set<std::string> particular_rules(const Value& differences, const Table& table) {
  std::set<std::string> out;
  for (const Value& entry : list_at(differences, "rules")) {
    expect_reason(entry);
    const std::string& rule = *out.insert(text_at(entry, "rule")).first;
    EXPECT_TRUE(std::ranges::any_of(
        table, [&](const auto& row) { return row.first.first == rule && differs(row.second); }))
        << rule << " is the same for all, or gives no verdict";
  }
  return out;
}

TEST(Equivalence, TheSameVerdictsWhateverTheTool) {
  const Table table = verdicts();
  const Value differences = yaml_of("differences.yaml");
  const std::set<std::string> particular = particular_rules(differences, table);
  std::string actual;
  int same = 0;
  for (const auto& [key, row] : table)
    if (!differs(row))
      ++same;
    else if (!particular.contains(key.first))
      actual += entry(key, row);
  std::string listed;
  for (const Value& difference : list_at(differences, "verdicts")) {
    expect_reason(difference);
    std::map<std::string, std::string> row;
    for (const Description& description : kDescriptions)
      row.emplace(description.name, text_at(difference, description.name));
    listed += entry({text_at(difference, "rule"), text_at(difference, "element")}, row);
  }
  EXPECT_EQ(actual, listed)
      << "fixtures/equivalence/differences.yaml lists what may differ, and why";
  EXPECT_GE(same, 30);
}

// What the system was built to show is seen by all, so that equal does not mean equally blind.
TEST(Equivalence, TheDeliberateFindingsAreSeen) {
  const Table table = verdicts();
  const std::vector<std::pair<Key, std::string>> wanted = {
      {{"alb-listener-default-action-forward", "http-listener"}, "good"},
      {{"alb-listener-default-action-forward", "https-listener"}, "finding warning"},
      {{"aurora-single-instance", "database"}, "finding warning"},
      {{"ecs-container-ulimits", "task proxy"}, "good"},
      {{"ecs-container-ulimits", "task web"}, "finding warning nofile"},
      {{"ecs-deployment-circuit-breaker", "service"}, "finding warning enabled"},
      {{"ecs-health-check-grace-period", "service"}, "finding warning unset"},
      {{"ecs-load-balancer-container-mismatch", "service web"}, "good"},
      {{"ecs-target-group-type-mismatch", "service web"}, "good"},
      {{"lambda-runtime-deprecated", "function-images"}, "finding warning deprecated"},
      {{"lambda-sqs-visibility-timeout", "mapping-images"}, "good"},
      {{"lambda-sqs-visibility-timeout", "mapping-orders"}, "finding warning"},
      {{"lambda-unqualified-invocation", "mapping-images FunctionName"}, "finding warning"},
      {{"lambda-unqualified-invocation", "url-images"}, "finding warning"},
      {{"rds-backup-retention", "database"}, "finding warning"},
      {{"rds-deletion-protection", "database"}, "finding warning"},
      {{"rds-durability-parameters", "database-parameters innodb_flush_log_at_trx_commit"},
       "finding critical"},
  };
  for (const auto& [key, outcome] : wanted) {
    ASSERT_TRUE(table.contains(key)) << key.first << " " << key.second;
    for (const auto& [name, said] : table.at(key))
      EXPECT_EQ(said, outcome) << key.first << " " << key.second << " in " << name;
  }
}

// Findings point into the files that people edit.
TEST(Equivalence, FindingsOfPlansAreInTheirSource) {
  std::set<std::string> files;
  const json report = report_of(kDescriptions[1]);
  for (const json& verdict : report["verdicts"])
    if (verdict["outcome"] == "finding")
      files.insert(verdict["location"]["path"].get<std::string>());
  EXPECT_THAT(files, testing::ElementsAre("main.tf", "modules/web/main.tf"));
}

}  // namespace
}  // namespace advisor
