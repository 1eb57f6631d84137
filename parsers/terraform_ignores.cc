#include "parsers/terraform_ignores.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "parsers/ignore_comments.h"
#include "src/base/text.h"

namespace advisor {
namespace {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

void collect(const TfItem& item, std::vector<Range>& out) {
  out.push_back(
      {item.name_span.valid() ? item.name_span.begin : item.value.span.begin, item.value.span.end});
  for (const TfItem& inner : item.value.items)
    collect(inner, out);
}

void collect(const TfBlock& block, std::vector<Range>& out) {
  out.push_back({block.span.begin, block.span.end});
  for (const TfItem& item : block.attributes)
    collect(item, out);
  for (const TfBlock& inner : block.blocks)
    collect(inner, out);
}

// Lines by position. Remembers the last one: many comments can stand on one long line.
class Lines {
 public:
  // nodes: what begins on a line belongs to it up to its end; sorted by begin.
  explicit Lines(std::string_view text, const std::vector<Range>* nodes = nullptr)
      : text_(text), nodes_(nodes) {}

  Range at(std::size_t position) {
    if (last_ && position >= last_->begin && position <= line_end_)
      return *last_;
    const std::size_t before = position == 0 ? text_.npos : text_.rfind('\n', position - 1);
    line_end_ = std::min(text_.find('\n', position), text_.size());
    last_ = {before == text_.npos ? 0 : before + 1, line_end_};
    if (nodes_ != nullptr)
      for (auto node = std::ranges::lower_bound(*nodes_, last_->begin, {}, &Range::begin);
           node != nodes_->end() && node->begin < line_end_; ++node)
        last_->end = std::max(last_->end, node->end);
    return *last_;
  }

 private:
  std::string_view text_;
  const std::vector<Range>* nodes_;
  std::optional<Range> last_;
  std::size_t line_end_ = 0;
};

// The lines of a comment without comment signs.
std::vector<std::string_view> lines_of(std::string_view comment) {
  if (!comment.starts_with("/*"))
    return {comment.substr(comment.starts_with("//") ? 2 : 1)};
  std::vector<std::string_view> lines = split(comment.substr(2, comment.size() - 4), '\n');
  for (std::string_view& line : lines) {
    line = trim(line);
    line.remove_prefix(std::min(line.find_first_not_of('*'), line.size()));
  }
  return lines;
}

}  // namespace

std::vector<InlineSuppression> terraform_suppressions(const TfFile& file, std::string_view text,
                                                      SourceId source) {
  std::vector<InlineSuppression> out;
  if (file.comments.empty())
    return out;
  std::vector<Range> nodes;
  for (const TfBlock& block : file.blocks)
    collect(block, nodes);
  std::ranges::sort(nodes, {}, &Range::begin);
  Lines comment_lines(text);
  Lines code_lines(text, &nodes);
  for (const TfIgnoreComment& comment : file.comments) {
    const bool own = comment.code_before > comment_lines.at(comment.begin).begin ||
                     comment.code_after >= text.size();
    const Range covered = code_lines.at(own ? comment.begin : comment.code_after);
    const std::string_view whole = text.substr(comment.begin, comment.end - comment.begin);
    for (const std::string_view line : lines_of(whole)) {
      std::optional<IgnoreMark> mark = read_ignore_mark(line);
      if (!mark)
        continue;
      InlineSuppression suppression;
      suppression.rule = std::move(mark->rule);
      suppression.reason = std::move(mark->reason);
      suppression.span = {source, comment.begin, comment.end};
      suppression.covered = {source, static_cast<std::uint32_t>(covered.begin),
                             static_cast<std::uint32_t>(covered.end)};
      out.push_back(std::move(suppression));
    }
  }
  return out;
}

}  // namespace advisor
