#include "parsers/rendered_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "parsers/partial.h"
#include "src/base/text.h"

namespace advisor {
namespace {

// FNV-1a, so that nobody's text holds the prefix but on purpose, and then another one is taken.
std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t value = 14695981039346656037ULL ^ seed;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 1099511628211ULL;
  }
  return value;
}

std::string marker_prefix(std::string_view text) {
  for (std::uint64_t seed = 0;; ++seed) {
    std::string prefix = fmt::format("unknown_{:016x}_", hash(text, seed));
    if (text.find(prefix) == std::string_view::npos)
      return prefix;
  }
}

// Characters of numbers and words in JSON.
bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '+' || c == '-';
}

std::size_t bare_length(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_bare) - text.begin());
}

// `"key":` in front.
bool begins_with_member(std::string_view text) {
  if (!text.starts_with('"'))
    return false;
  const std::size_t close = text.find('"', 1);
  return close != std::string_view::npos && trim(text.substr(close + 1)).starts_with(':');
}

}  // namespace

RenderedBuilder::RenderedBuilder(std::string_view source, TemplateHost host) : source_(source) {
  out_.host_ = host;
  out_.marker_prefix_ = marker_prefix(source);
}

void RenderedBuilder::write(std::string_view text, std::uint32_t begin, std::uint32_t end,
                            bool literal) {
  out_.segments_.push_back({static_cast<std::uint32_t>(out_.text_.size()), begin, end, literal});
  out_.text_ += text;
  after_bare_ = false;
}

void RenderedBuilder::track_strings(std::string_view text) {
  for (const char c : text) {
    if (escaped_)
      escaped_ = false;
    else if (in_string_ && c == '\\')
      escaped_ = true;
    else if (c == '"')
      in_string_ = !in_string_;
  }
}

bool RenderedBuilder::bare_place() const {
  return out_.host_ == TemplateHost::kJson && !in_string_;
}

void RenderedBuilder::literal(std::uint32_t begin, std::uint32_t end) {
  const std::string_view text = source_.substr(begin, end - begin);
  const std::size_t joined = join_bare(text, begin + static_cast<std::uint32_t>(bare_length(text)));
  if (joined < text.size())
    write(text.substr(joined), begin + static_cast<std::uint32_t>(joined), end, true);
  track_strings(text);
}

void RenderedBuilder::known(const std::string& text, std::uint32_t begin, std::uint32_t end) {
  const std::size_t joined = join_bare(text, end);
  if (joined < text.size() || text.empty())
    write(std::string_view(text).substr(joined), begin, end, false);
  track_strings(text);
}

// `{{ x }}5`: what follows a marker without a break belongs to its value. Returns how much of
// `text` does.
std::size_t RenderedBuilder::join_bare(std::string_view text, std::uint32_t end) {
  const std::size_t length = after_bare_ ? bare_length(text) : 0;
  if (length == 0)
    return 0;
  Unknown& unknown = out_.markers_.back().unknown;
  unknown = *assemble_bare({unknown, std::string(text.substr(0, length))}, {}).as_unknown();
  out_.segments_.back().source_end = end;
  return length;
}

std::string RenderedBuilder::add_marker(Unknown value, bool bare, bool spread) {
  out_.markers_.push_back({std::move(value), bare, spread});
  return fmt::format("{}{:06}_", out_.marker_prefix_, out_.markers_.size() - 1);
}

void RenderedBuilder::unknown(Unknown value, std::uint32_t begin, std::uint32_t end) {
  if (bare_place())
    return bare_unknown(std::move(value), begin, end);
  write(add_marker(std::move(value), false, false), begin, end, false);
}

void RenderedBuilder::bare_unknown(Unknown value, std::uint32_t begin, std::uint32_t end) {
  if (after_bare_) {
    Unknown& before = out_.markers_.back().unknown;
    before = *assemble_bare({before, std::move(value)}, {}).as_unknown();
    out_.segments_.back().source_end = end;
    return;
  }
  // `1{{ x }}`: the text before it is part of the value.
  std::string& text = out_.text_;
  std::size_t from = text.size();
  while (from > 0 && is_bare(text[from - 1]))
    --from;
  if (from < text.size()) {
    const auto at = static_cast<std::uint32_t>(from);
    begin = out_.source_begin(at);
    value = *assemble_bare({text.substr(from), std::move(value)}, {}).as_unknown();
    while (!out_.segments_.empty() && out_.segments_.back().begin >= at)
      out_.segments_.pop_back();
    text.resize(from);
  }
  write('"' + add_marker(std::move(value), true, false) + '"', begin, end, false);
  after_bare_ = true;
}

void RenderedBuilder::spread(Unknown value, std::string_view head, std::string_view tail,
                             std::uint32_t begin, std::uint32_t end) {
  const std::string marker = add_marker(std::move(value), bare_place(), true);
  const std::string text = out_.host_ == TemplateHost::kYaml ? yaml_spread(head, marker)
                           : in_string_                      ? marker
                                                             : json_spread(head, tail, marker);
  write(text, begin, end, false);
}

std::string RenderedBuilder::json_spread(std::string_view head, std::string_view tail,
                                         const std::string& marker) {
  head = trim(head);
  const bool comma_before = head.starts_with(',');
  if (comma_before)
    head = trim(head.substr(1));
  std::string out = comma_before ? ",\"" : "\"";
  out += marker + '"';
  if (begins_with_member(head))
    out += ":null";
  if (trim(tail).ends_with(','))
    out += ',';
  return out;
}

// The block's first line tells indentation and kind: a list item, an entry, or else text.
std::string RenderedBuilder::yaml_spread(std::string_view head, const std::string& marker) {
  const std::size_t solid = head.find_first_not_of(" \t\r\n");
  if (solid == std::string_view::npos)
    return marker;
  const std::size_t line_break = head.substr(0, solid).rfind('\n');
  const std::string_view line = head.substr(solid, head.find('\n', solid) - solid);
  std::string out;
  if (line_break != std::string_view::npos)
    out = "\n" + std::string(head.substr(line_break + 1, solid - line_break - 1));
  if (line.starts_with("- "))
    return out + "- " + marker + "\n";
  if (line.find(':') != std::string_view::npos)
    return out + marker + ": null\n";
  return out + marker;
}

Rendered RenderedBuilder::finish(bool changed, Unknown condition) {
  out_.changed_ = changed;
  out_.condition_ = std::move(condition);
  return std::move(out_);
}

}  // namespace advisor
