#include "src/aws/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "src/aws/errors.h"
#include "src/aws/json.h"
#include "src/aws/xml.h"
#include "src/model/dump.h"

namespace advisor::aws {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const Endpoint kEndpoint = {"https", "host", "/prefix", "us-east-1", false};

HttpRequest encoded(const char* service, const char* operation, const char* json) {
  Result<HttpRequest> request =
      encode(*find_operation(service, operation), *read_json(json), kEndpoint);
  EXPECT_TRUE(request.ok());
  return *std::move(request);
}

HttpResponse answer(int status, std::string body) {
  HttpResponse out;
  out.status = status;
  out.body = std::move(body);
  return out;
}

// --- Requests -----------------------------------------------------------------------------------

TEST(Encode, QueryRequestsFlattenListsAndMaps) {
  EXPECT_EQ(encoded("elasticloadbalancing", "DescribeTags",
                    R"({"ResourceArns":["a:1","b"],"X":{"Y":true,"Z":[1.5]}})")
                .body,
            "Action=DescribeTags&Version=2015-12-01&ResourceArns.member.1=a%3A1&"
            "ResourceArns.member.2=b&X.Y=true&X.Z.member.1=1.5");
  EXPECT_EQ(encoded("rds", "DescribeDBInstances",
                    R"({"Filters":[{"Name":"engine","Values":["mysql","x"]}]})")
                .body,
            "Action=DescribeDBInstances&Version=2014-10-31&Filters.Filter.1.Name=engine&"
            "Filters.Filter.1.Values.Value.1=mysql&Filters.Filter.1.Values.Value.2=x");
  EXPECT_EQ(encoded("ec2", "DescribeSubnets",
                    R"({"Filters":[{"Name":"vpc-id","Values":["v"]}],"SubnetIds":["s"]})")
                .body,
            "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=v&"
            "SubnetId.1=s");
}

TEST(Encode, RestParametersHaveTheNamesOfTheWire) {
  const auto request = encoded("backup", "ListBackupSelections",
                               R"({"BackupPlanId":"p/1","MaxResults":5,"NextToken":"t"})");
  EXPECT_EQ(request.path, "/prefix/backup/plans/p%2F1/selections/");
  EXPECT_EQ(request.query, "maxResults=5&nextToken=t");
  EXPECT_EQ(encoded("appconfig", "ListApplications", R"({"NextToken":"t"})").query, "next_token=t");
  EXPECT_EQ(encoded("route53", "ListHealthChecks", R"({"Marker":"m","MaxItems":1})").query,
            "marker=m&maxitems=1");
}

TEST(Encode, PutsThePrefixOfTheEndpointBeforeThePath) {
  EXPECT_EQ(encoded("ecs", "ListClusters", "{}").path, "/prefix/");
  EXPECT_EQ(encoded("lambda", "ListFunctions", "{}").path, "/prefix/2015-03-31/functions");
  EXPECT_EQ(encoded("s3", "ListBuckets", R"({"MaxBuckets":5})").path, "/prefix/");
  EXPECT_EQ(encoded("s3", "ListBuckets", R"({"MaxBuckets":5})").query, "max-buckets=5");
  EXPECT_EQ(
      encoded("lambda", "ListProvisionedConcurrencyConfigs", R"({"FunctionName":"f","Marker":"m"})")
          .query,
      "List=ALL&Marker=m");
}

// --- Answers ------------------------------------------------------------------------------------

std::string decoded(const char* service, const char* operation, const HttpResponse& response) {
  const Decoded out = decode(*find_operation(service, operation), response);
  return out.code.empty() ? dump(out.value) : out.code + ": " + out.message;
}

TEST(Decode, XmlListsAreListsAlsoWhenEmpty) {
  EXPECT_EQ(
      decoded("elasticloadbalancing", "DescribeListeners",
              answer(200,
                     "<?xml version=\"1.0\"?><DescribeListenersResponse xmlns=\"http://x/\">"
                     "<DescribeListenersResult><Listeners><member><Port>80</Port><AlpnPolicy/>"
                     "<DefaultActions><member><Type>forward</Type></member></DefaultActions>"
                     "<SslPolicy/></member></Listeners></DescribeListenersResult>"
                     "</DescribeListenersResponse>")),
      R"(map{Listeners:list[map{Port:str"80" AlpnPolicy:list[] DefaultActions:list[map{Type:str"forward"}] SslPolicy:str""}]})");
}

TEST(Decode, HealthChecksOfRoute53) {
  EXPECT_EQ(decoded("route53", "ListHealthChecks",
                    answer(200,
                           "<ListHealthChecksResponse><HealthChecks><HealthCheck><Id>h</Id>"
                           "<HealthCheckConfig><Type>CALCULATED</Type><ChildHealthChecks>"
                           "<ChildHealthCheck>c</ChildHealthCheck></ChildHealthChecks>"
                           "</HealthCheckConfig></HealthCheck></HealthChecks>"
                           "<IsTruncated>false</IsTruncated><MaxItems>1000</MaxItems>"
                           "</ListHealthChecksResponse>")),
            "map{HealthChecks:list[map{Id:str\"h\" HealthCheckConfig:map{Type:str\"CALCULATED\" "
            "ChildHealthChecks:list[str\"c\"]}}] IsTruncated:str\"false\" MaxItems:str\"1000\"}");
}

TEST(Decode, MapsOfEntries) {
  EXPECT_EQ(decoded("sns", "GetTopicAttributes",
                    answer(200,
                           "<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>"
                           "<entry><key>Policy</key><value>{\"a\":\"&lt;\"}</value></entry>"
                           "<entry><key>Owner</key><value/></entry></Attributes>"
                           "</GetTopicAttributesResult></GetTopicAttributesResponse>")),
            R"(map{Attributes:map{Policy:str"{\"a\":\"<\"}" Owner:str""}})");
}

TEST(Decode, NamesOfEC2AndS3AreThoseOfTheAPI) {
  EXPECT_EQ(
      decoded("ec2", "DescribeSubnets",
              answer(200,
                     "<R><requestId>1</requestId><subnetSet><item><subnetId>s</subnetId>"
                     "<tagSet><item><key>k</key><value>v</value></item></tagSet></item>"
                     "</subnetSet></R>")),
      R"(map{RequestId:str"1" Subnets:list[map{SubnetId:str"s" Tags:list[map{Key:str"k" Value:str"v"}]}]})");
  EXPECT_EQ(
      decoded("s3", "GetBucketNotificationConfiguration",
              answer(200,
                     "<NotificationConfiguration><CloudFunctionConfiguration>"
                     "<CloudFunction>arn</CloudFunction><Event>a</Event><Event>b</Event>"
                     "</CloudFunctionConfiguration></NotificationConfiguration>")),
      R"(map{LambdaFunctionConfigurations:list[map{LambdaFunctionArn:str"arn" Events:list[str"a" str"b"]}]})");
  EXPECT_EQ(decoded("s3", "GetBucketNotificationConfiguration",
                    answer(200, "<NotificationConfiguration/>")),
            "map{}");
  EXPECT_EQ(decoded("s3", "GetBucketLocation", answer(200, "<LocationConstraint/>")), "map{}");
  EXPECT_EQ(decoded("s3", "GetBucketPolicy", answer(200, R"({"Version":"x"})")),
            R"(map{Policy:str"{\"Version\":\"x\"}"})");
}

TEST(Decode, ErrorsOfEachProtocol) {
  EXPECT_EQ(decoded("ecs", "ListServices",
                    answer(400, R"({"__type":"a.b#ClusterNotFoundException","message":"m"})")),
            "ClusterNotFoundException: m");
  HttpResponse queue = answer(400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist"})");
  queue.headers = {{"x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender"}};
  EXPECT_EQ(decoded("sqs", "GetQueueAttributes", queue),
            "AWS.SimpleQueueService.NonExistentQueue: ");
  HttpResponse lambda = answer(404, R"({"Type":"User","Message":"none"})");
  lambda.headers = {{"x-amzn-errortype", "ResourceNotFoundException:http://internal/"}};
  EXPECT_EQ(decoded("lambda", "GetPolicy", lambda), "ResourceNotFoundException: none");
  EXPECT_EQ(decoded("ec2", "DescribeSubnets",
                    answer(403,
                           "<Response><Errors><Error><Code>UnauthorizedOperation</Code>"
                           "<Message>m</Message></Error></Errors></Response>")),
            "UnauthorizedOperation: m");
  EXPECT_EQ(decoded("ecs", "ListServices",
                    answer(403,
                           "<ErrorResponse><Error><Code>AccessDenied</Code></Error>"
                           "</ErrorResponse>")),
            "AccessDenied: ");
  EXPECT_EQ(decoded("ecs", "ListServices", answer(500, "")), "HTTP 500: ");
}

TEST(Decode, NothingOutsideIsLoadedByXml) {
  EXPECT_THAT(decoded("ec2", "DescribeRegions",
                      answer(200,
                             "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                             "<r><a>&x;</a></r>")),
              testing::Not(HasSubstr("root:")));
}

// --- The tables ---------------------------------------------------------------------------------

TEST(Operations, EachBelongsToAServiceAndIsThereOnce) {
  std::set<std::string> names;
  for (const Operation& operation : operations()) {
    EXPECT_NE(find_service(operation.service), nullptr) << operation.name;
    EXPECT_TRUE(names.insert(iam_action(operation)).second) << iam_action(operation);
    EXPECT_EQ(operation.input_token.empty(), operation.page_members.empty()) << operation.name;
    EXPECT_EQ(operation.input_token.empty(), operation.output_token.empty()) << operation.name;
  }
}

TEST(Operations, OnlyReadButForTheRefreshOfTrustedAdvisorAndRoles) {
  for (const Operation& operation : operations()) {
    const std::string_view name = operation.name;
    const bool reads = name.starts_with("Describe") || name.starts_with("List") ||
                       name.starts_with("Get") || name.starts_with("BatchGet");
    EXPECT_TRUE(reads || operation.service == "sts" || name == "RefreshTrustedAdvisorCheck")
        << name;
  }
}

// --- Corpora ------------------------------------------------------------------------------------

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const fs::path kCorpus = fs::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus" / "aws-api";

// Scalars as text, as XML has them; without what only a client adds.
Value as_text(const Value& value) {
  if (const List* list = value.as_list()) {
    List out;
    for (const Value& element : *list)
      out.push_back(as_text(element));
    return Value::list(std::move(out));
  }
  if (const Map* map = value.as_map()) {
    Value out = Value::map();
    for (const Member& member : *map)
      if (member.key != "ResponseMetadata")
        out.set(member.key, as_text(member.value));
    return out;
  }
  if (value.as_string() != nullptr)
    return value;
  return Value::string(write_json(value));
}

// Differences of two trees, by path. Times are written differently and are left out, and empty
// elements may stand for anything empty.
void compare(const std::string& path, const Value& ours, const Value& theirs,
             std::vector<std::string>& out) {
  if (const Map* map = theirs.as_map()) {
    for (const Member& member : *map) {
      const Value* mine = ours.find(member.key);
      if (mine == nullptr)
        out.push_back(path + "." + member.key + " is missing");
      else
        compare(path + "." + member.key, *mine, member.value, out);
    }
    return;
  }
  const List* list = theirs.as_list();
  if (list == nullptr) {
    if (!path.ends_with("Time") && !path.ends_with("Timestamp") && dump(ours) != dump(theirs))
      out.push_back(path + ": " + dump(ours) + " is not " + dump(theirs));
    return;
  }
  if (ours.as_list() == nullptr || ours.as_list()->size() != list->size()) {
    out.push_back(path + " is no list of that length");
    return;
  }
  for (std::size_t i = 0; i < list->size(); ++i)
    compare(path + "[]", (*ours.as_list())[i], (*list)[i], out);
}

TEST(Corpus, RealXmlAnswersComeOutAsTheirParsedForms) {
  const fs::path folder = kCorpus / "botocore-wire";
  if (!fs::exists(folder))
    GTEST_SKIP() << "no " << folder;
  struct Case {
    const char *file, *service, *operation;
  };
  for (const Case& c : {
           Case{"rds-describe-db-instances", "rds", "DescribeDBInstances"},
           Case{"rds-describe-db-parameter-groups", "rds", "DescribeDBParameterGroups"},
           Case{"sns-get-subscription-attributes", "sns", "GetSubscriptionAttributes"},
           Case{"sns-get-topic-attributes", "sns", "GetTopicAttributes"},
           Case{"sns-list-subscriptions", "sns", "ListSubscriptions"},
           Case{"sns-list-subscriptions-by-topic", "sns", "ListSubscriptionsByTopic"},
           Case{"sns-list-topics", "sns", "ListTopics"},
           Case{"s3-get-bucket-location", "s3", "GetBucketLocation"},
           Case{"s3-get-bucket-policy", "s3", "GetBucketPolicy"},
       }) {
    const Decoded ours = decode(*find_operation(c.service, c.operation),
                                answer(200, read(folder / (std::string(c.file) + ".xml"))));
    EXPECT_EQ(ours.code, "") << c.file;
    std::vector<std::string> differences;
    compare("", ours.value, as_text(*read_json(read(folder / (std::string(c.file) + ".json")))),
            differences);
    EXPECT_THAT(differences, testing::IsEmpty()) << c.file;
  }
}

TEST(Corpus, RealErrorsHaveTheirCodes) {
  const fs::path folder = kCorpus / "botocore-wire" / "errors";
  if (!fs::exists(folder))
    GTEST_SKIP() << "no " << folder;
  const auto code = [&](const char* service, const char* operation, const char* file) {
    return decode(*find_operation(service, operation), answer(400, read(folder / file))).code;
  };
  EXPECT_EQ(code("rds", "DescribeDBInstances", "rds-describe-db-instances.xml"),
            "DBInstanceNotFound");
  EXPECT_EQ(code("autoscaling", "DescribePolicies", "autoscaling-delete-policy.xml"),
            "ValidationError");
  EXPECT_EQ(code("ec2", "DescribeSubnets", "ec2-describe-instances.xml"),
            "InvalidInstanceID.Malformed");
  EXPECT_EQ(code("s3", "ListBuckets", "s3-list-objects.xml"), "AccessDenied");
}

TEST(Corpus, RecordedAnswersOfAllProtocolsCanBeRead) {
  const fs::path folder = kCorpus / "moto-wire";
  if (!fs::exists(folder))
    GTEST_SKIP() << "no " << folder;
  struct Case {
    const char *file, *service, *operation, *expected;
  };
  for (const Case& c : {
           Case{"ecs/list_services.200.json", "ecs", "ListServices", "service/prod/web"},
           Case{"elbv2/describe_rules.200.xml", "elasticloadbalancing", "DescribeRules",
                "Rules:list[map{"},
           Case{"elbv2/describe_tags.200.xml", "elasticloadbalancing", "DescribeTags",
                "TagDescriptions:list[map{"},
           Case{"rds/describe_db_clusters.200.xml", "rds", "DescribeDBClusters",
                "DBClusters:list[map{"},
           Case{"elasticache/describe_cache_clusters.200.xml", "elasticache",
                "DescribeCacheClusters", "CacheClusters:list[map{"},
           Case{"s3/get_bucket_notification_configuration.200.xml", "s3",
                "GetBucketNotificationConfiguration", "LambdaFunctionConfigurations:list[map{"},
           Case{"s3/list_buckets.200.xml", "s3", "ListBuckets", "Buckets:list[map{"},
           Case{"ec2/describe_regions.200.xml", "ec2", "DescribeRegions",
                "OptInStatus:str\"not-opted-in\""},
           Case{"sts/get_caller_identity.200.xml", "sts", "GetCallerIdentity",
                "Account:str\"123456789012\""},
           Case{"lambda/get_policy.200.json", "lambda", "GetPolicy", "Policy:str"},
           Case{"sqs/list_queues.200.json", "sqs", "ListQueues", "QueueUrls:list[str"},
       })
    EXPECT_THAT(decoded(c.service, c.operation, answer(200, read(folder / c.file))),
                HasSubstr(c.expected))
        << c.file;
}

// --- JSON ---------------------------------------------------------------------------------------

TEST(Json, ReadsWithinBounds) {
  EXPECT_EQ(
      dump(*read_json(R"({"a":[1,-2,2.5,18446744073709551615,true,null,"x"],"b":{}})")),
      R"(map{a:list[int1 int-2 double2.5 double1.8446744073709552e+19 true null str"x"] b:map{}})");
  EXPECT_EQ(read_json("[1,2]", {100, 2}).error().message, "its JSON has more than 2 values");
  EXPECT_EQ(read_json("[[1]]", {1, 100}).error().message,
            "its JSON is nested deeper than 1 levels");
  EXPECT_THAT(read_json("{\"secret\": tru").error().message, testing::Not(HasSubstr("secret")));
  EXPECT_FALSE(read_json("").ok());
  EXPECT_FALSE(read_json("{} x").ok());
}

}  // namespace
}  // namespace advisor::aws
