// Each skeleton is a whole rule, so that a user edits what works instead of completing what does
// not. A test runs the examples of all of them.

#include "src/cli/rule_skeletons.h"

#include <algorithm>
#include <array>

#include "src/model/schema.h"

namespace advisor::cli {
namespace {

constexpr std::string_view kHead =
    R"(# A rule of sre-advisor. docs/writing-rules.md describes all keys, docs/cel.md the expressions.
format: 1
id: @ID@
revision: 1          # raise it when the rule can give another result for the same input
severity: warning    # critical, warning or info
)";

constexpr std::string_view kTail = R"(# The documentation that says so.
# references:
#   - https://docs.aws.amazon.com/
# Where the rule comes from. It is the best reason to follow it.
# postmortem:
#   - title: {en: What happened, ja: 何が起きたか}
#     date: @DATE@
#     url: https://postmortems.example.com/1
#     summary: {en: How it came to it., ja: どのように起きたか。}
history:
  - {date: @DATE@, revision: 1, en: Added., ja: 追加しました。}
)";

constexpr std::string_view kTaskDefinition = R"(title:               # the rule as it should be
  en: Containers send their logs to a log driver that is collected
  ja: コンテナのログが収集されるログドライバーに送られている
description:         # what goes wrong otherwise, and what the rule leaves out
  en: >-
    Without a log driver that is collected, the logs of a container stay on its host and are gone
    with it. Containers that end before the others are judged as well.
  ja: >-
    収集されるログドライバーを設定していないコンテナのログは実行ホストに残り、ホストとともに失われます。先に終了するコンテナも対象です。
tags: [ecs]
match:
  - type: AWS::ECS::TaskDefinition
    each: resource.?ContainerDefinitions.orValue([])    # judged one by one
    as: container
    label: container.?Name.orValue('')
params:              # what advisor.yaml may change
  drivers:
    type: list
    default: [awslogs, awsfirelens]
    description:
      en: Log drivers that are collected.
      ja: 収集されるログドライバーです。
let:
  # A property that may be missing needs `.?` and a default, or has().
  driver: container.?LogConfiguration.?LogDriver.orValue('')
check: driver in params.drivers
at: container.?LogConfiguration.?LogDriver
message:
  en: "Container {{ container.?Name.orValue('') }} of {{ meta.name }} uses {{ driver == '' ? 'no log driver' : 'the log driver ' + driver }}."
  ja: "{{ meta.name }} のコンテナ {{ container.?Name.orValue('') }} のログは収集されません（ログドライバー: {{ driver == '' ? 'なし' : driver }}）。"
recommendation:
  en: "Set logConfiguration of container {{ container.?Name.orValue('') }}."
  ja: "コンテナ {{ container.?Name.orValue('') }} に logConfiguration を設定してください。"
fix:                 # what a user can paste; {{= expression }} is filled in
  ecspresso: |
    "logConfiguration": { "logDriver": "{{= params.drivers[0] }}" }
)";
constexpr std::string_view kTaskDefinitionExamples =
    R"(examples:            # tests; `expect` names everything but what is good
  - name: no log driver
    files:
      ecs-task-def.json: |
        {
          "family": "web",
          "containerDefinitions": [
            { "name": "app", "image": "app:1" }
          ]
        }
    fixed:
      ecs-task-def.json: |
        {
          "family": "web",
          "containerDefinitions": [
            { "name": "app", "image": "app:1", "logConfiguration": { "logDriver": "awslogs" } }
          ]
        }
    expect:
      - {severity: warning, label: app, line: 4}
  - name: collected
    files:
      ecs-task-def.json: |
        {
          "family": "web",
          "containerDefinitions": [
            { "name": "app", "image": "app:1", "logConfiguration": { "logDriver": "awsfirelens" } }
          ]
        }
    expect:
      - {pass: app}
  - name: only known at deploy time
    files:
      ecs-task-def.json: |
        {
          "family": "web",
          "containerDefinitions": [
            { "name": "app", "image": "app:1", "logConfiguration": { "logDriver": "{{ must_env `LOG_DRIVER` }}" } }
          ]
        }
    expect:
      - {undetermined: app, because: logDriver}
)";

constexpr std::string_view kService = R"(title:               # the rule as it should be
  en: ECS services run at least two tasks
  ja: ECS サービスが 2 つ以上のタスクを実行している
description:         # what goes wrong otherwise, and what the rule leaves out
  en: >-
    A service with one task is down while that task is replaced. Services without desiredCount are
    left out: their number of tasks is set elsewhere.
  ja: >-
    タスクが 1 つのサービスは、そのタスクが入れ替わる間停止します。desiredCount のないサービスはタスク数を別の場所で管理しているため対象外です。
tags: [ecs]
match:
  - type: AWS::ECS::Service
params:              # what advisor.yaml may change
  min_tasks:
    type: int
    default: 2
    min: 1
    description:
      en: The lowest number of tasks that is accepted.
      ja: 許容するタスク数の最小値です。
# A property that may be missing needs has(), or `.?` and a default.
when: has(resource.DesiredCount)
check: resource.DesiredCount >= params.min_tasks
message:
  en: "The ECS service {{ meta.name }} runs {{ resource.DesiredCount }} of at least {{ params.min_tasks }} tasks."
  ja: "ECS サービス『{{ meta.name }}』のタスク数は {{ resource.DesiredCount }} で、{{ params.min_tasks }} を下回っています。"
recommendation:
  en: "Set desiredCount of {{ meta.name }} to {{ params.min_tasks }} or more."
  ja: "『{{ meta.name }}』の desiredCount を {{ params.min_tasks }} 以上にしてください。"
fix:                 # what a user can paste; {{= expression }} is filled in
  ecspresso: |
    "desiredCount": {{= params.min_tasks }}
)";
constexpr std::string_view kServiceExamples =
    R"(examples:            # tests; `expect` names everything but what is good
  - name: one task
    files:
      ecs-service-def.json: |
        {
          "serviceName": "web",
          "launchType": "FARGATE",
          "desiredCount": 1
        }
    fixed:
      ecs-service-def.json: |
        {
          "serviceName": "web",
          "launchType": "FARGATE",
          "desiredCount": 2
        }
    expect:
      - {severity: warning, line: 4}
  - name: three tasks
    files:
      ecs-service-def.json: |
        {
          "serviceName": "web",
          "launchType": "FARGATE",
          "desiredCount": 3
        }
    expect:
      - {pass: web}
  - name: only known at deploy time
    files:
      ecs-service-def.json: |
        {
          "serviceName": "web",
          "launchType": "FARGATE",
          "desiredCount": {{ must_env `TASKS` }}
        }
    expect:
      - {undetermined: web, because: desiredCount}
)";

constexpr std::string_view kFunction = R"(title:               # the rule as it should be
  en: Lambda functions behind API Gateway end before the gateway gives up
  ja: API Gateway から呼ばれる Lambda 関数がゲートウェイより先にタイムアウトする
description:         # what goes wrong otherwise, and what the rule leaves out
  en: >-
    API Gateway answers with an error after 29 seconds; a function that may run longer goes on
    working for nobody. Raise max_timeout for functions that are invoked otherwise.
  ja: >-
    API Gateway は 29 秒でエラーを返します。それより長く動く関数は、応答を待つ相手がいないまま処理を続けます。それ以外から呼ばれる関数には max_timeout を設定してください。
tags: [lambda]
match:
  - type: AWS::Lambda::Function
params:              # what advisor.yaml may change
  max_timeout:
    type: int
    default: 29
    min: 1
    max: 900
    description:
      en: The longest timeout that is accepted, in seconds.
      ja: 許容するタイムアウトの最大値（秒）です。
let:
  # A property that may be missing needs `.?` and a default, or has(). AWS takes 3 seconds.
  timeout: resource.?Timeout.orValue(3)
check: timeout <= params.max_timeout
message:
  en: "The Lambda function {{ meta.name }} may run {{ timeout }} seconds, longer than {{ params.max_timeout }}."
  ja: "Lambda 関数『{{ meta.name }}』のタイムアウト（{{ timeout }} 秒）は {{ params.max_timeout }} 秒を超えています。"
recommendation:
  en: "Set Timeout of {{ meta.name }} to {{ params.max_timeout }} or less."
  ja: "『{{ meta.name }}』の Timeout を {{ params.max_timeout }} 以下にしてください。"
fix:                 # what a user can paste; {{= expression }} is filled in
  lambroll: |
    "Timeout": {{= params.max_timeout }}
)";
constexpr std::string_view kFunctionExamples =
    R"(examples:            # tests; `expect` names everything but what is good
  - name: a minute
    files:
      function.json: |
        {
          "FunctionName": "api",
          "Handler": "index.handler",
          "Role": "arn:aws:iam::123456789012:role/lambda",
          "Runtime": "nodejs24.x",
          "Timeout": 60
        }
    fixed:
      function.json: |
        {
          "FunctionName": "api",
          "Handler": "index.handler",
          "Role": "arn:aws:iam::123456789012:role/lambda",
          "Runtime": "nodejs24.x",
          "Timeout": 29
        }
    expect:
      - {severity: warning, line: 6}
  - name: the default
    files:
      function.json: |
        {
          "FunctionName": "api",
          "Handler": "index.handler",
          "Role": "arn:aws:iam::123456789012:role/lambda",
          "Runtime": "nodejs24.x"
        }
    expect:
      - {pass: api}
  - name: only known at deploy time
    files:
      function.json: |
        {
          "FunctionName": "api",
          "Handler": "index.handler",
          "Role": "arn:aws:iam::123456789012:role/lambda",
          "Runtime": "nodejs24.x",
          "Timeout": {{ must_env `TIMEOUT` }}
        }
    expect:
      - {undetermined: api, because: Timeout}
)";

struct Parts {
  std::string_view type, body, examples;
};
constexpr std::array<Parts, 3> kSkeletons = {{
    {"AWS::ECS::TaskDefinition", kTaskDefinition, kTaskDefinitionExamples},
    {"AWS::ECS::Service", kService, kServiceExamples},
    {"AWS::Lambda::Function", kFunction, kFunctionExamples},
}};

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

// For any other type: a rule about tags, which nearly all of them have.
constexpr std::string_view kAnyType = R"(title:               # the rule as it should be
  en: Resources name their owner
  ja: リソースに所有者のタグが付いている
description:         # what goes wrong otherwise, and what the rule leaves out
  en: >-
    Without a tag Owner nobody knows whom to call when the resource fails.
  ja: >-
    Owner タグがないと、リソースに障害が起きたときに誰へ連絡すべきか分かりません。
tags: [tagging]
match:
  - type: @TYPE@
params:              # what advisor.yaml may change
  tag:
    type: string
    default: Owner
    description:
      en: The tag that names the owner.
      ja: 所有者を示すタグです。
let:
  # A property that may be missing needs `.?` and a default, or has().
  owner: meta.tags[?params.tag].orValue('')
check: owner != ''
message:
  en: "The resource {{ meta.name }} has no tag {{ params.tag }}."
  ja: "リソース『{{ meta.name }}』に {{ params.tag }} タグが付いていません。"
recommendation:
  en: "Add the tag {{ params.tag }} to {{ meta.name }}."
  ja: "『{{ meta.name }}』に {{ params.tag }} タグを付けてください。"
fix:                 # what a user can paste; {{= expression }} is filled in
  cloudformation: |
    Tags:
      - {Key: {{= params.tag }}, Value: my-team}
)";

constexpr std::string_view kAnyTypeExamples =
    R"(# Examples are tests: each verdict but good and not applicable must be listed.
examples:
  - name: no tag
    files:
      template.yaml: |
        Resources:
          Bad:
            Type: @TYPE@
    expect:
      - {severity: warning, label: Bad, line: 2}
    fixed:
      template.yaml: |
        Resources:
          Bad:
            Type: @TYPE@
            Properties:
              Tags: [{Key: Owner, Value: my-team}]
  - name: a tag
    files:
      template.yaml: |
        Resources:
          Good:
            Type: @TYPE@
            Properties:
              Tags: [{Key: Owner, Value: my-team}]
    expect:
      - {pass: Good}
  - name: a tag that only a parameter gives
    files:
      template.yaml: |
        Parameters:
          Team: {Type: String}
        Resources:
          Open:
            Type: @TYPE@
            Properties:
              Tags: [{Key: Owner, Value: !Ref Team}]
    expect:
      - {undetermined: Open, because: "Tags[0].Value"}
)";

}  // namespace

std::optional<std::string> rule_skeleton(std::string_view type, std::string_view id,
                                         std::string_view date) {
  const auto found = std::ranges::find(kSkeletons, type, &Parts::type);
  const bool special = found != kSkeletons.end();
  if (!special && resource_schema(type) == nullptr)
    return std::nullopt;
  std::string text(kHead);
  for (const std::string_view part :
       {special ? found->body : kAnyType, kTail, special ? found->examples : kAnyTypeExamples})
    text += part;
  replace_all(text, "@TYPE@", type);
  replace_all(text, "@ID@", id);
  replace_all(text, "@DATE@", date);
  return text;
}

std::vector<std::string_view> skeleton_types() {
  return schema_types();
}

}  // namespace advisor::cli
