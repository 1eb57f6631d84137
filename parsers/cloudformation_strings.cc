#include "parsers/cloudformation_strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "src/base/text.h"

namespace advisor::cfn {
namespace {

using Hole = Piece::Hole;
using Pieces = std::vector<Piece>;

constexpr std::string_view kResolve = "{{resolve:";
// A template has at most 1 MB; more can only come from strings that repeat each other.
constexpr std::size_t kMaxSize = std::size_t{1} << 20U;
constexpr std::size_t kMaxUnknowns = 8;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_word_char(char c) {
  return std::string_view(":/$ \t\n\r\v\f").find(c) == std::string_view::npos;
}

struct Reference {
  std::size_t piece = 0;  // where it ends
  std::size_t end = 0;
  std::string service;
  std::string name;  // empty: not known as a whole
};

// The end of the reference that begins at `at` of pieces[index]; nullopt: it is not closed.
std::optional<Reference> reference_at(const Pieces& pieces, std::size_t index, std::size_t at) {
  Reference found;
  std::string inner;
  bool known = true;
  for (std::size_t i = index; i < pieces.size(); ++i) {
    const std::size_t from = i == index ? at + kResolve.size() : 0;
    if (pieces[i].hole != Hole::kNone) {
      known = false;
      continue;
    }
    const std::size_t close = pieces[i].text.find("}}", from);
    inner += pieces[i].text.substr(from, close == std::string::npos ? close : close - from);
    if (close == std::string::npos)
      continue;
    found.piece = i;
    found.end = close + 2;
    found.service = inner.substr(0, inner.find(':'));
    if (known && inner.size() > found.service.size())
      found.name = inner.substr(found.service.size() + 1);
    return found;
  }
  return std::nullopt;
}

std::optional<Link> link_to(const Reference& reference) {
  if (reference.name.empty())
    return std::nullopt;
  Link link;
  link.kind =
      reference.service == "secretsmanager" ? Link::Kind::kSecret : Link::Kind::kSsmParameter;
  link.target = reference.name;
  if (link.kind == Link::Kind::kSsmParameter) {
    link.target = link.target.substr(0, link.target.find(':'));
    return link;
  }
  // secret-id:SecretString:json-key:version-stage:version-id, where the id may be an ARN.
  const std::size_t key = link.target.find(":SecretString");
  if (key != std::string::npos)
    link.attribute = link.target.substr(key + 1);
  link.target = link.target.substr(0, key);
  return link;
}

struct Resolved {
  Pieces pieces;
  std::vector<Link> links;
  std::string service;
  bool secret = false;
};

// nullopt: there is no dynamic reference.
std::optional<Resolved> without_references(const Pieces& pieces) {
  Resolved out;
  for (std::size_t i = 0, from = 0; i < pieces.size();) {
    const Piece& piece = pieces[i];
    const std::size_t at =
        piece.hole == Hole::kNone ? piece.text.find(kResolve, from) : std::string::npos;
    const auto reference = at == std::string::npos ? std::nullopt : reference_at(pieces, i, at);
    if (!reference) {
      add_piece(out.pieces, {piece.hole == Hole::kNone ? piece.text.substr(from) : "", piece.hole});
      ++i;
      from = 0;
      continue;
    }
    add_piece(out.pieces, {piece.text.substr(from, at - from), Hole::kNone});
    add_piece(out.pieces, {"", Hole::kAny});
    if (auto link = link_to(*reference))
      out.links.push_back(std::move(*link));
    out.service = reference->service;
    out.secret = out.secret || out.service == "secretsmanager" || out.service == "ssm-secure";
    i = reference->piece;
    from = reference->end;
  }
  if (out.service.empty())
    return std::nullopt;
  return out;
}

// Which of several reasons helps most: a parameter can be given.
int usefulness(const Unknown& unknown) {
  switch (unknown.cause) {
    case Unknown::Cause::kRedacted:
      return 3;
    case Unknown::Cause::kParameter:
      return 2;
    case Unknown::Cause::kCondition:
      return 1;
    default:
      return 0;
  }
}

// What the holes come from, as one cause. Arguments of equal causes are put together.
Unknown cause_of(const std::vector<Unknown>& unknowns) {
  Unknown out;
  out.cause = Unknown::Cause::kIntrinsic;
  int best = -1;
  for (const Unknown& unknown : unknowns)
    best = std::max(best, usefulness(unknown));
  for (const Unknown& unknown : unknowns) {
    if (usefulness(unknown) != best)
      continue;
    if (out.function.empty()) {
      out.cause = unknown.cause;
      out.function = unknown.function;
      out.arguments = unknown.arguments;
      continue;
    }
    if (best == 0)
      continue;
    for (const std::string& argument : unknown.arguments)
      if (std::ranges::find(out.arguments, argument) == out.arguments.end())
        out.arguments.push_back(argument);
  }
  return out;
}

void collect_leaves(const Value& value, std::vector<std::string>& texts, bool& known) {
  const Unknown* unknown = value.as_unknown();
  if (unknown != nullptr && unknown->choice != nullptr) {
    for (const Value* branch : {unknown->choice->then.get(), unknown->choice->otherwise.get()})
      if (branch != nullptr)
        collect_leaves(*branch, texts, known);
    return;
  }
  const auto text = scalar_text(value);
  known = known && text.has_value() && texts.size() < 16;
  if (text && known)
    texts.push_back(*text);
}

// The class of the hole that a choice is, if all that it can be is known.
Hole hole_of_choice(const Value& value, Hole otherwise) {
  std::vector<std::string> texts;
  bool known = true;
  collect_leaves(value, texts, known);
  return known ? hole_for(texts) : otherwise;
}

std::optional<nlohmann::ordered_json> to_json(const Value& value) {
  using Json = nlohmann::ordered_json;
  if (value.uncertain() || value.open() || value.is_unknown())
    return std::nullopt;
  if (const List* list = value.as_list()) {
    Json out = Json::array();
    for (const Value& element : *list) {
      auto inner = to_json(element);
      if (!inner)
        return std::nullopt;
      out.push_back(std::move(*inner));
    }
    return out;
  }
  if (const Map* map = value.as_map()) {
    Json out = Json::object();
    for (const Member& member : *map) {
      auto inner = to_json(member.value);
      if (!inner)
        return std::nullopt;
      // Keys are unique, so that ordered_map need not look for an equal one.
      out.get_ref<Json::object_t&>().Json::object_t::Container::emplace_back(member.key,
                                                                             std::move(*inner));
    }
    return out;
  }
  if (const bool* flag = value.as_bool())
    return Json(*flag);
  if (const std::int64_t* integer = value.as_int())
    return Json(*integer);
  if (const double* number = value.as_double())
    return Json(*number);
  return value.is_null() ? Json(nullptr) : Json(*value.as_string());
}

bool may_hold(Hole hole, std::string_view separator) {
  if (separator.size() != 1 || hole == Hole::kAny)
    return true;
  return hole == Hole::kName ? is_name_char(separator[0]) : is_word_char(separator[0]);
}

}  // namespace

std::optional<std::string> scalar_text(const Value& value) {
  if (const std::string* text = value.as_string())
    return *text;
  if (const bool* flag = value.as_bool())
    return *flag ? "true" : "false";
  if (const std::int64_t* integer = value.as_int())
    return std::to_string(*integer);
  if (const double* number = value.as_double())
    return fmt::format("{}", *number);
  return std::nullopt;
}

std::optional<std::string> json_text(const Value& value) {
  const auto json = to_json(value);
  if (!json)
    return std::nullopt;
  return json->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void add_piece(Pieces& pieces, Piece piece) {
  if (piece.hole == Hole::kNone && piece.text.empty())
    return;
  if (!pieces.empty() && pieces.back().hole == piece.hole) {
    if (piece.hole != Hole::kNone)
      return;
    pieces.back().text += piece.text;
    return;
  }
  pieces.push_back(std::move(piece));
}

Hole hole_for(const std::vector<std::string>& texts) {
  const auto all = [&](bool (*test)(char)) {
    return std::ranges::all_of(
        texts, [&](const std::string& text) { return std::ranges::all_of(text, test); });
  };
  return all(is_name_char) ? Hole::kName : all(is_word_char) ? Hole::kWord : Hole::kAny;
}

bool certainly_not(const Pieces& pieces, std::string_view text) {
  if (pieces.empty())
    return false;
  const auto literal = [](const Piece& piece) {
    return piece.hole == Hole::kNone ? std::string_view(piece.text) : std::string_view();
  };
  std::size_t known = 0;
  for (const Piece& piece : pieces)
    known += literal(piece).size();
  return !text.starts_with(literal(pieces.front())) || !text.ends_with(literal(pieces.back())) ||
         text.size() < known;
}

std::optional<std::vector<Pieces>> split_pieces(const Pieces& pieces, std::string_view separator) {
  if (separator.empty())
    return std::nullopt;
  std::vector<Pieces> fields(1);
  for (const Piece& piece : pieces) {
    if (piece.hole != Hole::kNone) {
      if (may_hold(piece.hole, separator))
        return std::nullopt;
      fields.back().push_back(piece);
      continue;
    }
    std::string_view rest = piece.text;
    for (std::size_t at = rest.find(separator); at != std::string_view::npos;
         at = rest.find(separator)) {
      add_piece(fields.back(), {std::string(rest.substr(0, at)), Hole::kNone});
      fields.emplace_back();
      rest.remove_prefix(at + separator.size());
    }
    add_piece(fields.back(), {std::string(rest), Hole::kNone});
  }
  return fields;
}

bool has_dynamic_reference(std::string_view text) {
  return text.find(kResolve) != std::string_view::npos;
}

std::vector<SubPart> parse_sub(std::string_view text) {
  std::vector<SubPart> parts;
  std::string literal;
  while (!text.empty()) {
    const std::size_t open = text.find("${");
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) {
      literal += text;
      break;
    }
    literal += text.substr(0, open);
    const std::string_view inner = text.substr(open + 2, close - open - 2);
    if (inner.starts_with('!')) {
      literal += "${" + std::string(inner.substr(1)) + "}";
    } else {
      if (!literal.empty())
        parts.push_back({std::exchange(literal, {}), false});
      parts.push_back({std::string(trim(inner)), true});
    }
    text.remove_prefix(close + 1);
  }
  if (!literal.empty())
    parts.push_back({std::move(literal), false});
  return parts;
}

void PartialString::text(std::string_view text) {
  if (text.empty())
    return;
  ++parts_;
  size_ += text.size();
  add_piece(pieces_, {size_ > kMaxSize ? std::string() : std::string(text),
                      size_ > kMaxSize ? Hole::kAny : Hole::kNone});
}

void PartialString::hole(Hole hole) {
  ++parts_;
  add_piece(pieces_, {"", hole});
}

void PartialString::add_unknown(const Unknown& unknown, Hole hole) {
  for (const Piece& piece : unknown.pieces) {
    size_ += piece.text.size() + 1;
    add_piece(pieces_, size_ > kMaxSize ? Piece{"", Hole::kAny} : piece);
  }
  if (unknown.pieces.empty())
    add_piece(pieces_, {"", hole});
  secret_ = secret_ || unknown.cause == Unknown::Cause::kRedacted;
  for (const Link& link : unknown.links)
    if (links_.size() < kMaxUnknowns && std::ranges::find(links_, link) == links_.end())
      links_.push_back(link);
  if (unknowns_.size() == kMaxUnknowns)
    return;
  Unknown cause;
  cause.cause = unknown.cause;
  cause.function = unknown.function;
  cause.arguments = unknown.arguments;
  unknowns_.push_back(std::move(cause));
}

void PartialString::add(const Value& value, Hole hole) {
  if (const auto scalar = scalar_text(value)) {
    text(*scalar);
    return;
  }
  if (value.is_null())
    return;
  if (++parts_ == 1)
    only_ = value;
  if (const Unknown* unknown = value.as_unknown())
    add_unknown(*unknown, unknown->choice == nullptr ? hole : hole_of_choice(value, hole));
  else
    add_piece(pieces_, {"", Hole::kAny});
}

Value PartialString::finish(Span span, std::string written) {
  auto resolved = without_references(pieces_);
  if (!resolved && parts_ == 1 && only_ && only_->is_unknown()) {
    Value out = std::move(*only_);
    out.set_span(span);
    out.set_uncertain(false);
    if (!written.empty() && out.as_unknown()->choice == nullptr)
      out.as_unknown()->text = std::move(written);
    return out;
  }
  if (!resolved && (pieces_.empty() || (pieces_.size() == 1 && pieces_[0].hole == Hole::kNone)))
    return Value::string(pieces_.empty() ? "" : std::move(pieces_[0].text), span);
  Unknown out = cause_of(unknowns_);
  out.pieces = std::move(pieces_);
  out.links = std::move(links_);
  if (resolved) {
    out.pieces = std::move(resolved->pieces);
    std::ranges::move(resolved->links, std::back_inserter(out.links));
    secret_ = secret_ || resolved->secret;
    if (unknowns_.empty())
      out.function = "resolve:" + resolved->service;
  }
  if (secret_)
    out.cause = Unknown::Cause::kRedacted;
  out.text = std::move(written);
  return Value::unknown(std::move(out), span);
}

}  // namespace advisor::cfn
