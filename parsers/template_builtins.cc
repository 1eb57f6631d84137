#include "parsers/template_builtins.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "parsers/partial.h"

namespace advisor {
namespace {

using Arguments = std::span<const BuiltinArgument>;

constexpr std::array<std::string_view, 19> kNames = {
    "and", "or",       "not",  "len", "index", "slice", "print", "printf", "println", "html",
    "js",  "urlquery", "call", "eq",  "ne",    "lt",    "le",    "gt",     "ge"};

Value unknown_result(std::string_view name, Arguments arguments) {
  Unknown out;
  out.function = std::string(name);
  out.text = out.function;
  for (const BuiltinArgument& argument : arguments) {
    out.arguments.push_back(argument.written);
    out.text += " " + argument.written;
    if (const Unknown* unknown = argument.value.as_unknown())
      add_links(out, unknown->links);
  }
  return Value::unknown(std::move(out));
}

// `and` gives the first argument that is false (else the last), `or` the first that is true.
Value first_that_is(bool wanted, std::string_view name, Arguments arguments) {
  for (const BuiltinArgument& argument : arguments) {
    if (&argument == &arguments.back())
      return argument.value;
    const auto is = truth(argument.value);
    if (!is)
      break;
    if (*is == wanted)
      return argument.value;
  }
  return unknown_result(name, arguments);
}

std::optional<double> as_number(const Value& value) {
  if (const std::int64_t* integer = value.as_int())
    return static_cast<double>(*integer);
  if (const double* number = value.as_double())
    return *number;
  return std::nullopt;
}

// nullopt: not both known, or of kinds that Go does not compare.
std::optional<int> compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind())
    return std::nullopt;
  const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
  if (a.as_string() != nullptr)
    return order(*a.as_string(), *b.as_string());
  if (a.as_bool() != nullptr)
    return order(*a.as_bool(), *b.as_bool());
  if (a.as_int() != nullptr)
    return order(*a.as_int(), *b.as_int());
  if (a.as_double() != nullptr)
    return order(*a.as_double(), *b.as_double());
  return std::nullopt;
}

Value equals_any(std::string_view name, Arguments arguments) {
  bool decided = true;
  for (const BuiltinArgument& other : arguments.subspan(1)) {
    const auto order = compare(arguments[0].value, other.value);
    if (order && *order == 0)
      return Value::boolean(true);
    decided = decided && order;
  }
  return decided ? Value::boolean(false) : unknown_result(name, arguments);
}

Value ordered(std::string_view name, Arguments arguments) {
  const auto order = compare(arguments[0].value, arguments[1].value);
  if (!order)
    return unknown_result(name, arguments);
  if (name == "ne")
    return Value::boolean(*order != 0);
  if (name == "lt")
    return Value::boolean(*order < 0);
  if (name == "le")
    return Value::boolean(*order <= 0);
  if (name == "gt")
    return Value::boolean(*order > 0);
  return Value::boolean(*order >= 0);
}

Value length(std::string_view name, Arguments arguments) {
  const Value& value = arguments[0].value;
  const auto size = [](const auto& container) {
    return Value::integer(static_cast<std::int64_t>(container.size()));
  };
  if (value.as_string() != nullptr)
    return size(*value.as_string());
  if (value.as_list() != nullptr && !value.open())
    return size(*value.as_list());
  return unknown_result(name, arguments);
}

// Text that html, js and urlquery all leave alone.
bool is_plain(const std::string& text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

Value escaped(std::string_view name, Arguments arguments) {
  const auto text = printed(arguments[0].value);
  if (arguments.size() == 1 && text && is_plain(*text))
    return Value::string(*text);
  return unknown_result(name, arguments);
}

StringPart printed_part(const BuiltinArgument& argument) {
  if (auto text = printed(argument.value))
    return std::move(*text);
  if (const Unknown* unknown = argument.value.as_unknown())
    return *unknown;
  Unknown other;
  other.text = argument.written;
  return other;
}

// fmt.Sprint: a space between operands when neither is a string. An unknown operand may be of any
// kind, but next to it all others here are strings in practice; two of them decide nothing.
Value print(std::string_view name, Arguments arguments) {
  std::vector<StringPart> parts;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value& value = arguments[i].value;
    const bool string = value.as_string() != nullptr;
    if (i > 0 && !string && arguments[i - 1].value.as_string() == nullptr)
      return unknown_result(name, arguments);
    parts.push_back(printed_part(arguments[i]));
  }
  return assemble_string(std::move(parts), {});
}

Value print_line(Arguments arguments) {
  std::vector<StringPart> parts;
  for (const BuiltinArgument& argument : arguments) {
    if (&argument != arguments.data())
      parts.emplace_back(" ");
    parts.push_back(printed_part(argument));
  }
  parts.emplace_back("\n");
  return assemble_string(std::move(parts), {});
}

// Only verbs whose output is that of print for their operand.
bool fits_verb(char verb, const Value& value) {
  if (verb == 'v')
    return true;
  if (verb == 's')
    return value.as_string() != nullptr || value.is_unknown();
  return verb == 'd' && (value.as_int() != nullptr || value.is_unknown());
}

Value print_format(std::string_view name, Arguments arguments) {
  const std::string* format = arguments[0].value.as_string();
  if (format == nullptr)
    return unknown_result(name, arguments);
  std::vector<StringPart> parts;
  std::string text;
  std::size_t next = 1;
  for (std::size_t i = 0; i < format->size(); ++i) {
    if ((*format)[i] != '%') {
      text += (*format)[i];
      continue;
    }
    const char verb = ++i < format->size() ? (*format)[i] : '\0';
    if (verb == '%') {
      text += '%';
      continue;
    }
    if (next >= arguments.size() || !fits_verb(verb, arguments[next].value))
      return unknown_result(name, arguments);
    parts.emplace_back(std::move(text));
    text.clear();
    parts.push_back(printed_part(arguments[next++]));
  }
  if (next != arguments.size())
    return unknown_result(name, arguments);
  parts.emplace_back(std::move(text));
  return assemble_string(std::move(parts), {});
}

}  // namespace

std::span<const std::string_view> builtin_names() {
  return kNames;
}

bool is_builtin(std::string_view name) {
  return std::ranges::find(kNames, name) != kNames.end();
}

std::optional<bool> truth(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return false;
    case Value::Kind::kBool:
      return *value.as_bool();
    case Value::Kind::kInt:
    case Value::Kind::kDouble:
      return as_number(value) != 0.0;
    case Value::Kind::kString:
      return !value.as_string()->empty();
    case Value::Kind::kList:
      return value.open() ? std::nullopt : std::optional(!value.as_list()->empty());
    case Value::Kind::kMap:
      return value.open() ? std::nullopt : std::optional(!value.as_map()->empty());
    case Value::Kind::kUnknown:
      break;
  }
  return std::nullopt;
}

std::optional<std::string> printed(const Value& value) {
  if (const std::string* text = value.as_string())
    return *text;
  if (const std::int64_t* integer = value.as_int())
    return std::to_string(*integer);
  if (const bool* boolean = value.as_bool())
    return *boolean ? "true" : "false";
  if (value.is_null())
    return "<no value>";
  return std::nullopt;
}

Value call_builtin(std::string_view name, Arguments arguments) {
  const std::size_t count = arguments.size();
  if (count >= 1 && (name == "and" || name == "or"))
    return first_that_is(name == "or", name, arguments);
  if (count == 1 && name == "not") {
    const auto is = truth(arguments[0].value);
    return is ? Value::boolean(!*is) : unknown_result(name, arguments);
  }
  if (count == 1 && name == "len")
    return length(name, arguments);
  if (count >= 2 && name == "eq")
    return equals_any(name, arguments);
  if (count == 2 && (name == "ne" || name == "lt" || name == "le" || name == "gt" || name == "ge"))
    return ordered(name, arguments);
  if (count == 1 && (name == "html" || name == "js" || name == "urlquery"))
    return escaped(name, arguments);
  if (count >= 1 && name == "print")
    return print(name, arguments);
  if (name == "println")
    return print_line(arguments);
  if (count >= 1 && name == "printf")
    return print_format(name, arguments);
  return unknown_result(name, arguments);
}

}  // namespace advisor
