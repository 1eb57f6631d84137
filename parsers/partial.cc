#include "parsers/partial.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace advisor {
namespace {

using Parts = std::vector<StringPart>;

void add_piece(std::vector<Piece>& pieces, Piece piece) {
  if (piece.hole == Piece::Hole::kNone && piece.text.empty())
    return;
  if (!pieces.empty() && pieces.back().hole == piece.hole) {
    if (piece.hole == Piece::Hole::kNone) {
      pieces.back().text += piece.text;
      return;
    }
    if (piece.hole == Piece::Hole::kAny)
      return;
  }
  pieces.push_back(std::move(piece));
}

Unknown join_parts(const Parts& parts) {
  Unknown out;
  bool first = true;
  bool has_fallback = true;
  std::size_t unknowns = 0;
  for (const StringPart& part : parts) {
    if (const auto* text = std::get_if<std::string>(&part)) {
      add_piece(out.pieces, {*text, Piece::Hole::kNone});
      out.text += *text;
      out.fallback += *text;
      continue;
    }
    const Unknown& unknown = std::get<Unknown>(part);
    ++unknowns;
    if (first) {
      out.cause = unknown.cause;
      out.function = unknown.function;
      out.arguments = unknown.arguments;
      first = false;
    }
    if (unknown.pieces.empty())
      add_piece(out.pieces, {"", Piece::Hole::kAny});
    for (const Piece& piece : unknown.pieces)
      add_piece(out.pieces, piece);
    out.text += unknown.text;
    out.fallback += unknown.fallback;
    has_fallback = has_fallback && !unknown.fallback.empty();
    add_links(out, unknown.links);
  }
  if (unknowns > 1) {
    out.function.clear();
    out.arguments.clear();
  }
  if (!has_fallback)
    out.fallback.clear();
  return out;
}

bool is_empty_text(const StringPart& part) {
  const auto* text = std::get_if<std::string>(&part);
  return text != nullptr && text->empty();
}

std::optional<nlohmann::json> to_json(const Value& value) {
  using nlohmann::json;
  switch (value.kind()) {
    case Value::Kind::kNull:
      return json(nullptr);
    case Value::Kind::kBool:
      return json(*value.as_bool());
    case Value::Kind::kInt:
      return json(*value.as_int());
    case Value::Kind::kDouble:
      return json(*value.as_double());
    case Value::Kind::kString:
      return json(*value.as_string());
    case Value::Kind::kList: {
      json out = json::array();
      for (const Value& element : *value.as_list()) {
        auto inner = to_json(element);
        if (!inner || element.uncertain())
          return std::nullopt;
        out.push_back(std::move(*inner));
      }
      return value.open() ? std::nullopt : std::optional(out);
    }
    case Value::Kind::kMap: {
      json out = json::object();
      for (const Member& member : *value.as_map()) {
        auto inner = to_json(member.value);
        if (!inner || member.value.uncertain())
          return std::nullopt;
        out[member.key] = std::move(*inner);
      }
      return value.open() ? std::nullopt : std::optional(out);
    }
    case Value::Kind::kUnknown:
      break;
  }
  return std::nullopt;
}

}  // namespace

void add_links(Unknown& unknown, const std::vector<Link>& links) {
  for (const Link& link : links)
    if (std::ranges::find(unknown.links, link) == unknown.links.end())
      unknown.links.push_back(link);
}

Value assemble_string(Parts parts, Span span) {
  std::erase_if(parts, is_empty_text);
  if (parts.size() == 1 && std::holds_alternative<Unknown>(parts[0]))
    return Value::unknown(std::get<Unknown>(std::move(parts[0])), span);
  const bool known = std::ranges::none_of(
      parts, [](const StringPart& part) { return std::holds_alternative<Unknown>(part); });
  if (!known)
    return Value::unknown(join_parts(parts), span);
  std::string text;
  for (const StringPart& part : parts)
    text += std::get<std::string>(part);
  return Value::string(std::move(text), span);
}

Value assemble_bare(Parts parts, Span span) {
  std::erase_if(parts, is_empty_text);
  Value value = assemble_string(parts, span);
  if (Unknown* unknown = value.as_unknown(); unknown != nullptr && parts.size() > 1)
    unknown->pieces.clear();
  return value;
}

std::optional<std::string> compact_json(const Value& value) {
  const auto json = to_json(value);
  if (!json)
    return std::nullopt;
  return json->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace advisor
