// A few calls against moto_server where it is installed: other people's idea of AWS.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "src/aws/client.h"
#include "src/aws/process.h"
#include "src/model/dump.h"
#include "tests/aws/test_machine.h"

extern char** environ;

namespace advisor::aws {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

int free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(listener, raw, size), 0);
  EXPECT_EQ(getsockname(listener, raw, &size), 0);
  close(listener);
  return ntohs(address.sin_port);
}

class MotoTest : public testing::Test, protected TestMachine {
 protected:
  void SetUp() override {
    if (!run_process({"which", "moto_server"}, {}).error.empty())
      GTEST_SKIP() << "moto_server is not installed (pip install 'moto[server]')";
    start();
    if (!answers())
      GTEST_SKIP() << "moto_server does not start here";
    variables["AWS_ENDPOINT_URL"] = "http://" + authority_;
    variables["AWS_REGION"] = "ap-northeast-1";
  }

  void TearDown() override {
    if (process_ <= 0)
      return;
    kill(-process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }

  void start() {
    const std::string port = std::to_string(free_port());
    authority_ = "127.0.0.1:" + port;
    std::vector<std::string> words = {"moto_server", "-H", "127.0.0.1", "-p", port};
    std::vector<char*> raw;
    for (std::string& word : words)
      raw.push_back(word.data());
    raw.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int output : {STDOUT_FILENO, STDERR_FILENO})
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    if (posix_spawnp(&process_, raw[0], &actions, &attributes, raw.data(), environ) != 0)
      process_ = 0;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }

  HttpResponse post(const std::string& path, const std::string& body) {
    HttpRequest request;
    request.scheme = "http";
    request.authority = authority_;
    request.path = path;
    request.body = body;
    request.direct = true;
    request.headers = {{"Content-Type", "application/octet-stream"}};
    return fetch(*transport, request);
  }

  bool answers() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (process_ > 0 && std::chrono::steady_clock::now() < end) {
      if (post("/moto-api/reset", "").status == 200)
        return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  // False where the recording is not at hand.
  bool seed() {
    const fs::path recording = fs::path(ADVISOR_SOURCE_DIR) / ".." / "shared" / "corpus" /
                               "aws-api" / "moto-seed" / "recording.jsonl";
    if (!fs::exists(recording))
      return false;
    std::ifstream in(recording, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(post("/moto-api/recorder/upload-recording", text).status, 200);
    EXPECT_EQ(post("/moto-api/recorder/replay-recording", "").status, 200);
    return true;
  }

  std::string authority_;
  pid_t process_ = 0;
};

TEST_F(MotoTest, AnswersOurCalls) {
  const bool seeded = seed();
  const SharedConfig config = *SharedConfig::load(machine, "");
  const Endpoints endpoints(machine, config);
  CredentialCache credentials(
      [] {
        return Result<Credentials>(Credentials{{"test", "test", ""}, std::nullopt});
      },
      machine.clock);
  const auto calls_transport = make_http_transport({});
  Client client(*calls_transport, credentials, endpoints, real_clock());
  Value bucket = Value::map();
  bucket.set("Bucket", Value::string("no-such-bucket"));
  const std::vector<Answer> answers = client.run({
      {"ecs", "ListClusters", "", Value::map()},
      {"lambda", "ListFunctions", "", Value::map()},
      {"sqs", "ListQueues", "", Value::map()},
      {"rds", "DescribeDBInstances", "", Value::map()},
      {"s3", "ListBuckets", "", Value::map()},
      {"sts", "GetCallerIdentity", "", Value::map()},
      {"s3", "GetBucketPolicy", "", bucket},
  });
  for (std::size_t i = 0; i + 1 < answers.size(); ++i)
    EXPECT_TRUE(answers[i].ok()) << i << answers[i].failures[0].message;
  EXPECT_TRUE(answers.back().not_found);
  EXPECT_THAT(dump(answers[5].value), HasSubstr(R"(Account:str"123456789012")"));
  if (!seeded)
    return;
  EXPECT_THAT(dump(answers[0].value), HasSubstr(":cluster/prod"));
  EXPECT_THAT(dump(answers[1].value), HasSubstr(R"(FunctionName:str"worker")"));
  EXPECT_THAT(dump(answers[2].value), HasSubstr("/jobs"));
  EXPECT_THAT(dump(answers[3].value), HasSubstr(R"(DBInstanceIdentifier:str"db1")"));
  EXPECT_THAT(dump(answers[4].value), HasSubstr("Buckets:list[map{"));
}

}  // namespace
}  // namespace advisor::aws
