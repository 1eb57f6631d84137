#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "src/aws/api.h"
#include "src/model/value.h"

namespace advisor::aws {

// A resource as the account has it, in the common model: CloudFormation's type and property names.
struct LiveResource {
  std::string type;  // "AWS::ECS::Service"
  std::string id;    // its ARN, or what else names it in the whole account
  std::string name;  // for people
  std::string region;
  std::vector<std::string> aliases;  // further names under which others refer to it
  std::string console;               // https address of its page in the console; may be empty
  Value properties;  // a map. What a failed call would have told is an Unknown (kNotCollected).
};

// What deployments fetch by name: an output or export of a stack, an SSM parameter.
struct LiveValue {
  enum class Kind : std::uint8_t { kStackOutput, kStackExport, kParameter };
  Kind kind = Kind::kParameter;
  std::string stack;  // kStackOutput
  std::string name;
  std::string text;  // an ARN, an id or the name of something that was collected; never a secret
};

// What files want of it beyond resources.
struct WantedValues {
  bool stacks = false;                  // outputs and exports
  std::vector<std::string> parameters;  // names of SSM parameters
  // Types that rules of the user name. Of those that are not collected there may be any number.
  std::vector<std::string> own_types = {};
};

// What was collected of one account.
struct Account {
  std::string id;         // twelve digits
  std::string partition;  // "aws"
  std::string identity;   // ARN of the caller
  std::vector<std::string> regions;
  std::vector<LiveResource> resources;
  std::vector<LiveValue> values;
  std::vector<Failure> failures;  // every action and code once per region
  // Types of which there may be more than was collected.
  std::set<std::string> incomplete_types;
  Value trusted_advisor;  // trusted_advisor.h; null where it was not asked for
};

}  // namespace advisor::aws
