#include "src/engine/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/text.h"

namespace advisor {

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return "nothing";
    case Value::Kind::kBool:
      return "a boolean";
    case Value::Kind::kInt:
    case Value::Kind::kDouble:
      return "a number";
    case Value::Kind::kString:
      return "a string";
    case Value::Kind::kList:
      return "a list";
    case Value::Kind::kMap:
      return "a map";
    case Value::Kind::kUnknown:
      break;
  }
  return "an unknown value";
}

Fields::Fields(const Value& value, std::string what, Diagnostics& diagnostics)
    : value_(value), what_(std::move(what)), diagnostics_(diagnostics) {
  if (value.as_map() == nullptr)
    error(value, fmt::format("{} must be a map, not {}", what_, kind_name(value)));
}

void Fields::error(const Value& at, std::string message, std::string hint) {
  diagnostics_.push_back(
      {Diagnostic::Level::kError, std::move(message), std::move(hint), at.span(), {}});
}

const Value* Fields::get(std::string_view key) {
  asked_.push_back(key);
  const Value* found = value_.find(key);
  return found == nullptr || found->is_null() ? nullptr : found;
}

std::string Fields::text(std::string_view key) {
  const Value* found = get(key);
  if (found == nullptr)
    return {};
  if (const std::string* string = found->as_string())
    return *string;
  error(*found, fmt::format("'{}' must be a string, not {}", key, kind_name(*found)),
        "put it in quotes");
  return {};
}

std::optional<bool> Fields::boolean(std::string_view key) {
  const Value* found = get(key);
  if (found == nullptr)
    return std::nullopt;
  if (const bool* value = found->as_bool())
    return *value;
  error(*found, fmt::format("'{}' must be true or false", key));
  return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view key) {
  const Value* found = get(key);
  if (found == nullptr)
    return std::nullopt;
  if (const std::int64_t* value = found->as_int())
    return *value;
  error(*found, fmt::format("'{}' must be a whole number", key));
  return std::nullopt;
}

std::optional<double> Fields::number(std::string_view key) {
  const Value* found = get(key);
  if (found == nullptr)
    return std::nullopt;
  if (const std::int64_t* value = found->as_int())
    return static_cast<double>(*value);
  if (const double* value = found->as_double())
    return *value;
  error(*found, fmt::format("'{}' must be a number", key));
  return std::nullopt;
}

std::vector<std::string> Fields::texts(std::string_view key) {
  const Value* found = get(key);
  if (found == nullptr)
    return {};
  if (const std::string* one = found->as_string())
    return {*one};
  std::vector<std::string> out;
  const List* list = found->as_list();
  if (list == nullptr)
    error(*found, fmt::format("'{}' must be a list of strings, not {}", key, kind_name(*found)));
  for (const Value& element : list == nullptr ? List() : *list) {
    if (const std::string* string = element.as_string())
      out.push_back(*string);
    else
      error(element, fmt::format("'{}' must hold strings, not {}", key, kind_name(element)));
  }
  return out;
}

std::optional<std::size_t> Fields::choice(std::string_view key,
                                          std::span<const std::string_view> choices) {
  const Value* found = get(key);
  if (found == nullptr)
    return std::nullopt;
  const std::string* word = found->as_string();
  if (word != nullptr) {
    const auto it = std::ranges::find(choices, *word);
    if (it != choices.end())
      return static_cast<std::size_t>(it - choices.begin());
  }
  const std::vector<std::string> names(choices.begin(), choices.end());
  std::string hint;
  if (word != nullptr)
    if (const auto near = nearest_word(*word, choices))
      hint = fmt::format("did you mean '{}'?", *near);
  error(*found, fmt::format("'{}' must be one of {}", key, join(names, ", ")), hint);
  return std::nullopt;
}

std::vector<const Value*> Fields::list(std::string_view key) {
  const Value* found = get(key);
  std::vector<const Value*> out;
  if (found == nullptr)
    return out;
  const List* elements = found->as_list();
  if (elements == nullptr) {
    error(*found, fmt::format("'{}' must be a list, not {}", key, kind_name(*found)),
          "begin each entry with '- '");
    return out;
  }
  for (const Value& element : *elements)
    out.push_back(&element);
  return out;
}

const Map* Fields::map(std::string_view key) {
  const Value* found = get(key);
  if (found == nullptr)
    return nullptr;
  if (found->as_map() == nullptr)
    error(*found, fmt::format("'{}' must be a map, not {}", key, kind_name(*found)));
  return found->as_map();
}

void Fields::require(std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (value_.as_map() != nullptr && get(key) == nullptr) {
      Span start = value_.span();
      start.end = start.begin;
      diagnostics_.push_back({Diagnostic::Level::kError,
                              fmt::format("{} needs the key '{}'", what_, key),
                              {},
                              start,
                              {}});
    }
  }
}

void Fields::finish() {
  if (value_.as_map() == nullptr)
    return;
  for (const Member& member : *value_.as_map()) {
    if (std::ranges::find(asked_, member.key) != asked_.end())
      continue;
    std::string hint;
    if (const auto near = nearest_word(member.key, asked_))
      hint = fmt::format("did you mean '{}'?", *near);
    diagnostics_.push_back({Diagnostic::Level::kError,
                            fmt::format("{} has no key '{}'", what_, printable(member.key)),
                            hint,
                            member.key_span,
                            {}});
  }
}

}  // namespace advisor
