// Any bytes as an expression over a document that has everything: unknown values, uncertain
// elements, open collections, partly known strings. Evaluation, blame and display must end, and a
// definite answer must be the same once the document is filled in.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "src/cel/cel.h"

namespace {

using advisor::Member;
using advisor::Piece;
using advisor::Unknown;
using advisor::Value;
using advisor::cel::Frame;
using advisor::cel::Val;

constexpr auto kNone = Piece::Hole::kNone;
constexpr auto kAny = Piece::Hole::kAny;
constexpr auto kWord = Piece::Hole::kWord;

Value partly(std::vector<Piece> pieces) {
  Unknown unknown;
  unknown.pieces = std::move(pieces);
  return Value::unknown(std::move(unknown));
}

Value uncertain(Value value) {
  value.set_uncertain(true);
  return value;
}

Value ulimits() {
  Value list = Value::list();
  for (int i = 0; i < 3; ++i) {
    Value element = Value::map();
    element.set("Name", Value::string(i == 0 ? "nofile" : "nproc"));
    element.set("Limit", i == 1 ? Value::unknown({}) : Value::integer(std::int64_t{1000} * i));
    element.set_uncertain(i == 2);
    list.as_list()->push_back(std::move(element));
  }
  return list;
}

Value document() {
  Value open = Value::list({Value::integer(1), Value::number(1.5)});
  open.set_open(true);
  Value open_map = Value::map();
  open_map.set("a", Value::integer(1));
  open_map.set("b", uncertain(partly({{"a:", kNone}, {"", kWord}})));
  open_map.set_open(true);
  Value map = Value::map();
  map.set("l", ulimits());
  map.set("o", std::move(open));
  map.set("m", std::move(open_map));
  map.set("u", Value::unknown({}));
  map.set("v", uncertain(Value::list({uncertain(Value::unknown({})), Value::boolean(false)})));
  map.set("p",
          partly({{"arn:aws:lambda:", kNone}, {"", kWord}, {":1:function:f", kNone}, {"", kAny}}));
  map.set("i", partly({{"", kAny}, {"/team/app:", kNone}, {"", kAny}}));
  map.set("w",
          partly({{"", kWord}, {":5000/", kNone}, {"", kWord}, {"@sha256:", kNone}, {"", kWord}}));
  map.set("s", Value::string("\xE3\x82\xAD\xE3\x83\xA5\xE3\x83\xBC a:b/c"));
  map.set("j", Value::string("{\"a\": [1, {\"b\": null}]}"));
  map.set(
      "k",
      partly(
          {{"{\"a\": \"", kNone}, {"", kWord}, {"\", \"b\": ", kNone}, {"", kAny}, {"}", kNone}}));
  map.set("n", Value::integer(7));
  map.set("b", Value::boolean(true));
  return map;
}

// One way in which the document can turn out.
Value filled(const Value& value, bool generous) {
  if (const Unknown* unknown = value.as_unknown()) {
    if (unknown->pieces.empty())
      return generous ? Value::string("x") : Value::integer(0);
    std::string text;
    for (const Piece& piece : unknown->pieces)
      text += piece.hole == kNone ? piece.text : generous ? "a1" : "7";
    return Value::string(text);
  }
  if (value.as_list() != nullptr) {
    Value list = Value::list();
    for (const Value& element : *value.as_list())
      if (generous || !element.uncertain())
        list.as_list()->push_back(filled(element, generous));
    if (value.open() && generous)
      list.as_list()->push_back(Value::integer(2));
    return list;
  }
  if (value.as_map() != nullptr) {
    Value map = Value::map();
    for (const Member& member : *value.as_map())
      if (generous || !member.value.uncertain())
        map.set(member.key, filled(member.value, generous));
    if (value.open() && generous)
      map.set("zz", Value::integer(2));
    return map;
  }
  Value copy = value;
  copy.set_uncertain(false);
  return copy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Value kDocument = document();
  static const Value kFilled[] = {filled(kDocument, false), filled(kDocument, true)};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  advisor::cel::Scope scope;
  const auto slot = scope.declare("x");
  scope.define("limits", "x.?l.orValue([])");
  scope.define_function("twice(a)", "a + a");
  const auto compiled = scope.compile(text);
  const auto* expression = std::get_if<const advisor::cel::Expression*>(&compiled);
  if (expression == nullptr)
    return 0;
  advisor::cel::Limits limits;
  limits.cost = 20'000;
  Frame frame(scope, nullptr, limits);
  frame.set(slot, Val::from(kDocument));
  const Val value = frame.eval(**expression);
  advisor::cel::display(value, "(unknown)");
  frame.blame(**expression);
  // lambdaRef() and imageRef() take for granted that what is filled in makes a reference.
  if (!value.as_bool() || text.find("Ref") != std::string_view::npos)
    return 0;
  for (const Value& one : kFilled) {
    Frame other(scope, nullptr, limits);
    other.set(slot, Val::from(one));
    const Val after = other.eval(**expression);
    if (!after.is_error() && after.as_bool() != value.as_bool())
      std::abort();
  }
  return 0;
}
