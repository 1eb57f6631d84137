#include "parsers/jsonnet_marker.h"

#include <algorithm>
#include <optional>

#include "src/base/text.h"

namespace advisor {
namespace {

// U+EB00 to U+EB3F: in UTF-8 the bytes EE AC and one more. (libjsonnet 0.18 spoils characters of
// four bytes.)
constexpr std::string_view kLead = "\xEE\xAC";
constexpr char32_t kFirst = 0xEB00;
constexpr unsigned kBeginString = 0;
constexpr unsigned kBeginAny = 1;
constexpr unsigned kEnd = 2;
constexpr unsigned kDigit = 16;  // and 15 more
constexpr std::size_t kUnit = 3;
constexpr std::size_t kLength = 18 * kUnit;

std::optional<unsigned> unit_at(std::string_view text) {
  if (!text.starts_with(kLead) || text.size() < kUnit)
    return std::nullopt;
  return static_cast<unsigned char>(text[2]) - 0x80U;
}

// The marker at the start of text.
bool read_marker(std::string_view text, MarkedPart& part) {
  if (text.size() < kLength)
    return false;
  const auto begin = unit_at(text);
  if (begin != kBeginString && begin != kBeginAny)
    return false;
  part.id = 0;
  for (std::size_t i = 1; i <= 16; ++i) {
    const auto digit = unit_at(text.substr(i * kUnit));
    if (!digit || *digit < kDigit || *digit >= kDigit + 16)
      return false;
    part.id = part.id << 4U | (*digit - kDigit);
  }
  part.marker = begin == kBeginAny ? MarkerKind::kAny : MarkerKind::kString;
  return unit_at(text.substr(17 * kUnit)) == kEnd;
}

}  // namespace

std::string jsonnet_marker(std::uint64_t id, MarkerKind kind) {
  std::string out;
  append_utf8(out, kFirst + (kind == MarkerKind::kAny ? kBeginAny : kBeginString));
  for (int shift = 60; shift >= 0; shift -= 4)
    append_utf8(out,
                kFirst + kDigit + static_cast<char32_t>(id >> static_cast<unsigned>(shift) & 15U));
  append_utf8(out, kFirst + kEnd);
  return out;
}

bool has_mark(std::string_view text) {
  return text.find(kLead) != std::string_view::npos;
}

std::vector<MarkedPart> split_marked(std::string_view text) {
  std::vector<MarkedPart> out;
  while (!text.empty()) {
    MarkedPart part;
    std::size_t length = std::min(text.find(kLead), text.size());
    if (length == 0) {
      const bool whole = read_marker(text, part);
      part.kind = whole ? MarkedPart::Kind::kMarker : MarkedPart::Kind::kFragment;
      length = std::min(whole ? kLength : kUnit, text.size());
    }
    part.text = text.substr(0, length);
    text.remove_prefix(length);
    out.push_back(part);
  }
  return out;
}

}  // namespace advisor
