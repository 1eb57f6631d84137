#include "src/aws/html_lines.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "src/base/text.h"

namespace advisor::aws {
namespace {

constexpr int kMaxElementDepth = 512;  // as in browsers
constexpr std::size_t kMaxUrlLength = 2'048;

bool is_any(GumboTag tag, std::initializer_list<GumboTag> tags) {
  return std::ranges::count(tags, tag) > 0;
}

bool is_heading(GumboTag tag) {
  return is_any(
      tag, {GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6});
}

bool is_block(GumboTag tag) {
  return is_heading(tag) ||
         is_any(tag, {GUMBO_TAG_P, GUMBO_TAG_DIV, GUMBO_TAG_UL, GUMBO_TAG_OL, GUMBO_TAG_TABLE,
                      GUMBO_TAG_TR, GUMBO_TAG_SECTION, GUMBO_TAG_ARTICLE, GUMBO_TAG_BLOCKQUOTE,
                      GUMBO_TAG_PRE, GUMBO_TAG_DL, GUMBO_TAG_HR});
}

bool is_list(GumboTag tag) {
  return is_any(tag, {GUMBO_TAG_UL, GUMBO_TAG_OL});
}

bool is_dropped(GumboTag tag) {
  return is_any(tag, {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TEMPLATE});
}

bool is_bold(GumboTag tag) {
  return is_heading(tag) || is_any(tag, {GUMBO_TAG_B, GUMBO_TAG_STRONG});
}

bool is_blank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x2028 || c == 0x2029;
}

bool is_hidden(char32_t c) {
  return c < 0x20 || c == 0x7F || is_deceptive(c);
}

// Scripts that are written without blanks between words. Not Hangul: Korean has them.
bool is_wide(char32_t c) {
  return (c >= 0x2E80 && c <= 0x312F) || (c >= 0x31A0 && c <= 0xA4CF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) ||
         (c >= 0xFF01 && c <= 0xFF9F) || (c >= 0xFFE0 && c <= 0xFFE6) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

// The address if it may be shown and followed, else "".
std::string link_address(std::string_view url) {
  url = trim(url);
  const bool web =
      starts_with_ignoring_case(url, "https://") || starts_with_ignoring_case(url, "http://");
  if (!web || url.size() > kMaxUrlLength)
    return "";
  for (std::string_view rest = url; !rest.empty();) {
    const CodePoint c = first_code_point(rest);
    if (is_hidden(c.value) || is_blank(c.value) || c.value == 0xFFFD || c.value == 0x3000)
      return "";
    rest.remove_prefix(c.length);
  }
  return std::string(url);
}

// Where an element stands.
struct Place {
  int element_depth = 0;
  bool bold = false;
  std::string url;
  int* item_number = nullptr;  // of the list around it; nullptr: a list without numbers
};

class Writer {
 public:
  std::vector<HtmlLine> take() {
    end_line();
    if (cut_) {
      const bool blank = !lines_.empty();
      lines_.push_back({{{"...", ""}}, "", 0, blank, false});
    }
    return std::move(lines_);
  }

  bool full() const { return cut_; }
  void cut() { cut_ = true; }

  void text(std::string_view text, const Place& place) {
    while (!text.empty() && !cut_) {
      const CodePoint c = first_code_point(text);
      if (is_blank(c.value)) {
        blank_ = true;
        segment_break_ = segment_break_ || c.value == '\n' || c.value == '\r';
      } else if (!is_hidden(c.value)) {
        put(c.value, place);
      }
      text.remove_prefix(c.length);
    }
  }

  void blank() { blank_ = true; }

  void line_break() {
    const bool swallowed = after_block_;
    after_block_ = false;
    if (line_.runs.empty() && !swallowed)
      blank_line_ = true;
    end_line();
  }

  void begin_block(bool with_blank_line) {
    end_line();
    after_block_ = false;
    blank_line_ = blank_line_ || (with_blank_line && !item_);
  }

  void end_block() {
    end_line();
    after_block_ = true;
  }

  bool in_list() const { return depth_ > 0; }
  void begin_list() { ++depth_; }

  void end_list() {
    --depth_;
    item_.reset();
  }

  // The number is taken when the item turns out to have text.
  void begin_item(int* number) {
    end_line();
    item_ = Item{number, depth_};
  }

  void end_item() {
    end_line();
    item_.reset();
  }

 private:
  struct Item {
    int* number = nullptr;
    int depth = 0;  // lists around it
  };

  void put(char32_t c, const Place& place) {
    if (line_.runs.empty())
      begin_line();
    else if (blank_ && !(segment_break_ && is_wide(last_) && is_wide(c)))
      append(' ', place);
    append(c, place);
    blank_ = segment_break_ = after_block_ = false;
    last_ = c;
    all_bold_ = all_bold_ && place.bold;
  }

  void append(char32_t c, const Place& place) {
    std::vector<HtmlRun>& runs = line_.runs;
    if (runs.empty() || runs.back().url != place.url) {
      runs.push_back({"", place.url});
      size_ += place.url.size();
    }
    const std::size_t before = runs.back().text.size();
    append_utf8(runs.back().text, c);
    size_ += runs.back().text.size() - before;
    cut_ = cut_ || size_ > kMaxHtmlText;
  }

  void begin_line() {
    line_.blank_before = blank_line_ && !lines_.empty();
    blank_line_ = false;
    line_.depth =
        item_ ? std::clamp(item_->depth, 1, kMaxListDepth) : std::min(depth_, kMaxListDepth);
    if (item_)
      line_.marker = item_->number == nullptr ? "- " : std::to_string(++*item_->number) + ". ";
    item_.reset();
    all_bold_ = true;
  }

  void end_line() {
    blank_ = segment_break_ = false;
    if (line_.runs.empty())
      return;
    line_.heading = all_bold_ && line_.depth == 0;
    lines_.push_back(std::move(line_));
    line_ = {};
  }

  std::vector<HtmlLine> lines_;
  HtmlLine line_;
  std::optional<Item> item_;  // begun, without text so far
  int depth_ = 0;
  std::size_t size_ = 0;
  char32_t last_ = 0;  // of this line
  bool blank_ = false;
  bool segment_break_ = false;  // among those blanks is the end of a line of the source
  bool blank_line_ = false;
  bool after_block_ = false;  // nothing since the end of a block: a <br> adds nothing
  bool all_bold_ = true;
  bool cut_ = false;
};

void walk(const GumboNode& node, const Place& place, Writer& writer);

void walk_children(const GumboVector& children, const Place& place, Writer& writer) {
  if (place.element_depth > kMaxElementDepth)
    return writer.cut();
  for (unsigned i = 0; i < children.length && !writer.full(); ++i)
    walk(*static_cast<const GumboNode*>(children.data[i]), place, writer);
}

Place inside(const GumboElement& element, const Place& around) {
  Place place = around;
  ++place.element_depth;
  place.bold = place.bold || is_bold(element.tag);
  if (element.tag == GUMBO_TAG_A) {
    const GumboAttribute* href = gumbo_get_attribute(&element.attributes, "href");
    place.url = href == nullptr ? "" : link_address(href->value);
  }
  return place;
}

void walk_list(const GumboElement& element, Place place, Writer& writer) {
  int number = 0;
  place.item_number = element.tag == GUMBO_TAG_OL ? &number : nullptr;
  writer.begin_list();
  walk_children(element.children, place, writer);
  writer.end_list();
}

void walk_block(const GumboElement& element, const Place& place, Writer& writer) {
  writer.begin_block(!(writer.in_list() && is_list(element.tag)));
  if (is_list(element.tag))
    walk_list(element, place, writer);
  else
    walk_children(element.children, place, writer);
  writer.end_block();
}

void walk_item(const GumboElement& element, const Place& place, Writer& writer) {
  writer.begin_item(place.item_number);
  walk_children(element.children, place, writer);
  writer.end_item();
}

void walk_element(const GumboElement& element, const Place& around, Writer& writer) {
  const Place place = inside(element, around);
  if (is_dropped(element.tag))
    return;
  if (element.tag == GUMBO_TAG_BR)
    return writer.line_break();
  if (element.tag == GUMBO_TAG_LI)
    return walk_item(element, place, writer);
  if (is_block(element.tag))
    return walk_block(element, place, writer);
  if (is_any(element.tag, {GUMBO_TAG_TD, GUMBO_TAG_TH}))
    writer.blank();
  walk_children(element.children, place, writer);
}

void walk(const GumboNode& node, const Place& place, Writer& writer) {
  switch (node.type) {
    case GUMBO_NODE_ELEMENT:
      return walk_element(node.v.element, place, writer);
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
      return writer.text(node.v.text.text, place);
    default:  // comments; a template has nothing that is shown
      return;
  }
}

// At most as much as kMaxHtmlBytes and kMaxHtmlTags allow.
std::string_view bounded(std::string_view html) {
  html = html.substr(0, kMaxHtmlBytes);
  std::size_t at = html.find('<');
  for (std::size_t tags = 0; at != std::string_view::npos; at = html.find('<', at + 1))
    if (++tags > kMaxHtmlTags)
      return html.substr(0, at);
  return html;
}

// Without control characters: the parser would make U+FFFD of them.
std::string without_hidden(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  while (!html.empty()) {
    const CodePoint c = first_code_point(html);
    if (is_blank(c.value) || !is_hidden(c.value))
      out += html.substr(0, c.length);
    html.remove_prefix(c.length);
  }
  return out;
}

}  // namespace

std::vector<HtmlLine> html_lines(std::string_view html) {
  const std::string_view allowed = bounded(html);
  const std::string source = without_hidden(allowed);
  GumboOptions options = kGumboDefaultOptions;
  options.fragment_context = GUMBO_TAG_BODY;
  options.max_errors = 0;
  const auto destroy = [&](GumboOutput* output) { gumbo_destroy_output(&options, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output(
      gumbo_parse_with_options(&options, source.data(), source.size()), destroy);
  Writer writer;
  walk_children(output->root->v.element.children, {}, writer);
  if (allowed.size() < html.size())
    writer.cut();
  return writer.take();
}

}  // namespace advisor::aws
