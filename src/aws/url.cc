#include "src/aws/url.h"

#include <algorithm>

#include "src/base/text.h"

namespace advisor::aws {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

int hex_digit(char c) {
  if (is_digit(c))
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_authority_character(char c) {
  return is_unreserved(c) || c == ':' || c == '[' || c == ']';
}

std::string host_of(std::string_view authority) {
  if (authority.starts_with('['))
    return std::string(authority.substr(1, authority.find(']') - 1));
  return std::string(authority.substr(0, authority.find(':')));
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_digit(text[i + 2]);
    out += low < 0 ? text[i] : static_cast<char>(high * 16 + low);
    i += low < 0 ? 0 : 2;
  }
  return out;
}

Result<Url> parse_url(std::string_view text) {
  const Error wrong{"it is no http or https address: " + printable(text)};
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos)
    return wrong;
  Url url;
  url.scheme = to_lower_ascii(text.substr(0, colon));
  std::string_view rest = text.substr(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  url.authority = rest.substr(0, end);
  rest.remove_prefix(end);
  // Not shown, for a password may stand before '@'.
  if (url.authority.find('@') != std::string::npos)
    return Error{"an address with a user name or password is not accepted"};
  url.host = to_lower_ascii(host_of(url.authority));
  const std::size_t question = rest.find('?');
  url.path = rest.substr(0, question);
  if (question != std::string_view::npos)
    url.query = rest.substr(question + 1);
  while (url.path.ends_with('/'))
    url.path.pop_back();
  const bool known = url.scheme == "http" || url.scheme == "https";
  if (!known || url.host.empty() || rest.find('#') != std::string_view::npos ||
      !std::ranges::all_of(url.authority, is_authority_character))
    return wrong;
  return url;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1")
    return true;
  const auto is_number_or_dot = [](char c) { return is_digit(c) || c == '.'; };
  return host.starts_with("127.") && std::ranges::all_of(host, is_number_or_dot);
}

}  // namespace advisor::aws
