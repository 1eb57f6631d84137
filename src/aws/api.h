#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/model/value.h"

namespace advisor::aws {

// One call of an AWS API, as the table of operations (operations.h) knows it.
struct Call {
  std::string service;    // as in IAM actions: "ecs", "elasticloadbalancing", "lambda"
  std::string operation;  // "DescribeServices"
  std::string region;     // "" for the service's own (Support, Organizations)
  Value parameters;       // a map, in the API's names
};

// Why an answer is missing. Texts are AWS's; they never hold credentials or parameters.
struct Failure {
  std::string action;  // the IAM action that the call needs: "lambda:GetPolicy"
  std::string region;
  std::string code;     // "AccessDeniedException"; "Transport" where no answer came
  std::string message;  // one line
  bool denied = false;  // the caller lacks the permission
  int count = 1;        // of calls that failed so; one in an Answer
};

// `value` is what AWS answered: of a paged operation all pages, their lists joined. In XML answers
// lists are lists, everything else is text. A null value comes with a failure.
struct Answer {
  Value value;
  std::vector<Failure> failures;  // at most one
  // Nothing of that name is there (ResourceNotFoundException, NoSuchBucketPolicy, ...): a null
  // value, and no failure.
  bool not_found = false;

  bool ok() const { return failures.empty() && !not_found; }
};

// The account as the collectors see it. A test gives answers of its own.
class Api {
 public:
  Api() = default;
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;
  virtual ~Api() = default;

  // Makes the calls, several at a time, with retries; answers stand in the order of the calls.
  virtual std::vector<Answer> run(const std::vector<Call>& calls) = 0;
};

}  // namespace advisor::aws
