// lookup: follow and find over resources of several inputs (rule-language.md 3.3).

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/engine/trial.h"

namespace advisor {
namespace {

using testing_support::Trial;

constexpr const char* kFollow = R"yaml(match: [{type: M}]
lookup: {queue: {follow: resource.Source, type: Q}}
check: queue.?Timeout.orValue(30) >= 60
at: queue
message: "{{ metaOf(queue).name }} waits {{ queue.?Timeout.orValue(30) }} s"
)yaml";

TEST(Follow, ResolvesLinksAndNames) {
  Trial run;
  run.add_rule("r", kFollow);
  run.add("Q", "q1", R"({"Timeout": 10})");
  run.add("Q", "q2", R"({"Timeout": 60})");
  run.add("T", "t", "{}");
  run.add("M", "by-link", R"({"Source": {"Ref": "q1"}})");
  run.add("M", "by-name", R"({"Source": "q2"})");
  run.add("M", "elsewhere", R"({"Source": "q3"})");
  run.add("M", "other-type", R"({"Source": {"Ref": "t"}})");
  EXPECT_EQ(run.verdicts(),
            "finding by-link warning: q1 waits 10 s\n"
            "good by-name\n"
            "undetermined elsewhere: the Q is not among the inputs\n"
            "undetermined other-type: the Q is not among the inputs\n");
}

// What one lookup found or not is no answer to another that asks for another type.
TEST(Follow, OneReferenceByTwoTypes) {
  constexpr const char* kQueue = "  queue: {follow: resource.Source, type: Q}\n";
  constexpr const char* kTopic = "  topic: {follow: resource.Source, type: T}\n";
  for (const bool queue_first : {true, false}) {
    Trial run;
    run.add_rule("r", std::string("match: [{type: M}]\nlookup:\n") +
                          (queue_first ? kQueue : kTopic) + (queue_first ? kTopic : kQueue) +
                          "check: \"!isType(topic, 'T') && queue.Timeout == 10\"\nmessage: m\n");
    run.add("Q", "q", R"({"Timeout": 10})");
    run.add("M", "m", R"({"Source": {"Ref": "q"}})");
    EXPECT_EQ(run.verdicts(), "good m\n") << queue_first;
  }
}

// `refers` for aliases of functions: what names no qualifier is the function itself.
TEST(Refers, ToTheAliasThatTheQualifierNames) {
  constexpr const char* kRule = R"yaml(match: [{type: M}]
lookup:
  aliases: {find: AWS::Lambda::Alias, complete: true}
check: "!aliases.exists(a, refers(resource.To, a))"
message: "{{ aliases.filter(a, refers(resource.To, a)).map(a, metaOf(a).name).join(' ') }}"
)yaml";
  const std::string arn = "arn:aws:lambda:ap-northeast-1:123456789012:function:";
  Trial run;
  run.add_rule("r", kRule);
  run.add("AWS::Lambda::Alias", arn + "worker:live",
          R"({"FunctionName": "worker", "Name": "live"})");
  run.add("AWS::Lambda::Alias", arn + "api:live", R"({"FunctionName": "api", "Name": "live"})");
  run.resource(arn + "worker:live").aliases = {arn + "worker:live"};
  run.resource(arn + "api:live").aliases = {arn + "api:live"};
  const std::pair<const char*, std::string> kReferences[] = {
      {"a-function", arn + "worker"},
      {"b-alias", arn + "worker:live"},
      {"c-other-alias", arn + "worker:old"},
      {"d-latest", arn + "worker:$LATEST"},
      {"e-name", "worker"},
      {"f-partial", "123456789012:function:worker"},
      {"g-other-service", "arn:aws:sqs:r:1:worker"}};
  for (const auto& [id, text] : kReferences)
    run.add("M", id, "{\"To\": \"" + text + "\"}");
  EXPECT_EQ(run.verdicts(),
            "good a-function\n"
            "finding b-alias warning: " +
                arn +
                "worker:live\n"
                "good c-other-alias\n"
                "good d-latest\n"
                "good e-name\n"
                "good f-partial\n"
                "good g-other-service\n");
}

// An alias whose function or name only the deploy knows may be any.
TEST(Refers, AnAliasThatIsNotKnownMayBeMeant) {
  Trial run;
  run.add_rule("r", R"yaml(match: [{type: M}]
lookup:
  aliases: {find: AWS::Lambda::Alias, complete: true}
check: "!aliases.exists(a, refers(resource.To, a))"
message: m
)yaml");
  run.add("AWS::Lambda::Alias", "a",
          R"({"FunctionName": {"Unknown": "f"}, "Name": {"Unknown": "n"}})");
  run.add("M", "qualified", R"({"To": "arn:aws:lambda:r:1:function:worker:live"})");
  run.add("M", "unqualified", R"({"To": "arn:aws:lambda:r:1:function:worker"})");
  EXPECT_THAT(run.verdicts(), testing::HasSubstr("undetermined qualified"));
  EXPECT_THAT(run.verdicts(), testing::HasSubstr("good unqualified"));
}

constexpr const char* kFind = R"yaml(match: [{type: Listener}]
lookup:
  rules: {find: Rule, where: "refers(it.ListenerArn, resource)", complete: COMPLETE}
check: CHECK
message: "{{ rules.size() }} rules: {{ rules.map(r, metaOf(r).name).join(', ') }}"
)yaml";

std::string find_rule(const std::string& complete, const std::string& check) {
  std::string out = kFind;
  out.replace(out.find("COMPLETE"), 8, complete);
  return out.replace(out.find("CHECK"), 5, check);
}

void add_listeners(Trial& run) {
  run.add("Listener", "l1", "{}");
  run.add("Listener", "l2", "{}");
  run.add("Rule", "a", R"({"ListenerArn": {"Ref": "l1"}, "Priority": 1})");
  run.add("Rule", "b", R"({"ListenerArn": "l1", "Priority": 2})");
  run.add("Rule", "c", R"({"ListenerArn": {"Ref": "l2"}, "Priority": 3})");
}

TEST(Find, ACompleteListIsWhatTheInputsHold) {
  Trial run;
  add_listeners(run);
  run.add_rule("r", find_rule("true", "rules.size() < 2"));
  EXPECT_EQ(run.verdicts(), "finding l1 warning: 2 rules: a, b\ngood l2\n");
}

TEST(Find, AnOpenListDecidesOnlyWhatMoreCannotChange) {
  Trial run;
  add_listeners(run);
  run.add_rule("r", find_rule("false", "rules.exists(r, r.Priority == 1)"));
  EXPECT_EQ(
      run.verdicts(),
      "good l1\nundetermined l2: other Rule resources may exist that are not among the inputs\n");
  run.add_rule("r", find_rule("false", "rules.all(r, r.Priority != 1)"));
  EXPECT_EQ(run.verdicts(),
            "finding l1 warning: (known after deploy) rules: (known after deploy)\n"
            "undetermined l2: other Rule resources may exist that are not among the inputs\n");
}

TEST(Find, AReferenceThatIsNotKnownMayBeOneToEverySubject) {
  Trial run;
  add_listeners(run);
  run.add("Rule", "d", R"({"ListenerArn": {"Unknown": "!ImportValue x"}, "Priority": 1})");
  run.add_rule("r", find_rule("true", "rules.all(r, r.Priority != 1)"));
  EXPECT_EQ(run.verdicts(),
            "finding l1 warning: (known after deploy) rules: (known after deploy)\n"
            "undetermined l2: !ImportValue x\n");
}

TEST(Find, FiltersByEveryPartOfWhere) {
  Trial run;
  run.add("Service", "s", R"({"Name": "web", "Port": 80})");
  run.add("Target", "t1", R"({"Names": [{"N": "web"}], "Port": 80})");
  run.add("Target", "t2", R"({"Names": [{"N": "api"}, {"N": "web"}], "Port": 81})");
  run.add("Target", "t3", R"({"Port": 80})");
  const auto where = [&](const std::string& text) {
    run.add_rule("r", fmt::format(R"yaml(match: [{{type: Service}}]
lookup: {{found: {{find: Target, complete: true, where: "{}"}}}}
check: "false"
message: "{{{{ found.map(t, metaOf(t).name).join(' ') }}}}"
)yaml",
                                  text));
    return run.verdicts();
  };
  EXPECT_EQ(where("has(it.Names) && it.Names.exists(n, n.N == resource.Name)"),
            "finding s warning: t1 t2\n");
  EXPECT_EQ(where("it.Port == resource.Port && has(it.Names)"), "finding s warning: t1\n");
  EXPECT_EQ(where("resource.Port == it.Port"), "finding s warning: t1 t3\n");
  EXPECT_EQ(where("it.Port > 80"), "finding s warning: t2\n");
  EXPECT_EQ(where("it.Port == 80 || has(it.Names)"), "finding s warning: t1 t2 t3\n");
}

// Subjects times candidates would be 16,000,000 comparisons here: many seconds.
TEST(Find, CostsWhatItFinds) {
  Trial run;
  for (int i = 0; i < 4000; ++i) {
    run.add("Listener", fmt::format("l{}", i), "{}");
    run.add("Rule", fmt::format("r{}", i),
            fmt::format(R"({{"ListenerArn": {{"Ref": "l{}"}}, "Priority": {}}})", i, i));
    run.add("Rule", fmt::format("x{}", i),
            R"({"ListenerArn": {"Unknown": "!ImportValue x"}, "Priority": 1})");
  }
  run.add_rule("r", find_rule("true", "rules.all(r, r.Priority < 0)"));
  const auto begin = std::chrono::steady_clock::now();
  const std::string verdicts = run.verdicts();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(std::ranges::count(verdicts, '\n'), 4000);
  EXPECT_EQ(verdicts.find("undetermined"), std::string::npos);
}

}  // namespace
}  // namespace advisor
