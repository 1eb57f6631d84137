#include "src/aws/credentials.h"

#include <charconv>

#include "src/aws/json.h"
#include "src/base/date.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr std::int64_t kSpareSeconds = 300;
constexpr std::int64_t kRenewPauseMilliseconds = 60'000;

std::string text_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr || value->as_string() == nullptr ? "" : *value->as_string();
}

// Two digits at a place; -1 if they are none.
int two_digits(std::string_view text, std::size_t at) {
  int out = -1;
  if (at + 2 > text.size())
    return -1;
  const char* end = text.data() + at + 2;
  const auto [last, error] = std::from_chars(text.data() + at, end, out);
  return error == std::errc() && last == end && out >= 0 ? out : -1;
}

// "Z", "+09:00" or "+0900" in seconds.
std::optional<std::int64_t> offset_of(std::string_view text) {
  if (text == "Z")
    return 0;
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-'))
    return std::nullopt;
  const int hours = two_digits(text, 1);
  const int minutes = two_digits(text, text[3] == ':' ? 4 : 3);
  if (hours < 0 || minutes < 0)
    return std::nullopt;
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<std::int64_t> parse_time(std::string_view text) {
  constexpr std::size_t kLength = 19;  // 2026-11-28T12:00:00
  if (text.size() < kLength || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const std::optional<std::int64_t> day = parse_date(text.substr(0, 10));
  const int hour = two_digits(text, 11);
  const int minute = two_digits(text, 14);
  const int second = two_digits(text, 17);
  std::string_view zone = text.substr(kLength);
  if (zone.starts_with('.'))
    zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
  const std::optional<std::int64_t> offset = offset_of(zone);
  if (!day || !offset || hour < 0 || minute < 0 || second < 0)
    return std::nullopt;
  return *day + hour * 3600 + minute * 60 + second - *offset;
}

Result<Credentials> read_credentials(std::string_view json, std::string_view token) {
  const Result<Value> document = read_json(json);
  if (!document || document->as_map() == nullptr)
    return Error{"gave no JSON object"};
  Credentials out;
  out.keys = {text_of(*document, "AccessKeyId"), text_of(*document, "SecretAccessKey"),
              text_of(*document, token)};
  // Instance metadata tells of failures in an answer with status 200.
  if (out.keys.access_key.empty() || out.keys.secret_key.empty()) {
    const std::string code = text_of(*document, "Code");
    return Error{"gave no keys" + (code.empty() ? "" : " (" + printable(code) + ")")};
  }
  const std::string expiration = text_of(*document, "Expiration");
  if (!expiration.empty()) {
    out.expires = parse_time(expiration);
    if (!out.expires)
      return Error{"gave keys with an expiration that is no time"};
  }
  return out;
}

const Credentials* CredentialCache::get() {
  const bool fresh = current_ && (!current_->expires ||
                                  *current_->expires - clock_.unix_seconds() > kSpareSeconds);
  // A source that hands out keys with little time left gives the same again: not before every call.
  const bool just_fetched =
      current_ && renewed_ && clock_.milliseconds() - *renewed_ < kRenewPauseMilliseconds;
  if (!fresh && !just_fetched && !fetch())
    return nullptr;
  return current_ ? &*current_ : nullptr;
}

bool CredentialCache::fetch() {
  Result<Credentials> fetched = source_();
  renewed_ = clock_.milliseconds();
  if (!fetched) {
    error_ = fetched.error().message;
    current_.reset();
    return false;
  }
  current_ = *std::move(fetched);
  ++generation_;
  return true;
}

bool CredentialCache::renew(int generation) {
  if (generation != generation_)
    return current_.has_value();
  if (renewals_ > 0 && clock_.milliseconds() - *renewed_ < kRenewPauseMilliseconds)
    return false;
  ++renewals_;
  const Keys before = current_ ? current_->keys : Keys();
  return fetch() && !(current_->keys == before);
}

}  // namespace advisor::aws
