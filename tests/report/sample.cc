#include "tests/report/sample.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace advisor {
namespace {

constexpr std::string_view kTask = R"({
  "family": "example",
  "containerDefinitions": [
    {
      "name": "app",
      "image": "{{ must_env `IMAGE` }}",
      "essential": true
    },
	{ "name": "日本語の名前", "essential": true, "environment": [ { "name": "TOKEN", "value": "hunter2" } ], "memory": 64 },
    { "name": "<img src=x> @octocat #1 ](https://evil.example) ```\n## \u202e $a$ |" }
  ]
}
)";

constexpr std::string_view kFunctionUrl = R"({
  "Config": {
    "AuthType": "NONE"
  }
}
)";

constexpr std::string_view kConfig = R"(region: ap-northeast-1
cluster: default
service: example
task_definition: [ecs-task-def.json
)";

constexpr std::string_view kAdvisorYaml = R"(rules:
  ecs-log-configuration:
    suppression_rules:
      - resource: example
        reason: logs go to the side-car
)";

constexpr std::string_view kHostile =
    "<img src=x> @octocat #1 ](https://evil.example) ```\n## \xE2\x80\xAE \x1b[31m $a$ |";

}  // namespace

Sample::Sample(Language chosen) : language(chosen) {
  function_ = sources.add("lambda/function_url.json", std::string(kFunctionUrl));
  task_ = sources.add("ecs/ecs-task-def.json", std::string(kTask));
  config_ = sources.add("ecs/ecspresso.yml", std::string(kConfig));
  rules_ = sources.add("advisor.yaml", std::string(kAdvisorYaml));
  add_rules();
  add_resources();
  add_findings();
  add_other_verdicts();
  add_diagnostics();
}

Report Sample::report(ReportOptions options) const {
  Report report = make_report(verdicts, diagnostics, sources, language, options);
  report.files_read = 3;
  report.version = "0.0.0";
  return report;
}

std::string Sample::say(std::string_view english, std::string_view japanese) const {
  return std::string(language == Language::kJapanese ? japanese : english);
}

Span Sample::find(SourceId source, std::string_view text) const {
  const std::size_t at = sources.file(source).text().find(text);
  if (at == std::string::npos)
    throw std::logic_error("not in the sample: " + std::string(text));
  const auto begin = static_cast<std::uint32_t>(at);
  return {source, begin, begin + static_cast<std::uint32_t>(text.size())};
}

void Sample::add_rules() {
  Rule ulimits;
  ulimits.id = "ecs-container-ulimits";
  ulimits.severity = Severity::kCritical;
  ulimits.revision = 2;
  ulimits.title = {"ECS container without ulimits",
                   "Amazon ECS のタスク定義で、コンテナにulimitが定義されていない"};
  ulimits.references = {"https://docs.example.com/ulimits", "https://docs.example.com/fargate"};
  ulimits.postmortems.push_back(
      {{"Too many open files on a sale day", "セール当日のファイル枯渇"},
       "2022-05-14",
       "https://postmortems.example.com/42",
       {"Tasks stopped one after the other.", "タスクが順に停止しました。"}});
  rules.push_back(std::move(ulimits));
  Rule invocation;
  invocation.id = "lambda-unqualified-invocation";
  invocation.title = {"Lambda invoked without alias or version",
                      "AWS Lambda の呼び出しで alias や revision を指定していない"};
  rules.push_back(std::move(invocation));
  Rule logs;
  logs.id = "ecs-log-configuration";
  logs.severity = Severity::kInfo;
  logs.title = {"ECS container without log configuration", "コンテナにログ設定がない"};
  rules.push_back(std::move(logs));
}

void Sample::add_resources() {
  Resource task;
  task.type = "AWS::ECS::TaskDefinition";
  task.id = "ecs/ecs-task-def.json#taskDefinition";
  task.name = "example";
  task.format = "ecspresso";
  task.span = find(task_, "{");
  task.sources = {task_};
  Value entry = Value::map();
  entry.set("Name", Value::string("TOKEN", find(task_, "\"TOKEN\"")));
  entry.set("Value", Value::string("hunter2", find(task_, "\"hunter2\"")));
  Value container = Value::map();
  container.set("Environment", Value::list({entry}));
  task.properties = Value::map();
  task.properties.set("ContainerDefinitions", Value::list({container}));
  resources.push_back(std::move(task));
  Resource url;
  url.type = "AWS::Lambda::Url";
  url.id = "lambda/function_url.json#url";
  url.name = "hello";
  url.format = "lambroll";
  url.span = find(function_, "{");
  url.sources = {function_};
  resources.push_back(std::move(url));
  Resource live;
  live.type = "AWS::ECS::TaskDefinition";
  live.id = "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/live:7";
  live.name = "live";
  live.format = "live";
  live.region = "ap-northeast-1";
  live.account = "123456789012";
  live.console = "https://console.aws.amazon.com/ecs/v2/task-definitions/live/7";
  resources.push_back(std::move(live));
}

Verdict Sample::verdict(std::size_t rule, std::size_t resource, Outcome outcome) const {
  Verdict verdict;
  verdict.rule = &rules[rule];
  verdict.resource = &resources[resource];
  verdict.outcome = outcome;
  return verdict;
}

void Sample::add_findings() {
  Verdict url = verdict(1, 1, Outcome::kFinding);
  url.primary = find(function_, "\"Config\"");
  url.related = {find(function_, "\"AuthType\"")};
  url.message =
      say("$LATEST of the Lambda function hello can be invoked by its function URL "
          "(no alias or version is specified).",
          "Lambda 関数『hello』は『関数 URL』から alias や version を指定せずに($LATEST で)"
          "呼び出されます。");
  url.recommendation =
      say("Set an alias or version for the function URL of hello.\n\n"
          "lambroll creates the alias current by default.",
          "Lambda 関数『hello』の関数 URL では alias または version を指定してください。\n\n"
          "lambroll を使用している場合はデフォルトで作成される alias「current」を指定できます。");
  url.fix = "{\n\t\"Config\": { \"Qualifier\": \"current\" }\n}\n";
  verdicts.push_back(url);

  Verdict ulimits = verdict(0, 0, Outcome::kFinding);
  ulimits.severity = Severity::kCritical;
  const Span start = find(task_, "{\n      \"name\": \"app\"");
  ulimits.primary = {task_, start.begin, find(task_, "true\n    }").end};
  ulimits.label = "app";
  ulimits.element_path = "containerDefinitions[0]";
  ulimits.message =
      say("Container app in the ECS task definition example does not have sufficient "
          "ulimits (nofile not set).",
          "ECS のタスク定義『example』内のコンテナ app にはulimits の設定が足りていません。");
  ulimits.recommendation =
      say("Add ulimits for nofile and nproc to container app of the ECS task definition example.",
          "ECS のタスク定義『example』内のコンテナ app にulimits の設定を追加してください。"
          "nofile,nproc に関して以下のように設定してください。");
  ulimits.fix =
      "\"ulimits\": [\n"
      "  { \"name\": \"nofile\", \"softLimit\": 10000, \"hardLimit\": 10000 },\n"
      "  { \"name\": \"nproc\",  \"softLimit\": 10000, \"hardLimit\": 10000 }\n"
      "]\n";
  verdicts.push_back(ulimits);

  Verdict wide = ulimits;
  wide.check_id = "nproc";
  wide.severity = Severity::kInfo;
  wide.primary = find(task_, "\"日本語の名前\"");
  wide.label = "日本語の名前";
  wide.element_path = "containerDefinitions[1]";
  wide.message =
      say("Container 日本語の名前 in the ECS task definition example has no nproc limit.",
          "ECS のタスク定義『example』内のコンテナ 日本語の名前 にはnproc の設定がありません。");
  wide.recommendation.clear();
  wide.fix.clear();
  verdicts.push_back(wide);

  Verdict hostile = ulimits;
  hostile.severity = Severity::kWarning;
  hostile.label = kHostile;
  hostile.element_path = "containerDefinitions[2]";
  hostile.primary = find(task_, "\"<img src=x> @octocat #1 ](https://evil.example) ```\\n");
  hostile.message =
      say("Container ", "コンテナ ") + std::string(kHostile) +
      say(" does not have sufficient ulimits.", " にはulimits の設定が足りていません。");
  hostile.recommendation = say("Add ulimits to container ", "コンテナ ") + std::string(kHostile) +
                           say(".", " にulimits の設定を追加してください。");
  hostile.fix = "# " + std::string(kHostile) + "\n````\n</details>";
  verdicts.push_back(hostile);

  Verdict live = ulimits;
  live.resource = &resources[2];
  live.primary = {};
  live.severity = Severity::kWarning;
  live.message =
      say("Container web in the ECS task definition live:7 does not have sufficient "
          "ulimits (nofile 1024).",
          "ECS のタスク定義『live:7』内のコンテナ web にはulimits の設定が足りていません。");
  live.recommendation.clear();
  live.label = "web";
  live.element_path.clear();
  verdicts.push_back(live);
}

void Sample::add_other_verdicts() {
  Verdict logs = verdict(2, 0, Outcome::kFinding);
  logs.severity = Severity::kWarning;
  logs.primary = find(task_, "\"app\"");
  logs.label = "app";
  logs.message =
      say("Container app has no log configuration.", "コンテナ app にログの設定がありません。");
  logs.suppressed = Suppression{"logs go to the side-car", "team-sre", "2027-03-31",
                                find(rules_, "- resource: example")};
  verdicts.push_back(logs);
  logs.label = "日本語の名前";
  logs.primary = find(task_, "\"日本語の名前\"");
  logs.message = say("Container 日本語の名前 has no log configuration.",
                     "コンテナ 日本語の名前 にログの設定がありません。");
  logs.suppressed = Suppression{};
  verdicts.push_back(logs);

  Verdict image = verdict(2, 0, Outcome::kUndetermined);
  image.primary = find(task_, "\"{{ must_env `IMAGE` }}\"");
  image.label = "app";
  image.reasons.push_back(
      {"containerDefinitions[0].image", "{{ must_env `IMAGE` }}",
       say("--envfile or the environment variable IMAGE", "--envfile または環境変数 IMAGE"),
       image.primary});
  verdicts.push_back(image);

  Verdict broken = verdict(2, 1, Outcome::kError);
  broken.primary = find(function_, "\"AuthType\"");
  broken.message = "no such key: LogConfiguration";
  verdicts.push_back(broken);
  broken.primary = find(function_, "\"NONE\"");
  verdicts.push_back(broken);

  verdicts.push_back(verdict(1, 0, Outcome::kNotApplicable));
  verdicts.push_back(verdict(1, 2, Outcome::kGood));
  verdicts.push_back(verdict(2, 1, Outcome::kGood));
  Verdict good = verdict(2, 0, Outcome::kGood);
  good.label = "app";
  verdicts.push_back(good);
}

void Sample::add_diagnostics() {
  using Level = Diagnostic::Level;
  diagnostics.push_back({Level::kWarning, "duplicate key \"essential\": the last one counts", "",
                         find(task_, "\"essential\""), ""});
  const Diagnostic open{Level::kError, "this list is not closed", "add ] at the end of the line",
                        find(config_, "["), ""};
  diagnostics.push_back(open);
  diagnostics.push_back(open);  // a file that is reached in two ways
  diagnostics.push_back(
      {Level::kNote, "unknown key \"AuthTyp\"", "", find(function_, "\"NONE\""), ""});
  diagnostics.push_back(
      {Level::kError, "cannot read big.json: larger than 64 MB", "", {}, "data/big.json"});
}

Report empty_report(const SourceSet& sources, Language language) {
  return make_report({}, {}, sources, language, {});
}

std::string written_by(std::string_view reporter, const Report& report) {
  std::ostringstream out;
  find_reporter(reporter)->write(report, out);
  return out.str();
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(ADVISOR_SOURCE_DIR) + "/fixtures/reports/" + name;
  const char* accept = std::getenv("ADVISOR_ACCEPT");
  if (accept != nullptr && std::string_view(accept) == "1") {
    std::ofstream(path, std::ios::binary) << text;
    GTEST_SKIP() << "rewrote " << path;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file.is_open()) << path;
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(text, expected.str()) << "ADVISOR_ACCEPT=1 rewrites " << path;
}

}  // namespace advisor
