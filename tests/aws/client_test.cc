#include "src/aws/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/model/dump.h"
#include "tests/aws/fake_aws.h"
#include "tests/aws/test_machine.h"

namespace advisor::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Value map_of(std::initializer_list<std::pair<const char*, Value>> members) {
  Value out = Value::map();
  for (const auto& [key, value] : members)
    out.set(key, value);
  return out;
}
Value text(const char* value) {
  return Value::string(value);
}

// A client and the AWS that it talks to.
class ClientTest : public testing::Test {
 protected:
  // Answers by a handler; the client is made on first use.
  void play(FakeAws::Handler handler) {
    aws_ = std::make_unique<FakeAws>(std::move(handler));
    machine_.variables["AWS_ENDPOINT_URL"] = aws_->url();
    machine_.variables["AWS_REGION"] = "ap-northeast-1";
    options_.random = [] { return 1.0; };
    keys_.keys = {"test", "test", "session-token"};
  }

  Client& client() {
    if (client_ == nullptr) {
      config_.emplace(*SharedConfig::load(machine_.machine, ""));
      endpoints_.emplace(machine_.machine, *config_);
      cache_.emplace(
          [this]() -> Result<Credentials> {
            ++fetches_;
            return source_ ? source_() : Result<Credentials>(keys_);
          },
          machine_.machine.clock);
      client_ = std::make_unique<Client>(*transport_, *cache_, *endpoints_, machine_.machine.clock,
                                         options_);
    }
    return *client_;
  }

  Answer call(const char* service, const char* operation, Value parameters = Value::map(),
              const char* region = "") {
    std::vector<Answer> answers =
        client().run({{service, operation, region, std::move(parameters)}});
    EXPECT_EQ(answers.size(), 1U);
    return std::move(answers.front());
  }

  // "code action region", for one failure.
  static std::string failure_of(const Answer& answer) {
    if (answer.failures.size() != 1)
      return std::to_string(answer.failures.size()) + " failures";
    EXPECT_TRUE(answer.value.is_null());
    const Failure& failure = answer.failures[0];
    return failure.code + " " + failure.action + " " + failure.region;
  }

  TestMachine machine_;
  std::unique_ptr<FakeAws> aws_;
  ClientOptions options_;
  Credentials keys_;
  CredentialSource source_;
  int fetches_ = 0;
  std::unique_ptr<Transport> transport_ = make_http_transport({});
  std::optional<SharedConfig> config_;
  std::optional<Endpoints> endpoints_;
  std::optional<CredentialCache> cache_;
  std::unique_ptr<Client> client_;
};

// --- What goes over the wire --------------------------------------------------------------------

TEST_F(ClientTest, SignsEveryProtocolSoThatAWSUnderstandsIt) {
  play([](const SeenRequest& request) -> Reply {
    if (request.service == "s3")
      return json_reply(
          R"(<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>)");
    if (request.service == "ec2")
      return json_reply("<R><subnetSet/></R>");
    if (request.body.rfind("Action=", 0) == 0)
      return query_reply(request.operation(), "<DBInstances/>");
    return json_reply("{}");
  });
  const char* arn = "arn:aws:lambda:ap-northeast-1:123456789012:function:a b+c/d";
  const std::vector<Answer> answers = client().run({
      {"ecs", "DescribeClusters", "", map_of({{"clusters", Value::list({text("日本")})}})},
      {"sqs", "ListQueues", "", Value::map()},
      {"rds", "DescribeDBInstances", "", map_of({{"Marker", text("a+b/c=&d e")}})},
      {"ec2", "DescribeSubnets", "", map_of({{"SubnetIds", Value::list({text("subnet-1")})}})},
      {"lambda", "ListTags", "", map_of({{"Resource", text(arn)}})},
      {"lambda", "GetPolicy", "",
       map_of({{"FunctionName", text("f:live")}, {"Qualifier", text("$LATEST")}})},
      {"scheduler", "GetSchedule", "", map_of({{"Name", text("n")}, {"GroupName", text("a+b")}})},
      {"s3", "GetBucketVersioning", "", map_of({{"Bucket", text("my.bucket")}})},
  });
  for (const Answer& answer : answers)
    EXPECT_TRUE(answer.ok()) << (answer.failures.empty() ? "" : answer.failures[0].message);
  std::map<std::string, SeenRequest> seen;
  for (const SeenRequest& request : aws_->requests()) {
    EXPECT_EQ(request.signature_error, "") << request.service << " " << request.path;
    EXPECT_EQ(request.region, "ap-northeast-1");
    EXPECT_EQ(request.header("x-amz-security-token"), "session-token");
    seen[request.operation()] = request;
  }
  EXPECT_THAT(seen, SizeIs(8));
  EXPECT_EQ(seen["DescribeClusters"].header("content-type"), "application/x-amz-json-1.1");
  EXPECT_EQ(seen["ListQueues"].header("content-type"), "application/x-amz-json-1.0");
  EXPECT_EQ(seen["ListQueues"].body, R"({"MaxResults":1000})");
  EXPECT_EQ(seen["DescribeDBInstances"].parameter("Marker"), "a+b/c=&d e");
  EXPECT_EQ(seen["DescribeDBInstances"].parameter("Version"), "2014-10-31");
  EXPECT_EQ(seen["DescribeSubnets"].parameter("SubnetId.1"), "subnet-1");
  EXPECT_EQ(seen["DescribeSubnets"].parameter("MaxResults"), "");
  EXPECT_EQ(seen["/2015-03-31/functions/f%3Alive/policy"].query, "Qualifier=%24LATEST");
  EXPECT_EQ(seen["/schedules/n"].query, "groupName=a%2Bb");
  EXPECT_EQ(seen["/my.bucket"].query, "versioning=");
}

TEST_F(ClientTest, AFakeThatChecksSignaturesRefusesAWrongKey) {
  play([](const SeenRequest& request) -> Reply {
    return request.signature_error.empty() ? json_reply("{}")
                                           : json_error("SignatureDoesNotMatch", "no", 403);
  });
  keys_.keys.secret_key = "wrong";
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")),
            "SignatureDoesNotMatch ecs:ListClusters ap-northeast-1");
  EXPECT_THAT(aws_->requests(), SizeIs(1));
}

TEST_F(ClientTest, AnswersStandInTheOrderOfTheCalls) {
  play([](const SeenRequest& request) {
    Reply reply = json_reply(request.body);
    reply.delay_milliseconds = static_cast<int>(request.body.size() % 3);
    return reply;
  });
  std::vector<Call> calls;
  const auto name = [](std::size_t i) { return std::string(i % 7, 'x') + std::to_string(i); };
  for (std::size_t i = 0; i < 60; ++i)
    calls.push_back(
        {"dynamodb", "DescribeTable", "", map_of({{"TableName", Value::string(name(i))}})});
  const std::vector<Answer> answers = client().run(calls);
  for (std::size_t i = 0; i < 60; ++i)
    EXPECT_EQ(*answers[i].value.find("TableName")->as_string(), name(i));
  EXPECT_LE(aws_->most_at_a_time(), 8);
  EXPECT_GE(aws_->most_at_a_time(), 2);
}

TEST_F(ClientTest, ManyCallsShareFewConnections) {
  play([](const SeenRequest&) { return json_reply("{}"); });
  const std::vector<Call> calls(
      2000, {"lambda", "GetFunctionConcurrency", "", map_of({{"FunctionName", text("f")}})});
  EXPECT_THAT(client().run(calls), SizeIs(2000));
  EXPECT_LE(aws_->connections(), 8);
}

// --- Pages --------------------------------------------------------------------------------------

TEST_F(ClientTest, JoinsPagesAndTakesEmptyOnesWithAToken) {
  play([](const SeenRequest& request) {
    if (request.body.find("two") != std::string::npos)
      return json_reply(R"({"serviceArns":[],"nextToken":"three"})");
    if (request.body.find("three") != std::string::npos)
      return json_reply(R"({"serviceArns":["c"],"nextToken":null})");
    return json_reply(R"({"serviceArns":["a","b"],"nextToken":"two","other":1})");
  });
  const Answer answer = call("ecs", "ListServices", map_of({{"cluster", text("c")}}));
  EXPECT_EQ(dump(answer.value), R"(map{serviceArns:list[str"a" str"b" str"c"] other:int1})");
  EXPECT_EQ(aws_->requests()[1].body, R"({"cluster":"c","maxResults":100,"nextToken":"two"})");
}

TEST_F(ClientTest, JoinsPagesOfXml) {
  play([](const SeenRequest& request) {
    const bool second = request.parameter("Marker") == "m";
    return query_reply("DescribeListeners",
                       second ? "<Listeners><member><Port>2</Port></member></Listeners>"
                              : "<Listeners><member><Port>1</Port></member></Listeners>"
                                "<NextMarker>m</NextMarker>");
  });
  EXPECT_EQ(dump(call("elasticloadbalancing", "DescribeListeners").value),
            R"(map{Listeners:list[map{Port:str"1"} map{Port:str"2"}]})");
}

TEST_F(ClientTest, PagesThatNeverEndAreAFailure) {
  int calls = 0;
  play([&](const SeenRequest&) {
    return json_reply(R"({"clusterArns":["a"],"nextToken":")" + std::to_string(++calls % 3) +
                      "\"}");
  });
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")), "PagingLoop ecs:ListClusters ap-northeast-1");
  EXPECT_THAT(aws_->requests(), SizeIs(4));
}

TEST_F(ClientTest, PagesAreBound) {
  int calls = 0;
  options_.pages = 5;
  play([&](const SeenRequest&) {
    return json_reply(R"({"clusterArns":["a"],"nextToken":")" + std::to_string(++calls) + "\"}");
  });
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")),
            "TooManyPages ecs:ListClusters ap-northeast-1");
  EXPECT_THAT(aws_->requests(), SizeIs(5));
}

// --- Failures of AWS ----------------------------------------------------------------------------

TEST_F(ClientTest, ThrottlingWithStatus400IsWaitedFor) {
  int calls = 0;
  play([&](const SeenRequest&) {
    return ++calls < 4 ? json_error("ThrottlingException", "Rate exceeded")
                       : json_reply(R"({"clusterArns":["a"]})");
  });
  EXPECT_EQ(dump(call("ecs", "ListClusters").value), R"(map{clusterArns:list[str"a"]})");
  std::int64_t slept = 0;
  for (const std::int64_t time : machine_.sleeps)
    slept += time;
  EXPECT_EQ(slept, 1000 + 2000 + 4000);  // full jitter, of which the test takes the most
}

TEST_F(ClientTest, ThrottlingThatStaysEndsInAFailureAfterAllAttempts) {
  play([](const SeenRequest&) { return query_error("Throttling", "Rate exceeded"); });
  EXPECT_EQ(failure_of(call("rds", "DescribeDBInstances")),
            "Throttling rds:DescribeDBInstances ap-northeast-1");
  EXPECT_THAT(aws_->requests(), SizeIs(6));
}

TEST_F(ClientTest, ThrottlingMakesAServiceSlowerAndOthersNot) {
  int calls = 0;
  play([&](const SeenRequest& request) {
    Reply reply = json_reply("{}");
    reply.delay_milliseconds = 2;
    return request.service == "lambda" && ++calls <= 4
               ? json_error("TooManyRequestsException", "", 429)
               : reply;
  });
  const Call lambda = {"lambda", "GetFunctionConcurrency", "",
                       map_of({{"FunctionName", text("f")}})};
  for (const Answer& answer : client().run(std::vector<Call>(8, lambda)))
    EXPECT_TRUE(answer.ok());
  machine_.sleeps.clear();
  EXPECT_TRUE(call("ecs", "ListClusters").ok());
  EXPECT_THAT(machine_.sleeps, IsEmpty());
}

TEST_F(ClientTest, ServerErrorsAreTriedAgain) {
  int calls = 0;
  play([&](const SeenRequest&) {
    const int statuses[] = {500, 502, 503, 504};
    Reply reply;
    reply.body = "<html>oops</html>";
    reply.status = calls < 4 ? statuses[calls] : 200;
    if (calls++ == 4)
      reply.body = R"({"clusterArns":[]})";
    return reply;
  });
  EXPECT_TRUE(call("ecs", "ListClusters").ok());
  EXPECT_THAT(aws_->requests(), SizeIs(5));
}

TEST_F(ClientTest, AnOutageIsNotMadeWorseByRetries) {
  play([](const SeenRequest&) { return json_error("InternalFailure", "", 500); });
  const std::vector<Call> calls(300, {"ecs", "ListClusters", "", Value::map()});
  for (const Answer& answer : client().run(calls))
    EXPECT_EQ(failure_of(answer), "InternalFailure ecs:ListClusters ap-northeast-1");
  EXPECT_THAT(aws_->requests(), SizeIs(300 + 500 / 5));  // the quota of retries
}

TEST_F(ClientTest, ADeniedCallNamesTheActionAndIsNotRepeated) {
  play([](const SeenRequest&) {
    return json_error("AccessDeniedException",
                      "User: arn:aws:iam::1:user/x is not authorized to perform: lambda:GetPolicy",
                      403);
  });
  const Answer answer =
      call("lambda", "GetPolicy", map_of({{"FunctionName", text("f")}}), "us-west-2");
  EXPECT_EQ(failure_of(answer), "AccessDeniedException lambda:GetPolicy us-west-2");
  EXPECT_TRUE(answer.failures[0].denied);
  EXPECT_THAT(answer.failures[0].message, HasSubstr("not authorized to perform: lambda:GetPolicy"));
  EXPECT_THAT(aws_->requests(), SizeIs(1));
}

TEST_F(ClientTest, TheActionIsIAMsNameForIt) {
  play([](const SeenRequest&) {
    return json_reply("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
                      403);
  });
  EXPECT_EQ(failure_of(call("s3", "GetPublicAccessBlock", map_of({{"Bucket", text("b")}}))),
            "AccessDenied s3:GetBucketPublicAccessBlock ap-northeast-1");
}

TEST_F(ClientTest, WhatIsNotThereIsNoFailure) {
  play([](const SeenRequest& request) {
    if (request.service == "s3")
      return json_reply("<Error><Code>NoSuchBucketPolicy</Code></Error>", 404);
    if (request.service == "rds")
      return query_error("DBInstanceNotFound", "no", 404);
    Reply reply = json_reply(R"({"Type":"User","Message":"no"})", 404);
    reply.headers.emplace_back("x-amzn-ErrorType", "ResourceNotFoundException:http://x/");
    return reply;
  });
  const std::vector<Answer> answers = client().run({
      {"lambda", "GetPolicy", "", map_of({{"FunctionName", text("f")}})},
      {"s3", "GetBucketPolicy", "", map_of({{"Bucket", text("b")}})},
      {"rds", "DescribeDBInstances", "", Value::map()},
  });
  for (const Answer& answer : answers) {
    EXPECT_TRUE(answer.not_found);
    EXPECT_FALSE(answer.ok());
    EXPECT_THAT(answer.failures, IsEmpty());
    EXPECT_TRUE(answer.value.is_null());
  }
}

TEST_F(ClientTest, A404OfSomethingElseIsAFailure) {
  play([](const SeenRequest&) {
    return json_reply("<!doctype html><title>404 Not Found</title>", 404);
  });
  EXPECT_EQ(failure_of(call("lambda", "ListFunctions")),
            "HTTP 404 lambda:ListFunctions ap-northeast-1");
}

// --- Broken answers -----------------------------------------------------------------------------

TEST_F(ClientTest, ConnectionsThatBreakAreTriedAgain) {
  int calls = 0;
  play([&](const SeenRequest&) {
    Reply reply = json_reply(R"({"clusterArns":["a"]})");
    const Reply::Fault faults[] = {Reply::Fault::kClose, Reply::Fault::kCutOff,
                                   Reply::Fault::kNone};
    reply.fault = faults[std::min(calls++, 2)];
    return reply;
  });
  EXPECT_TRUE(call("ecs", "ListClusters").ok());
}

TEST_F(ClientTest, AnAnswerThatIsAlwaysCutOffIsAFailure) {
  play([](const SeenRequest&) {
    Reply reply = json_reply(R"({"clusterArns":["a"]})");
    reply.fault = Reply::Fault::kCutOff;
    return reply;
  });
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")), "Transport ecs:ListClusters ap-northeast-1");
}

TEST_F(ClientTest, NobodyThereIsAFailure) {
  play([](const SeenRequest&) { return json_reply("{}"); });
  aws_.reset();
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")), "Transport ecs:ListClusters ap-northeast-1");
}

TEST_F(ClientTest, SilenceEndsAtTheTimeLimit) {
  options_.request_milliseconds = 100;
  options_.attempts = 2;
  play([](const SeenRequest&) {
    Reply reply;
    reply.fault = Reply::Fault::kSilent;
    return reply;
  });
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")), "Transport ecs:ListClusters ap-northeast-1");
  EXPECT_THAT(aws_->requests(), SizeIs(2));
}

TEST_F(ClientTest, AGiantAnswerIsBrokenOffAndNotTriedAgain) {
  play([](const SeenRequest&) {
    Reply reply;
    reply.fault = Reply::Fault::kEndless;
    return reply;
  });
  const Answer answer = call("ecs", "ListClusters");
  EXPECT_EQ(failure_of(answer), "Transport ecs:ListClusters ap-northeast-1");
  EXPECT_THAT(answer.failures[0].message, HasSubstr("larger than 32 MB"));
  EXPECT_THAT(aws_->requests(), SizeIs(1));
}

TEST_F(ClientTest, WrongContentIsAFailure) {
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  for (const std::string& body :
       {std::string("<html>login here</html>"), std::string("{\"clusterArns\":"), std::string("[]"),
        "{\"a\":" + deep + "}", std::string("{\"a\":\"\xff\"}")}) {
    client_.reset();
    play([&](const SeenRequest&) { return json_reply(body); });
    EXPECT_EQ(failure_of(call("ecs", "ListClusters")),
              "InvalidAnswer ecs:ListClusters ap-northeast-1")
        << body;
    EXPECT_THAT(aws_->requests(), SizeIs(1));
  }
}

TEST_F(ClientTest, WrongXmlIsAFailure) {
  std::string deep;
  for (int i = 0; i < 200; ++i)
    deep += "<a>";
  for (int i = 0; i < 200; ++i)
    deep += "</a>";
  for (const std::string& body :
       {std::string("<html><body/></html>"), std::string("{}"), std::string(),
        "<DescribeDBInstancesResponse><DescribeDBInstancesResult>" + deep +
            "</DescribeDBInstancesResult></DescribeDBInstancesResponse>"}) {
    client_.reset();
    play([&](const SeenRequest&) { return json_reply(body); });
    EXPECT_EQ(failure_of(call("rds", "DescribeDBInstances")),
              "InvalidAnswer rds:DescribeDBInstances ap-northeast-1")
        << body;
  }
}

TEST_F(ClientTest, RedirectsAreNotFollowed) {
  FakeAws other([](const SeenRequest&) { return json_reply(R"({"clusterArns":["evil"]})"); });
  play([&](const SeenRequest&) {
    Reply reply = json_reply("", 302);
    reply.headers.emplace_back("Location", other.url() + "/");
    return reply;
  });
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")), "HTTP 302 ecs:ListClusters ap-northeast-1");
  EXPECT_THAT(other.requests(), IsEmpty());
}

TEST_F(ClientTest, ABucketOfAnotherRegionIsAskedThereOnce) {
  play([](const SeenRequest& request) {
    Reply reply = json_reply("<LocationConstraint>eu-west-1</LocationConstraint>");
    if (request.region == "eu-west-1")
      return reply;
    reply = json_reply("<Error><Code>PermanentRedirect</Code></Error>", 301);
    reply.headers.emplace_back("x-amz-bucket-region", "eu-west-1");
    return reply;
  });
  EXPECT_EQ(dump(call("s3", "GetBucketLocation", map_of({{"Bucket", text("b")}})).value),
            R"(map{LocationConstraint:str"eu-west-1"})");
  EXPECT_EQ(aws_->requests()[1].signature_error, "");
}

TEST_F(ClientTest, ABucketThatIsInNoRegionIsAFailure) {
  int calls = 0;
  play([&](const SeenRequest&) {
    Reply reply = json_reply("<Error><Code>PermanentRedirect</Code></Error>", 301);
    reply.headers.emplace_back("x-amz-bucket-region",
                               ++calls % 2 == 0 ? "eu-west-1" : "evil.example/");
    return reply;
  });
  EXPECT_EQ(failure_of(call("s3", "GetBucketLocation", map_of({{"Bucket", text("b")}}))),
            "PermanentRedirect s3:GetBucketLocation ap-northeast-1");
  EXPECT_THAT(aws_->requests(), SizeIs(1));
}

// --- Credentials and clock ----------------------------------------------------------------------

TEST_F(ClientTest, ExpiredCredentialsAreFetchedAnewOnce) {
  play([](const SeenRequest& request) {
    return request.access_key == "new" ? json_reply(R"({"clusterArns":["a"]})")
                                       : json_error("ExpiredTokenException", "expired");
  });
  aws_->add_keys("new", "secret");
  source_ = [this]() -> Result<Credentials> {
    Credentials out = keys_;
    if (fetches_ > 1)
      out.keys = {"new", "secret", ""};
    return out;
  };
  const std::vector<Call> calls(20, {"ecs", "ListClusters", "", Value::map()});
  for (const Answer& answer : client().run(calls))
    EXPECT_TRUE(answer.ok());
  EXPECT_EQ(fetches_, 2);
  EXPECT_EQ(aws_->requests().back().header("x-amz-security-token"), "");
}

TEST_F(ClientTest, CredentialsThatStayExpiredAreAFailure) {
  play([](const SeenRequest&) { return query_error("ExpiredToken", "expired", 403); });
  const std::vector<Call> calls(20, {"rds", "DescribeDBInstances", "", Value::map()});
  for (const Answer& answer : client().run(calls))
    EXPECT_EQ(failure_of(answer), "ExpiredToken rds:DescribeDBInstances ap-northeast-1");
  EXPECT_EQ(fetches_, 2);
  EXPECT_THAT(aws_->requests(), SizeIs(20));
}

TEST_F(ClientTest, WithoutCredentialsNothingIsSent) {
  play([](const SeenRequest&) { return json_reply("{}"); });
  source_ = []() -> Result<Credentials> { return Error{"the role is gone"}; };
  const std::vector<Call> calls(50, {"ecs", "ListClusters", "", Value::map()});
  for (const Answer& answer : client().run(calls)) {
    EXPECT_EQ(failure_of(answer), "NoCredentials ecs:ListClusters ap-northeast-1");
    EXPECT_EQ(answer.failures[0].message, "the role is gone");
  }
  EXPECT_EQ(fetches_, 1);
  EXPECT_THAT(aws_->requests(), IsEmpty());
}

TEST_F(ClientTest, AWrongClockIsCorrectedByTheirs) {
  play([](const SeenRequest& request) {
    return request.signature_error.empty() ? json_reply(R"({"clusterArns":[]})")
                                           : json_error("RequestTimeTooSkewed", "skewed", 403);
  });
  aws_->set_clock_ahead(-7200);
  EXPECT_TRUE(call("ecs", "ListClusters").ok());
  EXPECT_TRUE(call("ecs", "ListClusters").ok());
  EXPECT_THAT(aws_->requests(), SizeIs(3));  // the second call knows
}

TEST_F(ClientTest, ASignatureThatIsTooOldIsAClockThatIsWrong) {
  play([](const SeenRequest& request) {
    return request.signature_error.empty()
               ? json_reply(R"({"clusterArns":[]})")
               : json_error("InvalidSignatureException", "Signature expired: 2015 is now earlier",
                            403);
  });
  machine_.clock_ahead = -3600;
  EXPECT_TRUE(call("ecs", "ListClusters").ok());
}

TEST_F(ClientTest, MessagesNeverHoldTheKeys) {
  play([](const SeenRequest& request) {
    return json_error("SignatureDoesNotMatch",
                      "It does not match token-that-is-secret.\\n\\nThe Canonical String for this "
                      "request should have been 'x-amz-security-token:" +
                          request.header("x-amz-security-token") + "'",
                      403);
  });
  keys_.keys = {"test", "test", "token-that-is-secret"};
  const Answer answer = call("ecs", "ListClusters");
  EXPECT_EQ(answer.failures[0].message, "It does not match ***.");
}

TEST_F(ClientTest, MessagesAreOneShortLine) {
  play([](const SeenRequest&) {
    return json_error("ClientException", "a\\nb \\u001b[31m" + std::string(2000, 'x'));
  });
  const std::string message = call("ecs", "ListClusters").failures[0].message;
  EXPECT_THAT(message, testing::StartsWith("a b \\x1b[31mxxx"));
  EXPECT_LE(message.size(), 520U);
}

// --- Calls that are not made --------------------------------------------------------------------

TEST_F(ClientTest, WhatTheTablesDoNotHaveIsAFailure) {
  play([](const SeenRequest&) { return json_reply("{}"); });
  EXPECT_EQ(failure_of(call("ecs", "DeleteCluster")), "UnknownOperation ecs:DeleteCluster ");
  EXPECT_EQ(failure_of(call("lambda", "GetPolicy")),
            "InvalidParameter lambda:GetPolicy ap-northeast-1");
  EXPECT_EQ(failure_of(call("s3", "GetBucketPolicy", map_of({{"Bucket", text("..")}}))),
            "InvalidParameter s3:GetBucketPolicy ap-northeast-1");
  EXPECT_EQ(failure_of(call("ecs", "ListClusters", Value::map(), "evil.example/")),
            "NoEndpoint ecs:ListClusters evil.example/");
  EXPECT_THAT(aws_->requests(), IsEmpty());
}

TEST_F(ClientTest, TheTimeForEverythingIsBound) {
  options_.budget_milliseconds = 5000;
  play([](const SeenRequest&) { return json_error("Throttling", ""); });
  const std::vector<Call> calls(20, {"ecs", "ListClusters", "", Value::map()});
  for (const Answer& answer : client().run(calls))
    EXPECT_THAT(failure_of(answer),
                testing::AnyOf(HasSubstr("TimeIsOver"), HasSubstr("Throttling")));
  EXPECT_EQ(failure_of(call("ecs", "ListClusters")), "TimeIsOver ecs:ListClusters ap-northeast-1");
  EXPECT_LE(machine_.milliseconds, 7000);
}

// --- The transport alone ------------------------------------------------------------------------

std::string from_hex(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    out += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  return out;
}

HttpRequest to(const FakeAws& aws) {
  HttpRequest request;
  request.scheme = "http";
  request.authority = aws.authority();
  request.direct = true;
  return request;
}

TEST(Transport, TheLimitIsOnWhatAnAnswerUnpacksTo) {
  FakeAws aws([](const SeenRequest&) {
    Reply reply;
    reply.headers = {{"Content-Encoding", "gzip"}};
    reply.body = from_hex(  // 300,000 blanks
        "1f8b0800000000000203edc1010d000000c2a02aef9fd21e0e28000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000f831df2a1f54e0930400");
    return reply;
  });
  const auto transport = make_http_transport({});
  HttpRequest request = to(aws);
  request.max_bytes = 300'000;
  EXPECT_EQ(fetch(*transport, request).body.size(), 300'000U);
  request.max_bytes = 299'999;
  const HttpResponse refused = fetch(*transport, request);
  EXPECT_EQ(refused.problem, HttpResponse::Problem::kTooLarge);
  EXPECT_EQ(refused.body, "");
}

TEST(Transport, LineBreaksCannotAddHeaders) {
  FakeAws aws([](const SeenRequest&) { return json_reply("{}"); });
  const auto transport = make_http_transport({});
  for (const auto& spoil :
       std::vector<std::function<void(HttpRequest&)>>{[](HttpRequest& r) {
                                                        r.headers.push_back({"X", "a\r\nY: b"});
                                                      },
                                                      [](HttpRequest& r) { r.path = "/a\r\nY: b"; },
                                                      [](HttpRequest& r) { r.query = "a b"; }}) {
    HttpRequest request = to(aws);
    spoil(request);
    EXPECT_EQ(fetch(*transport, request).problem, HttpResponse::Problem::kRefused);
  }
  EXPECT_THAT(aws.requests(), IsEmpty());
}

TEST(Transport, AnswersOfPlainHttpAreNoTls) {
  FakeAws aws([](const SeenRequest&) { return json_reply("{}"); });
  const auto transport = make_http_transport({});
  HttpRequest request = to(aws);
  request.scheme = "https";
  request.connect_milliseconds = 200;
  EXPECT_EQ(fetch(*transport, request).status, 0);
  request.scheme = "file";
  EXPECT_EQ(fetch(*transport, request).problem, HttpResponse::Problem::kRefused);
}

}  // namespace
}  // namespace advisor::aws
