#pragma once

#include <string>
#include <string_view>

#include "src/aws/machine.h"
#include "src/aws/operations.h"
#include "src/aws/shared_config.h"
#include "src/base/result.h"

namespace advisor::aws {

struct Partition {
  std::string_view id;             // "aws-cn"
  std::string_view prefix;         // of its regions: "cn-"
  std::string_view suffix;         // of its hosts: "amazonaws.com.cn"
  std::string_view global_region;  // of services without regions; "" where it has none
  std::string_view support_region;
};
// By the name of a region; "aws" for those that no partition claims.
const Partition& partition_of(std::string_view region);
// By its id, as ARNs carry it; "aws" for others.
const Partition& partition_named(std::string_view id);

struct Endpoint {
  std::string scheme;
  std::string authority;
  std::string path;     // prefix, without '/' at the end
  std::string region;   // that the request is signed for
  bool direct = false;  // through no proxy
};

// Where services answer, by the configuration.
class Endpoints {
 public:
  Endpoints(const Machine& machine, const SharedConfig& config);

  // `region` "": the service's own, or the default one. Error: no region, a name that is none, an
  // unusable address.
  Result<Endpoint> find(const Service& service, const std::string& region) const;

  // AWS_REGION, AWS_DEFAULT_REGION, region of the profile; "" if none.
  const std::string& default_region() const { return default_region_; }
  void set_default_region(std::string region) { default_region_ = std::move(region); }

 private:
  std::string configured(const Service& service) const;
  std::string region_of(const Service& service, const std::string& region) const;

  std::function<std::string(const std::string&)> environment_;
  const SharedConfig& config_;
  std::function<void(const std::string&)> warn_;
  std::string default_region_;
  bool fips_ = false;
  mutable bool warned_ = false;  // of an address without TLS
};

// Letters, digits and hyphens: a region becomes part of a host's name.
bool is_region_name(std::string_view text);

}  // namespace advisor::aws
