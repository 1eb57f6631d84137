#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "src/cel/arena.h"
#include "src/cel/issue.h"

namespace advisor::cel {

struct Token {
  enum class Kind : std::uint8_t {
    kEnd,
    kName,      // identifier, reserved words included; text is the name
    kBacktick,  // text is what stands between the backticks
    kInt,       // text as written, without sign
    kUint,      // text as written, without suffix
    kDouble,
    kString,  // text is the decoded value
    kPunctuation,
  };
  Kind kind = Kind::kEnd;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string_view text;

  bool is(std::string_view punctuation) const {
    return kind == Kind::kPunctuation && text == punctuation;
  }
};

constexpr std::size_t kMaxSourceBytes = std::size_t{64} << 10U;

// All tokens of an expression, kEnd last (rule-language.md 2.1), or the first thing that is no
// token. Texts point into `source` or into the arena.
std::variant<std::vector<Token>, Issue> tokenize(std::string_view source, Arena& arena);

// true, false, null, in: neither identifier nor selector.
bool is_keyword(std::string_view name);
// as, break, const, ...: no identifier, but usable behind a dot.
bool is_reserved(std::string_view name);

}  // namespace advisor::cel
