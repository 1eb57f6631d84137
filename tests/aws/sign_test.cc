#include "src/aws/sign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "src/base/text.h"

namespace advisor::aws {
namespace {

namespace fs = std::filesystem;

const Keys kKeys = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};
const SigningScope kScope = {"us-east-1", "service", false};
constexpr std::int64_t kTime = 1440938160;  // 2015-08-30T12:36:00Z

HttpRequest get(std::string path, std::string query = "") {
  HttpRequest request;
  request.method = "GET";
  request.authority = "example.amazonaws.com";
  request.path = std::move(path);
  request.query = std::move(query);
  return request;
}

std::string header(const HttpRequest& request, std::string_view name) {
  for (const Header& entry : request.headers)
    if (equals_ignoring_case(entry.name, name))
      return entry.value;
  return "(none)";
}

std::string signature_of(HttpRequest request, const SigningScope& scope = kScope) {
  sign(request, kKeys, scope, kTime);
  const std::string text = header(request, "Authorization");
  return text.substr(text.rfind('=') + 1);
}

std::string canonical_of(HttpRequest request, const SigningScope& scope = kScope) {
  sign(request, kKeys, scope, kTime);
  return make_signature(request, kKeys, scope).canonical_request;
}

// Expected signatures are those that AWS publishes for its test suite.
TEST(Sign, KnowsPublishedSignatures) {
  EXPECT_EQ(signature_of(get("/")),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(signature_of(get("/", "Param2=value2&Param1=value1")),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  HttpRequest post = get("/");
  post.method = "POST";
  post.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  post.body = "Param1=value1";
  EXPECT_EQ(signature_of(post), "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

TEST(Sign, WritesScopeAndSignedHeaders) {
  HttpRequest request = get("/");
  request.headers = {{"User-Agent", "x"}, {"X-Amz-Target", "A.B"}, {"Accept", "*"}};
  sign(request, kKeys, kScope, kTime);
  EXPECT_EQ(header(request, "X-Amz-Date"), "20150830T123600Z");
  EXPECT_THAT(header(request, "Authorization"),
              testing::StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/"
                                  "service/aws4_request, "
                                  "SignedHeaders=host;x-amz-date;x-amz-target, Signature="));
  EXPECT_EQ(header(request, "x-amz-content-sha256"), "(none)");
}

TEST(Sign, SignsTheSessionTokenAndReplacesAnEarlierSignature) {
  HttpRequest request = get("/");
  Keys keys = kKeys;
  keys.session_token = "token";
  sign(request, keys, kScope, kTime);
  EXPECT_THAT(header(request, "Authorization"),
              testing::HasSubstr("host;x-amz-date;x-amz-security-token,"));
  sign(request, kKeys, kScope, kTime + 60);
  EXPECT_EQ(header(request, "X-Amz-Security-Token"), "(none)");
  EXPECT_EQ(header(request, "X-Amz-Date"), "20150830T123700Z");
  EXPECT_EQ(request.headers.size(), 2U);
}

TEST(Sign, EncodesAPathAgainButNotForS3) {
  const HttpRequest arn = get("/2017-03-31/tags/arn%3Aaws%3Alambda");
  EXPECT_THAT(canonical_of(arn), testing::HasSubstr("\n/2017-03-31/tags/arn%253Aaws%253Alambda\n"));
  const SigningScope s3 = {"us-east-1", "s3", true};
  EXPECT_THAT(canonical_of(get("/a%3Ab//c/./d"), s3), testing::HasSubstr("\n/a%3Ab//c/./d\n"));
}

TEST(Sign, SendsTheHashOfTheBodyToS3) {
  HttpRequest request = get("/bucket", "policy=");
  sign(request, kKeys, {"us-east-1", "s3", true}, kTime);
  EXPECT_EQ(header(request, "x-amz-content-sha256"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_THAT(header(request, "Authorization"), testing::HasSubstr(";x-amz-content-sha256;"));
}

TEST(Sign, SortsTheQueryByNameThenValue) {
  EXPECT_THAT(canonical_of(get("/", "b=%2b&a=2&a=1&a-b=3&policy")),
              testing::HasSubstr("\na=1&a=2&a-b=3&b=%2B&policy=\n"));
}

// --- AWS's published test suite -----------------------------------------------------------------

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void add_header(HttpRequest& request, std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) {  // a folded line
    request.headers.back().value += " " + std::string(trim(line));
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = line.substr(colon + 1);
  if (name.empty())
    return;
  if (equals_ignoring_case(name, "host"))
    request.authority = value;
  else
    request.headers.push_back({std::string(name), std::string(value)});
}

HttpRequest parse_request(const std::string& text) {
  HttpRequest request;
  const std::size_t end = text.find("\n\n");
  const std::string head = text.substr(0, end);
  request.body = end == std::string::npos ? "" : text.substr(end + 2);
  std::vector<std::string_view> lines = split(head, '\n');
  std::string_view first = lines.front();
  first.remove_suffix(first.size() - first.rfind(" HTTP/"));
  const std::size_t blank = first.find(' ');
  request.method = first.substr(0, blank);
  const std::string_view target = first.substr(blank + 1);
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  request.query = question == std::string_view::npos ? "" : target.substr(question + 1);
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (!lines[i].empty())
      add_header(request, lines[i]);
  return request;
}

// The one case whose token the signer is to add: it stands in the signed request only.
constexpr const char* kTokenAdded = "get-vanilla-with-session-token";

Keys keys_of(const fs::path& folder) {
  Keys keys = kKeys;
  if (folder.filename() == kTokenAdded)
    keys.session_token = header(parse_request(read(folder / (std::string(kTokenAdded) + ".sreq"))),
                                "X-Amz-Security-Token");
  if (folder.filename() == "post-sts-header-before")
    keys.session_token =
        header(parse_request(read(folder / "post-sts-header-before.req")), "X-Amz-Security-Token");
  return keys;
}

TEST(Sign, PassesThePublishedTestSuite) {
  const fs::path suite =
      fs::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus" / "aws-api" / "sigv4-testsuite";
  if (!fs::exists(suite))
    GTEST_SKIP() << "no " << suite;
  int cases = 0;
  for (const auto& entry : fs::recursive_directory_iterator(suite)) {
    if (entry.path().extension() != ".req")
      continue;
    ++cases;
    fs::path base = entry.path();
    const auto part = [&](const char* extension) {
      return std::string(trim(read(base.replace_extension(extension))));
    };
    HttpRequest request = parse_request(read(entry.path()));
    const Keys keys = keys_of(base.parent_path());
    sign(request, keys, kScope, kTime);
    const Signature signature = make_signature(request, keys, kScope);
    EXPECT_EQ(signature.canonical_request, part(".creq")) << entry.path();
    EXPECT_EQ(signature.string_to_sign, part(".sts")) << entry.path();
    EXPECT_EQ(signature.authorization, part(".authz")) << entry.path();
    EXPECT_EQ(header(request, "Authorization"), part(".authz")) << entry.path();
  }
  EXPECT_GE(cases, 34);
}

}  // namespace
}  // namespace advisor::aws
