#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

// Strings that stand for unknown values while libjsonnet runs. All their characters are from a
// private range of Unicode, so that also a part of one (`marker[0]`) is known for what it is.

enum class MarkerKind : std::uint8_t { kString, kAny };  // kAny: need not be a string

std::string jsonnet_marker(std::uint64_t id, MarkerKind kind);

struct MarkedPart {
  enum class Kind : std::uint8_t { kText, kMarker, kFragment };
  Kind kind = Kind::kText;
  std::string_view text;
  std::uint64_t id = 0;  // kMarker
  MarkerKind marker = MarkerKind::kString;
};

// Cuts a text into markers, pieces of markers, and what lies between.
std::vector<MarkedPart> split_marked(std::string_view text);

bool has_mark(std::string_view text);

}  // namespace advisor
