#include "src/aws/html_text.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "src/aws/html_lines.h"
#include "src/base/markdown.h"
#include "src/base/text.h"

namespace advisor::aws {
namespace {

using Lines = std::span<const HtmlLine>;

std::string plain_of(const HtmlLine& line) {
  const int levels = line.marker.empty() ? line.depth : line.depth - 1;
  std::string out = std::string(static_cast<std::size_t>(2 * levels), ' ') + line.marker;
  for (const HtmlRun& run : line.runs) {
    out += run.text;
    if (!run.url.empty() && run.url != run.text)
      out += " (" + run.url + ")";
  }
  return out;
}

std::string plain_of(Lines lines) {
  std::string out;
  for (const HtmlLine& line : lines) {
    if (!out.empty())
      out += line.blank_before ? "\n\n" : "\n";
    out += plain_of(line);
  }
  return out;
}

bool begins_entity(std::string_view text) {
  const std::size_t end =
      text.find_first_not_of("#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 1);
  return end != std::string_view::npos && end > 1 && text[end] == ';';
}

// Between angle brackets only these have a meaning; a backtick could begin code before the link.
std::string link_target(std::string_view url) {
  std::string out = "<";
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '<')
      out += "%3C";
    else if (url[i] == '>')
      out += "%3E";
    else if (url[i] == '\\')
      out += "%5C";
    else if (url[i] == '`')
      out += "%60";
    else if (url[i] == '|')
      out += "%7C";
    else if (url[i] == '&' && begins_entity(url.substr(i)))
      out += "&amp;";
    else
      out += url[i];
  }
  return out + ">";
}

std::string markdown_of(const HtmlRun& run, bool begins_line) {
  const std::string_view core = trim(run.text);
  if (core.empty())
    return run.text;
  std::string out = run.text.front() == ' ' ? " " : "";
  if (run.url.empty())
    out += begins_line ? markdown_line(core) : markdown_inline(core);
  else
    out += "[" + markdown_inline(core) + "](" + link_target(run.url) + ")";
  return out + (run.text.back() == ' ' ? " " : "");
}

std::string markdown_of(const HtmlLine& line) {
  std::string out;
  for (const HtmlRun& run : line.runs) {
    // "![" begins an image.
    if (!run.url.empty() && out.ends_with('!'))
      out.insert(out.size() - 1, "\\");
    out += markdown_of(run, out.empty() && !line.heading);
  }
  return line.heading ? "**" + out + "**" : out;
}

class MarkdownWriter {
 public:
  void add(const HtmlLine& line) {
    if (!out_.empty())
      out_ += separator(line);
    const auto depth = static_cast<std::size_t>(line.depth);
    const std::size_t margin = column(line.marker.empty() ? depth : depth - 1);
    out_ += std::string(margin, ' ') + line.marker + markdown_of(line);
    for (std::size_t level = depth + 1; level < columns_.size(); ++level)
      columns_[level] = 0;
    if (!line.marker.empty())
      columns_[depth] = margin + line.marker.size();
    last_depth_ = line.depth;
  }
  std::string take() { return std::move(out_); }

 private:
  // A line below is part of the same paragraph unless something else begins.
  std::string separator(const HtmlLine& line) const {
    const bool list_edge = (line.depth == 0) != (last_depth_ == 0);
    const bool leaves_inner = line.marker.empty() && line.depth < last_depth_;
    if (line.blank_before || list_edge || leaves_inner)
      return "\n\n";
    return line.marker.empty() ? "\\\n" : "\n";
  }

  // Where the text of the items at that depth begins. A list whose item has no text of its own is
  // not there in Markdown.
  std::size_t column(std::size_t depth) const {
    while (depth > 0 && columns_[depth] == 0)
      --depth;
    return columns_[depth];
  }

  std::string out_;
  std::array<std::size_t, kMaxListDepth + 1> columns_ = {};
  int last_depth_ = 0;
};

std::string markdown_of(Lines lines) {
  MarkdownWriter writer;
  for (const HtmlLine& line : lines)
    writer.add(line);
  return writer.take();
}

HtmlText text_of(Lines lines) {
  return {plain_of(lines), markdown_of(lines)};
}

std::vector<std::size_t> headings_of(Lines lines) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].heading)
      out.push_back(i);
  return out;
}

// Which of the headings begin the parts, counted from 0.
struct Outline {
  std::size_t count = 0;  // of all headings
  std::size_t alert = 0;
  std::size_t action = 0;
  std::size_t further = 0;  // count: there is none
};

std::optional<Outline> outline_by_words(Lines lines, const std::vector<std::size_t>& headings) {
  const std::size_t none = headings.size();
  Outline out = {none, none, none, none};
  for (std::size_t i = 0; i < headings.size(); ++i) {
    const std::string text = plain_of(lines[headings[i]]);
    if (starts_with_ignoring_case(text, "alert criteria") && out.alert == none)
      out.alert = i;
    else if (starts_with_ignoring_case(text, "recommended action") && out.action == none)
      out.action = i;
    else if (starts_with_ignoring_case(text, "additional ") && out.action < i)
      out.further = i;
  }
  if (out.alert >= out.action || out.action == none)
    return std::nullopt;
  if (out.further == none)
    out.further = out.action + 1;
  return out;
}

// What is in front of the alert criteria varies most, so from the end.
std::optional<Outline> outline_by_count(std::size_t count) {
  if (count == 2)
    return Outline{2, 0, 1, 2};
  if (count == 3 || count == 4)
    return Outline{count, count - 3, count - 2, count - 1};
  return std::nullopt;
}

std::optional<Outline> find_outline(Lines lines, const std::vector<std::size_t>& headings,
                                    std::string_view english) {
  if (const auto found = outline_by_words(lines, headings))
    return found;
  const std::vector<HtmlLine> guide = html_lines(english);
  const auto found = outline_by_words(guide, headings_of(guide));
  return found && found->count == headings.size() ? found : outline_by_count(headings.size());
}

HtmlText part(Lines lines, std::size_t begin, std::size_t end) {
  return text_of(lines.subspan(begin, end - begin));
}

}  // namespace

HtmlText html_text(std::string_view html) {
  return text_of(html_lines(html));
}

Description divide_description(std::string_view html, std::string_view english) {
  const std::vector<HtmlLine> lines = html_lines(html);
  std::vector<std::size_t> headings = headings_of(lines);
  Description out;
  out.whole = text_of(lines);
  out.recommended_action = out.whole;
  const std::optional<Outline> outline = find_outline(lines, headings, english);
  if (!outline)
    return out;
  headings.push_back(lines.size());
  const std::size_t alert = headings[outline->alert];
  const std::size_t action = headings[outline->action];
  const std::size_t further = headings[outline->further];
  const HtmlText recommended = part(lines, action + 1, further);
  if (recommended.plain.empty())
    return out;
  out.divided = true;
  out.introduction = part(lines, 0, alert);
  out.alert_criteria = part(lines, alert + 1, action);
  out.recommended_action = recommended;
  if (further < lines.size())
    out.further = part(lines, further + 1, lines.size());
  return out;
}

}  // namespace advisor::aws
