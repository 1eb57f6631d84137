#include "src/aws/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/aws/fake_aws.h"
#include "tests/aws/test_machine.h"

namespace advisor::aws {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class CredentialsTest : public testing::Test, protected TestMachine {
 protected:
  CredentialsTest() { variables["AWS_REGION"] = "ap-northeast-1"; }

  void config(const std::string& text, const std::string& credentials = "") {
    files_["/home/me/.aws/config"] = text;
    if (!credentials.empty())
      files_["/home/me/.aws/credentials"] = credentials;
    set_files(files_);
  }

  // STS, and whatever else the handler plays.
  void play(FakeAws::Handler handler) {
    aws_ = std::make_unique<FakeAws>(std::move(handler));
    variables["AWS_ENDPOINT_URL_STS"] = aws_->url();
  }

  // "access secret token", or the error.
  std::string get(const std::string& profile = "") {
    Result<SharedConfig> loaded = SharedConfig::load(machine, profile);
    if (!loaded)
      return "error: " + loaded.error().message;
    config_.emplace(*std::move(loaded));
    endpoints_.emplace(machine, *config_);
    const Result<CredentialSource> source = select_credentials(machine, *config_, *endpoints_);
    if (!source)
      return "error: " + source.error().message;
    const Result<Credentials> found = (*source)();
    if (!found)
      return "error: " + found.error().message;
    expires_ = found->expires;
    return found->keys.access_key + " " + found->keys.secret_key + " " + found->keys.session_token;
  }

  static Reply sts_answer(const SeenRequest& request) {
    return query_reply(request.operation(),
                       "<Credentials><AccessKeyId>AK-" + request.parameter("RoleSessionName") +
                           "</AccessKeyId><SecretAccessKey>SK</SecretAccessKey><SessionToken>ST"
                           "</SessionToken><Expiration>2040-01-01T00:00:00Z</Expiration>"
                           "</Credentials>");
  }

  std::map<std::string, std::string> files_;
  std::unique_ptr<FakeAws> aws_;
  std::optional<SharedConfig> config_;
  std::optional<Endpoints> endpoints_;
  std::optional<std::int64_t> expires_;
};

// --- Environment and files ----------------------------------------------------------------------

TEST_F(CredentialsTest, TakesTheEnvironmentFirst) {
  config("[default]\naws_access_key_id = F\naws_secret_access_key = f\n");
  EXPECT_EQ(get(), "F f ");
  variables["AWS_ACCESS_KEY_ID"] = "E";
  variables["AWS_SECRET_ACCESS_KEY"] = "e";
  variables["AWS_SESSION_TOKEN"] = "t";
  variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-11-28T12:00:00+09:00";
  EXPECT_EQ(get(), "E e t");
  EXPECT_EQ(expires_, 1795834800);
}

TEST_F(CredentialsTest, AnExplicitProfileGoesBeforeTheEnvironmentButAWS_PROFILEDoesNot) {
  config("[profile p]\naws_access_key_id = F\naws_secret_access_key = f\n");
  variables["AWS_ACCESS_KEY_ID"] = "E";
  variables["AWS_SECRET_ACCESS_KEY"] = "e";
  EXPECT_EQ(get("p"), "F f ");
  variables["AWS_PROFILE"] = "p";
  EXPECT_EQ(get(), "E e ");
}

TEST_F(CredentialsTest, HalfOfAPairIsAnErrorAndNotTheNextSource) {
  config(
      "[default]\naws_access_key_id = F\naws_secret_access_key = f\n[profile half]\n"
      "aws_access_key_id = H\n");
  variables["AWS_ACCESS_KEY_ID"] = "E";
  EXPECT_EQ(get(), "error: only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set");
  EXPECT_EQ(get("half"),
            "error: the profile half has only one of aws_access_key_id and aws_secret_access_key");
}

TEST_F(CredentialsTest, TheCredentialsFileWins) {
  config("[profile p]\naws_access_key_id = C\naws_secret_access_key = c\n",
         "[p]\naws_access_key_id = K\naws_secret_access_key = k\naws_session_token = t\n");
  EXPECT_EQ(get("p"), "K k t");
}

TEST_F(CredentialsTest, FilesCanLieElsewhere) {
  files_["/x/config"] = "[default]\nregion = eu-west-1\n";
  files_["/home/me/keys"] = "[default]\naws_access_key_id = K\naws_secret_access_key = k\n";
  set_files(files_);
  variables["AWS_CONFIG_FILE"] = "/x/config";
  variables["AWS_SHARED_CREDENTIALS_FILE"] = "~/keys";
  EXPECT_EQ(get(), "K k ");
}

TEST_F(CredentialsTest, AProfileThatIsNotThereIsAnError) {
  config("[profile p]\nregion = x\n");
  EXPECT_EQ(get("q"),
            "error: there is no profile q in /home/me/.aws/config or /home/me/.aws/credentials");
  variables["AWS_PROFILE"] = "r";
  EXPECT_THAT(get(), HasSubstr("there is no profile r"));
}

TEST_F(CredentialsTest, ANamedProfileWithoutCredentialsIsNotReplacedByTheMachines) {
  config("[profile p]\nregion = x\n");
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/";
  EXPECT_THAT(get("p"), HasSubstr("the profile p says nothing about credentials"));
}

TEST_F(CredentialsTest, ABrokenFileIsNamedWithoutWhatStandsInIt) {
  config("[default]\nsecret-without-equals\n");
  EXPECT_EQ(get(),
            "error: cannot read /home/me/.aws/config: line 2 is neither a section nor a "
            "setting");
}

// --- Roles --------------------------------------------------------------------------------------

TEST_F(CredentialsTest, AssumesARoleByItsSourceProfile) {
  config(
      "[profile base]\naws_access_key_id = test\naws_secret_access_key = test\n"
      "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n"
      "external_id = x/1\nrole_session_name = me\nduration_seconds = 1800\n");
  play(sts_answer);
  EXPECT_EQ(get("r"), "AK-me SK ST");
  EXPECT_EQ(expires_, 2208988800);
  const SeenRequest request = aws_->requests().at(0);
  EXPECT_EQ(request.signature_error, "");
  EXPECT_EQ(request.operation(), "AssumeRole");
  EXPECT_EQ(request.parameter("RoleArn"), "arn:aws:iam::1:role/r");
  EXPECT_EQ(request.parameter("ExternalId"), "x/1");
  EXPECT_EQ(request.parameter("DurationSeconds"), "1800");
}

TEST_F(CredentialsTest, AssumesAChainOfRoles) {
  config(
      "[profile a]\naws_access_key_id = test\naws_secret_access_key = test\n"
      "[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = a\n"
      "role_session_name = bb\n"
      "[profile c]\nrole_arn = arn:aws:iam::1:role/c\nsource_profile = b\n");
  play(sts_answer);
  aws_->add_keys("AK-bb", "SK");
  EXPECT_EQ(get("c"), "AK-sre-advisor SK ST");
  ASSERT_THAT(aws_->requests(), SizeIs(2));
  EXPECT_EQ(aws_->requests()[1].access_key, "AK-bb");
  EXPECT_EQ(aws_->requests()[1].header("x-amz-security-token"), "ST");
  EXPECT_EQ(aws_->requests()[1].signature_error, "");
}

TEST_F(CredentialsTest, AProfileMayBeItsOwnSourceOnlyWithKeys) {
  config(
      "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = a\n"
      "aws_access_key_id = test\naws_secret_access_key = test\n"
      "[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = c\n"
      "[profile c]\nrole_arn = arn:aws:iam::1:role/c\nsource_profile = b\n");
  play(sts_answer);
  EXPECT_EQ(get("a"), "AK-sre-advisor SK ST");
  EXPECT_EQ(get("b"), "error: the profile b is its own source_profile");
}

TEST_F(CredentialsTest, ARoleNeedsExactlyOneSource) {
  config(
      "[profile none]\nrole_arn = arn:aws:iam::1:role/a\n"
      "[profile both]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = x\n"
      "credential_source = Environment\n"
      "[profile gone]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = x\n"
      "[profile odd]\nrole_arn = arn:aws:iam::1:role/a\ncredential_source = Moon\n");
  EXPECT_THAT(get("none"), HasSubstr("one of source_profile and credential_source"));
  EXPECT_THAT(get("both"), HasSubstr("one of source_profile and credential_source"));
  EXPECT_THAT(get("gone"), HasSubstr("source_profile x, which there is not"));
  EXPECT_THAT(get("odd"), HasSubstr("unknown credential_source: Moon"));
}

TEST_F(CredentialsTest, ARoleCanTakeTheEnvironmentsKeys) {
  config("[profile r]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = Environment\n");
  play(sts_answer);
  EXPECT_THAT(get("r"), HasSubstr("only one of AWS_ACCESS_KEY_ID"));
  variables["AWS_ACCESS_KEY_ID"] = "test";
  variables["AWS_SECRET_ACCESS_KEY"] = "test";
  EXPECT_EQ(get("r"), "AK-sre-advisor SK ST");
}

TEST_F(CredentialsTest, ARoleThatIsRefusedIsAnErrorWithoutSecrets) {
  config(
      "[profile base]\naws_access_key_id = test\naws_secret_access_key = test-secret\n"
      "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n");
  play([](const SeenRequest&) { return query_error("AccessDenied", "not with test-secret", 403); });
  EXPECT_EQ(get("r"),
            "error: the role arn:aws:iam::1:role/r could not be assumed: AccessDenied: not with "
            "***");
}

TEST_F(CredentialsTest, STSIsAskedAgainAfterAnOutage) {
  config(
      "[profile base]\naws_access_key_id = test\naws_secret_access_key = test\n"
      "[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n");
  int calls = 0;
  play([&](const SeenRequest& request) {
    return ++calls < 3 ? query_error("ServiceUnavailable", "", 503) : sts_answer(request);
  });
  EXPECT_EQ(get("r"), "AK-sre-advisor SK ST");
}

// --- Web identity -------------------------------------------------------------------------------

TEST_F(CredentialsTest, WebIdentityIsNotSignedAndReadsTheFileEachTime) {
  files_["/token"] = "jwt-1\n";
  set_files(files_);
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/ci";
  variables["AWS_ROLE_SESSION_NAME"] = "run";
  play(sts_answer);
  EXPECT_EQ(get(), "AK-run SK ST");
  files_["/token"] = "jwt-2";
  set_files(files_);
  EXPECT_EQ(get(), "AK-run SK ST");
  ASSERT_THAT(aws_->requests(), SizeIs(2));
  EXPECT_EQ(aws_->requests()[0].operation(), "AssumeRoleWithWebIdentity");
  EXPECT_EQ(aws_->requests()[0].signature_error, "unsigned");
  EXPECT_EQ(aws_->requests()[0].parameter("WebIdentityToken"), "jwt-1");
  EXPECT_EQ(aws_->requests()[1].parameter("WebIdentityToken"), "jwt-2");
}

TEST_F(CredentialsTest, WebIdentityOfAProfile) {
  files_["/token"] = "jwt";
  config("[profile w]\nrole_arn = arn:aws:iam::1:role/w\nweb_identity_token_file = /token\n");
  play(sts_answer);
  EXPECT_EQ(get("w"), "AK-sre-advisor SK ST");
  EXPECT_EQ(aws_->requests()[0].parameter("RoleArn"), "arn:aws:iam::1:role/w");
}

TEST_F(CredentialsTest, WebIdentityWithoutARoleOrATokenIsAnError) {
  variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
  EXPECT_THAT(get(), HasSubstr("but no role"));
  variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/ci";
  EXPECT_THAT(get(), HasSubstr("the web identity token: cannot read /token"));
}

// --- Programs -----------------------------------------------------------------------------------

constexpr const char* kProcessAnswer =
    R"({"Version":1,"AccessKeyId":"P","SecretAccessKey":"p","SessionToken":"t",)"
    R"("Expiration":"2040-01-01T00:00:00.123Z"})";

TEST_F(CredentialsTest, RunsCredentialProcess) {
  config("[profile p]\ncredential_process = /bin/get \"a b\" 'c $HOME' d\\ e\n");
  process.output = kProcessAnswer;
  EXPECT_EQ(get("p"), "P p t");
  EXPECT_EQ(expires_, 2208988800);
  EXPECT_THAT(runs, ElementsAre(ElementsAre("/bin/get", "a b", "c $HOME", "d e")));
  EXPECT_THAT(warnings, IsEmpty());
  writable = true;
  get("p");
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("can be written by other users")));
}

TEST_F(CredentialsTest, CredentialProcessThatFailsIsAnErrorAndNotTheNextSource) {
  config("[default]\ncredential_process = get --password hidden\n");
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/";
  process.error = "ended with status 3";
  EXPECT_EQ(get(), "error: credential_process of the profile default ended with status 3");
  process.error = "";
  for (const char* wrong : {"hidden", "[]", R"({"AccessKeyId":"A"})"}) {
    process.output = wrong;
    EXPECT_THAT(get(), AllOf(HasSubstr("error: credential_process of the profile default gave no"),
                             Not(HasSubstr("hidden"))));
  }
  process.output = R"({"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"soon"})";
  EXPECT_THAT(get(), HasSubstr("expiration that is no time"));
}

TEST_F(CredentialsTest, SSOIsLeftToTheAWSCLI) {
  config(
      "[profile s]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n"
      "[sso-session corp]\nsso_start_url = https://x\nsso_region = us-east-1\n"
      "[profile l]\nlogin_session = x\n"
      "[profile m]\nrole_arn = arn:aws:iam::1:role/m\nsource_profile = s\n"
      "mfa_serial = arn:aws:iam::1:mfa/me\n");
  process.output = kProcessAnswer;
  for (const char* profile : {"s", "l", "m"}) {
    EXPECT_EQ(get(profile), "P p t");
    EXPECT_THAT(runs.back(), ElementsAre("aws", "configure", "export-credentials", "--profile",
                                         profile, "--format", "process"));
  }
}

TEST_F(CredentialsTest, WithoutTheAWSCLITheErrorNamesTheCommand) {
  config("[profile s]\nsso_start_url = https://x\n");
  process.found = false;
  process.error = "could not be started";
  EXPECT_THAT(get("s"), AllOf(HasSubstr("the profile s uses SSO, which needs `aws configure "
                                        "export-credentials --profile s`"),
                              HasSubstr("not installed")));
  process.found = true;
  process.error = "ended with status 255";
  EXPECT_THAT(get("s"), HasSubstr("that ended with status 255"));
}

// --- Container and instance ---------------------------------------------------------------------

constexpr const char* kMetadataAnswer =
    R"({"AccessKeyId":"M","SecretAccessKey":"m","Token":"t","Expiration":"2040-01-01T00:00:00Z"})";

TEST_F(CredentialsTest, AsksTheContainersService) {
  play([](const SeenRequest& request) {
    return request.header("authorization") == "Bearer x" ? json_reply(kMetadataAnswer)
                                                         : json_reply("{}", 403);
  });
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = aws_->url() + "/v1/credentials?id=a";
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "wrong";
  EXPECT_THAT(get(), HasSubstr("credential service answered with status 403"));
  EXPECT_THAT(aws_->requests(), SizeIs(3));
  files_["/token"] = "Bearer x";
  set_files(files_);
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/token";
  EXPECT_EQ(get(), "M m t");
  EXPECT_EQ(aws_->requests().back().query, "id=a");
}

TEST_F(CredentialsTest, ContainerCredentialsComeFromNowhereElseOverPlainHttp) {
  for (const char* url : {"http://169.254.170.3/", "http://example.com/", "http://127.0.0.1.evil/",
                          "http://localhost@evil/", "ftp://127.0.0.1/"}) {
    variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    EXPECT_THAT(get(), HasSubstr("the address of container credentials")) << url;
  }
}

TEST_F(CredentialsTest, ATokenWithALineBreakIsRefused) {
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/";
  variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\r\nX: b";
  EXPECT_THAT(get(), HasSubstr("holds a line break"));
}

TEST_F(CredentialsTest, AContainerThatFailsIsNotReplacedByTheInstance) {
  FakeAws instance([](const SeenRequest&) { return json_reply(kMetadataAnswer); });
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = instance.url();
  variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/";
  EXPECT_THAT(get(), HasSubstr("the container's credential service cannot be reached"));
  EXPECT_THAT(instance.requests(), IsEmpty());
}

Reply instance_answer(const SeenRequest& request) {
  if (request.method == "PUT")
    return json_reply("tok");
  if (request.header("x-aws-ec2-metadata-token") != "tok")
    return json_reply("", 401);
  const bool role = request.path == "/latest/meta-data/iam/security-credentials/the-role";
  return json_reply(role ? kMetadataAnswer : "the-role\n");
}

TEST_F(CredentialsTest, AsksTheInstanceLast) {
  play(instance_answer);
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws_->url() + "/";
  EXPECT_EQ(get(), "M m t");
  EXPECT_THAT(aws_->operations(),
              ElementsAre("/latest/api/token", "/latest/meta-data/iam/security-credentials/",
                          "/latest/meta-data/iam/security-credentials/the-role"));
  EXPECT_EQ(aws_->requests()[0].header("x-aws-ec2-metadata-token-ttl-seconds"), "21600");
  variables["AWS_EC2_METADATA_DISABLED"] = "TRUE";
  EXPECT_THAT(get(), AllOf(HasSubstr("no credentials: none in the environment, in the profile "
                                     "default or from a container"),
                           HasSubstr("AWS_EC2_METADATA_DISABLED")));
  EXPECT_THAT(aws_->requests(), SizeIs(3));
}

TEST_F(CredentialsTest, AnInstanceWithoutARoleIsAnError) {
  play([](const SeenRequest& request) {
    return request.method == "PUT" ? json_reply("tok") : json_reply("", 404);
  });
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws_->url();
  EXPECT_THAT(get(), HasSubstr("the instance metadata service answered with status 404"));
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://example.com";
  EXPECT_THAT(get(), HasSubstr("plain http to a host"));
}

TEST_F(CredentialsTest, AFailureInsideAGoodAnswerIsAFailure) {
  play([](const SeenRequest& request) {
    if (request.path.ends_with("the-role"))
      return json_reply(R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot"})");
    return instance_answer(request);
  });
  variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = aws_->url();
  EXPECT_THAT(get(), HasSubstr("gave no keys (AssumeRoleUnauthorizedAccess)"));
}

// --- Keeping ------------------------------------------------------------------------------------

TEST(CredentialCache, FetchesAgainFiveMinutesBeforeTheEnd) {
  std::int64_t now = 1000;
  int fetches = 0;
  Clock clock = {[&] { return now; }, [&] { return now * 1000; }, [](std::int64_t) {}};
  CredentialCache cache(
      [&]() -> Result<Credentials> {
        ++fetches;
        return Credentials{{"k" + std::to_string(fetches), "s", ""}, now + 3600};
      },
      clock);
  EXPECT_EQ(cache.get()->keys.access_key, "k1");
  now += 3299;
  EXPECT_EQ(cache.get()->keys.access_key, "k1");
  now += 1;
  EXPECT_EQ(cache.get()->keys.access_key, "k2");
}

TEST(CredentialCache, KeepsWhatIsStillGoodWhenTheSourceFails) {
  std::int64_t now = 1000;
  bool fails = false;
  Clock clock = {[&] { return now; }, [&] { return now * 1000; }, [](std::int64_t) {}};
  CredentialCache cache(
      [&]() -> Result<Credentials> {
        return fails ? Result<Credentials>(Error{"gone"})
                     : Credentials{{"k", "s", ""}, std::int64_t{4600}};
      },
      clock);
  EXPECT_NE(cache.get(), nullptr);
  fails = true;
  now = 4500;
  EXPECT_NE(cache.get(), nullptr);
  now = 4700;
  EXPECT_EQ(cache.get(), nullptr);
  EXPECT_EQ(cache.error(), "gone");
}

TEST(ParseTime, ReadsISO8601) {
  EXPECT_EQ(parse_time("1970-01-02T00:00:01Z"), 86401);
  EXPECT_EQ(parse_time("1970-01-02T00:00:01.999+00:00"), 86401);
  EXPECT_EQ(parse_time("1970-01-01T09:00:00+0900"), 0);
  for (const char* wrong : {"", "1970-01-02", "1970-01-02T00:00:01", "1970-13-02T00:00:01Z",
                            "1970-01-02T00:00:0xZ", "1970-01-02T00:00:01+9"})
    EXPECT_EQ(parse_time(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace advisor::aws
