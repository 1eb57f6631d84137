// Selection, indexing and optionals: Table 3 of rule-language.md 2.7.

#include <cmath>

#include "src/cel/equal.h"
#include "src/cel/machine.h"

namespace advisor::cel {
namespace {

std::string quoted(const Val& key) {
  switch (key.kind()) {
    case Val::Kind::kString:
      return "'" + std::string(key.string_value()) + "'";
    case Val::Kind::kInt:
      return std::to_string(key.int_value());
    case Val::Kind::kUint:
      return std::to_string(key.uint_value());
    case Val::Kind::kBool:
      return key.bool_value() ? "true" : "false";
    default:
      return "of that value";
  }
}

// The integer that a list index or a key stands for; nullopt for what is none.
std::optional<std::int64_t> whole_number(const Val& key) {
  switch (key.kind()) {
    case Val::Kind::kInt:
      return key.int_value();
    case Val::Kind::kUint:
      // Beyond the range of int is beyond every list, too.
      return static_cast<std::int64_t>(std::min<std::uint64_t>(key.uint_value(), INT64_MAX));
    case Val::Kind::kDouble: {
      const double value = key.double_value();
      if (value != std::trunc(value) || std::abs(value) > 0x1p53)
        return std::nullopt;
      return static_cast<std::int64_t>(value);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

Val Machine::select_entry(const Val& map, const MapView& view, std::optional<std::size_t> at,
                          std::string_view key, bool optional) {
  if (at && !view.uncertain(*at)) {
    const Val value = view.value(*at);
    return optional ? make_some(arena_, value) : value;
  }
  Doubt doubt;
  if (at) {
    view.doubt_element(doubt, *at);
    return optional ? make_maybe(arena_, view.value(*at), doubt) : unknown(doubt);
  }
  if (view.open()) {
    view.doubt_end(doubt);
    const Val value = unknown(doubt);
    return optional ? make_maybe(arena_, value, doubt) : value;
  }
  if (optional)
    return make_none();
  return error("no key " + std::string(key), map.is_node() ? &map.node() : nullptr);
}

Val Machine::select(const Val& operand, std::string_view name, bool optional) {
  switch (operand.kind()) {
    case Val::Kind::kMap: {
      const MapView view(operand);
      charge(view.size() / 16);
      const auto at = view.find(name);
      if (at && !optional && !view.uncertain(*at))
        return view.value(*at);
      return select_entry(operand, view, at, quoted(Val::literal(name)), optional);
    }
    case Val::Kind::kOptional: {
      const OptionalData* data = operand.optional_data();
      return data == nullptr ? operand
                             : select_in_optional(operand, select(data->value, name, true));
    }
    case Val::Kind::kError:
      return operand;
    case Val::Kind::kUnknown: {
      Doubt doubt;
      doubt.add(operand);
      return unknown(doubt);
    }
    default:
      return error("no property '" + std::string(name) + "': this is a value of type " +
                       std::string(kind_name(operand.kind())),
                   operand.origin());
  }
}

// `content` is what selecting in the value of `optional` gave.
Val Machine::select_in_optional(const Val& optional, const Val& content) {
  const OptionalData& data = *optional.optional_data();
  if (!data.maybe)
    return content;
  Doubt doubt = *data.doubt;
  if (!content.is_optional()) {  // unknown, or an error that counts only if the value is there
    doubt.add(content);
    return unknown(doubt);
  }
  const OptionalData* inner = content.optional_data();
  if (inner == nullptr)
    return content;
  if (inner->maybe)
    doubt.add(*inner->doubt);
  return make_maybe(arena_, inner->value, doubt);
}

Val Machine::has(const Val& operand, std::string_view name) {
  Doubt doubt;
  switch (operand.kind()) {
    case Val::Kind::kMap: {
      const Truth there = key_in(Val::literal(name), MapView(operand), doubt);
      return truth(there, doubt);
    }
    case Val::Kind::kOptional: {
      const OptionalData* data = operand.optional_data();
      if (data == nullptr)
        return Val::boolean(false);
      const Val there = has(data->value, name);
      if (!data->maybe || there.is_false())
        return there;
      doubt.add(*data->doubt);
      doubt.add(there);
      return unknown(doubt);
    }
    case Val::Kind::kError:
      return operand;
    case Val::Kind::kUnknown:
      doubt.add(operand);
      return unknown(doubt);
    default:
      return error("no property '" + std::string(name) + "': this is a value of type " +
                       std::string(kind_name(operand.kind())),
                   operand.origin());
  }
}

Val Machine::index(const Val& operand, const Val& key, bool optional) {
  if (operand.is_optional() && !key.is_error()) {
    const OptionalData* data = operand.optional_data();
    return data == nullptr ? operand : select_in_optional(operand, index(data->value, key, true));
  }
  const std::array<Val, 2> both = {operand, key};
  const Val early = strict(both);
  if (early.kind() != Val::Kind::kUnset)
    return early;
  if (operand.is_list())
    return index_list(operand, key, optional);
  if (!operand.is_map())
    return no_overload("[]", both);
  if (!is_key_kind(key.kind()) && key.kind() != Val::Kind::kDouble)
    return no_overload("[]", both);
  const MapView view(operand);
  charge(view.size() / 16);
  return select_entry(operand, view, view.find(key), quoted(key), optional);
}

Val Machine::index_list(const Val& list, const Val& key, bool optional) {
  const auto position = whole_number(key);
  if (!position) {
    const std::array<Val, 2> both = {list, key};
    return no_overload("[]", both);
  }
  const ListView view(list);
  const auto size = static_cast<std::int64_t>(view.size());
  Doubt doubt;
  if (*position >= 0 && view.open()) {
    view.doubt_end(doubt);
    return unknown(doubt);
  }
  if (*position < 0 || *position >= size) {
    if (optional)
      return make_none();
    return error("index " + std::to_string(*position) + " is out of range (size " +
                     std::to_string(size) + ")",
                 list.is_node() ? &list.node() : nullptr);
  }
  const auto at = static_cast<std::size_t>(*position);
  charge(at / 16);
  for (std::size_t i = 0; i <= at; ++i)
    if (view.uncertain(i))
      view.doubt_element(doubt, i);
  for (std::size_t i = 0; i <= at; ++i)
    if (view.uncertain(i))
      return unknown(doubt);
  return optional ? make_some(arena_, view[at]) : view[at];
}

Val Machine::eval_optional_or(const Program& program, const Node& node) {
  const Val first = eval(program, node.a);
  if (first.is_error())
    return first;
  Doubt doubt;
  if (first.is_unknown()) {
    doubt.add(first);
    return unknown(doubt);
  }
  program_ = &program;
  at_ = &node;
  if (!first.is_optional())
    return no_overload("or", {&first, 1});
  const OptionalData* data = first.optional_data();
  if (data != nullptr && !data->maybe)
    return first;
  const Val second = eval(program, node.b);
  program_ = &program;
  at_ = &node;
  if (!second.is_optional() && second.is_definite())
    return data == nullptr ? no_overload("or", {&second, 1}) : unknown(*data->doubt);
  if (data == nullptr)
    return second;
  doubt.add(*data->doubt);
  doubt.add(second);
  if (!second.is_optional())
    return unknown(doubt);
  const OptionalData* other = second.optional_data();
  if (other == nullptr)
    return first;
  if (identical(data->value, other->value))
    return other->maybe ? first : second;
  const Val content = unknown(doubt);
  return other->maybe ? make_maybe(arena_, content, doubt) : make_some(arena_, content);
}

Val Machine::eval_optional_or_value(const Program& program, const Node& node) {
  const Val first = eval(program, node.a);
  if (first.is_error())
    return first;
  Doubt doubt;
  if (first.is_unknown()) {
    doubt.add(first);
    return unknown(doubt);
  }
  program_ = &program;
  at_ = &node;
  if (!first.is_optional())
    return no_overload("orValue", {&first, 1});
  const OptionalData* data = first.optional_data();
  if (data == nullptr)
    return eval(program, node.b);
  if (!data->maybe)
    return data->value;
  const Val second = eval(program, node.b);
  if (identical(data->value, second))
    return data->value;
  doubt.add(*data->doubt);
  doubt.add(data->value);
  return unknown(doubt);
}

}  // namespace advisor::cel
