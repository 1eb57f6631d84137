// Times whole runs of the program, from spawn to exit, since most of a small run is start-up and no
// benchmark of a stage sees that. Prints a table against the limits of docs/architecture.md.
//
//   whole_process [ADVISOR]

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "bench/timing.h"
#include "src/base/result.h"

namespace advisor {
namespace {

namespace fs = std::filesystem;

constexpr double kMostStartUps = 3;           // advisor --version, in empty programs
constexpr double kMostMilliseconds = 10;      // one task definition, above --version
constexpr double kLeastMegabytesPerSec = 20;  // many task definitions, of CPU time
constexpr int kManyFiles = 5000;

// Like those of public projects in size and content. Every tenth lacks ulimits, so that findings
// are printed too.
std::string task_definition(int number) {
  const std::string ulimits =
      number % 10 == 9 ? ""
                       : R"("ulimits": [{"name": "nofile", "softLimit": 65536, "hardLimit": 65536},
                  {"name": "nproc", "softLimit": 65536, "hardLimit": 65536}],
      )";
  return fmt::format(R"({{
  "family": "service-{0}",
  "cpu": "512",
  "memory": "1024",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
  "taskRoleArn": "arn:aws:iam::123456789012:role/service-{0}",
  "containerDefinitions": [
    {{
      "name": "app",
      "image": "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/service-{0}:v1.{0}",
      "cpu": 384,
      "memoryReservation": 512,
      "essential": true,
      "portMappings": [{{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}}],
      {1}"environment": [
        {{"name": "RAILS_ENV", "value": "production"}},
        {{"name": "LOG_LEVEL", "value": "info"}},
        {{"name": "SHARD", "value": "{0}"}}
      ],
      "secrets": [
        {{"name": "DATABASE_URL", "valueFrom": "/service-{0}/DATABASE_URL"}},
        {{"name": "API_KEY", "valueFrom": "/service-{0}/API_KEY"}}
      ],
      "logConfiguration": {{
        "logDriver": "awslogs",
        "options": {{
          "awslogs-group": "/ecs/service-{0}",
          "awslogs-region": "ap-northeast-1",
          "awslogs-stream-prefix": "app"
        }}
      }}
    }},
    {{
      "name": "envoy",
      "image": "envoyproxy/envoy:v1.31.2",
      "cpu": 128,
      "memoryReservation": 256,
      "essential": true,
      "ulimits": [
        {{"name": "nofile", "softLimit": 15000, "hardLimit": 15000}},
        {{"name": "nproc", "softLimit": 15000, "hardLimit": 15000}}
      ],
      "healthCheck": {{
        "command": ["CMD-SHELL", "curl -s http://localhost:9901/server_info | grep state | grep -q LIVE"],
        "interval": 10,
        "timeout": 2,
        "retries": 3,
        "startPeriod": 30
      }}
    }}
  ]
}}
)",
                     number, ulimits);
}

// DIRECTORY/NUMBER/ecs-task-def.json; returns the bytes written.
std::size_t write_task_definitions(const fs::path& directory, int count) {
  std::size_t bytes = 0;
  for (int number = 0; number < count; ++number) {
    const fs::path folder = directory / std::to_string(number);
    fs::create_directories(folder);
    const std::string text = task_definition(number);
    std::ofstream(folder / "ecs-task-def.json", std::ios::binary) << text;
    bytes += text.size();
  }
  return bytes;
}

void print_row(const std::string& what, const Timing& timing, const std::string& judged = "",
               bool kept = true) {
  fmt::print("{:<28}{:>10.2f} ms{:>10.2f} ms{:>8.0f} MB   {}{}\n", what, timing.wall_ms,
             timing.cpu_ms, timing.peak_mb, judged, kept ? "" : "  MISSED");
}

Result<bool> measure(const std::string& advisor, const fs::path& directory) {
  write_task_definitions(directory / "one", 1);
  const std::size_t bytes = write_task_definitions(directory / "many", kManyFiles);
  const Result<Timing> empty = time_median({EMPTY_PROGRAM}, 201);
  const Result<Timing> version = time_median({advisor, "--version"}, 201);
  const Result<Timing> one = time_median({advisor, "run", directory / "one"}, 101);
  const Result<Timing> many = time_median({advisor, "run", directory / "many"}, 3);
  for (const Result<Timing>* timing : {&empty, &version, &one, &many}) {
    if (!*timing)
      return timing->error();
  }
  const double start_ups = version->wall_ms / empty->wall_ms;
  const double above = one->wall_ms - version->wall_ms;
  const double speed = static_cast<double>(bytes) / 1e6 / (many->cpu_ms / 1e3);
  fmt::print("{:<28}{:>13}{:>13}{:>11}\n", "whole process", "wall", "CPU", "peak");
  print_row("empty program", *empty);
  print_row("advisor --version", *version,
            fmt::format("{:.1f} times the empty program, at most {:.0f}", start_ups, kMostStartUps),
            start_ups <= kMostStartUps);
  print_row("1 task definition", *one,
            fmt::format("{:.1f} ms above --version, at most {:.0f}", above, kMostMilliseconds),
            above <= kMostMilliseconds);
  print_row(fmt::format("{} task definitions", kManyFiles), *many,
            fmt::format("{:.0f} MB/s of CPU time ({:.1f} MB), at least {:.0f}", speed,
                        static_cast<double>(bytes) / 1e6, kLeastMegabytesPerSec),
            speed >= kLeastMegabytesPerSec);
  return true;
}

int run(const std::string& advisor) {
  std::string pattern = (fs::temp_directory_path() / "advisor-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    std::cerr << "cannot create " << pattern << '\n';
    return EXIT_FAILURE;
  }
  const Result<bool> done = measure(advisor, pattern);
  fs::remove_all(pattern);
  if (!done)
    std::cerr << done.error().message << '\n';
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace advisor

int main(int argc, char** argv) {
  return advisor::run(argc > 1 ? argv[1] : ADVISOR_PROGRAM);
}
