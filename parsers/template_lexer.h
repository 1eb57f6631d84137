#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"

namespace advisor {

// One token inside a `{{ }}` action of Go's text/template.
struct TemplateToken {
  enum class Kind : std::uint8_t {
    kIdentifier,  // functions, keywords, true, false, nil
    kVariable,    // "$" or "$name"
    kField,       // ".name"; text is the name
    kDot,
    kString,  // text is the unquoted value
    kCharacter,
    kNumber,
    kPipe,
    kOpen,
    kClose,
    kComma,
    kAssign,
    kDeclare,
  };
  Kind kind = Kind::kDot;
  std::string text;
  bool space_before = false;  // `f .X` is a call with an argument, `f.X` a field of f's result
  std::uint32_t begin = 0;    // bytes in the template
  std::uint32_t end = 0;
};

// Literal text between actions (already trimmed by their `-` marks), or one action with its
// delimiters.
struct TemplateSegment {
  bool action = false;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::vector<TemplateToken> tokens;
};

// Why a text is no template, and where.
struct TemplateFault {
  std::string message;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct LexedTemplate {
  std::vector<TemplateSegment> segments;  // comments are left out
  std::vector<TemplateFault> faults;      // at most one: the lexer stops there
};

LexedTemplate lex_template(std::string_view text);

}  // namespace advisor
