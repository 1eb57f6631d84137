#include "src/aws/sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <map>

#include "src/aws/url.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string hmac(std::string_view key, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), out.data(), &size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string collapse_blanks(std::string_view text) {
  std::string out;
  for (const char c : trim(text))
    if (c != ' ' || !out.ends_with(' '))
      out += c;
  return out;
}

bool is_signed(std::string_view name) {
  constexpr std::string_view kUnsigned[] = {"user-agent", "accept",     "accept-encoding",
                                            "expect",     "connection", "authorization"};
  return std::ranges::count(kUnsigned, name) == 0;
}

// By name, in order; repeated ones joined.
std::map<std::string, std::string> signed_headers(const HttpRequest& request) {
  std::map<std::string, std::string> out = {{"host", request.authority}};
  for (const Header& header : request.headers) {
    const std::string name = to_lower_ascii(header.name);
    if (!is_signed(name))
      continue;
    const auto [place, is_new] = out.try_emplace(name);
    place->second += (is_new ? "" : ",") + collapse_blanks(header.value);
  }
  return out;
}

// Empty and "." segments removed, ".." takes the one before away, each of the rest encoded again.
std::string normalized_path(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(path, '/')) {
    if (segment == ".." && !kept.empty())
      kept.pop_back();
    else if (!segment.empty() && segment != "." && segment != "..")
      kept.push_back(segment);
  }
  std::string out;
  for (const std::string_view segment : kept)
    out += "/" + percent_encode(segment);
  const bool trailing = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
  return trailing || out.empty() ? out + "/" : out;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::string> parameters;
  for (const std::string_view parameter : split(query, '&')) {
    if (parameter.empty())
      continue;
    const std::size_t equals = parameter.find('=');
    const auto encoded = [](std::string_view part) { return percent_encode(percent_decode(part)); };
    // Sorted by name first: no encoded name holds a byte below '=' but '-', '.', '%' and digits,
    // so a separator below them all stands in until then.
    parameters.push_back(
        encoded(parameter.substr(0, equals)) + '\0' +
        (equals == std::string_view::npos ? "" : encoded(parameter.substr(equals + 1))));
  }
  std::ranges::sort(parameters);
  std::string out = join(parameters, "&");
  std::ranges::replace(out, '\0', '=');
  return out;
}

std::string header_of(const HttpRequest& request, std::string_view name) {
  for (const Header& header : request.headers)
    if (equals_ignoring_case(header.name, name))
      return header.value;
  return "";
}

std::string canonical_request(const HttpRequest& request, const SigningScope& scope,
                              const std::map<std::string, std::string>& headers,
                              const std::string& names) {
  const std::string path = request.path.empty() ? "/" : request.path;
  std::string out = request.method + "\n" + (scope.s3 ? path : normalized_path(path)) + "\n" +
                    canonical_query(request.query) + "\n";
  for (const auto& [name, value] : headers)
    out.append(name).append(":").append(value).append("\n");
  return out + "\n" + names + "\n" + sha256_hex(request.body);
}

std::string signing_key(const Keys& keys, std::string_view date, const SigningScope& scope) {
  std::string key = "AWS4" + keys.secret_key;
  for (const std::string_view part :
       {date, std::string_view(scope.region), std::string_view(scope.service),
        std::string_view("aws4_request")})
    key = hmac(key, part);
  return key;
}

std::string amz_date(std::int64_t unix_seconds) {
  const auto time = static_cast<std::time_t>(unix_seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 32> out{};
  const std::size_t size = std::strftime(out.data(), out.size(), "%Y%m%dT%H%M%SZ", &parts);
  return {out.data(), size};
}

void set_header(HttpRequest& request, std::string_view name, std::string value) {
  std::erase_if(request.headers,
                [&](const Header& header) { return equals_ignoring_case(header.name, name); });
  if (!value.empty())
    request.headers.push_back({std::string(name), std::move(value)});
}

}  // namespace

std::string sha256_hex(std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  EVP_Digest(data.data(), data.size(), out.data(), &size, EVP_sha256(), nullptr);
  return hex({reinterpret_cast<const char*>(out.data()), size});
}

Signature make_signature(const HttpRequest& request, const Keys& keys, const SigningScope& scope) {
  const std::map<std::string, std::string> headers = signed_headers(request);
  std::string names;
  for (const auto& [name, value] : headers)
    names += (names.empty() ? "" : ";") + name;
  const std::string time = header_of(request, "x-amz-date");
  const std::string date = time.substr(0, 8);
  const std::string credential_scope =
      date + "/" + scope.region + "/" + scope.service + "/aws4_request";
  Signature out;
  out.canonical_request = canonical_request(request, scope, headers, names);
  out.string_to_sign = std::string(kAlgorithm) + "\n" + time + "\n" + credential_scope + "\n" +
                       sha256_hex(out.canonical_request);
  out.authorization = std::string(kAlgorithm) + " Credential=" + keys.access_key + "/" +
                      credential_scope + ", SignedHeaders=" + names + ", Signature=" +
                      hex(hmac(signing_key(keys, date, scope), out.string_to_sign));
  return out;
}

void sign(HttpRequest& request, const Keys& keys, const SigningScope& scope,
          std::int64_t unix_seconds) {
  set_header(request, "X-Amz-Date", amz_date(unix_seconds));
  set_header(request, "X-Amz-Security-Token", keys.session_token);
  if (scope.s3)
    set_header(request, "x-amz-content-sha256", sha256_hex(request.body));
  set_header(request, "Authorization", make_signature(request, keys, scope).authorization);
}

}  // namespace advisor::aws
