// json(s): a document from a JSON text (inline policies, dashboards). Holes of a partly known text
// become unknown values or partly known strings: they are replaced by marks before parsing, inside
// a JSON string by a mark in the string, elsewhere by a string that is nothing but a mark.

#include <array>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "src/cel/functions.h"
#include "src/cel/pieces.h"

namespace advisor::cel {
namespace {

using Json = nlohmann::json;
using Style = Function::Style;

constexpr std::size_t kMaxJsonDepth = 200;
constexpr std::size_t kMaxJsonNodes = 100'000;
constexpr std::string_view kMark = "\xF4\x8F\xBF\xBD";  // U+10FFFD, for private use

std::string mark(char kind) {
  return std::string(kMark) + kind + std::string(kMark);
}

// Builds Values from SAX events.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(Span span, const Unknown* cause) : span_(span), cause_(cause) {}

  Value take() { return std::move(root_); }
  const std::string& problem() const { return problem_; }
  bool has_unknown_key() const { return unknown_key_; }

  bool null() override { return put(Value::null(span_)); }
  bool boolean(bool value) override { return put(Value::boolean(value, span_)); }
  bool number_integer(std::int64_t value) override { return put(Value::integer(value, span_)); }
  bool number_unsigned(std::uint64_t value) override {
    if (value > INT64_MAX)
      return put(Value::number(static_cast<double>(value), span_));
    return put(Value::integer(static_cast<std::int64_t>(value), span_));
  }
  bool number_float(double value, const std::string& /*text*/) override {
    if (value >= -0x1p63 && value < 0x1p63 &&
        value == static_cast<double>(static_cast<std::int64_t>(value)))
      return put(Value::integer(static_cast<std::int64_t>(value), span_));
    return put(Value::number(value, span_));
  }
  bool string(std::string& value) override {
    if (value.find(kMark) == std::string::npos)
      return put(Value::string(std::move(value), span_));
    Unknown unknown = cause_ == nullptr ? Unknown() : *cause_;
    unknown.pieces.clear();
    if (value != mark('V'))
      unknown.pieces = pieces(value);
    return put(Value::unknown(std::move(unknown), span_));
  }
  bool binary(Json::binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*elements*/) override { return open(Value::map({}, span_)); }
  bool key(std::string& value) override {
    unknown_key_ = unknown_key_ || value.find(kMark) != std::string::npos;
    stack_.back().key = value;
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*elements*/) override { return open(Value::list({}, span_)); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& /*error*/) override {
    problem_ = "the text is no JSON (at byte " + std::to_string(position) + ")";
    return false;
  }

 private:
  struct Level {
    Value value;
    std::string key;
    std::unordered_map<std::string, std::size_t> keys;  // of a map: the last of equal keys wins
  };

  static std::vector<Piece> pieces(std::string_view text) {
    std::vector<Piece> out;
    while (!text.empty()) {
      const std::size_t at = std::min(text.find(kMark), text.size());
      if (at != 0)
        out.push_back({std::string(text.substr(0, at)), Piece::Hole::kNone});
      if (at == text.size())
        break;
      const char kind = text.size() > at + kMark.size() ? text[at + kMark.size()] : 'A';
      out.push_back({"", kind == 'W'   ? Piece::Hole::kWord
                         : kind == 'N' ? Piece::Hole::kName
                                       : Piece::Hole::kAny});
      text.remove_prefix(std::min(text.size(), at + 2 * kMark.size() + 1));
    }
    return out;
  }

  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }
  bool open(Value container) {
    if (stack_.size() >= kMaxJsonDepth)
      return fail("the JSON text is nested more than 200 levels deep");
    stack_.push_back({std::move(container), "", {}});
    return true;
  }
  bool close() {
    Value value = std::move(stack_.back().value);
    stack_.pop_back();
    return put(std::move(value));
  }
  bool put(Value value) {
    if (++nodes_ > kMaxJsonNodes)
      return fail("the JSON text has more than 100000 values");
    if (stack_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Level& level = stack_.back();
    if (List* list = level.value.as_list()) {
      list->push_back(std::move(value));
      return true;
    }
    if (value.is_null())  // absent, as in every input
      return true;
    Map& map = *level.value.as_map();
    const auto [found, added] = level.keys.emplace(level.key, map.size());
    if (added)
      map.push_back({level.key, span_, std::move(value)});
    else
      map[found->second].value = std::move(value);
    return true;
  }

  Span span_;
  const Unknown* cause_;
  Value root_;
  std::vector<Level> stack_;
  std::size_t nodes_ = 0;
  bool unknown_key_ = false;
  std::string problem_;
};

// The text with marks for its holes; nullopt if a mark occurs in it already.
std::optional<std::string> marked_text(const Fragments& text) {
  std::string out;
  bool in_string = false;
  for (const Fragment& fragment : text) {
    if (fragment.hole != Piece::Hole::kNone) {
      const char kind = fragment.hole == Piece::Hole::kWord   ? 'W'
                        : fragment.hole == Piece::Hole::kName ? 'N'
                                                              : 'A';
      out += in_string ? mark(kind) : "\"" + mark('V') + "\"";
      continue;
    }
    if (fragment.text.find(kMark) != std::string_view::npos)
      return std::nullopt;
    for (std::size_t i = 0; i < fragment.text.size(); ++i) {
      out += fragment.text[i];
      if (fragment.text[i] == '\\' && in_string && i + 1 < fragment.text.size())
        out += fragment.text[++i];
      else if (fragment.text[i] == '"')
        in_string = !in_string;
    }
  }
  return out;
}

Val json(Machine& machine, Arguments arguments) {
  const auto fragments = fragments_of(arguments[0]);
  Doubt doubt;
  doubt.add(arguments[0]);
  if (!fragments)
    return arguments[0].is_unknown() ? machine.unknown(doubt)
                                     : machine.no_overload("json", arguments);
  const bool partly = has_hole(*fragments);
  const auto text = marked_text(*fragments);
  if (!text)
    return partly ? machine.unknown(doubt) : machine.error("the text is no JSON");
  if (!machine.charge(text->size() / 10))
    return Val();
  const Value* origin = arguments[0].origin();
  const Unknown* cause = arguments[0].is_unknown() && arguments[0].is_node()
                             ? arguments[0].node().as_unknown()
                             : nullptr;
  Builder builder(origin == nullptr ? Span() : origin->span(), cause);
  bool ok = false;
  try {
    ok = Json::sax_parse(*text, &builder);
  } catch (const Json::exception&) {
    ok = false;
  }
  if (!ok || builder.has_unknown_key()) {
    if (partly)
      return machine.unknown(doubt);
    return machine.error(builder.problem().empty() ? "the text is no JSON" : builder.problem(),
                         origin);
  }
  const Value& document = machine.arena().keep(builder.take());
  return origin == nullptr && !partly ? Val::constant(document) : Val::from(document);
}

constexpr std::array<Function, 1> kFunctions = {{
    {"json", Style::kGlobal, 1, 1, Function::Unknowns::kOwn, json},
}};

}  // namespace

std::span<const Function> data_functions() {
  return kFunctions;
}

}  // namespace advisor::cel
