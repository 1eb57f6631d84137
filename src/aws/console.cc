#include "src/aws/console.h"

#include <array>
#include <utility>

namespace advisor::aws {
namespace {

std::string_view console_host(std::string_view partition) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kHosts = {
      {{"aws", "console.aws.amazon.com"},
       {"aws-cn", "console.amazonaws.cn"},
       {"aws-us-gov", "console.amazonaws-us-gov.com"}}};
  for (const auto& [name, host] : kHosts)
    if (name == partition)
      return host;
  return {};
}

}  // namespace

std::string console_page(std::string_view partition, std::string_view region, std::string_view page,
                         std::string_view fragment) {
  const std::string_view host = console_host(partition);
  if (host.empty())
    return {};
  std::string out = "https://" + std::string(region) + "." + std::string(host) + "/";
  out.append(page).append("?region=").append(region);
  if (!fragment.empty())
    out.append("#").append(fragment);
  return out;
}

}  // namespace advisor::aws
