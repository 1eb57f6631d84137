#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

// A message of protocol buffer text format, as far as CEL's conformance files use it: scalars as
// text, strings decoded, fields in order and repeated.
struct TextMessage {
  struct Field {
    std::string name;
    std::string scalar;                // if there is no message
    std::vector<TextMessage> message;  // one element, or none
  };
  std::vector<Field> fields;

  const TextMessage* find(std::string_view name) const;  // first such field that is a message
  std::optional<std::string> text(std::string_view name) const;  // first such field
  std::vector<const TextMessage*> all(std::string_view name) const;
};

// nullopt if the text is malformed.
std::optional<TextMessage> parse_textproto(std::string_view text);

}  // namespace advisor
