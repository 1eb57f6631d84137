#include "src/base/source.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "src/base/text.h"

namespace advisor {

SourceFile::SourceFile(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)) {}

const std::vector<std::uint32_t>& SourceFile::line_starts() const {
  if (line_starts_.empty()) {
    line_starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
      line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return line_starts_;
}

// A plan of 100 MB may be one line: counting from its start for every place would take minutes.
std::size_t SourceFile::code_points_before(std::uint32_t offset) const {
  constexpr std::size_t kBlock = std::size_t{1} << 14U;
  if (code_points_.empty()) {
    std::size_t count = 0;
    for (std::size_t at = 0; at <= text_.size(); at += kBlock) {
      code_points_.push_back(count);
      count += count_code_points(std::string_view(text_).substr(at, kBlock));
    }
  }
  const std::size_t block = offset / kBlock;
  return code_points_[block] +
         count_code_points(std::string_view(text_).substr(block * kBlock, offset % kBlock));
}

LineColumn SourceFile::locate(std::uint32_t offset) const {
  const auto& starts = line_starts();
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto next = std::upper_bound(starts.begin(), starts.end(), offset);
  const std::uint32_t start = *std::prev(next);
  constexpr std::uint32_t kLongLine = 1U << 15U;
  if (offset - start > kLongLine) {
    const bool marked = start == 0 && text_.starts_with("\xEF\xBB\xBF");
    return {static_cast<int>(next - starts.begin()),
            static_cast<int>(code_points_before(offset) - code_points_before(start)) +
                (marked ? 0 : 1)};
  }
  std::string_view before = std::string_view(text_).substr(start, offset - start);
  if (start == 0 && before.substr(0, 3) == "\xEF\xBB\xBF")
    before.remove_prefix(3);  // no editor counts the byte order mark as a column
  return {static_cast<int>(next - starts.begin()), static_cast<int>(count_code_points(before)) + 1};
}

std::string_view SourceFile::line(int line) const {
  const auto& starts = line_starts();
  if (line < 1 || static_cast<std::size_t>(line) > starts.size())
    return {};
  const auto index = static_cast<std::size_t>(line - 1);
  const std::size_t begin = starts[index];
  std::size_t end = index + 1 < starts.size() ? starts[index + 1] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r')
    --end;
  return std::string_view(text_).substr(begin, end - begin);
}

std::uint32_t SourceFile::offset(LineColumn where) const {
  const std::string_view text = line(where.line);
  if (text.data() == nullptr)
    return static_cast<std::uint32_t>(text_.size());
  const auto start = static_cast<std::uint32_t>(text.data() - text_.data());
  std::string_view rest = text;
  if (start == 0 && rest.substr(0, 3) == "\xEF\xBB\xBF")
    rest.remove_prefix(3);
  const std::size_t skipped = text.size() - rest.size();
  const std::size_t bytes =
      prefix_of_code_points(rest, static_cast<std::size_t>(std::max(where.column - 1, 0)));
  return start + static_cast<std::uint32_t>(skipped + bytes);
}

SourceId SourceSet::add(std::string path, std::string text) {
  files_.emplace_back(std::move(path), std::move(text));
  return static_cast<SourceId>(files_.size());
}

const SourceFile& SourceSet::file(SourceId id) const {
  assert(id != 0 && id <= files_.size());
  return files_[id - 1];
}

std::string_view SourceSet::text(Span span) const {
  if (!span.valid())
    return {};
  const std::string& text = file(span.source).text();
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, text.size());
  return std::string_view(text).substr(begin, end - begin);
}

}  // namespace advisor
