#include "src/engine/static_check.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "parsers/yaml.h"
#include "src/engine/rule_file.h"
#include "src/engine/rule_set.h"

namespace advisor {
namespace {

using testing::HasSubstr;

// "LINE:COLUMN-COLUMN level: message (hint)"; the second column is behind the last character.
std::string described(const Diagnostics& diagnostics, const SourceSet& sources) {
  static constexpr const char* kLevels[] = {"note", "warning", "error"};
  std::string out;
  for (const Diagnostic& d : diagnostics) {
    if (!d.span.valid()) {
      out += "without place: " + d.message + "\n";
      continue;
    }
    const SourceFile& file = sources.file(d.span.source);
    const LineColumn begin = file.locate(d.span.begin);
    const LineColumn end = file.locate(d.span.end);
    out += fmt::format("{}:{}-{} {}: {}", begin.line, begin.column,
                       end.line == begin.line ? std::to_string(end.column)
                                              : fmt::format("{}:{}", end.line, end.column),
                       kLevels[static_cast<int>(d.level)], d.message);
    out += d.hint.empty() ? "\n" : " (" + d.hint + ")\n";
  }
  return out;
}

std::string checked(const std::string& text) {
  SourceSet sources;
  const SourceId source = sources.add("rule.yaml", text);
  const Parsed parsed = parse_yaml(sources.file(source).text(), source);
  Diagnostics diagnostics = parsed.diagnostics;
  const Rule rule = read_rule(
      parsed.root, [](const std::string&) { return nullptr; }, diagnostics);
  if (diagnostics.empty())
    check_expressions(rule, sources, diagnostics);
  return described(diagnostics, sources);
}

// A rule whose first line is that of `body`.
std::string rule_of(const std::string& body) {
  std::string text = body;
  for (const std::string line :
       {"format: 1", "id: x", "severity: info", "title: x", "message: x", "check: now > now"})
    if (const std::string key = line.substr(0, line.find(':') + 1);
        ("\n" + text).find("\n" + key) == std::string::npos &&
        !(key == "check:" && ("\n" + text).find("\nchecks:") != std::string::npos))
      text += "\n" + line;
  return text;
}

struct Case {
  std::string body;
  std::string expected;
};

void run(const std::vector<Case>& cases) {
  for (const Case& one : cases)
    EXPECT_EQ(checked(rule_of(one.body)), one.expected) << one.body;
}

// The given lines begin at line 3.
std::string of_type(const std::string& type, const std::string& rest) {
  return "match:\n  - type: " + type + "\n" + rest;
}
std::string listener(const std::string& rest) {
  return of_type("AWS::ElasticLoadBalancingV2::Listener", rest);
}
std::string databases(const std::string& rest) {
  return of_type("[AWS::RDS::DBInstance, AWS::RDS::DBCluster]", rest);
}
std::string task(const std::string& rest) {
  return of_type("AWS::ECS::TaskDefinition", rest);
}
// The given lines begin at line 5.
std::string containers(const std::string& rest) {
  return task("    each: resource.?ContainerDefinitions.orValue([])\n    as: c\n" + rest);
}

TEST(StaticCheck, FindsPropertiesThatNoTypeHas) {
  run({
      {listener("check: resource.Portt == 443"),
       "3:17-22 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Portt' (did you mean "
       "'Port'?)\n"},
      {listener("check: resource.port == 443"),
       "3:17-21 error: AWS::ElasticLoadBalancingV2::Listener has no property 'port' (did you mean "
       "'Port'?)\n"},
      {listener("check: resource.?port.orValue(1) == 443"),
       "3:18-22 error: AWS::ElasticLoadBalancingV2::Listener has no property 'port' (did you mean "
       "'Port'?)\n"},
      {listener("check: has(resource.load_balancer_arn)"),
       "3:21-38 error: AWS::ElasticLoadBalancingV2::Listener has no property 'load_balancer_arn' "
       "(did you mean 'LoadBalancerArn'?)\n"},
      {listener("check: resource['Potr'] == 443"),
       "3:17-23 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Potr' (did you mean "
       "'Port'?)\n"},
      {listener("check: resource[?'Potr'].orValue(1) == 443"),
       "3:18-24 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Potr' (did you mean "
       "'Port'?)\n"},
      {listener("check: resource.Nothing == 1"),
       "3:17-24 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Nothing'\n"},
      {containers("check: c.?Ulimits.orValue([]).exists(u, u.soft_limit > 3)"),
       "5:43-53 error: ContainerDefinitions[].Ulimits[] of AWS::ECS::TaskDefinition has no "
       "property 'soft_limit' (did you mean 'SoftLimit'?)\n"},
      {containers("let:\n  limits: c.?Ulimits.orValue([])\n  low: limits.filter(u, u.Name == "
                  "'nofile')\ncheck: low.all(l, l.softlimit > 3)"),
       "8:21-30 error: ContainerDefinitions[].Ulimits[] of AWS::ECS::TaskDefinition has no "
       "property 'softlimit' (did you mean 'SoftLimit'?)\n"},
      {containers("check: \"!has(c.HealthCheck) || c.HealthCheck.Intervall == 3\""),
       "5:46-55 error: ContainerDefinitions[].HealthCheck of AWS::ECS::TaskDefinition has no "
       "property 'Intervall' (did you mean 'Interval'?)\n"},
      {containers("check: c.?HealthCheck.?Intervall.orValue(3) == 3"),
       "5:24-33 error: ContainerDefinitions[].HealthCheck of AWS::ECS::TaskDefinition has no "
       "property 'Intervall' (did you mean 'Interval'?)\n"},
      {containers("check: c.?HealthCheck.optMap(h, h.Retry).orValue(3) == 3"),
       "5:35-40 error: ContainerDefinitions[].HealthCheck of AWS::ECS::TaskDefinition has no "
       "property 'Retry'\n"},
      {task("lookup:\n  services:\n    find: AWS::ECS::Service\n    where: "
            "it.?TaskDefinitions.orValue('') == 'x'\ncheck: services.all(s, "
            "s.?DesiredCounts.orValue(1) > 0)"),
       "6:16-31 error: AWS::ECS::Service has no property 'TaskDefinitions' (did you mean "
       "'TaskDefinition'?)\n7:27-40 error: AWS::ECS::Service has no property 'DesiredCounts' (did "
       "you mean 'DesiredCount'?)\n"},
      {"match:\n  - type: AWS::Lambda::EventSourceMapping\nlookup:\n  queue:\n    follow: "
       "resource.?EventSourceARN.orValue('')\n    type: AWS::SQS::Queue\ncheck: "
       "queue.?VisibilityTimeOut.orValue(30) > 3",
       "5:23-37 error: AWS::Lambda::EventSourceMapping has no property 'EventSourceARN' (did you "
       "mean 'EventSourceArn'?)\n7:15-32 error: AWS::SQS::Queue has no property "
       "'VisibilityTimeOut' (did you mean 'VisibilityTimeout'?)\n"},
      {listener("functions:\n  \"port(x)\": x.Prt\ncheck: port(resource) == 3"),
       "4:16-19 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Prt' (did you mean "
       "'Port'?)\n"},
      {listener("check: meta.nam == 'x'"),
       "3:13-16 error: meta has no property 'nam' (did you mean 'name'?)\n"},
      {listener("check: resource.Protocol.Name == 'x' || !has(resource.Protocol)"),
       "3:26-30 error: a string has no properties, so not 'Name'\n"},
      {databases("check: has(resource.MultiAz)"),
       "3:21-28 error: none of AWS::RDS::DBInstance, AWS::RDS::DBCluster has a property 'MultiAz' "
       "(did you mean 'MultiAZ'?)\n"},
      {listener("message: \"{{ resource.Prot }} of {{ meta.name }}\""),
       "3:23-27 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Prot' (did you mean "
       "'Port'?)\n"},
      {listener("fix: {x: \"a {{= resource.Prot }} {{ b }}\"}"),
       "3:26-30 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Prot' (did you mean "
       "'Port'?)\n"},
      {listener("check: cel.bind(a, resource.DefaultActions, a.all(x, x.type == 'forward'))"),
       "3:56-60 error: DefaultActions[] of AWS::ElasticLoadBalancingV2::Listener has no property "
       "'type' (did you mean 'Type'?)\n"},
  });
}

TEST(StaticCheck, FindsPropertiesThatOnlySomeTypesHave) {
  run({
      {databases("check: resource.MultiAZ == true"),
       "3:17-24 error: AWS::RDS::DBInstance has the property 'MultiAZ', AWS::RDS::DBCluster has "
       "not (ask with has(), or write .?MultiAZ)\n"},
      {databases("check: has(resource.MultiAZ) && resource.MultiAZ"), ""},
      {databases("check: resource.?MultiAZ.orValue(false)"), ""},
      {databases("check: meta.type == 'AWS::RDS::DBCluster' || resource.?MultiAZ.orValue(false)"),
       ""},
      {databases("check: \"meta.type != 'AWS::RDS::DBCluster' || has(resource.EngineMode) && "
                 "resource.EngineMode == 'x'\""),
       ""},
      {databases("let:\n  instance: meta.type == 'AWS::RDS::DBInstance'\nwhen: instance && "
                 "has(resource.Port)\ncheck: resource.Port == '3306'"),
       ""},
  });
}

TEST(StaticCheck, WarnsOfPropertiesThatMayBeMissing) {
  run({
      {listener("check: resource.Port == 443"),
       "3:17-21 warning: 'Port' may be missing in AWS::ElasticLoadBalancingV2::Listener (ask "
       "has(resource.Port) first, or write .?Port)\n"},
      {listener("check: has(resource.Port) && resource.Port == 443"), ""},
      {listener("check: resource.Port == 443 && has(resource.Port)"), ""},
      {listener("check: \"!has(resource.Port) || resource.Port == 443\""), ""},
      {listener("check: \"has(resource.Port) ? resource.Port == 443 : true\""), ""},
      {listener("check: \"has(resource.Port) ? true : resource.Port == 443\""),
       "3:46-50 warning: 'Port' may be missing in AWS::ElasticLoadBalancingV2::Listener (ask "
       "has(resource.Port) first, or write .?Port)\n"},
      {listener("when: has(resource.Port)\ncheck: resource.Port == 443\nmessage: \"port {{ "
                "resource.Port }}\"\nvariants:\n  - if: resource.Port == 80\n    severity: info"),
       ""},
      {listener("    when: has(resource.Port)\ncheck: resource.Port == 443"), ""},
      {"match:\n  - type: AWS::ElasticLoadBalancingV2::Listener\n    when: has(resource.Port)\n  - "
       "type: AWS::ElasticLoadBalancingV2::Listener\ncheck: resource.Port == 443",
       "5:17-21 warning: 'Port' may be missing in AWS::ElasticLoadBalancingV2::Listener (ask "
       "has(resource.Port) first, or write .?Port)\n"},
      {listener("checks:\n  - id: a\n    when: has(resource.Port)\n    assert: resource.Port == "
                "443\n  - id: b\n    assert: resource.Port == 80"),
       "8:22-26 warning: 'Port' may be missing in AWS::ElasticLoadBalancingV2::Listener (ask "
       "has(resource.Port) first, or write .?Port)\n"},
      {listener("check: \"!has(resource.Port)\"\nmessage: \"port {{ resource.Port }}\""), ""},
      {listener("check: has(resource.Port)\nmessage: \"port {{ resource.Port }}\""),
       "4:28-32 warning: 'Port' may be missing in AWS::ElasticLoadBalancingV2::Listener (ask "
       "has(resource.Port) first, or write .?Port)\n"},
      {listener("check: resource.?Port.hasValue() && resource.Port == 443"), ""},
      {listener("check: resource.?Port.orValue(0) > 0 && resource.Port < 443"), ""},
      {listener("check: resource.?Port.orValue(0) >= 0 && resource.Port < 443"),
       "3:51-55 warning: 'Port' may be missing in AWS::ElasticLoadBalancingV2::Listener (ask "
       "has(resource.Port) first, or write .?Port)\n"},
      {listener(
           "let:\n  port: resource.?Port.orValue(0)\nwhen: port > 0\ncheck: resource.Port == 443"),
       ""},
      {listener("let:\n  usual: has(resource.Port) && resource.Port in [80, 443]\n  port: "
                "resource.Port\nwhen: usual\ncheck: port == 443"),
       ""},
      {listener("functions:\n  \"ported(x)\": has(x.Port)\nwhen: ported(resource)\ncheck: "
                "resource.Port == 443"),
       ""},
      {containers("check: c.HealthCheck.Command == ['NONE']"),
       "5:10-21 warning: 'HealthCheck' may be missing in ContainerDefinitions[] of "
       "AWS::ECS::TaskDefinition (ask has(c.HealthCheck) first, or write .?HealthCheck)\n5:22-29 "
       "warning: 'Command' may be missing in ContainerDefinitions[].HealthCheck of "
       "AWS::ECS::TaskDefinition (ask has(c.HealthCheck.Command) first, or write .?Command)\n"},
      {containers("check: has(c.HealthCheck.Interval)"),
       "5:14-25 warning: 'HealthCheck' may be missing in ContainerDefinitions[] of "
       "AWS::ECS::TaskDefinition (ask has(c.HealthCheck) first, or write .?HealthCheck)\n"},
      {containers("when: has(c.HealthCheck.Interval)\ncheck: c.HealthCheck.Interval > 3"),
       "5:13-24 warning: 'HealthCheck' may be missing in ContainerDefinitions[] of "
       "AWS::ECS::TaskDefinition (ask has(c.HealthCheck) first, or write .?HealthCheck)\n"},
      {containers("let:\n  health: c.HealthCheck\nwhen: has(c.HealthCheck)\ncheck: health.Timeout "
                  "< 3 && c.HealthCheck.Timeout < 3"),
       "8:15-22 warning: 'Timeout' may be missing in ContainerDefinitions[].HealthCheck of "
       "AWS::ECS::TaskDefinition (ask has(c.HealthCheck.Timeout) first, or write "
       ".?Timeout)\n8:44-51 warning: 'Timeout' may be missing in "
       "ContainerDefinitions[].HealthCheck of AWS::ECS::TaskDefinition (ask "
       "has(c.HealthCheck.Timeout) first, or write .?Timeout)\n"},
      {task("let:\n  small: resource.?ContainerDefinitions.orValue([]).filter(c, has(c.Memory) && "
            "c.Memory < 4)\ncheck: small.size() == 0 || small[0].Memory == 0\nat: small[0].Cpu"),
       "6:14-17 warning: 'Cpu' may be missing in ContainerDefinitions[] of "
       "AWS::ECS::TaskDefinition (ask with has() first, or write .?Cpu)\n"},
      {task("let:\n  all: resource.?ContainerDefinitions.orValue([])\ncheck: all.filter(c, "
            "has(c.Cpu)).map(x, x.Cpu).sum() > 3 && all.map(c, has(c.Cpu), c.Cpu).sum() > 3"),
       ""},
      {task("check: resource.?ContainerDefinitions.orValue([]).all(c, c.Memory > 3)"),
       "3:60-66 warning: 'Memory' may be missing in ContainerDefinitions[] of "
       "AWS::ECS::TaskDefinition (ask with has() first, or write .?Memory)\n"},
      {containers("check: c.?LogConfiguration.?Options.optMap(o, o.mode == 'x').orValue(false)"),
       "5:49-53 warning: 'mode' may be missing in ContainerDefinitions[].LogConfiguration.Options "
       "of AWS::ECS::TaskDefinition (ask has(c.LogConfiguration.Options.mode) first, or write "
       ".?mode)\n"},
      {containers("check: c.?LogConfiguration.?Options.optMap(o, 'mode' in o && o.mode == "
                  "'x').orValue(false)"),
       ""},
      {containers("check: resource.ContainerDefinitions.size() > 1"), ""},
      {listener("lookup:\n  balancer:\n    follow: resource.?LoadBalancerArn.orValue('')\n    "
                "type: AWS::ElasticLoadBalancingV2::LoadBalancer\ncheck: found(balancer) && "
                "balancer.Scheme == 'internal'"),
       "7:36-42 warning: 'Scheme' may be missing in AWS::ElasticLoadBalancingV2::LoadBalancer (ask "
       "has(balancer.Scheme) first, or write .?Scheme)\n"},
      {listener("lookup:\n  rules:\n    find: AWS::ElasticLoadBalancingV2::ListenerRule\n    "
                "where: refers(it.ListenerArn, resource) && has(it.Priority)\ncheck: rules.all(r, "
                "r.Priority > 3)"),
       ""},
  });
}

TEST(StaticCheck, FindsComparisonsThatCannotWork) {
  run({
      {listener("check: resource.?Port.orValue(1) == '443'"),
       "3:37-42 error: resource.?Port.orValue(1) is an integer and never equals a string\n"},
      {listener("check: \"'443' != resource.?Port.orValue(1)\""),
       "3:9-14 error: resource.?Port.orValue(1) is an integer and never equals a string\n"},
      {listener("check: resource.?Port.orValue(1) in ['80', '443']"),
       "3:37-50 error: resource.?Port.orValue(1) is an integer and never equals a string\n"},
      {listener("check: resource.?Port == 443"),
       "3:26-29 error: resource.?Port is an optional and never equals an integer (an optional "
       "holds a value or nothing: take it out with .orValue(...))\n"},
      {listener("check: resource.DefaultActions == null"),
       "3:35-39 error: resource.DefaultActions is a list and never equals null (inputs hold no "
       "null, such properties are missing: ask with has())\n"},
      {listener("check: resource.?Port.orValue(1) > '400'"),
       "3:8-41 error: an integer and a string cannot be ordered\n"},
      {listener("check: resource.?Port.orValue(1) > 400.5"), ""},
      {listener("check: resource.?Port.orValue(1) * 1.5 > 3.0"),
       "3:8-39 error: '*' does not take an integer and a decimal number (convert one of them with "
       "double() or int())\n"},
      {listener("check: double(resource.?Port.orValue(1)) * 1.5 > 3.0"), ""},
      {listener("check: resource.?Protocol.orValue('') + 1 == 'x'"),
       "3:8-42 error: '+' does not take a string and an integer\n"},
      {listener("check: now + 3 > now"),
       "3:8-15 error: '+' does not take a timestamp and an integer\n"},
      {listener("check: now - duration('3h') < now + days(3)"), ""},
      {listener("check: \"!resource.LoadBalancerArn\""),
       "3:9-35 error: '!' does not take a string\n"},
      {listener("check: resource.LoadBalancerArn"),
       "3:8-32 error: a condition is needed, this is a string\n"},
      {listener("check: has(resource.Port) && resource.?SslPolicy"),
       "3:30-49 error: '&&' does not take an optional (an optional holds a value or nothing: take "
       "it out with .orValue(...))\n"},
      {listener("check: resource.?Protocol.startsWith('HTTP')"),
       "3:27-37 error: startsWith() does not take an optional (take it out with .orValue(...))\n"},
      {listener("check: resource.LoadBalancerArn.orValue('') == ''"),
       "3:33-40 error: orValue() does not take a string (only .?Property and [?key] give an "
       "optional)\n"},
      {listener("check: resource.?Port.orValue(1).contains('4')"),
       "3:34-42 error: contains() does not take an integer\n"},
      {listener("check: resource.?DefaultActions.all(a, a.Type == 'forward')"),
       "3:8-32 error: resource.?DefaultActions is an optional, not a list (take it out with "
       ".orValue([]))\n"},
      {listener("check: \"'x' in resource.LoadBalancerArn\""),
       "3:16-41 error: 'in' needs a list or a map, not a string\n"},
      {task("    each: resource.?ContainerDefinitions\ncheck: item.Name == 'x'"),
       "3:11-41 error: 'each' needs a list or a map, not an optional (take it out with "
       ".orValue([]))\n"},
      {"match:\n  - type: AWS::RDS::DBInstance\nparams:\n  gib: {type: int, default: 3}\ncheck: "
       "resource.?AllocatedStorage.orValue('5') > params.gib",
       "5:8-60 error: a string and an integer cannot be ordered\n"},
      {"match:\n  - type: AWS::CloudWatch::Alarm\nparams:\n  part: {type: double, default: "
       "3}\ncheck: resource.?Threshold.orValue(1) * 2 > 3 && params.part * 2.0 > 1.0 && "
       "params.part * 2 > 1",
       ""},
  });
}

TEST(StaticCheck, WarnsOfValuesThatAreNotDocumented) {
  run({
      {listener("check: resource.DefaultActions.all(a, a.Type != 'foward')"),
       "3:49-57 warning: 'foward' is no value of DefaultActions[].Type of "
       "AWS::ElasticLoadBalancingV2::Listener (did you mean 'forward'?)\n"},
      {listener("check: resource.DefaultActions.all(a, a.Type == 'forward')"), ""},
      {listener("check: resource.DefaultActions.all(a, a.Type in ['redirect', 'fixed_response'])"),
       "3:62-78 warning: 'fixed_response' is no value of DefaultActions[].Type of "
       "AWS::ElasticLoadBalancingV2::Listener (did you mean 'fixed-response'?)\n"},
      {listener("check: resource.?Protocol.orValue('NONE') in ['HTTP', 'NONE', 'SMTP']"),
       "3:63-69 warning: 'SMTP' is no value of Protocol of AWS::ElasticLoadBalancingV2::Listener "
       "(documented are GENEVE, HTTP, HTTPS, QUIC, TCP, TCP_QUIC, TCP_UDP, TLS, ...)\n"},
      {listener(
           "check: \"resource.?Protocol.orValue('HTTP') == (has(resource.Port) ? 'HTTP' : 'x')\""),
       ""},
      {listener("check: resource.DefaultActions.all(a, a.Type.startsWith('authenticate-'))"), ""},
      {listener("check: resource.DefaultActions.all(a, a.Type.startsWith('authenticate_'))"),
       "3:57-72 warning: no value of DefaultActions[].Type of "
       "AWS::ElasticLoadBalancingV2::Listener fits startsWith('authenticate_') (documented are "
       "authenticate-cognito, authenticate-oidc, fixed-response, forward, jwt-validation, "
       "redirect)\n"},
      {listener("check: resource.DefaultActions.all(a, a.Type.matches('^re.*x$'))"),
       "3:54-63 warning: no value of DefaultActions[].Type of "
       "AWS::ElasticLoadBalancingV2::Listener fits matches('^re.*x$') (documented are "
       "authenticate-cognito, authenticate-oidc, fixed-response, forward, jwt-validation, "
       "redirect)\n"},
      {listener("check: resource.?SslPolicy.orValue('') == 'whatever'"), ""},
  });
}

TEST(StaticCheck, NotesWhatCouldBeSimpler) {
  run({
      {listener("check: true || has(resource.Port)"),
       "3:8-34 note: this condition is always true\n"},
      {listener("when: 1 > 2\ncheck: has(resource.Port)"),
       "3:7-12 note: this condition is always false\n"},
      {listener("params:\n  port: {type: int, default: 443}\ncheck: params.port > 3 || "
                "has(resource.Port)"),
       ""},
      {listener(
           "params:\n  port: {type: int, default: 443}\n  unused: {type: int, default: "
           "443}\nlookup:\n  balancer:\n    follow: resource.LoadBalancerArn\n    type: "
           "AWS::ElasticLoadBalancingV2::LoadBalancer\nfunctions:\n  \"twice(x)\": x * 2\nlet:\n  "
           "a: resource.?Port.orValue(1) * params.port\n  b: a + 1\ncheck: has(resource.Port)"),
       "5:3-9 note: the parameter 'unused' is not used\n7:3-11 note: the lookup 'balancer' is not "
       "used\n14:6-11 note: the let 'b' is not used\n11:3-13 note: the function 'twice' is not "
       "used\n"},
      {listener("params:\n  port: {type: int, default: 443}\ncheck: has(resource.Port)\nmessage: "
                "port {{ params['port'] }}"),
       ""},
      {listener("check: resource.LoadBalancerArn.matches('^arn:aws')"),
       "3:41-51 note: this pattern is a plain prefix (write startsWith('arn:aws'))\n"},
      {listener("check: resource.LoadBalancerArn.matches('internal')"),
       "3:41-51 note: this pattern fits anywhere in the text (write contains('internal') if that "
       "is meant, else ^ and $)\n"},
      {listener("check: resource.LoadBalancerArn.matches('app/[0-9]+')"),
       "3:41-53 note: this pattern fits anywhere in the text (write ^ and $ around it, or .* where "
       "anything may follow)\n"},
      {listener("check: resource.LoadBalancerArn.matches('^arn:aws:[a-z]+:')"), ""},
      {listener(
           "check: resource.LoadBalancerArn.matches('.*app.*') && meta.name.matches('[.]prod$')"),
       ""},
  });
}

TEST(StaticCheck, FindsLiteralsThatDoNotParse) {
  run({
      {listener("check: has(resource.Port) && now > now - duration('3d')"),
       "3:51-55 error: '3d' is no duration\n"},
      {listener("check: has(resource.Port) || now > timestamp('2026-13-01T00:00:00Z')"),
       "3:46-68 error: '2026-13-01T00:00:00Z' is no timestamp\n"},
      {listener("check: has(resource.Port) && meta.name.matches('prod(')"),
       "3:48-55 error: invalid regular expression: missing ): prod(\n"},
      {listener("check: has(resource.Port) && regex.extract(meta.name, '[').hasValue()"),
       "3:55-58 error: invalid regular expression: missing ]: [\n"},
      {listener("check: has(resource.Port) && now > timestamp('2026-12-01T00:00:00Z') - "
                "duration('1h30m')"),
       ""},
  });
}

TEST(StaticCheck, IsSilentWithoutSchema) {
  run({
      {"match:\n  - type: Ecspresso::Config\ncheck: resource.Anything.at.all == 3 && resource.x > "
       "'a'",
       ""},
      {"match:\n  - type: [AWS::ECS::Service, Lambroll::Options]\ncheck: resource.anything == 3",
       ""},
      {"match:\n  - type: aws_iam_user\ncheck: resource.name.startsWith('x')", ""},
      {"match:\n  - type: AWS::SQS::Queue\ncheck: resource.?RedrivePolicy.optMap(p, "
       "int(p.maxReceiveCount) > 3).orValue(true)",
       ""},
      {"match:\n  - type: AWS::S3::BucketPolicy\ncheck: "
       "asList(resource.PolicyDocument.Statement).all(s, s.Effect != 'Alow')",
       ""},
      {listener("data:\n  t: {as_of: 2026-01-01, source: x, table: {a: {b: 1}}}\ncheck: "
                "resource.LoadBalancerArn in data.t && data.t[resource.LoadBalancerArn].b == 'x'"),
       ""},
      {listener("check: json(resource.LoadBalancerArn).a.b == 3 && "
                "arn(resource.LoadBalancerArn).value().Region == 'x'"),
       ""},
      {"match:\n  - type: AWS::ECS::Services\ncheck: has(resource.Name)",
       "2:11-29 note: no schema of AWS::ECS::Services is known (did you mean "
       "AWS::ECS::Service?)\n"},
      {"match:\n  - type: AWS::Nothing::Known\nlookup:\n  q: {find: 'AWS::SQS::Queues'}\ncheck: "
       "q.all(x, x.y == 3)",
       "4:3-4 note: no schema of AWS::SQS::Queues is known (did you mean AWS::SQS::Queue?)\n"},
  });
}

TEST(StaticCheck, PointsIntoEveryKindOfScalar) {
  run({
      {listener("check: |\n  has(resource.Port) &&\n    resource.Portt == 443"),
       "5:14-19 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Portt' (did you mean "
       "'Port'?)\n"},
      {listener("check: >-\n  has(resource.Port) &&\n  resource.Portt == 443\n\n  && resource.Prot "
                "== 'x'"),
       "5:12-17 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Portt' (did you mean "
       "'Port'?)\n7:15-19 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Prot' (did "
       "you mean 'Port'?)\n"},
      {listener("check: \"has(resource.Port) \\\n    && \\x72esource.Portt == 443\""),
       "4:20-25 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Portt' (did you mean "
       "'Port'?)\n"},
      {listener("check: 'resource.Portt == 443 && meta.name == ''ü'' && resource.Prot == 1'"),
       "3:18-23 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Portt' (did you mean "
       "'Port'?)\n3:65-69 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Prot' (did "
       "you mean 'Port'?)\n"},
      {listener("check: has(resource.Port) &&\n  resource.Portt == 443"),
       "4:12-17 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Portt' (did you mean "
       "'Port'?)\n"},
      {listener("message:\n  en: |\n    The port\n    日本 {{ meta.name }} {{ resource.Portt }}\n"),
       "6:36-41 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Portt' (did you mean "
       "'Port'?)\n"},
  });
}

TEST(StaticCheck, JudgesWholeRules) {
  run({
      {"match:\n  - type: AWS::ECS::TaskDefinition\n    each: resource.ContainerDefinitions\n    "
       "as: container\n    label: container.Name\nparams:\n  least: {type: int, default: 4096}\n  "
       "skip: {type: list, default: []}\nlet:\n  windows: "
       "resource.?RuntimePlatform.?OperatingSystemFamily.orValue('LINUX').startsWith('WINDOWS')\n  "
       "fargate: resource.?RequiresCompatibilities.orValue([]) == ['FARGATE']\n  limits: "
       "container.?Ulimits.orValue([])\nwhen: \"!windows && !(container.Name in "
       "params.skip)\"\nchecks:\n  - id: nofile\n    assert: limits.exists(u, u.Name == 'nofile' "
       "&& u.SoftLimit >= params.least)\n    variants:\n      - {if: fargate, severity: warning}\n "
       "   message: \"{{ container.Name }} {{ params.least }} {{ "
       "resource.?Family.orValue(meta.name) }}\"\n  - id: nproc\n    assert: limits.exists(u, "
       "u.Name == 'nproc')\n    message: \"{{ container.Name }}\"",
       "3:20-40 warning: 'ContainerDefinitions' may be missing in AWS::ECS::TaskDefinition (ask "
       "has(resource.ContainerDefinitions) first, or write .?ContainerDefinitions)\n"},
      {"match:\n  - type: AWS::ElasticLoadBalancingV2::Listener\nparams:\n  authenticated: {type: "
       "bool, default: false}\nlookup:\n  lb: {follow: resource.LoadBalancerArn, type: "
       "AWS::ElasticLoadBalancingV2::LoadBalancer}\nlet:\n  actions: resource.DefaultActions\n  "
       "internal: lb.?Scheme.orValue('internet-facing') == 'internal'\n  login: actions.exists(a, "
       "a.Type.startsWith('authenticate-') || a.Type == 'jwt-validation')\nwhen: "
       "resource.?Protocol.orValue('') in ['HTTP', 'HTTPS'] && (params.authenticated || "
       "!login)\ncheck: \"!actions.exists(a, a.Type == 'forward')\"\nvariants:\n  - {if: internal, "
       "severity: info}\nmessage: \"{{ resource.?Port.orValue(0) }} {{ lb.?Name.orValue('') }}\"",
       ""},
      {"match:\n  - type: AWS::Lambda::Permission\n    when: resource.Action in "
       "['lambda:InvokeFunction', 'lambda:*']\n    each: \"[resource.FunctionName]\"\n  - type: "
       "AWS::Lambda::EventSourceMapping\n    each: \"[resource.FunctionName]\"\n  - type: "
       "AWS::Events::Rule\n    each: resource.?Targets.orValue([]).map(t, t.Arn)\n  - type: "
       "AWS::SNS::Subscription\n    when: resource.Protocol == 'lambda'\n    each: "
       "\"[resource.Endpoint]\"\n  - type: AWS::S3::Bucket\n    each: "
       "resource.?NotificationConfiguration.?LambdaConfigurations.orValue([]).map(c, "
       "c.Function)\nlet:\n  fn: lambdaRef(item)\nwhen: fn.hasValue()\ncheck: "
       "fn.value().?Qualifier.orValue('$LATEST') != '$LATEST'\nkey: fn.value().Name + '|' + "
       "resource.?SourceArn.orValue(meta.id)\nmessage: \"{{ fn.value().Name }}\"",
       "11:22-30 warning: 'Endpoint' may be missing in AWS::SNS::Subscription (ask "
       "has(resource.Endpoint) first, or write .?Endpoint)\n"},
      {"match:\n  - type: AWS::RDS::DBInstance\nwhen: "
       "\"!resource.?Engine.orValue('').startsWith('custom-')\"\ncheck: "
       "has(resource.DBParameterGroupName) && "
       "!resource.DBParameterGroupName.startsWith('default.')",
       ""},
      {"match:\n  - type: AWS::Lambda::EventSourceMapping\nparams:\n  factor: {type: int, default: "
       "6}\nlookup:\n  queue: {follow: resource.EventSourceArn, type: AWS::SQS::Queue}\n  fn: "
       "{follow: resource.FunctionName, type: AWS::Lambda::Function}\nlet:\n  visibility: "
       "queue.?VisibilityTimeout.orValue(30)\n  timeout: fn.?Timeout.orValue(3)\n  need: "
       "params.factor * timeout + resource.?MaximumBatchingWindowInSeconds.orValue(0)\nwhen: "
       "has(resource.EventSourceArn) && isType(queue, 'AWS::SQS::Queue') && "
       "resource.?Enabled.orValue(true)\ncheck: visibility >= need\nvariants:\n  - {if: visibility "
       "< timeout, severity: critical}\nat: visibility",
       ""},
      {"match:\n  - type: [AWS::RDS::DBInstance, AWS::RDS::DBCluster, AWS::DynamoDB::Table, "
       "AWS::DocDB::DBCluster, AWS::ElastiCache::ReplicationGroup]\n    changes: [delete, "
       "replace]\nparams:\n  allow: {type: list, default: []}\ncheck: meta.id in params.allow\nat: "
       "change\nmessage:\n  en: \"{{ meta.id }} {{ change.?replace_paths.orValue([]).size() > 0 ? "
       "change.replace_paths.map(p, p.join('.')).join(', ') : '' }}\"\n  ja: \"{{ meta.id }} {{ "
       "change.action == 'delete' ? '削除' : '置換' }}\"",
       ""},
  });
}

TEST(StaticCheck, KeepsApartWhatLooksAlike) {
  run({
      {containers("check: \"has(c.Memory) ? [1].map(c, c).size() == 1 : true\""), ""},
      {listener("check: has(resource.Port) && resource.DefaultActions.all(resource, resource.Type "
                "== 'forward')"),
       ""},
      {task("let:\n  named: resource.?ContainerDefinitions.orValue([]).filter(c, has(c.Memory))\n  "
            "other: resource.?ContainerDefinitions.orValue([])\ncheck: other.all(c, c.Memory > 3) "
            "&& named.all(c, c.Memory > 3)"),
       "6:23-29 warning: 'Memory' may be missing in ContainerDefinitions[] of "
       "AWS::ECS::TaskDefinition (ask with has() first, or write .?Memory)\n"},
      {containers("check: c.?DependsOn.orValue([]).all(d, d.?Condition.orValue('') != 'HEALTHY' || "
                  "d.Condition == 'HEALTHY')"),
       ""},
      {containers("check: c.?Memory.orValue(null) == null || c.?Environment.orValue([]).exists(e, "
                  "e.?Value.orValue('') == 'x')"),
       ""},
      {listener("check: (has(resource.Port) && resource.Port > 1) || (has(resource.Port) && "
                "resource.Port < 9)"),
       ""},
      {listener("check: \"!(has(resource.Port) && resource.Port > 1 && "
                "resource.?Protocol.orValue('') != 'TCP')\""),
       ""},
      {databases("let:\n  port: \"has(resource.Port) ? string(resource.Port) : ''\"\ncheck: port "
                 "!= '3306'"),
       ""},
      {containers(
           "check: c.?PortMappings.orValue([]).map(p, p.?HostPort.orValue(0)).distinct().size() > "
           "1 && c.?Ulimits.orValue([]).first().hasValue()"),
       ""},
      {containers("check: c.?Environment.orValue([]).transformList(i, e, i > 0, "
                  "e.?Name.orValue('')).join(',') != ''"),
       ""},
      {containers("check: c.?DockerLabels.orValue({}).all(k, k.startsWith('x')) && "
                  "c.?DockerLabels.orValue({}).all(k, v, v.size() > k.size())"),
       ""},
  });
}

TEST(StaticCheck, OnlyErrorsKeepARuleFromLoading) {
  const auto files = memory_file_system({
      {"own/may-fail.yaml", rule_of("id: may-fail\n" + listener("check: resource.Port == 443"))},
      {"own/fails.yaml", rule_of("id: fails\n" + listener("check: resource.Prot == 443"))},
  });
  SourceSet sources;
  RuleSet rules;
  Diagnostics diagnostics;
  rules.add_path("own", files, sources, diagnostics);
  EXPECT_EQ(described(diagnostics, sources),
            "4:17-21 error: AWS::ElasticLoadBalancingV2::Listener has no property 'Prot' (did you "
            "mean 'Port'?)\n");
  ASSERT_EQ(rules.rules().size(), 1U);
  EXPECT_EQ(rules.rules()[0]->id, "may-fail");
}

// Every let is used twice by the next one, under other guards each time.
TEST(StaticCheck, TakesNoLongerForHostileRules) {
  std::string lets = "let:\n  a0: resource.?Port.orValue(1) > 3\n";
  std::string functions = "functions:\n  \"f0(x)\": x.?Port.orValue(1) > 3\n";
  for (int i = 1; i < 60; ++i) {
    lets += fmt::format("  a{}: (has(resource.P{}) && a{}) || (has(resource.Q{}) && a{})\n", i, i,
                        i - 1, i, i - 1);
    functions +=
        fmt::format("  \"f{}(x)\": f{}(x) || (has(x.P{}) && f{}(x))\n", i, i - 1, i, i - 1);
  }
  const auto before = std::chrono::steady_clock::now();
  EXPECT_THAT(checked(rule_of(listener(lets + "check: a59"))), HasSubstr("has no property 'P59'"));
  EXPECT_THAT(checked(rule_of(listener(functions + "check: f59(resource)"))),
              HasSubstr("has no property 'P9'"));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
}

}  // namespace
}  // namespace advisor
