#include "parsers/ignore_comments.h"

#include <algorithm>
#include <string>
#include <utility>

#include "src/base/text.h"

namespace advisor {
namespace {

struct Line {
  std::string_view text;
  std::size_t begin = 0;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  std::size_t begin = 0;
  for (const std::string_view line : split(text, '\n')) {
    out.push_back({line, begin});
    begin += line.size() + 1;
  }
  return out;
}

bool begins_comment(std::string_view rest, bool at_start, char before, CommentStyle style) {
  if (style == CommentStyle::kHashAndSlash)
    return rest.starts_with('#') || rest.starts_with("//");
  return rest.starts_with('#') && (at_start || before == ' ' || before == '\t');
}

// Where the comment of a line begins, npos if there is none. A quote in the middle of a word, as in
// "don't", opens nothing.
std::size_t comment_of(std::string_view line, CommentStyle style) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const char before = i == 0 ? ' ' : line[i - 1];
    if (quote != 0) {
      if (c == '\\' && quote == '"')
        ++i;
      else if (c == quote)
        quote = 0;
      continue;
    }
    if ((c == '"' || c == '\'') &&
        std::string_view(" \t[{(,:=-").find(before) != std::string_view::npos)
      quote = c;
    else if (begins_comment(line.substr(i), i == 0, before, style))
      return i;
  }
  return std::string_view::npos;
}

std::string_view next_word(std::string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text = trim(text.substr(end));
  return word;
}

bool has_code(const Line& line, CommentStyle style) {
  const std::size_t comment = comment_of(line.text, style);
  return !trim(line.text.substr(0, comment)).empty();
}

}  // namespace

std::optional<IgnoreMark> read_ignore_mark(std::string_view comment) {
  comment = trim(comment);
  if (!comment.starts_with(kIgnoreMark))
    return std::nullopt;
  comment.remove_prefix(kIgnoreMark.size());
  if (!comment.empty() && comment[0] != ' ' && comment[0] != '\t')
    return std::nullopt;
  IgnoreMark mark;
  mark.rule = next_word(comment);
  mark.reason = comment;
  return mark;
}

std::vector<InlineSuppression> scan_ignore_comments(std::string_view text, SourceId source,
                                                    CommentStyle style) {
  std::vector<InlineSuppression> out;
  if (text.find(kIgnoreMark) == std::string_view::npos)
    return out;
  const std::vector<Line> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t begin = comment_of(lines[i].text, style);
    if (begin == std::string_view::npos)
      continue;
    std::string_view comment = trim(lines[i].text.substr(begin));
    const std::size_t end = begin + comment.size();
    std::optional<IgnoreMark> mark =
        read_ignore_mark(comment.substr(comment.starts_with("//") ? 2 : 1));
    if (!mark)
      continue;
    InlineSuppression suppression;
    suppression.rule = std::move(mark->rule);
    suppression.reason = std::move(mark->reason);
    std::size_t covered = i;
    if (!has_code(lines[i], style))
      while (covered + 1 < lines.size() && !has_code(lines[covered], style))
        ++covered;
    const auto place = [&](const Line& line, std::size_t from, std::size_t to) {
      return Span{source, static_cast<std::uint32_t>(line.begin + from),
                  static_cast<std::uint32_t>(line.begin + to)};
    };
    suppression.span = place(lines[i], begin, end);
    suppression.covered = place(lines[covered], 0, lines[covered].text.size());
    out.push_back(std::move(suppression));
  }
  return out;
}

}  // namespace advisor
