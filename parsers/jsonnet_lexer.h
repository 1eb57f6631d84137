#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace advisor {

struct JsonnetToken {
  enum class Kind : std::uint8_t { kIdentifier, kNumber, kString, kOperator, kBracket, kOther };
  Kind kind = Kind::kOther;
  std::string text;  // strings: the value; else as written
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  // Index of the partner of a bracket; its own index where there is none.
  std::uint32_t partner = 0;

  bool is(std::string_view symbol) const { return kind != Kind::kString && text == symbol; }
};

// The tokens of a Jsonnet text; comments are left out. Never fails: what Jsonnet would reject
// becomes kOther.
std::vector<JsonnetToken> lex_jsonnet(std::string_view text);

}  // namespace advisor
