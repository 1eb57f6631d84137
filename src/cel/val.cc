#include "src/cel/val.h"

#include "src/cel/arena.h"
#include "src/cel/containers.h"

namespace advisor::cel {
namespace {

Val::Kind kind_of(const Value& node) {
  switch (node.kind()) {
    case Value::Kind::kNull:
      return Val::Kind::kNull;
    case Value::Kind::kBool:
      return Val::Kind::kBool;
    case Value::Kind::kInt:
      return Val::Kind::kInt;
    case Value::Kind::kDouble:
      return Val::Kind::kDouble;
    case Value::Kind::kString:
      return Val::Kind::kString;
    case Value::Kind::kList:
      return Val::Kind::kList;
    case Value::Kind::kMap:
      return Val::Kind::kMap;
    case Value::Kind::kUnknown:
      return Val::Kind::kUnknown;
  }
  return Val::Kind::kNull;
}

}  // namespace

Val Val::from(const Value& node) {
  Val val(kind_of(node), nullptr);
  val.flags_ = kNode;
  val.payload_.node = &node;
  return val;
}

Val Val::part(const Val& parent, const Value& node) {
  Val val = from(node);
  val.flags_ |= static_cast<std::uint8_t>(parent.flags_ & kConstant);
  return val;
}

Val Val::constant(const Value& node) {
  Val val = from(node);
  val.flags_ |= kConstant;
  return val;
}

Val Val::boolean(bool value) {
  Val val(Kind::kBool, nullptr);
  val.payload_.integer = value ? 1 : 0;
  return val;
}

Val Val::integer(std::int64_t value) {
  Val val(Kind::kInt, nullptr);
  val.payload_.integer = value;
  return val;
}

Val Val::unsigned_integer(std::uint64_t value) {
  Val val(Kind::kUint, nullptr);
  val.payload_.natural = value;
  return val;
}

Val Val::real(double value) {
  Val val(Kind::kDouble, nullptr);
  val.payload_.real = value;
  return val;
}

Val Val::literal(std::string_view text) {
  Val val(Kind::kString, nullptr);
  val.payload_.text = text.data();
  val.extra_ = static_cast<std::uint32_t>(text.size());
  return val;
}

Val Val::string(std::string_view text, Arena& arena) {
  return literal(arena.copy(text));
}

Val Val::timestamp(std::int64_t unix_seconds, std::uint32_t nanoseconds) {
  Val val(Kind::kTimestamp, nullptr);
  val.payload_.integer = unix_seconds;
  val.extra_ = nanoseconds;
  return val;
}

Val Val::timestamp(std::int64_t unix_seconds, Arena& /*arena*/) {
  return timestamp(unix_seconds, std::uint32_t{0});
}

Val Val::duration(std::int64_t nanoseconds) {
  Val val(Kind::kDuration, nullptr);
  val.payload_.integer = nanoseconds;
  return val;
}

Val Val::type(Kind kind) {
  Val val(Kind::kType, nullptr);
  val.payload_.integer = static_cast<std::int64_t>(kind);
  return val;
}

std::optional<bool> Val::as_bool() const {
  return kind_ == Kind::kBool ? std::optional(bool_value()) : std::nullopt;
}

std::optional<std::int64_t> Val::as_int() const {
  return kind_ == Kind::kInt ? std::optional(int_value()) : std::nullopt;
}

std::optional<double> Val::as_double() const {
  return kind_ == Kind::kDouble ? std::optional(double_value()) : std::nullopt;
}

std::optional<std::string_view> Val::as_string() const {
  return kind_ == Kind::kString ? std::optional(string_value()) : std::nullopt;
}

std::vector<const Value*> Val::reasons() const {
  Doubt doubt;
  doubt.add(*this);
  return {doubt.nodes.begin(), doubt.nodes.begin() + doubt.count};
}

const Value* Val::origin() const {
  if (is_node())
    return (flags_ & kConstant) != 0 ? nullptr : payload_.node;
  if (kind_ == Kind::kList)
    return list_data()->origin;
  if (kind_ == Kind::kOptional && optional_data() != nullptr)
    return optional_data()->value.origin();
  return nullptr;
}

std::optional<Elements> Val::elements(Arena& /*arena*/) const {
  Elements out;
  if (is_list()) {
    const ListView list(*this);
    out.open = list.open();
    out.items.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
      out.items.push_back({list[i], integer(static_cast<std::int64_t>(i)), list.uncertain(i)});
    return out;
  }
  if (is_map()) {
    const MapView map(*this);
    out.open = map.open();
    out.items.reserve(map.size());
    for (std::size_t i = 0; i < map.size(); ++i)
      out.items.push_back({map.value(i), map.key(i), map.uncertain(i)});
    return out;
  }
  return std::nullopt;
}

std::string_view kind_name(Val::Kind kind) {
  switch (kind) {
    case Val::Kind::kNull:
      return "null_type";
    case Val::Kind::kBool:
      return "bool";
    case Val::Kind::kInt:
      return "int";
    case Val::Kind::kUint:
      return "uint";
    case Val::Kind::kDouble:
      return "double";
    case Val::Kind::kString:
      return "string";
    case Val::Kind::kTimestamp:
      return "google.protobuf.Timestamp";
    case Val::Kind::kDuration:
      return "google.protobuf.Duration";
    case Val::Kind::kType:
      return "type";
    case Val::Kind::kList:
      return "list";
    case Val::Kind::kMap:
      return "map";
    case Val::Kind::kOptional:
      return "optional_type";
    case Val::Kind::kUnknown:
      return "unknown";
    case Val::Kind::kError:
      return "error";
    case Val::Kind::kUnset:
      return "unset";
  }
  return "";
}

}  // namespace advisor::cel
