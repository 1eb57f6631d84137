#include "src/aws/endpoints.h"

#include <algorithm>

#include "src/aws/url.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

// Source: partitions.json and endpoints.json of botocore 1.43.
constexpr Partition kPartitions[] = {
    {"aws", "", "amazonaws.com", "us-east-1", "us-east-1"},
    {"aws-cn", "cn-", "amazonaws.com.cn", "cn-northwest-1", "cn-north-1"},
    {"aws-us-gov", "us-gov-", "amazonaws.com", "us-gov-west-1", "us-gov-west-1"},
    {"aws-eusc", "eusc-", "amazonaws.eu", "eusc-de-east-1", ""},
    {"aws-iso", "us-iso-", "c2s.ic.gov", "us-iso-east-1", "us-iso-east-1"},
    {"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "us-isob-east-1", "us-isob-east-1"},
    {"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "eu-isoe-west-1", ""},
    {"aws-iso-f", "us-isof-", "csp.hci.ic.gov", "us-isof-south-1", ""},
};

bool is_true(std::string_view text) {
  return equals_ignoring_case(text, "true");
}

Endpoint from_url(const Url& url, std::string region) {
  return {url.scheme, url.authority, url.path, std::move(region), is_loopback(url.host)};
}

}  // namespace

const Partition& partition_of(std::string_view region) {
  for (const Partition& partition : kPartitions)
    if (!partition.prefix.empty() && region.starts_with(partition.prefix))
      return partition;
  return kPartitions[0];
}

const Partition& partition_named(std::string_view id) {
  const auto* found = std::ranges::find(kPartitions, id, &Partition::id);
  return found == std::end(kPartitions) ? kPartitions[0] : *found;
}

bool is_region_name(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, fits) &&
         text.front() != '-' && text.back() != '-';
}

Endpoints::Endpoints(const Machine& machine, const SharedConfig& config)
    : environment_(machine.environment), config_(config), warn_(machine.warn) {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (default_region_.empty())
      default_region_ = environment_(variable);
  if (default_region_.empty())
    default_region_ = config.get("region");
  const std::string fips = environment_("AWS_USE_FIPS_ENDPOINT");
  fips_ = is_true(fips.empty() ? config.get("use_fips_endpoint") : fips);
}

std::string Endpoints::configured(const Service& service) const {
  const std::string ignored = environment_("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  if (is_true(ignored.empty() ? config_.get("ignore_configured_endpoint_urls") : ignored))
    return "";
  std::string url = environment_("AWS_ENDPOINT_URL_" + std::string(service.variable));
  if (url.empty())
    url = environment_("AWS_ENDPOINT_URL");
  if (url.empty())
    url = config_.service_endpoint(to_lower_ascii(service.variable));
  return url.empty() ? config_.get("endpoint_url") : url;
}

std::string Endpoints::region_of(const Service& service, const std::string& region) const {
  const std::string& wanted = region.empty() ? default_region_ : region;
  const Partition& partition = partition_of(wanted);
  if (service.id == "support")
    return std::string(partition.support_region);
  if (service.id == "organizations" || service.id == "route53")
    return std::string(partition.global_region);
  return wanted;
}

Result<Endpoint> Endpoints::find(const Service& service, const std::string& region) const {
  if (region.empty() && default_region_.empty())
    return Error{"no region: give --region, or set AWS_REGION"};
  const std::string signing = region_of(service, region);
  if (signing.empty())
    return Error{"the partition has no " + std::string(service.id)};
  if (!is_region_name(signing))
    return Error{"this is no name of a region: " + printable(signing)};
  const std::string address = configured(service);
  if (!address.empty()) {
    const Result<Url> url = parse_url(address);
    if (!url)
      return Error{"the configured address of " + std::string(service.id) +
                   " cannot be used: " + url.error().message};
    if (!url->query.empty())
      return Error{"the configured address of " + std::string(service.id) + " has a query"};
    if (url->scheme == "http" && !is_loopback(url->host) && warn_ && !warned_) {
      warned_ = true;
      warn_("the configured address of " + std::string(service.id) +
            " is http: session tokens and answers travel unencrypted");
    }
    return from_url(*url, signing);
  }
  const std::string suffix(partition_of(signing).suffix);
  const std::string prefix = std::string(service.endpoint) + (fips_ ? "-fips" : "");
  if (service.id == "route53") {
    const std::string part = partition_of(signing).id == "aws-us-gov" ? ".us-gov." : ".";
    return Endpoint{"https", prefix + part + suffix, "", signing, false};
  }
  return Endpoint{"https", prefix + "." + signing + "." + suffix, "", signing, false};
}

}  // namespace advisor::aws
