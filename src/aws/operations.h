#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace advisor::aws {

enum class Protocol : std::uint8_t { kJson10, kJson11, kQuery, kEc2, kRestJson, kRestXml };

// How a service is spoken to. Source of all tables: AWS's API models as botocore 1.43.11 carries
// them.
struct Service {
  std::string_view id;        // as in IAM actions and Call::service: "elasticloadbalancing"
  std::string_view endpoint;  // prefix of the host, and the signing name
  // Service id in upper case, as in AWS_ENDPOINT_URL_<SERVICE>.
  std::string_view variable;
  Protocol protocol;
  std::string_view
      version;  // query: Version; JSON: what stands before the operation in X-Amz-Target
  // XML answers: elements that hold a list of elements ("DBInstances"), elements that repeat where
  // a list is meant ("Rule"), elements that are maps of <entry>; and other names of the API for
  // them or for single elements. "wire=Name" or "Name", separated by blanks.
  std::string_view lists = {};
  std::string_view repeated = {};
  std::string_view maps = {};
  std::string_view renamed = {};
  // Query requests: names of list elements where they are not "member": "Filters=Filter".
  std::string_view list_parameters = {};
};

struct Operation {
  std::string_view service;
  std::string_view name;
  // REST: "/2015-03-31/functions/{FunctionName}/policy"; with query parameters that are always
  // sent.
  std::string_view path = "/";
  // Paging: request parameter and answer member, and the members whose elements are joined.
  std::string_view input_token = {};
  std::string_view output_token = {};
  std::string_view page_members = {};
  // Sent where the caller says nothing: as many per page as the service gives.
  std::string_view page_size_parameter = {};
  int page_size = 0;
  // REST: query parameters whose name differs from the API's: "GroupName=ScheduleGroup".
  std::string_view query_names = {};
  std::string_view action = {};  // the IAM action, where it is not service:name
};

// nullptr for what the tables do not have.
const Service* find_service(std::string_view id);
const Operation* find_operation(std::string_view service, std::string_view name);
std::span<const Service> services();
std::span<const Operation> operations();

// "lambda:GetPolicy", "s3:ListAllMyBuckets".
std::string iam_action(const Operation& operation);

// Looks a name up in a list such as "subnetSet=Subnets Tags": "Subnets" for "subnetSet", "Tags" for
// "Tags", "" for what is not in it.
std::string_view find_name(std::string_view names, std::string_view name);

}  // namespace advisor::aws
