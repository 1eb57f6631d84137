#include <string>

#include "src/cel/containers.h"
#include "src/cel/number_text.h"
#include "src/cel/pieces.h"
#include "src/cel/time.h"
#include "src/cel/val.h"

namespace advisor::cel {
namespace {

struct Showing {
  std::string_view unknown_text;
  const Hides& hides;
};

std::string timestamp_text(const Val& value) {
  std::string text = format_timestamp(value);
  constexpr std::string_view kMidnight = "T00:00:00Z";
  if (text.size() > kMidnight.size() &&
      text.compare(text.size() - kMidnight.size(), kMidnight.size(), kMidnight) == 0)
    text.resize(text.size() - kMidnight.size());
  return text;
}

std::string unknown_display(const Val& value, std::string_view unknown_text) {
  // What the author wrote tells more than that it is unknown.
  if (value.is_node() && value.node().as_unknown() != nullptr &&
      !value.node().as_unknown()->text.empty())
    return value.node().as_unknown()->text;
  const auto fragments = fragments_of(value);
  if (!fragments)
    return std::string(unknown_text);
  std::string out;
  for (const Fragment& fragment : *fragments)
    out += fragment.hole == Piece::Hole::kNone ? fragment.text : unknown_text;
  return out;
}

// Lists can hold the same list many times, so the text may be far longer than the value.
constexpr std::size_t kMaxDisplayBytes = std::size_t{64} << 10U;

void append(std::string& out, const Val& value, const Showing& showing);

void append_list(std::string& out, const Val& value, const Showing& showing) {
  const ListView list(value);
  for (std::size_t i = 0; i < list.size() && out.size() < kMaxDisplayBytes; ++i) {
    out += i == 0 ? "" : ", ";
    append(out, list[i], showing);
  }
}

void append_map(std::string& out, const Val& value, const Showing& showing) {
  const MapView map(value);
  out += "{";
  for (std::size_t i = 0; i < map.size() && out.size() < kMaxDisplayBytes; ++i) {
    out += i == 0 ? "" : ", ";
    append(out, map.key(i), showing);
    out += ": ";
    append(out, map.value(i), showing);
  }
  out += "}";
}

std::string scalar_display(const Val& value, const Showing& showing) {
  switch (value.kind()) {
    case Val::Kind::kNull:
      return "null";
    case Val::Kind::kBool:
      return value.bool_value() ? "true" : "false";
    case Val::Kind::kInt:
      return std::to_string(value.int_value());
    case Val::Kind::kUint:
      return std::to_string(value.uint_value());
    case Val::Kind::kDouble:
      return shortest_text(value.double_value());
    case Val::Kind::kString:
      return std::string(value.string_value());
    case Val::Kind::kTimestamp:
      return timestamp_text(value);
    case Val::Kind::kDuration:
      return format_duration(value.duration_value());
    case Val::Kind::kType:
      return std::string(kind_name(value.type_value()));
    case Val::Kind::kUnknown:
      return unknown_display(value, showing.unknown_text);
    default:
      return "";
  }
}

void append(std::string& out, const Val& value, const Showing& showing) {
  if (out.size() >= kMaxDisplayBytes)
    return;
  if (showing.hides && value.origin() != nullptr && showing.hides(*value.origin())) {
    out += "***";
    return;
  }
  if (value.is_list())
    return append_list(out, value, showing);
  if (value.is_map())
    return append_map(out, value, showing);
  if (!value.is_optional()) {
    out += scalar_display(value, showing);
    return;
  }
  const OptionalData* data = value.optional_data();
  if (data != nullptr && data->maybe)
    out += showing.unknown_text;
  else if (data != nullptr)
    append(out, data->value, showing);
}

}  // namespace

std::string display(const Val& value, std::string_view unknown_text, const Hides& hides) {
  std::string out;
  append(out, value, {unknown_text, hides});
  if (out.size() > kMaxDisplayBytes) {
    std::size_t end = kMaxDisplayBytes;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U)
      --end;
    out.resize(end);
    out += "...";
  }
  return out;
}

}  // namespace advisor::cel
