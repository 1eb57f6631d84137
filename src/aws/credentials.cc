#include "src/aws/credentials.h"

#include <charconv>

#include "src/aws/json.h"
#include "src/aws/shape.h"
#include "src/base/date.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr std::int64_t kSpareSeconds = 300;
constexpr std::int64_t kPauseMilliseconds = 60'000;

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
  const std::int64_t seconds = std::int64_t{hours} * 3600 + std::int64_t{minutes} * 60;
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
  return *day + std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second - *offset;
}

Result<Credentials> read_credentials(std::string_view json, std::string_view token) {
  const Result<Value> document = read_json(json);
  if (!document || document->as_map() == nullptr)
    return Error{"gave no JSON object"};
  Credentials out;
  out.keys = {text_at(*document, "AccessKeyId"), text_at(*document, "SecretAccessKey"),
              text_at(*document, token)};
  // Instance metadata tells of failures in an answer with status 200.
  if (out.keys.access_key.empty() || out.keys.secret_key.empty()) {
    const std::string code = text_at(*document, "Code");
    return Error{"gave no keys" + (code.empty() ? "" : " (" + printable(code) + ")")};
  }
  const std::string expiration = text_at(*document, "Expiration");
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
  // A source that failed, or that hands out keys with little time left, is not asked before every
  // call.
  if (!fresh && !just_asked())
    fetch();
  return current_ ? &*current_ : nullptr;
}

bool CredentialCache::just_asked() const {
  return asked_ && clock_.milliseconds() - *asked_ < kPauseMilliseconds;
}

void CredentialCache::fetch() {
  Result<Credentials> fetched = source_();
  asked_ = clock_.milliseconds();
  if (fetched) {
    current_ = *std::move(fetched);
    ++generation_;
    return;
  }
  error_ = fetched.error().message;
  const bool usable = current_ && current_->expires && *current_->expires > clock_.unix_seconds();
  if (!usable)
    current_.reset();
}

bool CredentialCache::renew(int generation) {
  if (generation != generation_)
    return current_.has_value();
  if (!current_ || (renewals_ > 0 && just_asked()))
    return false;
  ++renewals_;
  const Keys before = current_->keys;
  current_.reset();
  fetch();
  if (!current_ || !(current_->keys == before))
    return current_.has_value();
  generation_ = generation;  // the same again: who asks next need not try it
  return false;
}

}  // namespace advisor::aws
