#include "src/cli/init_survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "parsers/discover.h"
#include "parsers/formats.h"
#include "src/base/text.h"
#include "src/cli/wording.h"

namespace advisor::cli {
namespace {

constexpr std::size_t kMaxRuleBytes = std::size_t{1} << 20U;

struct Noun {
  const char* format;
  const char* english;
  const char* japanese;
};
// In the order in which they are told.
constexpr Noun kNouns[] = {
    {"ecspresso-config", "ecspresso configuration", "ecspresso の設定"},
    {"ecs-task-definition", "ECS task definition", "ECS タスク定義"},
    {"ecs-service-definition", "ECS service definition", "ECS サービス定義"},
    {"ecs-express-definition", "ECS express definition", "ECS Express の定義"},
    {"lambroll-function", "lambroll function", "lambroll の関数"},
    {"lambroll-function-url", "lambroll function URL", "lambroll の関数 URL"},
    {"cloudformation", "CloudFormation template", "CloudFormation テンプレート"},
    {"terraform-plan", "Terraform plan", "Terraform のプラン"},
    {"terraform-state", "Terraform state", "Terraform のステート"},
};

bool is_terraform_source(const std::string& name) {
  return extension(name) == ".tf";
}

bool is_cdk_project(const std::string& name) {
  return file_name(name) == "cdk.json";
}

std::vector<std::string> find(const std::string& folder, const FileSystem& files,
                              bool (*is_wanted)(const std::string& name)) {
  std::vector<std::string> out;
  for (const FoundFile& file : discover({folder}, files, true, is_wanted).files)
    out.push_back(file.path);
  return out;
}

std::string cdk_output(const std::string& cdk_json) {
  return join_path(parent_path(cdk_json), "cdk.out");
}

void collect_variables(const Value& value, std::set<std::string>& names) {
  if (const Map* map = value.as_map())
    for (const Member& member : *map)
      collect_variables(member.value, names);
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      collect_variables(element, names);
  const Unknown* unknown = value.as_unknown();
  // Placeholders of other tools name variables, too, but --envfile does not fill them in.
  if (unknown != nullptr && unknown->cause == Unknown::Cause::kTemplate)
    for (const Link& link : unknown->links)
      if (link.kind == Link::Kind::kEnvironment)
        names.insert(link.target);
}

bool may_be_rule(const std::string& name) {
  return extension(name) == ".yaml" || extension(name) == ".yml";
}

// "a, b, c" and how many more.
std::string some_of(const std::vector<std::string>& names, Language language) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> shown;
  for (const std::string& name : names)
    if (shown.size() < kShown)
      shown.push_back(printable(name));
  const bool japanese = language == Language::kJapanese;
  std::string out = join(shown, japanese ? "、" : ", ");
  if (names.size() > kShown)
    out += japanese ? fmt::format(" ほか {} 件", names.size() - kShown)
                    : fmt::format(" and {} more", names.size() - kShown);
  return out;
}

std::string found_sentence(const Survey& survey, const std::string& folder, Language language) {
  const bool japanese = language == Language::kJapanese;
  std::vector<std::string> parts;
  for (const Noun& noun : kNouns)
    if (const auto count = survey.files.find(noun.format); count != survey.files.end())
      parts.push_back(japanese ? fmt::format("{} {} 件", noun.japanese, count->second)
                               : counted(count->second, noun.english));
  if (parts.empty())
    return fmt::format(
        fmt::runtime(
            japanese
                ? "{} に advisor が読むファイルはまだありません。advisor が読むのは ecspresso "
                  "と lambroll の設定と定義、CloudFormation テンプレート、JSON "
                  "で出力した Terraform のプランです。\n"
                : "There is nothing in {} yet that advisor reads: configurations and definitions "
                  "of ecspresso and lambroll, CloudFormation templates, Terraform plans as "
                  "JSON.\n"),
        printable(folder));
  return japanese ? fmt::format("見つかったもの: {}\n", join(parts, "、"))
                  : fmt::format("Found: {}.\n", join(parts, ", "));
}

}  // namespace

std::vector<std::string> cdk_outputs(const std::string& folder, const FileSystem& files) {
  std::vector<std::string> out;
  for (const std::string& project : find(folder, files, is_cdk_project))
    if (files.kind(cdk_output(project)) == FileSystem::Kind::kDirectory)
      out.push_back(cdk_output(project));
  return out;
}

std::vector<std::string> rule_files(const std::string& folder, const FileSystem& files) {
  std::vector<std::string> out = find(folder, files, may_be_rule);
  std::erase_if(out, [&](const std::string& path) {
    const auto text = files.read(path, kMaxRuleBytes);
    return !text || !is_rule_file(*text);
  });
  return out;
}

Survey survey(const std::string& folder, const InputSet& inputs, const FileSystem& files) {
  Survey out;
  for (const FileOutcome& file : inputs.files) {
    out.refused += file.kind == FileOutcome::Kind::kRefused ? 1 : 0;
    if (file.kind == FileOutcome::Kind::kRead)
      ++out.files[file.format];
  }
  out.terraform_sources = find(folder, files, is_terraform_source);
  out.cdk_projects = find(folder, files, is_cdk_project);
  std::erase_if(out.cdk_projects, [&](const std::string& project) {
    return files.kind(cdk_output(project)) == FileSystem::Kind::kDirectory;
  });
  std::set<std::string> variables;
  for (const Resource& resource : inputs.inventory.resources)
    collect_variables(resource.properties, variables);
  out.environment_variables.assign(variables.begin(), variables.end());
  return out;
}

std::string describe(const Survey& survey, const std::string& folder, Language language) {
  const bool japanese = language == Language::kJapanese;
  std::string out = found_sentence(survey, folder, language);
  const auto hint = [&](const std::string& english, const std::string& in_japanese) {
    out += japanese ? "ヒント: " + in_japanese : "Hint: " + english;
  };
  if (!survey.terraform_sources.empty() && !survey.files.contains("terraform-plan")) {
    const std::string names = some_of(survey.terraform_sources, language);
    const char* commands =
        "    terraform plan -out plan.bin\n"
        "    terraform show -json plan.bin > plan.json\n";
    hint(fmt::format("{}, but no Terraform plan. advisor reads the plan as JSON:\n{}", names,
                     commands),
         fmt::format("{} がありますが、Terraform のプランがありません。advisor は JSON "
                     "のプランを読みます。\n{}",
                     names, commands));
  }
  if (!survey.cdk_projects.empty()) {
    const std::string names = some_of(survey.cdk_projects, language);
    hint(fmt::format("{}, but no cdk.out. advisor reads the templates that `cdk synth` makes "
                     "there.\n",
                     names),
         fmt::format("{} がありますが、cdk.out がありません。advisor は `cdk synth` "
                     "が作るテンプレートを読みます。\n",
                     names));
  }
  if (!survey.environment_variables.empty()) {
    const std::string names = some_of(survey.environment_variables, language);
    hint(fmt::format("values come from environment variables of the deploy ({}). With them more "
                     "can be decided: --envfile FILE\n",
                     names),
         fmt::format("デプロイ時の環境変数（{}）を参照する値があります。--envfile FILE "
                     "で与えると、より多くの項目を判定できます。\n",
                     names));
  }
  if (survey.refused > 0)
    hint(fmt::format("{} could not be read; `advisor run` tells why.\n",
                     counted(survey.refused, "file")),
         fmt::format("読めなかったファイルが {} 件あります。理由は `advisor run` "
                     "で表示します。\n",
                     survey.refused));
  return out;
}

}  // namespace advisor::cli
