#pragma once

#include <string>

#include "src/aws/endpoints.h"
#include "src/aws/http.h"
#include "src/aws/operations.h"
#include "src/aws/sign.h"
#include "src/base/result.h"
#include "src/model/value.h"

namespace advisor::aws {

// The request of an operation, not signed yet. Error: a parameter that the path needs is missing or
// is no text.
Result<HttpRequest> encode(const Operation& operation, const Value& parameters,
                           const Endpoint& endpoint);

SigningScope signing_scope(const Operation& operation, const std::string& region);

// An answer: its value, or what went wrong.
struct Decoded {
  Value value;  // always a map where code is empty
  // AWS's error code; "InvalidAnswer" for what is no answer of the protocol, "Transport" where none
  // came, "HTTP 404" for an error without a code.
  std::string code;
  std::string message;  // one line; not yet redacted
};
Decoded decode(const Operation& operation, const HttpResponse& response);

}  // namespace advisor::aws
