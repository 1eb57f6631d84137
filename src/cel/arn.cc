#include "src/cel/arn.h"

#include <algorithm>

namespace advisor::cel {
namespace {

using Hole = Piece::Hole;

constexpr std::size_t kArnFields = 6;

// The text of a field without holes; nullopt if it has one.
std::optional<std::string_view> literal(const Fragments& field) {
  std::string_view text;
  for (const Fragment& fragment : field) {
    if (fragment.hole != Hole::kNone)
      return std::nullopt;
    if (!fragment.text.empty() && !text.empty())
      return std::nullopt;  // callers normalize first
    if (!fragment.text.empty())
      text = fragment.text;
  }
  return text;
}

// Cuts at ':' as far as the cuts are certain, at most into `limit` fields. `whole` is false if a
// hole that may contain ':' ended it; then the last field is only a beginning.
std::vector<Fragments> leading_fields(const Fragments& text, std::size_t limit, bool& whole) {
  std::vector<Fragments> fields(1);
  whole = true;
  for (const Fragment& fragment : text) {
    if (fragment.hole == Hole::kAny && fields.size() < limit) {
      whole = false;
      fields.back().push_back(fragment);
      return fields;
    }
    if (fragment.hole != Hole::kNone) {
      fields.back().push_back(fragment);
      continue;
    }
    std::string_view rest = fragment.text;
    for (std::size_t at = rest.find(':'); at != std::string_view::npos && fields.size() < limit;
         at = rest.find(':')) {
      fields.back().push_back({rest.substr(0, at), Hole::kNone});
      fields.emplace_back();
      rest = rest.substr(at + 1);
    }
    fields.back().push_back({rest, Hole::kNone});
  }
  return fields;
}

void split_resource(ArnParts& parts) {
  Fragments before;
  for (std::size_t i = 0; i < parts.resource.size(); ++i) {
    const Fragment& fragment = parts.resource[i];
    if (fragment.hole == Hole::kAny)
      return;
    const std::size_t at =
        fragment.hole == Hole::kNone ? fragment.text.find_first_of("/:") : std::string_view::npos;
    if (at == std::string_view::npos) {
      before.push_back(fragment);
      continue;
    }
    before.push_back({fragment.text.substr(0, at), Hole::kNone});
    parts.type = before;
    parts.id.push_back({fragment.text.substr(at + 1), Hole::kNone});
    parts.id.insert(parts.id.end(), parts.resource.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                    parts.resource.end());
    parts.split_known = true;
    return;
  }
  parts.id = parts.resource;
  parts.split_known = true;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

// The literal parts of a name must be made of the characters of a name; a hole may be one.
bool may_be_name(const Fragments& field, bool dollar) {
  std::size_t length = 0;
  bool hole = false;
  for (const Fragment& fragment : field) {
    hole = hole || fragment.hole != Hole::kNone;
    length += fragment.text.size();
    for (const char c : fragment.text)
      if (!is_word(c) && !(dollar && (c == '$' || c == '.')))
        return false;
  }
  return length <= (dollar ? 128U : 64U) && (length != 0 || hole);
}

bool is_qualifier(const Fragments& field) {
  const auto text = literal(field);
  if (text && text->find_first_of("$.") != std::string_view::npos)
    return *text == "$LATEST" || *text == "$LATEST.PUBLISHED";
  return may_be_name(field, true);
}

LambdaReference not_a_function() {
  LambdaReference result;
  result.is_function = Truth::kFalse;
  return result;
}

LambdaReference not_known() {
  return {};
}

LambdaReference function(const std::vector<Fragments>& fields, std::size_t name) {
  if (fields.size() > name + 2 || !may_be_name(fields[name], false))
    return not_a_function();
  LambdaReference result;
  result.is_function = Truth::kTrue;
  result.name = fields[name];
  if (fields.size() == name + 2) {
    if (!is_qualifier(fields[name + 1]))
      return not_a_function();
    result.qualifier = fields[name + 1];
  }
  return result;
}

// Text that another tool or a stage variable replaces later.
bool has_placeholder(const Fragments& text) {
  return std::any_of(text.begin(), text.end(), [](const Fragment& fragment) {
    return fragment.text.find("{{") != std::string_view::npos ||
           fragment.text.find("${") != std::string_view::npos;
  });
}

// %2D and the like; malformed escapes stay.
std::string url_decoded(std::string_view text) {
  const auto hex = [](char c) -> int {
    if (c >= '0' && c <= '9')
      return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    out += escape ? static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])) : text[i];
    i += escape ? 2 : 0;
  }
  return out;
}

// path/2015-03-31/functions/<X>/invocations
LambdaReference integration(const Fragments& resource, Arena& arena) {
  constexpr std::string_view kBefore = "/functions/";
  const Truth path = starts_with(resource, "path/");
  if (path != Truth::kTrue)
    return path == Truth::kFalse ? not_a_function() : not_known();
  const std::string_view head = resource.front().text;
  const std::size_t at = head.find(kBefore);
  if (at == std::string_view::npos)
    return has_hole(resource) ? not_known() : not_a_function();
  Fragments inner = resource;
  inner.front().text = head.substr(at + kBefore.size());
  Fragment& tail = inner.back();
  if (tail.hole != Hole::kNone)
    return not_known();
  bool cut = false;
  for (const std::string_view suffix : {"/response-streaming-invocations", "/invocations"}) {
    if (!cut && tail.text.size() >= suffix.size() &&
        tail.text.substr(tail.text.size() - suffix.size()) == suffix) {
      tail.text.remove_suffix(suffix.size());
      cut = true;
    }
  }
  if (!cut)
    return not_a_function();
  for (Fragment& fragment : inner)
    fragment.text = arena.copy(url_decoded(fragment.text));
  return parse_lambda_reference(inner, arena);
}

LambdaReference from_arn(const Fragments& text, const std::vector<Fragments>& fields, bool whole,
                         Arena& arena) {
  if (fields.size() < 3)
    return whole ? not_a_function() : not_known();
  const auto service = literal(fields[2]);
  if (!service)
    return equals(fields[2], "lambda") == Truth::kFalse &&
                   equals(fields[2], "apigateway") == Truth::kFalse
               ? not_a_function()
               : not_known();
  if (*service == "apigateway") {
    const ArnParts arn = parse_arn(text);
    return arn.is_arn == Truth::kTrue ? integration(arn.resource, arena)
           : whole                    ? not_a_function()
                                      : not_known();
  }
  if (*service != "lambda")
    return not_a_function();
  if (fields.size() > 5 && (whole || fields.size() > 6) &&
      equals(fields[5], "function") == Truth::kFalse)
    return not_a_function();
  if (!whole)
    return not_known();
  if (fields.size() < 7)
    return not_a_function();
  return equals(fields[5], "function") == Truth::kTrue ? function(fields, 6) : not_known();
}

// [R:][A:]function:N[:Q], N[:Q]. A hole for a name is taken not to be the word "function":
// otherwise "${Fn}:live" would not be known to be qualified.
LambdaReference from_name(const std::vector<Fragments>& fields) {
  for (std::size_t at = 0; at < 3 && at + 1 < fields.size(); ++at) {
    if (equals(fields[at], "function") == Truth::kTrue)
      return function(fields, at + 1);
    if (!may_be_name(fields[at], true))
      return not_a_function();
  }
  if (fields.size() > 2) {
    for (std::size_t at = 0; at < 3 && at + 1 < fields.size(); ++at)
      if (equals(fields[at], "function") == Truth::kUnknown)
        return not_known();
    return not_a_function();
  }
  return function(fields, 0);
}

}  // namespace

ArnParts parse_arn(const Fragments& text) {
  ArnParts parts;
  bool whole = false;
  std::vector<Fragments> fields = leading_fields(text, kArnFields, whole);
  const Truth begins = starts_with(text, "arn:");
  if (begins == Truth::kFalse || (whole && fields.size() < kArnFields)) {
    parts.is_arn = Truth::kFalse;
    return parts;
  }
  if (begins == Truth::kUnknown || fields.size() < kArnFields)
    return parts;
  parts.is_arn = Truth::kTrue;
  parts.partition = std::move(fields[1]);
  parts.service = std::move(fields[2]);
  parts.region = std::move(fields[3]);
  parts.account = std::move(fields[4]);
  parts.resource = std::move(fields[5]);
  split_resource(parts);
  return parts;
}

LambdaReference parse_lambda_reference(const Fragments& text, Arena& arena) {
  const Fragments normal = normalized(arena, text);
  if (normal.empty())
    return not_a_function();
  const Truth is_arn = starts_with(normal, "arn:");
  bool whole = false;
  const std::vector<Fragments> fields = leading_fields(normal, SIZE_MAX, whole);
  if (has_placeholder(normal)) {
    const auto service = fields.size() > 3 ? literal(fields[2]) : std::nullopt;
    const bool other = service && *service != "lambda" && *service != "apigateway" &&
                       !has_placeholder(fields[2]) && !has_placeholder(fields[1]);
    return is_arn == Truth::kTrue && other ? not_a_function() : not_known();
  }
  if (is_arn == Truth::kTrue)
    return from_arn(normal, fields, whole, arena);
  if (!whole) {
    // Some character before the hole that no name form has rules a function out.
    for (const Fragments& field : fields)
      if (is_arn == Truth::kFalse && !may_be_name(field, true) &&
          !literal(field).value_or("x").empty())
        return not_a_function();
    return not_known();
  }
  if (is_arn == Truth::kUnknown && fields.size() >= kArnFields)
    return not_known();
  return from_name(fields);
}

}  // namespace advisor::cel
