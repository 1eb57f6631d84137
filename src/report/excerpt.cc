#include "src/report/excerpt.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "src/base/text.h"
#include "src/model/document.h"

namespace advisor {
namespace {

struct Range {
  char32_t first, last;
};

// East_Asian_Width W and F of Unicode 16, neighbours joined over unassigned code points.
constexpr std::array kWide = std::to_array<Range>({
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},   {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2630, 0x2637},   {0x2648, 0x2653},   {0x267F, 0x267F},   {0x268A, 0x268F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},   {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},
    {0x26F2, 0x26F3},   {0x26F5, 0x26F5},   {0x26FA, 0x26FA},   {0x26FD, 0x26FD},
    {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274C},
    {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},
    {0x2B55, 0x2B55},   {0x2E80, 0x303E},   {0x3041, 0x3247},   {0x3250, 0xA4C6},
    {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},
    {0xFE30, 0xFE6B},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18D08},
    {0x1AFF0, 0x1B2FB}, {0x1D300, 0x1D376}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335},
    {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440},
    {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6DF},
    {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
});

// The combining marks (general categories Mn and Me) that texts of people contain.
constexpr std::array kZeroWidth = std::to_array<Range>({
    {0x0300, 0x036F}, {0x0483, 0x0489},   {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0670, 0x0670}, {0x06D6, 0x06DC},   {0x0900, 0x0902}, {0x093C, 0x093C}, {0x0941, 0x0948},
    {0x094D, 0x094D}, {0x0E31, 0x0E31},   {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1ACE},
    {0x1DC0, 0x1DFF}, {0x20D0, 0x20F0},   {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
});

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t c) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), c,
                       [](char32_t value, Range range) { return value < range.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

std::size_t width_of(char32_t c) {
  if (c < 0x300)
    return 1;
  if (contains(kZeroWidth, c))
    return 0;
  return contains(kWide, c) ? 2 : 1;
}

// Only for valid sequences; printable() has seen to that.
char32_t decode(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1)
    return first;
  char32_t c = first & (0x7FU >> sequence.size());
  for (const char next : sequence.substr(1))
    c = (c << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
  return c;
}

// One unit that is printed as a whole.
struct Cell {
  std::uint32_t begin, end;  // bytes of the line
  std::string text;
  std::size_t width;
};

constexpr std::string_view kTab = "    ";
constexpr std::string_view kHidden = "***";
constexpr std::string_view kCut = "...";

// A line as printable cells, made on demand because a line may have megabytes.
class CellLine {
 public:
  CellLine(std::string_view line, std::uint32_t start, SourceId source,
           std::span<const Span> hidden)
      : line_(line) {
    const auto end = start + static_cast<std::uint32_t>(line.size());
    for (const Span& span : hidden)
      if (span.source == source && span.begin < end && span.end > start)
        hidden_.push_back(
            {0, std::max(span.begin, start) - start, std::min(span.end, end) - start});
  }

  // The cell that covers byte `at`. Precondition: at < size of the line.
  Cell cell(std::uint32_t at) const {
    if (const Span* span = hidden_at(at); span != nullptr)
      return {span->begin, span->end, std::string(kHidden), kHidden.size()};
    for (int i = 0; i < 3 && at > 0 && continues(at) && hidden_at(at - 1) == nullptr; ++i)
      --at;
    auto end = at + 1;
    while (end < line_.size() && end < at + 4 && continues(end) && hidden_at(end) == nullptr)
      ++end;
    const std::string_view bytes = line_.substr(at, end - at);
    if (bytes == "\t")
      return {at, end, std::string(kTab), kTab.size()};
    std::string text = printable(bytes);
    const std::size_t width = display_width(text);
    return {at, end, std::move(text), width};
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(line_.size()); }

 private:
  bool continues(std::uint32_t at) const {
    return (static_cast<unsigned char>(line_[at]) & 0xC0U) == 0x80U;
  }
  const Span* hidden_at(std::uint32_t at) const {
    const auto found = std::find_if(hidden_.begin(), hidden_.end(),
                                    [&](const Span& s) { return s.begin <= at && at < s.end; });
    return found == hidden_.end() ? nullptr : &*found;
  }

  std::string_view line_;
  std::vector<Span> hidden_;
};

// Cells from `at` backwards (nearest first) while they fit.
std::vector<Cell> cells_before(const CellLine& line, std::uint32_t at, std::size_t width) {
  std::vector<Cell> cells;
  while (at > 0) {
    Cell cell = line.cell(at - 1);
    if (cell.width > width)
      break;
    width -= cell.width;
    at = cell.begin;
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::vector<Cell> cells_after(const CellLine& line, std::uint32_t at, std::size_t width) {
  std::vector<Cell> cells;
  while (at < line.size()) {
    Cell cell = line.cell(at);
    if (cell.width > width)
      break;
    width -= cell.width;
    at = cell.end;
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::size_t total_width(const std::vector<Cell>& cells) {
  std::size_t width = 0;
  for (const Cell& cell : cells)
    width += cell.width;
  return width;
}

// The part of a line that is shown.
struct Window {
  std::vector<Cell> cells;
  bool cut_left = false, cut_right = false;
};

// Whole if it fits; else the begin of the span stands in the first third, so that most of what is
// meant is seen.
Window window_around(const CellLine& line, std::uint32_t begin, std::size_t width) {
  Window window;
  window.cells = cells_after(line, 0, width);
  if (window.cells.empty() || window.cells.back().end == line.size())
    return window;
  width -= 2 * kCut.size();
  std::vector<Cell> before = cells_before(line, begin, width / 3);
  window.cut_left = !before.empty() && before.back().begin > 0;
  const std::size_t rest = width - total_width(before);
  window.cells.assign(std::move_iterator(before.rbegin()), std::move_iterator(before.rend()));
  std::vector<Cell> after = cells_after(line, begin, rest);
  window.cut_right = (after.empty() ? begin : after.back().end) < line.size();
  window.cells.insert(window.cells.end(), std::move_iterator(after.begin()),
                      std::move_iterator(after.end()));
  return window;
}

void draw(Excerpt& excerpt, const Window& window, std::uint32_t begin, std::uint32_t end) {
  const auto put = [&](std::string_view text, std::size_t width, bool marked) {
    excerpt.code += text;
    excerpt.carets.append(width, marked ? '^' : ' ');
  };
  if (window.cut_left)
    put(kCut, kCut.size(), false);
  for (const Cell& cell : window.cells)
    put(cell.text, cell.width, cell.begin < end && cell.end > begin);
  if (window.cut_right)
    put(kCut, kCut.size(), false);
  excerpt.carets.erase(excerpt.carets.find_last_not_of(' ') + 1);
  if (excerpt.carets.empty()) {  // a place without text: between two cells or behind the last
    std::size_t column = window.cut_left ? kCut.size() : 0;
    for (const Cell& cell : window.cells)
      column += cell.end <= begin ? cell.width : 0;
    excerpt.carets.append(column, ' ') += '^';
  }
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(prefix_of_code_points(text.substr(at), 1), 1);
    width += length > 4 ? length : width_of(decode(text.substr(at, length)));
    at += length;
  }
  return width;
}

Excerpt make_excerpt(const SourceFile& file, Span span, std::span<const Span> hidden, int width) {
  Excerpt excerpt;
  const auto size = static_cast<std::uint32_t>(file.text().size());
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  excerpt.line = file.locate(span.begin).line;
  excerpt.last_line = span.end > span.begin ? file.locate(span.end - 1).line : excerpt.line;
  std::string_view text = file.line(excerpt.line);
  auto start =
      text.data() == nullptr ? size : static_cast<std::uint32_t>(text.data() - file.text().data());
  if (start == 0 && text.substr(0, 3) == "\xEF\xBB\xBF") {
    text.remove_prefix(3);
    start += 3;
  }
  const auto length = static_cast<std::uint32_t>(text.size());
  const auto in_line = [&](std::uint32_t at) {
    return at < start ? 0 : std::min(at - start, length);
  };
  const std::uint32_t begin = in_line(span.begin);
  std::uint32_t end = in_line(span.end);
  while (end > begin + 1 && (text[end - 1] == ' ' || text[end - 1] == '\t'))
    --end;
  const CellLine line(text, start, span.source, hidden);
  draw(excerpt, window_around(line, begin, static_cast<std::size_t>(std::max(width, 20))), begin,
       end);
  return excerpt;
}

}  // namespace advisor
