// A scan of an account with 2,000 functions and 500 services: `advisor run --aws` against an AWS on
// the loopback interface, which checks every signature. Compared with a tenth of it in the same
// run: a call must cost the same, and memory grow with what is kept.
//
//   live_account [FUNCTIONS SERVICES]

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "bench/timing.h"
#include "tests/aws/fake_aws.h"

namespace advisor {
namespace {

using aws::Reply;
using aws::SeenRequest;
using Json = nlohmann::json;

constexpr int kFunctionsOfAPage = 50;  // what the API gives at most
constexpr double kMostCallRatio = 1.5;
constexpr double kMostMegabytes = 150;
// Per function with an alias: two policies, aliases, URLs, invoke configs. Per service: its task
// definition and a tenth of a description. Lists in pages, and each of the other calls once.
constexpr int most_calls(int functions, int services) {
  return functions * 5 + functions / kFunctionsOfAPage + services + services / 10 + services / 100 +
         70;
}

std::string arn(std::string_view service, std::string_view rest) {
  return fmt::format("arn:aws:{}:ap-northeast-1:123456789012:{}", service, rest);
}

class LargeAccount {
 public:
  LargeAccount(int functions, int services) : functions_(functions), services_(services) {}

  Reply answer(const SeenRequest& request) const {
    if (request.service == "lambda")
      return lambda(request);
    if (request.service == "ecs")
      return aws::json_reply(ecs(request.operation(), Json::parse(request.body)).dump());
    if (request.service == "route53")
      return xml("<ListHealthChecksResponse><HealthChecks/></ListHealthChecksResponse>");
    if (request.service == "s3")
      return xml("<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>");
    if (request.operation() == "GetCallerIdentity")
      return aws::query_reply("GetCallerIdentity", "<Account>123456789012</Account><Arn>" +
                                                       arn("sts", "assumed-role/audit/bench") +
                                                       "</Arn>");
    for (const char* rest : {"appconfig", "backup", "scheduler"})
      if (request.service == rest)
        return aws::json_reply("{}");
    if (request.headers.contains("x-amz-target"))
      return aws::json_reply("{}");
    return aws::query_reply(request.operation(), "");
  }

 private:
  static Reply xml(std::string body) {
    Reply reply;
    reply.body = std::move(body);
    return reply;
  }

  Reply lambda(const SeenRequest& request) const {
    if (request.path == "/2015-03-31/functions")
      return aws::json_reply(functions(request.query).dump());
    if (request.path.ends_with("/aliases"))
      return aws::json_reply(aliases(request.path).dump());
    if (request.path.ends_with("/policy"))
      return aws::json_reply(policy(request.path).dump());
    return aws::json_reply("{}");
  }

  Json functions(const std::string& query) const {
    int first = 0;
    if (const std::size_t marker = query.find("Marker="); marker != std::string::npos)
      std::from_chars(query.data() + marker + 7, query.data() + query.size(), first);
    Json page = Json::array();
    const int end = std::min(first + kFunctionsOfAPage, functions_);
    for (int i = first; i < end; ++i)
      page.push_back(
          {{"FunctionName", fmt::format("f{}", i)},
           {"FunctionArn", arn("lambda", fmt::format("function:f{}", i))},
           {"Runtime", "python3.13"},
           {"Handler", "app.handler"},
           {"MemorySize", 256},
           {"Timeout", 30},
           {"Description", std::string(100, 'd')},
           {"Environment", {{"Variables", {{"STAGE", "production"}, {"LEVEL", "info"}}}}},
           {"Layers", {{{"Arn", arn("lambda", "layer:common:7")}}}}});
    Json out = {{"Functions", std::move(page)}};
    if (end < functions_)
      out["NextMarker"] = std::to_string(end);
    return out;
  }

  // "/2015-03-31/functions/f7/aliases" -> "f7"
  static std::string function_of(const std::string& path) {
    const std::string rest = path.substr(std::string_view("/2015-03-31/functions/").size());
    return rest.substr(0, rest.find('/'));
  }

  static Json aliases(const std::string& path) {
    const std::string name = function_of(path);
    return {{"Aliases",
             {{{"Name", "current"},
               {"FunctionVersion", "12"},
               {"AliasArn", arn("lambda", "function:" + name + ":current")}}}}};
  }

  static Json policy(const std::string& path) {
    const std::string name = function_of(path);
    const Json statement = {{"Sid", "events"},
                            {"Effect", "Allow"},
                            {"Principal", {{"Service", "events.amazonaws.com"}}},
                            {"Action", "lambda:InvokeFunction"},
                            {"Resource", arn("lambda", "function:" + name)}};
    return {{"Policy", Json{{"Version", "2012-10-17"}, {"Statement", {statement}}}.dump()}};
  }

  Json ecs(const std::string& operation, const Json& parameters) const {
    if (operation == "ListClusters")
      return {{"clusterArns", {arn("ecs", "cluster/prod")}}};
    if (operation == "ListServices")
      return services(parameters.value("nextToken", "0"));
    if (operation == "DescribeServices") {
      Json described = Json::array();
      for (const std::string service : parameters["services"]) {
        const std::string name = service.substr(service.rfind('/') + 1);
        described.push_back({{"serviceArn", service},
                             {"serviceName", name},
                             {"clusterArn", arn("ecs", "cluster/prod")},
                             {"desiredCount", 2},
                             {"launchType", "FARGATE"},
                             {"taskDefinition", arn("ecs", "task-definition/" + name + ":41")}});
      }
      return {{"services", std::move(described)}};
    }
    if (operation == "DescribeTaskDefinition")
      return {{"taskDefinition", task(parameters["taskDefinition"])}};
    return Json::object();
  }

  Json services(const std::string& token) const {
    int first = 0;
    std::from_chars(token.data(), token.data() + token.size(), first);
    Json out = {{"serviceArns", Json::array()}};
    const int end = std::min(first + 100, services_);
    for (int i = first; i < end; ++i)
      out["serviceArns"].push_back(arn("ecs", fmt::format("service/prod/s{}", i)));
    if (end < services_)
      out["nextToken"] = std::to_string(end);
    return out;
  }

  static Json task(const std::string& id) {
    const std::string family = id.substr(id.rfind('/') + 1, id.rfind(':') - id.rfind('/') - 1);
    const Json container = {{"name", "app"},
                            {"image", "example.com/" + family + ":v1.2.3"},
                            {"essential", true},
                            {"environment", {{{"name", "STAGE"}, {"value", "production"}}}},
                            {"portMappings", {{{"containerPort", 8080}, {"protocol", "tcp"}}}}};
    return {{"taskDefinitionArn", id},
            {"family", family},
            {"networkMode", "awsvpc"},
            {"containerDefinitions", {container, container}}};
  }

  int functions_, services_;
};

struct Scan {
  Timing timing;
  std::size_t calls = 0;
};

Result<Scan> scan(int functions, int services) {
  const LargeAccount account(functions, services);
  std::string wrong;
  aws::FakeAws fake([&](const SeenRequest& request) {
    if (!request.signature_error.empty())
      wrong = request.operation() + ": " + request.signature_error;
    return account.answer(request);
  });
  setenv("AWS_ENDPOINT_URL", fake.url().c_str(), 1);
  const Result<Timing> timing =
      time_once({ADVISOR_PROGRAM, "run", "--aws", "--trusted-advisor", "off", "-q"});
  if (!timing)
    return timing.error();
  if (!wrong.empty())
    return Error{wrong};
  return Scan{*timing, fake.requests().size()};
}

int run(int functions, int services) {
  for (const auto& [name, value] :
       {std::pair("AWS_ACCESS_KEY_ID", "test"), std::pair("AWS_SECRET_ACCESS_KEY", "test"),
        std::pair("AWS_REGION", "ap-northeast-1")})
    setenv(name, value, 1);
  for (const char* name : {"AWS_SESSION_TOKEN", "AWS_PROFILE"})
    unsetenv(name);
  const Result<Scan> small = scan(functions / 10, services / 10);
  const Result<Scan> large = scan(functions, services);
  for (const Result<Scan>* one : {&small, &large})
    if (!*one) {
      std::cerr << "live_account: " << one->error().message << '\n';
      return EXIT_FAILURE;
    }
  fmt::print("{:<36}{:>8}{:>12}{:>12}{:>14}{:>9}\n", "advisor run --aws", "calls", "wall", "CPU",
             "CPU / call", "peak");
  bool kept = true;
  const auto per_call = [](const Scan& one) {
    return one.timing.cpu_ms / static_cast<double>(one.calls);
  };
  const auto row = [&](int f, int s, const Scan& one) {
    const int most = most_calls(f, s);
    const bool few = one.calls <= static_cast<std::size_t>(most);
    kept = kept && few;
    fmt::print("{:<36}{:>8}{:>9.0f} ms{:>9.0f} ms{:>11.3f} ms{:>6.0f} MB   at most {} calls{}\n",
               fmt::format("{} functions, {} services", f, s), one.calls, one.timing.wall_ms,
               one.timing.cpu_ms, per_call(one), one.timing.peak_mb, most, few ? "" : "  MISSED");
  };
  row(functions / 10, services / 10, *small);
  row(functions, services, *large);
  const double ratio = per_call(*large) / per_call(*small);
  const bool cheap = ratio <= kMostCallRatio;
  const bool slim = large->timing.peak_mb <= kMostMegabytes;
  fmt::print("a call of the large account costs {:.2f} of one of the small, at most {}{}\n", ratio,
             kMostCallRatio, cheap ? "" : "  MISSED");
  fmt::print("the larger of advisor and advisor-aws has {:.0f} MB, at most {:.0f}{}\n",
             large->timing.peak_mb, kMostMegabytes, slim ? "" : "  MISSED");
  return kept && cheap && slim ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace advisor

int main(int count, char** arguments) {
  int functions = 2000;
  int services = 500;
  if (count == 3) {
    functions = std::atoi(arguments[1]);
    services = std::atoi(arguments[2]);
  }
  if (functions < 10 || services < 10 || (count != 1 && count != 3)) {
    std::cerr << "usage: live_account [FUNCTIONS SERVICES], 10 or more of each\n";
    return 2;
  }
  return advisor::run(functions, services);
}
