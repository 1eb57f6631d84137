#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/source.h"

namespace advisor {

struct TfItem;

// An expression, as far as it is an object or list constructor. Spans have no white space around.
struct TfValue {
  enum class Kind : std::uint8_t {
    kOther,   // any other expression: only its span is known
    kObject,  // {...}
    kList,    // [...]
  };
  Kind kind = Kind::kOther;
  // A collection written as text for JSON: jsonencode(...) or a heredoc that is one; the span is
  // that of the whole call or heredoc.
  bool encoded = false;
  Span span;
  std::vector<TfItem> items;  // in source order; keys may repeat
};

// An attribute `name = value`, an entry of an object or an element of a list.
struct TfItem {
  std::string name;  // empty: list element, or a key that is no literal
  Span name_span;    // includes quotes; without source: list element
  TfValue value;
};

// `type "label" "label" { ... }`
struct TfBlock {
  std::string type;
  std::vector<std::string> labels;
  Span header;  // type and labels, without the brace
  Span span;    // from type to closing brace (if that is missing: to the last token inside)
  std::vector<TfItem> attributes;
  std::vector<TfBlock> blocks;

  const TfItem* attribute(std::string_view name) const;  // nullptr: not written
};

// A comment "advisor:ignore ..." and the code around it, all as byte offsets.
struct TfIgnoreComment {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t code_before = 0;  // end of the last token before it; 0: none
  std::uint32_t code_after = 0;   // begin of the first token behind it; size of the text: none
};

struct TfFile {
  std::vector<TfBlock> blocks;            // top level, in source order
  std::vector<TfIgnoreComment> comments;  // in source order
};

// Finds the blocks of a Terraform or OpenTofu file (.tf, .tofu). Never fails: what cannot be
// understood is left out, up to the next line that opens a top-level block. Below a depth of 100
// and beyond a million attributes and blocks nothing is recorded. Linear in the size.
TfFile scan_terraform(std::string_view text, SourceId source);

// The text of a quoted template without interpolation, escapes resolved; empty for anything else.
std::string tf_literal(std::string_view quoted);

}  // namespace advisor
