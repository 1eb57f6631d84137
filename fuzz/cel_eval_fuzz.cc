// Any bytes as an expression over a document that has everything: unknown values, uncertain
// elements, open collections, partly known strings. Evaluation, blame and display must end.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "src/cel/cel.h"

namespace {

using advisor::Piece;
using advisor::Unknown;
using advisor::Value;

Value document() {
  Unknown partly;
  partly.pieces = {{"arn:aws:lambda:", Piece::Hole::kNone},
                   {"", Piece::Hole::kWord},
                   {":1:function:f", Piece::Hole::kNone},
                   {"", Piece::Hole::kAny}};
  Value list = Value::list();
  for (int i = 0; i < 3; ++i) {
    Value element = Value::map();
    element.set("Name", Value::string(i == 0 ? "nofile" : "nproc"));
    element.set("Limit", i == 1 ? Value::unknown({}) : Value::integer(std::int64_t{1000} * i));
    element.set_uncertain(i == 2);
    list.as_list()->push_back(std::move(element));
  }
  Value open = Value::list({Value::integer(1), Value::number(1.5)});
  open.set_open(true);
  Value map = Value::map();
  map.set("l", std::move(list));
  map.set("o", std::move(open));
  map.set("u", Value::unknown({}));
  map.set("p", Value::unknown(std::move(partly)));
  map.set("s", Value::string("\xE3\x82\xAD\xE3\x83\xA5\xE3\x83\xBC a:b/c"));
  map.set("j", Value::string("{\"a\": [1, {\"b\": null}]}"));
  map.set("n", Value::integer(7));
  map.set("b", Value::boolean(true));
  return map;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Value kDocument = document();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  advisor::cel::Scope scope;
  const auto slot = scope.declare("x");
  const auto compiled = scope.compile(text);
  const auto* expression = std::get_if<const advisor::cel::Expression*>(&compiled);
  if (expression == nullptr)
    return 0;
  advisor::cel::Limits limits;
  limits.cost = 20'000;
  advisor::cel::Frame frame(scope, nullptr, limits);
  frame.set(slot, advisor::cel::Val::from(kDocument));
  const auto value = frame.eval(**expression);
  advisor::cel::display(value, "(unknown)");
  frame.blame(**expression);
  return 0;
}
