#include <csignal>
#include <iostream>
#include <iterator>
#include <string>

#include "src/aws/account_file.h"
#include "src/aws/machine.h"
#include "src/aws/scan.h"
#include "src/base/exit_code.h"
#include "src/base/text.h"

namespace {

namespace aws = advisor::aws;

int fail(const std::string& why) {
  std::cerr << "advisor-aws: " << advisor::printable(why) << '\n';
  return advisor::kExitUsage;
}

// The whole of it; empty if it is larger than any request.
std::string read_request(std::istream& in) {
  constexpr std::size_t kMaxBytes = std::size_t{4} << 20U;
  std::string out;
  for (std::istreambuf_iterator<char> at(in), end; at != end && out.size() <= kMaxBytes; ++at)
    out += *at;
  return out.size() > kMaxBytes ? "" : out;
}

int run() {
  aws::Machine machine = aws::real_machine([](const std::string& message) {
    std::cerr << "advisor-aws: " << advisor::printable(message) << '\n';
  });
  const advisor::Result<aws::ScanRequest> request = aws::read_scan_request(read_request(std::cin));
  if (!request)
    return fail(request.error().message);
  aws::HttpOptions options;
  options.ca_bundle = aws::ca_bundle(machine, request->profile);
  // Two, for credentials may be asked for while calls are under way.
  const auto for_credentials = aws::make_http_transport(options);
  const auto for_calls = aws::make_http_transport(options);
  machine.transport = for_credentials.get();
  const auto accounts = aws::scan(machine, *for_calls, *request, std::cerr);
  if (!accounts)
    return fail(accounts.error().message);
  aws::write_account_file(std::cout, *accounts);
  std::cout.flush();
  return std::cout.good() ? advisor::kExitClean : fail("the account file could not be written");
}

}  // namespace

// `advisor` starts this program for --aws: a request on standard input, an account file on standard
// output; see docs/live-design.md.
int main() {
  std::ios::sync_with_stdio(false);
  std::signal(SIGPIPE, SIG_IGN);
  return run();
}
