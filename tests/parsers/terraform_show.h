#pragma once

#include <gtest/gtest.h>

#include <string>

#include "parsers/terraform_blocks.h"

namespace advisor {

// Every span as the text that it covers: blocks as <header>{...}, attributes and entries as
// (name)[value], the parts of collections behind their value in braces, text for JSON with a star.
class Show {
 public:
  explicit Show(const std::string& text) : text_(text) {}

  std::string operator()(const TfFile& file) const {
    std::string out;
    for (const TfBlock& block : file.blocks)
      out += (out.empty() ? "" : " ") + show(block);
    return out;
  }

  std::string text(Span span) const {
    if (span.source != 7 || span.begin > span.end || span.end > text_.size())
      return "<bad span>";
    return text_.substr(span.begin, span.end - span.begin);
  }

 private:
  std::string show(const TfBlock& block) const {
    std::string out = "<" + text(block.header) + ">{";
    for (const TfItem& item : block.attributes)
      out += show(item);
    for (const TfBlock& inner : block.blocks)
      out += show(inner);
    return out + (text(block.span).ends_with('}') ? "}" : "?");
  }

  std::string show(const TfItem& item) const {
    std::string out;
    if (item.name_span.valid())
      out += "(" + text(item.name_span) + ")";
    out += "[" + text(item.value.span) + "]";
    if (item.value.kind == TfValue::Kind::kOther)
      return out;
    out += item.value.encoded ? "*{" : "{";
    for (const TfItem& inner : item.value.items)
      out += show(inner);
    return out + "}";
  }

  const std::string& text_;
};

inline std::string scan(const std::string& text) {
  return Show(text)(scan_terraform(text, 7));
}

inline void expect_inside(Span inner, Span outer) {
  EXPECT_EQ(inner.source, outer.source);
  EXPECT_LE(outer.begin, inner.begin);
  EXPECT_LE(inner.begin, inner.end);
  EXPECT_LE(inner.end, outer.end);
}

inline void expect_nested(const TfItem& item, Span outer) {
  expect_inside(item.value.span, outer);
  if (item.name_span.valid()) {
    expect_inside(item.name_span, outer);
    EXPECT_LE(item.name_span.end, item.value.span.begin);
  }
  for (const TfItem& inner : item.value.items)
    expect_nested(inner, item.value.span);
}

inline void expect_nested(const TfBlock& block, Span outer) {
  expect_inside(block.span, outer);
  expect_inside(block.header, block.span);
  EXPECT_EQ(block.header.begin, block.span.begin);
  for (const TfItem& item : block.attributes)
    expect_nested(item, block.span);
  for (const TfBlock& inner : block.blocks)
    expect_nested(inner, block.span);
}

inline TfFile scan_and_check(const std::string& text) {
  TfFile file = scan_terraform(text, 7);
  for (const TfBlock& block : file.blocks)
    expect_nested(block, {7, 0, static_cast<std::uint32_t>(text.size())});
  for (const TfIgnoreComment& comment : file.comments) {
    EXPECT_LE(comment.code_before, comment.begin);
    EXPECT_LT(comment.begin, comment.end);
    EXPECT_LE(comment.end, comment.code_after);
    EXPECT_LE(comment.code_after, text.size());
  }
  return file;
}

}  // namespace advisor
