// `advisor run` on Terraform plans of 1, 10, 100 and 1,000 MB against nlohmann's bare SAX pass over
// the same bytes in the same run. Prints a table against the limits of docs/architecture.md.
//
//   terraform_plan [MEGABYTES…]     default: 1 10 100
//   terraform_plan --write MB FILE  only makes a plan

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "bench/plan_generator.h"
#include "bench/timing.h"

namespace advisor {
namespace {

namespace fs = std::filesystem;

constexpr double kMostPasses = 3;
constexpr double kMostSizes = 2.5;

// Accepts everything and keeps nothing.
struct Nothing : nlohmann::json_sax<nlohmann::json> {
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }
};

double bare_pass_ms(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  const std::string bytes = std::move(text).str();
  Nothing nothing;
  const auto start = std::chrono::steady_clock::now();
  if (!nlohmann::json::sax_parse(bytes.begin(), bytes.end(), &nothing))
    return 0;
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

int compare(const std::vector<std::size_t>& megabytes) {
  const fs::path folder = fs::temp_directory_path() / ("advisor-plans-" + std::to_string(getpid()));
  fs::create_directories(folder);
  fmt::print("{:>8} {:>12} {:>12} {:>8} {:>12} {:>8} {:>10}\n", "MB", "SAX pass ms", "advisor ms",
             "ratio", "peak MB", "sizes", "ns/byte");
  bool within = true;
  for (const std::size_t size : megabytes) {
    const std::string path = (folder / "plan.json").string();
    if (!write_plan(path, size * 1'000'000))
      return 1;
    const double bytes = static_cast<double>(fs::file_size(path));
    const double pass = bare_pass_ms(path);
    const auto run = time_median({ADVISOR_PROGRAM, "run", "--no-config", path}, size > 100 ? 1 : 3);
    if (!run) {
      std::cerr << run.error().message << '\n';
      return 1;
    }
    const double ratio = run->wall_ms / pass;
    const double sizes = run->peak_mb * 1e6 / bytes;
    fmt::print("{:8.1f} {:12.1f} {:12.1f} {:8.2f} {:12.1f} {:8.2f} {:10.2f}\n", bytes / 1e6, pass,
               run->wall_ms, ratio, run->peak_mb, sizes, run->wall_ms * 1e6 / bytes);
    if (size >= 100)
      within = within && ratio <= kMostPasses && sizes <= kMostSizes;
  }
  fs::remove_all(folder);
  fmt::print("{} (at 100 MB and more: at most {} passes, {} sizes in memory)\n",
             within ? "within the limits" : "OVER THE LIMITS", kMostPasses, kMostSizes);
  return 0;
}

std::size_t number(std::string_view text) {
  std::size_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

int main_with(const std::vector<std::string>& arguments) {
  if (arguments.size() == 3 && arguments[0] == "--write")
    return write_plan(arguments[2], number(arguments[1]) * 1'000'000) ? 0 : 1;
  std::vector<std::size_t> sizes;
  sizes.reserve(arguments.size());
  for (const std::string& argument : arguments)
    sizes.push_back(number(argument));
  return compare(sizes.empty() ? std::vector<std::size_t>{1, 10, 100} : sizes);
}

}  // namespace
}  // namespace advisor

int main(int argc, char** argv) {
  return advisor::main_with({argv + 1, argv + argc});
}
