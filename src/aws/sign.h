#pragma once

#include <cstdint>
#include <string>

#include "src/aws/http.h"

namespace advisor::aws {

// Never printed, never written.
struct Keys {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // empty for long-lived keys
  friend bool operator==(const Keys&, const Keys&) = default;
};

struct SigningScope {
  std::string region;
  std::string service;  // the signing name, which is not always the host's
  // S3 takes the path as it is (no second encoding, no dot segments removed) and wants the hash of
  // the body as a header.
  bool s3 = false;
};

// The parts of AWS Signature Version 4, apart for tests.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct Signature {
  std::string canonical_request;
  std::string string_to_sign;
  std::string authorization;
};
// Of a request that has all headers but Authorization; x-amz-date among them.
Signature make_signature(const HttpRequest& request, const Keys& keys, const SigningScope& scope);

// Adds X-Amz-Date, X-Amz-Security-Token, x-amz-content-sha256 (S3) and Authorization; those of an
// earlier signature are replaced. Every header but User-Agent, Accept, Accept-Encoding, Expect and
// Connection is signed.
void sign(HttpRequest& request, const Keys& keys, const SigningScope& scope,
          std::int64_t unix_seconds);

std::string sha256_hex(std::string_view data);

}  // namespace advisor::aws
