#pragma once

#include <string>
#include <string_view>

#include "src/base/result.h"

namespace advisor::aws {

// RFC 3986's unreserved characters stay; everything else, also '/', becomes %XX.
std::string percent_encode(std::string_view text);
// %XX becomes the byte; a '%' without two hexadecimal digits stays.
std::string percent_decode(std::string_view text);

// An address that somebody configured.
struct Url {
  std::string scheme;     // "http" or "https"
  std::string authority;  // "127.0.0.1:5000"
  std::string host;       // without port and brackets
  std::string path;       // "" or "/prefix", without a '/' at its end
  std::string query;
};
// Refuses other schemes, user names and passwords, and fragments.
Result<Url> parse_url(std::string_view text);

// 127.0.0.0/8, ::1 and localhost.
bool is_loopback(std::string_view host);

}  // namespace advisor::aws
